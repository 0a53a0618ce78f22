//! Each ready thread in turn, one step each, in the order in which they were started.

use super::{Policy, all_candidates};
use crate::conduct::ready::Ready;
use crate::machine::Machine;
use crate::value::ThreadId;

#[derive(Default)]
pub(super) struct RoundRobin {
    last: Option<ThreadId>,
}

impl Policy for RoundRobin {
    fn next(&mut self, ready: &mut Ready, machine: &Machine, current: Option<ThreadId>) -> Option<ThreadId> {
        let candidates = all_candidates(ready, machine, current);
        let after = |who: &&ThreadId| self.last.is_none_or(|last| **who > last);
        let next = candidates.iter().find(after).or(candidates.first()).copied()?;
        self.last = Some(next);
        ready.remove(next);
        Some(next)
    }
}
