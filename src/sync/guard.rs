//! What a `with` block is in Rust: a guard that gives back what it holds when it is dropped, also by a panic.

use std::marker::PhantomData;
use std::mem;

use super::Error;

/// Something that can be held, and is given back once.
pub trait Held {
    #[doc(hidden)]
    fn give_back(&self) -> Result<(), Error>;
}

/// Holds something until it is dropped. It stays on the thread that made it.
///
/// ```
/// use concur::sync::Lock;
///
/// let lock = Lock::new();
/// {
///     let _held = lock.lock();
///     assert!(lock.locked());
/// }
/// assert!(!lock.locked());
/// ```
#[derive(Debug)]
#[must_use = "what a guard holds is given back when it is dropped"]
pub struct Guard<H: Held> {
    held: H,
    /// Rlocks and rwlocks know by whom they are held.
    here: PhantomData<*const ()>,
}

impl<H: Held> Guard<H> {
    /// A guard over what the calling thread has just come to hold.
    #[inline]
    pub(super) fn over(held: H) -> Self {
        Self { held, here: PhantomData }
    }

    /// Gives it back now and says whether that went well, which a drop cannot.
    ///
    /// # Errors
    /// As the end of a `with` block in Python: `RuntimeError` if it has been released in the meantime.
    pub fn release(self) -> Result<(), Error> {
        let result = self.held.give_back();
        mem::forget(self);
        result
    }
}

impl<H: Held> Drop for Guard<H> {
    #[inline]
    fn drop(&mut self) {
        // Whoever wants to know calls `release`.
        let _ = self.held.give_back();
    }
}
