use proptest::prelude::*;

use super::*;
use crate::primitives::tests::{A, B, C, Drive, FALSE, NONE, TRUE, raises};
use MutexOperation::{Acquire, Locked, Reacquire, Release};
use Wait::{For, Forever, Never};

fn held_by_a<M: Primitive<MutexOperation, Value = Value> + Default>() -> M {
    let mut mutex = M::default();
    assert_eq!(mutex.now(A, Acquire(Forever)), TRUE);
    mutex
}

#[test]
fn lk01_acquire_of_a_free_lock_gives_true() {
    assert_eq!(held_by_a::<Lock>().now(A, Locked), TRUE);
}

#[test]
fn lk02_release_of_a_held_lock_gives_none() {
    let mut lock: Lock = held_by_a();
    assert_eq!(lock.now(A, Release), NONE);
    assert_eq!(lock.now(A, Locked), FALSE);
}

#[test]
fn lk03_release_of_a_lock_that_is_not_held() {
    assert_eq!(Lock::default().now(A, Release), raises("RuntimeError", "release unlocked lock"));
}

#[test]
fn lk04_second_release() {
    let mut lock: Lock = held_by_a();
    assert_eq!(lock.now(A, Release), NONE);
    assert_eq!(lock.now(A, Release), raises("RuntimeError", "release unlocked lock"));
}

#[test]
fn lk05_lk07_lk08_who_cannot_wait_longer_gets_false() {
    let mut lock: Lock = held_by_a();
    assert_eq!(lock.late(B, Acquire(Never)), FALSE);
    assert_eq!(lock.late(B, Acquire(For(5))), FALSE);
    assert_eq!(lock, held_by_a());
}

#[test]
fn lk06_lk09_a_free_lock_is_taken_without_waiting() {
    assert_eq!(Lock::default().now(B, Acquire(Never)), TRUE);
    assert_eq!(Lock::default().now(B, Acquire(For(5))), TRUE);
}

#[test]
fn lk17_the_holder_of_a_lock_waits_for_itself() {
    assert!(held_by_a::<Lock>().waits(A, Acquire(Forever)));
}

#[test]
fn lk18_another_thread_may_release_a_lock() {
    let mut lock: Lock = held_by_a();
    assert_eq!(lock.now(B, Release), NONE);
    assert_eq!(lock, Lock::default());
}

#[test]
fn lk19_rl14_waiters_pass_one_by_one() {
    fn passes(mut mutex: impl Mutex + Primitive<MutexOperation, Value = Value>) {
        assert!(mutex.waits(B, Acquire(Forever)) && mutex.waits(C, Acquire(Forever)));
        assert_eq!(mutex.now(A, Release), NONE);
        assert_eq!(mutex.now(B, Acquire(Forever)), TRUE);
        assert!(mutex.waits(C, Acquire(Forever)));
        assert_eq!(mutex.now(B, Release), NONE);
        assert_eq!(mutex.now(C, Acquire(Forever)), TRUE);
        assert_eq!(mutex.holder(), Some(C));
    }
    passes(held_by_a::<Lock>());
    passes(held_by_a::<RLock>());
}

#[test]
fn lk24_a_timed_out_acquire_leaves_no_trace() {
    let mut lock: Lock = held_by_a();
    assert_eq!(lock.late(B, Acquire(For(1))), FALSE);
    assert_eq!(lock.now(A, Release), NONE);
    assert_eq!(lock.now(B, Acquire(Never)), TRUE);
}

#[test]
fn lk27_the_releaser_may_take_it_again_before_those_who_wait() {
    let mut lock: Lock = held_by_a();
    assert!(lock.waits(B, Acquire(Forever)));
    assert_eq!(lock.now(A, Release), NONE);
    assert_eq!(lock.now(A, Acquire(Forever)), TRUE);
    assert!(lock.waits(B, Acquire(Forever)));
}

#[test]
fn rl01_an_rlock_taken_twice_needs_two_releases() {
    let mut lock: RLock = held_by_a();
    assert_eq!(lock.now(A, Acquire(Forever)), TRUE);
    assert_eq!(lock.now(A, Release), NONE);
    assert!(lock.waits(B, Acquire(Forever)));
    assert_eq!(lock.now(A, Release), NONE);
    assert_eq!(lock, RLock::default());
}

