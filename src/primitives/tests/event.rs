use super::*;
use crate::primitives::tests::{A, B, C, Drive, FALSE, NONE, TRUE, goes_on};
use EventOperation::{Clear, IsSet, Set, Waiting};
use Wait::{For, Forever, Never};

fn with_waiters() -> Event {
    let mut event = Event::default();
    for who in [B, A] {
        assert_eq!(event.now(who, EventOperation::Wait(Forever)), goes_on(Waiting(Forever)));
    }
    event
}

#[test]
fn ev01_the_flag() {
    let mut event = Event::default();
    let mut seen = vec![event.now(A, IsSet)];
    for operation in [Set, Set, Clear, Clear] {
        assert_eq!(event.now(A, operation), NONE);
        seen.push(event.now(A, IsSet));
    }
    assert_eq!(seen, [FALSE, TRUE, TRUE, FALSE, FALSE]);
}

#[test]
fn ev02_wait_for_a_set_flag_gives_true_at_once() {
    let mut event = Event::default();
    assert_eq!(event.now(A, Set), NONE);
    for wait in [Never, For(1), Forever] {
        assert_eq!(event.now(A, EventOperation::Wait(wait)), TRUE);
    }
}

#[test]
fn ev03_a_wait_that_is_over_gives_false() {
    let mut event = Event::default();
    assert_eq!(event.now(A, EventOperation::Wait(Never)), FALSE);
    assert_eq!(event.now(A, EventOperation::Wait(For(5))), goes_on(Waiting(For(5))));
    assert_eq!(event.late(A, Waiting(For(5))), FALSE);
    assert_eq!(event, Event::default());
}

#[test]
fn ev04_set_wakes_all_longest_waiting_first_and_stays() {
    let mut event = with_waiters();
    assert!(event.waits(A, Waiting(Forever)) && event.waits(B, Waiting(Forever)));
    let mut woken = Vec::new();
    event.perform(C, Set, &mut woken);
    assert_eq!(woken, [B, A]);
    assert_eq!((event.now(A, Waiting(Forever)), event.now(B, Waiting(Forever))), (TRUE, TRUE));
    assert_eq!(event.now(A, EventOperation::Wait(Forever)), TRUE);
}

#[test]
fn ev05_a_clear_after_the_set_does_not_take_it_back() {
    let mut event = with_waiters();
    assert_eq!((event.now(C, Set), event.now(C, Clear)), (NONE, NONE));
    assert_eq!((event.now(A, Waiting(Forever)), event.now(B, Waiting(Forever))), (TRUE, TRUE));
    assert_eq!(event.now(A, IsSet), FALSE);
}

#[test]
fn ev06_a_pulse_is_not_remembered() {
    let mut event = Event::default();
    assert_eq!((event.now(C, Set), event.now(C, Clear)), (NONE, NONE));
    assert_eq!(event.now(A, EventOperation::Wait(Forever)), goes_on(Waiting(Forever)));
    assert!(event.waits(A, Waiting(Forever)));
}
