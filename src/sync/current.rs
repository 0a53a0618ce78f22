//! The calling thread, as the primitives know it when they are used from Rust.
//!
//! An rlock must know who calls, and Python's `acquire()` takes no argument that says so; so this is the one place with
//! thread-local state: a number for each thread, and its seat.

use std::cell::{Cell, OnceCell};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::caller::Caller;
use super::seat::Seat;
use crate::value::ThreadId;

/// The number of the next thread that calls for the first time. Like Python's idents they may come again, after four billion
/// threads.
static NEXT: AtomicU32 = AtomicU32::new(1);

thread_local! {
    /// The thread's number; 0 before its first call.
    static NUMBER: Cell<u32> = const { Cell::new(0) };
    static SEAT: OnceCell<Arc<Seat>> = const { OnceCell::new() };
}

/// The calling thread. Cheap to make: one look at a thread-local number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Current {
    number: u32,
    /// It must not be sent to another thread.
    here: std::marker::PhantomData<*const ()>,
}

impl Current {
    /// Whoever calls this.
    #[inline]
    pub(super) fn thread() -> Self {
        let number = match NUMBER.get() {
            0 => first_call(),
            number => number,
        };
        Self { number, here: std::marker::PhantomData }
    }
}

#[cold]
fn first_call() -> u32 {
    let mut number = NEXT.fetch_add(1, Ordering::Relaxed);
    while number == 0 {
        number = NEXT.fetch_add(1, Ordering::Relaxed);
    }
    NUMBER.set(number);
    number
}

impl Caller for Current {
    #[inline]
    fn id(&self) -> ThreadId {
        ThreadId(self.number)
    }

    fn seat(&self) -> Arc<Seat> {
        let shared = SEAT.try_with(|seat| Arc::clone(seat.get_or_init(|| Arc::new(Seat::here(None)))));
        // While the thread's locals are being dropped, a seat for this one wait will do.
        shared.unwrap_or_else(|_| Arc::new(Seat::here(None)))
    }

    fn deadline(&self, nanoseconds: i64) -> Option<Instant> {
        Instant::now().checked_add(Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(0)))
    }
}