#[test]
fn rl02_rl03_rl04_only_the_owner_can_release_and_only_as_often_as_it_acquired() {
    let error = raises("RuntimeError", "cannot release un-acquired lock");
    assert_eq!(RLock::default().now(A, Release), error);
    let mut lock: RLock = held_by_a();
    assert_eq!(lock.now(B, Release), error);
    assert_eq!(lock, held_by_a());
    assert_eq!(lock.now(A, Release), NONE);
    assert_eq!(lock.now(A, Release), error);
}

#[test]
fn rl05_another_thread_waits_for_an_rlock_or_gets_false() {
    assert_eq!(held_by_a::<RLock>().late(B, Acquire(Never)), FALSE);
    assert!(held_by_a::<RLock>().waits(B, Acquire(Forever)));
}

#[test]
fn rl08_an_rlock_does_not_say_whether_it_is_locked() {
    let error = raises("AttributeError", "'_thread.RLock' object has no attribute 'locked'");
    assert_eq!(RLock::default().now(A, Locked), error);
}

#[test]
fn rl09_rl11_depth_and_owner() {
    let mut lock: RLock = held_by_a();
    assert_eq!(lock.now(A, Acquire(Never)), TRUE);
    assert_eq!((lock.depth_of(A), lock.depth_of(B)), (2, 0));
    assert!(lock.is_owned_by(A) && !lock.is_owned_by(B));
    assert_eq!(lock.release_all(B), 0, "rl10: not the owner");
    assert_eq!(lock.release_all(A), 2);
    assert_eq!(lock, RLock::default());
}

#[test]
fn rl15_an_rlock_whose_owner_is_gone_stays_locked() {
    let mut lock: RLock = held_by_a();
    assert_eq!(lock.late(B, Acquire(Never)), FALSE);
    assert_eq!(lock.now(B, Release), raises("RuntimeError", "cannot release un-acquired lock"));
}

#[test]
fn an_acquire_without_limit_cannot_expire() {
    assert_eq!(held_by_a::<Lock>().expire(B, Acquire(Forever)), None);
}

#[test]
fn taking_back_waits_for_the_lock_and_gives_what_the_wait_gives() {
    let mut lock: RLock = held_by_a();
    let reacquire = Reacquire { depth: 3, notified: false };
    assert!(lock.waits(B, reacquire));
    assert_eq!(lock.now(A, Release), NONE);
    assert_eq!(lock.now(B, reacquire), FALSE);
    assert_eq!(lock.depth_of(B), 3);
}

proptest! {
    /// Whatever threads ask for, in any order: no one gets what another holds.
    #[test]
    fn a_mutex_has_one_holder(requests in prop::collection::vec((0..4_u32, any::<bool>()), 0..60), reentrant: bool) {
        let (mut lock, mut rlock) = (Lock::default(), RLock::default());
        let mut depth = [0_u32; 4];
        for (index, acquire) in requests {
            let who = ThreadId(index);
            let operation = if acquire { Acquire(Never) } else { Release };
            let mine = depth[index as usize];
            if !acquire && mine == 0 {
                continue; // A plain lock can be released by anyone, which is not what is tested here.
            }
            let reply = if reentrant { rlock.attempt(who, operation) } else { lock.attempt(who, operation) };
            match (acquire, reply == TRUE) {
                (true, true) => depth[index as usize] = mine + 1,
                (true, false) => prop_assert!(depth.iter().sum::<u32>() > 0),
                (false, _) => depth[index as usize] = mine - 1,
            }
            prop_assert!(depth.iter().filter(|depth| **depth > 0).count() <= 1);
            prop_assert!(reentrant || depth.iter().all(|depth| *depth <= 1));
            let holder = depth.iter().position(|depth| *depth > 0).map(ThreadId::at);
            prop_assert_eq!(if reentrant { rlock.holder() } else { lock.holder() }, holder);
        }
    }
}
