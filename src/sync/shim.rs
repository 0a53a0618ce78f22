//! What threads share and wait by: the real thing, or loom's when loom tries all interleavings (see `loom_tests.rs`).

#[cfg(not(all(loom, test)))]
mod inner {
    pub(in crate::sync) use parking_lot::{Mutex, MutexGuard};
    pub(in crate::sync) use parking_lot_core::SpinWait;
    pub(in crate::sync) use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
    pub(in crate::sync) use std::thread::{Thread, current, park, park_timeout};
}

#[cfg(all(loom, test))]
mod inner {
    use std::sync::{Arc, PoisonError};
    use std::time::Duration;

    use loom::sync::Condvar;
    pub(in crate::sync) use loom::sync::MutexGuard;
    pub(in crate::sync) use loom::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

    /// Loom's, without poisoning.
    #[derive(Debug)]
    pub(in crate::sync) struct Mutex<T>(loom::sync::Mutex<T>);

    impl<T> Mutex<T> {
        pub(in crate::sync) fn new(value: T) -> Self {
            Self(loom::sync::Mutex::new(value))
        }

        pub(in crate::sync) fn lock(&self) -> MutexGuard<'_, T> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    /// Loom tries all interleavings anyway.
    pub(in crate::sync) struct SpinWait;

    impl SpinWait {
        pub(in crate::sync) fn new() -> Self {
            Self
        }

        pub(in crate::sync) fn spin(&mut self) -> bool {
            false
        }
    }

    /// A thread that can be parked. Loom's own forgets an unpark when the thread waits for a mutex before it parks.
    #[derive(Clone, Debug)]
    pub(in crate::sync) struct Thread(Arc<(Mutex<bool>, Condvar)>);

    loom::thread_local! {
        static HERE: Thread = Thread(Arc::new((Mutex::new(false), Condvar::new())));
    }

    impl Thread {
        pub(in crate::sync) fn unpark(&self) {
            *self.0.0.lock() = true;
            self.0.1.notify_one();
        }
    }

    pub(in crate::sync) fn current() -> Thread {
        HERE.with(Thread::clone)
    }

    pub(in crate::sync) fn park() {
        let here = current();
        let mut unparked = here.0.0.lock();
        while !*unparked {
            unparked = here.0.1.wait(unparked).unwrap_or_else(PoisonError::into_inner);
        }
        *unparked = false;
    }

    /// Loom knows no time; its tests wait without limit.
    pub(in crate::sync) fn park_timeout(_left: Duration) {
        loom::thread::yield_now();
    }
}

pub(super) use inner::*;
