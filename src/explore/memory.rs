//! How much memory a search takes: what the process has grown by since the search began, as the operating system counts it.
//! Whatever takes it is counted, and nothing is guessed.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Time between two questions to the operating system: each takes some microseconds.
const BETWEEN: Duration = Duration::from_millis(2);

/// Measures what a search takes.
#[derive(Debug)]
pub(super) struct Meter {
    begun: Instant,
    before: usize,
    /// When it was measured last, in microseconds since the beginning.
    measured: AtomicU64,
    bytes: AtomicUsize,
}

impl Meter {
    pub(super) fn new() -> Self {
        Self { begun: Instant::now(), before: resident(), measured: AtomicU64::new(0), bytes: AtomicUsize::new(0) }
    }

    /// Bytes that the process has grown by, as of the latest measurement.
    pub(super) fn bytes(&self) -> usize {
        let now = u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        let measured = self.measured.load(Ordering::Relaxed);
        if now.saturating_sub(measured) < BETWEEN.as_micros() as u64 {
            return self.bytes.load(Ordering::Relaxed);
        }
        self.measured.store(now, Ordering::Relaxed);
        let bytes = resident().saturating_sub(self.before);
        self.bytes.store(bytes, Ordering::Relaxed);
        bytes
    }

    /// How long ago the search began.
    pub(super) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }
}

/// Bytes of memory that the process has; none where the operating system does not say.
fn resident() -> usize {
    memory_stats::memory_stats().map_or(0, |stats| stats.physical_mem)
}
