//! What must hold of a search through any scenario: it finds what there is, no more and no less, as the plainest of all
//! searches does; what it finds can be run again; and what runs do is among what it found.
//!
//! `PROPTEST_CASES` says how many scenarios are tried.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use concur::check;
use concur::conduct::{self, PolicyKind};
use concur::explore::{self, EndKind, Explored, Key, Options, Outputs, Question, Start, Timing, Wakeups};
use concur::live;
use concur::machine::{Cast, Event, EventKind, Scenario};
use concur::program::VariableId;
use concur::run::{End, Observer, Run};
use concur::source::Source;
use concur::syntax::{self, ast::Schedule};
use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, TestCaseResult};

mod explored;
mod generator;
mod reference;

use explored::{ends, load, search};
use reference::{Outcome, Sight};

/// Scenarios with more states than this are passed over.
const MOST: usize = if cfg!(debug_assertions) { 1_500 } else { 4_000 };

/// Everything that is told apart: ends by the values of all variables, and the invariants of the file.
fn question(scenario: &Scenario, outputs: Outputs) -> Question {
    let variables = (0..scenario.image.program.variables.len()).map(|index| VariableId(index as u32));
    Question { outputs, endings: Some(variables.collect()), invariants: invariants(scenario), ..Question::default() }
}

fn invariants(scenario: &Scenario) -> Vec<concur::value::FunctionId> {
    scenario.image.program.claims.iter().filter_map(|claim| claim.condition).collect()
}

fn plain() -> Options {
    Options { reduction: false, ..Options::default() }
}

/// What was found besides ends, as the reference calls it, each with its depth.
fn sights(explored: &Explored) -> BTreeMap<Sight, u32> {
    let mut sights = BTreeMap::new();
    for finding in &explored.findings {
        let sight = match &finding.key {
            Key::Deadlock => Sight::Deadlock,
            Key::Race(variable) => Sight::Race(*variable),
            Key::Overlap(section) => Sight::Overlap(section.clone()),
            Key::Uncaught { type_name, .. } => Sight::Uncaught(type_name.clone()),
            Key::Invariant(index) => Sight::Invariant(*index),
            _ => continue,
        };
        let depth = sights.entry(sight).or_insert(finding.discovery.depth);
        *depth = finding.discovery.depth.min(*depth);
    }
    sights
}

/// The whole state space, in both ways.
fn finds_what_there_is(text: &str, wakeups: Wakeups) -> TestCaseResult {
    let scenario = load(text);
    let Some(there) = reference::find(&scenario, &invariants(&scenario), wakeups, MOST) else { return Ok(()) };
    let unprinted = |(kind, _, values): Outcome| (kind, String::new(), values);
    let silent: BTreeSet<Outcome> = there.outcomes.iter().cloned().map(unprinted).collect();
    let all = search(&scenario, &question(&scenario, Outputs::Ignored), &Options { wakeups, ..plain() });
    prop_assert_eq!(sights(&all), there.sights.clone(), "what shows, and how soon");
    prop_assert_eq!(ends(&scenario, &all), silent.clone(), "ends");
    prop_assert!(all.progress.states <= there.states as u64);
    let options = Options { wakeups, ..Options::default() };
    let reduced = search(&scenario, &question(&scenario, Outputs::Ignored), &options);
    let names = |sights: BTreeMap<Sight, u32>| sights.into_keys().collect::<Vec<_>>();
    prop_assert_eq!(names(sights(&reduced)), names(there.sights.clone()), "what shows, orders left out");
    prop_assert_eq!(ends(&scenario, &reduced), silent, "ends, orders left out");
    prop_assert!(reduced.progress.states <= all.progress.states);
    for options in [Options { wakeups, ..plain() }, options] {
        let printed = search(&scenario, &question(&scenario, Outputs::Collected), &options);
        prop_assert_eq!(ends(&scenario, &printed), there.outcomes.clone(), "outputs, {:?}", options.reduction);
    }
    Ok(())
}

