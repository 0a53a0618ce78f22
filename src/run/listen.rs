//! Between the machine and who listens: passes events on, keeps what a run has found, and tells it in the end.

use std::sync::Arc;

use crate::machine::{Cast, Event, EventKind, Log, Machine, RosterEntry};
use crate::run::{End, Observer, Overlap, Run, ThreadInfo, Unasked, Uncaught};

/// The log of a run.
#[derive(Debug)]
pub struct Listener<O> {
    /// Who listens.
    pub observer: O,
    uncaught: Vec<Uncaught>,
    overlaps: Vec<Overlap>,
}

impl<O: Observer> Listener<O> {
    /// A log that has heard nothing yet.
    pub fn new(observer: O) -> Self {
        Self { observer, uncaught: Vec::new(), overlaps: Vec::new() }
    }

    /// The result of a run whose last state is `machine`, and who listened.
    pub fn finish(self, machine: &Machine, end: End, schedule: String) -> (Run, O) {
        let info = |entry: &RosterEntry| ThreadInfo {
            name: entry.handle.name.clone(),
            label: Arc::clone(&entry.label),
            daemon: entry.life.daemon,
        };
        let unasked = machine.world.unasked().map(|(future, entry, exception)| Unasked {
            future,
            function: entry.function.clone(),
            exception: exception.clone(),
            place: entry.place,
        });
        let run = Run {
            end,
            uncaught: self.uncaught,
            unasked: unasked.collect(),
            overlaps: self.overlaps,
            threads: machine.world.roster.iter().map(info).collect(),
            schedule,
            steps: machine.world.steps,
            time: machine.world.clock,
        };
        (run, self.observer)
    }
}

impl<O: Observer> Log for Listener<O> {
    fn wants(&self) -> bool {
        self.observer.wants_events()
    }

    fn event(&mut self, event: Event, cast: &dyn Cast) {
        match &event.kind {
            EventKind::Exit { uncaught: Some(exception) } => self.uncaught.push(Uncaught {
                thread: event.thread,
                exception: exception.clone(),
                place: event.place,
                step: event.step,
            }),
            EventKind::Enter { section, others } if !others.is_empty() => self.overlaps.push(Overlap {
                section: section.clone(),
                thread: event.thread,
                others: others.clone(),
                place: event.place,
                step: event.step,
            }),
            _ => {}
        }
        if self.observer.wants_events() {
            self.observer.event(&event, cast);
        }
    }

    fn print(&mut self, text: &str) {
        self.observer.print(text);
    }
}
