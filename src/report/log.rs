//! `--trace log`: one line for each event, written as it happens.
//!
//! Columns have sensible widths from the start and only ever grow, so nothing has to be known in advance.

use super::cell::{cut, padding, width};
use super::line::{Line, Scribe};
use super::phrase::{clock, one_line};
use super::{Paint, Sink};
use crate::machine::Event;
use crate::run::{Cast, Observer};
use crate::source::Source;

const STEP: usize = 4;
const TIME: usize = 7;
const TEXT: usize = 44;
const LABEL: std::ops::RangeInclusive<usize> = 6..=24;

/// Writes the log.
pub struct Log {
    /// Where to.
    pub sink: Sink,
    pub(super) scribe: Scribe,
    columns: Columns,
}

impl Log {
    /// A log of a run of `source`.
    pub fn new(sink: Sink, source: Source, paint: Paint) -> Self {
        Self { sink, scribe: Scribe::new(source), columns: Columns { paint, label: *LABEL.start() } }
    }

    pub(super) fn put(&mut self, line: &Line, label: &str) {
        let text = self.columns.line(line, label);
        self.sink.write(&text);
    }
}

impl Observer for Log {
    fn wants_events(&self) -> bool {
        true
    }

    fn event(&mut self, event: &Event, names: &dyn Cast) {
        let line = self.scribe.line(event, names);
        self.put(&line, names.label(event.thread));
    }

    fn print(&mut self, _: &str) {}

    fn pause(&mut self) {
        self.sink.flush();
    }
}

/// A line that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Without its end.
    pub text: String,
    /// Whether it tells of a step, and not only that a thread waits.
    pub is_step: bool,
}

/// The same lines, kept.
pub struct Lines {
    /// One for each event.
    pub lines: Vec<Kept>,
    /// What was printed.
    pub printed: String,
    scribe: Scribe,
    columns: Columns,
}

impl Lines {
    /// The lines of a run of `source`.
    pub fn new(source: Source, paint: Paint) -> Self {
        let columns = Columns { paint, label: *LABEL.start() };
        Self { lines: Vec::new(), printed: String::new(), scribe: Scribe::new(source), columns }
    }
}

impl Observer for Lines {
    fn wants_events(&self) -> bool {
        true
    }

    fn event(&mut self, event: &Event, names: &dyn Cast) {
        let line = self.scribe.line(event, names);
        let mut text = self.columns.line(&line, names.label(event.thread));
        text.truncate(text.trim_end().len());
        self.lines.push(Kept { text, is_step: line.step.is_some() });
    }

    fn print(&mut self, text: &str) {
        self.printed.push_str(text);
    }
}

struct Columns {
    paint: Paint,
    label: usize,
}

impl Columns {
    fn line(&mut self, line: &Line, label: &str) -> String {
        let label = cut(&one_line(label), *LABEL.end());
        self.label = self.label.max(width(&label));
        let step = line.step.map(|step| step.to_string()).unwrap_or_default();
        let (time, thread) = (clock(line.time), self.paint.thread(line.thread, &label));
        let gap = padding(&label, self.label);
        let text = if line.step.is_none() { self.paint.dim(&line.text) } else { line.text.clone() };
        let place = if line.place.is_empty() {
            String::new()
        } else {
            format!("{}  {}", padding(&line.text, TEXT), self.paint.dim(&line.place))
        };
        format!("{step:>STEP$}  {}{time}  {thread}{gap}  {text}{place}\n", padding(&time, TIME))
    }
}
