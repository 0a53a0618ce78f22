//! When two values are the same state: `PartialEq` and `Hash` of `Value` tell apart all that a program can tell apart
//! (`1` and `1.0`, `0.0` and `-0.0`, the order of a dict). Python's `==` is `equals`, in `compare`.

use std::hash::{Hash, Hasher};
use std::mem::discriminant;
use std::sync::Arc;

use super::{Dict, List, Value};

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) | (Self::Duration(a), Self::Duration(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (Self::Str(a), Self::Str(b)) => a == b,
            (Self::List(a), Self::List(b)) => Arc::ptr_eq(a, b) || a == b,
            (Self::Dict(a), Self::Dict(b)) => Arc::ptr_eq(a, b) || a == b,
            (Self::Range(a), Self::Range(b)) => a == b,
            (Self::Function(a), Self::Function(b)) => a == b,
            (Self::Builtin(a), Self::Builtin(b)) => a == b,
            (Self::Thread(a), Self::Thread(b)) => a == b,
            (Self::Future(a), Self::Future(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            (Self::Exception(a), Self::Exception(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        discriminant(self).hash(state);
        match self {
            Self::None => {}
            Self::Bool(value) => value.hash(state),
            Self::Int(value) | Self::Duration(value) => value.hash(state),
            Self::Float(value) => value.to_bits().hash(state),
            Self::Str(text) => text.hash(state),
            Self::List(list) => list.hash(state),
            Self::Dict(dict) => dict.hash(state),
            Self::Range(range) => range.hash(state),
            Self::Function(id) => id.hash(state),
            Self::Builtin(builtin) => builtin.hash(state),
            Self::Thread(thread) => thread.hash(state),
            Self::Future(id) => id.hash(state),
            Self::Object(object) => object.hash(state),
            Self::Exception(exception) => exception.hash(state),
        }
    }
}

// The depth is left out: it is only a bound, and two equal lists may know different ones.
impl PartialEq for List {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items
    }
}

impl Eq for List {}

impl Hash for List {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.items.hash(state);
    }
}

// In order, and keys as they are: `{1: 0}` and `{1.0: 0}` print differently.
impl PartialEq for Dict {
    fn eq(&self, other: &Self) -> bool {
        self.entries.len() == other.entries.len()
            && self.entries.iter().zip(&other.entries).all(|((a, x), (b, y))| a.0 == b.0 && x == y)
    }
}

impl Eq for Dict {}

impl Hash for Dict {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.entries.len().hash(state);
        for (key, value) in &self.entries {
            key.0.hash(state);
            value.hash(state);
        }
    }
}
