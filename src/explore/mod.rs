//! Every schedule of a scenario: states as data, no operating system threads.
//!
//! A state is a row of numbers, one for each part of it (`layout`, `store`). A step that was tried once in the same
//! surroundings is not tried again (`memo`), so that most of a search is a few array accesses for each step. The search
//! goes breadth first (`search`), keeps a fingerprint of each state, and no paths; those are found in a second pass
//! (`witness`).

mod access;
mod batch;
mod cells;
mod course;
mod fingerprint;
mod flow;
mod foresight;
mod frontier;
mod layout;
mod livelock;
mod memo;
mod memory;
mod need;
mod options;
mod outlook;
mod question;
mod receiver;
mod reduce;
mod retrace;
mod rounds;
mod scratch;
mod script;
mod search;
mod shares;
mod store;
mod stuck;
mod sweep;
mod symmetry;
mod timers;
mod touch;
mod visited;
mod walk;
mod watched;
mod witness;
mod worker;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::time::Duration;

use layout::{Cell, Layout};
use memory::Meter;
use scratch::Scratch;
use store::{Content, Store};
use witness::Move;
use worker::{Ground, Worker};

use crate::machine::{Deaf, Fuel, Machine, Scenario, Thread};
use crate::program::{Op, VariableId};
use crate::source::Span;
use crate::syntax::ast::Schedule;
use crate::value::{ThreadId, Value};

pub use access::races;
pub use options::{Options, Start, Timing, Wakeups};
pub use question::{Discovery, EndKind, Found, Key, Outputs, Question};
pub use search::{Cut, Progress};

/// What came of a search.
#[derive(Clone, Debug)]
pub struct Explored {
    /// What was found.
    pub findings: Vec<Finding>,
    /// How far the search came.
    pub progress: Progress,
    /// Why it ended before it had seen all, if it did.
    pub cut: Option<Cut>,
}

/// One thing that was found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What.
    pub key: Key,
    /// Where first, and how often.
    pub discovery: Discovery,
    /// A shortest schedule that shows it, if one was asked for.
    pub witness: Option<Witness>,
    /// For an ending: what was printed, and the values asked for.
    pub ending: Option<(String, Vec<Option<Value>>)>,
}

/// A shortest schedule, with the fewest switches of thread among those of its length, and what it leads to.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    /// One entry for each step, from where the search began.
    pub schedule: Schedule,
    /// How many steps that is, from the scenario's first state on.
    pub steps: u64,
    /// How many of them had been done where the search began.
    pub begun: u64,
    /// Whether it is known that there is no shorter one.
    pub shortest: bool,
    /// How many steps at its end lead back to the state before them.
    pub round: usize,
    /// For a race: who is about to do what.
    pub about: Vec<About>,
    /// For a partial deadlock: who waits for ever.
    pub stuck: Vec<ThreadId>,
    /// For a condition: the variables that it looks at, with their values.
    pub values: Vec<(VariableId, Option<Value>)>,
}

impl Witness {
    /// The same, from the scenario's first state on.
    fn from(mut self, start: Option<&Start>) -> Self {
        if let Some(start) = start {
            self.begun = start.machine.world.steps;
            self.steps += self.begun;
            self.schedule.entries.splice(..0, start.schedule.entries.iter().cloned());
        }
        self
    }
}

/// An access that comes next.
#[derive(Clone, Debug)]
pub struct About {
    /// Whose.
    pub thread: ThreadId,
    /// Where.
    pub place: Option<Span>,
    /// To what, as it is written: `xs[0]`.
    pub location: String,
    /// Whether it writes.
    pub writes: bool,
}

/// The state in which a search begins.
fn first_state(scenario: &Scenario, options: &Options) -> Machine {
    match &options.start {
        Some(start) => start.machine.clone(),
        None => scenario.start(&mut Deaf, &mut Fuel::of(Fuel::ENDLESS)),
    }
}

