//! What variables hold: Python's values, copied on assignment, with Python's operators, printing and errors.
//!
//! Everything here is pure: a value knows nothing of threads or of the world, only ids. Containers are shared behind an
//! `Arc` and copied when one of two holders changes its own, so a copy costs nothing until it differs.

mod exception;
mod kinds;

use std::sync::Arc;

use indexmap::IndexMap;

pub use exception::Exception;
pub use kinds::{
    BinaryOperator, CompareOperator, FunctionId, FutureId, ObjectId, ObjectKind, ObjectRef, ThreadId, UnaryOperator,
};

/// One value. 16 bytes, cheap to clone.
#[derive(Clone, Debug)]
pub enum Value {
    /// `None`.
    None,
    /// `True`, `False`.
    Bool(bool),
    /// 64 bits, checked.
    Int(i64),
    /// IEEE double.
    Float(f64),
    /// Nanoseconds.
    Duration(i64),
    /// Unicode text.
    Str(Arc<String>),
    /// `[...]`.
    List(Arc<List>),
    /// `{...}`.
    Dict(Arc<Dict>),
    /// `0..4`.
    Range(Arc<Range>),
    /// A declared function.
    Function(FunctionId),
    /// A built-in function: an index into the table of built-ins.
    Builtin(Builtin),
    /// A thread's handle.
    Thread(Arc<ThreadHandle>),
    /// A future.
    Future(FutureId),
    /// A declared primitive.
    Object(ObjectRef),
    /// An exception that was caught.
    Exception(Arc<Exception>),
}

/// A list with how deep lists and dicts nest in it (a flat list: 1), so that no recursion over values can run away.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The items.
    pub items: Vec<Value>,
    /// Upper bound of the nesting depth.
    pub depth: u16,
}

/// A dict in order of insertion, with its nesting depth.
#[derive(Clone, Debug, Default)]
pub struct Dict {
    /// The entries.
    pub entries: IndexMap<Key, Value>,
    /// Upper bound of the nesting depth.
    pub depth: u16,
}

/// A value that can be a dict's key: `1`, `1.0` and `True` are one key, as in Python.
#[derive(Clone, Debug)]
pub struct Key(pub Value);

/// `range(a, b, step)`; `step` is never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    /// First.
    pub start: i64,
    /// Bound, exclusive.
    pub end: i64,
    /// Distance.
    pub step: i64,
}

/// A thread's identity together with its name, so that `t.name` needs no look at the world.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ThreadHandle {
    /// Which thread.
    pub id: ThreadId,
    /// Its name.
    pub name: String,
}

/// The built-in functions that are pure: `len`, `range`, `sorted`, ...
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Builtin(pub u8);

/// What a value cannot know of itself: the names that declarations gave.
pub trait Names {
    /// The name of a declared function.
    fn function(&self, id: FunctionId) -> &str;
    /// The name of a declared primitive, such as `account_lock` or `forks[1]`.
    fn object(&self, object: ObjectRef) -> String;
}
