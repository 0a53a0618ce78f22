//! The synchronization primitives as pure state machines: one file each, Python's behaviour to the letter.
//!
//! A primitive knows threads only by id. It neither blocks nor knows the time: it says whether an operation can go on
//! ([`Primitive::ready`]), does it ([`Primitive::perform`]), or gives it up because its time is over
//! ([`Primitive::expire`]). Whoever drives it (the conductor, the live library, the explorer) decides who and when.

mod barrier;
mod condition;
mod event;
mod future;
mod mutex;
mod object;
mod operation;
mod pool;
mod queue;
pub mod registry;
mod rwlock;
mod semaphore;
mod timeout;

#[cfg(test)]
mod tests;

use crate::value::{Exception, ThreadId, Value};

pub use barrier::Barrier;
pub use condition::Condition;
pub use event::Event;
pub use future::{Future, FutureState};
pub use mutex::{Lock, Mutex, RLock};
pub use object::Object;
pub use operation::{
    BarrierOperation, CLASSES, ConditionOperation, EventOperation, FutureOperation, MutexOperation, Operation, Pick,
    PoolOperation, QueueOperation, RwLockOperation, SemaphoreOperation, ThreadOperation, Wait,
};
pub use pool::{Pool, PoolState, Take, Task};
pub use queue::Queue;
pub use rwlock::RwLock;
pub use semaphore::Semaphore;
pub use timeout::duration_from;

/// What came of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// It is over and gives this value.
    Done(Value),
    /// It is over and raises.
    Raise(Exception),
    /// It goes on as this operation, a step of its own, which may have to wait.
    Continue(Operation),
    /// The caller must now run this function (a barrier's action) and then perform
    /// [`BarrierOperation::Release`], or [`BarrierOperation::ActionFailed`] if it raised.
    Call(Value),
}

/// One primitive's state machine, for its own operations `O`.
pub trait Primitive<O> {
    /// Whether `operation`, asked for by `who`, can go on in this state. The patience that the operation carries does
    /// not count here: a driver turns to [`Primitive::expire`] when that is used up (at once, for [`Wait::Never`]).
    fn ready(&self, who: ThreadId, operation: &O) -> bool;

    /// Does it. Only called when `ready`. Threads that can go on because of it, though their own operation's `ready`
    /// depends on being picked (waiters of an event or a condition), are added to `woken`.
    fn perform(&mut self, who: ThreadId, operation: O, woken: &mut Vec<ThreadId>) -> Reply;

    /// Gives it up, because it is not `ready` and its time is over.
    fn expire(&mut self, who: ThreadId, operation: O) -> Reply;
}
