//! `concur fmt` as its users meet it.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used)]

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use stage::Folder;

const UGLY: &str = "shared  n=0\nthread a{n+=1 # one more\n}\n\n\n\nprint n";
const NEAT: &str = "shared n = 0\nthread a {\n    n += 1  # one more\n}\n\nprint n\n";
const WRONG: &str = "print (1\n";

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("ugly.cdl", UGLY);
    folder.write("neat.cdl", NEAT);
    folder
}

#[test]
fn files_are_written_in_the_format_and_counted() {
    let folder = folder("fmt-files");
    let ran = folder.concur(&["fmt", "ugly.cdl", "neat.cdl"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "2 files: 1 formatted\n", ""));
    assert_eq!((folder.read("ugly.cdl"), folder.read("neat.cdl")), (NEAT.to_owned(), NEAT.to_owned()));
    let ran = folder.concur(&["fmt", "ugly.cdl", "neat.cdl", "ugly.cdl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "2 files: all in the one format\n"));
}

#[test]
fn a_file_that_is_in_the_format_is_not_touched() {
    let folder = folder("fmt-untouched");
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    let file = std::fs::File::options().write(true).open(folder.path("neat.cdl")).unwrap();
    file.set_modified(long_ago).unwrap();
    assert_eq!(folder.concur(&["fmt", "neat.cdl"]).stdout, "1 file: in the one format\n");
    assert_eq!(std::fs::metadata(folder.path("neat.cdl")).unwrap().modified().unwrap(), long_ago);
}

#[test]
fn check_writes_nothing_and_shows_a_diff() {
    let folder = folder("fmt-check");
    let ran = folder.concur(&["fmt", "--check", "."]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    insta::assert_snapshot!(ran.stdout);
    assert_eq!(folder.read("ugly.cdl"), UGLY);
    let ran = folder.concur(&["fmt", "--check", "neat.cdl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "1 file: in the one format\n"));
}

#[test]
fn the_diff_of_a_check_is_one_that_patch_understands() {
    let folder = folder("fmt-patch");
    let diff = folder.concur(&["fmt", "--check", "ugly.cdl"]).stdout;
    folder.write("diff", diff);
    let mut patch = std::process::Command::new("patch");
    patch.args(["-p0", "-i", "diff"]).current_dir(folder.path("."));
    // Not every machine has it.
    let Ok(output) = patch.output() else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(folder.read("ugly.cdl"), NEAT);
}

#[test]
fn what_cannot_be_read_is_counted_and_one_file_is_one_whatever_it_is_called() {
    let folder = folder("fmt-counts");
    let ran = folder.concur(&["fmt", "--check", "ugly.cdl", "./ugly.cdl", "nowhere.cdl"]);
    assert_eq!((ran.code, ran.stdout.lines().last()), (2, Some("2 files: 1 not in the one format, 1 not read")));
    assert_eq!(ran.stdout.matches("+++ ").count(), 1, "{}", ran.stdout);
}

#[test]
fn what_would_become_larger_than_a_source_may_be_is_left_as_it_is() {
    let folder = folder("fmt-large");
    // Each comment is indented by 240 blanks.
    let text = format!("{}{}{}", "if True {\n".repeat(60), "#\n".repeat(18_000), "}\n".repeat(60));
    folder.write("large.cdl", &text);
    for arguments in [&["fmt", "large.cdl"] as &[&str], &["fmt", "--check", "large.cdl"]] {
        let ran = folder.concur(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, "1 file: 1 with errors\n"));
        assert!(ran.stderr.starts_with("cdl::file::size\n"), "{}", ran.stderr);
    }
    assert_eq!(folder.read("large.cdl"), text);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = folder("fmt-stdin");
    let ran = folder.feed(&["fmt", "-"], UGLY);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, NEAT, ""));
    let ran = folder.feed(&["fmt"], UGLY);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, NEAT, ""));
    let ran = folder.feed(&["fmt", "-"], "");
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""));
    let ran = folder.feed(&["fmt", "-", "--check"], UGLY);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.starts_with("--- <stdin>\n+++ <stdin>\n@@ "), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("\n1 file: 1 not in the one format\n"), "{}", ran.stdout);
    let ran = folder.feed(&["fmt", "--check"], NEAT);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "1 file: in the one format\n"));
}

#[test]
fn standard_input_stands_alone() {
    let folder = folder("fmt-alone");
    let ran = folder.feed(&["fmt", "-", "ugly.cdl"], UGLY);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("`-` stands alone"), "{}", ran.stderr);
    assert_eq!(folder.read("ugly.cdl"), UGLY);
}

