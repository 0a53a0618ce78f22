//! The explorer beside a plain search that shares nothing with it but the machine, over random scenarios of every
//! construct. A search finds all that there is and no more, whatever it leaves out; what it finds can be run again.
//!
//! Some hundreds are tried with the other tests. Thousands, by their number and from where one likes:
//! `SEED=1 CASES=5000 cargo test --release --test differential -- --ignored --nocapture`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests")]

use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use concur::explore::{Timing, Wakeups};
use concur::machine::Scenario;
use concur::source::Source;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

mod comparison;
mod explored;
mod generator;
mod reference;
mod shrinker;
mod tries;

use comparison::{Difference, compare};
use tries::Tried;

/// Every way in which a search can be asked, besides what it leaves out and who searches.
const WAYS: [(Wakeups, Timing); 4] = [
    (Wakeups::Any, Timing::Any),
    (Wakeups::Fifo, Timing::Any),
    (Wakeups::Spurious, Timing::Any),
    (Wakeups::Any, Timing::Exact),
];

/// The scenario of a number.
fn scenario(seed: u64) -> String {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    generator::any_kind().new_tree(&mut runner).unwrap().current()
}

/// What differs, a panic included.
fn try_one(text: &str, (wakeups, timing): (Wakeups, Timing), most: usize) -> Result<Tried, Difference> {
    let compared = panic::catch_unwind(AssertUnwindSafe(|| compare(text, wakeups, timing, most)));
    compared.unwrap_or_else(|cause| {
        let message = cause.downcast_ref::<String>().cloned();
        let message = message.or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        let configuration = format!("{timing:?}, {wakeups:?}");
        Err(Difference { what: "a panic".to_owned(), configuration, details: message.unwrap_or_default() })
    })
}

/// The difference, with a scenario that shows it and is as small as can be.
fn report(text: &str, way: (Wakeups, Timing), most: usize, difference: &Difference) -> String {
    let loads = |text: &str| Scenario::load(&Source::new("smaller.cdl", text)).scenario.is_some();
    let shows =
        |text: &str| loads(text) && matches!(try_one(text, way, most), Err(other) if other.what == difference.what);
    let smaller = shrinker::shrink(text, &shows);
    let difference = try_one(&smaller, way, most).err().unwrap_or_else(|| difference.clone());
    format!("{difference}\n--- the smallest scenario that shows it:\n{smaller}--- found as:\n{text}")
}

/// How many were tried, and what came of it.
#[derive(Default)]
struct Tally {
    whole: usize,
    too_large: usize,
    wrong: Vec<String>,
}

/// Tries scenarios by their numbers, each in one of the ways, or in all of them.
fn try_many(seeds: impl Iterator<Item = u64>, each_way: bool, most: usize, mut tell: impl FnMut(&str)) -> Tally {
    let mut tally = Tally::default();
    for seed in seeds {
        let text = scenario(seed);
        let only = usize::try_from(seed).unwrap() % WAYS.len();
        for (_, way) in WAYS.iter().enumerate().filter(|(index, _)| each_way || *index == only) {
            match try_one(&text, *way, most) {
                Ok(Tried::Whole) => tally.whole += 1,
                Ok(Tried::TooLarge) => tally.too_large += 1,
                Err(difference) => {
                    let report = format!("SEED={seed}: {}", report(&text, *way, most, &difference));
                    tell(&report);
                    tally.wrong.push(report);
                    break;
                }
            }
        }
    }
    tally
}

#[test]
fn a_search_finds_what_there_is_and_no_more() {
    let tally = try_many(0..300, false, 400, |_| {});
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    assert!(tally.whole > tally.too_large, "{} of {} are too large", tally.too_large, tally.whole);
}

#[test]
#[ignore = "takes as long as one likes: SEED says where it begins, CASES how many are tried"]
fn thousands_of_searches_find_what_there_is_and_no_more() {
    let number = |name: &str, otherwise: u64| match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text:?}")),
        Err(_) => otherwise,
    };
    let (seed, cases) = (number("SEED", 0), number("CASES", 5_000));
    let tally = try_many(seed..seed + cases, true, 4_000, |report| println!("{report}\n"));
    println!("{} compared, {} too large, {} wrong", tally.whole, tally.too_large, tally.wrong.len());
    assert!(tally.wrong.is_empty());
    assert!(tally.whole > tally.too_large);
}

/// What scenarios are made of is what the language knows.
#[test]
fn every_statement_of_a_kit_can_be_read() {
    let mut wrong = Vec::new();
    for text in generator::one_of_each() {
        let loaded = Scenario::load(&Source::new("one.cdl", text.as_str()));
        if loaded.scenario.is_none() {
            wrong.push(format!("{:?}\n{text}", loaded.diagnostics));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Scenarios with which something once was wrong, as small as they can be.
#[test]
fn a_search_finds_what_there_is_where_it_once_did_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explore/once_wrong");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut wrong = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        for way in WAYS {
            match try_one(&text, way, 4_000) {
                Ok(Tried::Whole) => {}
                Ok(Tried::TooLarge) => wrong.push(format!("{}: too large", path.display())),
                Err(difference) => wrong.push(format!("{}: {difference}", path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
