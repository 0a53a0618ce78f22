//! Exceptions as values, and Python's hierarchy of the built-in ones.

use std::sync::Arc;

/// An exception: a type by its plain name, and a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Exception {
    /// `ValueError`, or any name that a scenario raises.
    pub type_name: Arc<str>,
    /// What `str(e)` gives.
    pub message: String,
}

impl Exception {
    /// An exception of type `type_name` that says `message`.
    pub fn new(type_name: &str, message: impl Into<String>) -> Self {
        Self { type_name: type_name.into(), message: message.into() }
    }
}
