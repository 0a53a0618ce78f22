//! How long an operation may wait: from Python's argument, a duration or a number of seconds, to nanoseconds.

use super::Wait;
use super::registry::convert::type_name;
use crate::value::{Exception, Value};

const NANOSECONDS: i64 = 1_000_000_000;

/// A duration or a number of seconds in nanoseconds, with CPython's errors for what is none or too long.
pub fn duration_from(value: &Value) -> Result<i64, Exception> {
    match value {
        Value::Duration(nanoseconds) => Ok(*nanoseconds),
        Value::Bool(second) => Ok(if *second { NANOSECONDS } else { 0 }),
        Value::Int(seconds) => seconds
            .checked_mul(NANOSECONDS)
            .ok_or_else(|| Exception::new("OverflowError", "timestamp too large to convert to C _PyTime_t")),
        Value::Float(seconds) => from_float(*seconds),
        other => Err(Exception::new(
            "TypeError",
            format!("'{}' object cannot be interpreted as an integer", type_name(other)),
        )),
    }
}

/// What is more than no time stays more than none.
fn from_float(seconds: f64) -> Result<i64, Exception> {
    if seconds.is_nan() {
        return Err(Exception::new("ValueError", "Invalid value NaN (not a number)"));
    }
    let nanoseconds = (seconds * 1e9).round();
    // 2^63 as a float; i64::MAX itself has none.
    if nanoseconds.abs() >= 9_223_372_036_854_775_808.0 {
        return Err(Exception::new("OverflowError", "timestamp out of range for platform time_t"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and in range, as tested above")]
    let nanoseconds = nanoseconds as i64;
    Ok(if nanoseconds == 0 && seconds > 0.0 { 1 } else { nanoseconds })
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
            let name = type_name(other);
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
    let limited = nanoseconds != -NANOSECONDS;
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
