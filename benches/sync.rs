//! What the blocking primitives cost, each beside parking_lot or bare parking in the same run.
//!
//! `cargo bench --bench sync`. Compare medians of one run.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use concur::sync::{Event, Lock, RLock, Semaphore};
use parking_lot::Mutex;

const ROUNDS: u64 = 100_000;

fn main() {
    divan::main();
}

mod uncontended {
    use super::*;

    /// Takes and gives back, so often.
    fn rounds(bencher: divan::Bencher, take: impl Fn(), give: impl Fn()) {
        let mut x = 0_u64;
        bencher.bench_local(|| {
            for _ in 0..ROUNDS {
                take();
                x += 1;
                give();
            }
            black_box(x)
        });
    }

    #[divan::bench(sample_count = 100)]
    fn parking_lot_mutex(bencher: divan::Bencher) {
        let mutex = Mutex::new(0_u64);
        bencher.bench_local(|| {
            for _ in 0..ROUNDS {
                *black_box(&mutex).lock() += 1;
            }
        });
    }

    #[divan::bench(sample_count = 100)]
    fn lock(bencher: divan::Bencher) {
        let lock = Lock::new();
        rounds(bencher, || black_box(&lock).acquire(), || drop(black_box(&lock).release()));
    }

    #[divan::bench(sample_count = 100)]
    fn lock_guard(bencher: divan::Bencher) {
        let lock = Lock::new();
        rounds(bencher, || drop(black_box(&lock).lock()), || ());
    }

    #[divan::bench(sample_count = 100)]
    fn rlock(bencher: divan::Bencher) {
        let lock = RLock::new();
        rounds(bencher, || drop(black_box(&lock).acquire()), || drop(black_box(&lock).release()));
    }

    #[divan::bench(sample_count = 100)]
    fn semaphore(bencher: divan::Bencher) {
        let Ok(semaphore) = Semaphore::new(1) else { return };
        rounds(bencher, || black_box(&semaphore).acquire(), || drop(black_box(&semaphore).release()));
    }
}

mod contended {
    use super::*;

    /// Four threads, each of which does `work` so often, on a number that is read and written in two steps.
    fn four(work: impl Fn(&dyn Fn()) + Send + Sync + 'static) {
        let shared = Arc::new((work, AtomicU64::new(0)));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    let count = || shared.1.store(shared.1.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
                    for _ in 0..ROUNDS {
                        (shared.0)(&count);
                    }
                })
            })
            .collect();
        for thread in threads {
            let _ = thread.join();
        }
        assert_eq!(shared.1.load(Ordering::Relaxed), 4 * ROUNDS);
    }

    #[divan::bench(sample_count = 30)]
    fn parking_lot_mutex() {
        let mutex = Mutex::new(());
        four(move |count| {
            let _guard = mutex.lock();
            count();
        });
    }

    #[divan::bench(sample_count = 30)]
    fn lock() {
        let lock = Lock::new();
        four(move |count| {
            let _guard = lock.lock();
            count();
        });
    }

    #[divan::bench(sample_count = 30)]
    fn semaphore() {
        let Ok(semaphore) = Semaphore::new(1) else { return };
        four(move |count| {
            let _permit = semaphore.permit();
            count();
        });
    }
}

mod ping_pong {
    use super::*;

    const TURNS: u64 = 10_000;

    /// Two threads that hand a turn to and fro with nothing but parking: a flag each, set before the unpark.
    #[divan::bench(sample_count = 20)]
    fn bare_park_unpark() {
        let turns: Arc<[AtomicU64; 2]> = Arc::default();
        let await_turn = |flag: &AtomicU64| {
            while flag.swap(0, Ordering::Acquire) == 0 {
                thread::park();
            }
        };
        let (here, theirs) = (thread::current(), Arc::clone(&turns));
        let other = thread::spawn(move || {
            for _ in 0..TURNS {
                await_turn(&theirs[1]);
                theirs[0].store(1, Ordering::Release);
                here.unpark();
            }
        });
        for _ in 0..TURNS {
            turns[1].store(1, Ordering::Release);
            other.thread().unpark();
            await_turn(&turns[0]);
        }
        let _ = other.join();
    }

    #[divan::bench(sample_count = 20)]
    fn event() {
        let events: Arc<[Event; 2]> = Arc::default();
        let theirs = Arc::clone(&events);
        let other = thread::spawn(move || {
            for _ in 0..TURNS {
                theirs[1].wait(None);
                theirs[1].clear();
                theirs[0].set();
            }
        });
        for _ in 0..TURNS {
            events[1].set();
            events[0].wait(None);
            events[0].clear();
        }
        let _ = other.join();
    }
}
