//! What can be asked of a search.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::machine::Machine;
use crate::syntax::ast::Schedule;

/// When a sleep ends and a timeout fires.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Timing {
    /// At any later point: a sleep is no synchronization.
    #[default]
    Any,
    /// When it is due: time stands still while any thread can run, then goes to what is due next.
    Exact,
}

/// Whom a `notify` wakes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Wakeups {
    /// Any waiter.
    #[default]
    Any,
    /// The longest waiting.
    Fifo,
    /// Any waiter; and waiters may wake without any notify.
    Spurious,
}

/// A state from which to go on, in the place of the scenario's first one.
#[derive(Clone, Debug)]
pub struct Start {
    /// The state.
    pub machine: Machine,
    /// The schedule that led there. Those of findings begin with it.
    pub schedule: Schedule,
}

/// How a search is done, and how far.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it begins. None: at the scenario's first state.
    pub start: Option<Arc<Start>>,
    /// When a sleep ends and a timeout fires.
    pub timing: Timing,
    /// Whom a `notify` wakes.
    pub wakeups: Wakeups,
    /// Whether orders of steps that make no difference are left out.
    pub reduction: bool,
    /// How many threads search. At least one.
    pub jobs: usize,
    /// How many states at most.
    pub max_states: Option<u64>,
    /// How much memory at most, in bytes.
    pub max_memory: usize,
    /// How long at most.
    pub time_limit: Option<Duration>,
    /// Set by Ctrl-C: the search ends with what is known so far.
    pub interrupt: Arc<AtomicBool>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            start: None,
            timing: Timing::Any,
            wakeups: Wakeups::Any,
            reduction: true,
            jobs: 1,
            max_states: None,
            max_memory: 2 << 30,
            time_limit: None,
            interrupt: Arc::default(),
        }
    }
}
