//! Many readers or one writer: CDL's `rwlock`, which Python does not have.

use super::Error;
use super::ask::ask;
use super::guard::{Guard, Held};
use super::monitor::Monitor;
use crate::primitives::{self, RwLockOperation};

/// A lock for many readers or one writer. A writer that waits goes before readers that come later.
///
/// It is not reentrant: who asks to write while reading or writing waits for itself.
///
/// ```
/// use concur::sync::RwLock;
///
/// let lock = RwLock::new();
/// {
///     let _one = lock.read();
///     let _more = lock.read();
/// }
/// let _alone = lock.write();
/// ```
#[derive(Debug)]
pub struct RwLock {
    monitor: Monitor<primitives::RwLock, RwLockOperation>,
}

/// A reader's part of an rwlock.
#[derive(Debug)]
pub struct Reading<'a>(&'a RwLock);

/// The writer's part of an rwlock.
#[derive(Debug)]
pub struct Writing<'a>(&'a RwLock);

impl RwLock {
    /// A free one.
    pub fn new() -> Self {
        Self { monitor: Monitor::new(primitives::RwLock::default()) }
    }

    /// Joins the readers until the guard is dropped, after waiting for writers: those that write, and those that wait to.
    pub fn read(&self) -> Guard<Reading<'_>> {
        self.does(RwLockOperation::AcquireRead);
        Guard::over(Reading(self))
    }

    /// Writes alone until the guard is dropped.
    pub fn write(&self) -> Guard<Writing<'_>> {
        self.does(RwLockOperation::AcquireWrite);
        Guard::over(Writing(self))
    }

    /// Does what cannot go wrong.
    fn does(&self, operation: RwLockOperation) {
        let _ = ask(&self.monitor, operation);
    }
}

impl Default for RwLock {
    fn default() -> Self {
        Self::new()
    }
}

impl Held for Reading<'_> {
    fn give_back(&self) -> Result<(), Error> {
        ask(&self.0.monitor, RwLockOperation::ReleaseRead).map(drop)
    }
}

impl Held for Writing<'_> {
    fn give_back(&self) -> Result<(), Error> {
        ask(&self.0.monitor, RwLockOperation::ReleaseWrite).map(drop)
    }
}
