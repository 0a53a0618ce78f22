//! Any ready thread at each step, all equally likely.

use rand::RngExt;
use rand::rngs::StdRng;

use super::{Policy, all_candidates};
use crate::conduct::ready::Ready;
use crate::machine::Machine;
use crate::value::ThreadId;

pub(super) struct Random {
    generator: StdRng,
}

impl Random {
    pub(super) fn new(generator: StdRng) -> Self {
        Self { generator }
    }
}

impl Policy for Random {
    fn next(&mut self, ready: &mut Ready, machine: &Machine, current: Option<ThreadId>) -> Option<ThreadId> {
        let candidates = all_candidates(ready, machine, current);
        let next = candidates.get(self.tie(candidates.len())).copied()?;
        ready.remove(next);
        Some(next)
    }

    fn leaves_ties_free(&self) -> bool {
        true
    }

    fn tie(&mut self, count: usize) -> usize {
        if count < 2 { 0 } else { self.generator.random_range(0..count) }
    }
}
