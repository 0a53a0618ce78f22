use super::*;
use crate::primitives::tests::{A, B, C, Drive, FALSE, NONE, TRUE, goes_on, int, raises};
use crate::primitives::{Lock, RLock};
use ConditionOperation::{Notify, NotifyAll, Waiters, Waiting};
use MutexOperation::{Acquire, Reacquire, Release};
use Wait::{For, Forever, Never};

/// A condition and its lock, driven as one.
#[derive(Clone)]
struct Pair<M> {
    condition: Condition,
    lock: M,
    woken: Vec<ThreadId>,
}

impl<M: Mutex + super::super::Primitive<MutexOperation, Value = Value> + Default> Pair<M> {
    fn new() -> Self {
        Self { condition: Condition::default(), lock: M::default(), woken: Vec::new() }
    }

    fn now(&mut self, who: ThreadId, operation: ConditionOperation) -> Reply {
        let reply = self.condition.perform(&mut self.lock, who, operation, &mut |_| 0, &mut self.woken);
        reply.expect("has to wait")
    }

    fn waits(&self, who: ThreadId) -> bool {
        !self.condition.ready(&self.lock, who, &waiting(Forever))
    }

    fn wait(&mut self, who: ThreadId) {
        assert_eq!(self.lock.now(who, Acquire(Forever)), TRUE);
        assert_eq!(self.now(who, ConditionOperation::Wait(Forever)), goes_on(waiting(Forever)));
    }

    /// Five wait, in order of their ids, and A holds the lock.
    fn five() -> Self {
        let mut pair = Self::new();
        (11..16).for_each(|id| pair.wait(ThreadId(id)));
        assert_eq!(pair.lock.now(A, Acquire(Forever)), TRUE);
        pair
    }
}

fn waiting(wait: Wait) -> ConditionOperation {
    Waiting { depth: 1, wait }
}

fn ids(range: std::ops::Range<u32>) -> Vec<ThreadId> {
    range.map(ThreadId).collect()
}

#[test]
fn cv02_cv06_wait_without_the_lock() {
    let error = raises("RuntimeError", "cannot wait on un-acquired lock");
    assert_eq!(Pair::<RLock>::new().now(A, ConditionOperation::Wait(Forever)), error);
    assert_eq!(Pair::<Lock>::new().now(A, ConditionOperation::Wait(Never)), error);
}

#[test]
fn cv03_cv04_notify_without_the_lock() {
    let error = raises("RuntimeError", "cannot notify on un-acquired lock");
    assert_eq!(Pair::<RLock>::new().now(A, Notify(1)), error);
    assert_eq!(Pair::<Lock>::new().now(A, NotifyAll), error);
}

#[test]
fn cv08_a_wait_that_is_over_gives_false_with_the_lock_held_again() {
    let mut pair = Pair::<RLock>::new();
    pair.wait(A);
    let reacquire = Reacquire { depth: 1, notified: false };
    assert_eq!(pair.condition.expire(A, waiting(For(1))), Some(goes_on(reacquire)));
    assert_eq!(pair.lock.now(A, reacquire), FALSE);
    assert!(pair.lock.is_owned_by(A));
}

#[test]
fn cv09_a_wait_of_no_time_gives_up_the_lock_and_takes_it_back() {
    let mut pair = Pair::<Lock>::new();
    assert_eq!(pair.lock.now(A, Acquire(Forever)), TRUE);
    let reacquire = Reacquire { depth: 1, notified: false };
    assert_eq!(pair.now(A, ConditionOperation::Wait(Never)), goes_on(reacquire));
    assert_eq!(pair.condition.waiters(), []);
    assert_eq!(pair.lock.now(A, reacquire), FALSE);
}

#[test]
fn cv10_cv11_a_notified_wait_goes_on_only_when_the_lock_is_free() {
    let mut pair = Pair::<RLock>::new();
    pair.wait(A);
    assert!(pair.waits(A));
    assert_eq!(pair.lock.now(B, Acquire(Forever)), TRUE);
    assert_eq!(pair.now(B, Notify(1)), NONE);
    assert_eq!(pair.woken, [A]);
    assert!(pair.waits(A));
    assert_eq!(pair.lock.now(B, Release), NONE);
    assert_eq!(pair.now(A, waiting(Forever)), TRUE);
    assert!(pair.lock.is_owned_by(A));
}

#[test]
fn cv12_notify_wakes_those_who_have_waited_longest() {
    let mut pair = Pair::<Lock>::five();
    assert_eq!(pair.now(A, Notify(3)), NONE);
    assert_eq!((pair.woken, pair.condition.waiters), (ids(11..14), ids(14..16)));
}

