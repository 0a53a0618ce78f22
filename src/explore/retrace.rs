//! Goes along one path, and tells it as a schedule, with what is to be said of the state at its end.

use super::layout::Cell;
use super::question::Key;
use super::store::Content;
use super::watched::Look;
use super::witness::Move;
use super::worker::{Ground, Mover, Worker};
use super::{About, Witness};
use crate::program::VariableId;
use crate::run::Decision;
use crate::source::Span;
use crate::syntax::ast::{Choice, Name, Schedule, ScheduleEntry, Turn};
use crate::value::{ThreadId, Value};

/// What `path`, from the state `first`, shows of `key`.
pub(super) fn retrace(
    worker: &mut Worker<'_>,
    ground: &Ground<'_>,
    first: &[u32],
    path: &[Move],
    key: &Key,
) -> Witness {
    let (mut row, mut movers) = (first.to_vec(), Vec::new());
    let mut entries = Vec::new();
    for step in path {
        row = worker.settle(&row, &mut movers).unwrap_or(row);
        let mut next = None;
        worker.edges(&row, 0, &movers, |edge| {
            if edge.who == step.who && edge.index == step.index {
                next = Some((edge.changes().collect::<Vec<_>>(), edge.alternative.decisions.clone()));
            }
        });
        let Some((changes, decisions)) = next else { break };
        entries.push(entry(ground, &row, step.who, &decisions));
        for (position, number) in changes {
            row.resize(row.len().max(position as usize + 1), 0);
            if let Some(place) = row.get_mut(position as usize) {
                *place = number;
            }
        }
    }
    row = worker.settle(&row, &mut movers).unwrap_or(row);
    let about = match key {
        Key::Race(_) | Key::RaceOn(..) => about(worker, ground, &row, &movers, key),
        _ => Vec::new(),
    };
    let stuck = match key {
        Key::Stuck => worker.stuck(&row, &movers),
        _ => Vec::new(),
    };
    let values = values(worker, ground, &row, key);
    let schedule = Schedule { entries, span: Span::default() };
    let steps = schedule.entries.len() as u64;
    Witness { schedule, steps, begun: 0, shortest: false, round: 0, about, stuck, values }
}

fn entry(ground: &Ground<'_>, row: &[u32], who: ThreadId, decisions: &[Decision]) -> ScheduleEntry {
    let label = |thread: ThreadId| label(ground, row, thread);
    let choice = |decision: &Decision| match decision {
        Decision::Option(option) => Some(Choice::Option(option.clone())),
        Decision::Waiters(waiters) => {
            let name = |waiter: &ThreadId| Name { text: label(*waiter), span: Span::default() };
            Some(Choice::Waiters(waiters.iter().map(name).collect()))
        }
        Decision::Woken => None,
    };
    let turn = match decisions {
        [] => Turn::Steps(1),
        [Decision::Woken] => Turn::Wake,
        decisions => Turn::Choosing(decisions.iter().filter_map(choice).collect()),
    };
    ScheduleEntry { thread: label(who), turn, span: Span::default() }
}

fn label(ground: &Ground<'_>, row: &[u32], thread: ThreadId) -> String {
    let position = ground.layout.position(Cell::Crew);
    match ground.store.content(position, row.get(position).copied().unwrap_or(0)) {
        Some(Content::Crew(crew)) => crew.roster.get(thread.index()).map(|entry| entry.label.to_string()),
        _ => None,
    }
    .unwrap_or_default()
}

/// The first two accesses that race so.
fn about(worker: &mut Worker<'_>, ground: &Ground<'_>, row: &[u32], movers: &[Mover], key: &Key) -> Vec<About> {
    let Some((first, second)) = worker.first_race(row, movers, key) else { return Vec::new() };
    let about = |thread: ThreadId| {
        let position = ground.layout.position(Cell::Thread(thread));
        let number = row.get(position).copied().unwrap_or(0);
        let access = worker.access(thread, number)?;
        let place = match ground.store.content(position, number) {
            Some(Content::Thread(state)) => state.place(ground.image),
            _ => None,
        };
        let writes = access.writes(|| ground.variable(access.variable, row));
        Some(About { thread, place, location: access.location(ground.image), writes })
    };
    [first, second].into_iter().filter_map(about).collect()
}

/// The variables that a condition looks at.
fn values(worker: &mut Worker<'_>, ground: &Ground<'_>, row: &[u32], key: &Key) -> Vec<(VariableId, Option<Value>)> {
    let condition = match key {
        Key::Invariant(index) => ground.question.invariants.get(*index),
        Key::End { condition, .. } => ground.question.ends.get(*condition),
        _ => None,
    };
    let Some(condition) = condition else { return Vec::new() };
    let looks = worker.looks_of(*condition, row);
    let value = |look: &Look| match look {
        Look::At(Cell::Variable(index)) => {
            let variable = VariableId(u32::try_from(*index).ok()?);
            Some((variable, ground.variable(variable, row)))
        }
        _ => None,
    };
    looks.iter().filter_map(value).collect()
}
