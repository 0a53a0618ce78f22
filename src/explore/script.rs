//! All that a step leaves open, one combination after the other, and what it shows that should not be.

use crate::machine::{Cast, Chooser, Event, EventKind, Image, Log};
use crate::run::{Decision, option_texts};
use crate::source::Span;
use crate::value::{ThreadId, Value};

/// Something wrong that shows in one step.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Incident {
    /// An exception that no one catches ends the thread.
    Uncaught { type_name: String, place: Option<Span> },
    /// The thread enters a critical section in which another is.
    Overlap { section: String },
    /// Local work that does not come to an end.
    Endless { place: Option<Span> },
}

/// Hears of what should not be.
#[derive(Default)]
pub(super) struct Ears {
    pub(super) incidents: Vec<Incident>,
}

impl Log for Ears {
    fn wants(&self) -> bool {
        false
    }

    fn event(&mut self, event: Event, _cast: &dyn Cast) {
        match event.kind {
            EventKind::Exit { uncaught: Some(exception) } => self
                .incidents
                .push(Incident::Uncaught { type_name: exception.type_name.to_string(), place: event.place }),
            EventKind::Enter { section, others } if !others.is_empty() => {
                self.incidents.push(Incident::Overlap { section });
            }
            _ => {}
        }
    }

    fn print(&mut self, _text: &str) {}
}

/// Goes through all that a step leaves open, one combination after the other.
pub(super) struct Script<'a> {
    image: &'a Image,
    /// Whether waiters are woken in their order.
    in_order: bool,
    /// For each choice in the step what is taken, and of how many.
    taken: Vec<(usize, usize)>,
    next: usize,
    pub(super) decisions: Vec<Decision>,
}

impl<'a> Script<'a> {
    pub(super) fn new(in_order: bool, image: &'a Image) -> Self {
        Self { image, in_order, taken: Vec::new(), next: 0, decisions: Vec::new() }
    }

    fn take(&mut self, of: usize) -> usize {
        let at = self.next;
        self.next += 1;
        if let Some((taken, _)) = self.taken.get(at) {
            return *taken;
        }
        self.taken.push((0, of));
        0
    }

    /// Goes to the next combination; false if there is none.
    pub(super) fn advance(&mut self) -> bool {
        self.next = 0;
        while let Some((taken, of)) = self.taken.pop() {
            if taken + 1 < of {
                self.taken.push((taken + 1, of));
                return true;
            }
        }
        false
    }
}

impl Chooser for Script<'_> {
    fn waiter(&mut self, waiters: &[ThreadId]) -> usize {
        let index = if self.in_order { 0 } else { self.take(waiters.len()) };
        let woken = waiters.get(index).copied();
        Decision::add_waiter(&mut self.decisions, woken);
        index
    }

    fn option(&mut self, options: &[Value]) -> usize {
        let index = self.take(options.len());
        self.decisions.extend(option_texts(options, self.image).into_iter().nth(index).map(Decision::Option));
        index
    }
}
