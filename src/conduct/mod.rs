//! The conductor: runs a scenario on real OS threads, one step at a time.
//!
//! Each scenario thread has an OS thread of its own; the one that holds the baton does steps, and a policy picks who
//! gets the baton next. Nothing else runs, so a run is determined by its program and its choices.

mod baton;
mod chance;
mod conductor;
mod options;
mod policy;
mod ready;
mod replay;

pub use baton::{play, run, run_here};
pub use conductor::rests;
pub use options::{Horizon, Options, Pace, Patience, PolicyKind};
pub use replay::CODES;
