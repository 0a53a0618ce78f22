//! `semaphore` and `bounded_semaphore`.

use super::{Primitive, Reply, SemaphoreOperation, Wait, timeout};
use crate::value::{Exception, ThreadId, Value};

/// `threading.Semaphore`: permits without owners.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Semaphore {
    value: i64,
    bound: Option<i64>,
}

impl Semaphore {
    /// One with so many permits; a bounded one never has more.
    pub fn new(value: &Value, bounded: bool) -> Result<Self, Exception> {
        let value = timeout::integer(value)?;
        if value < 0 {
            return Err(Exception::new("ValueError", "semaphore initial value must be >= 0"));
        }
        Ok(Self { value, bound: bounded.then_some(value) })
    }

    fn release(&mut self, count: i64) -> Reply {
        if count < 1 {
            return Reply::Raise(Exception::new("ValueError", "n must be one or more"));
        }
        match self.value.checked_add(count) {
            Some(value) if self.bound.is_none_or(|bound| value <= bound) => {
                self.value = value;
                Reply::Done(Value::None)
            }
            _ => Reply::Raise(Exception::new("ValueError", "Semaphore released too many times")),
        }
    }
}

impl Primitive<SemaphoreOperation> for Semaphore {
    fn ready(&self, _who: ThreadId, operation: &SemaphoreOperation) -> bool {
        !matches!(operation, SemaphoreOperation::Acquire(_)) || self.value > 0
    }

    fn perform(&mut self, _who: ThreadId, operation: SemaphoreOperation, _woken: &mut Vec<ThreadId>) -> Reply {
        match operation {
            SemaphoreOperation::Acquire(_) => {
                self.value -= 1;
                Reply::Done(Value::Bool(true))
            }
            SemaphoreOperation::Release(count) => self.release(count),
            SemaphoreOperation::Value => Reply::Done(Value::Int(self.value)),
        }
    }

    fn expire(&mut self, _who: ThreadId, _operation: SemaphoreOperation) -> Reply {
        Reply::Done(Value::Bool(false))
    }
}

/// How long `S.acquire(blocking, timeout)` waits.
pub(super) fn patience(blocking: &Value, timeout: &Value) -> Result<Wait, Exception> {
    if !blocking.truth() {
        return match timeout {
            Value::None => Ok(Wait::Never),
            _ => Err(Exception::new("ValueError", "can't specify timeout for non-blocking acquire")),
        };
    }
    timeout::optional(timeout)
}
