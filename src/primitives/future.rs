//! Futures: what a submitted call will have given.

use super::{FutureOperation, Primitive, Reply};
use crate::value::{Exception, ThreadId, Value};
use std::sync::Arc;

/// `concurrent.futures.Future`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Future {
    state: FutureState,
    asked: bool,
}

/// How far a call has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum FutureState {
    /// It has not begun.
    #[default]
    Pending,
    /// A worker runs it.
    Running,
    /// It never will begin.
    Cancelled,
    /// It gave this.
    Finished(Value),
    /// It raised this.
    Failed(Exception),
}

impl Future {
    /// A worker takes it up; false if it was cancelled.
    pub fn begin(&mut self) -> bool {
        let pending = self.state == FutureState::Pending;
        if pending {
            self.state = FutureState::Running;
        }
        pending
    }

    /// The call gave a value.
    pub fn finish(&mut self, value: Value) {
        self.state = FutureState::Finished(value);
    }

    /// The call raised.
    pub fn fail(&mut self, exception: Exception) {
        self.state = FutureState::Failed(exception);
    }

    /// Cancels it if it has not begun; whether it is cancelled now.
    pub fn cancel(&mut self) -> bool {
        if self.state == FutureState::Pending {
            self.state = FutureState::Cancelled;
        }
        self.state == FutureState::Cancelled
    }

    /// What it raised, if nobody has asked for it.
    pub fn unasked_failure(&self) -> Option<&Exception> {
        match &self.state {
            FutureState::Failed(exception) if !self.asked => Some(exception),
            _ => None,
        }
    }

    fn is_over(&self) -> bool {
        !matches!(self.state, FutureState::Pending | FutureState::Running)
    }

    fn result(&mut self, as_value: bool) -> Reply {
        self.asked = true;
        match &self.state {
            FutureState::Cancelled => Reply::Raise(Exception::new("CancelledError", "")),
            FutureState::Failed(exception) if as_value => Reply::Done(Value::Exception(Arc::new(exception.clone()))),
            FutureState::Failed(exception) => Reply::Raise(exception.clone()),
            FutureState::Finished(value) if !as_value => Reply::Done(value.clone()),
            _ => Reply::Done(Value::None),
        }
    }
}

impl Primitive<FutureOperation> for Future {
    fn ready(&self, _who: ThreadId, operation: &FutureOperation) -> bool {
        !matches!(operation, FutureOperation::Result(_) | FutureOperation::Exception(_)) || self.is_over()
    }

    fn perform(&mut self, _who: ThreadId, operation: FutureOperation, _woken: &mut Vec<ThreadId>) -> Reply {
        match operation {
            FutureOperation::Result(_) => self.result(false),
            FutureOperation::Exception(_) => self.result(true),
            FutureOperation::Done => Reply::Done(Value::Bool(self.is_over())),
            FutureOperation::Running => Reply::Done(Value::Bool(self.state == FutureState::Running)),
            FutureOperation::Cancel => Reply::Done(Value::Bool(self.cancel())),
            FutureOperation::Cancelled => Reply::Done(Value::Bool(self.state == FutureState::Cancelled)),
        }
    }

    fn expire(&mut self, _who: ThreadId, _operation: FutureOperation) -> Reply {
        Reply::Raise(Exception::new("TimeoutError", ""))
    }
}
