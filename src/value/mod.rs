//! What variables hold: Python's values, copied on assignment, with Python's operators, printing and errors.
//!
//! Everything here is pure: a value knows nothing of threads or of the world, only ids. Containers are shared behind an
//! `Arc` and copied when one of two holders changes its own, so a copy costs nothing until it differs.

mod assemble;
mod builtins;
mod compare;
mod construct;
mod dict;
mod duration;
mod exception;
mod float_text;
mod format;
mod format_number;
mod identity;
mod index;
mod iterate;
mod key;
mod kinds;
mod limits;
mod list;
mod mentions;
mod methods;
mod number;
mod operators;
mod search;
mod signature;
mod slice;
mod sort;
mod string;
mod text;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use indexmap::IndexMap;

pub use assemble::{concat, range, unpack};
pub use builtins::{BuiltinInfo, all_builtins, builtin_info, builtin_named, call_builtin};
pub use compare::{compare, compare_ints, equals};
pub use duration::{duration_from, duration_text, seconds};
pub use exception::{BUILTIN_EXCEPTIONS, Exception, is_builtin_exception, is_subclass};
pub use format::format;
pub use index::{Arrival, index, place_mut, set_index, set_path};
pub use iterate::{item_at, iterable, length_of_iteration};
pub use kinds::{
    BinaryOperator, CompareOperator, FunctionId, FutureId, ObjectId, ObjectKind, ObjectRef, ThreadId, UnaryOperator,
};
pub use limits::{MAX_DEPTH, MAX_ITEMS, MAX_TEXT};
pub use mentions::Mentions;
pub use methods::{
    DataType, MethodInfo, call_method, is_data_method, method_mutates, method_of, methods_of, no_attribute,
};
pub use number::plain_ints;
pub use operators::{assign_binary, binary, binary_owned, unary};
pub use signature::{Arity, Keyword};
pub use slice::slice;
pub use text::{Anonymous, checked_repr, checked_str, repr, repr_in_short, to_str};

/// One value. 16 bytes, cheap to clone. With a tag as wide as what it tags, a copy is two words and not four pieces.
#[derive(Clone, Debug)]
#[repr(u64)]
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

const _: () = assert!(size_of::<Value>() == 16);

/// A list with how deep lists and dicts nest in it (a flat list: 1) and how many items it has in all, so that no recursion over
/// values can run away. `List::new` counts both.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The items.
    pub items: Vec<Value>,
    /// Upper bound of the nesting depth.
    pub depth: u16,
    /// Upper bound of how many items it has in all, those of nested lists and dicts too.
    pub size: u32,
}

/// A dict in order of insertion, with its nesting depth and size as those of a list.
#[derive(Clone, Debug, Default)]
pub struct Dict {
    /// The entries.
    pub entries: IndexMap<Key, Value>,
    /// Upper bound of the nesting depth.
    pub depth: u16,
    /// Upper bound of how many items it has in all, those of nested lists and dicts too.
    pub size: u32,
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
