//! Arguments from Python's values to ours.

use crate::value::{Exception, Value};

/// The arguments one after the other; None for what is missing, which a call's binding rules out.
pub(super) struct Arguments(std::vec::IntoIter<Value>);

impl Arguments {
    pub(super) fn new(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }

    /// The next one.
    pub(super) fn next(&mut self) -> Value {
        self.0.next().unwrap_or(Value::None)
    }

    /// All that are left.
    pub(super) fn rest(self) -> Vec<Value> {
        self.0.collect()
    }
}

/// A whole number, as C code takes one.
pub(super) fn integer(value: &Value) -> Result<i64, Exception> {
    match value {
        Value::Int(number) => Ok(*number),
        Value::Bool(truth) => Ok(i64::from(*truth)),
        other => Err(type_error(format!("'{}' object cannot be interpreted as an integer", other.type_name()))),
    }
}

/// A whole number that Python code compares first: what cannot be compared is told so.
pub(super) fn compared(value: &Value, operator: &str) -> Result<i64, Exception> {
    match value {
        Value::Float(_) | Value::Int(_) | Value::Bool(_) => integer(value),
        other => Err(type_error(format!(
            "'{operator}' not supported between instances of '{}' and 'int'",
            other.type_name()
        ))),
    }
}

pub(super) fn type_error(message: String) -> Exception {
    Exception::new("TypeError", message)
}
