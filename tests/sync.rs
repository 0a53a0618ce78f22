//! The blocking primitives, as a Rust program sees them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use concur::sync::{
    Barrier, BoundedSemaphore, Condition, Error, Event, Future, Lock, Queue, RLock, RwLock, Semaphore, ThreadPool,
    Timeout,
};

const SHORT: Duration = Duration::from_millis(20);

/// Long enough that no test ever waits for all of it, short enough that a lost wake-up is a failure and not a hang.
const LONG: Duration = Duration::from_secs(20);

fn seconds(seconds: f64) -> Timeout {
    Timeout::seconds(seconds).unwrap()
}

fn says<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().to_string()
}

/// Waits until something is so.
fn until(mut so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !so() {
        assert!(begin.elapsed() < LONG, "it never became so");
        thread::sleep(Duration::from_millis(1));
    }
}

fn is_shared<T: Send + Sync>() {}

#[test]
fn all_can_be_shared_among_threads() {
    is_shared::<(Lock, RLock, Semaphore, BoundedSemaphore, Event, Condition, Condition<Arc<Lock>>, Barrier, RwLock)>();
    is_shared::<(Queue<std::cell::Cell<u8>>, ThreadPool, Future<u8>, Error)>();
}

#[test]
fn a_lock_minds_its_timeouts_as_python_s_does() {
    let lock = Lock::new();
    assert!(lock.acquire_timeout(seconds(-1.0)).unwrap());
    assert!(!lock.try_acquire());
    assert!(!lock.acquire_timeout(Timeout::NOW).unwrap());
    assert!(!lock.acquire_timeout(SHORT).unwrap());
    assert_eq!(says(lock.acquire_timeout(seconds(-100.0))), "ValueError: timeout value must be positive");
    assert_eq!(says(Timeout::seconds(1e100)), "OverflowError: timestamp out of range for platform time_t");
    lock.release().unwrap();
    assert_eq!(says(lock.release()), "RuntimeError: release unlocked lock");
}

#[test]
fn a_lock_may_be_released_by_another_thread_and_an_rlock_not() {
    let (lock, rlock) = (Lock::new(), RLock::new());
    lock.acquire();
    rlock.acquire().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            lock.release().unwrap();
            assert_eq!(says(rlock.release()), "RuntimeError: cannot release un-acquired lock");
            assert!(!rlock.try_acquire().unwrap());
        });
    });
    assert!(!lock.locked());
    rlock.release().unwrap();
}

#[test]
fn a_panic_gives_back_what_guards_hold_and_poisons_nothing() {
    let (lock, rlock, semaphore, rwlock, condition) =
        (Lock::new(), RLock::new(), Semaphore::new(1).unwrap(), RwLock::new(), Condition::new());
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        let _held = (lock.lock(), rlock.lock(), semaphore.permit(), rwlock.write(), condition.lock());
        panic::resume_unwind(Box::new("on purpose"));
    }));
    assert!(result.is_err());
    thread::scope(|scope| {
        scope.spawn(|| {
            let _held = (lock.lock(), rlock.lock(), semaphore.permit(), rwlock.write(), condition.lock());
        });
    });
}

#[test]
fn a_guard_that_is_released_tells_what_a_dropped_one_cannot() {
    let lock = Lock::new();
    let guard = lock.lock();
    lock.release().unwrap();
    assert_eq!(says(guard.release()), "RuntimeError: release unlocked lock");
    lock.lock().release().unwrap();
}

#[test]
fn a_semaphore_counts_and_a_bounded_one_minds_its_bound() {
    assert_eq!(says(Semaphore::new(-1)), "ValueError: semaphore initial value must be >= 0");
    let semaphore = Semaphore::new(0).unwrap();
    assert!(!semaphore.acquire_timeout(seconds(-5.0)));
    assert!(!semaphore.acquire_timeout(SHORT));
    assert_eq!(says(semaphore.release_many(0)), "ValueError: n must be one or more");
    semaphore.release_many(i64::MAX).unwrap();
    assert_eq!(says(semaphore.release()), "OverflowError: semaphore value does not fit in 64 bits");
    semaphore.acquire();
    assert_eq!(semaphore.value(), i64::MAX - 1);
    let bounded = BoundedSemaphore::new(2).unwrap();
    bounded.acquire();
    assert_eq!(says(bounded.release_many(2)), "ValueError: Semaphore released too many times");
    assert_eq!(bounded.value(), 1);
}

