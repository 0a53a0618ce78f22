//! Timeouts and flags as Python takes them.

use super::Wait;
use crate::value::{Exception, Value, duration_from};

/// A duration or a number of seconds, in nanoseconds.
pub(super) fn nanoseconds(value: &Value) -> Result<i64, Exception> {
    duration_from(value)
}

/// A timeout that may be None (for ever) and counts as none left when it is not positive.
pub(super) fn optional(value: &Value) -> Result<Wait, Exception> {
    match value {
        Value::None => Ok(Wait::Forever),
        timeout => Ok(match nanoseconds(timeout)? {
            ..=0 => Wait::Never,
            left => Wait::For(left),
        }),
    }
}

/// What Python takes for a C bool: an int, or what counts as one.
pub(super) fn flag(value: &Value) -> Result<bool, Exception> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::Int(flag) => Ok(*flag != 0),
        other => {
            let message = format!("'{}' object cannot be interpreted as an integer", other.type_name());
            Err(Exception::new("TypeError", message))
        }
    }
}

/// An int argument.
pub(super) fn integer(value: &Value) -> Result<i64, Exception> {
    match value {
        Value::Int(number) => Ok(*number),
        Value::Bool(flag) => Ok(i64::from(*flag)),
        other => {
            let message = format!("'{}' object cannot be interpreted as an integer", other.type_name());
            Err(Exception::new("TypeError", message))
        }
    }
}
