//! Who calls an operation: how a thread is known to the primitives, and where it waits.

use std::sync::Arc;
use std::time::Instant;

use super::seat::{Roused, Seat};
use crate::value::ThreadId;

/// A thread that calls operations.
pub(crate) trait Caller {
    /// What the primitives know it by.
    fn id(&self) -> ThreadId;

    /// Where it waits.
    fn seat(&self) -> Arc<Seat>;

    /// When a wait of so many nanoseconds that begins now is over; none if that is further away than clocks go.
    fn deadline(&self, nanoseconds: i64) -> Option<Instant>;

    /// Whether the run that it takes part in is over.
    fn is_stopped(&self) -> bool {
        false
    }

    /// Sits until called, late or stopped. Nothing is locked meanwhile.
    fn sit(&self, seat: &Seat, deadline: Option<Instant>) -> Roused {
        seat.sit(deadline, || self.is_stopped())
    }

    /// It is about to do a step on several things at once, of which one has had stamp `latest`: its own stamp will be
    /// larger.
    fn witness(&self, _latest: u64) {}

    /// The stamp that its next step gets on something whose latest step had stamp `latest`; 0 where steps get none.
    fn stamp(&self, _latest: u64) -> u64 {
        0
    }

    /// Its step has got that stamp.
    fn stamped(&self, _stamp: u64) {}
}
