//! Holds the imports of `src/` to the table in ARCHITECTURE.md.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The table: each room with those that it may import.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().skip_while(|line| !line.starts_with("| room |")).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    let words = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<BTreeSet<_>>();
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        (words(cells[0]).into_iter().next().unwrap(), words(cells[2]))
    })
    .collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The rooms that a file names behind `crate::`, in code and not in comments.
fn imports(text: &str) -> BTreeSet<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let name = |rest: &str| rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    code.split("crate::").skip(1).map(name).filter(|name: &String| !name.is_empty()).collect()
}

#[test]
fn every_room_imports_only_what_the_table_allows() {
    let table = table();
    assert!(table.len() >= 9, "the table of rooms was not found");
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(root().join("src")).unwrap().to_owned();
        let room = inside.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
        if room == "lib" || room == "main" {
            continue;
        }
        let allowed = table.get(&room).unwrap_or_else(|| panic!("room `{room}` is not in the table"));
        for import in imports(&fs::read_to_string(&file).unwrap()) {
            if import != room && !allowed.contains(&import) {
                wrong.push(format!("{}: `{room}` may not import `{import}`", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A thread for which the system has no room aborts the process, unless the room is looked at first.
#[test]
fn only_the_room_system_makes_threads() {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    for file in files.iter().filter(|file| !file.starts_with(root().join("src/system"))) {
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let makes =
            |line: &&str| ["thread::spawn(", "thread::Builder", "scope.spawn("].iter().any(|way| line.contains(way));
        let found: Vec<&str> = code.lines().filter(is_code).filter(makes).collect();
        let is_test = file.ends_with("tests.rs") || file.ends_with("loom_tests.rs");
        assert!(is_test || found.is_empty(), "{}: use `system::spawn`: {found:?}", file.display());
    }
}
