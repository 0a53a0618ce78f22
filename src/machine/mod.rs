//! The one meaning of a step: threads as coroutines, and the world that they share.

mod event;

pub use event::{Event, EventKind, Outcome, Target};