/// What is found where `main` does not come to its first action: there is no state to begin with.
fn endless_from_the_start(thread: &Thread, scenario: &Scenario) -> Explored {
    let finding = Finding {
        key: Key::Endless { place: thread.next_place(&scenario.image) },
        discovery: Discovery { depth: 0, count: 1 },
        witness: Some(Witness { shortest: true, ..Witness::default() }),
        ending: None,
    };
    Explored { findings: vec![finding], progress: Progress { states: 1, ..Progress::default() }, cut: None }
}

/// The row of a state.
fn row_of(mut machine: Machine, ground: &Ground<'_>, options: &Options) -> Vec<u32> {
    if options.timing == Timing::Any {
        // Who sleeps may wake at any time.
        machine.threads.iter_mut().for_each(Thread::forget_the_past);
    }
    let scratch = Scratch::new(ground.image, ground.layout, &ground.store, options.wakeups);
    scratch.row_of(&machine.world, &machine.threads)
}

/// Looks at every state that `scenario` can come to. Schedules are found for those keys that `wanted` picks among all
/// that were found (which have no schedules by then).
pub fn explore(
    scenario: &Scenario,
    question: &Question,
    options: &Options,
    wanted: &dyn Fn(&[Finding]) -> Vec<Key>,
    tell: &mut dyn FnMut(&Progress),
) -> Explored {
    let machine = first_state(scenario, options);
    if let Some(computing) = machine.threads.first().filter(|thread| thread.is_midway()) {
        return endless_from_the_start(computing, scenario);
    }
    let layout = Layout::of(&scenario.image, options.timing);
    let mut ground = Ground {
        image: &scenario.image,
        question,
        layout,
        store: Store::new(layout),
        wakeups: options.wakeups,
        visible: BTreeSet::new(),
    };
    let mut first = row_of(machine, &ground, options);
    ground.visible = visible(&ground, question);
    let meter = Meter::new();
    let searched = search::search(&ground, options, &meter, &mut first, tell);
    let finding = |(key, discovery): (&Key, &Discovery)| Finding {
        witness: None,
        ending: ending(&ground, key),
        key: key.clone(),
        discovery: *discovery,
    };
    let mut findings: Vec<Finding> = searched.found.0.iter().map(finding).collect();
    let depths = wanted(&findings).into_iter().filter_map(|key| {
        let depth = searched.found.0.get(&key)?.depth;
        Some((key, depth))
    });
    let depths: BTreeMap<Key, u32> = depths.collect();
    let is_over = || {
        let interrupted = options.interrupt.load(Ordering::Relaxed) && searched.cut != Some(Cut::Interrupted);
        // A search that took all its time still has a moment to show what it has found.
        let is_late = options.time_limit.is_some_and(|limit| meter.elapsed() > limit + FOR_SCHEDULES);
        interrupted || is_late || meter.bytes() > options.max_memory
    };
    let mut paths = paths(&ground, &first, depths, &bounds(&searched), &is_over);
    let mut worker = Worker::new(&ground);
    for finding in &mut findings {
        let path = paths.remove(&finding.key);
        finding.witness = path.map(|(path, shortest)| {
            let witness = retrace::retrace(&mut worker, &ground, &first, &path, &finding.key);
            Witness { shortest, ..witness }.from(options.start.as_deref())
        });
    }
    let mut cut = searched.cut;
    if question.livelock && cut.is_none() {
        match livelock::find(&mut Worker::new(&ground), options, &first) {
            Ok(found) => findings.extend(found.map(|found| {
                let finding = livelock_finding(&ground, &first, &found);
                Finding { witness: finding.witness.map(|witness| witness.from(options.start.as_deref())), ..finding }
            })),
            Err(why) => cut = Some(why),
        }
    }
    Explored { findings, progress: searched.progress, cut }
}

