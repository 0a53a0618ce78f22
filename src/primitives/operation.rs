//! What can be asked of each primitive: operations with their arguments checked and converted.

use crate::value::{ThreadId, Value};

/// How long an operation may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wait {
    /// Not at all: what cannot go on gives up in the same step.
    Never,
    /// Without limit.
    Forever,
    /// So many nanoseconds, more than none. (A queue's `put` may carry a negative number: only a bounded queue objects to
    /// it, and only the queue knows whether it is one.)
    For(i64),
}

/// An operation on a primitive, a thread's handle or a future. Each is one step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// On a lock or rlock; also a condition's `acquire` and `release`, which act on its lock.
    Mutex(MutexOperation),
    /// On a semaphore, bounded or not.
    Semaphore(SemaphoreOperation),
    /// On an event.
    Event(EventOperation),
    /// On a condition.
    Condition(ConditionOperation),
    /// On a barrier.
    Barrier(BarrierOperation),
    /// On a queue.
    Queue(QueueOperation),
    /// On an rwlock.
    RwLock(RwLockOperation),
    /// On a pool.
    Pool(PoolOperation),
    /// On a future.
    Future(FutureOperation),
    /// On a thread's handle.
    Thread(ThreadOperation),
}

/// Operations of `lock` and `rlock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MutexOperation {
    /// Takes it; gives whether it got it.
    Acquire(Wait),
    /// Gives it back, one level of an rlock.
    Release,
    /// Whether anyone holds it.
    Locked,
    /// The end of a condition's `wait`: takes the lock back `depth` levels deep; gives `notified`.
    Reacquire {
        /// Levels of an rlock held before the wait.
        depth: u32,
        /// What `wait` gives.
        notified: bool,
    },
}

/// Operations of `semaphore` and `bounded_semaphore`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SemaphoreOperation {
    /// Takes a permit; gives whether it got one.
    Acquire(Wait),
    /// Gives back so many.
    Release(i64),
    /// How many permits are left (`s.value`).
    Value,
}

/// Operations of `event`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventOperation {
    /// Sets the flag and wakes all who wait.
    Set,
    /// Clears the flag.
    Clear,
    /// The flag.
    IsSet,
    /// Gives True at once if set, else goes on as `Waiting` (always ready).
    Wait(Wait),
    /// Ready when `set` has been called since the wait began.
    Waiting(Wait),
}

/// Operations of `condition`, besides its lock's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConditionOperation {
    /// Releases the lock, joins the waiters, goes on as `Waiting` (always ready; an error without the lock).
    Wait(Wait),
    /// Ready when notified; goes on as [`MutexOperation::Reacquire`] in the same step when the lock is free.
    Waiting {
        /// Levels of an rlock to take back.
        depth: u32,
        /// How long.
        wait: Wait,
    },
    /// Wakes up to so many waiters.
    Notify(i64),
    /// Wakes all waiters.
    NotifyAll,
    /// How many wait (`c.waiters`).
    Waiters,
}

/// Operations of `barrier`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BarrierOperation {
    /// Arrives (`None`: with the barrier's own timeout). Ready unless an earlier generation is still leaving, or its
    /// action runs. The last arrival releases all, or calls the action first.
    Wait(Option<Wait>),
    /// Has arrived as number `index`; ready when all have, or the barrier is broken.
    Arrived {
        /// How many came before.
        index: i64,
        /// How long it waits for the others.
        wait: Wait,
    },
    /// The action went through: lets all go.
    Release,
    /// The action raised: breaks the barrier.
    ActionFailed,
    /// Back to empty; those who wait get BrokenBarrierError.
    Reset,
    /// Breaks it.
    Abort,
    /// `b.parties`.
    Parties,
    /// `b.n_waiting`.
    Waiting,
    /// `b.broken`.
    Broken,
}

