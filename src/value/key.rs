//! Dict keys: hashable values under Python's equality, so that `1`, `1.0` and `True` are one key.

use std::hash::{Hash, Hasher};

use super::compare::equals;
use super::number::exact_int;
use super::{Exception, Value};

use super::Key;

impl Key {
    /// The value as a key; a list or dict cannot be one.
    pub fn new(value: Value) -> Result<Self, Exception> {
        match &value {
            Value::List(_) | Value::Dict(_) => {
                Err(Exception::type_error(format!("unhashable type: '{}'", value.type_name())))
            }
            _ => Ok(Self(value)),
        }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        // A NaN is found again under itself, as Python finds it by identity.
        self.0 == other.0 || equals(&self.0, &other.0)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match &self.0 {
            Value::Bool(value) => i64::from(*value).hash(state),
            Value::Int(value) => value.hash(state),
            Value::Float(value) => match exact_int(*value) {
                Some(whole) => whole.hash(state),
                None => value.to_bits().hash(state),
            },
            // Equal ranges may be written differently; they need only hash alike.
            Value::Range(range) => range.length().hash(state),
            other => other.hash(state),
        }
    }
}
