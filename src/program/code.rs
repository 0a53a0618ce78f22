//! Code: what a thread's coroutine executes.
//!
//! A stack machine. Each frame has its locals, then its operands. Instructions marked *step* hand an action to the
//! driver and go on with the answer on the stack; all others touch nothing that another thread can see.

use std::ops::Range;
use std::sync::Arc;

use crate::primitives::registry::Method;
use crate::program::Prelude;
use crate::source::{Source, Span};
use crate::syntax::ast::{Claim, Schedule};
use crate::value::{BinaryOperator, Builtin, CompareOperator, FunctionId, ObjectKind, UnaryOperator, Value};

/// A `shared` or `atomic` variable: an index into [`Program::variables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableId(pub u32);

/// Where a jump goes: an index into the function's code.
pub type Jump = u32;

/// The right side of an operation: small ones are written into the instruction, so that they need none of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Popped.
    Top,
    /// A local, which stays as it is.
    Local(u32),
    /// This int.
    Int(i32),
}

/// One instruction. Operands are taken from the stack, the last one pushed first; results are pushed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Op {
    /// Pushes `literals[n]`.
    Literal(u32),
    /// Pushes the value of a `const`.
    Constant(u32),
    /// Pushes the default value of a function's parameter.
    Default(FunctionId, u32),
    /// Pushes a local.
    Local(u32),
    /// Pops into a local.
    SetLocal(u32),
    /// Drops the top.
    Pop,
    /// Pushes the handle of a declared primitive (`objects[n]`, no array).
    Object(u32),
    /// Pops an index, pushes the handle of that element of an array.
    ObjectElement(u32),
    /// Pushes the list of all handles of an array.
    ObjectArray(u32),
    /// Pops so many, pushes their list.
    BuildList(u32),
    /// Pops so many pairs of key and value, pushes their dict.
    BuildDict(u32),
    /// Pops end and start, pushes the range.
    BuildRange,
    /// Pops a value and appends it to the list in a local.
    Append(u32),
    /// Pops so many strings, pushes them joined.
    Concat(u32),
    /// Pops a value (and before it a format, if `formatted`), pushes its text.
    Format {
        /// `repr` rather than `str`.
        repr: bool,
        /// Whether a format lies on the stack, above the value.
        formatted: bool,
    },
    /// Pops one, pushes one.
    Unary(UnaryOperator),
    /// Takes right, pops left.
    Binary(BinaryOperator, Operand),
    /// Takes right, pops left.
    Compare(CompareOperator, Operand),
    /// Takes right; the local is the left side and gets the result (`x += e`).
    UpdateLocal(u32, BinaryOperator, Operand),
    /// Pops index and object.
    Index,
    /// Takes an index, pushes that element of a local.
    IndexLocal(u32, Operand),
    /// Pops step, end, start (None where left out) and object.
    Slice,
    /// Pops `depth` indices and a value, and writes it into a local's element.
    SetPath {
        /// The local.
        slot: u32,
        /// How many indices.
        depth: u32,
    },
    /// Pops one value, pushes its `n` items, the first on top.
    Unpack(u32),
    /// Pops an object, pushes its attribute (a step for a primitive's).
    Attribute(u32),

    /// Goes on there.
    Jump(Jump),
    /// Pops a value, jumps if it is false.
    JumpIfFalse(Jump),
    /// Pops a value, jumps if it is true.
    JumpIfTrue(Jump),
    /// Takes right, pops left, jumps if the comparison is false.
    JumpUnless(CompareOperator, Operand, Jump),
    /// Jumps if the top is false, else drops it.
    JumpIfFalseOrPop(Jump),
    /// Jumps if the top is true, else drops it.
    JumpIfTrueOrPop(Jump),
    /// Pops what is gone through into a local; the next local counts.
    IterBegin(u32),
    /// Pushes the next item of the loop over that local, or jumps when there is none.
    IterNext(u32, Jump),
    /// The same, with the item into another local.
    IterInto {
        /// The local that is gone through.
        walk: u32,
        /// The local that gets the item.
        into: u32,
        /// Where to go when there is none.
        end: Jump,
    },

    /// Pops arguments and callee, calls it.
    Call(u32),
    /// Pops so many arguments, in the order of the parameters, and calls the function.
    CallFunction(FunctionId, u32),
    /// Pops arguments, calls a pure built-in.
    CallBuiltin(Builtin, u32),
    /// Pops arguments and receiver, calls its method.
    CallMethod {
        /// `symbols[n]`.
        name: u32,
        /// `calls[n]`.
        shape: u32,
    },
    /// Pops arguments, then `depth` indices: a method of (an element of) a local, changed in place.
    CallLocalMethod {
        /// `places[n]`: local, depth, method.
        site: u32,
        /// `calls[n]`.
        shape: u32,
    },
    /// *Step*. The same for a shared variable.
    CallSharedMethod {
        /// `places[n]`: variable, depth, method.
        site: u32,
        /// `calls[n]`.
        shape: u32,
    },
    /// *Step*. Pops arguments and receiver, whose kind is known, and performs the operation `methods[n]`.
    Operate {
        /// `methods[n]`.
        method: u32,
        /// `calls[n]`.
        shape: u32,
    },
    /// Returns the top to the caller.
    Return,

    /// Pops a value (an exception, or the name of a type) and raises it.
    Raise,
    /// Raises the exception in a local again.
    Reraise(u32),
    /// Pops so many arguments, pushes an exception of type `symbols[n]`.
    MakeException(u32, u32),
    /// Pops a message and raises AssertionError.
    AssertFail,
    /// Pushes whether the exception in a local is of one of the types `type_lists[n]`.
    Matches(u32, u32),
    /// The end of a guarded part: notes in the local that it was left here (0), and goes to what cleans up.
    EndGuarded(u32, Jump),
    /// The end of a `finally`: the local says how the guarded part was left (0: at its end; 1: by the exception in the
    /// next local; 2 + k: by the exit `exits[table][k]`).
    EndFinally {
        /// The local; the next one holds the exception or the value to return.
        slot: u32,
        /// `exits[n]` of the function.
        table: u32,
    },

    /// *Step*. Pops `depth` indices, pushes the value of a shared location.
    ReadShared {
        /// Which variable.
        variable: VariableId,
        /// How many indices.
        depth: u32,
    },
    /// *Step*. Pops `depth` indices and a value, writes it.
    WriteShared {
        /// Which variable.
        variable: VariableId,
        /// How many indices.
        depth: u32,
    },
    /// *Step*. Pops `depth` indices and the right side: `x += e` of an `atomic` variable.
    UpdateAtomic {
        /// Which variable.
        variable: VariableId,
        /// How many indices.
        depth: u32,
        /// Which operator.
        operator: BinaryOperator,
    },
    /// *Step*. Pops the end text (if `end`), the separator (if `separator`) and so many values, prints them.
    Print {
        /// How many values.
        arguments: u32,
        /// Whether an end lies on top.
        end: bool,
        /// Whether a separator lies below it.
        separator: bool,
    },
    /// *Step*. Pops how long.
    Sleep,
    /// *Step*. Gives way.
    Yield,
    /// *Step*. Starts a thread as `starts[n]` says, pushes its handle.
    Start(u32),
    /// *Step*. Pops so many handles (or lists of them) and waits for all.
    Join(u32),
    /// *Step*. Waits for all threads started so far but daemons and itself.
    JoinAll,
    /// *Step*. Pops so many options (or one list), pushes one of them.
    Choose(u32),
    /// *Step*. Pushes virtual time.
    Now,
    /// *Step*. Pushes how many threads are alive.
    ActiveCount,
    /// Pushes the thread's own handle.
    CurrentThread,
    /// *Step*. From here to `EndAtomic` everything is one step.
    BeginAtomic,
    /// The end of an atomic block.
    EndAtomic,
    /// *Step*. Enters `sections[n]`.
    EnterSection(u32),
    /// *Step*. Leaves `sections[n]`.
    LeaveSection(u32),
    /// *Step*. Pops what `with` is given into a local, acquires it and pushes what `as` gets.
    Enter(u32),
    /// *Step*. Releases what `Enter` put into the local.
    Leave(u32),
    /// *Step*. One round of `wait_for`: the locals from here on hold condition, timeout and deadline. Pushes None when
    /// the time is over; else what the wait gave, and the predicate is to be tested again.
    WaitFor(u32),

    /// *Step*. A pool's worker takes its next task: puts its future into local 1, pushes function and arguments and goes
    /// on, or jumps when there will be none. Local 0 is the pool.
    TakeTask(Jump),
    /// Pops arguments with names (a dict or None), those without (a list) and function, and calls it.
    CallTask,
    /// *Step*. Pops the value that the task of the future in local 1 gave.
    FinishTask,
    /// *Step*. The exception in this local is what the task of the future in local 1 gave.
    FailTask(u32),
    /// *Step*. A barrier's action went through (True) or raised: local 0 is the barrier.
    ReleaseBarrier(bool),
}

