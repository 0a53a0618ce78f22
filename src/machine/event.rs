//! What a step shows of itself: the one form of trace, from which text, lanes and JSON are made.

use crate::source::Span;
use crate::value::{ObjectRef, ThreadId, Value};

/// One event of a run. Events are data; [`crate::report`] gives them words.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// From 1, one more for each event.
    pub sequence: u64,
    /// The step that it belongs to, from 1. A step has one event, but an `atomic` block has one for each action in it,
    /// and where the next action cannot go on, `Block` follows.
    pub step: u64,
    /// Virtual time in nanoseconds since the start.
    pub time: i64,
    /// Who.
    pub thread: ThreadId,
    /// What.
    pub kind: EventKind,
    /// Where, if the thread stands in the scenario's own text.
    pub place: Option<Span>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum EventKind {
    /// A shared location was read: `balance`, `xs[0]`.
    Read {
        /// The location as it is written.
        location: String,
        /// What was read.
        value: Value,
    },
    /// A shared location was written.
    Write {
        /// The location as it is written.
        location: String,
        /// What was written.
        value: Value,
    },
    /// A shared location was changed in one step: an `atomic` update, or a method such as `append`.
    Update {
        /// The location as it is written.
        location: String,
        /// The method or operator, with arguments: `append(1)`, `+= 1`.
        how: String,
        /// What it gave (a method's result; the new value of an operator).
        value: Value,
    },
    /// An operation on a primitive, a future or a thread's handle went through (or raised).
    Operate {
        /// On what.
        object: Target,
        /// The method's name: `acquire`, `release`, `wait`, `notify`, `put`, `join`, ...
        /// A `wait` that blocks shows twice: as `wait` when it begins, as `wake` when it is over. Without a notify, a
        /// condition's lock is taken back in a step of its own, `reacquire`.
        operation: &'static str,
        /// What it gave.
        outcome: Outcome,
    },
    /// The thread's next action cannot go on: it waits.
    Block {
        /// For what.
        object: Target,
        /// In which operation.
        operation: &'static str,
        /// Who stands in the way, where someone does.
        holders: Vec<ThreadId>,
    },
    /// A line (or a piece of one) was printed.
    Print {
        /// The text with its line end, as it goes to standard output.
        text: String,
    },
    /// Went to sleep.
    Sleep {
        /// For so many nanoseconds.
        duration: i64,
    },
    /// Gave way.
    Yield,
    /// Started a thread.
    Start {
        /// Which.
        thread: ThreadId,
    },
    /// Waited for these, and all have ended.
    Join {
        /// Which.
        threads: Vec<ThreadId>,
    },
    /// `now()`.
    Now {
        /// Nanoseconds.
        time: i64,
    },
    /// `active_count()`.
    Count {
        /// How many.
        count: i64,
    },
    /// `choose(...)`.
    Choose {
        /// What was chosen.
        value: Value,
    },
    /// Entered a critical section.
    Enter {
        /// Its name; empty if it has none.
        section: String,
        /// Who is inside too, if any: mutual exclusion is broken.
        others: Vec<ThreadId>,
    },
    /// Left a critical section.
    Leave {
        /// Its name; empty if it has none.
        section: String,
    },
    /// The thread ended.
    Exit {
        /// The exception that no one caught.
        uncaught: Option<std::sync::Arc<crate::value::Exception>>,
    },
}

/// What an operation is done on.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A declared primitive.
    Object(ObjectRef),
    /// A thread.
    Thread(ThreadId),
    /// Several threads (`join`).
    Threads(Vec<ThreadId>),
    /// A future, with the number of its submit from 1.
    Future(crate::value::FutureId),
}

/// What an operation gave.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A value.
    Value(Value),
    /// An exception, raised in the thread.
    Raised(std::sync::Arc<crate::value::Exception>),
    /// Not over: the thread waits now.
    Waits,
    /// Its time was over; it gave this value.
    TimedOut(Value),
}

/// Names of what takes part in a run.
pub trait Cast: crate::value::Names {
    /// What traces call a thread: `waiter`, `a#2`.
    fn label(&self, thread: ThreadId) -> &str;
}
