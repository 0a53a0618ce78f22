//! Follows a schedule, and says why where it cannot.

use std::collections::VecDeque;

use crate::conduct::ready::Ready;
use crate::machine::{Machine, Turn};
use crate::run::Standing;
use crate::source::{Diagnostic, Span};
use crate::syntax::ast::{Choice, Schedule, ScheduleEntry, Turn as Asked};
use crate::value::ThreadId;

/// Every code that a replay can give.
pub const CODES: &[&str] =
    &["cdl::schedule::unknown_thread", "cdl::schedule::ended", "cdl::schedule::blocked", "cdl::schedule::choice"];

/// A schedule being followed.
#[derive(Debug)]
pub(super) struct Replay {
    entries: Vec<ScheduleEntry>,
    next: usize,
    /// Steps that the current entry's thread has done.
    done: u64,
}

/// What a schedule says about the next step.
pub(super) enum Directed {
    /// This thread does it.
    Step(ThreadId, Turn),
    /// This sleeper wakes and can do no step: what it wants next is not to be had.
    Wake(ThreadId),
    /// This sleeper wakes, and no step of it is asked for.
    Rouse(ThreadId),
    /// Nothing more: the policy goes on.
    Over,
    /// It cannot be followed.
    Parted(Box<Diagnostic>),
}

impl Replay {
    pub(super) fn new(schedule: Schedule) -> Self {
        Self { entries: schedule.entries, next: 0, done: 0 }
    }

    /// The entry that asks for the step being done.
    pub(super) fn entry(&self) -> Option<&ScheduleEntry> {
        self.entries.get(self.next)
    }

    /// What the current entry decides of the step being done.
    pub(super) fn choices(&self) -> VecDeque<Choice> {
        match self.entry().map(|entry| &entry.turn) {
            Some(Asked::Choosing(choices)) => choices.iter().cloned().collect(),
            _ => VecDeque::new(),
        }
    }

    /// The current thread has done a step; `stopped` if it blocks, sleeps, gave way or ended after it.
    pub(super) fn step_done(&mut self, stopped: bool) {
        self.done += 1;
        let over = match self.entry().map(|entry| &entry.turn) {
            Some(Asked::UntilItStops) => stopped,
            Some(Asked::Steps(steps)) => self.done >= *steps,
            _ => true,
        };
        if over {
            self.next += 1;
            self.done = 0;
        }
    }

    /// The current entry asks for nothing that can be done yet.
    pub(super) fn skip(&mut self) {
        self.next += 1;
        self.done = 0;
    }

    /// Why the run, which is over, has not followed all of the schedule; nothing if it has.
    pub(super) fn left_over(&mut self, machine: &Machine) -> Option<Box<Diagnostic>> {
        let entry = self.entry()?;
        Some(self.named(entry, machine).err().unwrap_or_else(|| Box::new(self.too_late(entry))))
    }

    /// The thread that an entry names, which has not ended yet.
    fn named(&self, entry: &ScheduleEntry, machine: &Machine) -> Result<ThreadId, Box<Diagnostic>> {
        let other = machine.world.roster.iter().find(|other| *other.label == *entry.thread);
        let who = other.ok_or_else(|| Box::new(self.unknown_thread(entry, machine)))?.handle.id;
        if machine.world.has_ended(who) { Err(Box::new(self.ended(entry))) } else { Ok(who) }
    }

    /// Who does the next step.
    pub(super) fn next(&mut self, ready: &mut Ready, machine: &mut Machine) -> Directed {
        while matches!(self.entry().map(|entry| &entry.turn), Some(Asked::Steps(0))) {
            self.skip();
        }
        let Some(entry) = self.entry() else { return Directed::Over };
        let wakes = entry.turn == Asked::Wake;
        let who = match self.named(entry, machine) {
            Ok(who) => who,
            Err(diagnostic) => return Directed::Parted(diagnostic),
        };
        if wakes && end_sleep(who, machine) {
            ready.remove(who);
            self.skip();
            return Directed::Rouse(who);
        }
        ready.remove(who);
        if !end_sleep(who, machine) {
            return self.awake(who, machine);
        }
        if machine.can_go_on(who) {
            return Directed::Step(who, Turn::Perform);
        }
        // Running until it blocks, it has blocked already.
        if matches!(self.entry().map(|entry| &entry.turn), Some(Asked::UntilItStops)) {
            self.step_done(true);
        }
        Directed::Wake(who)
    }

