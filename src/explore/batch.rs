//! Steps that wait to be told whether they lead to states not seen before.
//!
//! A look into a large table of fingerprints is a wait for memory. Looks that do not depend on each other wait together, so
//! steps are asked about by the thousand (`Visited::insert_all`), and only then become states of the next level.

use super::frontier::{Chunk, Harvest};
use super::visited::{Grouping, Visited};
use super::worker::{Edge, Step, Worker};

/// How many steps are asked about at once.
const MANY: usize = 4096;
/// How many numbers of rows their states have at most, before they are asked about.
const NUMBERS: usize = 1 << 20;

/// The row of a state: one of the chunk, or one that had to be settled first.
#[derive(Clone, Copy, Debug)]
enum RowAt {
    Chunk(u32),
    Settled(u32),
}

/// Steps from the states of one chunk.
#[derive(Default)]
pub(super) struct Batch {
    prints: Vec<u128>,
    steps: Vec<(RowAt, Step)>,
    settled: Vec<Vec<u32>>,
    grouping: Grouping,
}

impl Batch {
    /// Whether it is time to ask, where rows are so wide.
    pub(super) fn is_full(&self, width: usize) -> bool {
        self.prints.len() >= MANY || self.prints.len().saturating_mul(width) >= NUMBERS
    }

    /// Adds a step from the state at `index` of the chunk; if `settled`, from the one that is kept next.
    pub(super) fn add(&mut self, index: usize, settled: bool, edge: &Edge<'_>) {
        let at = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        let row = if settled { RowAt::Settled(at(self.settled.len())) } else { RowAt::Chunk(at(index)) };
        self.prints.push(edge.fingerprint);
        self.steps.push((row, edge.step()));
    }

    /// Keeps the row of a settled state.
    pub(super) fn keep(&mut self, settled: Option<Vec<u32>>) {
        self.settled.extend(settled);
    }

    /// Puts the states not seen before into the harvest; says how many they are.
    pub(super) fn ask(&mut self, chunk: &Chunk, visited: &Visited, worker: &Worker<'_>, harvest: &mut Harvest) -> u64 {
        let Self { prints, steps, settled, grouping } = self;
        let mut states = 0;
        for index in visited.insert_all(prints, grouping) {
            let index = *index as usize;
            let (Some(print), Some((row, step))) = (prints.get(index), steps.get(index)) else { continue };
            let row = match row {
                RowAt::Chunk(index) => chunk.get(*index as usize).map(|(row, _)| row),
                RowAt::Settled(index) => settled.get(*index as usize).map(Vec::as_slice),
            };
            if let Some(row) = row {
                harvest.push(row, worker.changes(step), *print);
                states += 1;
            }
        }
        prints.clear();
        steps.clear();
        settled.clear();
        states
    }
}
