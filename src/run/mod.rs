//! What a run tells and comes to, whoever drives it: events, an ending, where threads stand, a schedule that replays it.

mod listen;
mod observer;
mod outcome;
mod record;
mod standing;

pub use crate::machine::Cast;
pub use listen::Listener;
pub use observer::Observer;
pub use outcome::{Deadlock, Doing, End, Holder, Inside, Limit, Overlap, Run, Standing, ThreadInfo, Unasked, Uncaught};
pub use record::{Decision, Record, option_texts};
