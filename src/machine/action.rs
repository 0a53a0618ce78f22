//! What a thread hands to its driver: its next visible action, as data.

use std::sync::Arc;

use crate::machine::event::Target;
use crate::primitives::{
    BarrierOperation, ConditionOperation, EventOperation, FutureOperation, MutexOperation, Operation, PoolOperation,
    QueueOperation, RwLockOperation, SemaphoreOperation, ThreadOperation, Wait,
};
use crate::program::VariableId;
use crate::value::{self, BinaryOperator, Exception, FutureId, List, ObjectRef, ThreadId, Value};

/// The next visible action of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Local work that is not done yet: no step.
    Continue,
    /// Reads a shared location.
    Read {
        /// Which.
        location: Location,
    },
    /// Writes a shared location.
    Write {
        /// Which.
        location: Location,
        /// What.
        value: Value,
    },
    /// `x += e` of an atomic variable.
    Update {
        /// Which.
        location: Location,
        /// How.
        operator: BinaryOperator,
        /// With what.
        operand: Value,
    },
    /// A method of the value in a shared location. A handle there is only read; its method is a step of its own.
    Method {
        /// Which.
        location: Location,
        /// The method.
        method: Arc<str>,
        /// With what.
        arguments: Arguments,
    },
    /// An operation on a primitive, a thread's handle or a future.
    Operate {
        /// On what.
        target: OperationTarget,
        /// What.
        operation: Operation,
    },
    /// Prints.
    Print {
        /// The text with its line end.
        text: String,
    },
    /// Goes to sleep.
    Sleep {
        /// For so many nanoseconds.
        duration: i64,
    },
    /// Gives way.
    Yield,
    /// Starts a thread.
    Start(Box<StartRequest>),
    /// Waits for the end of all of these.
    Join {
        /// Which.
        threads: Vec<ThreadId>,
    },
    /// The same for all threads started so far; the machine fills in which as soon as the thread stands here.
    JoinAll,
    /// Virtual time.
    Now,
    /// How many threads are alive.
    Count,
    /// One of these.
    Choose {
        /// The options; never empty.
        options: Arc<List>,
    },
    /// Everything up to the end of the block is one step.
    BeginAtomic,
    /// Enters a critical section.
    Enter {
        /// Which.
        section: u32,
    },
    /// Leaves a critical section.
    Leave {
        /// Which.
        section: u32,
    },
    /// One round of `wait_for`.
    WaitFor {
        /// The condition.
        condition: ObjectRef,
        /// How long in all.
        wait: Wait,
        /// When it is over, once the first wait has begun.
        deadline: Option<i64>,
        /// The local that keeps the deadline.
        slot: u32,
    },
    /// A task of a pool is over.
    FinishTask {
        /// Its future.
        future: FutureId,
        /// What came of it.
        result: Result<Value, Arc<Exception>>,
    },
    /// The thread ends.
    End {
        /// The exception that no one caught.
        uncaught: Option<Arc<Exception>>,
    },
    /// `main` is at its end, and pools still have workers: it waits for them before it ends, as CPython does.
    JoinWorkers {
        /// All that were left.
        workers: Vec<ThreadId>,
        /// The exception that no one caught.
        uncaught: Option<Arc<Exception>>,
    },
}

/// What is done to a shared location. A write is one also where it changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It is only looked at.
    Read,
    /// It may be changed.
    Write,
}

impl Access {
    /// What a method does to the value that it is called on.
    pub(super) fn of_method(method: &str) -> Self {
        let writes = value::method_mutates(method) || matches!(method, "compare_exchange" | "swap" | "fetch_add");
        if writes { Self::Write } else { Self::Read }
    }
}

impl Action {
    /// The shared location that the action accesses, and how; none if it accesses no such location.
    pub fn access(&self) -> Option<(&Location, Access)> {
        match self {
            Self::Read { location } => Some((location, Access::Read)),
            Self::Write { location, .. } | Self::Update { location, .. } => Some((location, Access::Write)),
            Self::Method { location, method, .. } => Some((location, Access::of_method(method))),
            _ => None,
        }
    }
}

/// A shared variable or an element of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// The variable.
    pub variable: VariableId,
    /// Indices from the outside in.
    pub path: Vec<Value>,
}

/// Arguments of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Arguments {
    /// By position.
    pub positional: Vec<Value>,
    /// By name.
    pub keywords: Vec<(Arc<str>, Value)>,
}

/// What an operation is done on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperationTarget {
    /// A primitive.
    Object(ObjectRef),
    /// A thread's handle.
    Thread(ThreadId),
    /// A future.
    Future(FutureId),
}

