//! The abstract syntax tree: what was written, with its places, and nothing more.
//!
//! Nodes are data without behaviour. A part that could not be parsed is an `Error` node whose diagnostic has been
//! reported already, so later phases pass over it in silence.

use crate::source::Span;

/// A whole file, from top to bottom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    /// The statements, declarations, claims and schedules in the order of the file.
    pub statements: Vec<Statement>,
}

/// A name with its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// The name itself.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// `{ ... }`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// What stands inside.
    pub statements: Vec<Statement>,
    /// With the braces.
    pub span: Span,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// What it is.
    pub kind: StatementKind,
    /// From its first to its last character (a compound statement's includes its blocks).
    pub span: Span,
}

/// The kinds of statement.
#[derive(Clone, Debug, PartialEq)]
pub enum StatementKind {
    /// `shared x = e`, `atomic x = e`, `const N = e`.
    Variable(VariableDeclaration),
    /// `lock a`, `semaphore s[3](0)`, `lock a, b`.
    Objects(ObjectDeclaration),
    /// `fn f(a, b=1) { ... }`.
    Function(Function),
    /// `expect ...` or `invariant ...`.
    Claim(Claim),
    /// `schedule { ... }`.
    Schedule(Schedule),
    /// `let x = e`; several names take the list on the right apart (`let a, b = pair`).
    Let {
        /// The new locals.
        names: Vec<Name>,
        /// What they get.
        value: Expression,
    },
    /// `x = e`, `xs[i] = e`. The target is a name, an index or (an error for the checks to report) something else.
    Assign {
        /// Left side.
        target: Expression,
        /// Right side.
        value: Expression,
    },
    /// `x += e`.
    Update {
        /// Left side.
        target: Expression,
        /// `+` of `+=`.
        operator: BinaryOperator,
        /// Where the operator stands.
        operator_span: Span,
        /// Right side.
        value: Expression,
    },
    /// `if c { } elif d { } else { }`.
    If {
        /// Condition and block of `if` and of each `elif`.
        branches: Vec<(Expression, Block)>,
        /// The `else` block.
        otherwise: Option<Block>,
    },
    /// `while c { }`.
    While {
        /// Tested before each round.
        condition: Expression,
        /// The loop's body.
        body: Block,
    },
    /// `loop { }`.
    Loop {
        /// The loop's body.
        body: Block,
    },
    /// `for x in xs { }`, `for i, x in enumerate(xs) { }`.
    For {
        /// Loop variables; more than one take each item apart.
        targets: Vec<Name>,
        /// What is gone through.
        iterable: Expression,
        /// The loop's body.
        body: Block,
    },
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `return`, `return e`.
    Return(Option<Expression>),
    /// `pass`.
    Pass,
    /// `print a, b`, `print(a, b, end="")`.
    Print {
        /// What is printed, with blanks between.
        arguments: Vec<Expression>,
        /// `end=...`.
        end: Option<Expression>,
        /// `sep=...`.
        separator: Option<Expression>,
    },
    /// `sleep 2s`.
    Sleep(Expression),
    /// `yield`.
    Yield,
    /// `assert c, "message"`.
    Assert {
        /// What must be true.
        condition: Expression,
        /// What is said if it is not.
        message: Option<Expression>,
    },
    /// `raise E("m")`; without a value the exception being handled.
    Raise(Option<Expression>),
    /// `try { } except E as e { } else { } finally { }`.
    Try {
        /// The guarded block.
        body: Block,
        /// `except` clauses in order.
        handlers: Vec<Handler>,
        /// `else`: after the body went through.
        otherwise: Option<Block>,
        /// `finally`: on every way out.
        finally: Option<Block>,
    },
    /// `with a, b { }`, `with lock as v { }`.
    With {
        /// What is entered, in order.
        items: Vec<WithItem>,
        /// What is done inside.
        body: Block,
    },
    /// `atomic { }`.
    Atomic(Block),
    /// `critical { }`, `critical NAME { }`.
    Critical {
        /// The section's name.
        name: Option<Name>,
        /// What is done inside.
        body: Block,
    },
    /// `join`, `join t, u`.
    Join(Vec<Expression>),
    /// `thread ...` as a statement: a plain name becomes the thread's handle.
    Thread(ThreadStart),
    /// An expression for its effect: `queue.append(1)`.
    Expression(Expression),
    /// Could not be parsed; reported already.
    Error,
}

/// `shared x = e`, `atomic x = e`, `const N = e`.
#[derive(Clone, Debug, PartialEq)]
pub struct VariableDeclaration {
    /// Which of the three words.
    pub kind: VariableKind,
    /// The variable.
    pub name: Name,
    /// Its first value.
    pub value: Expression,
}

/// The word that declares a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VariableKind {
    /// Every read and every write is a step.
    Shared,
    /// One update is one step.
    Atomic,
    /// Never changes.
    Const,
}

