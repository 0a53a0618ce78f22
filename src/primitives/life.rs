//! Whether a thread has ended: what its handle is asked for.

use super::{Primitive, Reply, ThreadOperation};
use crate::value::{ThreadId, Value};

/// A thread as its handle sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Life {
    /// Whether it has ended.
    pub ended: bool,
    /// Whether the run ends without it.
    pub daemon: bool,
}

impl Primitive<ThreadOperation> for Life {
    type Value = Value;

    fn ready(&self, _who: ThreadId, operation: &ThreadOperation) -> bool {
        !matches!(operation, ThreadOperation::Join(_)) || self.ended
    }

    fn perform(
        &mut self,
        who: ThreadId,
        operation: ThreadOperation,
        _woken: &mut Vec<ThreadId>,
    ) -> Reply<Value, ThreadOperation> {
        match operation {
            ThreadOperation::Join(_) => self.expire(who, operation),
            ThreadOperation::IsAlive => Reply::Done(Value::Bool(!self.ended)),
            ThreadOperation::Daemon => Reply::Done(Value::Bool(self.daemon)),
        }
    }

    /// `join` gives None either way.
    fn expire(&mut self, _who: ThreadId, _operation: ThreadOperation) -> Reply<Value, ThreadOperation> {
        Reply::Done(Value::None)
    }
}
