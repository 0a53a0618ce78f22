//! Follows the journals of a live run: the machine does the very same steps, and can tell of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use super::commons::Commons;
use super::journal::{Journal, Note, Pages};
use super::run::Rest;
use crate::machine::{Action, Cast, Chooser, Event, Fuel, Image, Log, Machine, Progress, Scenario, Turn};
use crate::run::{Deadlock, Decision, End, Listener, Observer, Record, Run, Standing, option_texts};
use crate::value::{ThreadId, Value};

/// Local work between two looks, in instructions.
const SLICE: u64 = 100_000;

/// Replays a run and tells the observer, if it wants events.
pub(super) fn replay<O: Observer>(
    scenario: &Scenario,
    commons: &Commons,
    journals: Vec<(ThreadId, Journal)>,
    rest: Rest,
    digest: u64,
    observer: O,
) -> (Run, O) {
    let journals: BTreeMap<ThreadId, Journal> = journals.into_iter().collect();
    let mut log = Hearing { listener: Listener::new(observer), printed: DefaultHasher::new() };
    let machine = scenario.start(&mut log, &mut Fuel::of(SLICE));
    let mut replay = Replay { machine, log, record: Record::default() };
    let followed = replay.follow(&journals);
    let printed = replay.log.printed.finish();
    let end = match followed {
        Err(what) => End::Broken(what),
        Ok(()) if printed != digest => End::Broken("the replay of a live run printed something else".to_owned()),
        Ok(()) => replay.end(rest, &journals),
    };
    replay.machine.world.clock = replay.machine.world.clock.max(commons.now());
    let schedule = replay.record.text(&replay.machine);
    replay.log.listener.finish(&replay.machine, end, schedule)
}

/// A replay in progress.
struct Replay<O> {
    machine: Machine,
    log: Hearing<O>,
    record: Record,
}

impl<O: Observer> Replay<O> {
    /// Does the steps of all journals in the order of their stamps. Steps of one stamp have nothing to do with each other.
    fn follow(&mut self, journals: &BTreeMap<ThreadId, Journal>) -> Result<(), String> {
        let mut pages: BTreeMap<ThreadId, Pages<'_>> =
            journals.iter().map(|(thread, journal)| (*thread, journal.read())).collect();
        let mut next = BinaryHeap::new();
        for (thread, pages) in &mut pages {
            next.extend(pages.next().map(|(stamp, notes)| Reverse((stamp, *thread, Notes(notes)))));
        }
        while let Some(Reverse((_, thread, notes))) = next.pop() {
            let following = pages.get_mut(&thread).and_then(Iterator::next);
            let cut_short = following.is_none() && journals.get(&thread).is_some_and(|journal| journal.midway);
            self.finish_local_work(thread);
            self.step(thread, notes.0, cut_short)?;
            if self.machine.world.is_over() {
                // Daemons may have gone on for a moment, which nobody has heard of.
                break;
            }
            next.extend(following.map(|(stamp, notes)| Reverse((stamp, thread, Notes(notes)))));
        }
        for (thread, _) in journals.iter().filter(|(_, journal)| !journal.midway) {
            self.finish_local_work(*thread);
        }
        Ok(())
    }

    /// Lets a thread come to its first action, as it did in the live run. What it does before that belongs to no step of
    /// its own.
    fn finish_local_work(&mut self, who: ThreadId) {
        let image = Arc::clone(&self.machine.image);
        while matches!(self.machine.pending(who), Some(Action::Continue)) {
            let mut chooser = Choices::of(Vec::new(), &image);
            let _ = self.machine.step(who, Turn::Perform, &mut self.log, &mut chooser, &mut Fuel::of(SLICE));
        }
    }

