//! Whether a scenario can run on for ever: by a loop that is no walk through values, or by functions that call or start each
//! other in a circle. If not, every schedule comes to an end or to a state in which no thread can go on.

use std::collections::BTreeSet;

use super::flow::jumps;
use crate::program::{Function, FunctionKind, Op, Program, StartBody};
use crate::value::{FunctionId, Value};

/// Whether anything in a program can go round and round.
pub(super) fn can_go_round(program: &Program) -> bool {
    program.functions.iter().any(loops) || is_circular(program)
}

/// Whether a function jumps back to anything but the next item of what it walks through. A worker's loop goes round once
/// for each task, so it needs someone else who does.
fn loops(function: &Function) -> bool {
    let goes_back = |at: usize, target: u32| {
        let next = function.code.get(target as usize);
        target as usize <= at && !matches!(next, Some(Op::IterNext(..) | Op::IterInto { .. }))
    };
    function.kind != FunctionKind::Prelude
        && function.code.iter().enumerate().any(|(at, op)| jumps(function, *op).into_iter().any(|to| goes_back(at, to)))
}

/// Whether functions call or start each other in a circle: left are those that always lead to another of them.
fn is_circular(program: &Program) -> bool {
    let callees: Vec<BTreeSet<FunctionId>> =
        program.functions.iter().map(|function| callees(program, function)).collect();
    let mut left: BTreeSet<FunctionId> = (0..callees.len()).map(FunctionId::at).collect();
    loop {
        let leads_on =
            |function: &FunctionId| callees.get(function.index()).is_some_and(|next| !next.is_disjoint(&left));
        let still: BTreeSet<FunctionId> = left.iter().copied().filter(leads_on).collect();
        if still.len() == left.len() {
            return !left.is_empty();
        }
        left = still;
    }
}

/// The functions that a function may call, or start threads with. What it hands to a pool does not count: of who has to do
/// with pools, nothing can be said anyhow.
fn callees(program: &Program, function: &Function) -> BTreeSet<FunctionId> {
    let mut callees = BTreeSet::new();
    if function.kind == FunctionKind::Prelude {
        return callees;
    }
    let loose = program.literals.iter().filter_map(|literal| match literal {
        Value::Function(function) => Some(*function),
        _ => None,
    });
    for op in &function.code {
        match op {
            Op::CallFunction(callee, _) => _ = callees.insert(*callee),
            Op::Start(shape) => match program.starts.get(*shape as usize).map(|start| &start.body) {
                Some(StartBody::Block(block, _)) => _ = callees.insert(*block),
                _ => callees.extend(loose.clone()),
            },
            Op::Call(_) => callees.extend(loose.clone()),
            _ => {}
        }
    }
    callees
}
