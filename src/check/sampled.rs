//! Some outcomes of a scenario of which a search has not seen all: those to which random runs come. Which runs there are
//! depends on nothing but the scenario, as long as they are quick enough.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::Replay;
use super::outcomes::{Outcome, Outcomes};
use crate::conduct::{self, Options, PolicyKind};
use crate::explore::EndKind;
use crate::machine::{Cast, Event, Scenario};
use crate::run::{End, Observer, Run};
use crate::value::{Value, repr};

/// So many runs are made at most.
const RUNS: u64 = 1000;
/// So many steps are done at most, in all runs.
const STEPS: u64 = 300_000;
/// All runs take so long at most.
const TIME: Duration = Duration::from_secs(1);
/// A run that prints more than this many bytes is left out.
const PRINTED: usize = 1 << 16;

/// Keeps what is printed, up to a limit.
#[derive(Default)]
struct Printed {
    text: String,
    too_much: bool,
}

impl Observer for Printed {
    fn wants_events(&self) -> bool {
        false
    }

    fn event(&mut self, _: &Event, _: &dyn Cast) {}

    fn print(&mut self, text: &str) {
        self.too_much |= self.text.len() + text.len() > PRINTED;
        if !self.too_much {
            self.text.push_str(text);
        }
    }
}

/// Adds the outcomes to which random runs come, if the search has not come to them.
pub(super) fn sample(scenario: &Scenario, outcomes: &mut Outcomes) {
    let words = |values: &[Option<Value>]| -> Vec<String> {
        let word = |value: &Option<Value>| value.as_ref().map_or(String::new(), |value| repr(value, &*scenario.image));
        values.iter().map(word).collect()
    };
    let key = |outcome: &Outcome| (outcome.end, outcome.output.clone(), words(&outcome.values));
    let mut known: BTreeSet<_> = outcomes.outcomes.iter().map(key).collect();
    let (begun, mut steps) = (Instant::now(), 0);
    for seed in 0..RUNS {
        let left = TIME.saturating_sub(begun.elapsed());
        if steps >= STEPS || left.is_zero() {
            break;
        }
        // Its own flag of Ctrl-C: a search that this one has ended is told of too.
        let options = Options {
            policy: PolicyKind::Random,
            seed,
            max_steps: STEPS - steps,
            time_limit: Some(left),
            ..Options::default()
        };
        let (run, printed, machine) = conduct::play(scenario, options, Printed::default());
        let values = machine.world.variables;
        steps += run.steps;
        outcomes.runs += 1;
        let Some(end) = end(&run).filter(|_| !printed.too_much) else { continue };
        let of = outcomes.of.iter().map(|variable| values.get(variable.0 as usize).cloned().flatten());
        let outcome = Outcome {
            end,
            output: outcomes.of.is_empty().then_some(printed.text),
            values: of.collect(),
            seed: Some(seed),
            replay: None,
        };
        if known.insert(key(&outcome)) {
            let replay =
                Replay { schedule: run.schedule.clone(), events: Vec::new(), printed: String::new(), run, shows: true };
            outcomes.outcomes.push(Outcome { replay: Some(replay), ..outcome });
        }
    }
}

/// How a run ended, if it did.
fn end(run: &Run) -> Option<EndKind> {
    match &run.end {
        End::Finished if run.uncaught.is_empty() => Some(EndKind::Ok),
        End::Finished => Some(EndKind::Exception),
        End::Deadlock(_) => Some(EndKind::Deadlock),
        _ => None,
    }
}
