//! Which steps a statement makes, told before a run: what an editor shows behind a line.
//!
//! Each instruction is asked for its actions; where they depend on values, all that it may come to counts. So a number
//! is a promise: a statement that goes to its end makes no fewer and no more steps. What exceptions cut off is left aside.

mod doing;
mod instruction;
mod receiver;

use std::collections::BTreeSet;

use doing::Doing;

use crate::program::{Function, FunctionKind, Op, Part, Program};
use crate::value::{ObjectKind, Value};

/// The steps of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Each step by its word in the trace, and calls of functions that make steps as `f()`, in order. Empty where the ways
    /// through the statement have not the same steps.
    pub words: Vec<String>,
    /// How many at least, those of called functions aside.
    pub least: usize,
    /// How many at most, if there is a limit.
    pub most: Option<usize>,
    /// Whether functions that make steps are called.
    pub calls: bool,
    /// Whether one of them is an access to a shared variable.
    pub shared: bool,
}

/// What can be said of a program's steps.
#[derive(Debug)]
pub struct Forecast<'p> {
    program: &'p Program,
    /// The kinds of primitives that there are.
    kinds: BTreeSet<ObjectKind>,
    /// Whether a barrier may have an action.
    barriers_act: bool,
    /// Whether a call of each function may make steps.
    acts: Vec<bool>,
    /// Whether a call of a function that is known only in the run may.
    unknown_acts: bool,
}

/// What may still come from an instruction on.
#[derive(Clone, Copy)]
struct Ahead {
    least: usize,
    most: usize,
    endless: bool,
}

impl Ahead {
    const END: Self = Self { least: 0, most: 0, endless: false };

    /// Back to an instruction that was passed: what comes from there on is counted there.
    fn back(again: bool) -> Self {
        Self { least: usize::MAX, most: 0, endless: again }
    }

    fn or(self, other: Self) -> Self {
        Self {
            least: self.least.min(other.least),
            most: self.most.max(other.most),
            endless: self.endless || other.endless,
        }
    }

    fn after(self, doing: &Doing) -> Self {
        Self {
            least: self.least.saturating_add(doing.least),
            most: self.most.saturating_add(doing.most.unwrap_or(0)),
            endless: self.endless || doing.most.is_none(),
        }
    }
}

impl<'p> Forecast<'p> {
    /// Reads the program's code once.
    pub fn of(program: &'p Program) -> Self {
        let kinds = program.objects.iter().map(|object| object.kind).collect();
        let barriers = program.objects.iter().filter(|object| object.kind == ObjectKind::Barrier);
        let barriers_act = barriers.clone().any(|barrier| {
            barrier.shape.positional > 1 || barrier.shape.keywords.iter().any(|keyword| **keyword == *"action")
        });
        let acts = vec![false; program.functions.len()];
        let mut forecast = Self { program, kinds, barriers_act, acts, unknown_acts: false };
        forecast.follow_calls();
        forecast
    }

    /// The steps of a part of a function.
    pub fn steps(&self, function: &Function, part: &Part) -> Steps {
        let (start, end) = (part.code.start as usize, part.code.end as usize);
        let doings: Vec<Doing> = (start..end).map(|at| self.doing(function, at)).collect();
        let acts = |from: usize, to: usize| doings.get(from..=to).unwrap_or_default().iter().any(Doing::acts);
        // From the end on, so that what comes behind an instruction is known before it.
        let mut ahead = vec![Ahead::END; doings.len()];
        for (here, doing) in doings.iter().enumerate().rev() {
            let Some(op) = function.code.get(start + here) else { continue };
            let next = op.goes_on().then_some(start + here + 1);
            let to = |at: usize| match at.checked_sub(start) {
                Some(back) if back <= here => Ahead::back(acts(back, here)),
                Some(forth) => ahead.get(forth).copied().unwrap_or(Ahead::END),
                None => Ahead::END,
            };
            let ways = next.into_iter().chain(op.target().map(|target| target as usize)).map(to);
            let behind = ways.reduce(Ahead::or).unwrap_or(Ahead::END);
            if let Some(place) = ahead.get_mut(here) {
                *place = behind.after(doing);
            }
        }
        let all = ahead.first().copied().unwrap_or(Ahead::END);
        let steps = Steps {
            words: Vec::new(),
            least: if all.least == usize::MAX { 0 } else { all.least },
            most: (!all.endless).then_some(all.most),
            calls: doings.iter().any(|doing| doing.calls.is_some()),
            shared: doings.iter().any(|doing| doing.shared),
        };
        Steps { words: words(&doings, steps.most), ..steps }
    }

    /// Finds out which functions make steps: those that do so themselves, and whoever calls one.
    fn follow_calls(&mut self) {
        let functions = &self.program.functions;
        let (mut callers, mut unknown_callers) = (vec![Vec::new(); functions.len()], Vec::new());
        let mut open = Vec::new();
        for (index, function) in functions.iter().enumerate() {
            if function.kind == FunctionKind::Prelude {
                continue;
            }
            for op in &function.code {
                match op {
                    Op::CallFunction(callee, _) => {
                        callers.get_mut(callee.index()).into_iter().for_each(|of| of.push(index));
                    }
                    Op::Call(_) => unknown_callers.push(index),
                    _ => {}
                }
            }
            if (0..function.code.len()).any(|at| self.doing(function, at).acts()) {
                open.push(index);
            }
        }
        let as_values: BTreeSet<usize> = self.program.literals.iter().filter_map(function_of).collect();
        while let Some(index) = open.pop() {
            if self.acts.get(index) != Some(&false) {
                continue;
            }
            self.acts.get_mut(index).into_iter().for_each(|acts| *acts = true);
            open.extend(callers.get(index).into_iter().flatten());
            if as_values.contains(&index) && !self.unknown_acts {
                self.unknown_acts = true;
                open.append(&mut unknown_callers);
            }
        }
    }
}

/// The function that a literal is.
fn function_of(literal: &Value) -> Option<usize> {
    match literal {
        Value::Function(function) => Some(function.index()),
        _ => None,
    }
}

/// The words of all steps, if they are those of the longest way.
fn words(doings: &[Doing], most: Option<usize>) -> Vec<String> {
    let (mut all, mut steps) = (Vec::new(), 0);
    for doing in doings {
        let Some(words) = &doing.words else { return Vec::new() };
        steps += words.len();
        all.extend(words.iter().map(|word| (*word).to_owned()));
        all.extend(doing.calls.iter().map(|name| format!("{name}()")));
    }
    if most.is_none_or(|most| most == steps) { all } else { Vec::new() }
}