    fn step(&mut self, who: ThreadId, notes: &[(u64, Note)], cut_short: bool) -> Result<(), String> {
        let (mut turn, mut choices, mut saw) = (Turn::Perform, Vec::new(), None);
        for (_, note) in notes {
            match note {
                Note::Expired => turn = Turn::Expire,
                Note::Chose(option) => choices.push(*option),
                Note::At(time) => self.machine.world.clock = self.machine.world.clock.max(*time),
                Note::Saw(time) => saw = Some(*time),
            }
        }
        let sleeps = self.machine.threads.get(who.index()).is_some_and(|thread| thread.asleep_until.is_some());
        if sleeps && turn == Turn::Expire {
            // A schedule names a sleeper that wakes in vain, before it names it again to let its time run out.
            self.record.wake(who);
        }
        let clock = self.machine.world.clock;
        self.machine.world.clock = saw.unwrap_or(clock);
        let image = Arc::clone(&self.machine.image);
        let mut chooser = Choices::of(choices, &image);
        let gave_way = loop {
            let mut fuel = Fuel::of(SLICE);
            match self.machine.step(who, turn, &mut self.log, &mut chooser, &mut fuel) {
                Progress::Done { gave_way } => break gave_way,
                Progress::Blocked => {
                    let (label, step) = (self.machine.world.label(who), self.machine.world.steps + 1);
                    let message =
                        format!("the replay of a live run parted from it at step {step}: `{label}` cannot go on");
                    return Err(message);
                }
                Progress::OutOfFuel if cut_short => break false,
                Progress::OutOfFuel => {}
            }
        };
        let decisions = chooser.decisions;
        self.machine.world.clock = self.machine.world.clock.max(clock);
        self.machine.world.changes.clear();
        let thread = self.machine.threads.get(who.index());
        let asleep = thread.is_some_and(|thread| thread.asleep_until.is_some());
        let stopped = gave_way || asleep || self.machine.world.has_ended(who) || !self.machine.can_go_on(who);
        self.record.step(who, stopped, decisions);
        Ok(())
    }

    /// How the run ended, once all steps are done.
    fn end(&mut self, rest: Rest, journals: &BTreeMap<ThreadId, Journal>) -> End {
        for who in (0..self.machine.threads.len()).map(ThreadId::at) {
            let asleep = journals.get(&who).is_some_and(|journal| journal.asleep);
            if let Some(thread) = self.machine.threads.get_mut(who.index()).filter(|_| !asleep)
                && thread.asleep_until.take().is_some()
            {
                self.machine.arrive(who, &mut self.log);
            }
        }
        match rest {
            Rest::Over => End::Finished,
            Rest::Deadlock => {
                self.machine.tell_who_waits(&mut self.log);
                End::Deadlock(Deadlock::of(&self.machine))
            }
            Rest::Limit(limit) => End::Limit { limit, standing: Standing::all(&self.machine) },
        }
    }
}

/// What is noted of a step; of no weight in the order of steps.
struct Notes<'a>(&'a [(u64, Note)]);

impl PartialEq for Notes<'_> {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for Notes<'_> {}

impl PartialOrd for Notes<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Notes<'_> {
    fn cmp(&self, _other: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

/// Hands events on to those who want them, and knows what was printed.
struct Hearing<O> {
    listener: Listener<O>,
    printed: DefaultHasher,
}

impl<O: Observer> Log for Hearing<O> {
    fn wants(&self) -> bool {
        self.listener.wants()
    }

    fn event(&mut self, event: Event, cast: &dyn Cast) {
        self.listener.event(event, cast);
    }

    fn print(&mut self, text: &str) {
        self.printed.write(text.as_bytes());
        // Who wants no events has heard prints as they happened.
        if self.listener.wants() {
            self.listener.print(text);
        }
    }
}

/// Decides as the live run did.
struct Choices<'a> {
    choices: std::vec::IntoIter<usize>,
    decisions: Vec<Decision>,
    machine_names: &'a Image,
}

impl<'a> Choices<'a> {
    fn of(choices: Vec<usize>, machine_names: &'a Image) -> Self {
        Self { choices: choices.into_iter(), decisions: Vec::new(), machine_names }
    }
}

impl Chooser for Choices<'_> {
    fn waiter(&mut self, waiters: &[ThreadId]) -> usize {
        let woken = waiters.first().copied();
        Decision::add_waiter(&mut self.decisions, woken);
        0
    }

    fn option(&mut self, options: &[Value]) -> usize {
        let index = self.choices.next().unwrap_or(0);
        let text = option_texts(options, self.machine_names).into_iter().nth(index);
        self.decisions.extend(text.map(Decision::Option));
        index
    }
}
