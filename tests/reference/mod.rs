//! What the explorer must find, found in the plainest way: machines are cloned, every thread that can go on does its step
//! in every way that it can, and what was seen is known by all that can be said of it. Nothing is shared with the
//! explorer but the machine itself.

#![allow(dead_code, reason = "each test file uses its own")]

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::fmt::Write;
use std::hash::Hasher;

use concur::explore::{EndKind, Wakeups};
use concur::machine::{
    self, Action, Cast, Chooser, Event, EventKind, Fuel, Log, Machine, Progress, Scenario, Turn, is_data,
};
use concur::primitives::{Demand, Wait};
use concur::program::VariableId;
use concur::run::option_texts;
use concur::syntax::ast::{self, Schedule};
use concur::value::{self, FunctionId, ThreadId, Value};

const FUEL: u64 = 1_000_000;

/// How a schedule ends: its kind, what was printed, and the values of all variables.
pub(crate) type Outcome = (EndKind, String, Vec<String>);

/// What can be found, besides outcomes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sight {
    Deadlock,
    Race(VariableId),
    Overlap(String),
    Uncaught(String),
    Invariant(usize),
}

/// All that there is to find in a scenario.
#[derive(Debug, Default)]
pub(crate) struct Reference {
    pub(crate) outcomes: BTreeSet<Outcome>,
    /// What can be found, with the number of steps of the shortest way there.
    pub(crate) sights: BTreeMap<Sight, u32>,
    pub(crate) states: usize,
}