#[test]
fn a_file_with_an_error_is_left_as_it_is_and_the_others_are_formatted() {
    let folder = folder("fmt-wrong");
    folder.write("wrong.cdl", WRONG);
    for arguments in [&["fmt", "."] as &[&str], &["fmt", ".", "--check"]] {
        let ran = folder.concur(arguments);
        assert_eq!(ran.code, 2, "{}", ran.stdout);
        assert!(ran.stdout.ends_with("1 with errors\n"), "{}", ran.stdout);
        assert!(ran.stderr.contains("cdl::syntax::") && ran.stderr.contains("wrong.cdl:1"), "{}", ran.stderr);
    }
    assert_eq!((folder.read("wrong.cdl"), folder.read("ugly.cdl")), (WRONG.to_owned(), NEAT.to_owned()));
    let ran = folder.feed(&["fmt", "-"], WRONG);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
}

#[test]
fn folders_are_gone_through_and_what_is_not_there_is_refused() {
    let folder = folder("fmt-folder");
    std::fs::create_dir_all(folder.path("deep/er")).unwrap();
    std::fs::create_dir_all(folder.path("empty")).unwrap();
    folder.write("deep/er/ugly.cdl", UGLY);
    folder.write("deep/notes.txt", UGLY);
    assert_eq!(folder.concur(&["fmt", "deep"]).stdout, "1 file: 1 formatted\n");
    assert_eq!((folder.read("deep/er/ugly.cdl"), folder.read("deep/notes.txt")), (NEAT.to_owned(), UGLY.to_owned()));
    for nothing in ["empty", "nowhere.cdl"] {
        let ran = folder.concur(&["fmt", nothing, "ugly.cdl"]);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains("there is no"), "{}", ran.stderr);
    }
    assert_eq!(folder.read("ugly.cdl"), NEAT);
}

#[test]
fn markdown_is_left_alone() {
    let folder = folder("fmt-markdown");
    let markdown = "```cdl\nprint  1\n```\n";
    folder.write("a.md", markdown);
    let ran = folder.concur(&["fmt", "."]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "2 files: 1 formatted\n"));
    let ran = folder.concur(&["fmt", "a.md"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("there is no scenario in `a.md`") && ran.stderr.contains("*.cdl"), "{}", ran.stderr);
    assert_eq!(folder.read("a.md"), markdown);
}

#[test]
fn line_ends_stay_those_of_the_file() {
    let folder = folder("fmt-crlf");
    folder.write("b.cdl", "print  1\r\nprint 2");
    assert_eq!(folder.concur(&["fmt", "b.cdl"]).code, 0);
    assert_eq!(folder.read("b.cdl"), "print 1\r\nprint 2\r\n");
}

#[test]
fn nothing_is_left_beside_a_file() {
    let folder = folder("fmt-beside");
    assert_eq!(folder.concur(&["fmt", "."]).code, 0);
    let mut names: Vec<_> = std::fs::read_dir(folder.path(".")).unwrap().map(|one| one.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["neat.cdl", "ugly.cdl"]);
}

