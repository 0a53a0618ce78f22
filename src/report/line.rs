//! An event as every line-based trace shows it: its words and place, with the names already looked up.

use std::collections::BTreeMap;

use super::describe::describe;
use super::phrase::{labels, one_line, target};
use crate::machine::{Event, EventKind, Outcome, Target};
use crate::run::Cast;
use crate::source::Source;
use crate::value::{ObjectId, ThreadId, Value};

/// One line of a trace.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Which step; `None` for what is no step of its own (the thread waits).
    pub step: Option<u64>,
    /// Virtual time.
    pub time: i64,
    /// Who.
    pub thread: ThreadId,
    /// What, in words.
    pub text: String,
    /// `12:9`, or nothing.
    pub place: String,
    /// What it means for the thread's lifeline.
    pub life: Life,
}

/// What a line means for the thread's lifeline.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Life {
    /// It goes on.
    Runs,
    /// It sleeps now.
    Sleeps,
    /// It is over.
    Ends,
    /// It lets another one begin.
    Starts(ThreadId),
    /// It cannot go on.
    Waits(Wait),
}

/// A wait, in pieces, so that a picture can draw it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wait {
    /// What it tries: `acquire forks[1]`.
    pub tries: String,
    /// Why it cannot: `held by phil 1 since step 2`; empty where no one stands in the way.
    pub why: String,
    /// Who stands in the way, if it is one thread.
    pub holder: Option<ThreadId>,
}

/// Turns events into lines. It remembers who took what in which step, because an event knows only its own moment.
#[derive(Debug)]
pub(super) struct Scribe {
    source: Source,
    taken: BTreeMap<(ObjectId, ThreadId), (u64, u32)>,
}

impl Scribe {
    /// A scribe for events of `source`.
    pub(super) fn new(source: Source) -> Self {
        Self { source, taken: BTreeMap::new() }
    }

    /// The line for `event`.
    pub(super) fn line(&mut self, event: &Event, cast: &dyn Cast) -> Line {
        self.remember(event);
        let life = match &event.kind {
            EventKind::Sleep { .. } => Life::Sleeps,
            EventKind::Exit { .. } => Life::Ends,
            EventKind::Start { thread } => Life::Starts(*thread),
            EventKind::Block { object, operation, holders } => Life::Waits(self.wait(object, operation, holders, cast)),
            _ => Life::Runs,
        };
        let step = if matches!(life, Life::Waits(_)) { None } else { Some(event.step) };
        let place = event.place.map(|span| self.source.position(span.start));
        let place = place.map(|at| format!("{}:{}", at.line, at.column)).unwrap_or_default();
        Line { step, time: event.time, thread: event.thread, text: describe(&event.kind, cast), place, life }
    }

    fn wait(&self, object: &Target, operation: &str, holders: &[ThreadId], cast: &dyn Cast) -> Wait {
        let tries = format!("{operation} {}", target(object, cast));
        let (why, holder) = match holders {
            [] => (String::new(), None),
            [one] => (format!("held by {}{}", cast.label(*one), self.since(object, *one)), Some(*one)),
            several => (format!("held by {}", labels(several, cast)), None),
        };
        // A thread that is waited for holds nothing: it has only not ended.
        let why = match object {
            Target::Object(_) => why,
            Target::Thread(_) if !holders.is_empty() => "has not ended".into(),
            Target::Threads(_) if !holders.is_empty() => "have not ended".into(),
            Target::Future(_) if !holders.is_empty() => format!("runs in {}", labels(holders, cast)),
            _ => String::new(),
        };
        Wait { tries: one_line(&tries), why: one_line(&why), holder }
    }

    fn since(&self, object: &Target, holder: ThreadId) -> String {
        let Target::Object(object) = object else { return String::new() };
        self.taken.get(&(object.id, holder)).map(|(step, _)| format!(" since step {step}")).unwrap_or_default()
    }

    fn remember(&mut self, event: &Event) {
        let EventKind::Operate { object: Target::Object(object), operation, outcome } = &event.kind else { return };
        let key = (object.id, event.thread);
        match (*operation, outcome) {
            ("wake" | "reacquire", Outcome::Value(_) | Outcome::TimedOut(_)) if self.taken.contains_key(&key) => {
                // A condition's wait gave its lock back meanwhile, so the hold begins anew.
                self.taken.insert(key, (event.step, 1));
            }
            (name, Outcome::Value(value)) if name.starts_with("acquire") && !matches!(value, Value::Bool(false)) => {
                self.taken
                    .entry(key)
                    .and_modify(|(_, depth)| *depth = depth.saturating_add(1))
                    .or_insert((event.step, 1));
            }
            (name, Outcome::Value(_)) if name.starts_with("release") => match self.taken.get_mut(&key) {
                Some((_, depth)) if *depth > 1 => *depth -= 1,
                Some(_) => drop(self.taken.remove(&key)),
                // Given back for someone else: whose hold ended is not known here, so nothing is claimed any more.
                None => self.taken.retain(|(id, _), _| *id != object.id),
            },
            _ => {}
        }
    }
}
