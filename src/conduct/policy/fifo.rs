//! A thread runs until it blocks, sleeps or ends; then the one that has been ready longest.

use super::Policy;
use crate::conduct::ready::Ready;
use crate::machine::Machine;
use crate::value::ThreadId;

pub(super) struct Fifo;

impl Policy for Fifo {
    fn next(&mut self, ready: &mut Ready, machine: &Machine, current: Option<ThreadId>) -> Option<ThreadId> {
        current.or_else(|| ready.pop_longest(machine))
    }
}
