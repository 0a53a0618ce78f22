//! Any declared primitive, so that one call reaches them all.
//!
//! An operation that the kind does not have is no transition of it, and gives nothing.

use super::{
    Barrier, BarrierOperation, Condition, ConditionOperation, Event, EventOperation, FutureOperation, Lock, Mutex,
    MutexOperation, Operation, Pool, PoolOperation, Primitive, Queue, QueueOperation, RLock, Reply, RwLock,
    RwLockOperation, Semaphore, SemaphoreOperation, ThreadOperation,
};
use crate::value::{ThreadId, Value};

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

/// Hands an operation on to the primitive that has it, as `$primitive` and `$its`; None if this one does not.
macro_rules! dispatch {
    ($object:expr, $operation:expr, |$primitive:ident, $its:ident| $call:expr) => {
        match ($object, $operation) {
            (Object::Lock($primitive), Operation::Mutex($its)) => $call,
            (Object::RLock($primitive), Operation::Mutex($its)) => $call,
            (Object::Semaphore($primitive), Operation::Semaphore($its)) => $call,
            (Object::Event($primitive), Operation::Event($its)) => $call,
            (Object::Barrier($primitive), Operation::Barrier($its)) => $call,
            (Object::Queue($primitive), Operation::Queue($its)) => $call,
            (Object::RwLock($primitive), Operation::RwLock($its)) => $call,
            _ => None,
        }
    };
}

impl Primitive<Operation> for Object {
    type Value = Value;

    fn ready(&self, who: ThreadId, operation: &Operation) -> bool {
        dispatch!(self, operation, |primitive, its| Some(primitive.ready(who, its))).unwrap_or(false)
    }

    fn perform(&mut self, who: ThreadId, operation: Operation, woken: &mut Vec<ThreadId>) -> Option<Reply> {
        dispatch!(self, operation, |primitive, its| primitive.perform(who, its, woken).map(Reply::widen))
    }

    fn expire(&mut self, who: ThreadId, operation: Operation) -> Option<Reply> {
        dispatch!(self, operation, |primitive, its| primitive.expire(who, its).map(Reply::widen))
    }
}

impl Object {
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
