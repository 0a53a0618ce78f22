//! What the blocking primitives cost, each beside parking_lot or bare parking in the same run.
//!
//! `cargo bench --bench sync`. Compare medians of one run.

use std::hint::black_box;
use std::sync::Arc;
use std::thread;

use concur::sync::Lock;

fn main() {
    divan::main();
}

mod uncontended {
    use super::*;

    #[divan::bench(sample_count = 50)]
    fn parking_lot_mutex(bencher: divan::Bencher) {
        let mutex = parking_lot::Mutex::new(0_u64);
        bencher.bench_local(|| {
            for _ in 0..100_000 {
                *black_box(&mutex).lock() += 1;
            }
        });
    }

    #[divan::bench(sample_count = 50)]
    fn lock(bencher: divan::Bencher) {
        let lock = Lock::new();
        let mut x = 0_u64;
        bencher.bench_local(|| {
            for _ in 0..100_000 {
                black_box(&lock).acquire();
                x += 1;
                let _ = black_box(&lock).release();
            }
        });
    }
}

mod contended {
    use super::*;

    fn four(work: impl Fn() + Send + Sync + 'static) {
        let work = Arc::new(work);
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let work = Arc::clone(&work);
                thread::spawn(move || {
                    for _ in 0..100_000 {
                        work();
                    }
                })
            })
            .collect();
        for thread in threads {
            let _ = thread.join();
        }
    }

    #[divan::bench(sample_count = 10)]
    fn parking_lot_mutex() {
        let mutex = parking_lot::Mutex::new(());
        let x = std::sync::atomic::AtomicU64::new(0);
        four(move || {
            let guard = mutex.lock();
            x.store(x.load(std::sync::atomic::Ordering::Relaxed) + 1, std::sync::atomic::Ordering::Relaxed);
            drop(guard);
        });
    }

    #[divan::bench(sample_count = 10)]
    fn lock() {
        let lock = Lock::new();
        let x = std::sync::atomic::AtomicU64::new(0);
        four(move || {
            lock.acquire();
            x.store(x.load(std::sync::atomic::Ordering::Relaxed) + 1, std::sync::atomic::Ordering::Relaxed);
            let _ = lock.release();
        });
    }
}