/// Schedule by schedule: no state is ever taken for another.
fn knows_each_schedule(text: &str) -> TestCaseResult {
    let scenario = load(text);
    let Some(outcomes) = reference::follow_each_schedule(&scenario, MOST as u64 * 3) else { return Ok(()) };
    let printed = search(&scenario, &question(&scenario, Outputs::Collected), &Options::default());
    prop_assert_eq!(ends(&scenario, &printed), outcomes);
    Ok(())
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
        self.values.insert(location.clone(), reference::repr(Some(value), names));
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
fn knows_every_run(text: &str, first: u64) -> TestCaseResult {
    let scenario = load(text);
    let Some(all) = outcomes(&scenario, Timing::Any) else { return Ok(()) };
    let Some(timed) = outcomes(&scenario, Timing::Exact) else { return Ok(()) };
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
    Ok(())
}

/// Follows a schedule to its end.
fn follow(scenario: &Scenario, schedule: &Schedule) -> (Run, Recorder) {
    let schedule = Some((Source::new("the schedule", ""), schedule.clone()));
    conduct::run_here(scenario, conduct::Options { schedule, ..conduct::Options::default() }, Recorder::default())
}

/// What was found shows again where its schedule is followed.
fn can_show_what_it_found(text: &str) -> TestCaseResult {
    let scenario = load(text);
    for reduction in [false, true] {
        let options = Options { reduction, max_states: Some(MOST as u64 * 20), ..Options::default() };
        let question = question(&scenario, Outputs::Collected);
        // Of the ends a few are enough.
        let wanted = |found: &[explore::Finding]| {
            let keys = found.iter().map(|finding| finding.key.clone());
            let (ends, others): (Vec<Key>, _) = keys.partition(|key| matches!(key, Key::Ending { .. }));
            others.into_iter().chain(ends.into_iter().take(12)).collect()
        };
        let explored = explore::explore(&scenario, &question, &options, &wanted, &mut |_| {});
        let outcome = |finding: &explore::Finding| {
            ends(&scenario, &Explored { findings: vec![finding.clone()], ..explored.clone() }).pop_first()
        };
        for finding in &explored.findings {
            let Some(witness) = &finding.witness else {
                prop_assert!(matches!(finding.key, Key::Ending { .. }), "{:?} has no schedule", finding.key);
                continue;
            };
            let (key, steps) = (&finding.key, witness.schedule.entries.len() as u64);
            if witness.shortest && !reduction {
                prop_assert_eq!(steps, u64::from(finding.discovery.depth), "{:?}", key);
            }
            prop_assert!(steps <= u64::from(finding.discovery.depth), "{:?}", key);
            if let (Some(outcome), Key::Ending { kind: wanted, .. }) = (outcome(finding), key) {
                let (run, heard) = follow(&scenario, &witness.schedule);
                prop_assert_eq!(kind(&run), Some(*wanted), "{:?} by {:?}", run.end, witness.schedule);
                prop_assert!(is_outcome(&outcome, *wanted, &heard), "{:?} by {:?}", outcome, witness.schedule);
                prop_assert_eq!(run.steps, steps);
            } else {
                let replay = check::replay(&scenario, &question, finding).unwrap();
                prop_assert!(replay.shows, "{:?} by {}: {:?}", key, replay.schedule, replay.run.end);
                prop_assert_eq!(replay.run.steps, steps, "{:?}", key);
            }
        }
    }
    Ok(())
}

/// However many search, they find the same.
fn is_the_same_for_many(text: &str) -> TestCaseResult {
    let scenario = load(text);
    for reduction in [false, true] {
        let options = Options { reduction, max_states: Some(MOST as u64 * 20), ..Options::default() };
        let look = |jobs| {
            let options = Options { jobs, ..options.clone() };
            let question = Question { endings: None, ..question(&scenario, Outputs::Ignored) };
            explore::explore(&scenario, &question, &options, &|_| Vec::new(), &mut |_| {})
        };
        let (one, three) = (look(1), look(3));
        if one.cut.is_some() {
            return Ok(());
        }
        let keys =
            |explored: &Explored| explored.findings.iter().map(|finding| finding.key.clone()).collect::<Vec<_>>();
        prop_assert_eq!(keys(&one), keys(&three));
        // Which of several states that are alike stands for all is up to who is first, and with it what is left out.
        if !reduction {
            prop_assert_eq!(one.progress.states, three.progress.states);
            prop_assert_eq!(one.progress.steps, three.progress.steps);
            prop_assert_eq!(one.progress.depth, three.progress.depth);
            prop_assert_eq!(sights(&one), sights(&three));
        }
    }
    Ok(())
}

/// From wherever a run has come, a search finds what that run comes to, and nothing that a search from the start does not know.
/// What it shows runs again, from the start.
fn goes_on_from_anywhere(text: &str, seed: u64, steps: u64) -> TestCaseResult {
    let scenario = load(text);
    let Some(all) = outcomes(&scenario, Timing::Any) else { return Ok(()) };
    let run = |max_steps: u64| {
        let options = conduct::Options { policy: PolicyKind::Random, seed, max_steps, ..conduct::Options::default() };
        conduct::play(&scenario, options, Recorder::default())
    };
    let (begun, before, machine) = run(steps);
    let End::Limit { .. } = begun.end else { return Ok(()) };
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
    Ok(())
}

/// What must hold for a scenario.
type Property = dyn Fn(&str) -> TestCaseResult;

/// Scenarios in which one of these once did not hold, as small as they can be.
#[test]
fn all_of_it_holds_where_it_once_did_not() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explore/once_wrong");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut wrong = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let properties: [(&str, &Property); 5] = [
            ("what there is", &|text| finds_what_there_is(text, Wakeups::Any)),
            ("each schedule", &knows_each_schedule),
            ("runs", &|text| knows_every_run(text, 0)),
            ("run again", &can_show_what_it_found),
            ("jobs", &is_the_same_for_many),
        ];
        for (name, property) in properties {
            wrong.extend(property(&text).err().map(|error| format!("{} ({name}): {error}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// So many scenarios, or what the environment says.
fn cases(few: u32) -> ProptestConfig {
    let config = ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        max_shrink_iters: 4_000,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_some() { config } else { ProptestConfig { cases: few, ..config } }
}

fn wakeups() -> impl Strategy<Value = Wakeups> {
    prop_oneof![3 => Just(Wakeups::Any), 1 => Just(Wakeups::Fifo), 1 => Just(Wakeups::Spurious)]
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn a_search_finds_what_there_is_and_no_more(text in generator::scenario(), wakeups in wakeups()) {
        finds_what_there_is(&text, wakeups)?;
    }

    #[test]
    fn a_search_knows_what_each_schedule_comes_to(text in generator::scenario()) {
        knows_each_schedule(&text)?;
    }

    #[test]
    fn a_search_knows_what_every_run_does(text in generator::scenario(), seed in any::<u64>()) {
        knows_every_run(&text, seed)?;
    }

    #[test]
    fn what_was_found_can_be_run_again(text in generator::scenario()) {
        can_show_what_it_found(&text)?;
    }

    #[test]
    fn a_search_goes_on_from_anywhere(text in generator::scenario(), seed in any::<u64>(), steps in 1..30u64) {
        goes_on_from_anywhere(&text, seed, steps)?;
    }

    #[test]
    fn many_find_what_one_finds(text in generator::scenario()) {
        is_the_same_for_many(&text)?;
    }
}
