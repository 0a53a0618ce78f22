//! What must hold of a search through any scenario: it knows what each schedule comes to and what runs do, and goes on from
//! anywhere. That it finds what there is, and what it finds can be run again: `differential.rs`.
//!
//! `PROPTEST_CASES` says how many scenarios are tried.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use concur::check;
use concur::conduct::{self, PolicyKind};
use concur::explore::{self, EndKind, Options, Outputs, Question, Start, Timing};
use concur::live;
use concur::machine::{Cast, Event, EventKind, Scenario};
use concur::program::VariableId;
use concur::run::{End, Observer, Run};
use concur::source::Source;
use concur::syntax;
use proptest::prelude::*;

mod explored;
mod generator;
mod reference;
mod tries;

use explored::{ends, load, search};
use reference::Outcome;
use tries::{Tried, TriedResult, hold};

/// Scenarios with more states than this are passed over.
const MOST: usize = if cfg!(debug_assertions) { 1_500 } else { 4_000 };

/// Ends by the values of all variables.
fn question(scenario: &Scenario, outputs: Outputs) -> Question {
    let variables = (0..scenario.image.program.variables.len()).map(|index| VariableId(index as u32));
    Question { outputs, endings: Some(variables.collect()), ..Question::default() }
}

/// Schedule by schedule: no state is ever taken for another.
fn knows_each_schedule(text: &str) -> TriedResult {
    let scenario = load(text);
    let Some(outcomes) = reference::follow_each_schedule(&scenario, MOST as u64 * 3) else {
        return Ok(Tried::TooLarge);
    };
    let printed = search(&scenario, &question(&scenario, Outputs::Collected), &Options::default());
    prop_assert_eq!(ends(&scenario, &printed), outcomes);
    Ok(Tried::Whole)
}

/// What is printed, and what variables of whole numbers come to.
#[derive(Default)]
struct Recorder {
    printed: String,
    values: BTreeMap<String, String>,
}

impl Observer for Recorder {
    fn wants_events(&self) -> bool {
        true
    }

    fn event(&mut self, event: &Event, names: &dyn Cast) {
        let (location, value) = match &event.kind {
            EventKind::Write { location, value } => (location, value),
            EventKind::Update { location, how, value } if how.starts_with("+=") => (location, value),
            _ => return,
        };
        self.values.insert(location.clone(), reference::node::repr(Some(value), names));
    }

    fn print(&mut self, text: &str) {
        self.printed.push_str(text);
    }
}

/// How a run ended; none if it was stopped.
fn kind(run: &Run) -> Option<EndKind> {
    match run.end {
        End::Deadlock(_) => Some(EndKind::Deadlock),
        End::Finished if !run.uncaught.is_empty() => Some(EndKind::Exception),
        End::Finished => Some(EndKind::Ok),
        End::Limit { .. } => None,
        ref other => panic!("{other:?}"),
    }
}

/// Whether an outcome is what a run came to: `x` is always written, never updated in one step.
fn is_outcome(outcome: &Outcome, kind: EndKind, heard: &Recorder) -> bool {
    let x = heard.values.get("x").map_or("", String::as_str);
    outcome.0 == kind && outcome.1 == heard.printed && outcome.2.first().is_none_or(|value| value == x)
}

/// Every outcome, or none if there are too many states.
fn outcomes(scenario: &Scenario, timing: Timing) -> Option<BTreeSet<Outcome>> {
    let options = Options { max_states: Some(MOST as u64 * 20), timing, ..Options::default() };
    let question = question(scenario, Outputs::Collected);
    let explored = explore::explore(scenario, &question, &options, &|_| Vec::new(), &mut |_| {});
    explored.cut.is_none().then(|| ends(scenario, &explored))
}