/// `semaphore a(1), b(2)`: the word and what it declares.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectDeclaration {
    /// The word: `lock`, `pool`, ... (one of [`crate::value::ObjectKind`]'s keywords).
    pub kind: crate::value::ObjectKind,
    /// Where the word stands.
    pub kind_span: Span,
    /// What it declares.
    pub objects: Vec<ObjectDeclarator>,
}

/// `s[3](0)`: one declared primitive, or an array of them.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectDeclarator {
    /// The primitive's name.
    pub name: Name,
    /// `[3]`: an array of so many.
    pub size: Option<Expression>,
    /// `(0)`, `(max_workers=3)`; empty also where no parentheses stand.
    pub arguments: Vec<Argument>,
    /// From the name to the last character.
    pub span: Span,
}

/// `fn f(a, b=1) { }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// What it does.
    pub body: Block,
}

/// `b=1` in a function's head.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The parameter.
    pub name: Name,
    /// What it is when not given: a constant expression.
    pub default: Option<Expression>,
}

/// `except ValueError as e { }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    /// Exception types; none catches all.
    pub types: Vec<Name>,
    /// `as e`.
    pub binding: Option<Name>,
    /// What is done.
    pub body: Block,
    /// The head, without the block.
    pub span: Span,
}

/// `lock as v` in a `with`.
#[derive(Clone, Debug, PartialEq)]
pub struct WithItem {
    /// What is entered.
    pub context: Expression,
    /// `as v`.
    pub binding: Option<Name>,
}

/// `thread ...`: how a thread starts.
#[derive(Clone, Debug, PartialEq)]
pub struct ThreadStart {
    /// With `daemon` before it.
    pub daemon: bool,
    /// How it is named.
    pub name: ThreadName,
    /// What it does.
    pub body: ThreadBody,
    /// The head: `daemon thread "W {i}"`, without the block.
    pub head: Span,
}

/// How a thread is named.
#[derive(Clone, Debug, PartialEq)]
pub enum ThreadName {
    /// As Python names it: `Thread-1 (worker)`.
    Numbered,
    /// `thread waiter ...`.
    Plain(Name),
    /// `thread "Worker {i}" ...`.
    Computed(Box<Expression>),
}

/// What a thread does.
#[derive(Clone, Debug, PartialEq)]
pub enum ThreadBody {
    /// `{ ... }`.
    Block(Block),
    /// `worker(1)`: callee and arguments.
    Call {
        /// The function: a name or any expression without a call.
        callee: Box<Expression>,
        /// What it is called with.
        arguments: Vec<Argument>,
    },
}

/// `x` or `timeout=x` in a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// The keyword.
    pub name: Option<Name>,
    /// The value.
    pub value: Expression,
}

/// One expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// From its first to its last character.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpressionKind {
    /// `None`.
    None,
    /// `True`, `False`.
    Bool(bool),
    /// `1_000`, `0x2f`.
    Int(i64),
    /// `0.5`.
    Float(f64),
    /// `100ms`, in nanoseconds.
    Duration(i64),
    /// `"a {x}"`: every string interpolates.
    Str(Vec<StrPart>),
    /// A name.
    Name(String),
    /// `[1, 2]`.
    List(Vec<Expression>),
    /// `{"k": 1}`.
    Dict(Vec<(Expression, Expression)>),
    /// `[f(x) for x in xs if c]`.
    Comprehension {
        /// What each item becomes.
        element: Box<Expression>,
        /// `for x in xs if c`, the outermost first.
        clauses: Vec<ComprehensionClause>,
    },
    /// `0..4`.
    Range {
        /// First.
        start: Box<Expression>,
        /// Behind the last.
        end: Box<Expression>,
    },
    /// `-x`, `not x`, `+x`.
    Unary {
        /// Which.
        operator: UnaryOperator,
        /// Of what.
        operand: Box<Expression>,
    },
    /// `a + b`.
    Binary {
        /// Which.
        operator: BinaryOperator,
        /// Left.
        left: Box<Expression>,
        /// Right.
        right: Box<Expression>,
    },
    /// `a < b <= c`.
    Compare {
        /// The leftmost operand.
        first: Box<Expression>,
        /// Each operator with the operand on its right; never empty.
        rest: Vec<(CompareOperator, Expression)>,
    },
    /// `a and b`, `a or b`.
    Logical {
        /// Which.
        operator: LogicalOperator,
        /// Left.
        left: Box<Expression>,
        /// Right.
        right: Box<Expression>,
    },
    /// `a if c else b`.
    Conditional {
        /// `c`.
        condition: Box<Expression>,
        /// `a`.
        then: Box<Expression>,
        /// `b`.
        otherwise: Box<Expression>,
    },
    /// `f(a, k=b)`, `x.m(a)`, `choose(1, 2)`.
    Call {
        /// What is called; an `Attribute` makes it a method call.
        callee: Box<Expression>,
        /// With what.
        arguments: Vec<Argument>,
    },
    /// `x.name`.
    Attribute {
        /// Of what.
        object: Box<Expression>,
        /// Which.
        name: Name,
    },
    /// `xs[i]`.
    Index {
        /// Of what.
        object: Box<Expression>,
        /// Which.
        index: Box<Expression>,
    },
    /// `xs[a:b:c]`.
    Slice {
        /// Of what.
        object: Box<Expression>,
        /// From.
        start: Option<Box<Expression>>,
        /// To.
        end: Option<Box<Expression>>,
        /// By.
        step: Option<Box<Expression>>,
    },
    /// `thread worker(i)` in the place of a value.
    Thread(Box<ThreadStart>),
    /// Could not be parsed; reported already.
    Error,
}