#[test]
fn so_many_permits_let_so_many_pass() {
    let (semaphore, passed) = (Semaphore::new(0).unwrap(), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                semaphore.acquire();
                passed.fetch_add(1, Ordering::SeqCst);
            });
        }
        semaphore.release_many(2).unwrap();
        until(|| passed.load(Ordering::SeqCst) == 2);
        thread::sleep(SHORT);
        assert_eq!(passed.load(Ordering::SeqCst), 2);
        semaphore.release_many(2).unwrap();
    });
}

#[test]
fn who_waits_for_an_event_gets_true_even_if_it_is_cleared_at_once() {
    let event = Event::new();
    assert!(!event.wait(Timeout::NOW));
    assert!(!event.wait(seconds(-1.0)));
    thread::scope(|scope| {
        let waiters: Vec<_> = (0..4).map(|_| scope.spawn(|| event.wait(LONG))).collect();
        thread::sleep(SHORT);
        event.set();
        event.clear();
        assert!(waiters.into_iter().all(|waiter| waiter.join().unwrap()));
    });
}

#[test]
fn a_condition_needs_its_lock() {
    let condition = Condition::new();
    assert_eq!(says(condition.wait(None)), "RuntimeError: cannot wait on un-acquired lock");
    assert_eq!(says(condition.notify(1)), "RuntimeError: cannot notify on un-acquired lock");
    assert_eq!(says(condition.notify_all()), "RuntimeError: cannot notify on un-acquired lock");
    assert!(condition.wait_for(|| true, None).unwrap());
    assert_eq!(says(condition.wait_for(|| false, None)), "RuntimeError: cannot wait on un-acquired lock");
    assert_eq!(says(condition.release()), "RuntimeError: cannot release un-acquired lock");
    assert_eq!(says(Condition::over(Lock::new()).release()), "RuntimeError: release unlocked lock");
}

#[test]
fn a_wait_gives_up_all_levels_of_an_rlock_and_takes_them_back() {
    let rlock = Arc::new(RLock::new());
    let condition = Condition::over(Arc::clone(&rlock));
    for _ in 0..3 {
        rlock.acquire().unwrap();
    }
    assert!(!condition.wait(SHORT).unwrap());
    assert!(!condition.wait(seconds(-1.0)).unwrap());
    thread::scope(|scope| {
        let other = scope.spawn(|| {
            let _held = condition.lock().unwrap();
            condition.notify(1).unwrap();
        });
        assert!(condition.wait(LONG).unwrap());
        other.join().unwrap();
    });
    for _ in 0..3 {
        rlock.release().unwrap();
    }
    assert!(rlock.release().is_err());
}

#[test]
fn no_one_who_is_notified_goes_on_before_the_lock_is_free() {
    let lock = Lock::new();
    let (condition, through) = (Condition::over(&lock), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..5 {
            scope.spawn(|| {
                let _held = lock.lock();
                assert!(condition.wait(LONG).unwrap());
                through.fetch_add(1, Ordering::SeqCst);
            });
        }
        until(|| condition.waiters() == 5);
        let held = condition.lock().unwrap();
        condition.notify(-1).unwrap();
        condition.notify(3).unwrap();
        assert_eq!(condition.waiters(), 2);
        thread::sleep(SHORT);
        assert_eq!(through.load(Ordering::SeqCst), 0);
        drop(held);
        until(|| through.load(Ordering::SeqCst) == 3);
        let held = condition.lock().unwrap();
        condition.notify(9).unwrap();
        drop(held);
    });
}

#[test]
fn wait_for_asks_after_each_notify_and_stops_in_time() {
    let (condition, number) = (Condition::new(), AtomicUsize::new(0));
    let begin = Instant::now();
    let held = condition.lock().unwrap();
    assert!(!condition.wait_for(|| false, SHORT).unwrap());
    assert!(begin.elapsed() >= SHORT);
    drop(held);
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..4 {
                until(|| condition.waiters() == 1);
                let _held = condition.lock().unwrap();
                number.fetch_add(1, Ordering::SeqCst);
                condition.notify(1).unwrap();
            }
        });
        let _held = condition.lock().unwrap();
        assert!(condition.wait_for(|| number.load(Ordering::SeqCst) == 4, LONG).unwrap());
    });
}

#[test]
fn a_barrier_lets_all_go_together_with_an_index_each() {
    let (barrier, runs) = (Arc::new(AtomicUsize::new(0)), 3);
    let counts = Arc::clone(&barrier);
    let barrier = Barrier::with_action(runs, None, move || {
        counts.fetch_add(1, Ordering::SeqCst);
        Ok(())
    })
    .unwrap();
    thread::scope(|scope| {
        let waits: Vec<_> = (0..3).map(|_| scope.spawn(|| barrier.wait(LONG).unwrap())).collect();
        let mut indices: Vec<_> = waits.into_iter().map(|wait| wait.join().unwrap()).collect();
        indices.sort_unstable();
        assert_eq!(indices, [0, 1, 2]);
    });
    assert_eq!((barrier.parties(), barrier.n_waiting(), barrier.broken()), (3, 0, false));
    assert_eq!(says(Barrier::new(0)), "ValueError: parties must be > 0");
}

