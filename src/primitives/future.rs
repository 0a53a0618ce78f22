//! `concurrent.futures.Future`: what will have come of a call in a pool.
//!
//! Once it is over (finished, failed or cancelled) its state changes no more.

use std::sync::Arc;

use super::{Demand, FutureOperation, Given, Primitive, Reply, Wait};
use crate::value::{Exception, ThreadId, Value};

/// A future.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Future<V = Value> {
    /// How far the call is.
    pub state: FutureState<V>,
    /// Whether anyone has seen the exception of a failed call.
    pub asked: bool,
}

/// How far a call is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FutureState<V = Value> {
    /// Not begun.
    Pending,
    /// Begun.
    Running,
    /// Will never begin.
    Cancelled,
    /// Over, with this value.
    Finished(V),
    /// Over, with this exception.
    Failed(Arc<Exception>),
}

impl<V> Default for Future<V> {
    fn default() -> Self {
        Self { state: FutureState::Pending, asked: false }
    }
}

impl<V> Future<V> {
    /// A worker begins the call; false if it was cancelled and must not be run.
    pub fn begin(&mut self) -> bool {
        let pending = matches!(self.state, FutureState::Pending);
        if pending {
            self.state = FutureState::Running;
        }
        pending
    }

    /// The call gave `value`.
    pub fn finish(&mut self, value: V) {
        if !self.is_over() {
            self.state = FutureState::Finished(value);
        }
    }

    /// The call raised.
    pub fn fail(&mut self, exception: Arc<Exception>) {
        if !self.is_over() {
            self.state = FutureState::Failed(exception);
        }
    }

    /// Cancels it if it has not begun; says whether it is cancelled.
    pub fn cancel(&mut self) -> bool {
        if matches!(self.state, FutureState::Pending) {
            self.state = FutureState::Cancelled;
        }
        matches!(self.state, FutureState::Cancelled)
    }

    /// Whether it is finished, failed or cancelled.
    pub fn is_over(&self) -> bool {
        !matches!(self.state, FutureState::Pending | FutureState::Running)
    }

    /// The exception of a failed call that nobody has asked for.
    pub fn unseen_exception(&self) -> Option<&Arc<Exception>> {
        match &self.state {
            FutureState::Failed(exception) if !self.asked => Some(exception),
            _ => None,
        }
    }
}

impl<V: Clone + Given> Future<V> {
    fn result(&mut self) -> Reply<V, FutureOperation> {
        self.ask();
        match &self.state {
            FutureState::Finished(value) => Reply::Done(value.clone()),
            FutureState::Failed(exception) => Reply::Raise(exception.as_ref().clone()),
            _ => cancelled(),
        }
    }

    /// Only a failure is worth remembering for.
    fn ask(&mut self) {
        self.asked |= matches!(self.state, FutureState::Failed(_));
    }

    fn exception(&mut self) -> Reply<V, FutureOperation> {
        self.ask();
        match &self.state {
            FutureState::Finished(_) => Reply::Done(V::nothing()),
            FutureState::Failed(exception) => Reply::Done(V::failure(Arc::clone(exception))),
            _ => cancelled(),
        }
    }
}

impl<V: Clone + Given> Primitive<FutureOperation> for Future<V> {
    type Value = V;

    fn ready(&self, _who: ThreadId, operation: &FutureOperation) -> bool {
        !matches!(operation, FutureOperation::Result(_) | FutureOperation::Exception(_)) || self.is_over()
    }

    fn perform(
        &mut self,
        who: ThreadId,
        operation: FutureOperation,
        _woken: &mut Vec<ThreadId>,
    ) -> Option<Reply<V, FutureOperation>> {
        if !self.ready(who, &operation) {
            return None;
        }
        let answer = match operation {
            FutureOperation::Result(_) => return Some(self.result()),
            FutureOperation::Exception(_) => return Some(self.exception()),
            FutureOperation::Done => self.is_over(),
            FutureOperation::Running => matches!(self.state, FutureState::Running),
            FutureOperation::Cancel => self.cancel(),
            FutureOperation::Cancelled => matches!(self.state, FutureState::Cancelled),
        };
        Some(Reply::Done(V::truth(answer)))
    }

    fn expire(&mut self, who: ThreadId, operation: FutureOperation) -> Option<Reply<V, FutureOperation>> {
        let gives_up = !self.ready(who, &operation) && operation.patience() != Wait::Forever;
        gives_up.then(|| Reply::Raise(Exception::new("TimeoutError", "")))
    }
}

fn cancelled<V>() -> Reply<V, FutureOperation> {
    Reply::Raise(Exception::new("CancelledError", ""))
}

#[cfg(test)]
#[path = "tests/future.rs"]
mod tests;