/// `for x in xs if c if d`.
#[derive(Clone, Debug, PartialEq)]
pub struct ComprehensionClause {
    /// Loop variables.
    pub targets: Vec<Name>,
    /// What is gone through.
    pub iterable: Expression,
    /// Which items count.
    pub conditions: Vec<Expression>,
}

/// A part of a string.
#[derive(Clone, Debug, PartialEq)]
pub enum StrPart {
    /// Text, escapes resolved.
    Text(String),
    /// `{x!r:>5}`.
    Interpolation(Interpolation),
}

/// `{number=}`, `{x!r}`, `{x:>5}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Interpolation {
    /// What is put in.
    pub value: Expression,
    /// For `{number=}` the text `number=`, blanks included.
    pub debug: Option<String>,
    /// `!r` or `!s`. Without one, `{x=}` uses repr unless it has a format.
    pub conversion: Option<Conversion>,
    /// The format behind `:`, which may hold interpolations of its own.
    pub format: Option<Vec<StrPart>>,
    /// With the braces.
    pub span: Span,
}

/// `!r` and `!s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Conversion {
    /// `!r`.
    Repr,
    /// `!s`.
    Str,
}

pub use crate::value::{BinaryOperator, CompareOperator, UnaryOperator};

/// `and`, `or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogicalOperator {
    /// `and`.
    And,
    /// `or`.
    Or,
}

/// `expect ...` or `invariant ...`.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// What is claimed.
    pub kind: ClaimKind,
    /// Where.
    pub span: Span,
}

/// How often a claim says that something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// In every schedule.
    Always,
    /// In some schedule.
    Possible,
    /// In no schedule.
    Never,
}

/// The kinds of claim.
#[derive(Clone, Debug, PartialEq)]
pub enum ClaimKind {
    /// `expect output { | lines }` (`possible` false) or `expect possible output { | lines }`.
    Output {
        /// Some schedule, rather than this file's.
        possible: bool,
        /// The lines behind `| `, without their newlines.
        lines: Vec<String>,
        /// From `{` to `}`.
        block: Span,
    },
    /// `expect always EXPR`.
    State {
        /// How often.
        quantifier: Quantifier,
        /// Over shared variables, at the end.
        condition: Expression,
    },
    /// `expect never deadlock`.
    Deadlock(Quantifier),
    /// `expect never livelock`.
    Livelock(Quantifier),
    /// `expect possible race on x`.
    Race {
        /// How often.
        quantifier: Quantifier,
        /// `on x`.
        on: Option<Expression>,
    },
    /// `expect possible raises ValueError`.
    Raises {
        /// How often.
        quantifier: Quantifier,
        /// Which type; none means any.
        exception: Option<Name>,
    },
    /// `expect possible overlap in NAME`.
    Overlap {
        /// How often.
        quantifier: Quantifier,
        /// Which section; none means any.
        section: Option<Name>,
    },
    /// `invariant EXPR`.
    Invariant(Expression),
}

/// `schedule { a*2 b }`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schedule {
    /// In order.
    pub entries: Vec<ScheduleEntry>,
    /// With the word and the braces.
    pub span: Span,
}

/// `a`, `a*2`, `"Worker 1"*3`, `a:choose(2)`, `a:notify(b, c)`, `a:choose(1):choose(2)`.
#[derive(Clone, Debug, PartialEq)]
pub struct ScheduleEntry {
    /// The thread's label: its name, with `#2` behind it for the second of that name.
    pub thread: String,
    /// What it does.
    pub turn: Turn,
    /// Where it stands.
    pub span: Span,
}

/// What one entry of a schedule lets its thread do.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// `a`: until it blocks, sleeps or ends.
    UntilItStops,
    /// `a*3`: so many steps.
    Steps(u64),
    /// `a:choose(1):notify(b)`: one step, which leaves this open, in the order in which it does.
    Choosing(Vec<Choice>),
    /// `a:wake`: one step, in which it wakes from its wait for a notify without one.
    Wake,
}

/// How one thing is decided that a step leaves open.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// `:choose("x")`: `choose` takes the option that is printed so (its repr).
    Option(String),
    /// `:notify(b, c)`: these waiters are woken.
    Waiters(Vec<Name>),
}
