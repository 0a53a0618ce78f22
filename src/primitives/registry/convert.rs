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

/// What `type(x).__name__` is.
pub(in crate::primitives) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::None => "NoneType",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Float(_) => "float",
        Value::Duration(_) => "duration",
        Value::Str(_) => "str",
        Value::List(_) => "list",
        Value::Dict(_) => "dict",
        Value::Range(_) => "range",
        Value::Function(_) => "function",
        Value::Builtin(_) => "builtin_function_or_method",
        Value::Thread(_) => "Thread",
        Value::Future(_) => "Future",
        Value::Object(object) => object.kind.type_name(),
        Value::Exception(_) => "Exception",
    }
}

/// What an `if` makes of it.
pub(super) fn truth(value: &Value) -> bool {
    match value {
        Value::None => false,
        Value::Bool(truth) => *truth,
        Value::Int(number) | Value::Duration(number) => *number != 0,
        Value::Float(number) => *number != 0.0,
        Value::Str(text) => !text.is_empty(),
        Value::List(list) => !list.items.is_empty(),
        Value::Dict(dict) => !dict.entries.is_empty(),
        Value::Range(range) if range.step > 0 => range.start < range.end,
        Value::Range(range) => range.start > range.end,
        _ => true,
    }
}

/// A whole number, as C code takes one.
pub(super) fn integer(value: &Value) -> Result<i64, Exception> {
    match value {
        Value::Int(number) => Ok(*number),
        Value::Bool(truth) => Ok(i64::from(*truth)),
        other => Err(type_error(format!("'{}' object cannot be interpreted as an integer", type_name(other)))),
    }
}

/// A whole number that Python code compares first: what cannot be compared is told so.
pub(super) fn compared(value: &Value, operator: &str) -> Result<i64, Exception> {
    match value {
        Value::Float(_) | Value::Int(_) | Value::Bool(_) => integer(value),
        other => {
            Err(type_error(format!("'{operator}' not supported between instances of '{}' and 'int'", type_name(other))))
        }
    }
}

pub(super) fn type_error(message: String) -> Exception {
    Exception::new("TypeError", message)
}