#[test]
fn a_barrier_breaks_for_all_when_one_waits_too_long_and_reset_repairs_it() {
    let barrier = Barrier::with_timeout(2, SHORT).unwrap();
    assert_eq!(says(barrier.wait(None)), "BrokenBarrierError");
    assert_eq!(says(barrier.wait(LONG)), "BrokenBarrierError");
    barrier.reset();
    thread::scope(|scope| {
        let other = scope.spawn(|| barrier.wait(LONG));
        until(|| barrier.n_waiting() == 1);
        barrier.abort();
        assert!(other.join().unwrap().unwrap_err().is_a("RuntimeError"));
    });
    assert!(barrier.broken());
}

#[test]
fn a_failing_action_breaks_the_barrier_for_the_others() {
    let fails = Barrier::with_action(2, None, || Err(Error::new("ValueError", "no"))).unwrap();
    let panics = Barrier::with_action(2, None, || panic::resume_unwind(Box::new("on purpose"))).unwrap();
    for barrier in [&fails, &panics] {
        thread::scope(|scope| {
            let other = scope.spawn(|| barrier.wait(LONG));
            until(|| barrier.n_waiting() == 1);
            let here = panic::catch_unwind(AssertUnwindSafe(|| barrier.wait(LONG)));
            assert!(here.is_err() || says(here.unwrap()) == "ValueError: no");
            assert_eq!(says(other.join().unwrap()), "BrokenBarrierError");
        });
        assert!(barrier.broken());
    }
}

#[test]
fn a_queue_gives_back_what_does_not_fit() {
    let queue = Queue::new(1);
    queue.put("first", None).unwrap();
    let refused = queue.put_nowait("second").unwrap_err();
    assert_eq!((refused.item, refused.error.to_string().as_str()), ("second", "Full"));
    assert_eq!(says(queue.put("second", SHORT).map_err(Error::from)), "Full");
    let negative = "ValueError: 'timeout' must be a non-negative number";
    let refused = queue.put("second", seconds(-1.0)).unwrap_err();
    assert_eq!((refused.item, refused.error.to_string().as_str()), ("second", negative));
    assert_eq!(says(queue.get(seconds(-1.0))), negative);
    assert_eq!(queue.get(None).unwrap(), "first");
    assert_eq!(says(queue.get_nowait()), "Empty");
    assert_eq!(says(queue.get(SHORT)), "Empty");
    let unbounded = Queue::new(-3);
    unbounded.put("minds no timeout", seconds(-1.0)).unwrap();
    assert_eq!((unbounded.qsize(), unbounded.empty(), unbounded.full()), (1, false, false));
}

#[test]
fn join_waits_until_all_is_dealt_with() {
    let queue = Queue::new(0);
    queue.join();
    (0..10).for_each(|number| queue.put(number, None).unwrap());
    thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..10 {
                assert_eq!(queue.get(LONG).unwrap(), number);
                queue.task_done().unwrap();
            }
        });
        queue.join();
        assert_eq!(queue.unfinished_tasks(), 0);
    });
    assert_eq!(says(queue.task_done()), "ValueError: task_done() called too many times");
}

#[test]
fn a_writer_that_waits_goes_before_readers_that_come_later() {
    let (lock, order) = (RwLock::new(), Queue::new(0));
    thread::scope(|scope| {
        let reading = lock.read();
        let writer = scope.spawn(|| {
            let _alone = lock.write();
            order.put("writer", None).unwrap();
        });
        thread::sleep(SHORT);
        let reader = scope.spawn(|| {
            let _along = lock.read();
            order.put("reader", None).unwrap();
        });
        thread::sleep(SHORT);
        drop(reading);
        writer.join().unwrap();
        reader.join().unwrap();
    });
    assert_eq!((order.get_nowait().unwrap(), order.get_nowait().unwrap()), ("writer", "reader"));
}

