//! `threading.Lock`.

use super::ask::goes_well;
use super::guard::{Guard, Held};
use super::monitor::Monitor;
use super::{Error, Timeout};
use crate::primitives::{self, MutexOperation, Wait};

/// A lock: held once, and released by anyone.
///
/// ```
/// use std::thread;
/// use concur::sync::Lock;
///
/// let lock = Lock::new();
/// let held = lock.lock();
/// assert!(!lock.try_acquire());
/// thread::scope(|scope| {
///     scope.spawn(|| {
///         let _held = lock.lock(); // once the other is dropped
///     });
///     drop(held);
/// });
/// assert!(!lock.locked());
/// ```
#[derive(Debug)]
pub struct Lock {
    pub(super) monitor: Monitor<primitives::Lock, MutexOperation>,
}

impl Lock {
    /// A free lock.
    pub fn new() -> Self {
        Self { monitor: Monitor::new(primitives::Lock::default()) }
    }

    /// Takes it, and holds it until the guard is dropped: Python's `with lock`.
    #[inline]
    pub fn lock(&self) -> Guard<&Self> {
        self.acquire();
        Guard::over(self)
    }

    /// Takes it, after waiting for as long as it takes.
    #[inline]
    pub fn acquire(&self) {
        // Without a limit there is nothing else that could come of it.
        let _ = goes_well(&self.monitor, MutexOperation::Acquire(Wait::Forever));
    }

    /// Takes it if it is free; says whether it was. Python's `acquire(False)`.
    #[inline]
    pub fn try_acquire(&self) -> bool {
        goes_well(&self.monitor, MutexOperation::Acquire(Wait::Never)).unwrap_or(false)
    }

    /// Takes it if it becomes free in time; says whether it did.
    ///
    /// # Errors
    /// `ValueError` for a negative timeout; but one of -1 second is no limit.
    pub fn acquire_timeout(&self, timeout: impl Into<Timeout>) -> Result<bool, Error> {
        goes_well(&self.monitor, MutexOperation::Acquire(timeout.into().wait_for_lock()?))
    }

    /// Gives it back, whoever took it.
    ///
    /// # Errors
    /// `RuntimeError` if no one holds it.
    #[inline]
    pub fn release(&self) -> Result<(), Error> {
        goes_well(&self.monitor, MutexOperation::Release).map(drop)
    }

    /// Whether anyone holds it.
    pub fn locked(&self) -> bool {
        self.monitor.look(|lock| primitives::Mutex::holder(lock).is_some()).unwrap_or(false)
    }
}

impl Default for Lock {
    fn default() -> Self {
        Self::new()
    }
}

impl Held for &Lock {
    #[inline]
    fn give_back(&self) -> Result<(), Error> {
        self.release()
    }
}
