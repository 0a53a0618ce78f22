//! What can be asked of a search.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

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

/// How a search is done, and how far.
#[derive(Clone, Debug)]
pub struct Options {
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
