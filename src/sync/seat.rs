//! Where a blocked thread sits, and how it is called.
//!
//! A thread sits in one place at a time. Whoever takes it off a list of waiters calls it exactly once; a thread that
//! gets up by itself takes itself off the list, under the same lock, so no call is lost and none is left over.

use std::sync::Arc;
use std::time::Instant;

use super::shim::{self, AtomicBool, AtomicUsize, Ordering, Thread};

/// A thread's own seat.
#[derive(Debug)]
pub(crate) struct Seat {
    thread: Thread,
    called: AtomicBool,
    census: Option<Arc<Census>>,
}

/// How a thread came to get up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Roused {
    /// It was called.
    Called,
    /// Its time is over.
    Late,
    /// The run that it takes part in is over.
    Stopped,
}

impl Seat {
    /// The seat of the calling thread, which may take part in a census.
    pub(crate) fn here(census: Option<Arc<Census>>) -> Self {
        Self { thread: shim::current(), called: AtomicBool::new(false), census }
    }

    /// Sits until called, until `deadline`, or until `stopped` says so after a [`Seat::disturb`]. Only the seat's own thread
    /// sits in it.
    pub(crate) fn sit(&self, deadline: Option<Instant>, stopped: impl Fn() -> bool) -> Roused {
        loop {
            if self.called.swap(false, Ordering::AcqRel) {
                return Roused::Called;
            }
            if stopped() {
                return Roused::Stopped;
            }
            match deadline {
                None => shim::park(),
                Some(deadline) => match deadline.checked_duration_since(Instant::now()) {
                    Some(left) if !left.is_zero() => shim::park_timeout(left),
                    _ => return Roused::Late,
                },
            }
        }
    }

    /// Lets the thread see that it is called; it may still have to be disturbed.
    pub(super) fn call(&self) {
        // A swap, since loom does not see that a plain store comes after the swap of whoever sits down.
        self.called.swap(true, Ordering::AcqRel);
    }

    /// A call that came while the thread was getting up by itself: it knows already.
    pub(super) fn forget_call(&self) {
        self.called.swap(false, Ordering::AcqRel);
    }

    /// Makes the thread look again whether it is called, or stopped.
    pub(crate) fn disturb(&self) {
        self.thread.unpark();
    }

    /// The thread is about to wait for others, without limit.
    pub(super) fn doze(&self) {
        if let Some(census) = &self.census {
            census.doze();
        }
    }

    /// A thread that dozes is called, or gets up by itself.
    pub(super) fn rouse(&self) {
        if let Some(census) = &self.census {
            census.rouse();
        }
    }
}

/// How many threads of a run are awake: not waiting for others without limit. When none is, no one ever will be again.
#[derive(Debug)]
pub(crate) struct Census {
    awake: AtomicUsize,
    watcher: Thread,
}

impl Census {
    /// A census without threads. The calling thread watches it: it is unparked when no thread is awake any more.
    pub(crate) fn watched_from_here() -> Self {
        Self { awake: AtomicUsize::new(0), watcher: shim::current() }
    }

    /// How many are awake.
    pub(crate) fn awake(&self) -> usize {
        self.awake.load(Ordering::SeqCst)
    }

    /// One more is awake: it was called, or has been made. Who is awake says so before it dozes itself.
    pub(crate) fn rouse(&self) {
        self.awake.fetch_add(1, Ordering::SeqCst);
    }

    /// One less is: it dozes, or has ended.
    pub(crate) fn doze(&self) {
        if self.awake.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.watcher.unpark();
        }
    }

    /// Makes the watcher look.
    pub(crate) fn tell_watcher(&self) {
        self.watcher.unpark();
    }
}
