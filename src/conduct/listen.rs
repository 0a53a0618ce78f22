//! Between the machine and who listens: passes events on, and keeps what a run has found.

use crate::conduct::{Cast, Observer, Overlap, Uncaught};
use crate::machine::{Event, EventKind, Log};

/// The log of a conducted run.
#[derive(Debug)]
pub(super) struct Listener<O> {
    pub(super) observer: O,
    pub(super) uncaught: Vec<Uncaught>,
    pub(super) overlaps: Vec<Overlap>,
}

impl<O: Observer> Listener<O> {
    pub(super) fn new(observer: O) -> Self {
        Self { observer, uncaught: Vec::new(), overlaps: Vec::new() }
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
