//! The blocking primitives under many threads: what must hold whoever is faster.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use concur::sync::{Barrier, BoundedSemaphore, Condition, Event, Lock, Queue, RLock, RwLock, ThreadPool, Timeout};

const THREADS: usize = 8;

/// A lost wake-up is a failure, not a hang.
const LONG: Duration = Duration::from_secs(30);

/// So many threads at once, each with its number.
fn crowd(threads: usize, work: impl Fn(usize) + Sync) {
    thread::scope(|scope| {
        for number in 0..threads {
            let work = &work;
            scope.spawn(move || work(number));
        }
    });
}

/// A timeout near nothing, another one each time.
fn brief(round: usize) -> Duration {
    Duration::from_micros((round as u64 * 7) % 60)
}

/// A place where no more than so many may be at once.
#[derive(Default)]
struct Room {
    inside: AtomicUsize,
    most: AtomicUsize,
}

impl Room {
    fn visit(&self) {
        let inside = self.inside.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(inside, Ordering::SeqCst);
        std::hint::spin_loop();
        self.inside.fetch_sub(1, Ordering::SeqCst);
    }

    fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

#[test]
fn one_at_a_time_holds_a_lock_however_it_was_taken() {
    let (lock, room, visits) = (Lock::new(), Room::default(), AtomicUsize::new(0));
    crowd(THREADS, |number| {
        for round in 0..3_000 {
            let taken = match (round + number) % 3 {
                0 => lock.try_acquire(),
                1 => lock.acquire_timeout(brief(round)).unwrap(),
                _ => lock.acquire_timeout(LONG).unwrap() || panic_lost(),
            };
            if taken {
                room.visit();
                visits.fetch_add(1, Ordering::Relaxed);
                lock.release().unwrap();
            }
        }
    });
    assert_eq!(room.most(), 1);
    assert!(visits.load(Ordering::Relaxed) >= THREADS * 1_000);
    assert!(lock.try_acquire());
}

#[expect(clippy::panic, reason = "a test")]
fn panic_lost() -> bool {
    panic!("a wake-up was lost")
}

#[test]
fn an_rlock_belongs_to_one_thread_at_every_level() {
    let (rlock, room) = (RLock::new(), Room::default());
    crowd(THREADS, |number| {
        for round in 0..1_500 {
            assert!(rlock.acquire_timeout(LONG).unwrap());
            let depth = (round + number) % 4;
            (0..depth).for_each(|_| rlock.acquire().unwrap());
            room.visit();
            (0..=depth).for_each(|_| rlock.release().unwrap());
        }
    });
    assert_eq!(room.most(), 1);
}

#[test]
fn permits_never_exceed_what_there_is_and_none_gets_lost() {
    let (semaphore, room) = (BoundedSemaphore::new(3).unwrap(), Room::default());
    crowd(THREADS, |number| {
        for round in 0..2_000 {
            let taken = match (round + number) % 3 {
                0 => semaphore.acquire_timeout(brief(round)),
                _ => semaphore.acquire_timeout(LONG) || panic_lost(),
            };
            if taken {
                room.visit();
                semaphore.release().unwrap();
            }
        }
    });
    assert!(room.most() <= 3);
    assert_eq!(semaphore.value(), 3);
}

#[test]
fn each_set_of_an_event_wakes_everyone_who_waits_for_it() {
    let events: [Event; 2] = Default::default();
    let arrived = AtomicUsize::new(0);
    let rounds = 300;
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for round in 0..rounds {
                    arrived.fetch_add(1, Ordering::SeqCst);
                    assert!(events[round % 2].wait(LONG), "a wake-up was lost");
                }
            });
        }
        for round in 0..rounds {
            while arrived.load(Ordering::SeqCst) < THREADS * (round + 1) {
                thread::yield_now();
            }
            // No one waits for the other one at the moment, so it can be cleared for the next round.
            events[(round + 1) % 2].clear();
            events[round % 2].set();
        }
    });
}

