//! `threading.Condition`.

use std::fmt;

use super::ask::goes_well;
use super::condition_monitor::ConditionMonitor;
use super::current::Current;
use super::guard::{Guard, Held};
use super::lockable::Lockable;
use super::{Error, RLock, Timeout};
use crate::primitives::{self, ConditionOperation, MutexOperation, Operation, Reply, Wait};
use crate::value::Value;

/// A condition to wait for, over a lock: its own [`RLock`], or a [`Lock`](super::Lock) or [`RLock`] that it may share.
///
/// ```
/// use std::thread;
/// use std::sync::atomic::{AtomicBool, Ordering};
/// use concur::sync::{Condition, Error, Lock};
///
/// let lock = Lock::new();
/// let (ready, condition) = (AtomicBool::new(false), Condition::over(&lock));
/// thread::scope(|scope| {
///     let other = scope.spawn(|| {
///         let _held = lock.lock();
///         condition.wait_for(|| ready.load(Ordering::Relaxed), None)
///     });
///     let held = condition.lock()?;
///     ready.store(true, Ordering::Relaxed);
///     condition.notify(1)?;
///     drop(held);
///     assert!(other.join().unwrap()?);
///     Ok::<(), Error>(())
/// })?;
/// # Ok::<(), Error>(())
/// ```
pub struct Condition<L: Lockable = RLock> {
    lock: L,
    condition: ConditionMonitor,
}

impl Condition {
    /// A condition over an rlock of its own.
    pub fn new() -> Self {
        Self::over(RLock::new())
    }
}

impl Default for Condition {
    fn default() -> Self {
        Self::new()
    }
}

impl<L: Lockable> Condition<L> {
    /// A condition over a lock or an rlock, or a reference or `Arc` of one.
    pub fn over(lock: L) -> Self {
        Self { lock, condition: ConditionMonitor::new(primitives::Condition::default()) }
    }

    /// Takes the lock, and holds it until the guard is dropped: Python's `with condition`.
    ///
    /// # Errors
    /// As [`RLock::acquire`].
    pub fn lock(&self) -> Result<Guard<&Self>, Error> {
        self.acquire()?;
        Ok(Guard::over(self))
    }

    /// Takes the lock, after waiting for as long as it takes.
    ///
    /// # Errors
    /// As [`RLock::acquire`].
    pub fn acquire(&self) -> Result<(), Error> {
        goes_well(self.lock.monitor().0, MutexOperation::Acquire(Wait::Forever)).map(drop)
    }

    /// Takes the lock if it is free; says whether it was.
    ///
    /// # Errors
    /// As [`RLock::acquire`].
    pub fn try_acquire(&self) -> Result<bool, Error> {
        goes_well(self.lock.monitor().0, MutexOperation::Acquire(Wait::Never))
    }

    /// Takes the lock if it becomes free in time; says whether it did.
    ///
    /// # Errors
    /// As [`RLock::acquire_timeout`].
    pub fn acquire_timeout(&self, timeout: impl Into<Timeout>) -> Result<bool, Error> {
        goes_well(self.lock.monitor().0, MutexOperation::Acquire(timeout.into().wait_for_lock()?))
    }

    /// Gives the lock back.
    ///
    /// # Errors
    /// As that of the lock.
    pub fn release(&self) -> Result<(), Error> {
        goes_well(self.lock.monitor().0, MutexOperation::Release).map(drop)
    }

    /// Gives the lock back altogether, waits to be notified, and takes the lock again; false if no notify came in time. A
    /// negative timeout is no waiting.
    ///
    /// # Errors
    /// `RuntimeError` without the lock.
    pub fn wait(&self, timeout: impl Into<Timeout>) -> Result<bool, Error> {
        self.ask(ConditionOperation::Wait(timeout.into().wait())).map(|value| value == Value::Bool(true))
    }

    /// Waits until `predicate` is true, asking it first and after each notify; false if it is not after `timeout` in all.
    ///
    /// # Errors
    /// `RuntimeError` if it has to wait without the lock.
    pub fn wait_for(&self, mut predicate: impl FnMut() -> bool, timeout: impl Into<Timeout>) -> Result<bool, Error> {
        let mut timeout = timeout.into();
        let mut end = None;
        loop {
            if predicate() {
                return Ok(true);
            }
            if let Some(end) = end {
                timeout = Timeout::until(end);
                if timeout == Timeout::NOW {
                    return Ok(false);
                }
            } else {
                // As in CPython, time counts from the first wait, and there is one even if the timeout is none.
                end = timeout.end();
            }
            self.wait(timeout)?;
        }
    }

    /// Wakes up to so many of those who wait, the longest waiting first.
    ///
    /// # Errors
    /// `RuntimeError` without the lock.
    pub fn notify(&self, count: i64) -> Result<(), Error> {
        self.ask(ConditionOperation::Notify(count)).map(drop)
    }

    /// Wakes all who wait.
    ///
    /// # Errors
    /// `RuntimeError` without the lock.
    pub fn notify_all(&self) -> Result<(), Error> {
        self.ask(ConditionOperation::NotifyAll).map(drop)
    }

    /// How many wait for a notify.
    pub fn waiters(&self) -> usize {
        self.condition.snapshot().map_or(0, |condition| condition.waiters().len())
    }

    /// Does an operation up to its end, be it the condition's or, once a wait is over, the lock's.
    fn ask(&self, operation: ConditionOperation) -> Result<Value, Error> {
        let (lock, caller) = (self.lock.monitor().0, Current::thread());
        let mut operation = Operation::Condition(operation);
        loop {
            let reply = match operation {
                Operation::Condition(its) => self.condition.operate(lock, &caller, its).map(|answered| answered.reply),
                Operation::Mutex(its) => lock.operate(&caller, its).map(|answered| answered.reply.widen()),
                _ => None,
            };
            match reply {
                Some(Reply::Done(value)) => return Ok(value),
                Some(Reply::Raise(exception)) => return Err(exception.into()),
                Some(Reply::Continue(next)) => operation = next,
                Some(Reply::Call(_)) | None => return Err(Error::impossible()),
            }
        }
    }
}

impl<L: Lockable> fmt::Debug for Condition<L> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Condition").field("waiters", &self.waiters()).finish_non_exhaustive()
    }
}

impl<L: Lockable> Held for &Condition<L> {
    fn give_back(&self) -> Result<(), Error> {
        self.release()
    }
}