impl OperationTarget {
    /// It as events show it.
    pub(super) fn shown(self) -> Target {
        match self {
            Self::Object(object) => Target::Object(object),
            Self::Thread(thread) => Target::Thread(thread),
            Self::Future(future) => Target::Future(future),
        }
    }
}

/// A thread to be started.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StartRequest {
    /// Its name; `None`: numbered, with the function's name.
    pub name: Option<String>,
    /// Whether the run ends without it.
    pub daemon: bool,
    /// What it calls; for a block the block's function.
    pub callee: Value,
    /// With what.
    pub arguments: Arguments,
    /// Whether `callee` is a block.
    pub block: bool,
}

/// The word for an operation in traces and messages: the method's name. What ends a wait that began in an earlier step
/// is called `wake`; where the lock of a condition is taken back in a step of its own, that one is called `reacquire`.
pub fn operation_name(operation: &Operation) -> &'static str {
    match operation {
        Operation::Mutex(MutexOperation::Acquire(_)) | Operation::Semaphore(SemaphoreOperation::Acquire(_)) => {
            "acquire"
        }
        Operation::Mutex(MutexOperation::Release) | Operation::Semaphore(SemaphoreOperation::Release(_)) => "release",
        Operation::Mutex(MutexOperation::Locked) => "locked",
        Operation::Semaphore(SemaphoreOperation::Value) => "value",
        Operation::Event(EventOperation::Set) => "set",
        Operation::Event(EventOperation::Clear) => "clear",
        Operation::Event(EventOperation::IsSet) => "is_set",
        Operation::Event(EventOperation::Wait(_))
        | Operation::Condition(ConditionOperation::Wait(_))
        | Operation::Barrier(BarrierOperation::Wait(_)) => "wait",
        Operation::Event(EventOperation::Waiting(_))
        | Operation::Condition(ConditionOperation::Waiting { .. })
        | Operation::Barrier(BarrierOperation::Arrived { .. }) => "wake",
        Operation::Mutex(MutexOperation::Reacquire { .. }) => "reacquire",
        Operation::Condition(ConditionOperation::Notify(_)) => "notify",
        Operation::Condition(ConditionOperation::NotifyAll) => "notify_all",
        Operation::Condition(ConditionOperation::Waiters) => "waiters",
        Operation::Barrier(BarrierOperation::Release) => "release",
        Operation::Barrier(BarrierOperation::ActionFailed | BarrierOperation::Abort) => "abort",
        Operation::Barrier(BarrierOperation::Reset) => "reset",
        Operation::Barrier(BarrierOperation::Parties) => "parties",
        Operation::Barrier(BarrierOperation::Waiting) => "n_waiting",
        Operation::Barrier(BarrierOperation::Broken) => "broken",
        Operation::Queue(QueueOperation::Put(..)) => "put",
        Operation::Queue(QueueOperation::Get(_)) => "get",
        Operation::Queue(QueueOperation::TaskDone) => "task_done",
        Operation::Queue(QueueOperation::Join) | Operation::Thread(ThreadOperation::Join(_)) => "join",
        Operation::Queue(QueueOperation::Size) => "qsize",
        Operation::Queue(QueueOperation::Empty) => "empty",
        Operation::Queue(QueueOperation::Full) => "full",
        Operation::Queue(QueueOperation::Unfinished) => "unfinished_tasks",
        Operation::RwLock(RwLockOperation::AcquireRead) => "acquire_read",
        Operation::RwLock(RwLockOperation::ReleaseRead) => "release_read",
        Operation::RwLock(RwLockOperation::AcquireWrite | RwLockOperation::WaitWrite) => "acquire_write",
        Operation::RwLock(RwLockOperation::ReleaseWrite) => "release_write",
        Operation::Pool(PoolOperation::Submit { .. }) => "submit",
        Operation::Pool(PoolOperation::Map { .. }) => "map",
        Operation::Pool(PoolOperation::Shutdown { .. } | PoolOperation::AwaitWorkers) => "shutdown",
        Operation::Pool(PoolOperation::Take | PoolOperation::AwaitTask) => "take",
        Operation::Future(FutureOperation::Result(_)) => "result",
        Operation::Future(FutureOperation::Exception(_)) => "exception",
        Operation::Future(FutureOperation::Done) => "done",
        Operation::Future(FutureOperation::Running) => "running",
        Operation::Future(FutureOperation::Cancel) => "cancel",
        Operation::Future(FutureOperation::Cancelled) => "cancelled",
        Operation::Thread(ThreadOperation::IsAlive) => "is_alive",
        Operation::Thread(ThreadOperation::Daemon) => "daemon",
    }
}

/// The word for an operation that a thread waits in: what was written, also for the second half of a wait.
pub fn waiting_name(operation: &Operation) -> &'static str {
    match operation_name(operation) {
        "wake" | "reacquire" => "wait",
        name => name,
    }
}
