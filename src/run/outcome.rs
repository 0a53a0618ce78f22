//! How a run ended, as data: findings are values, never errors.

use std::sync::Arc;

use crate::machine::Target;
use crate::source::{Diagnostic, Span};
use crate::system::Refusal;
use crate::value::{Exception, FutureId, ThreadId};

/// A run that is over.
#[derive(Clone, Debug)]
pub struct Run {
    /// How it ended.
    pub end: End,
    /// Exceptions that no one caught, in the order in which their threads ended.
    pub uncaught: Vec<Uncaught>,
    /// Futures whose exception nobody asked for.
    pub unasked: Vec<Unasked>,
    /// Broken mutual exclusion: two threads in one `critical` section at once.
    pub overlaps: Vec<Overlap>,
    /// Every thread of the run, `main` first.
    pub threads: Vec<ThreadInfo>,
    /// The choices taken, as a schedule that replays this run: `main a*2 b`.
    pub schedule: String,
    /// How many steps were done.
    pub steps: u64,
    /// Virtual time at the end, in nanoseconds.
    pub time: i64,
}

impl Run {
    /// The run of a tool that has a bug.
    pub fn broken(what: &str) -> Self {
        Self {
            end: End::Broken(what.to_owned()),
            uncaught: Vec::new(),
            unasked: Vec::new(),
            overlaps: Vec::new(),
            threads: Vec::new(),
            schedule: String::new(),
            steps: 0,
            time: 0,
        }
    }

    /// Whether all is well: it finished, and nothing went wrong on the way.
    pub fn is_clean(&self) -> bool {
        matches!(self.end, End::Finished) && self.uncaught.is_empty() && self.overlaps.is_empty()
    }
}

/// How a run ended.
#[derive(Clone, Debug)]
pub enum End {
    /// `main` and every thread that is no daemon ended.
    Finished,
    /// No thread can ever go on; or, where a search has found so, some never can, while others do.
    Deadlock(Deadlock),
    /// A limit was reached first.
    Limit {
        /// Which.
        limit: Limit,
        /// Where every thread that has not ended stands.
        standing: Vec<Standing>,
    },
    /// The schedule asked for something that cannot be; the diagnostic's place is in the schedule's own source.
    Parted {
        /// What, and why.
        diagnostic: Box<Diagnostic>,
        /// Where every thread that has not ended stands.
        standing: Vec<Standing>,
    },
    /// A bug of the tool: a thread of the conductor was lost.
    Broken(String),
}

/// The limits of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// `--max-steps`.
    Steps(u64),
    /// So much local work, in instructions: what `--max-steps` allows beside the steps.
    Work(u64),
    /// `--time-limit`, real time.
    Time(std::time::Duration),
    /// The values of the scenario take more memory than allowed (bytes).
    Memory(usize),
    /// More unfinished threads than a run may have.
    Threads(usize),
    /// The operating system has no room for more threads.
    Room {
        /// How many the run had.
        threads: usize,
        /// What there is no more of.
        refusal: Refusal,
    },
    /// Ctrl-C.
    Interrupted,
}

impl Limit {
    /// The most threads that have not ended, of one run.
    pub const MOST_THREADS: usize = 100_000;
}

/// Where a thread stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Who.
    pub thread: ThreadId,
    /// The place of its next action.
    pub place: Option<Span>,
    /// What it is about to do.
    pub doing: Doing,
}

/// What an unfinished thread is about to do.
#[derive(Clone, Debug)]
pub enum Doing {
    /// It can go on.
    Ready,
    /// It sleeps until then (virtual nanoseconds).
    Sleeping {
        /// When it wakes.
        until: i64,
    },
    /// It waits.
    Waiting {
        /// For what.
        object: Target,
        /// In which operation: `acquire`, `wait`, `get`, `join`, ...
        operation: &'static str,
        /// Who could end the wait but has not: holders of a lock, the thread to join, the worker of a future.
        holders: Vec<Holder>,
        /// What more there is to say: `2 of 3 parties have come`, `it is empty`.
        detail: Option<String>,
        /// When it gives up (virtual nanoseconds).
        until: Option<i64>,
    },
}

/// Who holds what another waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub thread: ThreadId,
    /// Since which step, where there was one (`None`: for a thread to join).
    pub since: Option<u64>,
    /// Where it was taken.
    pub place: Option<Span>,
}

/// Threads that can never go on: the wait-for graph.
#[derive(Clone, Debug, Default)]
pub struct Deadlock {
    /// Every thread that has not ended (of a partial deadlock, those that are stuck), with whom it waits for.
    pub standing: Vec<Standing>,
    /// Threads that wait for each other in a ring, if there is one: each waits for the next, the last for the first.
    pub cycle: Vec<ThreadId>,
    /// Who can go on all the same. None as a rule: then the deadlock is total, else it is partial.
    pub going: Vec<ThreadId>,
}

/// A thread of the run.
#[derive(Clone, Debug)]
pub struct ThreadInfo {
    /// Its name, as `t.name` gives it.
    pub name: String,
    /// What traces and schedules call it: the name, with `#2` behind it for the second of that name.
    pub label: Arc<str>,
    /// Whether the run ends without it.
    pub daemon: bool,
}

/// An exception that no one caught.
#[derive(Clone, Debug)]
pub struct Uncaught {
    /// Whose.
    pub thread: ThreadId,
    /// What.
    pub exception: Arc<Exception>,
    /// Where it was raised.
    pub place: Option<Span>,
    /// In which step the thread ended.
    pub step: u64,
}

/// A future that failed, and nobody asked.
#[derive(Clone, Debug)]
pub struct Unasked {
    /// Which.
    pub future: FutureId,
    /// The function that was submitted.
    pub function: String,
    /// What it raised.
    pub exception: Exception,
    /// Where it was submitted.
    pub place: Option<Span>,
}

/// A thread inside a critical section.
#[derive(Clone, Debug)]
pub struct Inside {
    /// Who.
    pub thread: ThreadId,
    /// Where it came in.
    pub place: Option<Span>,
}

/// Two threads in one critical section.
#[derive(Clone, Debug)]
pub struct Overlap {
    /// The section's name; empty if it has none.
    pub section: String,
    /// Who came in.
    pub thread: ThreadId,
    /// Who was inside.
    pub others: Vec<Inside>,
    /// Where it came in.
    pub place: Option<Span>,
    /// In which step.
    pub step: u64,
}
