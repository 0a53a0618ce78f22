//! How a run ended: as one word for programs, as one sentence, and as a report for people.

use super::describe::said;
use super::scene::Scene;
use super::{deadlock, mishap, stop};
use crate::explore::EndKind;
use crate::run::{Cast, End, Run};
use crate::source::Source;

/// How a run ended, in one word. Where several things went wrong, the one that ended it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// All is well.
    Ok,
    /// No thread can ever go on.
    Deadlock,
    /// An exception that no one caught.
    Exception,
    /// Two threads in one critical section.
    Overlap,
    /// A limit, or Ctrl-C.
    Limit,
    /// The schedule asked for something that cannot be.
    Parted,
    /// A bug of the tool.
    Broken,
}

impl From<EndKind> for Status {
    fn from(end: EndKind) -> Self {
        match end {
            EndKind::Ok => Self::Ok,
            EndKind::Exception => Self::Exception,
            EndKind::Deadlock => Self::Deadlock,
        }
    }
}

impl Status {
    /// Of a run.
    pub fn of(run: &Run) -> Self {
        match &run.end {
            End::Deadlock(_) => Self::Deadlock,
            End::Limit { .. } => Self::Limit,
            End::Parted { .. } => Self::Parted,
            End::Broken(_) => Self::Broken,
            End::Finished if !run.uncaught.is_empty() => Self::Exception,
            End::Finished if !run.overlaps.is_empty() => Self::Overlap,
            End::Finished => Self::Ok,
        }
    }

    /// As JSON says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Deadlock => "deadlock",
            Self::Exception => "exception",
            Self::Overlap => "overlap",
            Self::Limit => "limit",
            Self::Parted => "parted",
            Self::Broken => "broken",
        }
    }
}

/// What went wrong, in one sentence; `None` where nothing did.
pub fn message(scene: &Scene<'_>) -> Option<String> {
    match &scene.run.end {
        End::Deadlock(deadlock) => Some(deadlock::sentence(deadlock, scene)),
        End::Limit { limit, .. } => Some(stop::sentence(*limit, scene)),
        End::Parted { diagnostic, .. } => Some(diagnostic.message.clone()),
        End::Broken(what) => Some(what.clone()),
        End::Finished => {
            let uncaught = scene.run.uncaught.first();
            let uncaught = uncaught
                .map(|first| format!("Exception in thread {}: {}", scene.label(first.thread), said(&first.exception)));
            uncaught.or_else(|| scene.run.overlaps.first().map(|first| mishap::overlap_sentence(first, scene)))
        }
    }
}

/// So many mishaps of one kind are told of one by one.
const MANY: usize = 20;

/// `  and 3 more uncaught exceptions`, where there are too many.
fn more(all: usize, noun: &str) -> Option<String> {
    let more = all.checked_sub(MANY).filter(|more| *more > 0)?;
    let noun = if more == 1 { noun.to_owned() } else { noun.replacen("exception", "exceptions", 1) };
    Some(format!("  and {more} more {noun}\n"))
}

/// Everything that is to be said about a run on standard error, most important last; empty where all is well.
/// `schedule` is the text that the run's schedule stood in.
pub fn report(scene: &Scene<'_>, schedule: Option<&Source>) -> String {
    let run = scene.run;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(run.uncaught.iter().take(MANY).map(|uncaught| mishap::uncaught(uncaught, scene)));
    parts.extend(more(run.uncaught.len(), "uncaught exception"));
    parts.extend(run.unasked.iter().take(MANY).map(|unasked| mishap::unasked(unasked, scene)));
    parts.extend(more(run.unasked.len(), "exception in a pool that nobody asked for"));
    parts.extend(run.overlaps.first().map(|overlap| mishap::overlap(overlap, scene)));
    match &run.end {
        End::Finished | End::Broken(_) => {}
        End::Deadlock(found) => parts.push(deadlock::report(found, scene)),
        End::Limit { limit, standing } => parts.push(stop::limit(*limit, standing, scene)),
        End::Parted { diagnostic, standing } => {
            parts.push(stop::parted(diagnostic, standing, schedule.unwrap_or(scene.source), scene));
        }
    }
    // What a schedule did until it parted, and a run whose end depends on the clock, are not to be had again.
    if matches!(Status::of(run), Status::Deadlock | Status::Exception | Status::Overlap) {
        parts.push(format!("  run it again: {}\n", scene.again()));
    }
    parts.join("\n")
}
