//! `threading.Event`.

use super::Timeout;
use super::ask::{ask, goes_well};
use super::monitor::Monitor;
use crate::primitives::{self, EventOperation};
use crate::value::Value;

/// A flag to wait for.
///
/// ```
/// use std::thread;
/// use concur::sync::Event;
///
/// let event = Event::new();
/// thread::scope(|scope| {
///     scope.spawn(|| assert!(event.wait(None)));
///     event.set();
/// });
/// event.clear();
/// assert!(!event.is_set());
/// ```
#[derive(Debug)]
pub struct Event {
    monitor: Monitor<primitives::Event, EventOperation>,
}

impl Event {
    /// A flag that is not set.
    pub fn new() -> Self {
        Self { monitor: Monitor::new(primitives::Event::default()) }
    }

    /// Sets the flag, and wakes all who wait: they get true even if it is cleared before they run.
    #[inline]
    pub fn set(&self) {
        // Nothing can go wrong with it.
        let _ = goes_well(&self.monitor, EventOperation::Set);
    }

    /// Clears the flag.
    #[inline]
    pub fn clear(&self) {
        // Nothing can go wrong with it.
        let _ = goes_well(&self.monitor, EventOperation::Clear);
    }

    /// Whether the flag is set.
    #[inline]
    pub fn is_set(&self) -> bool {
        self.monitor.look(primitives::Event::is_set).unwrap_or(false)
    }

    /// Waits until the flag is set; false if that took too long. A negative timeout is no waiting.
    #[inline]
    pub fn wait(&self, timeout: impl Into<Timeout>) -> bool {
        self.is_set() || ask(&self.monitor, EventOperation::Wait(timeout.into().wait())) == Ok(Value::Bool(true))
    }
}

impl Default for Event {
    fn default() -> Self {
        Self::new()
    }
}
