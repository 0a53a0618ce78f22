use proptest::prelude::*;

use super::*;
use crate::primitives::tests::{A, B, Drive, FALSE, NONE, TRUE, int, raises};
use QueueOperation::{Empty, Full, Get, Join, Put, Size, TaskDone, Unfinished};
use Wait::{For, Forever, Never};

fn put(number: i64) -> QueueOperation {
    Put(Value::Int(number), Forever)
}

fn filled(maxsize: i64, items: impl IntoIterator<Item = i64>) -> Queue {
    let mut queue = Queue::new(maxsize);
    for item in items {
        assert_eq!(queue.now(A, put(item)), NONE);
    }
    queue
}

#[test]
fn qu01_first_in_first_out() {
    let mut queue = filled(0, [111, 333, 222]);
    for item in [111, 333, 222] {
        assert_eq!(queue.now(B, Get(Forever)), int(item));
    }
}

#[test]
fn qu02_qu03_get_from_an_empty_queue_that_may_not_wait_longer() {
    assert_eq!(Queue::new(0).late(A, Get(Never)), raises("Empty", ""));
    assert_eq!(Queue::new(0).late(A, Get(For(5))), raises("Empty", ""));
}

#[test]
fn qu04_get_waits_for_a_put() {
    let mut queue = Queue::new(0);
    assert!(queue.waits(B, Get(Forever)));
    assert_eq!(queue.now(A, put(1)), NONE);
    assert_eq!(queue.now(B, Get(Forever)), int(1));
}

#[test]
fn qu05_put_into_a_full_queue_that_may_not_wait_longer() {
    for wait in [Never, For(5)] {
        let mut queue = filled(1, [1]);
        assert_eq!(queue.late(A, Put(Value::Int(2), wait)), raises("Full", ""));
        assert_eq!(queue, filled(1, [1]));
    }
}

#[test]
fn qu06_put_into_a_full_queue_waits_for_a_get() {
    let mut queue = filled(1, [1]);
    assert!(queue.waits(A, put(2)));
    assert_eq!(queue.now(B, Get(Forever)), int(1));
    assert_eq!(queue.now(A, put(2)), NONE);
}

#[test]
fn qu07_a_negative_timeout_of_put_is_an_error_where_there_is_a_bound() {
    let error = raises("ValueError", "'timeout' must be a non-negative number");
    let negative = || Put(Value::Int(2), For(-1));
    assert_eq!(filled(1, [1]).now(A, negative()), error);
    assert_eq!(filled(1, []).now(A, negative()), error, "even with room");
    assert_eq!(filled(0, [1]).now(A, negative()), NONE);
}

#[test]
fn qu09_without_a_positive_maxsize_there_is_no_bound() {
    for maxsize in [0, -1, i64::MIN] {
        assert_eq!(filled(maxsize, 0..100).now(A, Full), FALSE);
    }
}

#[test]
fn qu10_size_empty_full() {
    let mut queue = filled(3, [1, 2, 3]);
    assert_eq!((queue.now(A, Size), queue.now(A, Empty), queue.now(A, Full)), (int(3), FALSE, TRUE));
    assert_eq!(Queue::new(3).now(A, Empty), TRUE);
}

#[test]
fn qu11_task_done_too_often() {
    let mut queue = filled(0, [1]);
    assert_eq!(queue.now(A, TaskDone), NONE);
    assert_eq!(queue.now(A, TaskDone), raises("ValueError", "task_done() called too many times"));
}

#[test]
fn qu12_join_of_a_queue_that_never_had_an_item() {
    assert_eq!(Queue::new(0).now(A, Join), NONE);
}

#[test]
fn qu13_join_waits_for_each_task_done() {
    let mut queue = filled(0, [1, 2]);
    for item in [1, 2] {
        assert_eq!(queue.now(B, Get(Forever)), int(item));
        assert!(queue.waits(A, Join), "a get does not count");
    }
    assert_eq!(queue.now(B, TaskDone), NONE);
    assert!(queue.waits(A, Join));
    assert_eq!((queue.now(B, TaskDone), queue.now(A, Join)), (NONE, NONE));
    assert_eq!(queue.now(A, Unfinished), int(0));
}

#[test]
fn qu15_join_can_be_used_again() {
    let mut queue = filled(0, [1]);
    assert_eq!(queue.now(A, Get(Forever)), int(1));
    assert_eq!((queue.now(A, TaskDone), queue.now(A, Join)), (NONE, NONE));
    assert_eq!(queue.now(A, put(2)), NONE);
    assert!(queue.waits(A, Join));
}

proptest! {
    /// What comes out is what went in, in its order, and the bound holds.
    #[test]
    fn nothing_is_lost_or_reordered(maxsize in -1..4_i64, puts in prop::collection::vec(any::<bool>(), 0..100)) {
        let mut queue = Queue::new(maxsize);
        let (mut put, mut got) = (Vec::new(), Vec::new());
        for (number, is_put) in (0_i64..).zip(puts) {
            let operation = if is_put { Put(Value::Int(number), Never) } else { Get(Never) };
            match queue.attempt(A, operation) {
                Reply::Done(Value::None) => put.push(number),
                Reply::Done(Value::Int(item)) => got.push(item),
                _ if is_put => prop_assert!(queue.is_full()),
                _ => prop_assert_eq!(queue.items().len(), 0),
            }
            prop_assert!(maxsize <= 0 || i64::try_from(queue.items().len()).unwrap() <= maxsize);
            prop_assert_eq!(queue.unfinished(), put.len());
        }
        let left = queue.items().map(|item| if let Value::Int(item) = item { *item } else { -1 });
        prop_assert_eq!(got.into_iter().chain(left).collect::<Vec<_>>(), put);
    }
}
