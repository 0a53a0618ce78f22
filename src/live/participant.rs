//! A thread of a live run, as the monitors know it.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Instant;

use super::commons::Commons;
use super::turnstile::Passage;
use crate::sync::{Caller, Roused, Seat};
use crate::value::ThreadId;

/// A thread of a live run. Its clock is the stamp of its latest step; all that one step touches gets one stamp.
#[derive(Debug)]
pub(super) struct Participant {
    id: ThreadId,
    seat: Arc<Seat>,
    pub(super) commons: Arc<Commons>,
    clock: Cell<u64>,
    /// Whether the step in progress has its stamp already.
    stamped: Cell<bool>,
    /// Whether it has waited since anyone asked.
    waited: Cell<bool>,
    pub(super) passage: Passage,
}

impl Participant {
    /// A thread whose first step comes after the one with stamp `clock`.
    pub(super) fn new(id: ThreadId, commons: Arc<Commons>, clock: u64) -> Self {
        let seat = commons.seat_here();
        let (stamped, waited) = (Cell::new(false), Cell::new(false));
        Self { id, seat, commons, clock: Cell::new(clock), stamped, waited, passage: Passage::default() }
    }

    /// The stamp of its latest step.
    pub(super) fn clock(&self) -> u64 {
        self.clock.get()
    }

    /// The time is at least `stamp`.
    pub(super) fn advance(&self, stamp: u64) {
        self.clock.set(self.clock.get().max(stamp));
    }

    /// The time is at least that on the wall, in microseconds since the start: so stamps of threads that have nothing to do
    /// with each other keep close to the order in which things happen (Kulkarni et al., "Logical Physical Clocks", OPODIS
    /// 2014).
    pub(super) fn advance_to_now(&self) {
        self.advance(u64::try_from(self.commons.elapsed().as_micros()).unwrap_or(0));
    }

    /// The step is over; gives its stamp. One that touched nothing shared gets the next.
    #[inline]
    pub(super) fn finish_step(&self) -> u64 {
        if !self.stamped.replace(false) {
            self.clock.set(self.clock.get() + 1);
        }
        self.clock.get()
    }

    /// Whether it has waited since this was asked last.
    pub(super) fn has_waited(&self) -> bool {
        self.waited.replace(false)
    }
}

impl Caller for Participant {
    #[inline]
    fn id(&self) -> ThreadId {
        self.id
    }

    fn seat(&self) -> Arc<Seat> {
        self.waited.set(true);
        Arc::clone(&self.seat)
    }

    fn deadline(&self, nanoseconds: i64) -> Option<Instant> {
        Instant::now().checked_add(self.commons.real(nanoseconds))
    }

    fn is_stopped(&self) -> bool {
        self.commons.is_stopped()
    }

    fn sit(&self, seat: &Seat, deadline: Option<Instant>) -> Roused {
        self.go_out();
        let roused = seat.sit(deadline, || self.is_stopped());
        self.pass();
        roused
    }

    #[inline]
    fn stamp(&self, latest: u64) -> u64 {
        let clock = self.clock.get();
        // In an atomic block a stamp that is not smaller is its own: that of the block comes after all others.
        let is_earlier = latest < clock || (latest == clock && self.is_alone());
        if self.stamped.get() && is_earlier { clock } else { clock.max(latest) + 1 }
    }

    #[inline]
    fn stamped(&self, stamp: u64) {
        self.clock.set(stamp);
        self.stamped.set(true);
    }

    fn witness(&self, latest: u64) {
        // Only a step that has no stamp yet can still get a larger one.
        if !self.stamped.get() {
            self.advance(latest);
        }
    }
}

/// Someone outside the run, who does no steps and never waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bystander;

impl Caller for Bystander {
    fn id(&self) -> ThreadId {
        ThreadId(u32::MAX)
    }

    fn seat(&self) -> Arc<Seat> {
        Arc::new(Seat::here(None))
    }

    fn deadline(&self, _nanoseconds: i64) -> Option<Instant> {
        None
    }

    fn stamp(&self, latest: u64) -> u64 {
        latest
    }
}
