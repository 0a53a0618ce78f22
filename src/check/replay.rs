//! Runs what a search has found again, in the conductor: the same steps, with all that there is to tell of them.

use super::evidence;
use crate::conduct::{self, Options};
use crate::explore::{self, Finding, Key, Question, Witness};
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
        && (finding.key != Key::Livelock || comes_back(scenario, witness, &course.machine));
    let Course { run, events, printed, .. } = course;
    Some(Replay { schedule: run.schedule.clone(), events, printed, run, shows })
}

/// Whether the last steps of a livelock lead back to the state before them.
fn comes_back(scenario: &Scenario, witness: &Witness, after: &Machine) -> bool {
    let mut schedule = witness.schedule.clone();
    schedule.entries.truncate(schedule.entries.len().saturating_sub(witness.round));
    let steps = witness.steps.saturating_sub(witness.round as u64);
    let before = follow(scenario, witness, &Key::Livelock, &schedule, steps);
    witness.round > 0 && explore::is_same_state(scenario, &before.machine, after)
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
