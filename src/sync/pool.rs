//! `concurrent.futures.ThreadPoolExecutor`.
//!
//! A call that is dropped before it has begun cancels its future, so no one waits for it in vain, whatever becomes of the
//! pool.

use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};

use parking_lot::Mutex;

use super::caller::Caller;
use super::current::{self, Current};
use super::future::Future;
use super::map::Map;
use super::monitor::Monitor;
use super::{Error, Timeout};
use crate::primitives::{Pool, PoolNeed, Take};
use crate::system;
use crate::value::ThreadId;

/// How many pools without a name there have been: Python counts them in the names of their threads.
static UNNAMED: AtomicUsize = AtomicUsize::new(0);

/// Something to be done by a worker.
trait Task: Send {
    /// Does it.
    fn run(self: Box<Self>);
}

/// A call, and where its end is told.
struct Call<T, F> {
    future: Future<T>,
    function: Option<F>,
}

impl<T: Send + Sync, F: FnOnce() -> T + Send> Task for Call<T, F> {
    fn run(mut self: Box<Self>) {
        if self.future.begin()
            && let Some(function) = self.function.take()
        {
            let result = panic::catch_unwind(AssertUnwindSafe(function));
            self.future.end(result.map_err(Error::of_panic));
        }
    }
}

impl<T, F> Drop for Call<T, F> {
    fn drop(&mut self) {
        self.future.cancel();
    }
}

/// What a pool and its workers share.
struct Shared {
    monitor: Monitor<Pool<Box<dyn Task>>, PoolNeed>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// Threads that make calls for others. A thread is started when a call is submitted and none is idle.
///
/// Dropping the pool waits until all calls are over, as the end of a `with` block does in Python.
///
/// ```
/// use concur::sync::ThreadPool;
///
/// let pool = ThreadPool::new(4)?;
/// let squares: Result<Vec<u64>, _> = pool.map(|n| n * n, 1..=4, None)?.collect();
/// assert_eq!(squares?, [1, 4, 9, 16]);
/// pool.shutdown(true, false)?;
/// let error = pool.submit(|| ()).unwrap_err();
/// assert_eq!(error.to_string(), "RuntimeError: cannot schedule new futures after shutdown");
/// # Ok::<(), concur::sync::Error>(())
/// ```
pub struct ThreadPool {
    shared: Arc<Shared>,
}

impl ThreadPool {
    /// How many threads Python gives a pool that does not say how many: four more than processors, but no more than 32.
    pub fn default_workers() -> i64 {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        i64::try_from(processors).unwrap_or(i64::MAX).saturating_add(4).min(32)
    }

    /// A pool of up to so many threads. They are called `ThreadPoolExecutor-K_N`: K counts the pools without a prefix, N the
    /// threads, both from 0.
    ///
    /// # Errors
    /// `ValueError` for less than one.
    pub fn new(max_workers: i64) -> Result<Self, Error> {
        let mut pool = Pool::new(max_workers, None)?;
        pool.number(UNNAMED.fetch_add(1, Ordering::Relaxed));
        Ok(Self::over(pool))
    }

    /// A pool whose threads are called `PREFIX_N`.
    ///
    /// # Errors
    /// `ValueError` for less than one thread.
    pub fn with_prefix(max_workers: i64, thread_name_prefix: &str) -> Result<Self, Error> {
        Ok(Self::over(Pool::new(max_workers, Some(thread_name_prefix.into()))?))
    }

    fn over(pool: Pool<Box<dyn Task>>) -> Self {
        Self { shared: Arc::new(Shared { monitor: Monitor::new(pool), threads: Mutex::default() }) }
    }

    /// Has a thread of the pool call `function`. If that panics, the future has the exception.
    ///
    /// # Errors
    /// `RuntimeError` after a shutdown, or if the system gives no thread.
    pub fn submit<T, F>(&self, function: F) -> Result<Future<T>, Error>
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let future = Future::pending();
        let call = Call { future: future.another(), function: Some(function) };
        self.shared.submit(Box::new(call))?;
        Ok(future)
    }

