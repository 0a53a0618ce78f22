//! Where each part of a state stands in its row of numbers.

use super::options::Timing;
use crate::machine::Image;
use crate::value::{FutureId, ThreadId};

/// A part of a state. Each is kept once for each value that it ever has; a state is a row of their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Cell {
    /// A shared variable.
    Variable(usize),
    /// A primitive.
    Object(usize),
    /// Who is inside a critical section.
    Section(usize),
    /// Who takes part.
    Crew,
    /// What was printed, if that is asked for.
    Output,
    /// Virtual time, if that can be asked for.
    Clock,
    /// A thread: where it stands, and its locals.
    Thread(ThreadId),
    /// How long a thread sleeps yet, or waits at most, where time is exact.
    Timer(ThreadId),
    /// A future.
    Future(FutureId),
}

/// The places of cells: first those that always are there, then threads (with their timers and with futures, if there can
/// be any, in turn).
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    variables: usize,
    objects: usize,
    sections: usize,
    has_futures: bool,
    has_timers: bool,
}

impl Layout {
    pub(super) fn of(image: &Image, timing: Timing) -> Self {
        Self {
            variables: image.program.variables.len(),
            objects: image.initial.len(),
            sections: image.program.sections.len(),
            has_timers: timing == Timing::Exact,
            has_futures: image.program.objects.iter().any(|site| site.kind == crate::value::ObjectKind::Pool),
        }
    }

    /// Where a cell stands.
    pub(super) fn position(&self, cell: Cell) -> usize {
        match cell {
            Cell::Variable(index) => index,
            Cell::Object(index) => self.variables + index,
            Cell::Section(index) => self.variables + self.objects + index,
            Cell::Crew => self.crew(),
            Cell::Output => self.crew() + 1,
            Cell::Clock => self.crew() + 2,
            Cell::Thread(thread) => self.fixed() + thread.index() * self.stride(),
            Cell::Timer(thread) => self.fixed() + thread.index() * self.stride() + 1,
            Cell::Future(future) => self.fixed() + future.index() * self.stride() + 1 + usize::from(self.has_timers),
        }
    }

    /// What stands at a place.
    pub(super) fn cell(&self, position: usize) -> Cell {
        if position >= self.fixed() {
            let index = (position - self.fixed()) / self.stride();
            return match (position - self.fixed()) % self.stride() {
                0 => Cell::Thread(ThreadId::at(index)),
                1 if self.has_timers => Cell::Timer(ThreadId::at(index)),
                _ => Cell::Future(FutureId::at(index)),
            };
        }
        if position >= self.crew() {
            return match position - self.crew() {
                0 => Cell::Crew,
                1 => Cell::Output,
                _ => Cell::Clock,
            };
        }
        if let Some(section) = position.checked_sub(self.variables + self.objects) {
            return Cell::Section(section);
        }
        position.checked_sub(self.variables).map_or(Cell::Variable(position), Cell::Object)
    }

    /// How many cells are always there.
    pub(super) fn fixed(&self) -> usize {
        self.crew() + 3
    }

    fn crew(&self) -> usize {
        self.variables + self.objects + self.sections
    }

    fn stride(&self) -> usize {
        1 + usize::from(self.has_timers) + usize::from(self.has_futures)
    }

    /// The threads of a row, with the places of their cells.
    pub(super) fn threads(&self, row: &[u32]) -> impl Iterator<Item = (ThreadId, usize)> + use<> {
        let (fixed, stride, end) = (self.fixed(), self.stride(), row.len());
        (fixed..end).step_by(stride).enumerate().map(|(index, position)| (ThreadId::at(index), position))
    }

    /// Whether time is exact.
    pub(super) fn has_timers(&self) -> bool {
        self.has_timers
    }

    /// Whether there can be futures, and pools.
    pub(super) fn has_futures(&self) -> bool {
        self.has_futures
    }

    /// How many variables, primitives and sections there are.
    pub(super) fn counts(&self) -> (usize, usize, usize) {
        (self.variables, self.objects, self.sections)
    }
}