/// Whatever a run does is among the outcomes: a conducted run among those of exact timing, which are among all.
fn knows_every_run(text: &str, first: u64) -> TriedResult {
    let scenario = load(text);
    let Some(all) = outcomes(&scenario, Timing::Any) else { return Ok(Tried::TooLarge) };
    let Some(timed) = outcomes(&scenario, Timing::Exact) else { return Ok(Tried::TooLarge) };
    prop_assert!(timed.is_subset(&all), "in time: {:?}", timed.difference(&all));
    for seed in (0..30).map(|index| first.wrapping_add(index)) {
        let policy = if seed % 2 == 0 { PolicyKind::Random } else { PolicyKind::Pct };
        let options = conduct::Options { policy, seed, max_steps: 2_000, ..conduct::Options::default() };
        let (run, heard) = conduct::run_here(&scenario, options, Recorder::default());
        let Some(kind) = kind(&run) else { continue };
        let known = timed.iter().any(|outcome| is_outcome(outcome, kind, &heard));
        prop_assert!(known, "{:?} {:?} {:?} by {}", kind, heard.printed, heard.values, run.schedule);
    }
    for seed in 0..3 {
        let options = live::Options {
            time_scale: 0.05,
            seed,
            max_steps: 2_000,
            time_limit: Some(Duration::from_secs(20)),
            ..live::Options::default()
        };
        let (run, heard) = live::run(&scenario, options, Recorder::default());
        let Some(kind) = kind(&run) else { continue };
        let printed = heard.unwrap().printed;
        let known = all.iter().any(|outcome| outcome.0 == kind && outcome.1 == printed);
        prop_assert!(known, "let loose: {:?} {:?}", kind, printed);
    }
    Ok(Tried::Whole)
}

/// From wherever a run has come, a search finds what that run comes to, and nothing that a search from the start does not know.
/// What it shows runs again, from the start.
fn goes_on_from_anywhere(text: &str, seed: u64, steps: u64) -> TriedResult {
    let scenario = load(text);
    let Some(all) = outcomes(&scenario, Timing::Any) else { return Ok(Tried::TooLarge) };
    let run = |max_steps: u64| {
        let options = conduct::Options { policy: PolicyKind::Random, seed, max_steps, ..conduct::Options::default() };
        conduct::play(&scenario, options, Recorder::default())
    };
    let (begun, before, machine) = run(steps);
    // A run that has come to its end cannot go on.
    let End::Limit { .. } = begun.end else { return Ok(Tried::Whole) };
    let schedule = syntax::parse_schedule(&Source::new("schedule", begun.schedule.clone())).unwrap();
    let start = Some(Arc::new(Start { machine, schedule }));
    let options = Options { max_states: Some(MOST as u64 * 20), start, ..Options::default() };
    let question = question(&scenario, Outputs::Collected);
    let wanted = |found: &[explore::Finding]| found.iter().map(|finding| finding.key.clone()).take(8).collect();
    let explored = explore::explore(&scenario, &question, &options, &wanted, &mut |_| {});
    let behind: BTreeSet<Outcome> = ends(&scenario, &explored)
        .into_iter()
        .map(|(kind, printed, values)| (kind, format!("{}{printed}", before.printed), values))
        .collect();
    prop_assert!(behind.is_subset(&all), "{:?}, by {}", behind.difference(&all), begun.schedule);
    let (whole, heard, _) = run(2_000);
    if let Some(kind) = kind(&whole) {
        let known = behind.iter().any(|outcome| is_outcome(outcome, kind, &heard));
        prop_assert!(known, "{:?} {:?} by {} and {}", kind, heard.printed, begun.schedule, whole.schedule);
    }
    for finding in &explored.findings {
        let Some(replay) = check::replay(&scenario, &question, finding) else { continue };
        prop_assert!(replay.shows, "{:?} by {}: {:?}", finding.key, replay.schedule, replay.run.end);
    }
    Ok(Tried::Whole)
}

/// What must hold for a scenario.
type Property = dyn Fn(&str) -> TriedResult;

/// Scenarios in which one of these once did not hold, as small as they can be.
#[test]
fn all_of_it_holds_where_it_once_did_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explore/once_wrong");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut wrong = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let properties: [(&str, &Property); 3] = [
            ("each schedule", &knows_each_schedule),
            ("runs", &|text| knows_every_run(text, 0)),
            ("from anywhere", &|text| goes_on_from_anywhere(text, 0, 2)),
        ];
        for (name, property) in properties {
            wrong.extend(property(&text).err().map(|error| format!("{} ({name}): {error}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_search_knows_what_each_schedule_comes_to() {
    hold(60, generator::tiny(), |text| knows_each_schedule(&text));
}

#[test]
fn a_search_knows_what_every_run_does() {
    hold(40, (generator::any_kind(), any::<u64>()), |(text, seed)| knows_every_run(&text, seed));
}

#[test]
fn a_search_goes_on_from_anywhere() {
    let begun = (generator::any_kind(), any::<u64>(), 1..30u64);
    hold(40, begun, |(text, seed, steps)| goes_on_from_anywhere(&text, seed, steps));
}
