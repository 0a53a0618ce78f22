//! `threading.Condition`: who waits for a notify, over a lock that is an object of its own.
//!
//! A notified thread has left the waiters, and goes on once it gets the lock back. One whose time is over leaves them in
//! that very step, so that no notify is lost on it.

use super::{ConditionOperation, Mutex, MutexOperation, Pick, Reply, Wait};
use crate::value::{Exception, Mentions, ObjectRef, ThreadId, Value};

/// Who waits for a notify.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Condition {
    /// The lock or rlock it was declared over; with none, whoever drives it gives it an rlock of its own.
    pub lock: Option<ObjectRef>,
    /// In order of arrival.
    waiters: Vec<ThreadId>,
}

impl Mentions for Condition {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { lock: _, waiters } = self;
        waiters.mentions(show);
    }
}

impl Condition {
    /// A condition over `lock`.
    pub fn over(lock: Option<ObjectRef>) -> Self {
        Self { lock, waiters: Vec::new() }
    }

    /// Who waits, longest first.
    pub fn waiters(&self) -> &[ThreadId] {
        &self.waiters
    }

    /// Whether `who` can go on: a waiter only when it is notified and the lock is free for it.
    pub fn ready(&self, lock: &dyn Mutex, who: ThreadId, operation: &ConditionOperation) -> bool {
        !matches!(operation, ConditionOperation::Waiting { .. })
            || (!self.waiters.contains(&who) && lock.is_free_for(who))
    }

    /// Does it, with `pick` saying whom a notify wakes. None: it is not [`Condition::ready`], and nothing has happened.
    pub fn perform(
        &mut self,
        lock: &mut dyn Mutex,
        who: ThreadId,
        operation: ConditionOperation,
        pick: Pick<'_>,
        woken: &mut Vec<ThreadId>,
    ) -> Option<Reply> {
        self.ready(lock, who, &operation).then(|| match operation {
            ConditionOperation::Wait(wait) => self.wait(lock, who, wait),
            ConditionOperation::Waiting { depth, .. } => {
                lock.restore(who, depth);
                Reply::Done(Value::Bool(true))
            }
            ConditionOperation::Waiters => {
                Reply::Done(Value::Int(i64::try_from(self.waiters.len()).unwrap_or(i64::MAX)))
            }
            ConditionOperation::Notify(_) | ConditionOperation::NotifyAll if !lock.is_owned_by(who) => {
                Reply::Raise(Exception::new("RuntimeError", "cannot notify on un-acquired lock"))
            }
            ConditionOperation::Notify(count) => {
                self.notify(count, pick, woken);
                Reply::Done(Value::None)
            }
            ConditionOperation::NotifyAll => {
                woken.append(&mut self.waiters);
                Reply::Done(Value::None)
            }
        })
    }

    /// Gives a wait up. One that was notified, and only lacks the lock, has had its answer. None: it is no wait with a
    /// limit, and nothing has happened.
    pub fn expire(&mut self, who: ThreadId, operation: ConditionOperation) -> Option<Reply> {
        let ConditionOperation::Waiting { depth, wait: Wait::Never | Wait::For(_) } = operation else { return None };
        let notified = !self.wake(who);
        Some(Reply::Continue(MutexOperation::Reacquire { depth, notified }.into()))
    }

    /// Takes `who` off the waiters without a notify (a spurious wake-up); says whether it was among them.
    pub fn wake(&mut self, who: ThreadId) -> bool {
        let before = self.waiters.len();
        self.waiters.retain(|waiter| *waiter != who);
        self.waiters.len() < before
    }

    fn wait(&mut self, lock: &mut dyn Mutex, who: ThreadId, wait: Wait) -> Reply {
        if !lock.is_owned_by(who) {
            return Reply::Raise(Exception::new("RuntimeError", "cannot wait on un-acquired lock"));
        }
        let depth = lock.release_all(who);
        if wait == Wait::Never {
            return Reply::Continue(MutexOperation::Reacquire { depth, notified: false }.into());
        }
        self.waiters.push(who);
        Reply::Continue(ConditionOperation::Waiting { depth, wait }.into())
    }

    /// More notifies than waiters are not remembered.
    fn notify(&mut self, count: i64, pick: Pick<'_>, woken: &mut Vec<ThreadId>) {
        let mut left = count;
        while left > 0 && !self.waiters.is_empty() {
            let last = self.waiters.len().saturating_sub(1);
            woken.push(self.waiters.remove(pick(&self.waiters).min(last)));
            left = left.saturating_sub(1);
        }
    }
}

#[cfg(test)]
#[path = "tests/condition.rs"]
mod tests;
