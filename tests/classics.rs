//! The classics: what their claims say holds, and nothing else is wrong with them.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use stage::concur;

#[test]
fn every_classic_is_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/classics");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|end| end == "cdl")).collect();
    paths.sort();
    let (broken, right): (Vec<_>, Vec<_>) =
        paths.iter().partition(|path| path.file_stem().unwrap().to_str().unwrap().ends_with("_broken"));
    assert!(right.len() >= 30 && broken.len() >= 30, "{} right, {} broken", right.len(), broken.len());
    let mut arguments = vec!["check"];
    arguments.extend(paths.iter().map(|path| path.to_str().unwrap()));
    let ran = concur(&arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
}

#[test]
fn every_broken_classic_shows_how() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/classics");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        if path.to_str().unwrap().ends_with("_broken.cdl") {
            assert!(text.contains("expect possible"), "{} shows nothing", path.display());
        }
    }
}