    /// Has threads of the pool call `function` with each of `items`. The results come in the order of the items; `timeout`
    /// is for all of them together. All is submitted at once; what has not begun when the results are dropped is cancelled,
    /// if any was asked for.
    ///
    /// # Errors
    /// As [`ThreadPool::submit`].
    pub fn map<I, T, F>(&self, function: F, items: I, timeout: impl Into<Timeout>) -> Result<Map<T>, Error>
    where
        I: IntoIterator,
        I::Item: Send + 'static,
        T: Send + Sync + 'static,
        F: Fn(I::Item) -> T + Send + Sync + 'static,
    {
        let function = Arc::new(function);
        let mut results = Map::within(timeout.into());
        for item in items {
            let function = Arc::clone(&function);
            results.push(self.submit(move || function(item))?);
        }
        Ok(results)
    }

    /// Takes no more calls, and waits until those that it has are over, if it is to `wait`; those that have not begun are
    /// cancelled, if it is to `cancel_futures`.
    ///
    /// # Errors
    /// `RuntimeError` if a thread of the pool is to wait for itself.
    pub fn shutdown(&self, wait: bool, cancel_futures: bool) -> Result<(), Error> {
        let (shared, caller) = (&self.shared, Current::thread());
        // Dropping them cancels them, when nothing is locked any more.
        drop(shared.monitor.exclusively(&caller, |pool, _| pool.shutdown(cancel_futures)));
        // As in CPython, a pool that one of its threads waits for is shut down all the same.
        if wait && shared.monitor.look(|pool| pool.workers().contains(&caller.id())).unwrap_or(false) {
            return Err(Error::new("RuntimeError", "cannot join current thread"));
        }
        if wait {
            shared.monitor.when(&caller, PoolNeed::NoWorkers, |_| ());
            let threads = std::mem::take(&mut *shared.threads.lock());
            // A worker's end has nothing to tell: panics are in the futures.
            threads.into_iter().for_each(|thread| drop(thread.join()));
        }
        Ok(())
    }
}

impl Drop for ThreadPool {
    fn drop(&mut self) {
        // A thread of the pool that drops it cannot wait for it.
        let _ = self.shutdown(true, false);
    }
}

impl fmt::Debug for ThreadPool {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let workers = self.shared.monitor.look(|pool| pool.workers().len());
        out.debug_struct("ThreadPool").field("workers", &workers.unwrap_or(0)).finish_non_exhaustive()
    }
}

impl Shared {
    /// Queues a task, and starts a worker if none is idle: in one piece, as in CPython.
    fn submit(self: &Arc<Self>, task: Box<dyn Task>) -> Result<(), Error> {
        let submitted = self.monitor.exclusively(&Current::thread(), |pool, _| {
            if pool.submit(task)? {
                let id = self.hire(pool.next_worker_name())?;
                pool.worker_started(id);
            }
            Ok(())
        });
        submitted.unwrap_or_else(|| Err(Error::impossible()))
    }

    /// Starts a worker. It does not begin before its pool is unlocked.
    fn hire(self: &Arc<Self>, name: String) -> Result<ThreadId, Error> {
        let (id, shared) = (current::reserve(), Arc::clone(self));
        let started = system::spawn(&name, None, move || {
            current::adopt(id);
            let _until_it_ends = Employment { shared: &shared, id };
            shared.work();
        });
        self.threads.lock().push(started.map_err(|_| Error::new("RuntimeError", "can't start new thread"))?);
        Ok(id)
    }

    /// What a worker does: one task after the other.
    fn work(&self) {
        let caller = Current::thread();
        let mut found = self.monitor.exclusively(&caller, |pool, _| pool.take());
        loop {
            match found {
                Some(Take::Task(task)) => {
                    // What a task leaves behind may panic when it is dropped, which is not the worker's affair.
                    let done = panic::catch_unwind(AssertUnwindSafe(|| task.run()));
                    std::mem::forget(done);
                    found = self.monitor.exclusively(&caller, |pool, _| pool.take());
                }
                Some(Take::Idle) => found = self.monitor.when(&caller, PoolNeed::Task, Pool::take),
                Some(Take::Exit) | None => return,
            }
        }
    }
}

/// A worker's time with its pool, over when it is dropped.
struct Employment<'a> {
    shared: &'a Shared,
    id: ThreadId,
}

impl Drop for Employment<'_> {
    fn drop(&mut self) {
        self.shared.monitor.exclusively(&Current::thread(), |pool, _| pool.worker_ended(self.id));
    }
}
