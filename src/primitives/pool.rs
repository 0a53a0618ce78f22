//! `concurrent.futures.ThreadPoolExecutor`: tasks, first in first out, and the threads that do them.
//!
//! A worker that finds nothing to do counts as idle, and a submit takes one off that count or else has a worker started,
//! up to the limit. As in CPython the count is of credits: another worker may be faster to take the task.

use std::collections::VecDeque;
use std::sync::Arc;

use super::PoolNeed;
use crate::value::{Exception, FutureId, Mentions, ThreadId, Value};

/// A pool of worker threads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pool<T = Task> {
    max_workers: usize,
    /// What the names of its threads begin with; none if the driver is to number it.
    prefix: Option<Arc<str>>,
    queue: VecDeque<T>,
    idle: usize,
    workers: Vec<ThreadId>,
    /// How many workers there ever were; no more than `max_workers`.
    started: usize,
    state: PoolState,
}

impl<T: Mentions> Mentions for Pool<T> {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { max_workers: _, prefix: _, queue, idle: _, workers, started: _, state: _ } = self;
        queue.mentions(show);
        workers.mentions(show);
    }
}

/// A call that was submitted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Task {
    /// Where its end is told.
    pub future: FutureId,
    /// What is called.
    pub function: Value,
    /// With what.
    pub arguments: Vec<Value>,
    /// What has a name: a dict, or None for nothing.
    pub keywords: Value,
}

/// Whether a pool takes tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PoolState {
    /// It does.
    Open,
    /// It was shut down.
    ShutDown,
    /// `main` has ended without shutting it down.
    InterpreterExit,
}

/// What a worker that looks for a task finds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Take<T = Task> {
    /// This one. If its future does not [`begin`](super::Future::begin), the worker looks again in the same step.
    Task(T),
    /// None at the moment: the worker is idle.
    Idle,
    /// None any more: the worker ends.
    Exit,
}

impl<T> Pool<T> {
    /// A pool of up to so many workers.
    pub fn new(max_workers: i64, prefix: Option<Arc<str>>) -> Result<Self, Exception> {
        let max_workers = usize::try_from(max_workers)
            .ok()
            .filter(|workers| *workers > 0)
            .ok_or_else(|| Exception::new("ValueError", "max_workers must be greater than 0"))?;
        let (queue, workers) = (VecDeque::new(), Vec::new());
        Ok(Self { max_workers, prefix, queue, idle: 0, workers, started: 0, state: PoolState::Open })
    }

    /// Names the pool's threads after its number among the pools without a prefix; false if it has one.
    pub fn number(&mut self, unnamed: usize) -> bool {
        let unnamed = self.prefix.is_none().then(|| format!("ThreadPoolExecutor-{unnamed}"));
        let numbered = unnamed.is_some();
        self.prefix = unnamed.map(Arc::from).or_else(|| self.prefix.take());
        numbered
    }

    /// The name of the worker that is started next.
    pub fn next_worker_name(&self) -> String {
        Self::worker_name(self.started, self.prefix.as_deref().unwrap_or("ThreadPoolExecutor"))
    }

    /// The name of a worker, counted from 0, in a pool with such a prefix.
    pub fn worker_name(index: usize, prefix: &str) -> String {
        format!("{prefix}_{index}")
    }

    /// Queues a task; says whether a worker must be started for it.
    pub fn submit(&mut self, task: T) -> Result<bool, Exception> {
        let refusal = match self.state {
            PoolState::Open => {
                self.queue.push_back(task);
                let has_idle = self.idle > 0;
                self.idle = self.idle.saturating_sub(1);
                return Ok(!has_idle && self.started < self.max_workers);
            }
            PoolState::ShutDown => "cannot schedule new futures after shutdown",
            PoolState::InterpreterExit => "cannot schedule new futures after interpreter shutdown",
        };
        Err(Exception::new("RuntimeError", refusal))
    }

    /// What a worker finds that looks for its next task, or that an idle one finds when it is ready to.
    pub fn take(&mut self) -> Take<T> {
        if let Some(task) = self.queue.pop_front() {
            return Take::Task(task);
        }
        if self.state == PoolState::Open {
            self.idle = self.idle.saturating_add(1);
            return Take::Idle;
        }
        // The first worker that leaves at the interpreter's end shuts the pool down.
        self.state = PoolState::ShutDown;
        Take::Exit
    }

    /// Whether there is what someone waits for.
    pub fn has(&self, need: PoolNeed) -> bool {
        match need {
            PoolNeed::Nothing => true,
            PoolNeed::Task => self.await_task_ready(),
            PoolNeed::NoWorkers => self.await_workers_ready(),
        }
    }

    /// Whether an idle worker can go on: there is a task, or none will come any more.
    pub fn await_task_ready(&self) -> bool {
        !self.queue.is_empty() || self.state != PoolState::Open
    }

    /// A worker was started.
    pub fn worker_started(&mut self, worker: ThreadId) {
        self.workers.push(worker);
        self.started = self.started.saturating_add(1);
    }

    /// A worker has ended.
    pub fn worker_ended(&mut self, worker: ThreadId) {
        self.workers.retain(|other| *other != worker);
    }

    /// Takes no more tasks. With `cancel`, those that wait are dropped: gives them, since their futures are to be cancelled.
    pub fn shutdown(&mut self, cancel: bool) -> Vec<T> {
        self.close(PoolState::ShutDown);
        if cancel { self.queue.drain(..).collect() } else { Vec::new() }
    }

    /// `main` has ended: what was submitted is still done, but nothing new is taken.
    pub fn interpreter_exit(&mut self) {
        if self.state == PoolState::Open {
            self.close(PoolState::InterpreterExit);
        }
    }

    /// Whether all workers have ended.
    pub fn await_workers_ready(&self) -> bool {
        self.workers.is_empty()
    }

    /// The workers that have not ended, first started first.
    pub fn workers(&self) -> &[ThreadId] {
        &self.workers
    }

    /// The tasks that no worker has taken, first in first.
    pub fn tasks(&self) -> impl ExactSizeIterator<Item = &T> {
        self.queue.iter()
    }

    /// Whether it takes tasks.
    pub fn state(&self) -> PoolState {
        self.state
    }

    /// How many workers count as idle.
    pub fn idle(&self) -> usize {
        self.idle
    }

    /// Nobody counts the idle of a pool that takes no tasks.
    fn close(&mut self, state: PoolState) {
        self.state = state;
        self.idle = 0;
    }
}

#[cfg(test)]
#[path = "tests/pool.rs"]
mod tests;
