//! Mangled scenarios: whatever they say, the tool has a right answer. No bug of ours shows, no limit is overrun, every
//! schedule that is told can be run again, and check, outcomes, runs by chance and threads let loose agree.
//!
//! `cargo test --release --test mangled -- --ignored --nocapture` gives 40,000 of them to the program itself; `CASES`
//! says how many, `SEED` which is the first.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test")]

mod laws;
mod mangler;
#[path = "mangled/many.rs"]
mod many;
#[path = "mangled/program.rs"]
mod program;

use concur::run::End;
use concur::source::Source;
use laws::{form, loose, runs, searches};
use many::Many;
use program::{Program, Sizes};

/// What came of one text.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    scenarios: u64,
    ended: u64,
    searched: u64,
}

/// All laws for one text. Each number is small: a scenario that is larger than that is cut short, and its laws hold all
/// the same.
fn hold(text: &str, seed: u64) -> Result<Seen, String> {
    form::hold(text)?;
    let source = Source::new("test.cdl", text);
    let Some(scenario) = runs::load(&source)? else { return Ok(Seen::default()) };
    runs::hold(text, seed, 500)?;
    let searched = searches::hold(&scenario, seed, 1000)?;
    let run = loose::hold(&scenario, seed, 500)?;
    let ended = u64::from(!matches!(run.end, End::Limit { .. }));
    Ok(Seen { scenarios: 1, ended, searched: u64::from(searched) })
}

#[test]
fn a_thousand_mangled_scenarios_get_right_answers() {
    let texts = mangler::own();
    let many = Many::of(1000, 0);
    let seen = many.hold(|seed| mangler::edits::mangle(&texts, seed), hold);
    // Where next to nothing can be read, next to nothing is tried.
    let enough = |what: &str, part: usize, count: fn(&Seen) -> u64| {
        let sum = usize::try_from(seen.iter().map(count).sum::<u64>()).unwrap();
        assert!(sum * 100 >= seen.len() * part, "only {sum} of {} {what}", seen.len());
    };
    enough("can be run", 40, |seen| seen.scenarios);
    enough("came to an end when let loose", 30, |seen| seen.ended);
    enough("were searched to the end", 30, |seen| seen.searched);
}

/// What only the program itself can show: exit codes, signals, lines that are to be pasted into a shell.
#[test]
fn the_program_answers_for_some_mangled_scenarios() {
    let texts = mangler::own();
    let program = Program::new("mangled-some", Sizes::Small);
    Many::of(40, 1_000_000).hold(|seed| mangler::edits::mangle(&texts, seed), |text, seed| program.hold(text, seed));
}

#[test]
#[ignore = "takes an hour; see above"]
fn the_program_answers_for_forty_thousand_mangled_scenarios() {
    let texts = mangler::own();
    let program = Program::new("mangled-many", Sizes::Large);
    Many::of(40_000, 0).hold(|seed| mangler::edits::mangle(&texts, seed), |text, seed| program.hold(text, seed));
}
