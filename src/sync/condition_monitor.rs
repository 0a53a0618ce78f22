//! A condition made to block. Its operations concern its lock too, which is always locked after it.

use super::caller::Caller;
use super::monitor::{Answered, Monitor};
use super::seat::Roused;
use super::waiters::Note;
use crate::primitives::{
    Compact, Condition, ConditionOperation, Demand, Mutex, MutexOperation, Operation, Primitive, Reply,
};
use crate::value::{ThreadId, Value};

/// Remembers a thread that waits for a notify.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WaitsForNotify;

impl Note<Condition> for WaitsForNotify {
    fn can_go_on(&self, state: &Condition, who: ThreadId) -> bool {
        !state.waiters().contains(&who)
    }

    fn class(&self) -> u8 {
        0
    }

    fn takes(&self) -> bool {
        false
    }

    fn is_woken_by_name(&self) -> bool {
        true
    }
}

/// A condition that blocks.
#[derive(Debug)]
pub(crate) struct ConditionMonitor {
    monitor: Monitor<Condition, WaitsForNotify>,
}

impl ConditionMonitor {
    /// A condition in its first state.
    pub(crate) fn new(state: Condition) -> Self {
        Self { monitor: Monitor::new(state) }
    }

    /// A copy of its state.
    pub(crate) fn snapshot(&self) -> Option<Condition> {
        self.monitor.look(Condition::clone)
    }

    /// Does one step of an operation, after waiting for as long as it may. A waiter that is notified takes the lock back in
    /// the same step. None if the run is over first.
    pub(crate) fn operate<L>(
        &self,
        lock: &Monitor<L, MutexOperation>,
        caller: &impl Caller,
        operation: ConditionOperation,
    ) -> Option<Answered<Value, Operation>>
    where
        L: Compact + Mutex + Primitive<MutexOperation, Value = Value>,
    {
        let who = caller.id();
        let ConditionOperation::Waiting { depth, .. } = operation else {
            let reply = self.monitor.exclusively(caller, |condition, woken| {
                // The longest waiting one is notified first, as in CPython.
                let perform =
                    |lock: &mut L, _: &mut Vec<ThreadId>| condition.perform(lock, who, operation, &mut |_| 0, woken);
                lock.exclusively(caller, perform)
            });
            return Some(Answered { reply: reply.flatten().flatten()?, expired: false });
        };
        if self.monitor.sit_until_woken(caller, WaitsForNotify, operation.patience())? == Roused::Late {
            let expired = self.monitor.exclusively(caller, |condition, _| {
                let still_waits = condition.waiters().contains(&who);
                still_waits.then(|| condition.expire(who, operation)).flatten()
            });
            if let Some(reply) = expired? {
                return Some(Answered { reply, expired: true });
            }
        }
        let taken = lock.operate(caller, MutexOperation::Reacquire { depth, notified: true })?;
        Some(Answered { reply: Reply::widen(taken.reply), expired: false })
    }
}
