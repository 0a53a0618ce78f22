//! `pool`: a queue of calls, and workers that take them. Starting workers is the driver's part.

use std::collections::VecDeque;

use super::{PoolOperation, timeout};
use crate::value::{Exception, FutureId, ThreadId, Value};

/// How many workers a pool has that does not say: fixed, where CPython counts processors.
const DEFAULT_WORKERS: usize = 8;

/// `concurrent.futures.ThreadPoolExecutor`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pool {
    max_workers: usize,
    queue: VecDeque<Task>,
    idle: usize,
    workers: Vec<ThreadId>,
    started: usize,
    state: PoolState,
}

/// Whether calls can be submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PoolState {
    /// They can.
    Open,
    /// It was shut down.
    ShutDown,
    /// `main` has ended.
    InterpreterExit,
}

/// A call that was submitted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Task {
    /// Where its result goes.
    pub future: FutureId,
    /// What is called.
    pub function: Value,
    /// With what.
    pub arguments: Vec<Value>,
}

/// What a worker finds.
#[derive(Clone, Debug, PartialEq)]
pub enum Take {
    /// A call.
    Task(Task),
    /// Nothing yet: it counts as idle now.
    Idle,
    /// Nothing, and there will be nothing: it ends.
    Exit,
}

impl Pool {
    /// One with at most so many workers.
    pub fn new(max_workers: &Value) -> Result<Self, Exception> {
        let max_workers = match max_workers {
            Value::None => DEFAULT_WORKERS,
            given => usize::try_from(timeout::integer(given)?).unwrap_or(0),
        };
        if max_workers == 0 {
            return Err(Exception::new("ValueError", "max_workers must be greater than 0"));
        }
        let (queue, workers) = (VecDeque::new(), Vec::new());
        Ok(Self { max_workers, queue, idle: 0, workers, started: 0, state: PoolState::Open })
    }

    /// Queues a call; whether a worker must be started for it.
    pub fn submit(&mut self, task: Task) -> Result<bool, Exception> {
        match self.state {
            PoolState::Open => {}
            PoolState::ShutDown => {
                return Err(Exception::new("RuntimeError", "cannot schedule new futures after shutdown"));
            }
            PoolState::InterpreterExit => {
                return Err(Exception::new("RuntimeError", "cannot schedule new futures after interpreter shutdown"));
            }
        }
        self.queue.push_back(task);
        // An idle worker is taken off the count here, as CPython's semaphore does: two calls need two idle workers.
        if self.idle > 0 {
            self.idle -= 1;
            return Ok(false);
        }
        Ok(self.started < self.max_workers)
    }

    /// A worker looks for a call. One that was idle and is woken finds one, or ends.
    pub fn take(&mut self) -> Take {
        match self.queue.pop_front() {
            Some(task) => Take::Task(task),
            None if self.state != PoolState::Open => Take::Exit,
            None => {
                self.idle += 1;
                Take::Idle
            }
        }
    }

    /// Whether an operation can go on.
    pub fn ready(&self, operation: &PoolOperation) -> bool {
        match operation {
            PoolOperation::AwaitTask => !self.queue.is_empty() || self.state != PoolState::Open,
            PoolOperation::AwaitWorkers => self.workers.is_empty(),
            _ => true,
        }
    }

    /// The name of the next worker.
    pub fn next_worker_name(&mut self, prefix: &str) -> String {
        self.started += 1;
        format!("{prefix}_{}", self.started - 1)
    }

    /// A worker lives.
    pub fn worker_started(&mut self, worker: ThreadId) {
        self.workers.push(worker);
    }

    /// A worker has ended.
    pub fn worker_ended(&mut self, worker: ThreadId) {
        self.workers.retain(|other| *other != worker);
    }

    /// Workers that have not ended.
    pub fn workers(&self) -> &[ThreadId] {
        &self.workers
    }

    /// Calls that wait for a worker.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.queue.iter()
    }

    /// No more calls; with `cancel`, those that have not begun are given back to be cancelled.
    pub fn shutdown(&mut self, cancel: bool) -> Vec<FutureId> {
        if self.state == PoolState::Open {
            self.state = PoolState::ShutDown;
        }
        if cancel { self.queue.drain(..).map(|task| task.future).collect() } else { Vec::new() }
    }

    /// `main` has ended.
    pub fn interpreter_exit(&mut self) {
        if self.state == PoolState::Open {
            self.state = PoolState::InterpreterExit;
        }
    }
}
