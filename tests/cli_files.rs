//! Nothing is lost: what the program writes over, and what it says when it cannot write.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use std::fs::{create_dir, read_dir, symlink_metadata};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use stage::{Folder, Ran};

const DEAD: &str = "lock a\na.acquire()\na.acquire()\n";
const DIFFERS: &str = "print 1\nexpect output {\n    | 2\n}\n";
const BLESSED: &str = "print 1\nexpect output {\n    | 1\n}\n";

/// The program as a shell starts it, with `"$@"` for its name and arguments.
fn shell(folder: &Folder, line: &str, arguments: &[&str]) -> Ran {
    let mut command = Command::new("sh");
    command.args(["-c", line, "sh", env!("CARGO_BIN_EXE_concur")]).args(arguments);
    command.current_dir(folder.path(".")).stdin(Stdio::null()).output().unwrap().into()
}

fn names(folder: &Path) -> Vec<String> {
    read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn blessing_does_not_write_over_what_was_saved_meanwhile() {
    let folder = Folder::new("files-meanwhile");
    // The shell saves another text before it lets the program know the end of its second scenario.
    folder.write("a.cdl", DIFFERS);
    let made = Command::new("mkfifo").arg(folder.path("late.cdl")).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    let line = r#""$@" test a.cdl late.cdl --bless & exec 3> late.cdl; echo 'print 5' > a.cdl; echo 'print 3' >&3; exec 3>&-; wait $!"#;
    let ran = shell(&folder, line, &[]);
    assert_eq!((ran.code, folder.read("a.cdl").as_str()), (2, "print 5\n"), "{}", ran.stdout);
    assert!(ran.stderr.contains("`a.cdl` cannot be written: it was changed after it was read"), "{}", ran.stderr);
    assert!(ran.stdout.contains("FAILED a.cdl") && !ran.stdout.contains("anew"), "{}", ran.stdout);
}

#[test]
fn a_block_that_cannot_be_written_is_no_success() {
    let folder = Folder::new("files-unwritable");
    folder.write("a.cdl", DIFFERS);
    let mut permissions = symlink_metadata(folder.path("a.cdl")).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(folder.path("a.cdl"), permissions).unwrap();
    for format in ["text", "json"] {
        let ran = folder.concur(&["test", "a.cdl", "--bless", "--format", format]);
        assert_eq!((ran.code, ran.stderr.as_str()), (2, "concur: `a.cdl` cannot be written: it is read-only\n"));
        assert!(!ran.stdout.contains("anew"), "{}", ran.stdout);
        let failed = if format == "text" { "1 claim: 0 ok, 1 failed" } else { "\"failed\"" };
        assert!(ran.stdout.contains(failed), "{}", ran.stdout);
    }
}

#[test]
fn a_schedule_is_written_over_nothing_but_a_schedule() {
    let folder = Folder::new("files-schedule");
    folder.write("b.cdl", DEAD);
    for (name, text) in [
        ("b.cdl", DEAD),
        ("list.txt", "buy milk\n"),
        ("main.txt", "main a\nmain b\n"),
        ("remark.txt", "main*2 # the one that Ada found\n"),
        ("binary", "\0"),
    ] {
        folder.write(name, text);
        let ran = folder.concur(&["check", "b.cdl", "--save-schedule", name]);
        let told = format!("concur: `{name}` cannot be written: it is there already, and holds something else");
        assert!(ran.code == 2 && ran.stderr.starts_with(&told), "{name}: {} {}", ran.code, ran.stderr);
        assert_eq!((ran.stdout.as_str(), folder.read(name).as_str()), ("", text));
    }
    for old in ["", "main*3\n", "main a:choose(\"x#\") \"Worker 1\"*2\n"] {
        folder.write("old.txt", old);
        let ran = folder.concur(&["check", "b.cdl", "--save-schedule", "old.txt"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{old}");
        assert_eq!(folder.concur(&["script", "b.cdl", "--schedule", "@old.txt"]).code, 3);
    }
}

#[test]
fn of_several_files_the_first_problem_is_saved() {
    let folder = Folder::new("files-several");
    folder.write("b.cdl", DEAD);
    folder.write("c.cdl", "lock a\nlock b\nthread x { with a { with b { } } }\nthread y { with b { with a { } } }\n");
    assert_eq!(folder.concur(&["check", "b.cdl", "--save-schedule", "b.txt"]).code, 1);
    assert_eq!(folder.concur(&["check", "b.cdl", "c.cdl", "--save-schedule", "both.txt"]).code, 1);
    assert_eq!(folder.read("both.txt"), folder.read("b.txt"));
    assert_eq!(folder.concur(&["check", "c.cdl", "--save-schedule", "c.txt"]).code, 1);
    assert_ne!(folder.read("c.txt"), folder.read("b.txt"));
}

#[test]
fn lessons_are_whole_or_not_there() {
    let folder = Folder::new("files-lessons");
    let ran = shell(&folder, r#"ulimit -f 0; "$@" 2>&1 | cat"#, &["lessons", "--write", "new"]);
    assert!(ran.stdout.contains("`new/bank.cdl` cannot be written"), "{}", ran.stdout);
    assert!(names(&folder.path("new")).is_empty(), "{:?}", names(&folder.path("new")));
    assert_eq!(folder.concur(&["lessons", "--write", "new"]).code, 0);
    assert_eq!(names(&folder.path("new")).len(), 12);
    // What cannot be read as a text is someone's, too.
    std::fs::write(folder.path("new/bank.cdl"), [0xff]).unwrap();
    assert_eq!(folder.concur(&["lessons", "--write", "new"]).code, 2);
    assert_eq!(std::fs::read(folder.path("new/bank.cdl")).unwrap(), [0xff]);
}

#[test]
fn a_session_is_saved_whole_or_not_at_all() {
    let folder = Folder::new("files-save");
    folder.write("mine.cdl", "print 7\n");
    let line = r#"ulimit -f 0; printf 'print 1\n:save new.cdl\n:save mine.cdl\n:save mine.cdl\n' | "$@" 2>&1 | cat"#;
    let ran = shell(&folder, line, &["repl"]);
    assert!(ran.stdout.contains("`new.cdl` cannot be written"), "{}", ran.stdout);
    assert!(ran.stdout.contains("`mine.cdl` cannot be written"), "{}", ran.stdout);
    assert_eq!(
        (names(&folder.path(".")), folder.read("mine.cdl").as_str()),
        (vec!["mine.cdl".to_owned()], "print 7\n")
    );
}

#[test]
fn links_in_a_folder_are_not_written_through() {
    let folder = Folder::new("files-links");
    create_dir(folder.path("in")).unwrap();
    folder.write("out.cdl", DIFFERS);
    folder.write("ugly.cdl", "print    1\n");
    folder.write("in/own.cdl", DIFFERS);
    symlink("../ugly.cdl", folder.path("in/ugly.cdl")).unwrap();
    symlink("own.cdl", folder.path("in/again.cdl")).unwrap();
    let ran = folder.concur(&["fmt", "in"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "1 file: in the one format\n", ""));
    assert_eq!(folder.concur(&["fmt", "--check", "in"]).code, 0);
    assert_eq!(folder.read("ugly.cdl"), "print    1\n");
    // A link to a file of the folder is blessed with it.
    assert_eq!(folder.concur(&["test", "in", "--bless"]).code, 0);
    assert_eq!(folder.read("in/own.cdl"), BLESSED);
    symlink("../out.cdl", folder.path("in/out.cdl")).unwrap();
    let ran = folder.concur(&["test", "in", "--bless"]);
    assert_eq!((ran.code, folder.read("out.cdl").as_str()), (2, DIFFERS));
    assert!(ran.stderr.contains("`in/out.cdl` cannot be written: it is a link found in a folder"), "{}", ran.stderr);
    assert!(!ran.stdout.contains("anew"), "{}", ran.stdout);
    assert_eq!(folder.concur(&["test", "in/out.cdl", "--bless"]).code, 0);
    assert_eq!(folder.read("out.cdl"), BLESSED);
    assert_eq!(folder.concur(&["fmt", "in/ugly.cdl"]).code, 0);
    assert_eq!(folder.read("ugly.cdl"), "print 1\n");
}

/// Each command, with something to say.
const SPEAKING: &[&[&str]] = &[
    &["--help"],
    &["--version"],
    &["check", "--help"],
    &["script", "a.cdl"],
    &["script", "a.cdl", "--trace", "log"],
    &["script", "a.cdl", "--trace", "lanes"],
    &["script", "a.cdl", "--format", "json"],
    &["script", "a.cdl", "--runs", "3"],
    &["script", "a.cdl", "--live"],
    &["check", "a.cdl"],
    &["check", "a.cdl", "--format", "json"],
    &["outcomes", "a.cdl"],
    &["test", "a.cdl"],
    &["fmt", "a.cdl"],
    &["fmt", "--check", "a.cdl"],
    &["lessons"],
    &["lessons", "bank"],
    &["lessons", "bank", "--run"],
    &["lessons", "--write", "new"],
    &["explain"],
    &["explain", "--all"],
    &["completions", "bash"],
    &["man"],
    &["repl", "a.cdl"],
];

#[test]
fn an_output_that_cannot_be_written_is_an_error_of_every_command() {
    let folder = Folder::new("files-output");
    folder.write("a.cdl", "print 1\n");
    let lines = [r#""$@" >&-"#, r#""$@" > /dev/full"#, r#""$@" 1< /dev/null"#];
    for line in lines.iter().filter(|line| !line.contains("full") || Path::new("/dev/full").exists()) {
        for arguments in SPEAKING {
            let _ = std::fs::remove_dir_all(folder.path("new"));
            let ran = shell(&folder, line, arguments);
            assert!(ran.code != 0, "{line} {arguments:?}: {}", ran.stderr);
            let told = ran.stderr.matches("standard output cannot be written").count();
            assert_eq!(told, 1, "{line} {arguments:?}: {}", ran.stderr);
        }
    }
    // Nothing to say is nothing lost.
    folder.write("quiet.cdl", "pass\n");
    assert_eq!(shell(&folder, lines[0], &["script", "quiet.cdl"]).code, 0);
}

#[test]
fn an_editor_that_cannot_be_answered_is_an_error() {
    let folder = Folder::new("files-editor");
    let message = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
    folder.write("said", format!("Content-Length: {}\r\n\r\n{message}", message.len()));
    let ran = shell(&folder, r#""$@" < said >&-"#, &["lsp"]);
    assert!(ran.code != 0 && ran.stderr.contains("standard output cannot be written: it is closed"), "{}", ran.stderr);
}

#[test]
fn a_reader_that_has_had_enough_and_an_output_that_goes_nowhere_are_no_errors() {
    let folder = Folder::new("files-enough");
    folder.write("a.cdl", "print 1\n");
    for arguments in SPEAKING {
        let _ = std::fs::remove_dir_all(folder.path("new"));
        let ran = shell(&folder, r#"{ "$@"; echo $? > code; } | true"#, arguments);
        assert_eq!((folder.read("code").as_str(), ran.stderr.contains("output")), ("0\n", false), "{arguments:?}");
        let _ = std::fs::remove_dir_all(folder.path("new"));
        // A program that starts another may open it for both reading and writing.
        for line in [r#""$@" > /dev/null"#, r#""$@" 1<> /dev/null"#] {
            let ran = shell(&folder, line, arguments);
            assert_eq!((ran.code, ran.stderr.contains("output")), (0, false), "{arguments:?}");
            let _ = std::fs::remove_dir_all(folder.path("new"));
        }
    }
}
