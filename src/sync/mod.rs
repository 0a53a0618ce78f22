//! Python's synchronization primitives for Rust threads: real blocking, real time.

mod caller;
mod condition_monitor;
mod current;
mod lock;
mod monitor;
mod seat;
mod waiters;
mod word;

pub use lock::Lock;

pub(crate) use caller::Caller;
pub(crate) use condition_monitor::ConditionMonitor;
pub(crate) use monitor::Monitor;
pub(crate) use seat::{Census, Roused, Seat};
pub(crate) use waiters::{Note, Request};
