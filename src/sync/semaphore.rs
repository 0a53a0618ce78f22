//! `threading.Semaphore` and `threading.BoundedSemaphore`.

use std::ops::Deref;

use super::ask::goes_well;
use super::guard::{Guard, Held};
use super::monitor::Monitor;
use super::{Error, Timeout};
use crate::primitives::{self, SemaphoreOperation, Wait};

/// A number of permits. They have no owners: any thread may give any number back.
///
/// ```
/// use concur::sync::Semaphore;
///
/// let semaphore = Semaphore::new(1)?;
/// let permit = semaphore.permit();
/// assert!(!semaphore.try_acquire());
/// drop(permit);
/// semaphore.release_many(2)?;
/// assert_eq!(semaphore.value(), 3);
/// # Ok::<(), concur::sync::Error>(())
/// ```
#[derive(Debug)]
pub struct Semaphore {
    monitor: Monitor<primitives::Semaphore, SemaphoreOperation>,
}

/// A semaphore that never has more permits than it started with. It is a [`Semaphore`], as in Python, where it is a
/// subclass.
///
/// ```
/// use concur::sync::BoundedSemaphore;
///
/// let semaphore = BoundedSemaphore::new(2)?;
/// semaphore.acquire();
/// semaphore.release()?;
/// assert_eq!(semaphore.release().unwrap_err().to_string(), "ValueError: Semaphore released too many times");
/// # Ok::<(), concur::sync::Error>(())
/// ```
#[derive(Debug)]
pub struct BoundedSemaphore(Semaphore);

impl Semaphore {
    /// A semaphore with so many permits.
    ///
    /// # Errors
    /// `ValueError` for less than none.
    pub fn new(value: i64) -> Result<Self, Error> {
        Ok(Self { monitor: Monitor::new(primitives::Semaphore::new(value)?) })
    }

    /// Takes a permit, and gives it back when the guard is dropped: Python's `with semaphore`.
    #[inline]
    pub fn permit(&self) -> Guard<&Self> {
        self.acquire();
        Guard::over(self)
    }

    /// Takes a permit, after waiting for one for as long as it takes.
    #[inline]
    pub fn acquire(&self) {
        // Without a limit there is nothing else that could come of it.
        let _ = goes_well(&self.monitor, SemaphoreOperation::Acquire(Wait::Forever));
    }

    /// Takes a permit if there is one; says whether there was. Python's `acquire(False)`.
    #[inline]
    pub fn try_acquire(&self) -> bool {
        self.acquire_timeout(Timeout::NOW)
    }

    /// Takes a permit if there comes one in time; says whether it did. A negative timeout is no waiting.
    #[inline]
    pub fn acquire_timeout(&self, timeout: impl Into<Timeout>) -> bool {
        goes_well(&self.monitor, SemaphoreOperation::Acquire(timeout.into().wait())).unwrap_or(false)
    }

    /// Gives a permit back.
    ///
    /// # Errors
    /// As [`Semaphore::release_many`].
    #[inline]
    pub fn release(&self) -> Result<(), Error> {
        self.release_many(1)
    }

    /// Gives so many permits back, or none and an error. Python's `release(n)`.
    ///
    /// # Errors
    /// `ValueError` for less than one, and where there would be more than the bound; `OverflowError` for more than 64 bits
    /// hold.
    #[inline]
    pub fn release_many(&self, permits: i64) -> Result<(), Error> {
        goes_well(&self.monitor, SemaphoreOperation::Release(permits)).map(drop)
    }

    /// How many permits are left.
    pub fn value(&self) -> i64 {
        self.monitor.look(primitives::Semaphore::value).unwrap_or(0)
    }
}

impl BoundedSemaphore {
    /// A semaphore with so many permits, and never more.
    ///
    /// # Errors
    /// `ValueError` for less than none.
    pub fn new(value: i64) -> Result<Self, Error> {
        Ok(Self(Semaphore { monitor: Monitor::new(primitives::Semaphore::bounded(value)?) }))
    }
}

impl Deref for BoundedSemaphore {
    type Target = Semaphore;

    #[inline]
    fn deref(&self) -> &Semaphore {
        &self.0
    }
}

impl Held for &Semaphore {
    #[inline]
    fn give_back(&self) -> Result<(), Error> {
        self.release()
    }
}