/// A state with its past, as far as that matters.
#[derive(Clone)]
struct Node {
    machine: Machine,
    printed: String,
    failed: bool,
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
                self.sights.push(Sight::Uncaught(exception.type_name.to_string()));
            }
            EventKind::Enter { section, others } if !others.is_empty() => self.sights.push(Sight::Overlap(section)),
            _ => {}
        }
    }

    fn print(&mut self, text: &str) {
        self.printed.push_str(text);
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
    fn first(scenario: &Scenario) -> Self {
        let machine = scenario.start(&mut Ears::default(), &mut Fuel::of(FUEL));
        Self { machine, printed: String::new(), failed: false }
    }

    /// Who can go on, and how: a sleep may be over at any time, and so may the patience of one who waits.
    fn movers(&self, wakeups: Wakeups) -> Vec<(ThreadId, Turn)> {
        if self.machine.world.is_over() {
            return Vec::new();
        }
        let turn = |who: ThreadId| match self.machine.pending(who)? {
            _ if self.machine.can_go_on(who) => Some(Turn::Perform),
            Action::Operate { operation, .. } if matches!(operation.patience(), Wait::For(_)) => Some(Turn::Expire),
            _ => None,
        };
        let mut movers = Vec::new();
        for who in self.machine.threads.iter().map(|thread| thread.handle.id) {
            movers.extend(turn(who).map(|turn| (who, turn)));
            if wakeups == Wakeups::Spurious && self.machine.awaits_notify(who) {
                movers.push((who, Turn::Wake));
            }
        }
        movers
    }

    /// Every state that one step of `who` leads to, with what that step shows.
    fn step(&self, who: ThreadId, turn: Turn, wakeups: Wakeups) -> Vec<(Self, Vec<Sight>)> {
        let mut next = Vec::new();
        let mut told = Some(Told { in_order: wakeups == Wakeups::Fifo, ..Told::default() });
        while let Some(mut choices) = told {
            let mut node = self.clone();
            let mut ears = Ears::default();
            let progress = node.machine.step(who, turn, &mut ears, &mut choices, &mut Fuel::of(FUEL));
            assert!(matches!(progress, Progress::Done { .. }), "local work without an end");
            node.printed.push_str(&ears.printed);
            node.failed |= ears.failed;
            node.forget_the_time();
            next.push((node, ears.sights));
            told = choices.next();
        }
        next
    }

    /// Sleeps may be over, and what is said of who waits makes no difference.
    fn forget_the_time(&mut self) {
        for thread in &mut self.machine.threads {
            (thread.asleep_until, thread.deadline, thread.told) = (None, None, false);
        }
    }

    /// A number for all that can be said of this state.
    fn digest(&self) -> u64 {
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
        write!(digest, "{:?} {shared:?} {threads:?} {}", self.printed, self.failed).unwrap();
        digest.0.finish()
    }

    fn outcome(&self) -> Outcome {
        let kind = match (self.machine.world.is_over(), self.failed) {
            (false, _) => EndKind::Deadlock,
            (true, true) => EndKind::Exception,
            (true, false) => EndKind::Ok,
        };
        let values = self.machine.world.variables.iter().map(|value| repr(value.as_ref(), &self.machine));
        (kind, self.printed.clone(), values.collect())
    }

    /// What shows in the state itself.
    fn sights(&self, movers: &[(ThreadId, Turn)], invariants: &[FunctionId]) -> Vec<Sight> {
        let mut sights = Vec::new();
        if movers.is_empty() && !self.machine.world.is_over() {
            sights.push(Sight::Deadlock);
        }
        for (index, (one, _)) in movers.iter().enumerate() {
            for (other, _) in &movers[index + 1..] {
                sights.extend(self.race(*one, *other).map(Sight::Race));
            }
        }
        for (index, invariant) in invariants.iter().enumerate() {
            let mut world = self.machine.world.clone();
            let image = &self.machine.image;
            let value = machine::evaluate(*invariant, &mut world, image);
            if value.is_ok_and(|value| !value.truth()) {
                sights.push(Sight::Invariant(index));
            }
        }
        sights
    }

    /// The variable that two threads are about to access at one place, one of them to change it.
    fn race(&self, one: ThreadId, other: ThreadId) -> Option<VariableId> {
        let access = |who: ThreadId| match self.machine.pending(who)? {
            Action::Read { location } => Some((location.clone(), false)),
            Action::Write { location, .. } | Action::Update { location, .. } => Some((location.clone(), true)),
            Action::Method { location, method, .. } => {
                // A handle is only read; its method is a step of its own.
                let value = self.machine.world.variables[location.variable.0 as usize].as_ref();
                let changes = value::method_mutates(method) && value.is_none_or(is_data);
                Some((location.clone(), changes))
            }
            _ => None,
        };
        let ((one, writes), (other, also_writes)) = (access(one)?, access(other)?);
        let variable = one.variable.0 as usize;
        let (whole, atomic) =
            (&self.machine.world.variables[variable], self.machine.image.program.variables[variable].atomic);
        // Lists in these scenarios are flat.
        let from_front = |index: &Value| match (index, whole) {
            (Value::Int(index), Some(Value::List(list))) if *index < 0 => *index + list.items.len() as i64,
            (Value::Int(index), _) => *index,
            _ => panic!("an index is a number here"),
        };
        let overlap = one.path.iter().zip(&other.path).all(|(one, other)| from_front(one) == from_front(other));
        (one.variable == other.variable && overlap && (writes || also_writes) && !atomic).then_some(one.variable)
    }
}

/// A variable's value as text; nothing before its line.
pub(crate) fn repr(value: Option<&Value>, names: &dyn value::Names) -> String {
    value.map_or_else(String::new, |value| value::repr(value, names))
}

/// Everything that can be found, breadth first; none if there are more than `most` states.
pub(crate) fn find(scenario: &Scenario, invariants: &[FunctionId], wakeups: Wakeups, most: usize) -> Option<Reference> {
    let mut found = Reference::default();
    let mut level = vec![Node::first(scenario)];
    let mut seen: HashSet<u64> = level.iter().map(Node::digest).collect();
    for depth in 0.. {
        let mut next = Vec::new();
        for node in level {
            let movers = node.movers(wakeups);
            for sight in node.sights(&movers, invariants) {
                found.sights.entry(sight).or_insert(depth);
            }
            if movers.is_empty() {
                found.outcomes.insert(node.outcome());
            }
            for (who, turn) in movers {
                for (after, sights) in node.step(who, turn, wakeups) {
                    for sight in sights {
                        let known = found.sights.entry(sight).or_insert(depth + 1);
                        *known = (*known).min(depth + 1);
                    }
                    if seen.insert(after.digest()) {
                        next.push(after);
                    }
                }
            }
            if seen.len() > most {
                return None;
            }
        }
        if next.is_empty() {
            break;
        }
        level = next;
    }
    found.states = seen.len();
    Some(found)
}

