//! Which steps a piece of text makes, as its code has them: what an editor shows behind a line.

use std::collections::BTreeSet;

use super::code::{FunctionKind, Op, Program};
use crate::source::Span;
use crate::value::FunctionId;

/// The steps of a piece of code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Each step by its word in the trace, and calls of functions that make steps as `f()`, in order.
    pub words: Vec<String>,
    /// How many steps, those within calls aside.
    pub count: usize,
    /// Whether some of them may be left out, as in `a and b`.
    pub conditional: bool,
    /// Whether some of them may be made again and again, as in a comprehension.
    pub repeated: bool,
    /// Whether one of them is an access to a shared variable.
    pub shared: bool,
}

impl Program {
    /// The steps of the code whose place in the text lies within `span`, if it is part of one function.
    pub fn steps_within(&self, span: Span) -> Steps {
        let mut steps = Steps::default();
        for function in self.functions.iter().filter(|function| function.kind != FunctionKind::Prelude) {
            let placed = function.code.iter().zip(&function.places).enumerate();
            for (index, (op, _)) in placed.filter(|(_, (_, place))| span.start <= place.start && place.end <= span.end)
            {
                self.add(*op, &mut steps);
                match op.target() {
                    Some(to) if to as usize <= index => steps.repeated = true,
                    Some(_) => steps.conditional = true,
                    None => {}
                }
            }
        }
        steps
    }

    fn add(&self, op: Op, steps: &mut Steps) {
        let word = match op {
            Op::ReadShared { .. } => "read",
            Op::WriteShared { .. } => "write",
            Op::UpdateAtomic { .. } => "update",
            Op::CallSharedMethod { site, .. } => {
                steps.shared = true;
                return steps.step(self.places.get(site as usize).map_or("", |site| &site.method));
            }
            Op::Operate { method, .. } => {
                return steps.step(self.methods.get(method as usize).map_or("", |method| method.name));
            }
            Op::Print { .. } => "print",
            Op::Sleep => "sleep",
            Op::Yield => "yield",
            Op::Start(_) => "start",
            Op::Join(_) | Op::JoinAll => "join",
            Op::Choose(_) => "choose",
            Op::Now => "now()",
            Op::ActiveCount => "active_count()",
            Op::CallFunction(function, _) if self.makes_steps(function, &mut BTreeSet::new()) => {
                let name = self.function(function).map_or("", |function| &function.name);
                return steps.words.push(format!("{name}()"));
            }
            _ => return,
        };
        steps.shared |= matches!(op, Op::ReadShared { .. } | Op::WriteShared { .. } | Op::UpdateAtomic { .. });
        steps.step(word);
    }

    /// Whether a call of this function is more than local work; what is called only in the run counts as such.
    fn makes_steps(&self, function: FunctionId, seen: &mut BTreeSet<usize>) -> bool {
        let Some(code) = self.function(function).map(|function| &function.code) else { return false };
        seen.insert(function.index())
            && code.iter().any(|op| match op {
                Op::CallFunction(inner, _) => self.makes_steps(*inner, seen),
                Op::Call(_) | Op::CallMethod { .. } | Op::Attribute(_) => true,
                Op::Enter(_) | Op::Leave(_) | Op::EnterSection(_) | Op::BeginAtomic | Op::WaitFor(_) => true,
                op => {
                    let mut steps = Steps::default();
                    self.add(*op, &mut steps);
                    steps.count > 0
                }
            })
    }
}

impl Steps {
    fn step(&mut self, word: &str) {
        self.words.push(word.to_owned());
        self.count += 1;
    }
}
