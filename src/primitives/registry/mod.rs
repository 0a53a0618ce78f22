//! The one description of each kind of primitive: its methods, their parameters, what they mean.
//!
//! Static checks, completion, help and the reference are all made from these rows, and so are the calls themselves.

mod arguments;
mod rows;

use std::fmt;

use super::{Barrier, Condition, Event, Lock, Object, Operation, Pool, Queue, RLock, RwLock, Semaphore};
use crate::value::{Exception, ObjectKind, Value};

pub use arguments::arguments;
pub use rows::{future, kind, thread};

/// A kind of primitive, or of handle.
#[derive(Debug)]
pub struct Kind {
    /// What it is in Python.
    pub python: &'static str,
    /// What it is for, in one sentence.
    pub doc: &'static str,
    /// What it is declared with.
    pub constructor: &'static [Parameter],
    /// Its methods.
    pub methods: &'static [Method],
    /// What can be looked at, one step each.
    pub attributes: &'static [Attribute],
    /// Methods that only give a guard to be entered by `with`.
    pub guards: &'static [(&'static str, ObjectKind)],
    /// Whether `with` can enter it.
    pub context_manager: bool,
}

/// A method.
#[derive(Debug)]
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// What it does, in one sentence.
    pub doc: &'static str,
    /// Makes the operation from the arguments, which are in the order of the parameters.
    pub bind: fn(Vec<Value>) -> Result<Operation, Exception>,
}

/// Something to look at.
#[derive(Debug)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// The operation that looks.
    pub operation: fn() -> Operation,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it is when not given.
    pub default: Option<Default>,
    /// Whether it takes all arguments that are left.
    pub variadic: bool,
}

/// The default of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A number.
    Int(i64),
    /// `""`.
    EmptyText,
}

impl Default {
    /// As a value.
    pub fn value(self) -> Value {
        match self {
            Self::None => Value::None,
            Self::Bool(value) => Value::Bool(value),
            Self::Int(value) => Value::Int(value),
            Self::EmptyText => Value::str(""),
        }
    }
}

impl fmt::Display for Default {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => out.write_str("None"),
            Self::Bool(true) => out.write_str("True"),
            Self::Bool(false) => out.write_str("False"),
            Self::Int(value) => write!(out, "{value}"),
            Self::EmptyText => out.write_str("\"\""),
        }
    }
}

/// The method of that name.
pub fn method(of: ObjectKind, name: &str) -> Option<&'static Method> {
    kind(of).methods.iter().find(|method| method.name == name)
}

/// Makes a primitive; values are in the order of the constructor's parameters.
pub fn build(kind: ObjectKind, values: Vec<Value>) -> Result<Object, Exception> {
    let mut values = values.into_iter();
    let mut next = || values.next().unwrap_or(Value::None);
    Ok(match kind {
        ObjectKind::Lock => Object::Lock(Lock::default()),
        ObjectKind::RLock => Object::RLock(RLock::default()),
        ObjectKind::Semaphore => Object::Semaphore(Semaphore::new(&next(), false)?),
        ObjectKind::BoundedSemaphore => Object::Semaphore(Semaphore::new(&next(), true)?),
        ObjectKind::Event => Object::Event(Event::default()),
        ObjectKind::Condition => match next() {
            Value::None => Object::Condition(Condition::default()),
            Value::Object(lock) if matches!(lock.kind, ObjectKind::Lock | ObjectKind::RLock) => {
                Object::Condition(Condition::default())
            }
            other => {
                let message = format!("a condition is over a lock or an rlock, not '{}'", other.type_name());
                return Err(Exception::new("TypeError", message));
            }
        },
        ObjectKind::Barrier => Object::Barrier(Barrier::new(&next(), next(), &next())?),
        ObjectKind::Queue => Object::Queue(Queue::new(&next())?),
        ObjectKind::RwLock | ObjectKind::ReadGuard | ObjectKind::WriteGuard => Object::RwLock(RwLock::default()),
        ObjectKind::Pool => {
            let pool = Pool::new(&next())?;
            match next() {
                Value::Str(_) | Value::None => Object::Pool(pool),
                other => {
                    let message = format!("thread_name_prefix must be a string, not '{}'", other.type_name());
                    return Err(Exception::new("TypeError", message));
                }
            }
        }
    })
}
