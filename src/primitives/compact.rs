//! States that fit into a few bits, so that a driver can change them with one compare-and-swap.
//!
//! What does not fit (a queue's items, who waits) is no error: the driver keeps such a state behind a lock.

use super::{Barrier, Condition, Event, Future, Life, Lock, Pool, Queue, RLock, RwLock, Semaphore};
use crate::value::ThreadId;

/// How many bits a packed state has at most.
pub const STATE_BITS: u32 = 28;

/// Bits of an rlock's packed state that count its levels.
const DEPTH_BITS: u32 = 8;

/// A state that may fit into [`STATE_BITS`] bits.
pub trait Compact: Sized {
    /// What never changes of it: a semaphore's bound.
    type Fixed;

    /// Whether any of its states fits.
    const EVER: bool;

    /// What never changes of it.
    fn fixed(&self) -> Self::Fixed;

    /// The state in bits, if it fits.
    fn pack(&self) -> Option<u64>;

    /// The state that was packed so; none if no state of this type ever was.
    fn unpack(fixed: &Self::Fixed, packed: u64) -> Option<Self>;
}

/// Checks that a number fits.
pub fn fits(number: u64) -> Option<u64> {
    (number >> STATE_BITS == 0).then_some(number)
}

/// A thread's id and one more, so that 0 is nobody.
fn somebody(thread: ThreadId) -> u64 {
    u64::from(thread.0) + 1
}

fn thread(number: u64) -> Option<ThreadId> {
    u32::try_from(number).ok()?.checked_sub(1).map(ThreadId)
}

impl Compact for Lock {
    type Fixed = ();

    const EVER: bool = true;

    fn fixed(&self) {}

    #[inline]
    fn pack(&self) -> Option<u64> {
        fits(self.holder.map_or(0, somebody))
    }

    #[inline]
    fn unpack((): &(), packed: u64) -> Option<Self> {
        Some(Self { holder: thread(packed) })
    }
}

impl Compact for RLock {
    type Fixed = ();

    const EVER: bool = true;

    fn fixed(&self) {}

    #[inline]
    fn pack(&self) -> Option<u64> {
        let Some((owner, depth)) = self.owner else { return Some(0) };
        let depth = u64::from(depth);
        fits(somebody(owner) << DEPTH_BITS | depth).filter(|_| depth >> DEPTH_BITS == 0)
    }

    #[inline]
    fn unpack((): &(), packed: u64) -> Option<Self> {
        let depth = u32::try_from(packed & ((1 << DEPTH_BITS) - 1)).unwrap_or(0);
        Some(Self { owner: thread(packed >> DEPTH_BITS).map(|owner| (owner, depth)) })
    }
}

impl Compact for Semaphore {
    type Fixed = Option<i64>;

    const EVER: bool = true;

    fn fixed(&self) -> Option<i64> {
        self.bound
    }

    #[inline]
    fn pack(&self) -> Option<u64> {
        u64::try_from(self.value).ok().and_then(fits)
    }

    #[inline]
    fn unpack(bound: &Option<i64>, packed: u64) -> Option<Self> {
        Some(Self { value: i64::try_from(packed).unwrap_or(0), bound: *bound })
    }
}

impl Compact for Event {
    type Fixed = ();

    const EVER: bool = true;

    fn fixed(&self) {}

    #[inline]
    fn pack(&self) -> Option<u64> {
        self.waiting.is_empty().then_some(u64::from(self.set))
    }

    #[inline]
    fn unpack((): &(), packed: u64) -> Option<Self> {
        Some(Self { set: packed != 0, waiting: Vec::new() })
    }
}

impl Compact for Life {
    type Fixed = bool;

    const EVER: bool = true;

    fn fixed(&self) -> bool {
        self.daemon
    }

    fn pack(&self) -> Option<u64> {
        Some(u64::from(self.ended))
    }

    fn unpack(daemon: &bool, packed: u64) -> Option<Self> {
        Some(Self { ended: packed != 0, daemon: *daemon })
    }
}

/// Says that a state never fits.
macro_rules! never_compact {
    ($([$($generic:ident)?] $state:ty),+ $(,)?) => {$(
        impl$(<$generic>)? $crate::primitives::Compact for $state {
            type Fixed = ();

            const EVER: bool = false;

            fn fixed(&self) {}

            fn pack(&self) -> Option<u64> {
                None
            }

            fn unpack((): &(), _packed: u64) -> Option<Self> {
                None
            }
        }
    )+};
}

pub(crate) use never_compact;

never_compact!([V] Barrier<V>, [] Condition, [V] Future<V>, [T] Pool<T>, [V] Queue<V>, [] RwLock);

#[cfg(test)]
#[path = "tests/compact.rs"]
mod tests;
