//! Any declared primitive, so that one call reaches them all.
//!
//! An operation that the kind does not have is an answer (SystemError), never a panic: the checks before a run see to it
//! that it does not happen.

use super::{
    Barrier, BarrierOperation, Condition, ConditionOperation, Event, EventOperation, FutureOperation, Lock, Mutex,
    MutexOperation, Operation, Pool, PoolOperation, Primitive, Queue, QueueOperation, RLock, Reply, RwLock,
    RwLockOperation, Semaphore, SemaphoreOperation, ThreadOperation,
};
use crate::value::{Exception, ObjectKind, ThreadId, Value};

/// A declared primitive's state. Operations of [`Object::Condition`] and [`Object::Pool`] concern other objects too, so
/// they do not go through [`Primitive`] but through the methods of [`Condition`] and [`Pool`].
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
    /// `condition`.
    Condition(Condition),
    /// `barrier`.
    Barrier(Barrier),
    /// `queue`.
    Queue(Queue),
    /// `rwlock`.
    RwLock(RwLock),
    /// `pool`.
    Pool(Pool),
}

/// Hands operation `$operation` on to the primitive that has it, as `$primitive` and `$its`, or else does `$otherwise` with both
/// as they are.
macro_rules! dispatch {
    ($object:expr, $operation:expr, |$primitive:ident, $its:ident| $call:expr, |$other:ident, $wrong:ident| $otherwise:expr) => {
        match ($object, $operation) {
            (Object::Lock($primitive), Operation::Mutex($its)) => $call,
            (Object::RLock($primitive), Operation::Mutex($its)) => $call,
            (Object::Semaphore($primitive), Operation::Semaphore($its)) => $call,
            (Object::Event($primitive), Operation::Event($its)) => $call,
            (Object::Barrier($primitive), Operation::Barrier($its)) => $call,
            (Object::Queue($primitive), Operation::Queue($its)) => $call,
            (Object::RwLock($primitive), Operation::RwLock($its)) => $call,
            ($other, $wrong) => $otherwise,
        }
    };
}

impl Primitive<Operation> for Object {
    type Value = Value;

    fn ready(&self, who: ThreadId, operation: &Operation) -> bool {
        dispatch!(self, operation, |primitive, its| primitive.ready(who, its), |_other, _wrong| true)
    }

    fn perform(&mut self, who: ThreadId, operation: Operation, woken: &mut Vec<ThreadId>) -> Reply {
        dispatch!(self, operation, |primitive, its| primitive.perform(who, its, woken).widen(), |other, wrong| misuse(
            other.keyword(),
            &wrong
        ))
    }

    fn expire(&mut self, who: ThreadId, operation: Operation) -> Reply {
        dispatch!(self, operation, |primitive, its| primitive.expire(who, its).widen(), |other, wrong| misuse(
            other.keyword(),
            &wrong
        ))
    }
}

impl Object {
    /// The word that declares it.
    fn keyword(&self) -> &'static str {
        let kind = match self {
            Self::Lock(_) => ObjectKind::Lock,
            Self::RLock(_) => ObjectKind::RLock,
            Self::Semaphore(_) => ObjectKind::Semaphore,
            Self::Event(_) => ObjectKind::Event,
            Self::Condition(_) => ObjectKind::Condition,
            Self::Barrier(_) => ObjectKind::Barrier,
            Self::Queue(_) => ObjectKind::Queue,
            Self::RwLock(_) => ObjectKind::RwLock,
            Self::Pool(_) => ObjectKind::Pool,
        };
        kind.keyword()
    }

    /// It as a lock that a condition can be over.
    pub fn as_mutex(&self) -> Option<&dyn Mutex> {
        match self {
            Self::Lock(lock) => Some(lock),
            Self::RLock(lock) => Some(lock),
            _ => None,
        }
    }

    /// It as a lock that a condition can release and take back.
    pub fn as_mutex_mut(&mut self) -> Option<&mut dyn Mutex> {
        match self {
            Self::Lock(lock) => Some(lock),
            Self::RLock(lock) => Some(lock),
            _ => None,
        }
    }

    /// Who stands in the way of those who wait for it, where that can be said.
    pub fn holders(&self) -> Vec<ThreadId> {
        match self {
            Self::RwLock(lock) => lock.holders(),
            other => other.as_mutex().and_then(Mutex::holder).into_iter().collect(),
        }
    }
}

/// The answer to an operation that does not belong here: a mistake of ours, not of the scenario.
#[cold]
pub(super) fn misuse<V, O>(word: &str, operation: &dyn std::fmt::Debug) -> Reply<V, O> {
    Reply::Raise(Exception::new("SystemError", format!("{word}: no such operation here: {operation:?}")))
}

macro_rules! into_operation {
    ($($variant:ident: $operations:ty),+ $(,)?) => {$(
        impl From<$operations> for Operation {
            fn from(operation: $operations) -> Self {
                Self::$variant(operation)
            }
        }
    )+};
}

into_operation! {
    Mutex: MutexOperation,
    Semaphore: SemaphoreOperation,
    Event: EventOperation,
    Condition: ConditionOperation,
    Barrier: BarrierOperation,
    Queue: QueueOperation,
    RwLock: RwLockOperation,
    Pool: PoolOperation,
    Future: FutureOperation,
    Thread: ThreadOperation,
}

#[cfg(test)]
#[path = "tests/object.rs"]
mod tests;
