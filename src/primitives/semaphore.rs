//! `threading.Semaphore` and `threading.BoundedSemaphore`: permits without owners.
//!
//! There are never less than no permits, and in a bounded one never more than at the start.

use super::{Demand, Primitive, Reply, SemaphoreOperation, Wait};
use crate::value::{Exception, ThreadId, Value};

/// A number of permits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Semaphore {
    pub(super) value: i64,
    pub(super) bound: Option<i64>,
}

impl Semaphore {
    /// A semaphore with so many permits, and no bound.
    pub fn new(value: i64) -> Result<Self, Exception> {
        if value < 0 {
            return Err(Exception::new("ValueError", "semaphore initial value must be >= 0"));
        }
        Ok(Self { value, bound: None })
    }

    /// A semaphore that never has more permits than the `value` it starts with.
    pub fn bounded(value: i64) -> Result<Self, Exception> {
        Self::new(value).map(|semaphore| Self { bound: Some(value), ..semaphore })
    }

    /// How many permits are left.
    pub fn value(&self) -> i64 {
        self.value
    }

    /// Adds all of the permits or, where that is an error, none.
    #[inline]
    fn release(&mut self, count: i64) -> Reply<Value, SemaphoreOperation> {
        if count < 1 {
            return Reply::Raise(Exception::new("ValueError", "n must be one or more"));
        }
        let total = self.value.checked_add(count);
        if self.bound.is_some_and(|bound| total.is_none_or(|total| total > bound)) {
            return Reply::Raise(Exception::new("ValueError", "Semaphore released too many times"));
        }
        let Some(total) = total else {
            return Reply::Raise(Exception::new("OverflowError", "semaphore value does not fit in 64 bits"));
        };
        self.value = total;
        Reply::Done(Value::None)
    }
}

impl Primitive<SemaphoreOperation> for Semaphore {
    type Value = Value;

    #[inline]
    fn ready(&self, _who: ThreadId, operation: &SemaphoreOperation) -> bool {
        !matches!(operation, SemaphoreOperation::Acquire(_)) || self.value > 0
    }

    #[inline]
    fn perform(
        &mut self,
        who: ThreadId,
        operation: SemaphoreOperation,
        _woken: &mut Vec<ThreadId>,
    ) -> Option<Reply<Value, SemaphoreOperation>> {
        self.ready(who, &operation).then(|| match operation {
            SemaphoreOperation::Acquire(_) => {
                self.value = self.value.saturating_sub(1);
                Reply::Done(Value::Bool(true))
            }
            SemaphoreOperation::Release(count) => self.release(count),
            SemaphoreOperation::Value => Reply::Done(Value::Int(self.value)),
        })
    }

    #[inline]
    fn expire(&mut self, who: ThreadId, operation: SemaphoreOperation) -> Option<Reply<Value, SemaphoreOperation>> {
        let gives_up = !self.ready(who, &operation) && operation.patience() != Wait::Forever;
        gives_up.then_some(Reply::Done(Value::Bool(false)))
    }
}

#[cfg(test)]
#[path = "tests/semaphore.rs"]
mod tests;
