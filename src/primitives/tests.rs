//! What the tests of the primitives share.

use super::{Operation, Primitive, Reply};
use crate::value::{Exception, ThreadId, Value};

pub(super) const A: ThreadId = ThreadId(1);
pub(super) const B: ThreadId = ThreadId(2);
pub(super) const C: ThreadId = ThreadId(3);
pub(super) const TRUE: Reply = Reply::Done(Value::Bool(true));
pub(super) const FALSE: Reply = Reply::Done(Value::Bool(false));
pub(super) const NONE: Reply = Reply::Done(Value::None);

pub(super) fn int(number: i64) -> Reply {
    Reply::Done(Value::Int(number))
}

pub(super) fn raises(type_name: &str, message: &str) -> Reply {
    Reply::Raise(Exception::new(type_name, message))
}

pub(super) fn goes_on(operation: impl Into<Operation>) -> Reply {
    Reply::Continue(operation.into())
}

pub(super) fn text(text: &str) -> Value {
    Value::Str(std::sync::Arc::new(text.to_owned()))
}

/// Drives a primitive as any driver does.
pub(super) trait Drive<O: Into<Operation>>: Primitive<O, Value = Value> + Sized {
    /// Performs what is ready.
    fn now(&mut self, who: ThreadId, operation: O) -> Reply {
        self.perform(who, operation, &mut Vec::new()).expect("has to wait").widen()
    }

    /// Gives up what is not ready.
    fn late(&mut self, who: ThreadId, operation: O) -> Reply {
        self.expire(who, operation).expect("cannot be given up").widen()
    }

    /// Performs what is ready and gives up what is not, as with a timeout that fires at once.
    fn attempt(&mut self, who: ThreadId, operation: O) -> Reply {
        if self.ready(who, &operation) { self.now(who, operation) } else { self.late(who, operation) }
    }

    /// Whether it has to wait.
    fn waits(&self, who: ThreadId, operation: O) -> bool {
        !self.ready(who, &operation)
    }
}

impl<O: Into<Operation>, P: Primitive<O, Value = Value>> Drive<O> for P {}
