//! One line on standard error that says how far something long has come; nothing at all where no terminal shows it.
//!
//! The cursor stays behind the line, so that the `^C` of a terminal stands in it too and goes away with it.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

use crate::source::one_line;

/// What is over sooner needs no line.
const PATIENCE: Duration = Duration::from_millis(300);
/// Time between two lines: as fast as anyone reads.
const PACE: Duration = Duration::from_millis(100);

/// A line that goes away when it is dropped.
pub(super) struct Progress {
    begun: Instant,
    /// When the next line is due; `None` if no one watches.
    due: Option<Instant>,
    shown: bool,
}

impl Progress {
    /// Nothing is shown yet.
    pub(super) fn new() -> Self {
        let begun = Instant::now();
        let watched = stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        Self { begun, due: watched.then(|| begun + PATIENCE), shown: false }
    }

    /// Shows `line`, which is given the time since the beginning, if one is due.
    pub(super) fn show(&mut self, line: impl FnOnce(Duration) -> String) {
        let now = Instant::now();
        if self.due.is_some_and(|due| due <= now) {
            (self.due, self.shown) = (Some(now + PACE), true);
            put(&line(now - self.begun));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            put("");
        }
    }
}

/// Writes `line` in the place of the one before. If that fails there is no one left to tell.
fn put(line: &str) {
    let mut stderr = stderr().lock();
    let _ = stderr.write_all(format!("\r{}\x1b[K", one_line(line)).as_bytes());
    let _ = stderr.flush();
}