#[cfg(unix)]
mod on_unix {
    use std::fs::{Permissions, metadata, set_permissions, symlink_metadata};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
    use std::os::unix::process::CommandExt;
    use std::process::Stdio;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn permissions_stay_and_links_stay_links() {
        let folder = folder("fmt-permissions");
        set_permissions(folder.path("ugly.cdl"), Permissions::from_mode(0o640)).unwrap();
        symlink("ugly.cdl", folder.path("link.cdl")).unwrap();
        assert_eq!(folder.concur(&["fmt", "link.cdl"]).code, 0);
        assert_eq!(metadata(folder.path("ugly.cdl")).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(symlink_metadata(folder.path("link.cdl")).unwrap().is_symlink());
        assert_eq!(folder.read("ugly.cdl"), NEAT);
    }

    #[test]
    fn a_file_that_may_not_be_written_is_left_as_it_is() {
        let folder = folder("fmt-read-only");
        set_permissions(folder.path("ugly.cdl"), Permissions::from_mode(0o444)).unwrap();
        let ran = folder.concur(&["fmt", "ugly.cdl"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, "1 file: 1 with errors\n"));
        assert_eq!(ran.stderr, "concur: `ugly.cdl` cannot be written: it is read-only\n");
        assert_eq!(folder.read("ugly.cdl"), UGLY);
    }

    /// Someone who is not allowed everything.
    const NOBODY: u32 = 65534;

    #[test]
    fn a_file_keeps_its_owner() {
        let folder = folder("fmt-owner");
        // Only root may give files away.
        if chown(folder.path("ugly.cdl"), Some(NOBODY), Some(NOBODY)).is_err() {
            return;
        }
        assert_eq!(folder.concur(&["fmt", "ugly.cdl"]).code, 0);
        let after = metadata(folder.path("ugly.cdl")).unwrap();
        assert_eq!((after.uid(), after.gid(), folder.read("ugly.cdl")), (NOBODY, NOBODY, NEAT.to_owned()));
    }

    #[test]
    fn a_file_keeps_its_other_names() {
        let folder = folder("fmt-names");
        folder.write("claim.cdl", "print 1\nexpect output {\n    | 2\n}\n");
        std::fs::hard_link(folder.path("ugly.cdl"), folder.path("other")).unwrap();
        std::fs::hard_link(folder.path("claim.cdl"), folder.path("another")).unwrap();
        assert_eq!(folder.concur(&["fmt", "ugly.cdl"]).code, 0);
        assert_eq!((folder.read("ugly.cdl"), folder.read("other")), (NEAT.to_owned(), NEAT.to_owned()));
        assert_eq!(folder.concur(&["test", "claim.cdl", "--bless"]).code, 0);
        assert_eq!(folder.read("another"), "print 1\nexpect output {\n    | 1\n}\n");
        // A shorter text leaves nothing of the longer one behind it.
        folder.write("ugly.cdl", "print    1\n\n\n\nprint   2\n\n\n");
        assert_eq!(folder.concur(&["fmt", "ugly.cdl"]).code, 0);
        assert_eq!(folder.read("other"), "print 1\n\nprint 2\n");
    }

    #[test]
    fn a_file_that_may_be_written_is_formatted_in_a_folder_that_may_not() {
        let folder = folder("fmt-closed");
        set_permissions(folder.path("ugly.cdl"), Permissions::from_mode(0o666)).unwrap();
        set_permissions(folder.path("."), Permissions::from_mode(0o555)).unwrap();
        let mut command = stage::command(&["fmt", "ugly.cdl"]);
        command.current_dir(folder.path("."));
        // Root may write into every folder; where the test is root's, the program is not.
        if metadata(folder.path(".")).unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        let ran: stage::Ran = command.output().unwrap().into();
        set_permissions(folder.path("."), Permissions::from_mode(0o755)).unwrap();
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "1 file: 1 formatted\n", ""));
        assert_eq!(folder.read("ugly.cdl"), NEAT);
    }

    #[test]
    fn a_folder_is_gone_through_without_waiting_at_a_pipe() {
        let folder = folder("fmt-pipe");
        let made = std::process::Command::new("mkfifo").arg(folder.path("pipe.cdl")).status();
        // Not every machine has it.
        if !made.is_ok_and(|status| status.success()) {
            return;
        }
        symlink("pipe.cdl", folder.path("link.cdl")).unwrap();
        symlink("nowhere", folder.path(".#ugly.cdl")).unwrap();
        for arguments in [&["fmt", "--check", "."] as &[&str], &["test", "."]] {
            let mut command = stage::command(arguments);
            command.current_dir(folder.path(".")).stdout(Stdio::null()).stderr(Stdio::null());
            let (mut child, start) = (command.spawn().unwrap(), Instant::now());
            while child.try_wait().unwrap().is_none() && start.elapsed() < Duration::from_secs(60) {
                std::thread::sleep(Duration::from_millis(10));
            }
            let ended = child.try_wait().unwrap().is_some();
            child.kill().unwrap();
            child.wait().unwrap();
            assert!(ended, "{arguments:?} waits");
        }
        // One that is named is read all the same.
        std::fs::remove_file(folder.path("link.cdl")).unwrap();
        let pipe = folder.path("pipe.cdl");
        let writer = std::thread::spawn(move || std::fs::write(pipe, "print 1\n"));
        assert_eq!(folder.concur(&["script", "pipe.cdl"]).stdout, "1\n");
        writer.join().unwrap().unwrap();
    }

    #[test]
    fn of_a_link_to_nothing_it_is_said_where_it_leads() {
        let folder = folder("fmt-dangling");
        symlink("nowhere", folder.path("dangling.cdl")).unwrap();
        let ran = folder.concur(&["fmt", "dangling.cdl"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, "1 file: 1 not read\n"));
        assert!(ran.stderr.contains("`dangling.cdl` is a link to `nowhere`, which does not exist"), "{}", ran.stderr);
        assert!(!ran.stderr.contains("did you mean"), "{}", ran.stderr);
    }
}
