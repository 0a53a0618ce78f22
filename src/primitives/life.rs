//! Whether a thread has ended: what its handle is asked for.

use super::{Demand, Primitive, Reply, ThreadOperation, Wait};
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
    ) -> Option<Reply<Value, ThreadOperation>> {
        self.ready(who, &operation).then(|| match operation {
            ThreadOperation::Join(_) => Reply::Done(Value::None),
            ThreadOperation::IsAlive => Reply::Done(Value::Bool(!self.ended)),
            ThreadOperation::Daemon => Reply::Done(Value::Bool(self.daemon)),
        })
    }

    /// `join` gives None either way.
    fn expire(&mut self, who: ThreadId, operation: ThreadOperation) -> Option<Reply<Value, ThreadOperation>> {
        let gives_up = !self.ready(who, &operation) && operation.patience() != Wait::Forever;
        gives_up.then_some(Reply::Done(Value::None))
    }
}
