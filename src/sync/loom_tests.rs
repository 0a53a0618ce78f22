//! The monitor in all interleavings that loom finds, over the real state machines. Who waits here waits without limit, so
//! a lost wake-up is a deadlock, which loom reports.
//!
//! `RUSTFLAGS="--cfg loom" cargo test --lib --target-dir target/loom loom_tests`

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::sync::Arc;
use std::time::Instant;

use loom::thread;

use super::caller::Caller;
use super::condition_monitor::ConditionMonitor;
use super::monitor::Monitor;
use super::seat::Seat;
use super::shim::{AtomicBool, AtomicUsize, Ordering};
use super::waiters::{Note, Request};
use crate::primitives::{
    Compact, Condition, ConditionOperation, Event, EventOperation, Lock, MutexOperation, Operation, Primitive, Reply,
    Semaphore, SemaphoreOperation, Wait,
};
use crate::value::{ThreadId, Value};

/// A thread of a model.
struct Player(ThreadId, Arc<Seat>);

impl Player {
    fn number(number: u32) -> Self {
        Self(ThreadId(number), Arc::new(Seat::here(None)))
    }

    /// Does an operation as the public calls do, up to its end.
    fn does<P, O>(&self, monitor: &Monitor<P, O::Note>, mut operation: O) -> Value
    where
        P: Compact + Primitive<O, Value = Value>,
        O: Request + std::fmt::Debug,
        O::Note: Note<P>,
    {
        if monitor.goes_through(self, &operation) {
            return Value::None;
        }
        loop {
            match monitor.operate(self, operation).unwrap().reply {
                Reply::Done(value) => return value,
                Reply::Continue(next) => operation = next,
                reply => panic!("{reply:?}"),
            }
        }
    }
}

impl Caller for Player {
    fn id(&self) -> ThreadId {
        self.0
    }

    fn seat(&self) -> Arc<Seat> {
        Arc::clone(&self.1)
    }

    fn deadline(&self, _nanoseconds: i64) -> Option<Instant> {
        None
    }
}

/// Runs one thread for each number, the first here, and waits for all.
fn play(threads: u32, part: impl Fn(&Player) + Send + Sync + 'static) {
    let part = Arc::new(part);
    let others: Vec<_> = (1..threads)
        .map(|number| {
            let part = Arc::clone(&part);
            thread::spawn(move || part(&Player::number(number)))
        })
        .collect();
    part(&Player::number(0));
    others.into_iter().for_each(|other| other.join().unwrap());
}

/// With more than two preemptions the models take too long; few bugs need more.
fn model(check: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(builder.preemption_bound.unwrap_or(2));
    builder.check(check);
}

const ACQUIRE: MutexOperation = MutexOperation::Acquire(Wait::Forever);

#[test]
fn one_at_a_time_holds_a_lock_and_all_get_it() {
    model(|| {
        let lock = Arc::new(Monitor::new(Lock::default()));
        let inside = Arc::new(AtomicUsize::new(0));
        play(3, move |me| {
            me.does(&lock, ACQUIRE);
            assert_eq!(inside.fetch_add(1, Ordering::Relaxed), 0);
            inside.fetch_sub(1, Ordering::Relaxed);
            me.does(&lock, MutexOperation::Release);
        });
    });
}

#[test]
fn every_permit_reaches_someone() {
    model(|| {
        let semaphore = Arc::new(Monitor::new(Semaphore::new(0).unwrap()));
        play(3, move |me| match me.id() {
            ThreadId(0) => drop(me.does(&semaphore, SemaphoreOperation::Release(2))),
            _ => drop(me.does(&semaphore, SemaphoreOperation::Acquire(Wait::Forever))),
        });
    });
}

#[test]
fn permits_given_one_by_one_reach_all() {
    model(|| {
        let semaphore = Arc::new(Monitor::new(Semaphore::new(0).unwrap()));
        play(3, move |me| {
            if me.id() == ThreadId(0) {
                me.does(&semaphore, SemaphoreOperation::Release(1));
                me.does(&semaphore, SemaphoreOperation::Release(1));
            } else {
                me.does(&semaphore, SemaphoreOperation::Acquire(Wait::Forever));
            }
        });
    });
}

#[test]
fn a_set_wakes_all_even_if_a_clear_follows() {
    model(|| {
        let event = Arc::new(Monitor::new(Event::default()));
        play(3, move |me| {
            if me.id() == ThreadId(0) {
                me.does(&event, EventOperation::Set);
                me.does(&event, EventOperation::Clear);
                me.does(&event, EventOperation::Set);
            } else {
                let value = me.does(&event, EventOperation::Wait(Wait::Forever));
                assert_ne!(value, Value::Bool(false));
            }
        });
    });
}

#[test]
fn a_notify_reaches_who_waits_and_gives_it_the_lock() {
    model(|| {
        let lock = Arc::new(Monitor::new(Lock::default()));
        let condition = Arc::new(ConditionMonitor::new(Condition::default()));
        let ready = Arc::new(AtomicBool::new(false));
        play(2, move |me| {
            me.does(&lock, ACQUIRE);
            if me.id() == ThreadId(0) {
                ready.store(true, Ordering::Relaxed);
                condition.operate(&lock, me, ConditionOperation::Notify(1)).unwrap();
            } else {
                while !ready.load(Ordering::Relaxed) {
                    let mut next = Some(ConditionOperation::Wait(Wait::Forever));
                    while let Some(operation) = next.take() {
                        let answered = condition.operate(&lock, me, operation).unwrap();
                        if let Reply::Continue(Operation::Condition(operation)) = answered.reply {
                            next = Some(operation);
                        }
                    }
                }
            }
            me.does(&lock, MutexOperation::Release);
        });
    });
}
