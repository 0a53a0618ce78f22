//! Sessions as they are seen: entries from a file, and all that comes of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use stage::Folder;

/// Every entry of a session, with its answer.
#[test]
fn sessions() {
    insta::glob!("sessions/*.txt", |path| {
        let lines = std::fs::read_to_string(path).unwrap();
        let folder = Folder::new(&format!("repl-{}", path.file_stem().unwrap().to_str().unwrap()));
        let ran = folder.feed(&["repl"], &lines);
        assert_eq!(ran.stderr, "");
        let refused = ran.code != 0;
        assert!(matches!(ran.code, 0 | 2), "{}", ran.code);
        insta::assert_snapshot!(format!("{}(refused something: {refused})\n", ran.stdout));
    });
}
