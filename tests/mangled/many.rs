//! A law for very many texts, by all cores. What fails is told with the seed that makes it again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// After so many failures no more are looked for.
const TOLD: usize = 10;

pub(crate) struct Many {
    first: u64,
    count: u64,
}

impl Many {
    /// So many, or as many as `CASES` says, from the seed that `SEED` says.
    pub(crate) fn of(count: u64, first: u64) -> Self {
        let given = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
        Self { first: given("SEED").unwrap_or(first), count: given("CASES").unwrap_or(count) }
    }

    /// Makes a text for each seed, and holds the law for it.
    pub(crate) fn hold<T: Send>(
        &self,
        text: impl Fn(u64) -> String + Sync,
        law: impl Fn(&str, u64) -> Result<T, String> + Sync,
    ) -> Vec<T> {
        let (next, found) = (AtomicU64::new(0), Mutex::new((Vec::new(), Vec::new())));
        let work = || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= self.count {
                    return;
                }
                let seed = self.first + index;
                let text = text(seed);
                let result = catch_unwind(AssertUnwindSafe(|| law(&text, seed)));
                let result = result.unwrap_or_else(|panic| Err(format!("panic: {}", message(&*panic))));
                let mut found = found.lock().unwrap();
                match result {
                    Ok(seen) => found.0.push(seen),
                    Err(why) => {
                        found.1.push(seed);
                        eprintln!("--- {} of seed {seed}: {why}\n{text}", found.1.len());
                    }
                }
                if found.1.len() >= TOLD {
                    return;
                }
            }
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(work))));
        let (seen, wrong) = found.into_inner().unwrap();
        assert!(wrong.is_empty(), "wrong for the seeds {wrong:?}, which are above");
        seen
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
