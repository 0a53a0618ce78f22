//! Between the machine and who listens: passes events on, keeps what a run has found, and tells it in the end.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::machine::{Cast, Event, EventKind, Log, Machine, RosterEntry};
use crate::run::{End, Inside, Observer, Overlap, Run, ThreadInfo, Unasked, Uncaught};
use crate::source::Span;
use crate::value::ThreadId;

/// The log of a run.
#[derive(Debug)]
pub struct Listener<O> {
    /// Who listens.
    pub observer: O,
    uncaught: Vec<Uncaught>,
    overlaps: Vec<Overlap>,
    /// Where each thread last came into each critical section: who is inside did so there.
    entered: BTreeMap<(ThreadId, String), Option<Span>>,
}

impl<O: Observer> Listener<O> {
    /// A log that has heard nothing yet.
    pub fn new(observer: O) -> Self {
        Self { observer, uncaught: Vec::new(), overlaps: Vec::new(), entered: BTreeMap::new() }
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

impl<O> Listener<O> {
    fn enter(&mut self, event: &Event, section: &str, others: &[ThreadId]) {
        let inside = |thread: &ThreadId| Inside {
            thread: *thread,
            place: self.entered.get(&(*thread, section.to_owned())).copied().flatten(),
        };
        if !others.is_empty() {
            self.overlaps.push(Overlap {
                section: section.to_owned(),
                thread: event.thread,
                others: others.iter().map(inside).collect(),
                place: event.place,
                step: event.step,
            });
        }
        self.entered.insert((event.thread, section.to_owned()), event.place);
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
            EventKind::Enter { section, others } => self.enter(&event, section, others),
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
