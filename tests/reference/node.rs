//! A state of the plain search, and the steps that lead on from it.

use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::fmt::Write;
use std::hash::Hasher;

use concur::explore::{EndKind, Timing, Wakeups};
use concur::machine::{Action, Cast, Chooser, Event, EventKind, Fuel, Log, Machine, Progress, Scenario, Turn};
use concur::primitives::{Demand, Wait};
use concur::run::Observer;
use concur::value::{self, ThreadId, Value};

use super::{Outcome, Rules, Sight, TooMuch};

const FUEL: u64 = 100_000;

/// A state with its past, as far as that matters.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) machine: Machine,
    rules: Rules,
    /// Whether the time itself makes a difference.
    tells_time: bool,
    printed: String,
    failed: bool,
}

/// A state that a step leads to, and what that step shows.
pub(crate) struct Stepped {
    pub(crate) node: Node,
    pub(crate) sights: Vec<Sight>,
}

/// Hears what a step shows.
#[derive(Default)]
struct Ears {
    printed: String,
    failed: bool,
    sights: Vec<Sight>,
}

impl Log for Ears {
    fn wants(&self) -> bool {
        false
    }

    fn event(&mut self, event: Event, _cast: &dyn Cast) {
        match event.kind {
            EventKind::Exit { uncaught: Some(exception) } => {
                self.failed = true;
                self.sights.push(Sight::Uncaught(exception.type_name.to_string(), event.place));
            }
            EventKind::Enter { section, others } if !others.is_empty() => self.sights.push(Sight::Overlap(section)),
            _ => {}
        }
    }

    fn print(&mut self, text: &str) {
        self.printed.push_str(text);
    }
}

/// Hears what a conducted run prints.
#[derive(Default)]
pub(crate) struct Printed(pub(crate) String);

impl Observer for Printed {
    fn wants_events(&self) -> bool {
        false
    }

    fn event(&mut self, _: &Event, _: &dyn Cast) {}

    fn print(&mut self, text: &str) {
        self.0.push_str(text);
    }
}

/// Takes what it is told, then always the first; notes how many there were.
#[derive(Default)]
struct Told {
    in_order: bool,
    taken: Vec<usize>,
    of: Vec<usize>,
}

impl Told {
    fn take(&mut self, of: usize) -> usize {
        self.of.push(of);
        if self.taken.len() < self.of.len() {
            self.taken.push(0);
        }
        self.taken[self.of.len() - 1]
    }

    /// The next way to choose, if there is one.
    fn next(mut self) -> Option<Self> {
        while let (Some(taken), Some(of)) = (self.taken.pop(), self.of.pop()) {
            if taken + 1 < of {
                self.taken.push(taken + 1);
                return Some(Self { of: Vec::new(), ..self });
            }
        }
        None
    }
}

impl Chooser for Told {
    fn waiter(&mut self, waiters: &[ThreadId]) -> usize {
        if self.in_order { 0 } else { self.take(waiters.len()) }
    }

    fn option(&mut self, options: &[Value]) -> usize {
        self.take(options.len())
    }
}

impl Node {
    pub(crate) fn first(scenario: &Scenario, rules: Rules) -> Self {
        Self::at(scenario.start(&mut Ears::default(), &mut Fuel::of(FUEL)), rules, String::new(), false)
    }

    /// The state of a machine that something else has brought there.
    pub(crate) fn at(machine: Machine, rules: Rules, printed: String, failed: bool) -> Self {
        // Who waits for a condition with a limit knows the time at which it is over.
        let text = machine.image.program.source.text();
        let tells_time = rules.timing == Timing::Exact && text.contains("wait_for");
        let mut node = Self { machine, rules, tells_time, printed, failed };
        node.settle();
        node
    }

    pub(crate) fn is_over(&self) -> bool {
        self.machine.world.is_over()
    }