#[test]
fn a_set_that_races_with_a_timeout_is_true_or_false_but_leaves_nothing_behind() {
    let event = Event::new();
    for round in 0..1_000 {
        thread::scope(|scope| {
            let waiters = [(); 2].map(|()| scope.spawn(|| event.wait(brief(round))));
            event.set();
            for waiter in waiters {
                waiter.join().unwrap();
            }
        });
        assert!(event.wait(None));
        event.clear();
        assert!(!event.wait(Timeout::NOW));
    }
}

/// A buffer by conditions, as every textbook has it: if a notify were lost on someone whose time is over, it would stop.
#[test]
fn no_notify_is_lost_on_a_waiter_whose_time_is_over() {
    let lock = Lock::new();
    let (items, rooms) = (Condition::over(&lock), Condition::over(&lock));
    let (inside, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let each = 2_000;
    let until = |condition: &Condition<&Lock>, ready: &dyn Fn() -> bool, number: usize, round: usize| {
        while !ready() {
            let impatient = (number + round).is_multiple_of(2);
            let notified = condition.wait(if impatient { brief(round) } else { LONG }).unwrap();
            assert!(impatient || notified, "a notify was lost");
        }
    };
    crowd(THREADS, |number| {
        for round in 0..each {
            let _held = lock.lock();
            if number % 2 == 0 {
                until(&rooms, &|| inside.load(Ordering::Relaxed) < 3, number / 2, round);
                inside.fetch_add(1, Ordering::Relaxed);
                items.notify(1).unwrap();
            } else {
                until(&items, &|| inside.load(Ordering::Relaxed) > 0, number / 2, round);
                inside.fetch_sub(1, Ordering::Relaxed);
                taken.fetch_add(1, Ordering::Relaxed);
                rooms.notify(1).unwrap();
            }
        }
    });
    assert_eq!((inside.into_inner(), taken.into_inner()), (0, THREADS / 2 * each));
    assert_eq!((items.waiters(), rooms.waiters()), (0, 0));
}

#[test]
fn no_more_are_notified_than_notify_took_off_the_list() {
    let condition = Condition::new();
    let (notified, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let mut sent = 0;
    thread::scope(|scope| {
        for number in 0..THREADS {
            let (condition, notified, over) = (&condition, &notified, &over);
            scope.spawn(move || {
                for round in number.. {
                    let _held = condition.lock().unwrap();
                    if over.load(Ordering::SeqCst) {
                        return;
                    }
                    notified.fetch_add(usize::from(condition.wait(brief(round)).unwrap()), Ordering::SeqCst);
                }
            });
        }
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_millis(500) {
            let _held = condition.lock().unwrap();
            let before = condition.waiters();
            condition.notify(2).unwrap();
            sent += before - condition.waiters();
        }
        over.store(true, Ordering::SeqCst);
    });
    // Some of those who are gone gave up by themselves at that very moment.
    assert!((1..=sent).contains(&notified.into_inner()));
}

#[test]
fn generations_of_a_barrier_never_mix() {
    let barrier = Barrier::new(i64::try_from(THREADS).unwrap()).unwrap();
    let phases: Vec<AtomicUsize> = (0..THREADS).map(|_| AtomicUsize::new(0)).collect();
    let sums = AtomicUsize::new(0);
    let rounds = 500;
    crowd(THREADS, |number| {
        for round in 0..rounds {
            phases[number].store(round, Ordering::SeqCst);
            sums.fetch_add(barrier.wait(LONG).unwrap(), Ordering::SeqCst);
            for phase in &phases {
                let phase = phase.load(Ordering::SeqCst);
                assert!(phase == round || phase == round + 1, "{phase} in round {round}");
            }
            barrier.wait(LONG).unwrap();
        }
    });
    assert_eq!(sums.into_inner(), rounds * (0..THREADS).sum::<usize>());
}

#[test]
fn a_barrier_survives_those_who_give_up_and_those_who_reset_it() {
    let (barrier, passed) = (Barrier::new(2).unwrap(), AtomicUsize::new(0));
    crowd(4, |number| {
        for round in 0..500 {
            match barrier.wait(brief(round + number) * 20) {
                Ok(_) => drop(passed.fetch_add(1, Ordering::SeqCst)),
                Err(error) => {
                    assert!(error.is_a("BrokenBarrierError"), "{error}");
                    barrier.reset();
                }
            }
        }
    });
    // Whoever passes, passes with one other.
    assert_eq!(passed.into_inner() % 2, 0);
    assert_eq!(barrier.n_waiting(), 0);
}

#[test]
fn a_queue_loses_and_doubles_nothing() {
    let (queue, each) = (Queue::new(4), 1_500);
    let seen: Vec<AtomicUsize> = (0..THREADS / 2 * each).map(|_| AtomicUsize::new(0)).collect();
    crowd(THREADS, |number| {
        for round in 0..each {
            if number % 2 == 0 {
                let mut item = number / 2 * each + round;
                while let Err(refused) = queue.put(item, brief(round)) {
                    assert!(refused.error.is_a("Full"));
                    item = refused.item;
                }
            } else {
                let item: usize = loop {
                    match queue.get(brief(round)) {
                        Ok(item) => break item,
                        Err(error) => assert!(error.is_a("Empty")),
                    }
                };
                seen[item].fetch_add(1, Ordering::SeqCst);
                queue.task_done().unwrap();
            }
            assert!(queue.qsize() <= 4);
        }
    });
    queue.join();
    assert!(seen.iter().all(|count| count.load(Ordering::SeqCst) == 1));
}

#[test]
fn patient_producers_and_consumers_never_miss_each_other() {
    let (queue, each) = (Queue::new(2), 2_000);
    crowd(THREADS, |number| {
        for round in 0..each {
            if number % 2 == 0 {
                queue.put(round, LONG).unwrap();
            } else {
                queue.get(LONG).unwrap();
            }
        }
    });
    assert!(queue.empty());
}

#[test]
fn writers_are_alone_and_readers_are_not() {
    let (lock, writers, readers) = (RwLock::new(), AtomicUsize::new(0), AtomicUsize::new(0));
    crowd(THREADS, |number| {
        for round in 0..1_000 {
            if (number + round) % 4 == 0 {
                let _alone = lock.write();
                assert_eq!(writers.fetch_add(1, Ordering::SeqCst), 0);
                assert_eq!(readers.load(Ordering::SeqCst), 0);
                writers.fetch_sub(1, Ordering::SeqCst);
            } else {
                let _along = lock.read();
                readers.fetch_add(1, Ordering::SeqCst);
                assert_eq!(writers.load(Ordering::SeqCst), 0);
                readers.fetch_sub(1, Ordering::SeqCst);
            }
        }
    });
}

#[test]
fn a_pool_does_every_call_once_whoever_submits_and_cancels() {
    let (pool, done) = (ThreadPool::new(4).unwrap(), Arc::new(AtomicUsize::new(0)));
    let cancelled = AtomicUsize::new(0);
    let each = 300;
    crowd(THREADS, |number| {
        for round in 0..each {
            let done = Arc::clone(&done);
            let future = pool.submit(move || done.fetch_add(1, Ordering::SeqCst)).unwrap();
            if (number + round) % 3 == 0 && future.cancel() {
                cancelled.fetch_add(1, Ordering::SeqCst);
            } else {
                future.result(LONG).unwrap();
            }
        }
    });
    pool.shutdown(true, false).unwrap();
    assert_eq!(done.load(Ordering::SeqCst) + cancelled.into_inner(), THREADS * each);
}

#[test]
fn pools_come_and_go() {
    for round in 0..100 {
        let pool = ThreadPool::new(3).unwrap();
        let futures: Vec<_> = (0..10).map(|number| pool.submit(move || number).unwrap()).collect();
        pool.shutdown(round % 2 == 0, round % 3 == 0).unwrap();
        drop(pool);
        assert!(futures.iter().all(|future| future.done()));
    }
}
