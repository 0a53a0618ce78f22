use proptest::prelude::*;

use super::*;
use crate::primitives::tests::{A, B, C, Drive, FALSE, NONE, TRUE, goes_on, int, raises};
use crate::value::FunctionId;
use BarrierOperation::{Abort, ActionFailed, Arrived, Broken, Parties, Release, Reset, Waiting};
use Wait::{For, Forever, Never};

const WAIT: BarrierOperation = BarrierOperation::Wait(None);
const ACTION: Value = Value::Function(FunctionId(7));

fn barrier(parties: i64) -> Barrier {
    Barrier::new(parties, None, Forever).unwrap()
}

fn with_action(parties: i64) -> Barrier {
    Barrier::new(parties, Some(ACTION), Forever).unwrap()
}

fn arrived(index: i64) -> BarrierOperation {
    Arrived { index, wait: Forever }
}

/// A and B have come, in this order.
fn with_two(parties: i64) -> Barrier {
    let mut barrier = barrier(parties);
    assert_eq!(barrier.now(A, WAIT), goes_on(arrived(0)));
    assert_eq!(barrier.now(B, WAIT), goes_on(arrived(1)));
    barrier
}

fn broken_error() -> Reply {
    raises("BrokenBarrierError", "")
}

#[test]
fn ba01_ba02_each_gets_how_many_came_before() {
    let mut barrier = with_two(3);
    assert!(barrier.waits(A, arrived(0)));
    assert_eq!(barrier.now(C, WAIT), int(2));
    assert_eq!((barrier.now(B, arrived(1)), barrier.now(A, arrived(0))), (int(1), int(0)));
    assert_eq!(barrier, super::tests::barrier(3));
}

#[test]
fn ba03_a_barrier_for_one_holds_up_no_one() {
    let mut barrier = barrier(1);
    assert_eq!((barrier.now(A, WAIT), barrier.now(A, WAIT)), (int(0), int(0)));
}

#[test]
fn ba04_a_barrier_for_none_is_refused_as_since_3_12() {
    for parties in [0, -1] {
        let error = Exception::new("ValueError", "parties must be > 0");
        assert_eq!(Barrier::<Value>::new(parties, None, Forever), Err(error));
    }
}

#[test]
fn ba06_ten_phases_in_lockstep() {
    let mut barrier = barrier(2);
    for _ in 0..10 {
        assert_eq!(barrier.now(A, WAIT), goes_on(arrived(0)));
        assert_eq!(barrier.now(B, WAIT), int(1));
        assert!(barrier.waits(B, WAIT), "A has not left");
        assert_eq!(barrier.now(A, arrived(0)), int(0));
    }
    assert_eq!((barrier.now(A, Waiting), barrier.now(A, Broken)), (int(0), FALSE));
}

#[test]
fn ba07_ba08_the_last_to_come_runs_the_action_before_anyone_goes() {
    let mut barrier = with_action(2);
    assert_eq!(barrier.now(A, WAIT), goes_on(arrived(0)));
    assert_eq!(barrier.now(B, WAIT), Reply::Call(ACTION));
    assert!(barrier.waits(A, arrived(0)) && barrier.waits(C, WAIT));
    assert!(barrier.waits(C, Reset) && barrier.waits(C, Abort), "CPython holds the barrier's lock meanwhile");
    assert_eq!((barrier.now(C, Waiting), barrier.now(C, Broken)), (int(2), FALSE));
    assert_eq!(barrier.now(B, Release), int(1));
    assert_eq!(barrier.now(A, arrived(0)), int(0));
}

#[test]
fn a_timeout_during_the_action_changes_nothing() {
    let mut barrier = with_action(2);
    let hasty = Arrived { index: 0, wait: For(1) };
    assert_eq!(barrier.now(A, BarrierOperation::Wait(Some(For(1)))), goes_on(hasty));
    assert_eq!(barrier.now(B, WAIT), Reply::Call(ACTION));
    assert_eq!(barrier.late(A, hasty), goes_on(arrived(0)));
    assert_eq!((barrier.now(B, Release), barrier.now(A, arrived(0))), (int(1), int(0)));
}

#[test]
fn ba09_an_action_that_raises_breaks_the_barrier() {
    let mut barrier = with_action(2);
    assert_eq!(barrier.now(A, WAIT), goes_on(arrived(0)));
    assert_eq!(barrier.now(B, WAIT), Reply::Call(ACTION));
    assert_eq!(barrier.now(B, ActionFailed), NONE);
    assert_eq!(barrier.now(A, arrived(0)), broken_error());
    assert_eq!(barrier.now(A, Broken), TRUE);
}

#[test]
fn ba10_a_timeout_breaks_it_for_all() {
    let mut barrier = with_two(3);
    assert_eq!(barrier.late(A, Arrived { index: 0, wait: For(1) }), broken_error());
    assert_eq!(barrier.now(B, arrived(1)), broken_error());
    assert_eq!(barrier.now(B, Broken), TRUE);
}

#[test]
fn ba11_ba12_its_own_timeout_holds_unless_wait_has_one() {
    let mut barrier = Barrier::new(3, None, For(100)).unwrap();
    assert_eq!(barrier.now(A, WAIT), goes_on(Arrived { index: 0, wait: For(100) }));
    assert_eq!(barrier.now(B, BarrierOperation::Wait(Some(For(5)))), goes_on(Arrived { index: 1, wait: For(5) }));
}

#[test]
fn ba13_a_wait_of_no_time_breaks_it_unless_it_is_the_last() {
    let mut early = barrier(2);
    assert_eq!(early.now(A, BarrierOperation::Wait(Some(Never))), broken_error());
    assert_eq!((early.now(A, Broken), early.now(A, Waiting)), (TRUE, int(0)));
    let mut last = barrier(1);
    assert_eq!(last.now(A, BarrierOperation::Wait(Some(Never))), int(0));
}

