use proptest::prelude::*;

use super::*;
use crate::primitives::{Mutex, MutexOperation, Primitive, SemaphoreOperation, Wait};

/// What comes back is what was packed, and everything packed fits.
fn comes_back<P: Compact + PartialEq + std::fmt::Debug>(state: &P) {
    if let Some(packed) = state.pack() {
        assert_eq!(packed >> STATE_BITS, 0);
        assert_eq!(P::unpack(&state.fixed(), packed).as_ref(), Some(state));
    }
}

proptest! {
    #[test]
    fn a_packed_state_comes_back(who in any::<u32>(), depth in 1..600_u32, permits in 0..i64::MAX, set: bool) {
        let who = ThreadId(who);
        let (mut lock, mut rlock, mut event) = (Lock::default(), RLock::default(), Event::default());
        for state in [Lock::default(), { lock.restore(who, 1); lock }] {
            comes_back(&state);
        }
        rlock.restore(who, depth);
        comes_back(&rlock);
        comes_back(&RLock::default());
        event.set = set;
        comes_back(&event);
        comes_back(&Semaphore::new(permits).unwrap());
        comes_back(&Semaphore::bounded(permits).unwrap());
    }
}

#[test]
fn what_is_common_fits() {
    let mut lock = Lock::default();
    lock.perform(ThreadId(100_000), MutexOperation::Acquire(Wait::Forever), &mut Vec::new());
    assert!(lock.pack().is_some());
    let mut semaphore = Semaphore::bounded(100_000).unwrap();
    semaphore.perform(ThreadId(1), SemaphoreOperation::Acquire(Wait::Forever), &mut Vec::new());
    assert!(semaphore.pack().is_some());
    assert!(Event::default().pack().is_some());
}

#[test]
fn a_deep_rlock_and_a_waited_for_event_do_not_fit() {
    let mut rlock = RLock::default();
    rlock.restore(ThreadId(1), 256);
    assert_eq!(rlock.pack(), None);
    let mut event = Event::default();
    event.perform(ThreadId(1), crate::primitives::EventOperation::Wait(Wait::Forever), &mut Vec::new());
    assert_eq!(event.pack(), None);
}
