//! What a scenario prints when it is run once, under the schedule of its file, and how that differs from what is expected.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::conduct::{self, Options};
use crate::machine::{Event, Scenario};
use crate::run::{Cast, Observer, Run};
use crate::source::Source;

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
        // What is kept has no gaps.
        if self.too_much || self.text.len() + text.len() > MOST {
            self.too_much = true;
            self.stop.store(true, Ordering::Relaxed);
        } else {
            self.text.push_str(text);
        }
    }
}

/// A run, and what it printed.
#[derive(Debug)]
pub struct Printed {
    /// How it went.
    pub run: Run,
    /// What it printed, as far as it is kept.
    pub text: String,
    /// Whether it was stopped because it printed more than is kept for a comparison.
    pub too_much: bool,
}

/// Runs `scenario` once, as `concur script` does, but with no thread of the system for each of its own: many may be run
/// side by side, and none is to take the room of another. `stop` ends the run; too much output sets it.
pub fn printed(scenario: &Scenario, source: &Source, time_limit: Option<Duration>, stop: &Arc<AtomicBool>) -> Printed {
    let schedule = scenario.schedule().map(|schedule| (source.clone(), schedule.clone()));
    let options = Options { schedule, time_limit, interrupt: Arc::clone(stop), ..Options::default() };
    let (run, capture) = conduct::run_here(scenario, options, Capture::new(Arc::clone(stop)));
    Printed { run, text: capture.text, too_much: capture.too_much }
}

/// The first line, counted from 0, in which `printed` differs from `expected`: one that is only in one of them, too.
pub fn first_difference(expected: &[String], printed: &str) -> Option<usize> {
    let printed = lines(printed);
    let same = expected.iter().zip(&printed).take_while(|(one, other)| one == other).count();
    (same < expected.len().max(printed.len())).then_some(same)
}

/// The lines of `text`. Whether the last one ends in a newline makes no difference.
pub fn lines(text: &str) -> Vec<&str> {
    match text.strip_suffix('\n').unwrap_or(text) {
        "" if text.is_empty() => Vec::new(),
        text => text.split('\n').collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_may_be_one_too_many_or_too_few() {
        let expected = ["a".to_owned(), "b".to_owned()];
        let differs = |printed: &str| first_difference(&expected, printed);
        assert_eq!([differs("a\nb\n"), differs("a\nb")], [None, None]);
        assert_eq!(
            [differs("x\nb\n"), differs("a\n"), differs("a\nb\nc\n"), differs("")],
            [Some(0), Some(1), Some(2), Some(0)]
        );
        assert_eq!([first_difference(&[], ""), first_difference(&[], "\n")], [None, Some(0)]);
    }
}
