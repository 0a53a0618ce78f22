//! Runs what a search has found again, in the conductor: the same steps, with all that there is to tell of them.

use crate::conduct::{self, Options};
use crate::explore::{EndKind, Key, Witness};
use crate::machine::{Cast, Event, Scenario};
use crate::run::{End, Observer, Run};
use crate::source::Source;

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

/// Follows the schedule of a witness to its end, and says whether that shows `key`.
pub fn replay(scenario: &Scenario, witness: &Witness, key: &Key) -> Replay {
    let schedule = &witness.schedule;
    let steps = witness.steps;
    let source = Source::new("the schedule", "");
    // The step that does not end is given up by the conductor's own limit of local work.
    let is_endless = matches!(key, Key::Endless { .. });
    let options = Options {
        schedule: Some((source, schedule.clone())),
        // A deadlock, and an end, come by themselves.
        stops_with_schedule: !ends_by_itself(key),
        stuck: witness.stuck.clone(),
        max_steps: if is_endless { steps } else { u64::MAX },
        ..Options::default()
    };
    let (run, recorder) = conduct::run_here(scenario, options, Recorder::default());
    let shows = (run.steps == steps || is_endless) && agrees(&run, key);
    Replay { schedule: run.schedule.clone(), events: recorder.events, printed: recorder.printed, run, shows }
}

fn ends_by_itself(key: &Key) -> bool {
    matches!(key, Key::Deadlock | Key::End { .. } | Key::Ending { .. })
}

fn agrees(run: &Run, key: &Key) -> bool {
    match key {
        Key::Deadlock | Key::Stuck => matches!(run.end, End::Deadlock(_)),
        Key::Overlap(section) => run.overlaps.iter().any(|overlap| overlap.section == *section),
        Key::Uncaught { type_name, place } => {
            run.uncaught.iter().any(|uncaught| *uncaught.exception.type_name == **type_name && uncaught.place == *place)
        }
        Key::End { .. } => matches!(run.end, End::Finished),
        Key::Ending { kind, .. } => match kind {
            EndKind::Ok => matches!(run.end, End::Finished) && run.uncaught.is_empty(),
            EndKind::Exception => matches!(run.end, End::Finished) && !run.uncaught.is_empty(),
            EndKind::Deadlock => matches!(run.end, End::Deadlock(_)),
        },
        _ => matches!(run.end, End::Limit { .. } | End::Finished),
    }
}
