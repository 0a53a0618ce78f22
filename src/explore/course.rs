//! How far a thread has come in its code.
//!
//! Positions are ordered such that a thread goes on and on without ever standing where it stood before, unless it does a step
//! that does not lead on. A round of a `for` leads on, since its items are counted; a round of a `while` does not, nor does
//! a jump back to a handler.

use crate::machine::Thread;
use crate::program::{Op, Program};
use crate::value::Value;

/// A loop over items.
struct Round {
    head: u32,
    end: u32,
    /// The local that counts the items.
    count: usize,
}

/// The loops over items of a program, by function, the outer ones first.
pub(super) struct Courses {
    functions: Vec<Vec<Round>>,
}

impl Courses {
    pub(super) fn of(program: &Program) -> Self {
        let rounds = program.functions.iter().map(|function| {
            let places = (0u32..).zip(&function.code);
            let rounds = places.filter_map(|(head, op)| match *op {
                Op::IterNext(walk, end) | Op::IterInto { walk, end, .. } => {
                    Some(Round { head, end, count: walk as usize + 1 })
                }
                _ => None,
            });
            rounds.collect()
        });
        Self { functions: rounds.collect() }
    }

    /// Whether a thread has come further than it was before.
    pub(super) fn leads_on(&self, before: &Thread, after: &Thread) -> bool {
        let is_over = after.frames().next().is_none();
        is_over || self.position(after) > self.position(before)
    }

    /// For each call, the outermost first: the loops around the place with their rounds, and the place.
    fn position(&self, thread: &Thread) -> Vec<i64> {
        let mut position = Vec::new();
        for (function, place, locals) in thread.frames() {
            for round in self.functions.get(function.index()).into_iter().flatten() {
                if let (true, Some(Value::Int(count))) =
                    ((round.head..round.end).contains(&place), locals.get(round.count))
                {
                    position.extend([i64::from(round.head), *count]);
                }
            }
            position.push(i64::from(place));
        }
        position
    }
}
