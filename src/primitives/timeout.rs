//! How long an operation may wait: from Python's argument, a duration or a number of seconds, to nanoseconds.

use super::Wait;
use crate::value::{self, Exception, Value};

/// A timeout of -1 second, which for a lock is none.
const NO_LIMIT: i64 = -1_000_000_000;

/// A duration or a number of seconds in nanoseconds, with CPython's errors for what is none or too long.
pub fn duration_from(value: &Value) -> Result<i64, Exception> {
    match value {
        Value::Duration(_) | Value::Bool(_) | Value::Int(_) | Value::Float(_) => value::duration_from(value),
        other => {
            let message = format!("'{}' object cannot be interpreted as an integer", other.type_name());
            Err(Exception::new("TypeError", message))
        }
    }
}

/// Which of CPython's TypeErrors tells that a timeout is none: it depends on what the method does with it first.
#[derive(Clone, Copy, Debug)]
pub(super) enum Complaint {
    /// `timeout > 0`.
    Greater,
    /// `timeout < 0`.
    Less,
    /// `max(timeout, 0)`.
    Maximum,
    /// `time() + timeout`.
    Sum,
}

/// A timeout as most methods take it: None is no limit, and a negative one is none at all.
pub(super) fn optional(value: &Value, complaint: Complaint) -> Result<Wait, Exception> {
    Ok(signed(value, complaint)?.map_or(Wait::Forever, wait_for))
}

/// A timeout in nanoseconds, which can be negative; None where there is no limit.
pub(super) fn signed(value: &Value, complaint: Complaint) -> Result<Option<i64>, Exception> {
    match value {
        Value::None => Ok(None),
        Value::Duration(_) | Value::Bool(_) | Value::Int(_) | Value::Float(_) => duration_from(value).map(Some),
        other => {
            let name = other.type_name();
            Err(Exception::new(
                "TypeError",
                match complaint {
                    Complaint::Greater => format!("'>' not supported between instances of '{name}' and 'int'"),
                    Complaint::Less => format!("'<' not supported between instances of '{name}' and 'int'"),
                    Complaint::Maximum => format!("'>' not supported between instances of 'int' and '{name}'"),
                    Complaint::Sum => format!("unsupported operand type(s) for +: 'float' and '{name}'"),
                },
            ))
        }
    }
}

/// So many nanoseconds; none or less is no waiting.
pub(super) fn wait_for(nanoseconds: i64) -> Wait {
    if nanoseconds > 0 { Wait::For(nanoseconds) } else { Wait::Never }
}

/// The arguments of `acquire` of lock and rlock, where -1 is no limit.
pub(super) fn of_lock(blocking: bool, timeout: &Value) -> Result<Wait, Exception> {
    let nanoseconds = duration_from(timeout)?;
    let limited = nanoseconds != NO_LIMIT;
    match (blocking, limited) {
        (false, true) => Err(Exception::new("ValueError", "can't specify a timeout for a non-blocking call")),
        (false, false) => Ok(Wait::Never),
        (true, false) => Ok(Wait::Forever),
        (true, true) if nanoseconds < 0 => Err(Exception::new("ValueError", "timeout value must be positive")),
        (true, true) => Ok(wait_for(nanoseconds)),
    }
}

/// The arguments of `acquire` of semaphores.
pub(super) fn of_semaphore(blocking: bool, timeout: &Value) -> Result<Wait, Exception> {
    match (blocking, timeout) {
        (true, timeout) => optional(timeout, Complaint::Sum),
        (false, Value::None) => Ok(Wait::Never),
        (false, _) => Err(Exception::new("ValueError", "can't specify timeout for non-blocking acquire")),
    }
}

#[cfg(test)]
#[path = "tests/timeout.rs"]
mod tests;
