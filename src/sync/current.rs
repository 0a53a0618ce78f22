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
    let number = next_number();
    NUMBER.set(number);
    number
}

fn next_number() -> u32 {
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        if number != 0 {
            return number;
        }
    }
}

/// An id for a thread that does not run yet.
pub(super) fn reserve() -> ThreadId {
    ThreadId(next_number())
}

/// The calling thread, which is new, is known by an id that was reserved for it.
pub(super) fn adopt(id: ThreadId) {
    NUMBER.set(id.0);
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