/// Takes what a schedule says.
struct Guided {
    machine: Machine,
    choices: VecDeque<ast::Choice>,
}

impl Chooser for Guided {
    fn waiter(&mut self, waiters: &[ThreadId]) -> usize {
        let Some(ast::Choice::Waiters(labels)) = self.choices.front_mut() else { return 0 };
        let label = labels.remove(0).text;
        if labels.is_empty() {
            self.choices.pop_front();
        }
        waiters.iter().position(|who| self.machine.world.label(*who) == label).unwrap()
    }

    fn option(&mut self, options: &[Value]) -> usize {
        let Some(ast::Choice::Option(wanted)) = self.choices.pop_front() else { panic!("no choice") };
        option_texts(options, &self.machine).iter().position(|text| *text == wanted).unwrap()
    }
}

/// Whether, once a schedule is over, there is a way on that lets one of these threads do a step. None if that is not known
/// after so many states.
pub(crate) fn can_one_go_on(
    scenario: &Scenario,
    schedule: &Schedule,
    threads: &[ThreadId],
    wakeups: Wakeups,
    most: usize,
) -> Option<bool> {
    let mut node = Node::first(scenario);
    for entry in &schedule.entries {
        let labelled = |who: &ThreadId| node.machine.world.label(*who) == entry.thread;
        let who = (0..node.machine.threads.len()).map(ThreadId::at).find(labelled).unwrap();
        let turns = node.movers(wakeups);
        let wakes = entry.turn == ast::Turn::Wake;
        let (_, turn) = turns.iter().find(|(mover, turn)| *mover == who && (*turn == Turn::Wake) == wakes).unwrap();
        let choices = match &entry.turn {
            ast::Turn::Choosing(choices) => choices.iter().cloned().collect(),
            _ => VecDeque::new(),
        };
        let mut guided = Guided { machine: node.machine.clone(), choices };
        node.machine.step(who, *turn, &mut Ears::default(), &mut guided, &mut Fuel::of(FUEL));
        node.forget_the_time();
    }
    let mut seen = HashSet::from([node.digest()]);
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        for (who, turn) in node.movers(wakeups) {
            if threads.contains(&who) {
                return Some(true);
            }
            for (mut after, _) in node.step(who, turn, wakeups) {
                // What is printed does not count here.
                after.printed.clear();
                if seen.insert(after.digest()) {
                    open.push(after);
                }
            }
        }
        if seen.len() > most {
            return None;
        }
    }
    Some(false)
}

/// Every outcome, schedule by schedule, with no regard to states that were seen; none if that takes more than so many
/// steps, or a schedule has more than 80.
pub(crate) fn follow_each_schedule(scenario: &Scenario, mut steps: u64) -> Option<BTreeSet<Outcome>> {
    fn follow(node: &Node, depth: u32, steps: &mut u64, outcomes: &mut BTreeSet<Outcome>) -> Option<()> {
        let movers = node.movers(Wakeups::Any);
        if movers.is_empty() {
            outcomes.insert(node.outcome());
        }
        for (who, turn) in movers {
            for (after, _) in node.step(who, turn, Wakeups::Any) {
                *steps = steps.checked_sub(1).filter(|_| depth < 80)?;
                follow(&after, depth + 1, steps, outcomes)?;
            }
        }
        Some(())
    }
    let mut outcomes = BTreeSet::new();
    follow(&Node::first(scenario), 0, &mut steps, &mut outcomes).map(|()| outcomes)
}
