//! Runs what a search has found again, in the conductor: the same steps, with all that there is to tell of them.

use super::evidence;
use crate::conduct::{self, Options};
use crate::explore::{Finding, Key, Question, Witness};
use crate::machine::{Cast, Event, EventKind, Machine, Scenario};
use crate::run::{Observer, Run};
use crate::source::Source;
use crate::syntax::ast::Schedule;

/// A run that shows a finding.
#[derive(Debug)]
pub struct Replay {
    /// How it went, up to the finding.
    pub run: Run,
    /// What happened.
    pub events: Vec<Event>,
    /// What was printed.
    pub printed: String,
    /// The schedule in the form in which it can be given to a run.
    pub schedule: String,
    /// Whether it shows what it should.
    pub shows: bool,
}

/// Keeps everything.
#[derive(Default)]
struct Recorder {
    events: Vec<Event>,
    printed: String,
}

impl Observer for Recorder {
    fn wants_events(&self) -> bool {
        true
    }

    fn event(&mut self, event: &Event, _names: &dyn Cast) {
        self.events.push(event.clone());
    }

    fn print(&mut self, text: &str) {
        self.printed.push_str(text);
    }
}

/// A run that was followed, with the state that it has come to.
pub(super) struct Course {
    pub(super) run: Run,
    pub(super) machine: Machine,
    pub(super) events: Vec<Event>,
    pub(super) printed: String,
}

impl Course {
    /// What was printed after so many steps.
    pub(super) fn printed_after(&self, steps: u64) -> String {
        let text = |event: &Event| match &event.kind {
            EventKind::Print { text } if event.step > steps => Some(text.clone()),
            _ => None,
        };
        self.events.iter().filter_map(text).collect()
    }
}

/// Follows the schedule of a finding to its end, and judges by what it comes to whether that shows the finding. None if the
/// finding has no schedule.
pub fn replay(scenario: &Scenario, question: &Question, finding: &Finding) -> Option<Replay> {
    let witness = finding.witness.as_ref()?;
    let course = follow(scenario, witness, &finding.key, &witness.schedule, witness.steps);
    let goes_all_the_way = course.run.steps == witness.steps || matches!(finding.key, Key::Endless { .. });
    let shows = goes_all_the_way
        && evidence::shows(&course, question, finding)
        && (finding.key != Key::Livelock || goes_round(scenario, witness));
    let Course { run, events, printed, .. } = course;
    Some(Replay { schedule: run.schedule.clone(), events, printed, run, shows })
}

/// How often the round of a livelock is run again.
const ROUNDS: usize = 2;

/// Whether the last steps of a livelock can be done again and again, and do the same each time.
fn goes_round(scenario: &Scenario, witness: &Witness) -> bool {
    let mut schedule = witness.schedule.clone();
    let begin = schedule.entries.len().saturating_sub(witness.round);
    let round = schedule.entries.get(begin..).unwrap_or_default().to_vec();
    (0..ROUNDS).for_each(|_| schedule.entries.extend_from_slice(&round));
    let course = follow(scenario, witness, &Key::Livelock, &schedule, u64::MAX);
    let length = witness.round as u64;
    // The events of one round; who comes to wait depends on who could go on before it.
    let events = |from: u64| {
        let within = |event: &&Event| (from + 1..=from + length).contains(&event.step);
        let counts = |event: &&Event| !matches!(event.kind, EventKind::Block { .. });
        let events = course.events.iter().filter(within).filter(counts);
        events.map(|event| (event.thread, event.place, &event.kind)).collect::<Vec<_>>()
    };
    let rounds: Vec<_> = (0..=ROUNDS as u64).map(|at| events(witness.steps - length + at * length)).collect();
    length > 0
        && course.run.steps == witness.steps + ROUNDS as u64 * length
        && rounds.windows(2).all(|pair| matches!(pair, [one, other] if one == other))
}

fn follow(scenario: &Scenario, witness: &Witness, key: &Key, schedule: &Schedule, steps: u64) -> Course {
    let options = Options {
        schedule: Some((Source::new("the schedule", ""), schedule.clone())),
        // A deadlock, and an end, come by themselves.
        stops_with_schedule: !ends_by_itself(key),
        stuck: witness.stuck.clone(),
        // The step that does not end is given up by the conductor's own limit of local work.
        max_steps: if matches!(key, Key::Endless { .. }) { steps } else { u64::MAX },
        ..Options::default()
    };
    let (run, recorder, machine) = conduct::play(scenario, options, Recorder::default());
    Course { run, machine, events: recorder.events, printed: recorder.printed }
}

fn ends_by_itself(key: &Key) -> bool {
    matches!(key, Key::Deadlock | Key::End { .. } | Key::Ending { .. })
}