fn livelock_finding(ground: &Ground<'_>, first: &[u32], found: &livelock::Livelock) -> Finding {
    let witness = retrace::retrace(&mut Worker::new(ground), ground, first, &found.path, &Key::Livelock);
    Finding {
        key: Key::Livelock,
        discovery: Discovery { depth: u32::try_from(found.path.len()).unwrap_or(u32::MAX), count: 1 },
        witness: Some(Witness { round: found.round, ..witness }),
        ending: None,
    }
}

/// What schedules may take beyond the time limit, if the search took all of it.
const FOR_SCHEDULES: Duration = Duration::from_millis(500);

/// The pass for shortest schedules, which leaves nothing out, may look at so many states for each that the search has seen,
const FOR_EACH: usize = 20;
/// and at so many anyway.
const ANYWAY: usize = 200_000;
/// Behind a search that came to a limit, both passes may look at so many for each state that the search has seen,
const FOR_EACH_BEHIND_A_LIMIT: usize = 2;
/// and at so many anyway.
const ANYWAY_BEHIND_A_LIMIT: usize = 10_000;

/// How many states the passes for schedules may look at: first the one that leaves nothing out, then the one that goes as the
/// search went. They cost no more than in proportion to what the search has cost.
fn bounds(searched: &search::Searched) -> [usize; 2] {
    let seen = usize::try_from(searched.progress.states).unwrap_or(usize::MAX);
    match searched.cut {
        None => [seen.saturating_mul(FOR_EACH).max(ANYWAY), usize::MAX],
        Some(_) => [seen.saturating_mul(FOR_EACH_BEHIND_A_LIMIT).max(ANYWAY_BEHIND_A_LIMIT); 2],
    }
}

/// Schedules that show these, and whether no shorter one does. The search that finds the shortest leaves nothing out; where
/// that is too much, the search as it was finds one all the same.
fn paths(
    ground: &Ground<'_>,
    first: &[u32],
    mut wanted: BTreeMap<Key, u32>,
    [most, most_reduced]: &[usize; 2],
    interrupted: &dyn Fn() -> bool,
) -> BTreeMap<Key, (Vec<Move>, bool)> {
    let mut found = BTreeMap::new();
    for shortest in [true, false] {
        // One at a time: what the first has learned is let go of before the second learns anything.
        let (mut worker, most) = match shortest {
            true => (Worker::new(ground), *most),
            false => (Worker::reduced(ground), *most_reduced),
        };
        let some = witness::witnesses(&mut worker, first, &wanted, most, interrupted);
        wanted.retain(|key, _| !some.contains_key(key));
        found.extend(some.into_iter().map(|(key, path)| (key, (path, shortest))));
    }
    found
}

/// The variables that invariants look at, by their places.
fn visible(ground: &Ground<'_>, question: &Question) -> BTreeSet<usize> {
    let code = question.invariants.iter().filter_map(|function| ground.image.program.function(*function));
    let variable = |op: &Op| match op {
        Op::ReadShared { variable, .. } => Some(variable.0 as usize),
        Op::CallSharedMethod { site, .. } => Some(ground.image.program.places.get(*site as usize)?.root as usize),
        _ => None,
    };
    // An invariant that calls functions may look at anything.
    let calls = |op: &Op| matches!(op, Op::CallFunction(..) | Op::Call(_) | Op::CallMethod { .. });
    if code.clone().flat_map(|function| &function.code).any(calls) {
        return (0..ground.layout.fixed()).collect();
    }
    code.flat_map(|function| function.code.iter().filter_map(variable)).collect()
}

/// What the numbers of an ending stand for.
fn ending(ground: &Ground<'_>, key: &Key) -> Option<(String, Vec<Option<Value>>)> {
    let Key::Ending { output, values, .. } = key else { return None };
    let variables = ground.question.endings.iter().flatten();
    let value = |(variable, number): (&VariableId, &u32)| {
        let position = ground.layout.position(Cell::Variable(variable.0 as usize));
        match ground.store.content(position, *number) {
            Some(Content::Variable(value)) => value,
            _ => None,
        }
    };
    Some((ground.output(*output), variables.zip(values).map(value).collect()))
}
