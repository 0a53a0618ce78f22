//! `event`: a flag to wait for.

use super::{EventOperation, Primitive, Reply, Wait};
use crate::value::{ThreadId, Value};

/// `threading.Event`. Who waits when it is set gets True, even if it is cleared before they run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Event {
    set: bool,
    waiting: Vec<ThreadId>,
}

impl Primitive<EventOperation> for Event {
    fn ready(&self, who: ThreadId, operation: &EventOperation) -> bool {
        !matches!(operation, EventOperation::Waiting(_)) || !self.waiting.contains(&who)
    }

    fn perform(&mut self, who: ThreadId, operation: EventOperation, woken: &mut Vec<ThreadId>) -> Reply {
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
            EventOperation::Wait(_) if self.set => Reply::Done(Value::Bool(true)),
            EventOperation::Wait(Wait::Never) => Reply::Done(Value::Bool(false)),
            EventOperation::Wait(wait) => {
                self.waiting.push(who);
                Reply::Continue(super::Operation::Event(EventOperation::Waiting(wait)))
            }
            EventOperation::Waiting(_) => Reply::Done(Value::Bool(true)),
        }
    }

    fn expire(&mut self, who: ThreadId, _operation: EventOperation) -> Reply {
        self.waiting.retain(|waiter| *waiter != who);
        Reply::Done(Value::Bool(false))
    }
}
