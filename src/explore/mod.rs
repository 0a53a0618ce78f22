//! Every schedule of a scenario: states as data, no operating system threads.
//!
//! A state is a row of numbers, one for each part of it (`layout`, `store`). A step that was tried once in the same
//! surroundings is not tried again (`memo`), so that most of a search is a few array accesses for each step. The search
//! goes breadth first (`search`), keeps a fingerprint of each state, and no paths; those are found in a second pass
//! (`witness`).

mod access;
mod fingerprint;
mod frontier;
mod layout;
mod memo;
mod options;
mod question;
mod scratch;
mod search;
mod store;
mod visited;
mod watched;
mod witness;
mod worker;

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use layout::{Cell, Layout};
use scratch::Scratch;
use store::{Content, Store};
use witness::Move;
use worker::{Ground, Worker};

use crate::machine::{Fuel, Scenario};
use crate::run::Decision;
use crate::source::Span;
use crate::syntax::ast::{Schedule, ScheduleEntry, Turn};
use crate::value::{ThreadId, Value};

pub use options::{Options, Timing, Wakeups};
pub use question::{Discovery, EndKind, Found, Key, Outputs, Question};
pub use search::{Cut, Progress};

/// Local work of `main` before its first action, in instructions.
const FUEL: u64 = 10_000_000;

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
    pub schedule: Option<Schedule>,
    /// For an ending: what was printed, and the values asked for.
    pub ending: Option<(String, Vec<Option<Value>>)>,
}

/// Looks at every state that `scenario` can come to. Schedules are found for those keys that `wanted` picks among all
/// that were found.
pub fn explore(
    scenario: &Scenario,
    question: &Question,
    options: &Options,
    wanted: &dyn Fn(&Found) -> Vec<Key>,
    tell: &mut dyn FnMut(&Progress),
) -> Explored {
    let layout = Layout::of(&scenario.image);
    let ground =
        Ground { image: &scenario.image, question, layout, store: Store::new(layout), wakeups: options.wakeups };
    let machine = scenario.start(&mut Fuel::of(FUEL));
    let first =
        Scratch::new(&scenario.image, layout, &ground.store, options.wakeups).row_of(&machine.world, &machine.threads);
    let searched = search::search(&ground, options, first.clone(), tell);
    let keys = wanted(&searched.found);
    let depths = keys.into_iter().filter_map(|key| {
        let depth = searched.found.0.get(&key)?.depth;
        Some((key, depth))
    });
    let depths: BTreeMap<Key, u32> = depths.collect();
    let interrupted = || options.interrupt.load(Ordering::Relaxed) && searched.cut != Some(Cut::Interrupted);
    let mut paths = witness::witnesses(&ground, &first, &depths, &interrupted);
    let finding = |(key, discovery): (&Key, &Discovery)| Finding {
        schedule: paths.remove(key).map(|path| schedule(&ground, &first, &path)),
        ending: ending(&ground, key),
        key: key.clone(),
        discovery: *discovery,
    };
    let findings = searched.found.0.iter().map(finding).collect();
    Explored { findings, progress: searched.progress, cut: searched.cut }
}

/// What the numbers of an ending stand for.
fn ending(ground: &Ground<'_>, key: &Key) -> Option<(String, Vec<Option<Value>>)> {
    let Key::Ending { output, values, .. } = key else { return None };
    let variables = ground.question.endings.iter().flatten();
    let value = |(variable, number): (&crate::program::VariableId, &u32)| {
        let position = ground.layout.position(Cell::Variable(variable.0 as usize));
        match ground.store.content(position, *number) {
            Some(Content::Variable(value)) => value,
            _ => None,
        }
    };
    Some((ground.output(*output), variables.zip(values).map(value).collect()))
}

/// A path as a schedule, one entry for each step.
fn schedule(ground: &Ground<'_>, first: &[u32], path: &[Move]) -> Schedule {
    let mut worker = Worker::new(ground);
    let (mut row, mut movers) = (first.to_vec(), Vec::new());
    let mut entries = Vec::new();
    for step in path {
        worker.movers(&row, &mut movers);
        let mut next = None;
        worker.edges(&row, 0, &movers, |edge| {
            if edge.who == step.who && edge.index == step.index {
                next = Some((edge.changes().collect::<Vec<_>>(), edge.alternative.decision.clone()));
            }
        });
        let Some((changes, decision)) = next else { break };
        let label = |thread: ThreadId| label(ground, &row, thread);
        let turn = match decision {
            None => Turn::Steps(1),
            Some(Decision::Option(option)) => Turn::Choose(option),
            Some(Decision::Waiters(waiters)) => Turn::Notify(waiters.into_iter().map(label).collect()),
        };
        entries.push(ScheduleEntry { thread: label(step.who), turn, span: Span::default() });
        for (position, number) in changes {
            row.resize(row.len().max(position as usize + 1), 0);
            if let Some(place) = row.get_mut(position as usize) {
                *place = number;
            }
        }
    }
    Schedule { entries, span: Span::default() }
}

fn label(ground: &Ground<'_>, row: &[u32], thread: ThreadId) -> String {
    let position = ground.layout.position(Cell::Crew);
    match ground.store.content(position, row.get(position).copied().unwrap_or(0)) {
        Some(Content::Crew(crew)) => crew.roster.get(thread.index()).map(|entry| entry.label.to_string()),
        _ => None,
    }
    .unwrap_or_default()
}
