//! `--trace log`: one line for each event, written as it happens.
//!
//! Columns have sensible widths from the start and only ever grow, so nothing has to be known in advance.

use super::abridged::Abridged;
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
    sink: Sink,
    pub(super) scribe: Scribe,
    abridged: Abridged,
    columns: Columns,
}

impl Log {
    /// A log of a run of `source`.
    pub fn new(sink: Sink, source: Source, paint: Paint) -> Self {
        let columns = Columns { paint, label: *LABEL.start() };
        Self { sink, scribe: Scribe::new(source), abridged: Abridged::default(), columns }
    }

    /// Writes the rest, and gives the sink back.
    pub fn finish(mut self) -> Sink {
        self.put_rest();
        self.sink
    }

    /// The sink of a log in which nothing was written.
    pub(super) fn into_sink(self) -> Sink {
        self.sink
    }

    fn put_rest(&mut self) {
        let Self { abridged, columns, sink, .. } = self;
        abridged.finish(&mut |line, label| sink.write(&columns.line(&line, label)));
    }

    /// Writes a line of an abridged run.
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
        let Self { abridged, columns, sink, .. } = self;
        let put = &mut |line, label: &str| sink.write(&columns.line(&line, label));
        abridged.take(event.step, line, names.label(event.thread), put);
    }

    fn print(&mut self, _: &str) {}

    fn pause(&mut self) {
        self.put_rest();
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
    lines: Vec<Kept>,
    printed: String,
    scribe: Scribe,
    abridged: Abridged,
    columns: Columns,
}

impl Lines {
    /// The lines of a run of `source`.
    pub fn new(source: Source, paint: Paint) -> Self {
        let columns = Columns { paint, label: *LABEL.start() };
        let (scribe, abridged) = (Scribe::new(source), Abridged::default());
        Self { lines: Vec::new(), printed: String::new(), scribe, abridged, columns }
    }

    /// All lines, and what was printed.
    pub fn finish(mut self) -> (Vec<Kept>, String) {
        let Self { abridged, columns, lines, .. } = &mut self;
        abridged.finish(&mut |line, label| lines.push(columns.kept(&line, label)));
        (self.lines, self.printed)
    }
}

impl Observer for Lines {
    fn wants_events(&self) -> bool {
        true
    }

    fn event(&mut self, event: &Event, names: &dyn Cast) {
        let line = self.scribe.line(event, names);
        let Self { abridged, columns, lines, .. } = self;
        let put = &mut |line, label: &str| lines.push(columns.kept(&line, label));
        abridged.take(event.step, line, names.label(event.thread), put);
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
    fn kept(&mut self, line: &Line, label: &str) -> Kept {
        let mut text = self.line(line, label);
        text.truncate(text.trim_end().len());
        Kept { text, is_step: line.step.is_some() }
    }

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