#[test]
fn ba14_ba15_abort_breaks_those_who_wait_and_those_who_come() {
    let mut barrier = with_two(3);
    assert_eq!(barrier.now(C, Abort), NONE);
    assert_eq!((barrier.now(C, Broken), barrier.now(C, Waiting)), (TRUE, int(0)));
    assert_eq!(barrier.now(C, WAIT), broken_error());
    assert_eq!((barrier.now(A, arrived(0)), barrier.now(B, arrived(1))), (broken_error(), broken_error()));
}

#[test]
fn ba16_reset_breaks_those_who_wait_and_makes_it_as_new() {
    let mut barrier = with_two(3);
    assert_eq!(barrier.now(C, Reset), NONE);
    assert_eq!((barrier.now(C, Broken), barrier.now(C, Waiting)), (FALSE, int(0)));
    assert!(barrier.waits(C, WAIT), "the broken ones leave first");
    assert_eq!((barrier.now(A, arrived(0)), barrier.now(B, arrived(1))), (broken_error(), broken_error()));
    assert_eq!(barrier.now(C, WAIT), goes_on(arrived(0)));
}

#[test]
fn ba17_reset_with_no_waiter() {
    let mut good = barrier(2);
    assert_eq!(good.now(A, Reset), NONE);
    assert_eq!(good, barrier(2));
    let mut bad = barrier(2);
    assert_eq!((bad.now(A, Abort), bad.now(A, Reset)), (NONE, NONE));
    assert_eq!(bad, barrier(2));
}

#[test]
fn an_abort_while_threads_leave_breaks_those_who_have_not_left() {
    let mut barrier = with_two(3);
    assert_eq!((barrier.now(C, WAIT), barrier.now(A, arrived(0))), (int(2), int(0)));
    assert_eq!(barrier.now(C, Abort), NONE);
    assert_eq!(barrier.now(B, arrived(1)), broken_error());
}

#[test]
fn ba18_attributes() {
    let mut barrier = with_two(3);
    assert_eq!((barrier.now(C, Parties), barrier.now(C, Waiting), barrier.now(C, Broken)), (int(3), int(2), FALSE));
    assert_eq!(barrier.now(C, WAIT), int(2));
    assert_eq!(barrier.now(C, Waiting), int(0));
}

#[test]
fn ba20_the_third_of_two_waits_for_the_next_generation() {
    let mut barrier = with_two_of_two();
    assert!(barrier.waits(C, WAIT));
    assert_eq!(barrier.now(A, arrived(0)), int(0));
    assert_eq!(barrier.now(C, WAIT), goes_on(arrived(0)));
}

fn with_two_of_two() -> Barrier {
    let mut barrier = barrier(2);
    assert_eq!(barrier.now(A, WAIT), goes_on(arrived(0)));
    assert_eq!(barrier.now(B, WAIT), int(1));
    barrier
}

#[test]
fn an_end_of_an_action_that_does_not_run_changes_nothing() {
    let mut idle = barrier(2);
    assert_eq!(idle.perform(A, Release, &mut Vec::new()), None);
    assert_eq!(idle, barrier(2));
}

proptest! {
    /// Threads run round and round in any order: in each phase every index is given once, and no one is ever a whole
    /// phase ahead of another.
    #[test]
    fn generations_never_mix(parties in 1..5_i64, order in prop::collection::vec(0..5_usize, 0..200)) {
        let mut barrier = barrier(parties);
        let threads = usize::try_from(parties).unwrap();
        let mut next = vec![WAIT; threads];
        let mut seen: Vec<Vec<i64>> = vec![Vec::new(); threads];
        for index in order.into_iter().map(|index| index % threads) {
            if barrier.waits(ThreadId::at(index), next[index]) {
                continue;
            }
            next[index] = match barrier.now(ThreadId::at(index), next[index]) {
                Reply::Done(Value::Int(place)) => {
                    seen[index].push(place);
                    WAIT
                }
                Reply::Continue(crate::primitives::Operation::Barrier(operation)) => operation,
                other => panic!("{other:?}"),
            };
            let phases = seen.iter().map(Vec::len);
            prop_assert!(phases.clone().max().unwrap() - phases.min().unwrap() <= 1);
        }
        for phase in 0..seen.iter().map(Vec::len).min().unwrap() {
            let mut places: Vec<i64> = seen.iter().map(|places| places[phase]).collect();
            places.sort_unstable();
            prop_assert_eq!(places, (0..parties).collect::<Vec<_>>());
        }
    }

    /// Whatever is asked for: counts stay within bounds, and once all have left it is empty.
    #[test]
    fn counts_stay_within_bounds(requests in prop::collection::vec((0..4_u32, 0..4_u8), 0..100)) {
        let mut barrier = barrier(3);
        let mut inside = [None; 4];
        for (index, request) in requests {
            let who = ThreadId(index);
            let slot = &mut inside[index as usize];
            let operation = match (request, *slot) {
                (0..=1, None) => WAIT,
                (0..=1, Some(arrived)) => arrived,
                (2, _) => Reset,
                _ => Abort,
            };
            if barrier.waits(who, operation) {
                continue;
            }
            match barrier.now(who, operation) {
                Reply::Continue(crate::primitives::Operation::Barrier(arrived)) => *slot = Some(arrived),
                _ if request < 2 => *slot = None,
                _ => {}
            }
            let count = i64::try_from(inside.iter().flatten().count()).unwrap();
            prop_assert_eq!(barrier.count, count);
            prop_assert!(count < 3);
        }
    }
}