#[test]
fn a_pick_can_wake_any_waiter_and_no_other() {
    let mut pair = Pair::<Lock>::five();
    let mut picks = [2, 99].into_iter();
    let pick = &mut |_: &[ThreadId]| picks.next().unwrap();
    assert_eq!(pair.condition.perform(&mut pair.lock, A, Notify(2), pick, &mut pair.woken), Some(NONE));
    assert_eq!(pair.woken, [ThreadId(13), ThreadId(15)]);
}

#[test]
fn cv13_cv16_surplus_notifies_are_not_remembered() {
    let mut pair = Pair::<Lock>::five();
    assert_eq!(pair.now(A, Notify(9)), NONE);
    assert_eq!(pair.woken, ids(11..16));
    assert_eq!(pair.now(A, Notify(1)), NONE);
    assert_eq!(pair.now(A, ConditionOperation::Wait(Forever)), goes_on(waiting(Forever)));
    assert!(pair.waits(A));
}

#[test]
fn cv14_notify_all_wakes_all() {
    let mut pair = Pair::<Lock>::five();
    assert_eq!(pair.now(A, Waiters), int(5));
    assert_eq!(pair.now(A, NotifyAll), NONE);
    assert_eq!(pair.woken, ids(11..16));
    assert_eq!(pair.now(A, Waiters), int(0));
}

#[test]
fn cv15_notify_of_none_or_less_does_nothing() {
    let mut pair = Pair::<Lock>::five();
    assert_eq!((pair.now(A, Notify(0)), pair.now(A, Notify(-1))), (NONE, NONE));
    assert_eq!(pair.condition.waiters(), ids(11..16));
}

#[test]
fn cv17_all_levels_of_an_rlock_are_given_up_and_taken_back() {
    let mut pair = Pair::<RLock>::new();
    for _ in 0..3 {
        assert_eq!(pair.lock.now(A, Acquire(Forever)), TRUE);
    }
    let waiting = Waiting { depth: 3, wait: Forever };
    assert_eq!(pair.now(A, ConditionOperation::Wait(Forever)), goes_on(waiting));
    assert_eq!(pair.lock.now(B, Acquire(Forever)), TRUE);
    assert_eq!((pair.now(B, NotifyAll), pair.lock.now(B, Release)), (NONE, NONE));
    assert_eq!(pair.now(A, waiting), TRUE);
    assert_eq!(pair.lock.depth_of(A), 3);
}

#[test]
fn cv19_over_a_plain_lock_any_thread_may_notify_while_someone_holds_it() {
    let mut plain = Pair::<Lock>::five();
    assert_eq!(plain.now(C, Notify(1)), NONE);
    let mut reentrant = Pair::<RLock>::five();
    assert_eq!(reentrant.now(C, Notify(1)), raises("RuntimeError", "cannot notify on un-acquired lock"));
}

#[test]
fn cv25_two_conditions_on_one_lock_have_waiters_of_their_own() {
    let mut pair = Pair::<Lock>::five();
    let mut other = Condition::default();
    assert_eq!(other.perform(&mut pair.lock, A, NotifyAll, &mut |_| 0, &mut pair.woken), Some(NONE));
    assert_eq!((pair.woken.len(), pair.condition.waiters.len()), (0, 5));
}

#[test]
fn cv28_who_timed_out_is_not_notified() {
    let mut pair = Pair::<Lock>::five();
    assert_eq!(
        pair.condition.expire(ThreadId(11), waiting(For(1))),
        Some(goes_on(Reacquire { depth: 1, notified: false }))
    );
    assert_eq!(pair.now(A, Notify(1)), NONE);
    assert_eq!(pair.woken, [ThreadId(12)]);
}

#[test]
fn a_timeout_after_the_notify_changes_nothing() {
    let mut pair = Pair::<Lock>::five();
    assert_eq!(pair.now(A, Notify(1)), NONE);
    assert!(pair.waits(ThreadId(11)), "A still holds the lock");
    assert_eq!(
        pair.condition.expire(ThreadId(11), waiting(For(1))),
        Some(goes_on(Reacquire { depth: 1, notified: true }))
    );
}

#[test]
fn a_spurious_wake_up_goes_on_like_a_notified_wait() {
    let mut pair = Pair::<Lock>::new();
    pair.wait(A);
    assert!(pair.condition.wake(A) && !pair.condition.wake(A));
    assert_eq!(pair.now(A, waiting(Forever)), TRUE);
}
