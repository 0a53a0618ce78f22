//! What is to be said of a state itself: broken invariants, ends, deadlocks, what is printed.

use std::sync::Arc;

use super::trail::trail;
use super::{Mover, Worker};
use crate::explore::layout::Cell;
use crate::explore::question::{EndKind, Key};
use crate::explore::store::FAILED;
use crate::value::{FunctionId, ThreadId};

impl Worker<'_> {
    /// What is to be said of a state in which these can go on.
    pub(in crate::explore) fn facts(&mut self, row: &[u32], movers: &[Mover], mut say: impl FnMut(Key)) {
        for (index, condition) in self.ground.question.invariants.iter().enumerate() {
            if self.condition(index, *condition, row) == Some(false) {
                say(Key::Invariant(index));
            }
        }
        if self.ground.question.parting {
            self.parting(row, movers, &mut say);
        }
        if movers.is_empty() {
            let over = self.is_over(row);
            self.end(row, over, say);
            return;
        }
        if self.may_be_stuck(movers) && !self.stuck(row, movers).is_empty() {
            say(Key::Stuck);
            // It stays so: a search need not look for it any more.
            self.stuck.take_if(|_| self.races.tells_once());
        }
        self.races.find(row, movers, say);
    }

    /// Whether it is worth a look whether someone is stuck. The first state in which it shows is wanted only for a schedule.
    /// A search may look later: all that comes of that state shows it too, and before long a thread goes round there.
    fn may_be_stuck(&self, movers: &[Mover]) -> bool {
        let goes_round = |mover: &Mover| self.memo.answer(mover.answer).is_some_and(|turns| turns.goes_round);
        self.stuck.is_some() && (!self.races.tells_once() || movers.iter().any(goes_round))
    }

    /// The threads that wait for ever in a state in which these can go on.
    pub(in crate::explore) fn stuck(&mut self, row: &[u32], movers: &[Mover]) -> Vec<ThreadId> {
        let stuck = self.stuck.as_mut();
        stuck.map(|stuck| stuck.find(row, movers.iter().map(|mover| mover.who))).unwrap_or_default()
    }

    /// How much of the wanted output is printed, and what is printed next that is not the rest of it.
    fn parting(&mut self, row: &[u32], movers: &[Mover], mut say: impl FnMut(Key)) {
        let Self { memo, trails, ground, .. } = self;
        let before = row.get(ground.layout.position(Cell::Output)).copied().unwrap_or(0);
        say(Key::Printed(before));
        let turns = movers.iter().filter_map(|mover| memo.answer(mover.answer));
        for text in turns.flat_map(|turns| &turns.alternatives).filter_map(|alternative| alternative.printed.as_ref()) {
            if trail(ground, trails, before, text).is_none() {
                say(Key::Instead(before, Arc::clone(text)));
            }
        }
    }

    /// What is to be said of a state in which no thread can go on.
    fn end(&mut self, row: &[u32], over: bool, mut say: impl FnMut(Key)) {
        if over {
            let first = self.ground.question.invariants.len();
            for (index, condition) in self.ground.question.ends.iter().enumerate() {
                let holds = self.condition(first + index, *condition, row);
                say(Key::End { condition: index, holds });
            }
        } else {
            say(Key::Deadlock);
        }
        let Some(variables) = &self.ground.question.endings else { return };
        let layout = self.ground.layout;
        let number = |cell: Cell| row.get(layout.position(cell)).copied().unwrap_or(0);
        let failed = layout.threads(row).any(|(_, position)| row.get(position) == Some(&FAILED));
        let kind = match (over, failed) {
            (false, _) => EndKind::Deadlock,
            (true, true) => EndKind::Exception,
            (true, false) => EndKind::Ok,
        };
        let values = variables.iter().map(|variable| number(Cell::Variable(variable.0 as usize))).collect();
        say(Key::Ending { kind, output: number(Cell::Output), values });
    }

    /// Whether a condition holds; nothing if that cannot be told, since it raises.
    fn condition(&mut self, root: usize, condition: FunctionId, row: &[u32]) -> Option<bool> {
        let answer = match self.conditions.find(root, 1, row) {
            Some(answer) => answer,
            None => {
                let (looks, value) = self.scratch.evaluate(condition, row);
                let is_invariant = root < self.ground.question.invariants.len();
                let holds = match value {
                    Ok(holds) => Some(holds),
                    // A variable that is not there yet breaks nothing. Whatever else it raises, it does not hold.
                    Err(exception) => (is_invariant && *exception.type_name != *"NameError").then_some(false),
                };
                self.conditions.learn((root, 1), &looks, row, &self.ground.layout, holds)
            }
        };
        self.conditions.answer(answer).copied().flatten()
    }
}
