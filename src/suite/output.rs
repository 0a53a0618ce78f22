//! What a scenario printed, as lines to compare.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::machine::Event;
use crate::run::{Cast, Observer};

/// So many bytes are kept at most; a scenario that prints more is stopped.
const MOST: usize = 16 << 20;

/// Keeps what a scenario prints.
#[derive(Debug)]
pub struct Capture {
    /// The text.
    pub text: String,
    /// Whether there was more than is kept.
    pub too_much: bool,
    stop: Arc<AtomicBool>,
}

impl Capture {
    /// Keeps nothing yet; sets `stop` when there is too much.
    pub fn new(stop: Arc<AtomicBool>) -> Self {
        Self { text: String::new(), too_much: false, stop }
    }
}

impl Observer for Capture {
    fn wants_events(&self) -> bool {
        false
    }

    fn event(&mut self, _: &Event, _: &dyn Cast) {}

    fn print(&mut self, text: &str) {
        if self.text.len() + text.len() > MOST {
            self.too_much = true;
            self.stop.store(true, Ordering::Relaxed);
        } else {
            self.text.push_str(text);
        }
    }
}

/// The lines of `text`. Whether the last one ends in a newline makes no difference.
pub(super) fn lines(text: &str) -> Vec<&str> {
    match text.strip_suffix('\n').unwrap_or(text) {
        "" if text.is_empty() => Vec::new(),
        text => text.split('\n').collect(),
    }
}
