use proptest::prelude::*;

use super::*;
use crate::primitives::tests::{A, B, C, Drive, FALSE, NONE, TRUE, int, raises};
use SemaphoreOperation::{Acquire, Release, Value as Permits};
use Wait::{For, Forever, Never};

fn semaphore(value: i64) -> Semaphore {
    Semaphore::new(value).unwrap()
}

fn bounded(value: i64) -> Semaphore {
    Semaphore::bounded(value).unwrap()
}

#[test]
fn sm02_bs05_negative_initial_value() {
    let error = Exception::new("ValueError", "semaphore initial value must be >= 0");
    assert_eq!(Semaphore::new(-1), Err(error.clone()));
    assert_eq!(Semaphore::bounded(-1), Err(error));
}

#[test]
fn sm03_without_permits_acquire_waits_for_a_release() {
    let mut semaphore = semaphore(0);
    assert!(semaphore.waits(A, Acquire(Forever)));
    assert_eq!(semaphore.now(B, Release(1)), NONE);
    assert_eq!(semaphore.now(A, Acquire(Forever)), TRUE);
}

#[test]
fn sm04_acquire_gives_true() {
    assert_eq!(semaphore(1).now(A, Acquire(Forever)), TRUE);
}

#[test]
fn sm05_sm08_sm09_who_cannot_wait_longer_gets_false() {
    assert_eq!(semaphore(0).late(A, Acquire(Never)), FALSE);
    assert_eq!(semaphore(0).late(A, Acquire(For(7))), FALSE);
}

#[test]
fn sm10_sm15_anyone_may_release_beyond_the_initial_value() {
    let mut semaphore = semaphore(1);
    assert_eq!(semaphore.now(B, Release(1)), NONE);
    assert_eq!(semaphore.now(B, Permits), int(2));
}

#[test]
fn sm11_sm13_release_of_two_lets_two_of_four_pass() {
    let mut semaphore = semaphore(0);
    assert_eq!(semaphore.now(A, Release(2)), NONE);
    let passed = (10..14).filter(|id| semaphore.attempt(ThreadId(*id), Acquire(Never)) == TRUE).count();
    assert_eq!(passed, 2);
}

#[test]
fn sm12_bs04_release_of_less_than_one() {
    let error = raises("ValueError", "n must be one or more");
    for count in [0, -1] {
        assert_eq!(semaphore(1).now(A, Release(count)), error);
        assert_eq!(bounded(1).now(A, Release(count)), error);
    }
}

#[test]
fn sm14_three_of_four_permits_are_left_for_ten_tries() {
    let mut semaphore = semaphore(4);
    assert_eq!(semaphore.now(A, Acquire(Forever)), TRUE);
    let got = (0..10).filter(|id| semaphore.attempt(ThreadId(*id), Acquire(Never)) == TRUE).count();
    assert_eq!(got, 3);
}

#[test]
fn sm17_one_thread_can_take_two_permits_but_not_of_one() {
    let mut two = semaphore(2);
    assert_eq!((two.now(A, Acquire(Forever)), two.now(A, Acquire(Forever))), (TRUE, TRUE));
    let mut one = semaphore(1);
    assert_eq!(one.now(A, Acquire(Forever)), TRUE);
    assert!(one.waits(A, Acquire(Forever)));
}

#[test]
fn sm20_a_newcomer_may_take_the_permit_first() {
    let mut semaphore = semaphore(0);
    assert!(semaphore.waits(A, Acquire(Forever)));
    assert_eq!(semaphore.now(B, Release(1)), NONE);
    assert_eq!(semaphore.now(C, Acquire(Forever)), TRUE);
    assert!(semaphore.waits(A, Acquire(Forever)));
}

#[test]
fn bs01_bs03_release_past_the_bound_releases_nothing() {
    let error = raises("ValueError", "Semaphore released too many times");
    let mut semaphore = bounded(3);
    assert_eq!(semaphore.now(A, Release(1)), error);
    assert_eq!(semaphore.now(A, Acquire(Forever)), TRUE);
    assert_eq!(semaphore.now(A, Release(2)), error);
    assert_eq!(semaphore.now(A, Release(i64::MAX)), error);
    assert_eq!(semaphore.now(A, Permits), int(2));
}

#[test]
fn bs02_acquire_release_release() {
    let mut semaphore = bounded(1);
    assert_eq!(semaphore.now(A, Acquire(Forever)), TRUE);
    assert_eq!(semaphore.now(A, Release(1)), NONE);
    assert_eq!(semaphore.now(A, Release(1)), raises("ValueError", "Semaphore released too many times"));
}

#[test]
fn bs07_a_bounded_semaphore_is_acquired_like_any_other() {
    assert_eq!(bounded(1).now(A, Acquire(Forever)), TRUE);
    assert_eq!(bounded(0).late(A, Acquire(Never)), FALSE);
}

#[test]
fn more_permits_than_64_bits_hold_are_an_error() {
    let mut semaphore = semaphore(i64::MAX);
    assert!(matches!(semaphore.now(A, Release(1)), Reply::Raise(e) if &*e.type_name == "OverflowError"));
    assert_eq!(semaphore.value(), i64::MAX);
}

proptest! {
    /// Permits are neither lost nor made up, and a bound holds.
    #[test]
    fn permits_are_conserved(start in 0..5_i64, bound: bool, requests in prop::collection::vec(-1..4_i64, 0..60)) {
        let mut semaphore = if bound { bounded(start) } else { semaphore(start) };
        let mut expected = start;
        for request in requests {
            // 0 is an acquire, all else a release.
            let operation = if request == 0 { Acquire(Never) } else { Release(request) };
            match semaphore.attempt(A, operation) {
                Reply::Done(Value::Bool(true)) => expected -= 1,
                Reply::Done(Value::None) => expected += request,
                _ => {}
            }
            prop_assert_eq!(semaphore.value(), expected);
            prop_assert!(expected >= 0 && (!bound || expected <= start));
        }
    }
}
