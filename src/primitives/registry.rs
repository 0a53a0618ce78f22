//! The one description of each kind of primitive: what declares it, what it can do, with which arguments.
//!
//! The checks before a run, the binding of calls, completion and the reference all read these rows, one file for each.

mod arguments;
mod barrier;
mod condition;
pub(super) mod convert;
mod event;
mod future;
mod lock;
mod pool;
mod queue;
mod rwlock;
mod semaphore;
mod thread;

use super::{Object, Operation};
use crate::value::{Exception, ObjectKind, Value};

pub use arguments::{arguments, signature};
pub use future::future;
pub use thread::thread;

/// A kind of primitive.
#[derive(Debug)]
pub struct Kind {
    /// Which.
    pub kind: ObjectKind,
    /// What it is in Python.
    pub python: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
    /// The constructor's name as CPython's TypeErrors have it.
    pub function: &'static str,
    /// The arguments of a declaration.
    pub constructor: &'static [Parameter],
    /// Makes one, from the constructor's arguments in order.
    pub build: fn(Vec<Value>) -> Result<Object, Exception>,
    /// What it can be told.
    pub methods: &'static [Method],
    /// What is more than one operation, so that the compiler writes it out (`wait_for`).
    pub special: &'static [Special],
    /// What can be looked at.
    pub attributes: &'static [Attribute],
    /// Methods that give a guard, with its kind.
    pub guards: &'static [(&'static str, ObjectKind)],
    /// Whether `with` takes it.
    pub context_manager: bool,
}

/// What a handle (of a thread, of a future) can do.
#[derive(Debug)]
pub struct Handle {
    /// What it is in Python.
    pub python: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
    /// What it can be told.
    pub methods: &'static [Method],
    /// What can be looked at.
    pub attributes: &'static [Attribute],
    /// What can be looked at without a step, since the handle has it (`t.name`).
    pub special: &'static [Special],
}

/// A method that is one operation.
#[derive(Debug)]
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// Its full name as CPython's TypeErrors have it.
    pub function: &'static str,
    /// Its arguments.
    pub parameters: &'static [Parameter],
    /// What it does, in a sentence.
    pub doc: &'static str,
    /// The operation, from the arguments in order, each with its value.
    pub bind: fn(Vec<Value>) -> Result<Operation, Exception>,
}

/// A method or attribute that is no operation of its own.
#[derive(Debug)]
pub struct Special {
    /// Its name.
    pub name: &'static str,
    /// Its full name as CPython's TypeErrors have it.
    pub function: &'static str,
    /// Its arguments.
    pub parameters: &'static [Parameter],
    /// What it does, in a sentence.
    pub doc: &'static str,
}

/// Something to look at, in a step.
#[derive(Debug)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// What it says, in a sentence.
    pub doc: &'static str,
    /// The operation that reads it.
    pub operation: fn() -> Operation,
}

/// An argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it is if it is left out; None if it must be given.
    pub default: Option<Default>,
    /// Whether it takes all positional arguments that are left, each a value of its own at the end.
    pub variadic: bool,
    /// Whether it can be given by name only.
    pub keyword_only: bool,
    /// Whether it takes all arguments with names, as a dict (None without any). Where there is such a one, those before it
    /// are given by position only.
    pub takes_names: bool,
}

/// What an argument is if it is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// `None`.
    None,
    /// `True`.
    True,
    /// `False`.
    False,
    /// A number.
    Int(i64),
    /// A text.
    Str(&'static str),
}

impl Parameter {
    /// One that must be given.
    pub const fn required(name: &'static str) -> Self {
        Self { name, default: None, variadic: false, keyword_only: false, takes_names: false }
    }

    /// One that can be left out.
    pub const fn optional(name: &'static str, default: Default) -> Self {
        Self { default: Some(default), ..Self::required(name) }
    }

    /// One that can be left out, and is given by name only.
    pub const fn keyword(name: &'static str, default: Default) -> Self {
        Self { keyword_only: true, ..Self::optional(name, default) }
    }

    /// All that are left.
    pub const fn variadic(name: &'static str) -> Self {
        Self { variadic: true, ..Self::required(name) }
    }

    /// All that have names.
    pub const fn names(name: &'static str) -> Self {
        Self { takes_names: true, ..Self::optional(name, Default::None) }
    }
}

/// The one argument of the many methods that wait without limit unless told otherwise.
const TIMEOUT: &[Parameter] = &[Parameter::optional("timeout", Default::None)];

/// The row of a kind.
pub fn kind(kind: ObjectKind) -> &'static Kind {
    match kind {
        ObjectKind::Lock => &lock::LOCK,
        ObjectKind::RLock => &lock::RLOCK,
        ObjectKind::Semaphore => &semaphore::SEMAPHORE,
        ObjectKind::BoundedSemaphore => &semaphore::BOUNDED_SEMAPHORE,
        ObjectKind::Event => &event::EVENT,
        ObjectKind::Condition => &condition::CONDITION,
        ObjectKind::Barrier => &barrier::BARRIER,
        ObjectKind::Queue => &queue::QUEUE,
        ObjectKind::RwLock => &rwlock::RW_LOCK,
        ObjectKind::ReadGuard => &rwlock::READ_GUARD,
        ObjectKind::WriteGuard => &rwlock::WRITE_GUARD,
        ObjectKind::Pool => &pool::POOL,
    }
}

/// A kind's method by name.
pub fn method(kind: ObjectKind, name: &str) -> Option<&'static Method> {
    self::kind(kind).methods.iter().find(|method| method.name == name)
}

/// A kind's attribute by name.
pub fn attribute(kind: ObjectKind, name: &str) -> Option<&'static Attribute> {
    self::kind(kind).attributes.iter().find(|attribute| attribute.name == name)
}

impl Method {
    /// The operation of a call with these arguments.
    pub fn call(&self, positional: Vec<Value>, keywords: Vec<(String, Value)>) -> Result<Operation, Exception> {
        (self.bind)(arguments(self.function, self.parameters, positional, keywords)?)
    }
}

/// Makes a primitive from the arguments of its declaration.
pub fn construct(
    kind: ObjectKind,
    positional: Vec<Value>,
    keywords: Vec<(String, Value)>,
) -> Result<Object, Exception> {
    let row = self::kind(kind);
    (row.build)(arguments(row.function, row.constructor, positional, keywords)?)
}

/// Makes a primitive from the arguments of its constructor, in order and complete.
pub fn build(kind: ObjectKind, values: Vec<Value>) -> Result<Object, Exception> {
    (self::kind(kind).build)(values)
}

#[cfg(test)]
#[path = "tests/registry.rs"]
mod tests;
