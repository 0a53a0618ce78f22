//! `--trace lanes`: one column per thread, one line per step.
//!
//! The columns' widths depend on the whole run, so it is kept until the end. A run of more than [`MOST`] events, or of
//! very many threads, is told as a log instead, from its beginning.

use std::collections::BTreeMap;

use super::abridged::Abridged;
use super::drawing::{Drawing, Picture};
use super::layout::{GAP, NARROWEST};
use super::line::Line;
use super::log::Log;
use super::scene::Scene;
use super::{Paint, Sink, standing};
use crate::machine::Event;
use crate::run::{Cast, End, Observer};
use crate::source::Source;
use crate::value::ThreadId;

/// How many events are kept at most.
pub(super) const MOST: usize = 100_000;

/// How many pictures one below the other are drawn at most.
const PICTURES: usize = 12;

/// Keeps the run, and draws it at the end.
pub struct Lanes {
    log: Log,
    paint: Paint,
    width: usize,
    most: usize,
    abridged: Abridged,
    kept: Kept,
}

enum Kept {
    All { lines: Vec<Line>, labels: BTreeMap<ThreadId, String> },
    TooMany,
}

impl Lanes {
    /// Lanes of a run of `source`, `width` columns wide.
    pub fn new(sink: Sink, source: Source, paint: Paint, width: usize) -> Self {
        let kept = Kept::All { lines: Vec::new(), labels: BTreeMap::new() };
        Self { log: Log::new(sink, source, paint), paint, width, most: MOST, abridged: Abridged::default(), kept }
    }

    /// Draws what was kept and gives the sink back; says in words if it had to be a log instead.
    pub fn finish(mut self, scene: &Scene<'_>) -> (Sink, Option<String>) {
        if let Kept::All { lines, .. } = &mut self.kept {
            self.abridged.finish(&mut |line, _| lines.push(line));
        }
        if threads_do_not_fit(scene, self.width) {
            self.give_up();
            let note = format!("{} threads are too many for lanes, so this is the log", scene.run.threads.len());
            return (self.log.finish(), Some(note));
        }
        let Kept::All { lines, .. } = &self.kept else {
            let note = format!("more than {} events are too many for lanes, so this is the log", self.most);
            return (self.log.finish(), Some(note));
        };
        let labels: Vec<String> = scene.run.threads.iter().map(|thread| thread.label.to_string()).collect();
        let standing = match &scene.run.end {
            End::Deadlock(deadlock) => deadlock.standing.as_slice(),
            End::Limit { standing, .. } | End::Parted { standing, .. } => standing,
            End::Finished | End::Broken(_) => &[],
        };
        let ends = standing.iter().map(|standing| (standing.thread, standing::foot(standing, scene))).collect();
        let picture = Picture { lines, labels: &labels, left_out: 0..0, ends };
        let mut sink = self.log.into_sink();
        Drawing::new(&picture, self.width, self.paint).draw(&mut |text| sink.write(text));
        (sink, None)
    }

    fn give_up(&mut self) {
        let Kept::All { mut lines, labels } = std::mem::replace(&mut self.kept, Kept::TooMany) else { return };
        self.abridged.finish(&mut |line, _| lines.push(line));
        for line in &lines {
            self.log.put(line, labels.get(&line.thread).map_or("", String::as_str));
        }
    }
}

/// Pictures one below the other are of use only as long as they are few.
fn threads_do_not_fit(scene: &Scene<'_>, width: usize) -> bool {
    scene.run.threads.len() > PICTURES * (width / (NARROWEST + GAP)).max(1)
}

impl Observer for Lanes {
    fn wants_events(&self) -> bool {
        true
    }

    fn event(&mut self, event: &Event, names: &dyn Cast) {
        let Kept::All { lines, labels } = &mut self.kept else { return self.log.event(event, names) };
        labels.entry(event.thread).or_insert_with(|| names.label(event.thread).to_owned());
        let line = self.log.scribe.line(event, names);
        self.abridged.take(event.step, line, names.label(event.thread), &mut |line, _| lines.push(line));
        if lines.len() > self.most {
            self.give_up();
        }
    }

    fn print(&mut self, _: &str) {}

    fn pause(&mut self) {
        if matches!(self.kept, Kept::TooMany) {
            self.log.pause();
        }
    }
}
