//! Functions that the tool brings along: what a pool's worker does, `P.map`, and a barrier's action.
//!
//! They are ordinary code, so that every driver runs them like the scenario's own.

use std::sync::Arc;

use super::code::{CallShape, Function, FunctionKind, Op, Parameter, Program, Region};
use crate::source::Span;
use crate::value::{FunctionId, Value};

/// Which functions these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prelude {
    /// `worker(pool)`: takes tasks until there will be no more.
    pub worker: FunctionId,
    /// `map(pool, f, items)`: submits all, waits for each in order.
    pub map: FunctionId,
    /// `barrier_action(barrier, f)`: runs the action, then lets all go or breaks the barrier.
    pub barrier_action: FunctionId,
}

impl Prelude {
    /// Ids of the functions that [`Prelude::install`] adds right behind `main`.
    pub(super) const FIRST: usize = 1;
    /// How many there are.
    pub(super) const COUNT: usize = 3;

    /// The ids.
    pub(super) fn ids() -> Self {
        Self {
            worker: FunctionId::at(Self::FIRST),
            map: FunctionId::at(Self::FIRST + 1),
            barrier_action: FunctionId::at(Self::FIRST + 2),
        }
    }

    /// The functions, in the order of their ids; `program` gets the literals and shapes that they use.
    pub(super) fn install(program: &mut Program) {
        let functions = [worker(), map(program), barrier_action(program)];
        program.functions.extend(functions);
    }
}

fn function(name: &str, parameters: &[&str], locals: u32, code: Vec<Op>, regions: Vec<Region>) -> Function {
    let parameter = |name: &&str| Parameter { name: (*name).to_owned(), default: None };
    Function {
        name: name.to_owned(),
        kind: FunctionKind::Prelude,
        parameters: parameters.iter().map(parameter).collect(),
        locals,
        places: vec![Span::default(); code.len()],
        code,
        regions,
        exits: Vec::new(),
        parts: Vec::new(),
    }
}

/// `loop { take a task or return; try { finish(future, f(arguments)) } except e { fail(future, e) } }`
///
/// Local 1 holds the task's future, local 2 what it raised.
fn worker() -> Function {
    let code = vec![
        Op::TakeTask(7), // 0: function, arguments, keywords
        Op::CallTask,    // 1: value
        Op::FinishTask,  // 2
        Op::Jump(0),     // 3
        Op::SetLocal(2), // 4: the exception
        Op::FailTask(2), // 5
        Op::Jump(0),     // 6
        Op::Literal(0),  // 7: None
        Op::Return,      // 8
    ];
    function("worker", &["pool", "future", "exception"], 3, code, vec![Region { start: 1, end: 2, handler: 4 }])
}

/// `let futures = [pool.submit(f, x) for x in items]; return [x.result() for x in futures]`, where those that come after
/// one that failed are cancelled.
fn map(program: &mut Program) -> Function {
    let symbol = |program: &mut Program, name: &str| {
        program.symbols.push(Arc::from(name));
        program.symbols.len() as u32 - 1
    };
    let shape = |program: &mut Program, positional| {
        program.calls.push(CallShape { positional, keywords: Vec::new() });
        program.calls.len() as u32 - 1
    };
    let (submit, result, cancel) = (symbol(program, "submit"), symbol(program, "result"), symbol(program, "cancel"));
    let (two, none) = (shape(program, 2), shape(program, 0));
    let (pool, f, items, futures, results) = (0, 1, 2, 3, 4);
    let (walk, exception) = (5, 7);
    let code = vec![
        Op::BuildList(0),                             // 0
        Op::SetLocal(futures),                        // 1
        Op::Local(items),                             // 2
        Op::IterBegin(walk),                          // 3
        Op::IterNext(walk, 12),                       // 4: item
        Op::SetLocal(results),                        // 5
        Op::Local(pool),                              // 6
        Op::Local(f),                                 // 7
        Op::Local(results),                           // 8
        Op::CallMethod { name: submit, shape: two },  // 9
        Op::Append(futures),                          // 10
        Op::Jump(4),                                  // 11
        Op::BuildList(0),                             // 12
        Op::SetLocal(results),                        // 13
        Op::Local(futures),                           // 14
        Op::IterBegin(walk),                          // 15
        Op::IterNext(walk, 20),                       // 16
        Op::CallMethod { name: result, shape: none }, // 17
        Op::Append(results),                          // 18
        Op::Jump(16),                                 // 19
        Op::Local(results),                           // 20
        Op::Return,                                   // 21
        Op::SetLocal(exception),                      // 22
        Op::IterNext(walk, 27),                       // 23
        Op::CallMethod { name: cancel, shape: none }, // 24
        Op::Pop,                                      // 25
        Op::Jump(23),                                 // 26
        Op::Reraise(exception),                       // 27
    ];
    function("map", &["pool", "f", "items"], 8, code, vec![Region { start: 17, end: 18, handler: 22 }])
}

/// `try { f() } except e { broken; raise }; release`
fn barrier_action(program: &mut Program) -> Function {
    let none = {
        program.calls.push(CallShape::default());
        program.calls.len() as u32 - 1
    };
    let (f, exception) = (1, 2);
    let code = vec![
        Op::Local(f),              // 0
        Op::Call(none),            // 1
        Op::Pop,                   // 2
        Op::ReleaseBarrier(true),  // 3: the index
        Op::Return,                // 4
        Op::SetLocal(exception),   // 5
        Op::ReleaseBarrier(false), // 6
        Op::Pop,                   // 7
        Op::Reraise(exception),    // 8
    ];
    function("barrier action", &["barrier", "f"], 3, code, vec![Region { start: 0, end: 3, handler: 5 }])
}

/// Literal 0 of every program.
pub(super) const FIRST_LITERAL: Value = Value::None;
