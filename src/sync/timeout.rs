//! How long a call may wait.

use std::time::{Duration, Instant};

use super::Error;
use crate::primitives::{Wait, timeout};
use crate::value::{self, Value};

/// How long a call may wait: `None` is without limit, as in Python; a `Duration` or a number of seconds is at most that
/// long. A number of seconds may be negative, as in Python: some calls object to that, for others it is no waiting.
///
/// ```
/// use std::time::Duration;
/// use concur::sync::{Event, Timeout};
///
/// let event = Event::new();
/// assert!(!event.wait(Duration::from_millis(1)));
/// assert!(!event.wait(Timeout::seconds(-0.5)?));
/// event.set();
/// assert!(event.wait(None));
/// # Ok::<(), concur::sync::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timeout(Option<i64>);

impl Timeout {
    /// Without limit.
    pub const FOREVER: Self = Self(None);

    /// No waiting.
    pub const NOW: Self = Self(Some(0));

    /// So many seconds.
    ///
    /// # Errors
    /// `OverflowError` for more than 64 bits of nanoseconds, `ValueError` for NaN.
    pub fn seconds(seconds: f64) -> Result<Self, Error> {
        Ok(Self(Some(value::duration_from(&Value::Float(seconds))?)))
    }

    /// What is left until `end`.
    pub(super) fn until(end: Instant) -> Self {
        end.saturating_duration_since(Instant::now()).into()
    }

    /// When it is over, if it begins now; none if that is further away than clocks go.
    pub(super) fn end(self) -> Option<Instant> {
        let nanoseconds = u64::try_from(self.0?).unwrap_or(0);
        Instant::now().checked_add(Duration::from_nanos(nanoseconds))
    }

    /// In nanoseconds; none if there is no limit.
    pub(super) fn nanoseconds(self) -> Option<i64> {
        self.0
    }

    /// For the many calls for which a negative timeout is none.
    pub(super) fn wait(self) -> Wait {
        self.0.map_or(Wait::Forever, timeout::wait_for)
    }

    /// For locks, which object to negative timeouts; but -1 second is no limit.
    pub(super) fn wait_for_lock(self) -> Result<Wait, Error> {
        Ok(self.0.map_or(Ok(Wait::Forever), timeout::wait_for_lock)?)
    }
}

/// More than 292 years are as good as that.
impl From<Duration> for Timeout {
    fn from(duration: Duration) -> Self {
        Self(Some(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)))
    }
}

impl From<Option<Duration>> for Timeout {
    fn from(duration: Option<Duration>) -> Self {
        duration.map_or(Self::FOREVER, Self::from)
    }
}

impl TryFrom<f64> for Timeout {
    type Error = Error;

    fn try_from(seconds: f64) -> Result<Self, Error> {
        Self::seconds(seconds)
    }
}
