//! One table of what CPython 3.11 was seen to do, held against both drivers: the library for Rust threads, and the conductor.
//!
//! `tests/conformance/*.txt` say what threads do, one line after the other, and what is to come of it; `table.rs` says how
//! they are to be read. The library runs each entry with real threads; a scenario made of it is conducted under each policy,
//! and let loose. What CPython does stands in the catalogue (`tests/catalogue/rows.txt` has its ids); rows without an entry
//! stand below, each with its reason.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::collections::BTreeSet;

#[path = "conformance/answers.rs"]
mod answers;
#[path = "conformance/library.rs"]
mod library;
#[path = "conformance/operation.rs"]
mod operation;
#[path = "conformance/scenario.rs"]
mod scenario;
#[path = "conformance/table.rs"]
mod table;
#[path = "conformance/world.rs"]
mod world;

const ROWS: &str = include_str!("catalogue/rows.txt");

/// The files of the table.
const TABLE: &[(&str, &str)] = &[
    ("lock.txt", include_str!("conformance/lock.txt")),
    ("rlock.txt", include_str!("conformance/rlock.txt")),
    ("condition.txt", include_str!("conformance/condition.txt")),
    ("semaphore.txt", include_str!("conformance/semaphore.txt")),
    ("event.txt", include_str!("conformance/event.txt")),
    ("barrier.txt", include_str!("conformance/barrier.txt")),
    ("queue.txt", include_str!("conformance/queue.txt")),
    ("pool.txt", include_str!("conformance/pool.txt")),
    ("future.txt", include_str!("conformance/future.txt")),
];

/// The rows that no entry shows, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("LK22 RL13 CV26 SM18 BS06 EV07 BA21 FU13", "Python's repr; what `{:?}` gives is Rust's"),
    ("LK10 LK16 RL06 SM06 SM07 QU08", "Rust's calls either try or have a timeout, so there is none to forbid"),
    ("LK15 LK26 SM21 BA05 QU14 EV08", "types: the compiler refuses it, or `None` means no limit"),
    ("RL08 SM19 QU19", "methods that CPython does not have, nor Rust"),
    ("LK21 LK23", "a `with` that binds a value, a class that is none: Rust has guards and types"),
    (
        "LK27 SM20",
        "who is first where several can go on, which CPython does not promise: no table of results can hold it",
    ),
    ("RL09 RL10 RL11", "the private methods of CPython's locks"),
    ("RL16", "threads have no idents that come again"),
    ("CV22", "a predicate is a bool in Rust"),
    ("CV27 EV09", "an old spelling that CPython has deprecated"),
    ("SM01", "Rust has no default arguments"),
    ("BA04", "refused, as CPython does from 3.12 on"),
    ("QU16 QU17 QU18", "there are no other queues, and maxsize cannot be changed"),
    ("TH01 TH02 TH03 TH04 TH05 TH06 TH07 TH08 TH09 TH10 TH11 TH12 TH13 TH14 TH15 TH16 TH17 TH18", "threads are std's"),
    ("TH19 TH20 TH21 TH22 TH23 TH24 TH25 TH26 TH27 TH28 TH29 TH30 TH31 TH32 TH33 TH34 TH35 TH36", "threads are std's"),
    ("TH37 TH38", "threads are std's"),
    ("TP02", "it depends on the machine in the library, and does not in a scenario"),
    ("TP06", "nothing tells how many workers a pool has"),
    ("TP20 TP21 TP27 TP28 TP29 TP30 TP31 TP32 TP33 TP34", "the end of the program"),
    ("TP22 TP23 TP24", "a pool has no initializer"),
    ("TP26", "what is submitted to the library's pool is a closure"),
    ("FU08 FU09 FU10 FU11", "a future has no callbacks"),
    ("FU12", "only a pool sets a future's result"),
    ("FU14 FU15 FU16 FU17 FU18 FU19", "there are neither wait() nor as_completed()"),
    ("TI01 TI02 LO01", "Rust has its own timers and thread-locals"),
    ("IN01 IN02 IN03 IN04 IN05 IN06 IN07 IN08", "CPython's interpreter, not its primitives"),
];

/// What is wrong with what a driver makes of the entries. They mostly wait, so a few are tried at a time.
fn faults(entries: &[table::Entry], driver: fn(&table::Entry) -> Vec<String>) -> Vec<String> {
    let told = |entry: &table::Entry| {
        let head = format!("{} ({})", entry.place, entry.rows.join(" "));
        driver(entry).into_iter().map(move |fault| format!("{head}: {fault}")).collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let parts = entries.chunks(entries.len().div_ceil(4));
        let tried: Vec<_> = parts.map(|part| scope.spawn(|| part.iter().flat_map(told).collect::<Vec<_>>())).collect();
        tried.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

fn entries() -> Vec<table::Entry> {
    TABLE.iter().flat_map(|(file, text)| table::read(file, text)).collect()
}

fn for_both() -> Vec<table::Entry> {
    entries().into_iter().filter(|entry| !entry.library_only).collect()
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_library_does_what_cpython_does() {
    none(&faults(&entries(), library::faults));
}

#[test]
fn the_conductor_does_what_cpython_does() {
    none(&faults(&for_both(), scenario::faults));
}

#[test]
fn threads_let_loose_do_what_cpython_does() {
    none(&faults(&for_both(), scenario::faults_let_loose));
}

#[test]
fn every_row_has_an_entry_or_a_reason() {
    let entries = entries();
    let shown: BTreeSet<&str> = entries.iter().flat_map(|entry| &entry.rows).map(String::as_str).collect();
    let left_out: Vec<&str> = LEFT_OUT.iter().flat_map(|(rows, _)| rows.split(' ')).collect();
    let rows: BTreeSet<&str> = ROWS.lines().collect();
    let twice: Vec<&&str> = left_out.iter().filter(|row| shown.contains(**row)).collect();
    assert!(twice.is_empty(), "both shown and left out: {twice:?}");
    let all: BTreeSet<&str> = shown.iter().chain(&left_out).copied().collect();
    assert_eq!(all, rows, "left: shown or left out; right: rows");
    assert_eq!(left_out.len() + shown.len(), rows.len(), "a row is left out twice");
}

/// What is wrong, by each driver, with an entry that is about a lock.
fn faults_of(lines: &str) -> Vec<Vec<String>> {
    let entries = table::read("wrong.txt", &format!("## LK01: wrong\nlock l\n{lines}"));
    let drivers: [fn(&table::Entry) -> Vec<String>; 3] =
        [library::faults, scenario::faults, scenario::faults_let_loose];
    drivers.into_iter().map(|driver| faults(&entries, driver)).collect()
}

#[test]
fn what_is_not_as_the_table_says_is_a_fault_of_each_driver() {
    for wrong in [
        "a: l.acquire() -> False",
        "a: l.release() -> None",
        "a: l.release() -> RuntimeError: release unlocked",
        "a: l.acquire() ...",
        "a: l.acquire() -> True\nb: l.acquire() ...\na: l.release() -> None\nb: ...",
        "a: l.acquire() -> True\na: l.acquire(timeout=1ms) -> False after 50ms",
    ] {
        for faults in faults_of(wrong) {
            assert!(faults.iter().any(|fault| fault.contains("expected")), "{wrong}: {faults:?}");
        }
    }
    for faults in faults_of("a: l.acquire() -> True\nb: l.acquire() ...\nb: ...") {
        none(&faults);
    }
}