const _: () = assert!(size_of::<Op>() == 16);

/// One function: declared, or the body of a thread block, or the expression of a constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Its name; `main` for the file itself.
    pub name: String,
    /// What it is.
    pub kind: FunctionKind,
    /// Its parameters, the first locals.
    pub parameters: Vec<Parameter>,
    /// How many locals, parameters and hidden ones included.
    pub locals: u32,
    /// The instructions.
    pub code: Vec<Op>,
    /// The place of each instruction.
    pub places: Vec<Span>,
    /// What catches exceptions where, the innermost first.
    pub regions: Vec<Region>,
    /// Jump tables of [`Op::EndFinally`].
    pub exits: Vec<Vec<Jump>>,
    /// Which code each statement became, in order; nothing of what stands in `atomic { }`, which is one step as it is.
    pub parts: Vec<Part>,
}

/// A piece of the text that a thread does in one go: a statement without a block, or the head of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The piece.
    pub span: Span,
    /// Its code. It is entered at its start only.
    pub code: Range<Jump>,
}

/// What a function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionKind {
    /// The file from top to bottom.
    Main,
    /// `fn f() { }`.
    Declared,
    /// The block of a `thread`.
    ThreadBlock,
    /// A constant expression.
    Constant,
    /// Part of the tool: a pool's worker and the like. Events in it have the place of whoever called it.
    Prelude,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// The constant function that gives its default.
    pub default: Option<FunctionId>,
}

