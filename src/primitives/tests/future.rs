use super::*;
use crate::primitives::tests::{A, B, Drive, FALSE, NONE, TRUE, int, raises};
use FutureOperation::{Cancel, Cancelled, Done, Result, Running};
use Wait::{For, Forever, Never};

fn running() -> Future {
    let mut future = Future::default();
    assert!(future.begin());
    future
}

fn finished() -> Future {
    let mut future = running();
    future.finish(Value::Int(42));
    future
}

fn failed() -> Future {
    let mut future = running();
    future.fail(Arc::new(Exception::new("ValueError", "no")));
    future
}

#[test]
fn fu01_the_value_of_a_finished_call_again_and_again() {
    let mut future = finished();
    assert_eq!((future.now(A, Result(Forever)), future.now(B, Result(Never))), (int(42), int(42)));
    assert_eq!(future, finished());
}

#[test]
fn fu02_the_exception_of_a_failed_call_each_time() {
    let mut future = failed();
    assert!(future.unseen_exception().is_some());
    for _ in 0..2 {
        assert_eq!(future.now(A, Result(Forever)), raises("ValueError", "no"));
    }
    assert!(future.unseen_exception().is_none());
}

#[test]
fn fu03_a_result_that_does_not_come_in_time() {
    let mut future = running();
    assert!(future.waits(A, Result(Forever)));
    assert_eq!(future.late(A, Result(For(1))), raises("TimeoutError", ""));
    assert_eq!(future.late(A, Result(Never)), raises("TimeoutError", ""));
    assert_eq!(future, running());
}

#[test]
fn fu04_exception_of_a_finished_a_failed_and_a_running_call() {
    assert_eq!(finished().now(A, FutureOperation::Exception(Forever)), NONE);
    let mut failed = failed();
    let exception = Value::Exception(Arc::new(Exception::new("ValueError", "no")));
    assert_eq!(failed.now(A, FutureOperation::Exception(Forever)), Reply::Done(exception));
    assert!(failed.asked);
    assert_eq!(running().late(A, FutureOperation::Exception(For(1))), raises("TimeoutError", ""));
}

#[test]
fn fu05_fu06_cancel_of_a_call_that_has_not_begun() {
    let mut future = Future::default();
    assert_eq!((future.now(A, Cancel), future.now(A, Cancel)), (TRUE, TRUE));
    assert_eq!((future.now(A, Cancelled), future.now(A, Done)), (TRUE, TRUE));
    assert_eq!(future.now(A, Result(Forever)), raises("CancelledError", ""));
    assert_eq!(future.now(A, FutureOperation::Exception(Forever)), raises("CancelledError", ""));
    assert!(!future.begin());
}

#[test]
fn fu07_a_call_that_has_begun_is_not_cancelled() {
    for mut future in [running(), finished(), failed()] {
        assert_eq!((future.now(A, Cancel), future.now(A, Cancelled)), (FALSE, FALSE));
    }
}

#[test]
fn running_and_done_at_each_stage() {
    let stages = [Future::default(), running(), finished(), failed()];
    let seen = stages.map(|mut future| (future.now(A, Running), future.now(A, Done)));
    assert_eq!(seen, [(FALSE, FALSE), (TRUE, FALSE), (FALSE, TRUE), (FALSE, TRUE)]);
}

#[test]
fn fu12_what_is_over_changes_no_more() {
    let mut future = failed();
    future.finish(Value::Int(1));
    assert_eq!(future, failed());
}
