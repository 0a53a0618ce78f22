//! What the operating system is asked for: threads, no more than it has room for.

mod room;
mod threads;

pub use threads::{Refusal, spawn, spawn_scoped};