    /// Threads by id that have not ended.
    fn alive(&self) -> impl Iterator<Item = ThreadId> + '_ {
        let threads = self.machine.threads.iter().map(|thread| thread.handle.id);
        threads.filter(|who| !self.machine.world.has_ended(*who))
    }

    /// Those of them that are no daemons.
    pub(super) fn unfinished(&self) -> impl Iterator<Item = ThreadId> + '_ {
        self.alive().filter(|who| !self.machine.world.roster[who.index()].life.daemon)
    }

    /// Who has not ended, by name.
    pub(crate) fn left(&self) -> BTreeSet<String> {
        self.alive().map(|who| self.machine.world.label(who).to_owned()).collect()
    }

    /// Who can go on, and how. A sleep may be over at any time, and so may the patience of one who waits, or both when
    /// they are due.
    pub(crate) fn movers(&self) -> Vec<(ThreadId, Turn)> {
        if self.is_over() {
            return Vec::new();
        }
        let mut movers = Vec::new();
        for who in self.alive() {
            movers.extend(self.turn(who).map(|turn| (who, turn)));
            if self.rules.wakeups == Wakeups::Spurious && self.machine.awaits_notify(who) {
                movers.push((who, Turn::Wake));
            }
        }
        movers
    }

    fn turn(&self, who: ThreadId) -> Option<Turn> {
        let thread = &self.machine.threads[who.index()];
        if thread.asleep_until.is_some() {
            return None;
        }
        if self.machine.can_go_on(who) {
            return Some(Turn::Perform);
        }
        let Action::Operate { operation, .. } = &thread.pending else { return None };
        let gives_up = match self.rules.timing {
            Timing::Any => matches!(operation.patience(), Wait::For(_)),
            Timing::Exact => thread.deadline.is_some_and(|deadline| deadline <= self.machine.world.clock),
        };
        gives_up.then_some(Turn::Expire)
    }

    /// Every state that one step of `who` leads to, with what that step shows.
    pub(crate) fn step(&self, who: ThreadId, turn: Turn) -> Result<Vec<Stepped>, TooMuch> {
        let mut next = Vec::new();
        let mut told = Some(Told { in_order: self.rules.wakeups == Wakeups::Fifo, ..Told::default() });
        while let Some(mut choices) = told {
            let mut node = self.clone();
            let mut ears = Ears::default();
            let progress = node.machine.step(who, turn, &mut ears, &mut choices, &mut Fuel::of(FUEL));
            match progress {
                Progress::Done { .. } => {}
                Progress::OutOfFuel => return Err(TooMuch::LocalWork),
                Progress::Blocked => panic!("a step that is possible does not happen: {who:?}, {turn:?}"),
            }
            if self.rules.outputs {
                node.printed.push_str(&ears.printed);
            }
            node.failed |= ears.failed;
            node.settle();
            next.push(Stepped { node, sights: ears.sights });
            told = choices.next();
        }
        Ok(next)
    }

    /// Lets time pass as far as it must, or forgets it where sleeps may be over at any time. What is said of who waits makes
    /// no difference.
    fn settle(&mut self) {
        for thread in &mut self.machine.threads {
            thread.told = false;
            if self.rules.timing == Timing::Any {
                (thread.asleep_until, thread.deadline) = (None, None);
            }
        }
        while self.rules.timing == Timing::Exact {
            let clock = self.machine.world.clock;
            for thread in &mut self.machine.threads {
                thread.asleep_until = thread.asleep_until.filter(|until| *until > clock);
            }
            if self.is_over() || !self.movers().is_empty() {
                break;
            }
            let threads = self.alive().map(|who| &self.machine.threads[who.index()]);
            let due = threads.flat_map(|thread| [thread.asleep_until, thread.deadline]);
            let Some(next) = due.flatten().filter(|due| *due > clock).min() else { break };
            self.machine.world.clock = next;
        }
    }

    /// A number for all that can be said of this state.
    pub(crate) fn digest(&self) -> u64 {
        struct Digest(DefaultHasher);
        impl Write for Digest {
            fn write_str(&mut self, text: &str) -> std::fmt::Result {
                self.0.write(text.as_bytes());
                Ok(())
            }
        }
        let Machine { world, threads, .. } = &self.machine;
        let mut digest = Digest(DefaultHasher::new());
        let shared = (&world.variables, &world.objects, &world.futures, &world.sections, &world.roster, world.crew());
        let clock = self.tells_time.then_some(world.clock);
        write!(digest, "{:?} {shared:?} {} {clock:?}", self.printed, self.failed).unwrap();
        for thread in threads.iter().filter(|thread| !world.has_ended(thread.handle.id)) {
            let mut thread = thread.clone();
            // How long it still takes counts, not since when.
            thread.asleep_until = thread.asleep_until.map(|until| until - world.clock);
            thread.deadline = thread.deadline.map(|deadline| (deadline - world.clock).max(0));
            write!(digest, "{thread:?}").unwrap();
        }
        digest.0.finish()
    }

    pub(crate) fn outcome(&self) -> Outcome {
        let kind = match (self.is_over(), self.failed) {
            (false, _) => EndKind::Deadlock,
            (true, true) => EndKind::Exception,
            (true, false) => EndKind::Ok,
        };
        let values = self.machine.world.variables.iter().map(|value| repr(value.as_ref(), &self.machine));
        (kind, self.printed.clone(), values.collect())
    }
}

/// A variable's value as text; nothing before its line.
pub(crate) fn repr(value: Option<&Value>, names: &dyn value::Names) -> String {
    value.map_or_else(String::new, |value| value::repr(value, names))
}
