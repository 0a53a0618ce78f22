//! `threading.Lock` and `threading.RLock`.
//!
//! Whoever acquires first gets it: a release hands it to no one, so a newcomer may be faster than those who wait.

use super::{Demand, MutexOperation, Primitive, Reply, Wait};
use crate::value::{Exception, Mentions, ThreadId, Value};

/// What a condition needs of its lock.
pub trait Mutex {
    /// Who holds it.
    fn holder(&self) -> Option<ThreadId>;

    /// Whether `who` counts as its owner. A plain lock does not know: it only says whether it is held at all.
    fn is_owned_by(&self, who: ThreadId) -> bool;

    /// Whether `who` could acquire it now.
    fn is_free_for(&self, who: ThreadId) -> bool;

    /// Gives it up altogether; says how many levels deep it was held.
    fn release_all(&mut self, who: ThreadId) -> u32;

    /// Takes a free one back, `depth` levels deep.
    fn restore(&mut self, who: ThreadId, depth: u32);
}

/// A lock: held once, and released by anyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lock {
    pub(super) holder: Option<ThreadId>,
}

impl Lock {
    /// The same lock held by nobody in particular: who holds it makes no difference to what it does.
    pub fn anonymous(&self) -> Self {
        Self { holder: self.holder.map(|_| ThreadId(0)) }
    }
}

impl Mentions for Lock {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { holder } = self;
        holder.mentions(show);
    }
}

impl Mutex for Lock {
    #[inline]
    fn holder(&self) -> Option<ThreadId> {
        self.holder
    }

    #[inline]
    fn is_owned_by(&self, _who: ThreadId) -> bool {
        self.holder.is_some()
    }

    #[inline]
    fn is_free_for(&self, _who: ThreadId) -> bool {
        self.holder.is_none()
    }

    fn release_all(&mut self, _who: ThreadId) -> u32 {
        self.holder = None;
        1
    }

    #[inline]
    fn restore(&mut self, who: ThreadId, _depth: u32) {
        self.holder = Some(who);
    }
}

impl Primitive<MutexOperation> for Lock {
    type Value = Value;

    #[inline]
    fn ready(&self, who: ThreadId, operation: &MutexOperation) -> bool {
        ready(self, who, *operation)
    }

    #[inline]
    fn perform(
        &mut self,
        who: ThreadId,
        operation: MutexOperation,
        _woken: &mut Vec<ThreadId>,
    ) -> Option<Reply<Value, MutexOperation>> {
        self.ready(who, &operation).then(|| match operation {
            MutexOperation::Acquire(_) => {
                self.holder = Some(who);
                Reply::Done(Value::Bool(true))
            }
            MutexOperation::Release if self.holder.is_none() => wrong("RuntimeError", "release unlocked lock"),
            MutexOperation::Release => {
                self.holder = None;
                Reply::Done(Value::None)
            }
            MutexOperation::Locked => Reply::Done(Value::Bool(self.holder.is_some())),
            MutexOperation::Reacquire { depth, notified } => {
                self.restore(who, depth);
                Reply::Done(Value::Bool(notified))
            }
        })
    }

    #[inline]
    fn expire(&mut self, who: ThreadId, operation: MutexOperation) -> Option<Reply<Value, MutexOperation>> {
        give_up(self, who, operation)
    }
}

/// A lock that its owner may acquire again, and that only its owner may release, as often as it was acquired.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RLock {
    /// Who, and how many levels deep (at least one).
    pub(super) owner: Option<(ThreadId, u32)>,
}

impl RLock {
    /// How many levels deep `who` holds it.
    #[inline]
    pub fn depth_of(&self, who: ThreadId) -> u32 {
        self.owner.filter(|(owner, _)| *owner == who).map_or(0, |(_, depth)| depth)
    }

    #[inline]
    fn acquire(&mut self, who: ThreadId) -> Reply<Value, MutexOperation> {
        match self.depth_of(who).checked_add(1) {
            Some(depth) => {
                self.owner = Some((who, depth));
                Reply::Done(Value::Bool(true))
            }
            None => wrong("OverflowError", "Internal lock count overflowed"),
        }
    }

    #[inline]
    fn release(&mut self, who: ThreadId) -> Reply<Value, MutexOperation> {
        match self.depth_of(who).checked_sub(1) {
            None => return wrong("RuntimeError", "cannot release un-acquired lock"),
            Some(0) => self.owner = None,
            Some(depth) => self.owner = Some((who, depth)),
        }
        Reply::Done(Value::None)
    }
}

impl Mentions for RLock {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { owner } = self;
        owner.map(|(owner, _)| owner).mentions(show);
    }
}

impl Mutex for RLock {
    #[inline]
    fn holder(&self) -> Option<ThreadId> {
        self.owner.map(|(owner, _)| owner)
    }

    #[inline]
    fn is_owned_by(&self, who: ThreadId) -> bool {
        self.holder() == Some(who)
    }

    #[inline]
    fn is_free_for(&self, who: ThreadId) -> bool {
        self.holder().is_none_or(|owner| owner == who)
    }

    fn release_all(&mut self, who: ThreadId) -> u32 {
        let depth = self.depth_of(who);
        if depth > 0 {
            self.owner = None;
        }
        depth
    }

    #[inline]
    fn restore(&mut self, who: ThreadId, depth: u32) {
        self.owner = (depth > 0).then_some((who, depth));
    }
}

impl Primitive<MutexOperation> for RLock {
    type Value = Value;

    #[inline]
    fn ready(&self, who: ThreadId, operation: &MutexOperation) -> bool {
        ready(self, who, *operation)
    }

    #[inline]
    fn perform(
        &mut self,
        who: ThreadId,
        operation: MutexOperation,
        _woken: &mut Vec<ThreadId>,
    ) -> Option<Reply<Value, MutexOperation>> {
        self.ready(who, &operation).then(|| match operation {
            MutexOperation::Acquire(_) => self.acquire(who),
            MutexOperation::Release => self.release(who),
            // An rlock has no such method before Python 3.14.
            MutexOperation::Locked => wrong("AttributeError", "'_thread.RLock' object has no attribute 'locked'"),
            MutexOperation::Reacquire { depth, notified } => {
                self.restore(who, depth);
                Reply::Done(Value::Bool(notified))
            }
        })
    }

    #[inline]
    fn expire(&mut self, who: ThreadId, operation: MutexOperation) -> Option<Reply<Value, MutexOperation>> {
        give_up(self, who, operation)
    }
}

/// Kept out of the way of what goes well.
#[cold]
fn wrong(type_name: &str, message: &str) -> Reply<Value, MutexOperation> {
    Reply::Raise(Exception::new(type_name, message))
}

/// Only what takes the lock has to wait for it.
#[inline]
fn ready(mutex: &impl Mutex, who: ThreadId, operation: MutexOperation) -> bool {
    match operation {
        MutexOperation::Acquire(_) | MutexOperation::Reacquire { .. } => mutex.is_free_for(who),
        MutexOperation::Release | MutexOperation::Locked => true,
    }
}

#[inline]
fn give_up(mutex: &impl Mutex, who: ThreadId, operation: MutexOperation) -> Option<Reply<Value, MutexOperation>> {
    let gives_up = !ready(mutex, who, operation) && operation.patience() != Wait::Forever;
    gives_up.then_some(Reply::Done(Value::Bool(false)))
}

#[cfg(test)]
#[path = "tests/mutex.rs"]
mod tests;
