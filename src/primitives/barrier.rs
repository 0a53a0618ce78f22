//! `threading.Barrier`: a number of threads go on only together.
//!
//! A generation arrives (filling), may have its action run (acting), and leaves (draining, or resetting if it was broken
//! by `reset`). No one of the next generation comes in before the last of this one has left.

use super::{BarrierOperation, Given, Primitive, Reply, Wait};
use crate::value::{Exception, Mentions, ThreadId, Value};

/// A barrier.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Barrier<V = Value> {
    parties: i64,
    action: Option<V>,
    timeout: Wait,
    stage: Stage,
    /// Threads that have arrived and not left.
    count: i64,
}

/// What a barrier does at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stage {
    /// Threads arrive and wait for the others.
    Filling,
    /// All are there, the last one runs the action. All else stands still: CPython holds the barrier's lock meanwhile.
    Acting,
    /// All were there, and leave.
    Draining,
    /// Those who wait leave with an error; empty, it is as good as new.
    Resetting,
    /// Those who wait leave with an error, and whoever comes.
    Broken,
}

impl<V: Clone + Given> Barrier<V> {
    /// A barrier for so many threads, with the function that the last one calls and the timeout of a `wait` without one.
    pub fn new(parties: i64, action: Option<V>, timeout: Wait) -> Result<Self, Exception> {
        if parties < 1 {
            return Err(Exception::new("ValueError", "parties must be > 0"));
        }
        Ok(Self { parties, action, timeout, stage: Stage::Filling, count: 0 })
    }

    /// How many threads go on together.
    pub fn parties(&self) -> i64 {
        self.parties
    }

    /// How many wait for the others.
    pub fn waiting(&self) -> i64 {
        if matches!(self.stage, Stage::Filling | Stage::Acting) { self.count } else { 0 }
    }

    /// Whether it is broken.
    pub fn is_broken(&self) -> bool {
        self.stage == Stage::Broken
    }

    fn arrive(&mut self, wait: Wait) -> Reply<V, BarrierOperation> {
        if self.is_broken() {
            return broken();
        }
        let index = self.count;
        self.count = self.count.saturating_add(1);
        match (&self.action, wait) {
            (Some(action), _) if self.count == self.parties => {
                self.stage = Stage::Acting;
                Reply::Call(action.clone())
            }
            (None, _) if self.count == self.parties => self.release(),
            (_, Wait::Never) => self.break_off(),
            _ => Reply::Continue(BarrierOperation::Arrived { index, wait }),
        }
    }

    /// The last arrival lets all go, and goes first.
    fn release(&mut self) -> Reply<V, BarrierOperation> {
        self.stage = Stage::Draining;
        self.leave();
        Reply::Done(V::count(self.parties.saturating_sub(1)))
    }

    /// One who cannot wait any longer breaks the barrier for all.
    fn break_off(&mut self) -> Reply<V, BarrierOperation> {
        self.stage = Stage::Broken;
        self.leave();
        broken()
    }

    fn go_on(&mut self, index: i64) -> Reply<V, BarrierOperation> {
        let reply = if self.stage == Stage::Draining { Reply::Done(V::count(index)) } else { broken() };
        self.leave();
        reply
    }

    fn leave(&mut self) {
        self.count = self.count.saturating_sub(1);
        if self.count == 0 && matches!(self.stage, Stage::Draining | Stage::Resetting) {
            self.stage = Stage::Filling;
        }
    }

    fn reset(&mut self) {
        self.stage = match self.stage {
            _ if self.count == 0 => Stage::Filling,
            Stage::Filling | Stage::Broken => Stage::Resetting,
            stage => stage,
        };
    }
}

impl<V: Mentions> Mentions for Barrier<V> {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { parties: _, action, timeout: _, stage: _, count: _ } = self;
        action.mentions(show);
    }
}

impl<V: Clone + Given> Primitive<BarrierOperation> for Barrier<V> {
    type Value = V;

    fn ready(&self, _who: ThreadId, operation: &BarrierOperation) -> bool {
        match operation {
            BarrierOperation::Wait(_) => matches!(self.stage, Stage::Filling | Stage::Broken),
            BarrierOperation::Arrived { .. } => !matches!(self.stage, Stage::Filling | Stage::Acting),
            BarrierOperation::Reset | BarrierOperation::Abort => self.stage != Stage::Acting,
            BarrierOperation::Release | BarrierOperation::ActionFailed => self.stage == Stage::Acting,
            BarrierOperation::Parties | BarrierOperation::Waiting | BarrierOperation::Broken => true,
        }
    }

    fn perform(
        &mut self,
        who: ThreadId,
        operation: BarrierOperation,
        _woken: &mut Vec<ThreadId>,
    ) -> Option<Reply<V, BarrierOperation>> {
        self.ready(who, &operation).then(|| match operation {
            BarrierOperation::Wait(wait) => self.arrive(wait.unwrap_or(self.timeout)),
            BarrierOperation::Arrived { index, .. } => self.go_on(index),
            BarrierOperation::Release => self.release(),
            BarrierOperation::ActionFailed => {
                self.stage = Stage::Broken;
                self.leave();
                Reply::Done(V::nothing())
            }
            BarrierOperation::Reset => {
                self.reset();
                Reply::Done(V::nothing())
            }
            BarrierOperation::Abort => {
                self.stage = Stage::Broken;
                Reply::Done(V::nothing())
            }
            BarrierOperation::Parties => Reply::Done(V::count(self.parties)),
            BarrierOperation::Waiting => Reply::Done(V::count(self.waiting())),
            BarrierOperation::Broken => Reply::Done(V::truth(self.is_broken())),
        })
    }

    fn expire(&mut self, _who: ThreadId, operation: BarrierOperation) -> Option<Reply<V, BarrierOperation>> {
        match (operation, self.stage) {
            (BarrierOperation::Arrived { wait: Wait::Forever, .. }, _) => None,
            // All are there: its time may be over, but what it waited for has come. It only has to see the action out.
            (BarrierOperation::Arrived { index, .. }, Stage::Acting) => {
                Some(Reply::Continue(BarrierOperation::Arrived { index, wait: Wait::Forever }))
            }
            (BarrierOperation::Arrived { .. }, Stage::Filling) => Some(self.break_off()),
            _ => None,
        }
    }
}

fn broken<V>() -> Reply<V, BarrierOperation> {
    Reply::Raise(Exception::new("BrokenBarrierError", ""))
}

#[cfg(test)]
#[path = "tests/barrier.rs"]
mod tests;