#[test]
fn a_pool_starts_a_thread_only_when_none_is_idle() {
    let pool = ThreadPool::with_prefix(3, "baker").unwrap();
    let name = || thread::current().name().unwrap_or_default().to_owned();
    for _ in 0..5 {
        assert_eq!(pool.submit(name).unwrap().result(LONG).unwrap(), "baker_0");
        // The worker is idle again a moment after the result is there.
        thread::sleep(SHORT);
    }
    let gate = Arc::new(Event::new());
    let blocked: Vec<_> = (0..5)
        .map(|_| {
            let gate = Arc::clone(&gate);
            pool.submit(move || (gate.wait(LONG), name()).1).unwrap()
        })
        .collect();
    until(|| blocked.iter().filter(|future| future.running()).count() == 3);
    assert!(!blocked[4].running() && !blocked[4].done());
    gate.set();
    let mut names: Vec<_> = blocked.iter().map(|future| future.result(LONG).unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert!(names.len() <= 3 && names.iter().all(|name| name.starts_with("baker_")), "{names:?}");
    assert_eq!(says(ThreadPool::new(0)), "ValueError: max_workers must be greater than 0");
}

#[test]
fn a_panic_in_a_task_is_its_future_s_exception() {
    let pool = ThreadPool::new(1).unwrap();
    let panics = pool.submit(|| -> u8 { panic::resume_unwind(Box::new("on purpose")) }).unwrap();
    let raises = pool.submit(|| -> u8 { panic::resume_unwind(Box::new(Error::new("KeyError", "'x'"))) }).unwrap();
    let goes_well = pool.submit(|| 1).unwrap();
    assert_eq!(says(panics.result(LONG)), "Panic: on purpose");
    assert_eq!(raises.exception(LONG).unwrap().unwrap().to_string(), "KeyError: 'x'");
    assert_eq!(goes_well.exception(LONG).unwrap(), None);
    assert_eq!(goes_well.into_result().unwrap(), 1);
}

#[test]
fn a_future_can_be_cancelled_until_it_begins() {
    let (pool, gate) = (ThreadPool::new(1).unwrap(), Arc::new(Event::new()));
    let held = Arc::clone(&gate);
    let running = pool.submit(move || held.wait(LONG)).unwrap();
    let pending = pool.submit(|| ()).unwrap();
    until(|| running.running());
    assert!(!running.cancel() && !running.cancelled());
    assert_eq!(says(running.result(SHORT)), "TimeoutError");
    assert!(pending.cancel() && pending.cancel() && pending.cancelled() && pending.done());
    assert_eq!(says(pending.result(None)), "CancelledError");
    let another = pool.submit(|| ()).unwrap();
    pool.shutdown(false, true).unwrap();
    assert!(another.cancelled());
    gate.set();
    assert!(running.result(LONG).unwrap());
    assert_eq!(says(pool.submit(|| ())), "RuntimeError: cannot schedule new futures after shutdown");
    pool.shutdown(true, false).unwrap();
}

#[test]
fn a_pool_that_is_dropped_does_what_it_has_first() {
    let done = Arc::new(AtomicUsize::new(0));
    {
        let pool = ThreadPool::new(2).unwrap();
        for _ in 0..20 {
            let done = Arc::clone(&done);
            pool.submit(move || done.fetch_add(1, Ordering::SeqCst)).unwrap();
        }
    }
    assert_eq!(done.load(Ordering::SeqCst), 20);
}

#[test]
fn a_worker_cannot_wait_for_itself_but_may_drop_its_pool() {
    let pool = Arc::new(ThreadPool::new(1).unwrap());
    let (inside, gate) = (Arc::clone(&pool), Arc::new(Event::new()));
    let later = Arc::clone(&gate);
    let future = pool
        .submit(move || {
            later.wait(LONG);
            let refusal = says(inside.shutdown(true, false));
            drop(inside);
            refusal
        })
        .unwrap();
    drop(pool);
    gate.set();
    assert_eq!(future.result(LONG).unwrap(), "RuntimeError: cannot join current thread");
}

#[test]
fn map_gives_results_in_order_up_to_the_first_error_and_cancels_the_rest() {
    let pool = ThreadPool::new(2).unwrap();
    let squares: Result<Vec<i32>, Error> = pool.map(|n| n * n, 0..10, LONG).unwrap().collect();
    assert_eq!(squares.unwrap(), (0..10).map(|n| n * n).collect::<Vec<_>>());
    let fails = |n: i32| if n == 1 { panic::resume_unwind(Box::new("one")) } else { n };
    let results: Vec<_> = pool.map(fails, 0..4, None).unwrap().collect();
    assert_eq!(results.len(), 2);
    assert_eq!(results[1].clone().unwrap_err().to_string(), "Panic: one");
    let gate = Arc::new(Event::new());
    let waits = Arc::clone(&gate);
    let mut late = pool.map(move |n| (waits.wait(LONG), n).1, 0..4, SHORT).unwrap();
    assert_eq!(says(late.next().unwrap()), "TimeoutError");
    assert!(late.next().is_none());
    gate.set();
}