    /// What a thread that does not sleep can do.
    fn awake(&self, who: ThreadId, machine: &mut Machine) -> Directed {
        let Some(entry) = self.entry() else { return Directed::Over };
        if entry.turn == Asked::Wake {
            return match machine.awaits_notify(who) {
                true => Directed::Step(who, Turn::Wake),
                false => Directed::Parted(Box::new(self.no_such_choice("to wake without a notify", &[]))),
            };
        }
        if machine.can_go_on(who) {
            return Directed::Step(who, Turn::Perform);
        }
        match machine.threads.get(who.index()).and_then(|thread| thread.deadline) {
            Some(deadline) => {
                machine.world.clock = machine.world.clock.max(deadline);
                Directed::Step(who, Turn::Expire)
            }
            None => Directed::Parted(Box::new(self.blocked(entry, who, machine))),
        }
    }

    fn unknown_thread(&self, entry: &ScheduleEntry, machine: &Machine) -> Diagnostic {
        let labels: Vec<&str> = machine.world.roster.iter().map(|other| &*other.label).collect();
        let help = format!("threads so far: {}; a thread can be named once it has been started", labels.join(", "));
        Diagnostic::error(
            "cdl::schedule::unknown_thread",
            entry.span,
            format!("there is no thread `{}` at this point", entry.thread),
        )
        .label(format!("entry {} of the schedule", self.next + 1))
        .help(help)
    }

    fn ended(&self, entry: &ScheduleEntry) -> Diagnostic {
        Diagnostic::error(
            "cdl::schedule::ended",
            entry.span,
            format!("thread `{}` has ended and can do no step", entry.thread),
        )
        .label(format!("entry {} of the schedule{}", self.next + 1, self.so_far()))
        .help("leave this entry out; `T` alone lets a thread run until it blocks, sleeps or ends")
    }

    /// What is left of the run are daemons.
    fn too_late(&self, entry: &ScheduleEntry) -> Diagnostic {
        Diagnostic::error(
            "cdl::schedule::ended",
            entry.span,
            format!("the run is over before `{}` comes to this step", entry.thread),
        )
        .label(format!("entry {} of the schedule{}", self.next + 1, self.so_far()))
        .help("a run ends when `main` and all threads that are no daemons have ended: name the daemon before that")
    }

    fn so_far(&self) -> String {
        match self.done {
            0 => String::new(),
            1 => ", after 1 step of it".to_owned(),
            done => format!(", after {done} steps of it"),
        }
    }

    fn blocked(&self, entry: &ScheduleEntry, who: ThreadId, machine: &Machine) -> Diagnostic {
        let reason = Standing::of(machine, who).map(|standing| standing.in_words(machine)).unwrap_or_default();
        Diagnostic::error(
            "cdl::schedule::blocked",
            entry.span,
            format!("thread `{}` cannot run here: {reason}", entry.thread),
        )
        .label(format!("entry {} of the schedule{}", self.next + 1, self.so_far()))
        .help("name first the thread that can let it go on")
    }

    /// The current entry asks for a choice that there is not.
    pub(super) fn no_such_choice(&self, what: &str, options: &[String]) -> Diagnostic {
        let (span, thread) = self.entry().map_or((Span::default(), ""), |entry| (entry.span, entry.thread.as_str()));
        Diagnostic::error("cdl::schedule::choice", span, format!("`{thread}` cannot choose {what} here"))
            .label(format!("entry {} of the schedule", self.next + 1))
            .help(if options.is_empty() {
                "the step leaves nothing open that this could decide".to_owned()
            } else {
                format!("there is: {}", options.join(", "))
            })
    }
}

/// Ends the sleep of a thread; whether it slept. A sleep lasts at least its time, and ends when the schedule says.
fn end_sleep(who: ThreadId, machine: &mut Machine) -> bool {
    let until = machine.threads.get_mut(who.index()).and_then(|thread| thread.asleep_until.take());
    machine.world.clock = machine.world.clock.max(until.unwrap_or(i64::MIN));
    until.is_some()
}
