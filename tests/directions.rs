//! Two directions held together: whatever a run prints, conducted or let loose, is an output that the explorer knows.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use concur::conduct::{self, PolicyKind};
use concur::explore::{self, EndKind, Outputs, Question, explore};
use concur::live;
use concur::machine::{Cast, Event, Scenario};
use concur::run::{End, Observer, Run};
use concur::source::Source;

/// How many runs of each kind.
const RUNS: u64 = 200;

#[derive(Default)]
struct Printed(String);

impl Observer for Printed {
    fn wants_events(&self) -> bool {
        false
    }

    fn event(&mut self, _event: &Event, _names: &dyn Cast) {}

    fn print(&mut self, text: &str) {
        self.0.push_str(text);
    }
}

fn load(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let loaded = Scenario::load(&Source::new(name, text.as_str()));
    loaded.scenario.unwrap_or_else(|| panic!("{name}: {:?}", loaded.diagnostics))
}

fn kind(run: &Run, name: &str) -> EndKind {
    match run.end {
        End::Deadlock(_) => EndKind::Deadlock,
        End::Finished if !run.uncaught.is_empty() => EndKind::Exception,
        End::Finished => EndKind::Ok,
        ref other => panic!("{name}: {other:?}"),
    }
}

/// Every output of a scenario with how it ended.
fn outcomes(scenario: &Scenario, name: &str) -> BTreeSet<(EndKind, String)> {
    let question = Question { outputs: Outputs::Collected, endings: Some(Vec::new()), ..Question::default() };
    let explored = explore(scenario, &question, &explore::Options::default(), &|_| Vec::new(), &mut |_| {});
    assert_eq!(explored.cut, None, "{name}: {:?}", explored.progress);
    let endings = explored.findings.into_iter().filter_map(|finding| match finding.key {
        explore::Key::Ending { kind, .. } => Some((kind, finding.ending?.0)),
        _ => None,
    });
    endings.collect()
}

/// Whether some schedule prints this and ends so.
fn is_possible(scenario: &Scenario, wanted: EndKind, text: &str) -> bool {
    let question = Question { outputs: Outputs::Wanted(text.into()), endings: Some(Vec::new()), ..Question::default() };
    let explored = explore(scenario, &question, &explore::Options::default(), &|_| Vec::new(), &mut |_| {});
    let length = u32::try_from(text.len()).unwrap();
    explored.findings.iter().any(|finding| {
        matches!(finding.key, explore::Key::Ending { kind, output, .. } if kind == wanted && output == length)
    })
}

/// What so many runs of each kind gave.
fn seen(scenario: &Scenario, name: &str, runs: u64) -> BTreeSet<(EndKind, String)> {
    let mut seen = BTreeSet::new();
    for seed in 0..runs {
        let policy = if seed % 2 == 0 { PolicyKind::Random } else { PolicyKind::Pct };
        let options = conduct::Options { policy, seed, ..conduct::Options::default() };
        let (run, printed) = conduct::run_here(scenario, options, Printed::default());
        seen.insert((kind(&run, name), printed.0));
        let options =
            live::Options { time_scale: 0.001, time_limit: Some(Duration::from_secs(60)), ..live::Options::default() };
        let (run, printed) = live::run(scenario, options, Printed::default());
        seen.insert((kind(&run, name), printed.unwrap().0));
    }
    seen
}

fn holds_together(name: &str) {
    let scenario = load(name);
    let legal = outcomes(&scenario, name);
    let seen = seen(&scenario, name, RUNS);
    let unknown: Vec<_> = seen.difference(&legal).collect();
    assert!(unknown.is_empty(), "{name}: of {} outputs, {unknown:?} are not among the {}", seen.len(), legal.len());
    // A set that could not refuse anything would prove nothing.
    let torn = legal.iter().next().map(|(kind, text)| (*kind, text.chars().rev().collect::<String>())).unwrap();
    assert!(!legal.contains(&torn));
}

macro_rules! lessons {
    ($($test:ident: $name:literal),+ $(,)?) => {$(
        #[test]
        fn $test() {
            holds_together($name);
        }
    )+};
}

lessons! {
    bank: "bank.cdl",
    barrier: "barrier.cdl",
    bounded_buffer: "bounded_buffer.cdl",
    condition: "condition.cdl",
    deadlock: "deadlock.cdl",
    dining: "dining.cdl",
    event: "event.cdl",
    race: "race.cdl",
    readers_writers: "readers_writers.cdl",
    rlock: "rlock.cdl",
    semaphore: "semaphore.cdl",
}

/// Its 369,600 orders of lines are too many to list, so each that was seen is asked for.
#[test]
fn threading() {
    let scenario = load("threading.cdl");
    let seen = seen(&scenario, "threading.cdl", 25);
    assert!(seen.len() > 10, "{}", seen.len());
    for (kind, text) in seen {
        assert!(is_possible(&scenario, kind, &text), "{text}");
        let mut lines: Vec<&str> = text.lines().collect();
        lines.reverse();
        let reversed: String = lines.iter().map(|line| format!("{line}\n")).collect();
        assert!(!is_possible(&scenario, kind, &reversed), "{reversed}");
    }
}
