//! `threading.Event`: a flag to wait for.
//!
//! Who waits when it is set gets True, even if it is cleared before that thread runs: so waiters are known by name.

use super::object::misuse;
use super::{EventOperation, Primitive, Reply, Wait};
use crate::value::{ThreadId, Value};

/// A flag, and who waits for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Event {
    pub(super) set: bool,
    /// In order of arrival; no one while `set`.
    pub(super) waiting: Vec<ThreadId>,
}

impl Event {
    /// Whether the flag is set.
    pub fn is_set(&self) -> bool {
        self.set
    }

    /// Who waits, longest first.
    pub fn waiting(&self) -> &[ThreadId] {
        &self.waiting
    }

    #[inline]
    fn wait(&mut self, who: ThreadId, wait: Wait) -> Reply<Value, EventOperation> {
        if self.set || wait == Wait::Never {
            return Reply::Done(Value::Bool(self.set));
        }
        self.waiting.push(who);
        Reply::Continue(EventOperation::Waiting(wait))
    }
}

impl Primitive<EventOperation> for Event {
    type Value = Value;

    #[inline]
    fn ready(&self, who: ThreadId, operation: &EventOperation) -> bool {
        !matches!(operation, EventOperation::Waiting(_)) || !self.waiting.contains(&who)
    }

    #[inline]
    fn perform(
        &mut self,
        who: ThreadId,
        operation: EventOperation,
        woken: &mut Vec<ThreadId>,
    ) -> Reply<Value, EventOperation> {
        match operation {
            EventOperation::Set => {
                self.set = true;
                woken.append(&mut self.waiting);
                Reply::Done(Value::None)
            }
            EventOperation::Clear => {
                self.set = false;
                Reply::Done(Value::None)
            }
            EventOperation::IsSet => Reply::Done(Value::Bool(self.set)),
            EventOperation::Wait(wait) => self.wait(who, wait),
            EventOperation::Waiting(_) => self.expire(who, operation),
        }
    }

    /// The end of a wait either way: True for whom `set` has taken off the list, False for who is still on it.
    #[inline]
    fn expire(&mut self, who: ThreadId, operation: EventOperation) -> Reply<Value, EventOperation> {
        let EventOperation::Waiting(_) = operation else { return misuse("event", &operation) };
        let was_set = !self.waiting.contains(&who);
        self.waiting.retain(|waiting| *waiting != who);
        Reply::Done(Value::Bool(was_set))
    }
}

#[cfg(test)]
#[path = "tests/event.rs"]
mod tests;
