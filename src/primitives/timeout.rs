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
pub(crate) fn wait_for(nanoseconds: i64) -> Wait {
    if nanoseconds > 0 { Wait::For(nanoseconds) } else { Wait::Never }
}

/// The arguments of `acquire` of lock and rlock, where -1 is no limit.
pub(super) fn of_lock(blocking: bool, timeout: &Value) -> Result<Wait, Exception> {
    let nanoseconds = duration_from(timeout)?;
    match blocking {
        true => wait_for_lock(nanoseconds),
        false if nanoseconds == NO_LIMIT => Ok(Wait::Never),
        false => Err(Exception::new("ValueError", "can't specify a timeout for a non-blocking call")),
    }
}

/// So many nanoseconds for a lock or rlock: less than none is an error, but for the one that is no limit.
pub(crate) fn wait_for_lock(nanoseconds: i64) -> Result<Wait, Exception> {
    match nanoseconds {
        NO_LIMIT => Ok(Wait::Forever),
        ..0 => Err(Exception::new("ValueError", "timeout value must be positive")),
        _ => Ok(wait_for(nanoseconds)),
    }
}

/// So many nanoseconds, or no limit, for an item of a queue.
pub(crate) fn wait_to_get(nanoseconds: Option<i64>) -> Result<Wait, Exception> {
    match nanoseconds {
        None => Ok(Wait::Forever),
        Some(..0) => Err(negative()),
        Some(nanoseconds) => Ok(wait_for(nanoseconds)),
    }
}

/// So many nanoseconds, or no limit, for room in a queue. Whether less than none is an error depends on the queue's bound,
/// so it goes on to the queue.
pub(crate) fn wait_to_put(nanoseconds: Option<i64>) -> Wait {
    match nanoseconds {
        None => Wait::Forever,
        Some(nanoseconds) if nanoseconds < 0 => Wait::For(nanoseconds),
        Some(nanoseconds) => wait_for(nanoseconds),
    }
}

/// What queues say to a timeout of less than none.
pub(super) fn negative() -> Exception {
    Exception::new("ValueError", "'timeout' must be a non-negative number")
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
