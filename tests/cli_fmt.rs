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
    use std::os::unix::fs::{PermissionsExt, symlink};

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
}
