//! `threading.Lock`, blocking.

use super::current::Current;
use super::monitor::Monitor;
use crate::primitives::{self, MutexOperation, Reply, Wait};
use crate::value::Value;

/// A lock.
#[derive(Debug)]
pub struct Lock {
    monitor: Monitor<primitives::Lock, MutexOperation>,
}

impl Lock {
    /// A free lock.
    pub fn new() -> Self {
        Self { monitor: Monitor::new(primitives::Lock::default()) }
    }

    /// Takes it.
    #[inline]
    pub fn acquire(&self) -> bool {
        let caller = Current::thread();
        let acquire = MutexOperation::Acquire(Wait::Forever);
        self.monitor.goes_through(&caller, &acquire)
            || matches!(
                self.monitor.operate(&caller, acquire),
                Some(answer) if matches!(answer.reply, Reply::Done(Value::Bool(true)))
            )
    }

    /// Gives it back.
    #[inline]
    pub fn release(&self) -> bool {
        let caller = Current::thread();
        self.monitor.goes_through(&caller, &MutexOperation::Release)
            || matches!(
                self.monitor.operate(&caller, MutexOperation::Release),
                Some(answer) if matches!(answer.reply, Reply::Done(_))
            )
    }
}