/// Operations of `queue`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum QueueOperation<V = Value> {
    /// Adds an item, once there is room.
    Put(V, Wait),
    /// Takes the first item, once there is one.
    Get(Wait),
    /// Says that one item taken is dealt with.
    TaskDone,
    /// Waits until every item put is dealt with.
    Join,
    /// How many items are in it.
    Size,
    /// Whether there is none.
    Empty,
    /// Whether there is no room.
    Full,
    /// How many items are not dealt with (`q.unfinished_tasks`).
    Unfinished,
}

/// Operations of `rwlock` and its guards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RwLockOperation {
    /// Joins the readers; waits while a writer holds it or waits for it.
    AcquireRead,
    /// Leaves the readers.
    ReleaseRead,
    /// Queues as a writer, goes on as `WaitWrite` if it must (always ready).
    AcquireWrite,
    /// Ready when no one else holds it.
    WaitWrite,
    /// Stops writing.
    ReleaseWrite,
}

/// Operations of `pool`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PoolOperation {
    /// Queues a call; gives its future.
    Submit {
        /// What is called.
        function: Value,
        /// With what.
        arguments: Vec<Value>,
        /// What has a name: a dict, or None for nothing.
        keywords: Value,
    },
    /// `P.map(f, list)`.
    Map {
        /// What is called.
        function: Value,
        /// With each of these (a list).
        items: Value,
    },
    /// No more submits; with `cancel`, pending futures are cancelled. Goes on as `AwaitWorkers` if it is to wait.
    Shutdown {
        /// Whether to wait for the workers.
        wait: bool,
        /// Whether to cancel what has not begun.
        cancel: bool,
    },
    /// Ready when every worker has ended.
    AwaitWorkers,
    /// A worker looks for its next task; finding none, it is idle and goes on as `AwaitTask` (always ready).
    Take,
    /// An idle worker: ready when there is a task, or none will come any more.
    AwaitTask,
}

/// Operations of a future.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FutureOperation {
    /// The call's value, or its exception raised.
    Result(Wait),
    /// The call's exception as a value, or None.
    Exception(Wait),
    /// Whether it is over.
    Done,
    /// Whether it has begun and is not over.
    Running,
    /// Cancels it if it has not begun.
    Cancel,
    /// Whether it was cancelled.
    Cancelled,
}

/// Operations of a thread's handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ThreadOperation {
    /// Waits for its end; gives None either way.
    Join(Wait),
    /// Whether it has not ended.
    IsAlive,
    /// `t.daemon`.
    Daemon,
}

/// What a driver has to know of an operation that may have to wait.
pub trait Demand {
    /// How long it may wait.
    #[inline]
    fn patience(&self) -> Wait {
        Wait::Forever
    }

    /// Who waits on one object in one class becomes ready with all others of that class.
    #[inline]
    fn class(&self) -> u8 {
        0
    }

    /// Whether its waiters are woken one by one (by name, in `woken`) rather than as a class.
    #[inline]
    fn is_woken_by_name(&self) -> bool {
        false
    }

    /// Whether one that goes on takes away what the others of its class wait for.
    #[inline]
    fn takes(&self) -> bool {
        false
    }

    /// Whether it may let someone else go on who waits.
    #[inline]
    fn frees(&self) -> bool {
        true
    }
}

impl Demand for MutexOperation {
    #[inline]
    fn patience(&self) -> Wait {
        if let Self::Acquire(wait) = self { *wait } else { Wait::Forever }
    }

    #[inline]
    fn takes(&self) -> bool {
        true
    }

    #[inline]
    fn frees(&self) -> bool {
        matches!(self, Self::Release)
    }
}

impl Demand for SemaphoreOperation {
    #[inline]
    fn patience(&self) -> Wait {
        if let Self::Acquire(wait) = self { *wait } else { Wait::Forever }
    }

    #[inline]
    fn takes(&self) -> bool {
        true
    }

    #[inline]
    fn frees(&self) -> bool {
        matches!(self, Self::Release(_))
    }
}

