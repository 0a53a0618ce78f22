//! Probabilistic concurrency testing: each thread has a random priority, the highest that can go on runs, and at a few
//! random steps the running thread's priority drops below all others.
//!
//! After Burckhardt, Kothari, Musuvathi and Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of Finding
//! Bugs" (ASPLOS 2010), section 2. Its bound needs an estimate of the run's length; here the scale of the change points
//! is itself drawn at random, so that short and long runs both see some.

use std::collections::BTreeMap;

use rand::RngExt;
use rand::rngs::StdRng;

use super::{Policy, all_candidates};
use crate::conduct::ready::Ready;
use crate::machine::Machine;
use crate::value::ThreadId;

/// How many times a priority drops: bugs of depth 4 and less can be found.
const CHANGE_POINTS: i64 = 3;

pub(super) struct Pct {
    generator: StdRng,
    /// Priorities of threads seen so far; lowered ones are negative.
    priorities: BTreeMap<ThreadId, i64>,
    /// Steps at which a priority drops, with the priority that it drops to.
    changes: BTreeMap<u64, i64>,
}

impl Pct {
    pub(super) fn new(mut generator: StdRng) -> Self {
        let scale = 1_u64 << generator.random_range(4..12_u32);
        let changes = (1..=CHANGE_POINTS).map(|index| (generator.random_range(1..=scale), -index)).collect();
        Self { generator, priorities: BTreeMap::new(), changes }
    }
}

impl Policy for Pct {
    fn next(&mut self, ready: &mut Ready, machine: &Machine, current: Option<ThreadId>) -> Option<ThreadId> {
        if let (Some(current), Some(lower)) = (current, self.changes.remove(&machine.world.steps)) {
            self.priorities.insert(current, lower);
        }
        let candidates = all_candidates(ready, machine, current);
        for candidate in &candidates {
            let generator = &mut self.generator;
            self.priorities.entry(*candidate).or_insert_with(|| generator.random_range(0..i64::MAX));
        }
        let priority = |who: &ThreadId| self.priorities.get(who).copied().unwrap_or(0);
        let next = candidates.into_iter().max_by_key(priority)?;
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
