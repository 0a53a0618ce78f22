//! Where entries come from: a terminal, or lines of a file.

mod entry;
mod pipe;

use std::io;

use crate::value::ObjectKind;

pub use pipe::pipe;

/// What comes of asking for an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// One entry: one line, or several that belong together; without the last line's end.
    Entry(String),
    /// Ctrl-C: what was typed is dropped.
    Interrupted,
    /// There is nothing more.
    End,
}

/// Names that can be completed at the moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// `shared` and `atomic` variables.
    pub variables: Vec<String>,
    /// `const`s.
    pub constants: Vec<String>,
    /// Functions.
    pub functions: Vec<String>,
    /// Primitives, as they are declared, and what they are.
    pub objects: Vec<(String, ObjectKind)>,
    /// Labels of threads that have not ended.
    pub threads: Vec<String>,
    /// Locals of `main`.
    pub locals: Vec<String>,
}

/// Gives one entry after the other.
pub trait Editor {
    /// The next entry.
    fn read(&mut self, prompt: &str, vocabulary: &Vocabulary) -> io::Result<Input>;

    /// Nothing more is read: keeps what is to be kept.
    fn finish(&mut self);
}
