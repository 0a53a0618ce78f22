//! `queue.Queue`.

use std::cell::Cell;
use std::fmt;

use super::ask::ask;
use super::monitor::Monitor;
use super::offer::Offer;
use super::slot::Slot;
use super::{Error, Timeout};
use crate::primitives::{self, QueueNeed, QueueOperation, Wait, timeout};

/// A queue: first in, first out, with a count of what is not dealt with.
///
/// ```
/// use std::thread;
/// use concur::sync::Queue;
///
/// let queue = Queue::new(2);
/// thread::scope(|scope| {
///     scope.spawn(|| {
///         while let Some(number) = queue.get(None).unwrap() {
///             println!("{number}");
///             queue.task_done().unwrap();
///         }
///     });
///     for number in 0..10 {
///         queue.put(Some(number), None)?;
///     }
///     queue.join();
///     queue.put(None, None)
/// })?;
/// # Ok::<(), concur::sync::Error>(())
/// ```
pub struct Queue<T> {
    monitor: Monitor<primitives::Queue<Slot<T>>, QueueNeed>,
}

/// An item that was not put into a queue, and why: `Full`, or `ValueError` for a negative timeout.
#[derive(Clone, PartialEq, Eq)]
pub struct PutError<T> {
    /// The item.
    pub item: T,
    /// Why.
    pub error: Error,
}

impl<T> Queue<T> {
    /// A queue for so many items; for any number if that is less than one.
    pub fn new(maxsize: i64) -> Self {
        Self { monitor: Monitor::new(primitives::Queue::new(maxsize)) }
    }

    /// Adds an item, after waiting for room.
    ///
    /// # Errors
    /// `Full` if there was none in time; `ValueError` for a negative timeout, if the queue has a bound. The item comes back.
    pub fn put(&self, item: T, timeout: impl Into<Timeout>) -> Result<(), PutError<T>> {
        self.offer(item, timeout::wait_to_put(timeout.into().nanoseconds()))
    }

    /// Adds an item if there is room.
    ///
    /// # Errors
    /// `Full` if there is none. The item comes back.
    pub fn put_nowait(&self, item: T) -> Result<(), PutError<T>> {
        self.offer(item, Wait::Never)
    }

    fn offer(&self, item: T, wait: Wait) -> Result<(), PutError<T>> {
        let item = Cell::new(Some(item));
        match (ask(&self.monitor, Offer::new(&item, wait)), item.into_inner()) {
            (Err(error), Some(item)) => Err(PutError { item, error }),
            _ => Ok(()),
        }
    }

    /// Takes the first item, after waiting for one.
    ///
    /// # Errors
    /// `Empty` if there was none in time; `ValueError` for a negative timeout.
    pub fn get(&self, timeout: impl Into<Timeout>) -> Result<T, Error> {
        self.take(timeout::wait_to_get(timeout.into().nanoseconds())?)
    }

    /// Takes the first item if there is one.
    ///
    /// # Errors
    /// `Empty` if there is none.
    pub fn get_nowait(&self) -> Result<T, Error> {
        self.take(Wait::Never)
    }

    fn take(&self, wait: Wait) -> Result<T, Error> {
        match ask(&self.monitor, QueueOperation::Get(wait))? {
            Slot::Item(item) => Ok(item),
            _ => Err(Error::impossible()),
        }
    }

    /// Says that an item that was taken is dealt with.
    ///
    /// # Errors
    /// `ValueError` if that was said of all that were put.
    pub fn task_done(&self) -> Result<(), Error> {
        ask(&self.monitor, QueueOperation::TaskDone).map(drop)
    }

    /// Waits until every item that was put is dealt with.
    pub fn join(&self) {
        // Without a limit there is nothing else that could come of it.
        let _ = ask(&self.monitor, QueueOperation::Join);
    }

    /// How many items are in it.
    pub fn qsize(&self) -> usize {
        self.monitor.look(|queue| queue.items().len()).unwrap_or(0)
    }

    /// Whether there is no item in it.
    pub fn empty(&self) -> bool {
        self.qsize() == 0
    }

    /// Whether there is no room in it.
    pub fn full(&self) -> bool {
        self.monitor.look(primitives::Queue::is_full).unwrap_or(false)
    }

    /// How many items that were put are not dealt with.
    pub fn unfinished_tasks(&self) -> usize {
        self.monitor.look(primitives::Queue::unfinished).unwrap_or(0)
    }
}

impl<T> fmt::Debug for Queue<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Queue").field("qsize", &self.qsize()).finish_non_exhaustive()
    }
}

/// Without the item, which need not be printable.
impl<T> fmt::Debug for PutError<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, out)
    }
}

impl<T> fmt::Display for PutError<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, out)
    }
}

impl<T> std::error::Error for PutError<T> {}

impl<T> From<PutError<T>> for Error {
    fn from(refused: PutError<T>) -> Self {
        refused.error
    }
}
