//! A declared primitive in a monitor of its own.

use super::participant::Participant;
use crate::machine::Performed;
use crate::primitives::{
    Barrier, BarrierOperation, Compact, Demand, Event, EventOperation, Lock, MutexOperation, Object, Operation, Pool,
    PoolNeed, Primitive, Queue, QueueNeed, RLock, Reply, RwLock, RwLockOperation, Semaphore, SemaphoreOperation, Wait,
};
use crate::sync::{ConditionMonitor, Monitor, Note, Request};
use crate::value::Value;

/// A primitive that live threads share.
#[derive(Debug)]
pub(super) enum LiveObject {
    Lock(Monitor<Lock, MutexOperation>),
    RLock(Monitor<RLock, MutexOperation>),
    Semaphore(Monitor<Semaphore, SemaphoreOperation>),
    Event(Monitor<Event, EventOperation>),
    Condition(ConditionMonitor),
    Barrier(Monitor<Barrier, BarrierOperation>),
    Queue(Monitor<Queue, QueueNeed>),
    RwLock(Monitor<RwLock, RwLockOperation>),
    Pool(Monitor<Pool, PoolNeed>),
}

/// What came of an operation, and whether it was given up after waiting for as long as it might.
pub(super) struct Outcome {
    pub(super) performed: Performed,
    pub(super) ran_out: bool,
}

impl LiveObject {
    /// A primitive in its first state.
    pub(super) fn new(state: Object) -> Self {
        match state {
            Object::Lock(state) => Self::Lock(Monitor::new(state)),
            Object::RLock(state) => Self::RLock(Monitor::new(state)),
            Object::Semaphore(state) => Self::Semaphore(Monitor::new(state)),
            Object::Event(state) => Self::Event(Monitor::new(state)),
            Object::Condition(state) => Self::Condition(ConditionMonitor::new(state)),
            Object::Barrier(state) => Self::Barrier(Monitor::new(state)),
            Object::Queue(state) => Self::Queue(Monitor::new(state)),
            Object::RwLock(state) => Self::RwLock(Monitor::new(state)),
            Object::Pool(state) => Self::Pool(Monitor::new(state)),
        }
    }

    /// It as a pool, if it is one.
    pub(super) fn as_pool(&self) -> Option<&Monitor<Pool, PoolNeed>> {
        match self {
            Self::Pool(pool) => Some(pool),
            _ => None,
        }
    }

    /// A copy of its state.
    pub(super) fn snapshot(&self, me: &Participant) -> Option<Object> {
        match self {
            Self::Lock(monitor) => monitor.with(me, |state| Object::Lock(state.clone())),
            Self::RLock(monitor) => monitor.with(me, |state| Object::RLock(state.clone())),
            Self::Semaphore(monitor) => monitor.with(me, |state| Object::Semaphore(state.clone())),
            Self::Event(monitor) => monitor.with(me, |state| Object::Event(state.clone())),
            Self::Condition(monitor) => monitor.snapshot().map(Object::Condition),
            Self::Barrier(monitor) => monitor.with(me, |state| Object::Barrier(state.clone())),
            Self::Queue(monitor) => monitor.with(me, |state| Object::Queue(state.clone())),
            Self::RwLock(monitor) => monitor.with(me, |state| Object::RwLock(state.clone())),
            Self::Pool(monitor) => monitor.with(me, |state| Object::Pool(state.clone())),
        }
    }

    /// Does an operation, after waiting for as long as it may. None if the run was over first.
    pub(super) fn operate(&self, lock: Option<&Self>, me: &Participant, operation: Operation) -> Option<Outcome> {
        match (self, operation) {
            (Self::Lock(monitor), Operation::Mutex(its)) => ask(monitor, me, its),
            (Self::RLock(monitor), Operation::Mutex(its)) => ask(monitor, me, its),
            (Self::Semaphore(monitor), Operation::Semaphore(its)) => ask(monitor, me, its),
            (Self::Event(monitor), Operation::Event(its)) => ask(monitor, me, its),
            (Self::Barrier(monitor), Operation::Barrier(its)) => ask(monitor, me, its),
            (Self::Queue(monitor), Operation::Queue(its)) => ask(monitor, me, its),
            (Self::RwLock(monitor), Operation::RwLock(its)) => ask(monitor, me, its),
            (Self::Condition(condition), Operation::Condition(its)) => {
                let patience = its.patience();
                let answered = match lock? {
                    Self::Lock(lock) => condition.operate(lock, me, its)?,
                    Self::RLock(lock) => condition.operate(lock, me, its)?,
                    _ => return None,
                };
                let ran_out = answered.expired && patience != Wait::Never;
                Some(Outcome { performed: Performed { reply: answered.reply, expired: answered.expired }, ran_out })
            }
            // The checks before a run see to it that this does not happen.
            _ => {
                let performed = Performed { reply: Reply::Done(Value::None), expired: false };
                Some(Outcome { performed, ran_out: false })
            }
        }
    }
}

/// Asks a monitor, the quick way first.
pub(super) fn ask<P, O>(monitor: &Monitor<P, O::Note>, me: &Participant, operation: O) -> Option<Outcome>
where
    P: Compact + Primitive<O, Value = Value>,
    O: Request + Into<Operation>,
    O::Note: Note<P>,
{
    let patience = operation.patience();
    let answered = monitor.operate(me, operation)?;
    let ran_out = answered.expired && patience != Wait::Never;
    let reply = answered.reply.widen();
    Some(Outcome { performed: Performed { reply, expired: answered.expired }, ran_out })
}
