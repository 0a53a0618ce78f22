//! How functions go on, and which of their locals may still be read.
//!
//! A local that is not read any more before it is written does not tell states apart: it is forgotten where a thread
//! comes to stand (live variables, as in any compiler: Aho, Lam, Sethi, Ullman, "Compilers", 9.2.5).

use crate::machine::Thread;
use crate::program::{Function, FunctionKind, Op, Operand, Program, Region};
use crate::value::FunctionId;

/// Where an instruction can go on besides the next one.
pub(super) fn jumps(function: &Function, op: Op) -> Vec<u32> {
    match op {
        Op::EndFinally { table, .. } => function.exits.get(table as usize).cloned().unwrap_or_default(),
        op => op.target().into_iter().collect(),
    }
}

/// The locals that an instruction changes.
pub(super) fn assigns(op: Op) -> Vec<u32> {
    match op {
        Op::SetLocal(slot)
        | Op::Append(slot)
        | Op::UpdateLocal(slot, ..)
        | Op::SetPath { slot, .. }
        | Op::Reraise(slot)
        | Op::EndGuarded(slot, _)
        | Op::Enter(slot)
        | Op::Leave(slot)
        | Op::FailTask(slot) => vec![slot],
        Op::IterBegin(slot) | Op::IterNext(slot, _) | Op::EndFinally { slot, .. } => vec![slot, slot + 1],
        Op::IterInto { walk, into, .. } => vec![walk, walk + 1, into],
        Op::WaitFor(slot) => vec![slot, slot + 1, slot + 2, slot + 3],
        Op::TakeTask(_) => vec![1],
        _ => Vec::new(),
    }
}

/// Whether a region guards an instruction.
pub(super) fn covers(region: &Region, at: u32) -> bool {
    (region.start..region.end).contains(&at)
}

/// The locals that an instruction reads.
fn reads(program: &Program, op: Op) -> Vec<u32> {
    let operand = |operand: Operand| match operand {
        Operand::Local(slot) => vec![slot],
        _ => Vec::new(),
    };
    match op {
        Op::Local(slot)
        | Op::SetPath { slot, .. }
        | Op::Append(slot)
        | Op::Reraise(slot)
        | Op::Matches(slot, _)
        | Op::Leave(slot) => vec![slot],
        Op::Binary(_, right) | Op::Compare(_, right) | Op::JumpUnless(_, right, _) => operand(right),
        Op::UpdateLocal(slot, _, right) | Op::IndexLocal(slot, right) => [vec![slot], operand(right)].concat(),
        Op::IterNext(walk, _) | Op::IterInto { walk, .. } => vec![walk, walk + 1],
        Op::EndFinally { slot, .. } => vec![slot, slot + 1],
        Op::WaitFor(slot) => vec![slot, slot + 1, slot + 2, slot + 3],
        Op::CallLocalMethod { site, .. } => {
            program.places.get(site as usize).map(|site| site.root).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The locals that are written and not read by an instruction.
fn overwrites(op: Op) -> Option<u32> {
    match op {
        Op::SetLocal(slot) | Op::IterInto { into: slot, .. } => Some(slot),
        _ => None,
    }
}

/// For each function and instruction: the locals that may be read behind it.
pub(super) struct Liveness {
    functions: Vec<Vec<Vec<bool>>>,
}

impl Liveness {
    pub(super) fn of(program: &Program) -> Self {
        Self { functions: program.functions.iter().map(|function| behind(program, function)).collect() }
    }

    /// Makes a thread forget what it will not read.
    pub(super) fn forget(&self, thread: &mut Thread) {
        thread.forget_locals(|function: FunctionId, pc: u32, slot: usize| {
            let live = self.functions.get(function.index()).and_then(|code| code.get((pc as usize).checked_sub(1)?));
            live.and_then(|live| live.get(slot)).copied().unwrap_or(true)
        });
    }
}

/// What may be read behind each instruction of a function. Nothing is said of the tool's own functions, whose locals are
/// written from outside.
fn behind(program: &Program, function: &Function) -> Vec<Vec<bool>> {
    if function.kind == FunctionKind::Prelude {
        return Vec::new();
    }
    let (count, locals) = (function.code.len(), function.locals as usize);
    let mut before = vec![vec![false; locals]; count];
    let mut after = vec![vec![false; locals]; count];
    loop {
        let mut changed = false;
        for (at, op) in function.code.iter().enumerate().rev() {
            let number = u32::try_from(at).unwrap_or(u32::MAX);
            let mut next: Vec<u32> = jumps(function, *op);
            if !matches!(op, Op::Jump(_) | Op::Return) {
                next.push(number + 1);
            }
            next.extend(function.regions.iter().filter(|region| covers(region, number)).map(|region| region.handler));
            let mut live = vec![false; locals];
            for target in next {
                for (one, other) in live.iter_mut().zip(before.get(target as usize).into_iter().flatten()) {
                    *one |= other;
                }
            }
            let mut entering = live.clone();
            if let Some(place) = overwrites(*op).and_then(|slot| entering.get_mut(slot as usize)) {
                *place = false;
            }
            for slot in reads(program, *op) {
                if let Some(place) = entering.get_mut(slot as usize) {
                    *place = true;
                }
            }
            // Whoever guards the instruction may read what it finds.
            for region in function.regions.iter().filter(|region| covers(region, number)) {
                for (one, other) in entering.iter_mut().zip(before.get(region.handler as usize).into_iter().flatten()) {
                    *one |= other;
                }
            }
            changed |= before.get(at) != Some(&entering) || after.get(at) != Some(&live);
            if let (Some(before), Some(after)) = (before.get_mut(at), after.get_mut(at)) {
                (*before, *after) = (entering, live);
            }
        }
        if !changed {
            return after;
        }
    }
}
