//! Where each part of a state stands in its row of numbers.

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
    /// A thread: where it stands, and its locals.
    Thread(ThreadId),
    /// A future.
    Future(FutureId),
}

/// The places of cells: first those that always are there, then threads (and futures, if there can be any, in turn).
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    variables: usize,
    objects: usize,
    sections: usize,
    has_futures: bool,
}

impl Layout {
    pub(super) fn of(image: &Image) -> Self {
        Self {
            variables: image.program.variables.len(),
            objects: image.initial.len(),
            sections: image.program.sections.len(),
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
            Cell::Thread(thread) => self.fixed() + thread.index() * self.stride(),
            Cell::Future(future) => self.fixed() + future.index() * self.stride() + 1,
        }
    }

    /// What stands at a place.
    pub(super) fn cell(&self, position: usize) -> Cell {
        if position >= self.fixed() {
            let index = (position - self.fixed()) / self.stride();
            return match (position - self.fixed()) % self.stride() {
                0 => Cell::Thread(ThreadId::at(index)),
                _ => Cell::Future(FutureId::at(index)),
            };
        }
        if position >= self.crew() {
            return if position == self.crew() { Cell::Crew } else { Cell::Output };
        }
        if let Some(section) = position.checked_sub(self.variables + self.objects) {
            return Cell::Section(section);
        }
        position.checked_sub(self.variables).map_or(Cell::Variable(position), Cell::Object)
    }

    /// How many cells are always there.
    pub(super) fn fixed(&self) -> usize {
        self.crew() + 2
    }

    fn crew(&self) -> usize {
        self.variables + self.objects + self.sections
    }

    fn stride(&self) -> usize {
        1 + usize::from(self.has_futures)
    }

    /// The threads of a row, with the places of their cells.
    pub(super) fn threads(&self, row: &[u32]) -> impl Iterator<Item = (ThreadId, usize)> + use<> {
        let (fixed, stride, end) = (self.fixed(), self.stride(), row.len());
        (fixed..end).step_by(stride).enumerate().map(|(index, position)| (ThreadId::at(index), position))
    }

    /// How many variables, primitives and sections there are.
    pub(super) fn counts(&self) -> (usize, usize, usize) {
        (self.variables, self.objects, self.sections)
    }
}
