//! Properties of random scenarios of which some are too large to be tried: those are counted, and most must not be.

#![allow(dead_code, reason = "each test file uses its own")]

use std::cell::Cell;
use std::fmt::Debug;

use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, TestCaseError, TestRunner};

/// What came of trying a property that does hold as far as it was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    Whole,
    /// It would have taken too much.
    TooLarge,
}

/// Whether a property holds.
pub(crate) type TriedResult = Result<Tried, TestCaseError>;

/// The property holds for so many random scenarios, or for as many as `PROPTEST_CASES` says.
pub(crate) fn hold<S>(few: u32, scenarios: S, property: impl Fn(S::Value) -> TriedResult)
where
    S: Strategy,
    S::Value: Debug,
{
    let config = ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        max_shrink_iters: 4_000,
        ..ProptestConfig::default()
    };
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let config = if asked { config } else { ProptestConfig { cases: few, ..config } };
    let (whole, too_large) = (Cell::new(0), Cell::new(0));
    let outcome = TestRunner::new(config).run(&scenarios, |scenario| {
        let count = match property(scenario)? {
            Tried::Whole => &whole,
            Tried::TooLarge => &too_large,
        };
        count.set(count.get() + 1);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    let (whole, too_large): (u32, u32) = (whole.get(), too_large.get());
    assert!(whole > too_large, "{too_large} of {} scenarios are too large to be tried", whole + too_large);
}
