//! What threads share, as a step reaches it.
//!
//! What a step does is written once, in `perform`, against this trait. The conductor and the explorer own a
//! [`World`](super::World), where each call happens at once; live threads share one, and a call may have to wait.

use std::sync::Arc;

use crate::machine::action::{Access, Action};
use crate::machine::event::EventKind;
use crate::machine::machine::{Chooser, Log, Turn};
use crate::machine::shortcut::Shortcut;
use crate::machine::thread::Thread;
use crate::primitives::{FutureOperation, Operation, Reply, Take, ThreadOperation};
use crate::program::VariableId;
use crate::source::Span;
use crate::value::{Exception, FutureId, ObjectId, ObjectRef, ThreadHandle, ThreadId, Value};

/// Who does a step, and how.
#[derive(Clone, Copy, Debug)]
pub struct By {
    /// The thread.
    pub who: ThreadId,
    /// Whether it does its action or gives it up.
    pub turn: Turn,
    /// Where it stands, if the world wants to know.
    pub place: Option<Span>,
}

/// What came of an operation.
#[derive(Debug)]
pub struct Performed {
    /// The primitive's answer.
    pub reply: Reply,
    /// Whether the operation was given up.
    pub expired: bool,
}

/// A thread to be entered in the roster.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// What it is called.
    pub name: NewName,
    /// Whether the run ends without it.
    pub daemon: bool,
    /// The pool that it works for.
    pub pool: Option<ObjectId>,
}

/// How a thread gets its name.
#[derive(Clone, Debug)]
pub enum NewName {
    /// It has this one.
    Given(String),
    /// As Python numbers it: `Thread-1`, with a function's name behind it if there is one: `Thread-1 (worker)`.
    Numbered(Option<String>),
}

/// What a pool is asked to do.
#[derive(Debug)]
pub struct Call {
    /// What is called.
    pub function: Value,
    /// With what.
    pub arguments: Vec<Value>,
    /// What has a name: a dict, or None for nothing.
    pub keywords: Value,
    /// What the function is called.
    pub name: String,
}

/// The shared part of a state. Where an answer is optional, none means that the run was over before it could be had.
pub trait Shared: Shortcut {
    /// Whether it wants to know where threads stand.
    const WANTS_PLACES: bool;

    /// Looks at or changes a variable in one piece. `change` may be called again if another was faster; its last call
    /// counts. It changes nothing where the access is a read.
    fn variable<R>(
        &mut self,
        by: By,
        variable: VariableId,
        access: Access,
        change: impl FnMut(&mut Option<Value>) -> R,
    ) -> Option<R>;

    /// An operation on a primitive that is no pool. For a condition's `acquire` and `release`, the primitive is its lock.
    fn operate(
        &mut self,
        by: By,
        object: ObjectRef,
        operation: Operation,
        chooser: &mut dyn Chooser,
    ) -> Option<Performed>;

    /// An operation on a future.
    fn operate_future(&mut self, by: By, future: FutureId, operation: FutureOperation) -> Option<Performed>;

    /// An operation on another thread's handle.
    fn operate_thread(&mut self, by: By, thread: ThreadId, operation: ThreadOperation) -> Option<Performed>;

    /// All of these have ended.
    fn join(&mut self, by: By, threads: &[ThreadId]) -> Option<()>;

    /// All threads that have been started have ended, but daemons, pool workers, `main` and the caller. Gives which.
    fn join_all(&mut self, by: By) -> Option<Vec<ThreadId>>;

    /// Queues a call in a pool; gives its future, and the worker that is to be started for it.
    fn submit(
        &mut self,
        by: By,
        pool: ObjectRef,
        call: Call,
    ) -> Result<(FutureId, Option<Arc<ThreadHandle>>), Exception>;

    /// A worker looks for its next task, whose future begins; one that is idle already `waits` for it.
    fn take(&mut self, by: By, pool: ObjectRef, waits: bool) -> Option<Take>;

    /// A task's value or exception goes into its future.
    fn finish(&mut self, by: By, future: FutureId, result: Result<Value, Arc<Exception>>);

    /// The pool takes no more tasks; those that wait are cancelled if `cancel`. Gives whether workers are left.
    fn shut_down(&mut self, by: By, pool: ObjectRef, cancel: bool) -> bool;

    /// Whether a thread works for a pool.
    fn works_for(&mut self, who: ThreadId, pool: ObjectRef) -> bool;

    /// The pool's workers have all ended.
    fn await_workers(&mut self, by: By, pool: ObjectRef) -> Option<()>;

    /// Enters a critical section; gives who else is inside.
    fn enter(&mut self, by: By, section: u32) -> Vec<ThreadId>;

    /// Leaves a critical section.
    fn leave(&mut self, by: By, section: u32);

    /// Enters a thread in the roster. It inherits whether it is a daemon.
    fn enroll(&mut self, by: By, newcomer: Newcomer) -> Arc<ThreadHandle>;

    /// The thread entered last begins: local work up to its first action comes next.
    fn begin(&mut self, thread: Thread);

    /// The thread ends. Where `main` does, pools that were never shut down are, and if any pool has workers left, it has not
    /// ended yet: gives those, for it to wait for.
    fn end(&mut self, by: By) -> Vec<ThreadId>;

    /// How many threads have not ended. As in CPython, `main` counts to the last.
    fn alive(&mut self, by: By) -> usize;

    /// Whether an action would have to wait, now or half-way through.
    fn would_wait(&mut self, who: ThreadId, action: &Action) -> bool;

    /// From here to [`Shared::end_atomic`] only this thread does anything.
    fn begin_atomic(&mut self, _by: By) {}

    /// See [`Shared::begin_atomic`].
    fn end_atomic(&mut self) {}

    /// Time since the start, in nanoseconds.
    fn clock(&mut self) -> i64;

    /// Which of these options `choose` takes: an index.
    fn choose(&mut self, options: &[Value], chooser: &mut dyn Chooser) -> usize;

    /// Prints.
    fn print(&mut self, by: By, text: &str, log: &mut dyn Log);

    /// Makes an event.
    fn emit(&mut self, by: By, kind: EventKind, log: &mut dyn Log);
}
