//! The synchronization primitives as pure state machines: one file each, Python's behaviour to the letter.
//!
//! A primitive knows threads only by id. It neither blocks nor knows the time: it says whether an operation can go on
//! ([`Primitive::ready`]), does it ([`Primitive::perform`]), or gives it up because its time is over
//! ([`Primitive::expire`]). Both are partial: a transition that the state does not have gives nothing and changes nothing.
//! Whoever drives a primitive (the conductor, the live library, the explorer) decides who and when.

mod barrier;
mod compact;
mod condition;
mod event;
mod future;
mod life;
mod mentions;
mod mutex;
mod object;
mod operation;
mod pool;
mod queue;
pub mod registry;
mod rwlock;
mod semaphore;
pub(crate) mod timeout;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::value::{Exception, ThreadId, Value};

pub use barrier::Barrier;
pub(crate) use compact::never_compact;
pub use compact::{Compact, STATE_BITS, fits};
pub use condition::Condition;
pub use event::Event;
pub use future::{Future, FutureState};
pub use life::Life;
pub use mutex::{Lock, Mutex, RLock};
pub use object::Object;
pub use operation::{
    BarrierOperation, CLASSES, ConditionOperation, Demand, EventOperation, FutureOperation, MutexOperation, Operation,
    Pick, PoolNeed, PoolOperation, QueueOperation, RwLockOperation, SemaphoreOperation, ThreadOperation, Wait,
};
pub use pool::{Pool, PoolState, Take, Task};
pub use queue::{Queue, QueueNeed};
pub use rwlock::RwLock;
pub use semaphore::Semaphore;
pub use timeout::duration_from;

/// What came of an operation, in the values `V` and operations `O` of whoever drives it.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply<V = Value, O = Operation> {
    /// It is over and gives this value.
    Done(V),
    /// It is over and raises.
    Raise(Exception),
    /// It goes on as this operation, a step of its own, which may have to wait.
    Continue(O),
    /// The caller must now run this function (a barrier's action) and then perform
    /// [`BarrierOperation::Release`], or [`BarrierOperation::ActionFailed`] if it raised.
    Call(V),
}

impl<V, O> Reply<V, O> {
    /// The same, where operations of several primitives have one type.
    pub fn widen<W>(self) -> Reply<V, W>
    where
        O: Into<W>,
    {
        match self {
            Self::Done(value) => Reply::Done(value),
            Self::Raise(exception) => Reply::Raise(exception),
            Self::Continue(operation) => Reply::Continue(operation.into()),
            Self::Call(function) => Reply::Call(function),
        }
    }
}

/// What a primitive that stores values of any kind can give besides them.
pub trait Given {
    /// Nothing.
    fn nothing() -> Self;
    /// Whether something is so.
    fn truth(so: bool) -> Self;
    /// How many.
    fn count(number: i64) -> Self;
    /// How a call failed.
    fn failure(exception: Arc<Exception>) -> Self;
}

impl Given for Value {
    fn nothing() -> Self {
        Self::None
    }

    fn truth(so: bool) -> Self {
        Self::Bool(so)
    }

    fn count(number: i64) -> Self {
        Self::Int(number)
    }

    fn failure(exception: Arc<Exception>) -> Self {
        Self::Exception(exception)
    }
}

/// One primitive's state machine, for its own operations `O`.
pub trait Primitive<O> {
    /// What an operation gives.
    type Value;

    /// Whether `operation`, asked for by `who`, can go on in this state. The patience that the operation carries does
    /// not count here: a driver turns to [`Primitive::expire`] when that is used up (at once, for [`Wait::Never`]).
    fn ready(&self, who: ThreadId, operation: &O) -> bool;

    /// Does it. None: it is not `ready`, and nothing has happened. Threads that can go on because of it, though their own
    /// operation's `ready` depends on being picked (waiters of an event or a condition), are added to `woken`.
    fn perform(&mut self, who: ThreadId, operation: O, woken: &mut Vec<ThreadId>) -> Option<Reply<Self::Value, O>>;

    /// Gives it up, because its time is over. None: it cannot be given up (it is `ready`, or waits without limit), and
    /// nothing has happened.
    fn expire(&mut self, who: ThreadId, operation: O) -> Option<Reply<Self::Value, O>>;
}