impl Demand for EventOperation {
    #[inline]
    fn patience(&self) -> Wait {
        if let Self::Waiting(wait) = self { *wait } else { Wait::Forever }
    }

    #[inline]
    fn is_woken_by_name(&self) -> bool {
        matches!(self, Self::Waiting(_))
    }
}

impl Demand for ConditionOperation {
    #[inline]
    fn patience(&self) -> Wait {
        if let Self::Waiting { wait, .. } = self { *wait } else { Wait::Forever }
    }

    #[inline]
    fn is_woken_by_name(&self) -> bool {
        matches!(self, Self::Waiting { .. })
    }
}

impl Demand for BarrierOperation {
    #[inline]
    fn patience(&self) -> Wait {
        if let Self::Arrived { wait, .. } = self { *wait } else { Wait::Forever }
    }

    #[inline]
    fn class(&self) -> u8 {
        match self {
            Self::Arrived { .. } => 1,
            Self::Reset | Self::Abort => 2,
            _ => 0,
        }
    }
}

impl<V> Demand for QueueOperation<V> {
    #[inline]
    fn patience(&self) -> Wait {
        if let Self::Put(_, wait) | Self::Get(wait) = self { *wait } else { Wait::Forever }
    }

    #[inline]
    fn class(&self) -> u8 {
        match self {
            Self::Get(_) => 1,
            Self::Join => 2,
            _ => 0,
        }
    }

    #[inline]
    fn takes(&self) -> bool {
        matches!(self, Self::Get(_) | Self::Put(..))
    }
}

impl Demand for RwLockOperation {
    #[inline]
    fn class(&self) -> u8 {
        u8::from(matches!(self, Self::WaitWrite))
    }

    #[inline]
    fn takes(&self) -> bool {
        matches!(self, Self::WaitWrite)
    }
}

impl Demand for PoolOperation {
    #[inline]
    fn class(&self) -> u8 {
        u8::from(matches!(self, Self::AwaitTask))
    }
}

impl Demand for FutureOperation {
    #[inline]
    fn patience(&self) -> Wait {
        if let Self::Result(wait) | Self::Exception(wait) = self { *wait } else { Wait::Forever }
    }
}

impl Demand for ThreadOperation {
    #[inline]
    fn patience(&self) -> Wait {
        if let Self::Join(wait) = self { *wait } else { Wait::Forever }
    }
}

/// Asks the operation inside.
macro_rules! of_any {
    ($operation:expr, $its:ident => $answer:expr) => {
        match $operation {
            Operation::Mutex($its) => $answer,
            Operation::Semaphore($its) => $answer,
            Operation::Event($its) => $answer,
            Operation::Condition($its) => $answer,
            Operation::Barrier($its) => $answer,
            Operation::Queue($its) => $answer,
            Operation::RwLock($its) => $answer,
            Operation::Pool($its) => $answer,
            Operation::Future($its) => $answer,
            Operation::Thread($its) => $answer,
        }
    };
}

impl Demand for Operation {
    #[inline]
    fn patience(&self) -> Wait {
        of_any!(self, its => its.patience())
    }

    #[inline]
    fn class(&self) -> u8 {
        of_any!(self, its => its.class())
    }

    #[inline]
    fn is_woken_by_name(&self) -> bool {
        of_any!(self, its => its.is_woken_by_name())
    }

    #[inline]
    fn takes(&self) -> bool {
        of_any!(self, its => its.takes())
    }
}

/// What those who have to do with a pool wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PoolNeed {
    /// Nothing.
    Nothing,
    /// A worker: a task, or the end of all tasks.
    Task,
    /// Whoever shuts it down: the end of all workers.
    NoWorkers,
}

/// How many classes of waiters one object can have.
pub const CLASSES: u8 = 3;

/// A pick among the waiters of a condition: gets who waits, longest first, and gives an index.
pub type Pick<'a> = &'a mut dyn FnMut(&[ThreadId]) -> usize;
