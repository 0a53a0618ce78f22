//! What a caller can ask of a live run.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// How threads are let loose.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long a second of the scenario lasts, in seconds: 0.01 makes sleeps and timeouts a hundredth as long. More than 0.
    pub time_scale: f64,
    /// The seed of `choose`.
    pub seed: u64,
    /// How many steps at most, all threads together; looked at now and then.
    pub max_steps: u64,
    /// How long at most, in real time.
    pub time_limit: Option<Duration>,
    /// Whether the run is to come with the schedule that replays it even if nothing is wrong.
    pub keep_schedule: bool,
    /// Set by Ctrl-C: the run ends.
    pub interrupt: Arc<AtomicBool>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            time_scale: 1.0,
            seed: 0,
            max_steps: 1_000_000,
            time_limit: None,
            keep_schedule: false,
            interrupt: Arc::default(),
        }
    }
}
