//! Python's synchronization primitives for Rust threads: real blocking, real time, Python's results and errors.
//!
//! They are the state machines of [`primitives`](crate::primitives) that scenarios run on, made to block by one monitor.
//! No call panics, no lock is ever poisoned, and a guard that is dropped by a panic gives back what it holds.
//!
//! | Python | here |
//! | --- | --- |
//! | an exception | `Err(`[`Error`]`)` with its type name and message; calls that cannot fail give no `Result` |
//! | `with x:` | a [`Guard`]: `lock.lock()`, `semaphore.permit()`, `rwlock.read()`, `rwlock.write()` |
//! | `timeout=` | `impl Into<`[`Timeout`]`>`: `None`, a `Duration`, or [`Timeout::seconds`] |
//! | `x.acquire()`, `x.acquire(False)`, `x.acquire(timeout=t)` | `x.acquire()`, `x.try_acquire()`, `x.acquire_timeout(t)` |
//! | `q.put(v)`, `q.get()`, `e.wait()`, `f.result()`, ... | the same with a timeout, which can be `None` |
//! | attributes | methods of the same name |
//!
//! Like Python's they protect no data by themselves, and all can be shared by reference or in an `Arc`.
//!
//! ```
//! use std::sync::atomic::{AtomicU32, Ordering};
//! use std::thread;
//! use concur::sync::{Lock, Semaphore};
//!
//! let (lock, semaphore, balance) = (Lock::new(), Semaphore::new(2)?, AtomicU32::new(0));
//! thread::scope(|scope| {
//!     for _ in 0..4 {
//!         scope.spawn(|| {
//!             let _at_most_two = semaphore.permit();
//!             let _alone = lock.lock();
//!             let before = balance.load(Ordering::Relaxed);
//!             balance.store(before + 10, Ordering::Relaxed);
//!         });
//!     }
//! });
//! assert_eq!(balance.into_inner(), 40);
//! # Ok::<(), concur::sync::Error>(())
//! ```

mod ask;
mod barrier;
mod caller;
mod condition;
mod condition_monitor;
mod current;
mod error;
mod event;
mod future;
mod guard;
mod lock;
mod lockable;
#[cfg(all(loom, test))]
mod loom_tests;
mod map;
mod monitor;
mod offer;
mod pool;
mod queue;
mod rlock;
mod rwlock;
mod seat;
mod semaphore;
mod shim;
mod slot;
mod timeout;
mod waiters;
mod word;

pub use barrier::Barrier;
pub use condition::Condition;
pub use error::Error;
pub use event::Event;
pub use future::Future;
pub use guard::{Guard, Held};
pub use lock::Lock;
pub use lockable::Lockable;
pub use map::Map;
pub use pool::ThreadPool;
pub use queue::{PutError, Queue};
pub use rlock::RLock;
pub use rwlock::{Reading, RwLock, Writing};
pub use semaphore::{BoundedSemaphore, Semaphore};
pub use timeout::Timeout;

pub(crate) use caller::Caller;
pub(crate) use condition_monitor::ConditionMonitor;
pub(crate) use monitor::Monitor;
pub(crate) use seat::{Census, Roused, Seat};
pub(crate) use waiters::{Note, Request};
