//! What CPython 3.11 was seen to do, held against what scenarios do here.
//!
//! Each row of the catalogue has an id (`tests/catalogue/rows.txt`). A scenario names the rows that it shows in comments,
//! `# LK03: ...`, and expects the output that CPython gave. The folder says how the run ends; a line `# stderr: TEXT` says
//! what is told of it. Rows without a scenario stand below, each with its reason.

// Tests may fail by panicking.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use stage::concur;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/catalogue");
const ROWS: &str = include_str!("catalogue/rows.txt");

/// The folders, with the exit code of what is in them.
const ENDINGS: &[(&str, i32)] = &[("", 0), ("uncaught", 1), ("refused", 2), ("deadlock", 3)];

/// The rows that no scenario shows, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("LK22 RL13 CV26 SM18 BS06 EV07 BA21 TH32 FU13", "there is no repr of a primitive, a thread or a future"),
    ("LK23", "there are no classes to ask about"),
    ("RL09 RL10 RL11", "the private methods of CPython's locks"),
    ("RL16", "threads have no idents, so none can be recycled"),
    ("CV27 EV09", "an old spelling that CPython has deprecated"),
    ("BA04", "refused before the run, as CPython does from 3.12 on: a barrier for nobody can only hang"),
    ("QU16 QU18", "there are no other queues than queue.Queue"),
    ("QU17", "maxsize cannot be changed"),
    ("TH03 TH04", "there are no partial objects and no bound methods to start a thread with"),
    ("TH05", "a thread's name is always written as text"),
    ("TH06", "the first thread is called `main`"),
    ("TH07 TH08 TH12 TH29 TH34", "a thread is started where it is made; there is none that is not started"),
    ("TH13 TH30 TH31", "there is no class Thread to derive from, and no run()"),
    ("TH15 TH16 TH17", "a thread's arguments are written as those of any call"),
    ("TH19", "an exception is told with its place, without frames"),
    ("TH21 TH22", "there is no excepthook"),
    ("TH26", "a scenario cannot choose its exit status"),
    ("TP02", "the default is fixed, so that a run is the same on every machine"),
    ("TP17 TP18", "map() waits and gives a list, where Python gives an iterator"),
    ("TP22 TP23 TP24", "a pool has no initializer"),
    ("FU08 FU09 FU10 FU11", "a future has no callbacks"),
    ("FU12", "only a pool sets a future's result"),
    ("FU14 FU15 FU16 FU17 FU18 FU19", "there are neither wait() nor as_completed()"),
    ("TI01 TI02", "there is no Timer; a thread that sleeps does the same"),
    ("LO01", "there is no threading.local; a local of a block is one"),
    ("IN06", "a print is one step: there is no unbuffered output"),
    ("IN08", "a scenario gets no signals"),
];

/// The scenarios of a folder.
fn scenarios(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(FOLDER).join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|end| end == "cdl")).collect();
    paths.sort();
    assert!(!paths.is_empty(), "nothing in {folder}");
    paths
}

/// The rows that a scenario's comments name: `# LK05: ...`, `# TH10 TH11: ...`.
fn rows_of(text: &str) -> Vec<String> {
    let heads = text.lines().filter_map(|line| line.trim().strip_prefix("# ")?.split_once(':').map(|(head, _)| head));
    let heads = heads.filter(|head| head.split_whitespace().all(is_row));
    heads.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

fn is_row(word: &str) -> bool {
    let (letters, digits) = word.split_at(word.len().min(2));
    letters.chars().all(|sign| sign.is_ascii_uppercase())
        && digits.len() == 2
        && digits.chars().all(|sign| sign.is_ascii_digit())
}

#[test]
fn scenarios_print_what_cpython_does() {
    for (folder, code) in ENDINGS.iter().filter(|(folder, _)| *folder != "refused") {
        let paths = scenarios(folder);
        let paths = paths.iter().map(|path| path.to_str().unwrap());
        let ran = concur(&["test"].into_iter().chain(paths).collect::<Vec<_>>());
        assert_eq!(ran.code, 0, "{folder} ({code})\n{}{}", ran.stdout, ran.stderr);
        assert!(!ran.stdout.contains("no claims"), "{}", ran.stdout);
    }
}

#[test]
fn scenarios_end_as_their_folder_says() {
    for (folder, code) in ENDINGS {
        for path in scenarios(folder) {
            let ran = concur(&["script", path.to_str().unwrap()]);
            assert_eq!(ran.code, *code, "{}\n{}", path.display(), ran.stderr);
            let text = std::fs::read_to_string(&path).unwrap();
            let told: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# stderr: ")).collect();
            assert_eq!(told.is_empty(), *code == 0, "{} has to say what is told", path.display());
            for words in told {
                assert!(ran.stderr.contains(words), "{}: `{words}` in\n{}", path.display(), ran.stderr);
            }
        }
    }
}

#[test]
fn every_row_has_a_scenario_or_a_reason() {
    let mut shown: BTreeMap<String, PathBuf> = BTreeMap::new();
    for (folder, _) in ENDINGS {
        for path in scenarios(folder) {
            let rows = rows_of(&std::fs::read_to_string(&path).unwrap());
            assert!(!rows.is_empty(), "{} names no row", path.display());
            shown.extend(rows.into_iter().map(|row| (row, path.clone())));
        }
    }
    let left_out: Vec<&str> = LEFT_OUT.iter().flat_map(|(rows, _)| rows.split(' ')).collect();
    let rows: BTreeSet<&str> = ROWS.lines().collect();
    for row in shown.keys().map(String::as_str).chain(left_out.iter().copied()) {
        assert!(rows.contains(row), "there is no row {row}");
    }
    for row in &left_out {
        assert!(!shown.contains_key(*row), "{row} is left out, and shown in {}", shown[*row].display());
    }
    let missing: Vec<&&str> =
        rows.iter().filter(|row| !shown.contains_key(**row) && !left_out.contains(*row)).collect();
    assert!(missing.is_empty(), "neither shown nor left out: {missing:?}");
    assert_eq!(left_out.len(), left_out.iter().collect::<BTreeSet<_>>().len(), "a row is left out twice");
}
