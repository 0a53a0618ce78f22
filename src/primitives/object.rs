//! Any primitive: one type to keep them all in, and one call for the operations of most.

use super::{
    Barrier, Condition, Event, Lock, Mutex, Operation, Pool, Primitive, Queue, RLock, Reply, RwLock, Semaphore,
};
use crate::value::{Exception, ThreadId};

/// The state of a declared primitive.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Object {
    /// `lock`.
    Lock(Lock),
    /// `rlock`.
    RLock(RLock),
    /// `semaphore`, `bounded_semaphore`.
    Semaphore(Semaphore),
    /// `event`.
    Event(Event),
    /// `condition`; its operations need its lock, see [`Condition::perform`].
    Condition(Condition),
    /// `barrier`.
    Barrier(Barrier),
    /// `queue`.
    Queue(Queue),
    /// `rwlock`.
    RwLock(RwLock),
    /// `pool`; its operations start threads, see [`Pool`].
    Pool(Pool),
}

/// Calls `$method` of the primitive that `$operation` is for.
macro_rules! dispatch {
    ($object:expr, $operation:expr, |$state:ident, $inner:ident| $call:expr, otherwise $otherwise:expr) => {
        match ($object, $operation) {
            (Object::Lock($state), Operation::Mutex($inner)) => $call,
            (Object::RLock($state), Operation::Mutex($inner)) => $call,
            (Object::Semaphore($state), Operation::Semaphore($inner)) => $call,
            (Object::Event($state), Operation::Event($inner)) => $call,
            (Object::Barrier($state), Operation::Barrier($inner)) => $call,
            (Object::Queue($state), Operation::Queue($inner)) => $call,
            (Object::RwLock($state), Operation::RwLock($inner)) => $call,
            _ => $otherwise,
        }
    };
}

impl Object {
    /// Whether an operation can go on.
    pub fn ready(&self, who: ThreadId, operation: &Operation) -> bool {
        dispatch!(self, operation, |state, inner| state.ready(who, inner), otherwise true)
    }

    /// Does it.
    pub fn perform(&mut self, who: ThreadId, operation: Operation, woken: &mut Vec<ThreadId>) -> Reply {
        dispatch!(self, operation, |state, inner| state.perform(who, inner, woken), otherwise unsupported())
    }

    /// Gives it up.
    pub fn expire(&mut self, who: ThreadId, operation: Operation) -> Reply {
        dispatch!(self, operation, |state, inner| state.expire(who, inner), otherwise unsupported())
    }

    /// The lock that it is, if it is one.
    pub fn as_mutex(&self) -> Option<&dyn Mutex> {
        match self {
            Self::Lock(lock) => Some(lock),
            Self::RLock(lock) => Some(lock),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn as_mutex_mut(&mut self) -> Option<&mut dyn Mutex> {
        match self {
            Self::Lock(lock) => Some(lock),
            Self::RLock(lock) => Some(lock),
            _ => None,
        }
    }
}

/// An operation of another kind of primitive: no scenario can ask for it.
fn unsupported() -> Reply {
    Reply::Raise(Exception::new("SystemError", "operation of another kind of primitive"))
}
