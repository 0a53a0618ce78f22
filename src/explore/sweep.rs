//! Forgetting, between two levels of a search, what no state refers to any more.
//!
//! Where the parts of states repeat, nothing is forgotten: what is known of them is what makes a search fast. Where they do
//! not, because a counter grows or a text gets longer, each state has values of its own, and steps are never met again. Then
//! all that stays is what the states of the next level are made of, with the fingerprints of all states seen.

use super::frontier::Chunk;
use super::layout::Cell;
use super::question::Found;
use super::store::Marks;
use super::worker::{Ground, Worker};

/// So many values are too few to be worth forgetting.
const FEW: usize = 8192;

/// When to forget.
#[derive(Debug, Default)]
pub(super) struct Sweeper {
    /// How many steps had been done at the latest sweep.
    steps: u64,
    /// How many values stayed then.
    kept: usize,
}

impl Sweeper {
    /// Whether it is time: values keep coming and steps are seldom met again, or the values take much of the `most` bytes
    /// that the search may take.
    pub(super) fn is_due(&self, ground: &Ground<'_>, workers: &[Worker<'_>], steps: u64, most: usize) -> bool {
        let fresh = ground.store.fresh();
        let tried: usize = workers.iter().map(Worker::tried).sum();
        let is_thin = steps.saturating_sub(self.steps) < 4 * tried as u64;
        let are_heavy = ground.store.fresh_bytes() > most / 4;
        are_heavy || is_thin && fresh > FEW.max(2 * self.kept)
    }

    /// Keeps what these refer to, gives it new numbers, and lets the workers begin anew.
    pub(super) fn sweep<'r>(
        &mut self,
        ground: &Ground<'_>,
        first: &'r mut [u32],
        level: &'r mut [Chunk],
        found: &mut Found,
        workers: &mut [Worker<'_>],
        steps: u64,
    ) {
        let output = ground.layout.position(Cell::Output);
        let variables = ground.question.endings.iter().flatten();
        let variables: Vec<usize> =
            variables.map(|variable| ground.layout.position(Cell::Variable(variable.0 as usize))).collect();
        let mut marks = Marks::default();
        let rows = level.iter().flat_map(Chunk::iter).map(|(row, _)| row).chain([&*first]);
        for row in rows {
            for (position, number) in row.iter().enumerate().filter(|(_, number)| **number != 0) {
                marks.add(position, *number);
            }
        }
        for (position, number) in found.values(output, &variables) {
            marks.add(position, number);
        }
        let renumbering = ground.store.sweep(marks);
        let plain = ground.plain();
        let renumber = |position: usize, number: u32| match plain {
            Some(plain) if plain == position => number,
            _ => renumbering.of(position, number),
        };
        for row in level.iter_mut().flat_map(Chunk::rows_mut).chain([first]) {
            for (position, number) in row.iter_mut().enumerate() {
                *number = renumber(position, *number);
            }
        }
        found.renumber(output, &variables, renumber);
        workers.iter_mut().for_each(Worker::forget);
        (self.kept, self.steps) = (renumbering.kept(), steps);
    }
}
