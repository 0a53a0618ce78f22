use proptest::prelude::*;

use super::*;
use crate::primitives::tests::{A, B, C, Drive, NONE, TRUE, goes_on, raises};
use RwLockOperation::{AcquireRead, AcquireWrite, ReleaseRead, ReleaseWrite, WaitWrite};

#[test]
fn readers_share_it() {
    let mut lock = RwLock::default();
    assert_eq!((lock.now(B, AcquireRead), lock.now(A, AcquireRead)), (TRUE, TRUE));
    assert_eq!(lock.readers(), [A, B]);
}

#[test]
fn a_writer_is_alone() {
    let mut lock = RwLock::default();
    assert_eq!(lock.now(A, AcquireWrite), TRUE);
    assert!(lock.waits(B, AcquireRead));
    assert_eq!(lock.now(B, AcquireWrite), goes_on(WaitWrite));
    assert!(lock.waits(B, WaitWrite));
    assert_eq!((lock.now(A, ReleaseWrite), lock.now(B, WaitWrite)), (NONE, TRUE));
    assert_eq!((lock.writer(), lock.writers_waiting()), (Some(B), [].as_slice()));
}

#[test]
fn a_waiting_writer_goes_before_readers_that_come_later() {
    let mut lock = RwLock::default();
    assert_eq!(lock.now(A, AcquireRead), TRUE);
    assert_eq!(lock.now(B, AcquireWrite), goes_on(WaitWrite));
    assert!(lock.waits(C, AcquireRead) && lock.waits(A, AcquireRead), "not even a reader that is inside");
    assert_eq!((lock.now(A, ReleaseRead), lock.now(B, WaitWrite)), (NONE, TRUE));
    assert_eq!((lock.now(B, ReleaseWrite), lock.now(C, AcquireRead)), (NONE, TRUE));
}

#[test]
fn a_reader_that_wants_to_write_waits_for_itself() {
    let mut lock = RwLock::default();
    assert_eq!(lock.now(A, AcquireRead), TRUE);
    assert_eq!(lock.now(A, AcquireWrite), goes_on(WaitWrite));
    assert!(lock.waits(A, WaitWrite));
    assert_eq!(lock.holders(), [A]);
}

#[test]
fn releasing_what_one_does_not_hold() {
    let mut lock = RwLock::default();
    assert_eq!(lock.now(B, AcquireRead), TRUE);
    assert_eq!(lock.now(A, ReleaseRead), raises("RuntimeError", "cannot release un-acquired read lock"));
    assert_eq!(lock.now(B, ReleaseWrite), raises("RuntimeError", "cannot release un-acquired write lock"));
    assert_eq!(lock.readers(), [B]);
}

#[test]
fn who_reads_twice_leaves_twice() {
    let mut lock = RwLock::default();
    assert_eq!((lock.now(A, AcquireRead), lock.now(A, AcquireRead)), (TRUE, TRUE));
    assert_eq!((lock.now(A, ReleaseRead), lock.readers()), (NONE, [A].as_slice()));
    assert_eq!(lock.now(A, ReleaseRead), NONE);
    assert_eq!(lock, RwLock::default());
}

#[derive(Clone, Copy, PartialEq)]
enum Is {
    Outside,
    Reading,
    Queueing,
    Writing,
}

proptest! {
    /// Threads read and write in any order: a writer is always alone.
    #[test]
    fn no_one_is_inside_with_a_writer(requests in prop::collection::vec((0..4_u32, any::<bool>()), 0..100)) {
        let mut lock = RwLock::default();
        let mut threads = [Is::Outside; 4];
        for (index, write) in requests {
            let (who, is) = (ThreadId(index), &mut threads[index as usize]);
            let (operation, then) = match is {
                Is::Outside if write => (AcquireWrite, Is::Writing),
                Is::Outside => (AcquireRead, Is::Reading),
                Is::Queueing => (WaitWrite, Is::Writing),
                Is::Reading => (ReleaseRead, Is::Outside),
                Is::Writing => (ReleaseWrite, Is::Outside),
            };
            if lock.waits(who, operation) {
                continue;
            }
            *is = match lock.now(who, operation) {
                Reply::Done(_) => then,
                Reply::Continue(_) => Is::Queueing,
                other => panic!("{other:?}"),
            };
            let count = |what| threads.iter().filter(|is| **is == what).count();
            prop_assert!(count(Is::Writing) == 0 || (count(Is::Writing) == 1 && count(Is::Reading) == 0));
            prop_assert_eq!(lock.readers().len(), count(Is::Reading));
            prop_assert_eq!(lock.writers_waiting().len(), count(Is::Queueing));
        }
    }
}
