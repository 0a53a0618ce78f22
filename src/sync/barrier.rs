//! `threading.Barrier`.

use std::fmt;

use super::ask::ask;
use super::monitor::Monitor;
use super::{Error, Timeout};
use crate::primitives::{self, BarrierOperation};
use crate::value::Value;

/// What the last thread to arrive does before all go on.
type Action = Box<dyn Fn() -> Result<(), Error> + Send + Sync>;

/// A number of threads go on only together.
///
/// ```
/// use std::thread;
/// use concur::sync::Barrier;
///
/// let barrier = Barrier::new(2)?;
/// thread::scope(|scope| {
///     let other = scope.spawn(|| barrier.wait(None));
///     let here = barrier.wait(None)?;
///     let there = other.join().unwrap()?;
///     assert_eq!(here + there, 1); // one came first and got 0, the other got 1
///     Ok::<(), concur::sync::Error>(())
/// })?;
/// # Ok::<(), concur::sync::Error>(())
/// ```
pub struct Barrier {
    monitor: Monitor<primitives::Barrier, BarrierOperation>,
    action: Option<Action>,
}

impl Barrier {
    /// A barrier for so many threads.
    ///
    /// # Errors
    /// `ValueError` for less than one.
    pub fn new(parties: i64) -> Result<Self, Error> {
        Self::build(parties, None, Timeout::FOREVER)
    }

    /// A barrier whose `wait(None)` waits no longer than `timeout`.
    ///
    /// # Errors
    /// `ValueError` for less than one thread.
    pub fn with_timeout(parties: i64, timeout: impl Into<Timeout>) -> Result<Self, Error> {
        Self::build(parties, None, timeout.into())
    }

    /// A barrier whose last thread to arrive runs `action` before all go on. If the action fails, or panics, the barrier
    /// is broken: that thread gets the action's error, the others `BrokenBarrierError`.
    ///
    /// ```
    /// use concur::sync::{Barrier, Error};
    ///
    /// let barrier = Barrier::with_action(1, None, || Err(Error::new("ValueError", "no")))?;
    /// assert_eq!(barrier.wait(None).unwrap_err().to_string(), "ValueError: no");
    /// assert!(barrier.broken());
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` for less than one thread.
    pub fn with_action(
        parties: i64,
        timeout: impl Into<Timeout>,
        action: impl Fn() -> Result<(), Error> + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        Self::build(parties, Some(Box::new(action)), timeout.into())
    }

    fn build(parties: i64, action: Option<Action>, timeout: Timeout) -> Result<Self, Error> {
        // The state machine only has to know whether there is an action.
        let stands_for_it = action.as_ref().map(|_| Value::None);
        let state = primitives::Barrier::new(parties, stands_for_it, timeout.wait())?;
        Ok(Self { monitor: Monitor::new(state), action })
    }

    /// Waits for the others (with `None`, for as long as the barrier's own timeout says); gives how many came before.
    ///
    /// # Errors
    /// `BrokenBarrierError` if the barrier is broken, is broken or reset meanwhile, or this takes too long, which breaks it;
    /// the action's error.
    pub fn wait(&self, timeout: impl Into<Timeout>) -> Result<usize, Error> {
        let timeout: Timeout = timeout.into();
        let wait = timeout.nanoseconds().map(|_| timeout.wait());
        match (ask(&self.monitor, BarrierOperation::Wait(wait))?, &self.action) {
            (Value::None, Some(action)) => self.act(action),
            (index, _) => number(&index),
        }
    }

    /// The last thread runs the action, and then lets all go.
    fn act(&self, action: &Action) -> Result<usize, Error> {
        let unless_done = BreaksOff(self);
        action()?;
        std::mem::forget(unless_done);
        number(&ask(&self.monitor, BarrierOperation::Release)?)
    }

    /// Makes it as new. Those who wait get `BrokenBarrierError`.
    pub fn reset(&self) {
        self.does(BarrierOperation::Reset);
    }

    /// Breaks it: those who wait, and those who come, get `BrokenBarrierError`.
    pub fn abort(&self) {
        self.does(BarrierOperation::Abort);
    }

    /// How many threads go on together.
    pub fn parties(&self) -> usize {
        self.monitor.look(|barrier| size(barrier.parties())).unwrap_or(0)
    }

    /// How many wait for the others.
    pub fn n_waiting(&self) -> usize {
        self.monitor.look(|barrier| size(barrier.waiting())).unwrap_or(0)
    }

    /// Whether it is broken.
    pub fn broken(&self) -> bool {
        self.monitor.look(primitives::Barrier::is_broken).unwrap_or(false)
    }

    /// Does what cannot go wrong.
    fn does(&self, operation: BarrierOperation) {
        let _ = ask(&self.monitor, operation);
    }
}

/// Tells the others when an action fails, by an error or a panic.
struct BreaksOff<'a>(&'a Barrier);

impl Drop for BreaksOff<'_> {
    fn drop(&mut self) {
        self.0.does(BarrierOperation::ActionFailed);
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Barrier").field("monitor", &self.monitor).finish_non_exhaustive()
    }
}

fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

fn number(value: &Value) -> Result<usize, Error> {
    match value {
        Value::Int(number) => Ok(size(*number)),
        _ => Err(Error::impossible()),
    }
}
