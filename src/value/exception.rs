//! Exceptions as values, and Python's hierarchy of the built-in ones.
//!
//! A name that Python does not know is a type of its own, directly below `Exception`.

use std::sync::Arc;

/// An exception: a type by its plain name, and a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Exception {
    /// `ValueError`, or any name that a scenario raises.
    pub type_name: Arc<str>,
    /// What `str(e)` gives.
    pub message: String,
}

/// Makes a constructor for each type that the values themselves raise.
macro_rules! constructors {
    ($($name:ident $type_name:literal),+ $(,)?) => {$(
        #[doc = concat!("A `", $type_name, "` that says `message`.")]
        #[cold]
        pub fn $name(message: impl Into<String>) -> Self {
            Self::new($type_name, message)
        }
    )+};
}

impl Exception {
    /// An exception of type `type_name` that says `message`.
    pub fn new(type_name: &str, message: impl Into<String>) -> Self {
        Self { type_name: type_name.into(), message: message.into() }
    }

    constructors! {
        assertion_error "AssertionError",
        attribute_error "AttributeError",
        index_error "IndexError",
        key_error "KeyError",
        memory_error "MemoryError",
        name_error "NameError",
        overflow_error "OverflowError",
        recursion_error "RecursionError",
        runtime_error "RuntimeError",
        type_error "TypeError",
        value_error "ValueError",
        zero_division_error "ZeroDivisionError",
    }

    /// An integer that 64 bits cannot hold: CDL's own limit, where Python's integers grow.
    #[cold]
    pub(crate) fn int_too_large() -> Self {
        Self::overflow_error("int too large: CDL's integers have 64 bits")
    }

    /// Whether `except NAME` catches it.
    pub fn is_a(&self, type_name: &str) -> bool {
        is_subclass(&self.type_name, type_name)
    }
}

/// Python's exception types (with those of `threading`, `queue` and `concurrent.futures` under their plain names), each
/// with its parent.
pub const BUILTIN_EXCEPTIONS: &[(&str, Option<&str>)] = &[
    ("BaseException", None),
    ("Exception", Some("BaseException")),
    ("GeneratorExit", Some("BaseException")),
    ("KeyboardInterrupt", Some("BaseException")),
    ("SystemExit", Some("BaseException")),
    ("ArithmeticError", Some("Exception")),
    ("FloatingPointError", Some("ArithmeticError")),
    ("OverflowError", Some("ArithmeticError")),
    ("ZeroDivisionError", Some("ArithmeticError")),
    ("AssertionError", Some("Exception")),
    ("AttributeError", Some("Exception")),
    ("BufferError", Some("Exception")),
    ("EOFError", Some("Exception")),
    ("ImportError", Some("Exception")),
    ("ModuleNotFoundError", Some("ImportError")),
    ("LookupError", Some("Exception")),
    ("IndexError", Some("LookupError")),
    ("KeyError", Some("LookupError")),
    ("MemoryError", Some("Exception")),
    ("NameError", Some("Exception")),
    ("UnboundLocalError", Some("NameError")),
    ("OSError", Some("Exception")),
    ("BlockingIOError", Some("OSError")),
    ("ChildProcessError", Some("OSError")),
    ("ConnectionError", Some("OSError")),
    ("BrokenPipeError", Some("ConnectionError")),
    ("ConnectionAbortedError", Some("ConnectionError")),
    ("ConnectionRefusedError", Some("ConnectionError")),
    ("ConnectionResetError", Some("ConnectionError")),
    ("FileExistsError", Some("OSError")),
    ("FileNotFoundError", Some("OSError")),
    ("InterruptedError", Some("OSError")),
    ("IsADirectoryError", Some("OSError")),
    ("NotADirectoryError", Some("OSError")),
    ("PermissionError", Some("OSError")),
    ("ProcessLookupError", Some("OSError")),
    ("TimeoutError", Some("OSError")),
    ("ReferenceError", Some("Exception")),
    ("RuntimeError", Some("Exception")),
    ("NotImplementedError", Some("RuntimeError")),
    ("RecursionError", Some("RuntimeError")),
    ("BrokenBarrierError", Some("RuntimeError")),
    ("BrokenExecutor", Some("RuntimeError")),
    ("BrokenThreadPool", Some("BrokenExecutor")),
    ("StopAsyncIteration", Some("Exception")),
    ("StopIteration", Some("Exception")),
    ("SyntaxError", Some("Exception")),
    ("IndentationError", Some("SyntaxError")),
    ("TabError", Some("IndentationError")),
    ("SystemError", Some("Exception")),
    ("TypeError", Some("Exception")),
    ("ValueError", Some("Exception")),
    ("UnicodeError", Some("ValueError")),
    ("UnicodeDecodeError", Some("UnicodeError")),
    ("UnicodeEncodeError", Some("UnicodeError")),
    ("UnicodeTranslateError", Some("UnicodeError")),
    ("Warning", Some("Exception")),
    ("BytesWarning", Some("Warning")),
    ("DeprecationWarning", Some("Warning")),
    ("EncodingWarning", Some("Warning")),
    ("FutureWarning", Some("Warning")),
    ("ImportWarning", Some("Warning")),
    ("PendingDeprecationWarning", Some("Warning")),
    ("ResourceWarning", Some("Warning")),
    ("RuntimeWarning", Some("Warning")),
    ("SyntaxWarning", Some("Warning")),
    ("UnicodeWarning", Some("Warning")),
    ("UserWarning", Some("Warning")),
    ("CancelledError", Some("Exception")),
    ("InvalidStateError", Some("Exception")),
    ("Empty", Some("Exception")),
    ("Full", Some("Exception")),
];

/// The built-in type of that name, with its parent.
pub(crate) fn builtin_exception(name: &str) -> Option<(&'static str, Option<&'static str>)> {
    BUILTIN_EXCEPTIONS.iter().find(|(known, _)| *known == name).copied()
}

/// Whether `except OF` catches an exception of type `type_name`.
pub fn is_subclass(type_name: &str, of: &str) -> bool {
    let mut current = type_name;
    loop {
        if current == of {
            return true;
        }
        match builtin_exception(current) {
            Some((_, Some(parent))) => current = parent,
            Some((_, None)) => return false,
            None => current = "Exception",
        }
    }
}

/// Whether Python has an exception type of that name.
pub fn is_builtin_exception(name: &str) -> bool {
    BUILTIN_EXCEPTIONS.iter().any(|(known, _)| *known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn except_catches_a_type_and_all_below_it() {
        assert!(is_subclass("KeyError", "LookupError"));
        assert!(is_subclass("ZeroDivisionError", "ArithmeticError"));
        assert!(is_subclass("BrokenBarrierError", "RuntimeError"));
        assert!(is_subclass("TimeoutError", "OSError"));
        assert!(!is_subclass("LookupError", "KeyError"));
        assert!(!is_subclass("KeyboardInterrupt", "Exception"));
    }

    #[test]
    fn a_name_of_the_scenario_s_own_is_a_direct_child_of_exception() {
        assert!(is_subclass("OutOfMoney", "Exception"));
        assert!(is_subclass("OutOfMoney", "OutOfMoney"));
        assert!(is_subclass("OutOfMoney", "BaseException"));
        assert!(!is_subclass("OutOfMoney", "ValueError"));
    }
}
