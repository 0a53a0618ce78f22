//! `concurrent.futures.Future`.

use std::fmt;
use std::sync::Arc;

use super::ask::ask;
use super::current::Current;
use super::monitor::Monitor;
use super::slot::Slot;
use super::{Error, Timeout};
use crate::primitives::{self, FutureOperation, FutureState, Wait};

/// The state machine of a call that gives a `T`. The value is shared, so that it is not copied while others wait.
type State<T> = primitives::Future<Slot<Arc<T>>>;

/// What will have come of a call in a [`ThreadPool`](super::ThreadPool).
///
/// ```
/// use concur::sync::ThreadPool;
///
/// let pool = ThreadPool::new(2)?;
/// let future = pool.submit(|| 6 * 7)?;
/// assert_eq!(future.result(None)?, 42);
/// assert!(future.done());
/// # Ok::<(), concur::sync::Error>(())
/// ```
pub struct Future<T> {
    monitor: Arc<Monitor<State<T>, FutureOperation>>,
}

impl<T> Future<T> {
    /// A future of a call that has not begun.
    pub(super) fn pending() -> Self {
        Self { monitor: Arc::new(Monitor::new(State::default())) }
    }

    /// The same future, for who makes the call.
    pub(super) fn another(&self) -> Self {
        Self { monitor: Arc::clone(&self.monitor) }
    }

    /// The call begins; false if it was cancelled.
    pub(super) fn begin(&self) -> bool {
        self.change(State::begin).unwrap_or(false)
    }

    /// The call is over.
    pub(super) fn end(&self, result: Result<T, Error>) {
        let result = result.map(|value| Slot::Item(Arc::new(value))).map_err(Error::into_exception);
        self.change(|future| match result {
            Ok(value) => future.finish(value),
            Err(exception) => future.fail(exception),
        });
    }

    fn change<R>(&self, change: impl FnOnce(&mut State<T>) -> R) -> Option<R> {
        self.monitor.exclusively(&Current::thread(), |future, _| change(future))
    }

    /// Waits for the call, and gives its value; again and again, if need be. A value that cannot be cloned is to be had with
    /// [`Future::into_result`]. A negative timeout is no waiting.
    ///
    /// # Errors
    /// The call's own; `TimeoutError` if it took too long; `CancelledError` if it was cancelled.
    pub fn result(&self, timeout: impl Into<Timeout>) -> Result<T, Error>
    where
        T: Clone,
    {
        match ask(&self.monitor, FutureOperation::Result(timeout.into().wait()))? {
            Slot::Item(value) => Ok(T::clone(&value)),
            _ => Err(Error::impossible()),
        }
    }

    /// Waits for the call, and gives its value itself.
    ///
    /// # Errors
    /// The call's own; `CancelledError` if it was cancelled.
    pub fn into_result(self) -> Result<T, Error> {
        let value = ask(&self.monitor, FutureOperation::Result(Wait::Forever))?;
        // No one can ask any more. What is left behind is as good as anything.
        self.change(|future| std::mem::replace(&mut future.state, FutureState::Cancelled));
        match value {
            Slot::Item(value) => Arc::into_inner(value).ok_or_else(Error::impossible),
            _ => Err(Error::impossible()),
        }
    }

    /// Waits for the call, and gives its exception, if it raised one: a panic is a `Panic` with its message. A negative
    /// timeout is no waiting.
    ///
    /// # Errors
    /// `TimeoutError` if it took too long; `CancelledError` if it was cancelled.
    pub fn exception(&self, timeout: impl Into<Timeout>) -> Result<Option<Error>, Error> {
        match ask(&self.monitor, FutureOperation::Exception(timeout.into().wait()))? {
            Slot::Failure(exception) => Ok(Some(exception.into())),
            _ => Ok(None),
        }
    }

    /// Whether the call is over, or cancelled.
    pub fn done(&self) -> bool {
        self.monitor.look(State::is_over).unwrap_or(false)
    }

    /// Whether the call has begun and is not over.
    pub fn running(&self) -> bool {
        self.monitor.look(|future| matches!(future.state, FutureState::Running)).unwrap_or(false)
    }

    /// Cancels the call if it has not begun; says whether it is cancelled.
    pub fn cancel(&self) -> bool {
        self.change(State::cancel).unwrap_or(false)
    }

    /// Whether the call was cancelled.
    pub fn cancelled(&self) -> bool {
        self.monitor.look(|future| matches!(future.state, FutureState::Cancelled)).unwrap_or(false)
    }
}

impl<T> fmt::Debug for Future<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |future: &State<T>| match future.state {
            FutureState::Pending => "pending",
            FutureState::Running => "running",
            FutureState::Cancelled => "cancelled",
            FutureState::Finished(_) => "finished",
            FutureState::Failed(_) => "failed",
        };
        out.debug_struct("Future").field("state", &self.monitor.look(name).unwrap_or("")).finish()
    }
}
