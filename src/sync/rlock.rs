//! `threading.RLock`.

use super::ask::goes_well;
use super::guard::{Guard, Held};
use super::monitor::Monitor;
use super::{Error, Timeout};
use crate::primitives::{self, MutexOperation, Wait};

/// A lock that its owner may take again, and that only its owner may release, as often as it was taken.
///
/// ```
/// use concur::sync::RLock;
///
/// let rlock = RLock::new();
/// rlock.acquire()?;
/// rlock.acquire()?;
/// rlock.release()?;
/// rlock.release()?;
/// assert_eq!(rlock.release().unwrap_err().to_string(), "RuntimeError: cannot release un-acquired lock");
/// # Ok::<(), concur::sync::Error>(())
/// ```
#[derive(Debug)]
pub struct RLock {
    pub(super) monitor: Monitor<primitives::RLock, MutexOperation>,
}

impl RLock {
    /// A free rlock.
    pub fn new() -> Self {
        Self { monitor: Monitor::new(primitives::RLock::default()) }
    }

    /// Takes it, and holds it until the guard is dropped: Python's `with rlock`.
    ///
    /// # Errors
    /// As [`RLock::acquire`].
    #[inline]
    pub fn lock(&self) -> Result<Guard<&Self>, Error> {
        self.acquire()?;
        Ok(Guard::over(self))
    }

    /// Takes it, once more if the calling thread has it, after waiting for as long as it takes.
    ///
    /// # Errors
    /// `OverflowError` if the thread holds it four billion levels deep.
    #[inline]
    pub fn acquire(&self) -> Result<(), Error> {
        goes_well(&self.monitor, MutexOperation::Acquire(Wait::Forever)).map(drop)
    }

    /// Takes it if no other thread has it; says whether that was so. Python's `acquire(False)`.
    ///
    /// # Errors
    /// As [`RLock::acquire`].
    #[inline]
    pub fn try_acquire(&self) -> Result<bool, Error> {
        goes_well(&self.monitor, MutexOperation::Acquire(Wait::Never))
    }

    /// Takes it if it becomes free in time; says whether it did.
    ///
    /// # Errors
    /// As [`RLock::acquire`], and `ValueError` for a negative timeout; but one of -1 second is no limit.
    pub fn acquire_timeout(&self, timeout: impl Into<Timeout>) -> Result<bool, Error> {
        goes_well(&self.monitor, MutexOperation::Acquire(timeout.into().wait_for_lock()?))
    }

    /// Gives one level of it back.
    ///
    /// # Errors
    /// `RuntimeError` if the calling thread does not have it.
    #[inline]
    pub fn release(&self) -> Result<(), Error> {
        goes_well(&self.monitor, MutexOperation::Release).map(drop)
    }
}

impl Default for RLock {
    fn default() -> Self {
        Self::new()
    }
}

impl Held for &RLock {
    #[inline]
    fn give_back(&self) -> Result<(), Error> {
        self.release()
    }
}
