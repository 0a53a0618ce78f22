//! Of the many lines of one step those that a person reads: the first and the last ones, and how many are left out between.

use std::collections::VecDeque;

use super::line::{Life, Line};

/// So many lines of one step are shown as they come.
const FIRST: usize = 100;
/// So many are shown of the end of a longer one.
const LAST: usize = 20;

/// Holds back the end of a long step until it is over.
#[derive(Debug, Default)]
pub(super) struct Abridged {
    step: u64,
    lines: usize,
    /// Lines with the labels of their threads.
    last: VecDeque<(Line, String)>,
    left_out: usize,
}

impl Abridged {
    /// Takes the next line, of a thread called `label`, and puts what can be shown.
    pub(super) fn take(&mut self, step: u64, line: Line, label: &str, put: &mut dyn FnMut(Line, &str)) {
        if step != self.step {
            self.finish(put);
            self.step = step;
        }
        self.lines += 1;
        if self.lines <= FIRST {
            return put(line, label);
        }
        self.last.push_back((line, label.to_owned()));
        if self.last.len() > LAST {
            self.last.pop_front();
            self.left_out += 1;
        }
    }

    /// Puts the rest: the step is over.
    pub(super) fn finish(&mut self, put: &mut dyn FnMut(Line, &str)) {
        let Self { last, left_out, .. } = std::mem::take(self);
        if let (Some((line, label)), true) = (last.front(), left_out > 0) {
            let gap = Line {
                step: None,
                time: line.time,
                thread: line.thread,
                text: format!("… {left_out} more in this step"),
                place: String::new(),
                life: Life::Runs,
            };
            put(gap, label);
        }
        last.into_iter().for_each(|(line, label)| put(line, &label));
    }
}
