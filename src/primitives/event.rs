//! `threading.Event`: a flag to wait for.
//!
//! Who waits when it is set gets True, even if it is cleared before that thread runs: so waiters are known by name.

use super::{Demand, EventOperation, Primitive, Reply, Wait};
use crate::value::{Mentions, ThreadId, Value};

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

impl Mentions for Event {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { set: _, waiting } = self;
        waiting.mentions(show);
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
    ) -> Option<Reply<Value, EventOperation>> {
        self.ready(who, &operation).then(|| match operation {
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
            // `set` has taken it off the list.
            EventOperation::Waiting(_) => Reply::Done(Value::Bool(true)),
        })
    }

    #[inline]
    fn expire(&mut self, who: ThreadId, operation: EventOperation) -> Option<Reply<Value, EventOperation>> {
        if self.ready(who, &operation) || operation.patience() == Wait::Forever {
            return None;
        }
        self.waiting.retain(|waiting| *waiting != who);
        Some(Reply::Done(Value::Bool(false)))
    }
}

#[cfg(test)]
#[path = "tests/event.rs"]
mod tests;
