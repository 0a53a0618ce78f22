//! What goes wrong, in Python's words.

use std::fmt;
use std::sync::Arc;

use crate::value::Exception;

/// An exception as Python raises it: a type by its name, and a message, which may be empty.
///
/// ```
/// use concur::sync::Lock;
///
/// let error = Lock::new().release().unwrap_err();
/// assert_eq!(error.to_string(), "RuntimeError: release unlocked lock");
/// assert!(error.is_a("Exception"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Error(Arc<Exception>);

impl Error {
    /// An exception of type `type_name`, which need not be one that Python knows.
    pub fn new(type_name: &str, message: impl Into<String>) -> Self {
        Exception::new(type_name, message).into()
    }

    /// The plain name of its type: `RuntimeError`, `Full`, `BrokenBarrierError`.
    pub fn type_name(&self) -> &str {
        &self.0.type_name
    }

    /// What `str(e)` gives in Python.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Whether `except TYPE_NAME` would catch it.
    pub fn is_a(&self, type_name: &str) -> bool {
        self.0.is_a(type_name)
    }

    /// The exception of a task that panicked: the error that it panicked with, if that is one, else a `Panic` with its
    /// message.
    pub(super) fn of_panic(payload: Box<dyn std::any::Any + Send>) -> Self {
        let payload = match payload.downcast::<Self>() {
            Ok(error) => return *error,
            Err(payload) => payload,
        };
        let message = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let message = message.or_else(|| payload.downcast_ref::<String>().cloned());
        Self::new("Panic", message.unwrap_or_default())
    }

    pub(super) fn into_exception(self) -> Arc<Exception> {
        self.0
    }

    /// An answer that cannot be: a mistake of ours.
    #[cold]
    pub(super) fn impossible() -> Self {
        Self::new("SystemError", "an operation gave what it never gives")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.message() {
            "" => out.write_str(self.type_name()),
            message => write!(out, "{}: {message}", self.type_name()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl std::error::Error for Error {}

impl From<Exception> for Error {
    fn from(exception: Exception) -> Self {
        Self(Arc::new(exception))
    }
}

impl From<Arc<Exception>> for Error {
    fn from(exception: Arc<Exception>) -> Self {
        Self(exception)
    }
}