/// Exceptions raised by the instructions `start..end` go to `handler`, alone on the operand stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// First instruction.
    pub start: Jump,
    /// Behind the last.
    pub end: Jump,
    /// Where the handler begins.
    pub handler: Jump,
}

/// The arguments of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CallShape {
    /// How many have no name; they lie below the others.
    pub positional: u32,
    /// The names of the rest.
    pub keywords: Vec<Arc<str>>,
}

impl CallShape {
    /// How many arguments in all.
    pub fn count(&self) -> usize {
        self.positional as usize + self.keywords.len()
    }
}

/// How a thread starts.
#[derive(Clone, Debug, PartialEq)]
pub struct StartShape {
    /// Whether it is a daemon.
    pub daemon: bool,
    /// How it is named.
    pub name: StartName,
    /// What it calls.
    pub body: StartBody,
}

/// How a thread is named.
#[derive(Clone, Debug, PartialEq)]
pub enum StartName {
    /// `Thread-N` and the function's name.
    Numbered,
    /// Known.
    Fixed(String),
    /// On the stack, below everything else.
    Computed,
}

/// What a thread calls.
#[derive(Clone, Debug, PartialEq)]
pub enum StartBody {
    /// A block with so many copies of locals, which lie on the stack.
    Block(FunctionId, u32),
    /// The callee and its arguments lie on the stack.
    Call(CallShape),
}

/// A declared variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Whether an update is one step.
    pub atomic: bool,
    /// Where it is declared.
    pub span: Span,
}

/// A declared primitive or array of them. The functions are constant ones.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectSite {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ObjectKind,
    /// How many, for an array.
    pub size: Option<FunctionId>,
    /// Arguments of the constructor, positional ones first.
    pub arguments: Vec<FunctionId>,
    /// How they are given.
    pub shape: CallShape,
    /// Where it is declared.
    pub span: Span,
}

/// A method call on a place: `xs[i].append(...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceSite {
    /// The local's slot or the variable's index.
    pub root: u32,
    /// How many indices.
    pub depth: u32,
    /// The method.
    pub method: Arc<str>,
}

/// A whole scenario, compiled.
#[derive(Clone, Debug)]
pub struct Program {
    /// The text that it was made from.
    pub source: Source,
    /// All functions.
    pub functions: Vec<Function>,
    /// The file itself.
    pub main: FunctionId,
    /// The functions that the tool brings along.
    pub prelude: Prelude,
    /// `shared` and `atomic` variables.
    pub variables: Vec<Variable>,
    /// `const`s: name and the constant function.
    pub constants: Vec<(String, FunctionId, Span)>,
    /// Declared primitives.
    pub objects: Vec<ObjectSite>,
    /// Critical sections; the first has no name.
    pub sections: Vec<String>,
    /// Literal values.
    pub literals: Vec<Value>,
    /// Names of attributes, methods and exception types.
    pub symbols: Vec<Arc<str>>,
    /// Shapes of calls.
    pub calls: Vec<CallShape>,
    /// Shapes of thread starts.
    pub starts: Vec<StartShape>,
    /// Method calls on places.
    pub places: Vec<PlaceSite>,
    /// Methods known before the run.
    pub methods: Vec<&'static Method>,
    /// Lists of exception types.
    pub type_lists: Vec<Vec<Arc<str>>>,
    /// What the file claims.
    pub claims: Vec<CompiledClaim>,
    /// The file's own schedule.
    pub schedule: Option<Schedule>,
}

/// A claim, resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct CompiledClaim {
    /// As it was written.
    pub claim: Claim,
    /// For a claim about states: a function without parameters that reads shared variables and gives whether it holds.
    pub condition: Option<FunctionId>,
    /// For a claim about races for one element: constant functions that give its indices, from the outside in.
    pub path: Vec<FunctionId>,
}

impl Program {
    /// The function of an id that this program gave out.
    pub fn function(&self, id: FunctionId) -> Option<&Function> {
        self.functions.get(id.index())
    }
}
