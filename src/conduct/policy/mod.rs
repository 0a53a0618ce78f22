//! Who runs next: one file for each policy.

mod fifo;
mod pct;
mod random;
mod round_robin;

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::ready::Ready;
use crate::conduct::PolicyKind;
use crate::machine::Machine;
use crate::value::ThreadId;

/// Picks who does the next step.
pub(super) trait Policy: Send {
    /// The next thread, taken out of `ready`; `None` if no thread can go on. `current` has done the latest step and could
    /// go on; it is not in `ready`.
    fn next(&mut self, ready: &mut Ready, machine: &Machine, current: Option<ThreadId>) -> Option<ThreadId>;

    /// Whether those due at one instant may wake in any order.
    fn leaves_ties_free(&self) -> bool {
        false
    }

    /// Which of `count` is taken where order is free: those due at one instant, the waiters of a condition.
    fn tie(&mut self, _count: usize) -> usize {
        0
    }
}

/// The policy of that kind.
pub(super) fn policy(kind: PolicyKind, seed: u64) -> Box<dyn Policy> {
    match kind {
        PolicyKind::Fifo => Box::new(fifo::Fifo),
        PolicyKind::RoundRobin => Box::new(round_robin::RoundRobin::default()),
        PolicyKind::Random => Box::new(random::Random::new(generator(seed))),
        PolicyKind::Pct => Box::new(pct::Pct::new(generator(seed))),
    }
}

/// The source of chance of a policy.
fn generator(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

/// Puts the current thread back and gives all candidates.
fn all_candidates(ready: &mut Ready, machine: &Machine, current: Option<ThreadId>) -> Vec<ThreadId> {
    if let Some(current) = current {
        ready.admit(current, machine);
    }
    ready.candidates(machine)
}
