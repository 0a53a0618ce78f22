//! Time as part of a state (`--timing exact`): how long each thread sleeps or waits yet.

use super::layout::Cell;
use super::scratch::Scratch;
use super::store::Content;
use crate::machine::{Action, Image, Thread};
use crate::primitives::{Demand, Wait};
use crate::program::Op;
use crate::value::ThreadId;

impl Scratch<'_> {
    /// A thread's timer.
    pub(super) fn timer(&self, thread: ThreadId, row: &[u32]) -> Option<Content> {
        let position = self.layout.position(Cell::Timer(thread));
        self.store.content(position, row.get(position).copied().unwrap_or(0))
    }

    /// The timer of a thread that has just come where it is.
    pub(super) fn timer_of(&self, thread: &Thread, clock: i64) -> Option<Content> {
        let sleeps = thread.asleep_until.map(|until| Content::Sleeps(until.saturating_sub(clock)));
        let waits = || thread.deadline.map(|deadline| Content::Waits(deadline.saturating_sub(clock).max(0)));
        sleeps.or_else(waits).or_else(|| patience(thread).map(Content::Waits))
    }

    /// No thread can go on: time goes to what is due next. Gives the row of the state then, if anything is due.
    pub(super) fn tick(&self, row: &[u32]) -> Option<Vec<u32>> {
        if !self.layout.has_timers() {
            return None;
        }
        let left = |content: &Content| match content {
            Content::Sleeps(left) | Content::Waits(left) if *left > 0 => Some(*left),
            _ => None,
        };
        let timers = self.layout.threads(row).filter_map(|(thread, position)| {
            let number = row.get(position).copied().unwrap_or(0);
            Some((thread, number, self.timer(thread, row)?))
        });
        let timers: Vec<(ThreadId, u32, Content)> = timers.collect();
        let passed = timers.iter().filter_map(|(.., content)| left(content)).min()?;
        let mut next = row.to_vec();
        for (thread, number, content) in timers {
            let content = match content {
                Content::Sleeps(left) if left > passed => Some(Content::Sleeps(left - passed)),
                // It wakes; from now on it may have to wait.
                Content::Sleeps(_) => match self.store.content(self.layout.position(Cell::Thread(thread)), number) {
                    Some(Content::Thread(thread)) => patience(&thread).map(Content::Waits),
                    _ => None,
                },
                Content::Waits(left) => Some(Content::Waits(left.saturating_sub(passed).max(0))),
                _ => None,
            };
            let position = self.layout.position(Cell::Timer(thread));
            let number = content.map_or(0, |content| self.store.number(position, content));
            if let Some(place) = next.get_mut(position) {
                *place = number;
            }
        }
        let position = self.layout.position(Cell::Clock);
        if let (Some(Content::Clock(clock)), Some(place)) =
            (self.store.content(position, row.get(position).copied().unwrap_or(0)), next.get_mut(position))
        {
            *place = self.store.number(position, Content::Clock(clock.saturating_add(passed)));
        }
        Some(next)
    }
}

/// How long a thread's pending action waits at most, if there is a limit.
pub(super) fn patience(thread: &Thread) -> Option<i64> {
    match &thread.pending {
        Action::Operate { operation, .. } => match operation.patience() {
            Wait::For(nanoseconds) => Some(nanoseconds.max(0)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a program looks at the clock, itself or to know how long `wait_for` still has.
pub(super) fn asks_for_time(image: &Image) -> bool {
    image.program.functions.iter().flat_map(|function| &function.code).any(|op| matches!(op, Op::Now | Op::WaitFor(_)))
}
