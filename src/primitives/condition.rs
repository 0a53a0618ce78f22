//! `condition`: waiters that others notify, over a lock of their own or a given one.

use super::{ConditionOperation, Mutex, MutexOperation, Operation, Pick, Reply, Wait};
use crate::value::{Exception, ThreadId, Value};

/// `threading.Condition`, without its lock, which every operation is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Condition {
    waiters: Vec<ThreadId>,
}

impl Condition {
    /// Whether `who` waits and has not been notified.
    pub fn is_waiting(&self, who: ThreadId) -> bool {
        self.waiters.contains(&who)
    }

    /// Whether `operation` can go on. Who was notified still needs the lock.
    pub fn ready(&self, lock: &dyn Mutex, who: ThreadId, operation: &ConditionOperation) -> bool {
        match operation {
            ConditionOperation::Waiting { .. } => !self.is_waiting(who) && lock.is_free_for(who),
            _ => true,
        }
    }

    /// Does it; `pick` says which waiter is woken next.
    pub fn perform(
        &mut self,
        lock: &mut dyn Mutex,
        who: ThreadId,
        operation: ConditionOperation,
        pick: Pick,
        woken: &mut Vec<ThreadId>,
    ) -> Reply {
        match operation {
            ConditionOperation::Waiting { depth, .. } => {
                lock.restore(who, depth);
                Reply::Done(Value::Bool(true))
            }
            ConditionOperation::Waiters => {
                Reply::Done(Value::Int(i64::try_from(self.waiters.len()).unwrap_or(i64::MAX)))
            }
            ConditionOperation::Wait(_) if !lock.is_owned_by(who) => raise("cannot wait on un-acquired lock"),
            ConditionOperation::Notify(_) | ConditionOperation::NotifyAll if !lock.is_owned_by(who) => {
                raise("cannot notify on un-acquired lock")
            }
            ConditionOperation::Wait(Wait::Never) => {
                let depth = lock.release_all();
                Reply::Continue(Operation::Mutex(MutexOperation::Reacquire { depth, notified: false }))
            }
            ConditionOperation::Wait(wait) => {
                let depth = lock.release_all();
                self.waiters.push(who);
                Reply::Continue(Operation::Condition(ConditionOperation::Waiting { depth, wait }))
            }
            ConditionOperation::Notify(count) => {
                for _ in 0..count.max(0) {
                    if self.waiters.is_empty() {
                        break;
                    }
                    let index = pick(&self.waiters).min(self.waiters.len() - 1);
                    woken.push(self.waiters.remove(index));
                }
                Reply::Done(Value::None)
            }
            ConditionOperation::NotifyAll => {
                woken.append(&mut self.waiters);
                Reply::Done(Value::None)
            }
        }
    }

    /// Gives up waiting: leaves the waiters in this very step, and then needs the lock.
    pub fn expire(&mut self, who: ThreadId, operation: ConditionOperation) -> Reply {
        // Notified in time, but without the lock until now: the notification counts.
        let notified = !self.is_waiting(who);
        self.waiters.retain(|waiter| *waiter != who);
        match operation {
            ConditionOperation::Waiting { depth, .. } => {
                Reply::Continue(Operation::Mutex(MutexOperation::Reacquire { depth, notified }))
            }
            _ => Reply::Done(Value::Bool(false)),
        }
    }
}

fn raise(message: &str) -> Reply {
    Reply::Raise(Exception::new("RuntimeError", message))
}
