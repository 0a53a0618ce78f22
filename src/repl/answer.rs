//! Questions: an expression that changes nothing is answered, and leaves no trace in the session.

use super::session::Settings;
use super::tape::{Onwards, Tape};
use crate::conduct;
use crate::source::Source;
use crate::syntax;
use crate::syntax::ast::{Expression, ExpressionKind, Script, StatementKind, StrPart};
use crate::value::ThreadId;

const MAIN: ThreadId = ThreadId(0);

/// Built-in functions that only look at what they are given.
const PURE: &[&str] = &[
    "abs",
    "bool",
    "dict",
    "enumerate",
    "float",
    "int",
    "len",
    "list",
    "max",
    "min",
    "range",
    "repr",
    "reversed",
    "round",
    "sorted",
    "str",
    "sum",
    "zip",
];

/// The only statement behind `begin`, if it is an expression.
pub(super) fn expression(script: &Script, begin: usize) -> Option<&Expression> {
    let mut new = script.statements.iter().filter(|statement| statement.span.range().start >= begin);
    match (new.next().map(|statement| &statement.kind), new.next()) {
        (Some(StatementKind::Expression(expression)), None) => Some(expression),
        _ => None,
    }
}

/// What an expression is worth in the state that a tape leads to; what is wrong otherwise.
pub(super) fn answer(tape: &Tape, expression: &str, settings: &Settings) -> Result<String, String> {
    let before = tape.play(Onwards::Stop, settings)?;
    if !conduct::rests(&before.machine) {
        let why = match before.machine.can_go_on(MAIN) {
            true => "main has not come to the end of its text: `:run main` lets it go on",
            false => "main waits for something, and cannot be asked: `:vars` shows the variables",
        };
        return Err(format!("{why}\n"));
    }
    let asked = tape.longer(&format!("print [{expression}]"), settings)?;
    let played = asked.and("main").play(Onwards::Stop, settings)?;
    if let Some(uncaught) = played.run.uncaught.iter().find(|one| one.thread == MAIN) {
        return Err(crate::report::said(&uncaught.exception) + "\n");
    }
    Ok(printed_besides(&before.printed, &played.printed).unwrap_or_default())
}

/// The value in the first line, `[value]`, that `asked` has and `silent` has not.
pub(super) fn printed_besides(silent: &str, asked: &str) -> Option<String> {
    let same = silent.lines().zip(asked.lines()).take_while(|(one, other)| one == other).count();
    let value = asked.lines().nth(same)?.strip_prefix('[')?.strip_suffix(']')?;
    Some(value.to_owned())
}

/// Whether an expression only looks.
pub(super) fn is_pure(expression: &Expression) -> bool {
    let all = |several: &[Expression]| several.iter().all(is_pure);
    let maybe = |one: &Option<Box<Expression>>| one.as_deref().is_none_or(is_pure);
    match &expression.kind {
        ExpressionKind::None
        | ExpressionKind::Bool(_)
        | ExpressionKind::Int(_)
        | ExpressionKind::Float(_)
        | ExpressionKind::Duration(_)
        | ExpressionKind::Name(_) => true,
        ExpressionKind::Str(parts) => parts.iter().all(|part| match part {
            StrPart::Text(_) => true,
            StrPart::Interpolation(interpolation) => is_pure(&interpolation.value),
        }),
        ExpressionKind::List(items) => all(items),
        ExpressionKind::Dict(entries) => entries.iter().all(|(key, value)| is_pure(key) && is_pure(value)),
        ExpressionKind::Comprehension { element, clauses } => {
            let clause =
                |clause: &crate::syntax::ast::ComprehensionClause| is_pure(&clause.iterable) && all(&clause.conditions);
            is_pure(element) && clauses.iter().all(clause)
        }
        ExpressionKind::Range { start: one, end: other }
        | ExpressionKind::Binary { left: one, right: other, .. }
        | ExpressionKind::Logical { left: one, right: other, .. }
        | ExpressionKind::Index { object: one, index: other } => is_pure(one) && is_pure(other),
        ExpressionKind::Unary { operand, .. } => is_pure(operand),
        ExpressionKind::Compare { first, rest } => is_pure(first) && rest.iter().all(|(_, operand)| is_pure(operand)),
        ExpressionKind::Conditional { condition, then, otherwise } => {
            is_pure(condition) && is_pure(then) && is_pure(otherwise)
        }
        ExpressionKind::Attribute { object, .. } => is_pure(object),
        ExpressionKind::Slice { object, start, end, step } => {
            is_pure(object) && maybe(start) && maybe(end) && maybe(step)
        }
        ExpressionKind::Call { callee, arguments } => {
            let built_in = matches!(&callee.kind, ExpressionKind::Name(name) if PURE.contains(&name.as_str()));
            built_in && arguments.iter().all(|argument| is_pure(&argument.value))
        }
        ExpressionKind::Thread(_) | ExpressionKind::Error => false,
    }
}

/// The locals of `main` that its text declares outside of all blocks, each once.
pub(super) fn locals(script: &Script) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for statement in &script.statements {
        if let StatementKind::Let { names: new, .. } = &statement.kind {
            for name in new {
                if !names.contains(&name.text) {
                    names.push(name.text.clone());
                }
            }
        }
    }
    names
}

/// So many nanoseconds as `sleep` would take them.
pub(super) fn duration(text: &str) -> Result<i64, String> {
    let script = syntax::parse(&Source::new("duration", format!("sleep {text}"))).script;
    let found = match script.statements.first().map(|statement| &statement.kind) {
        Some(StatementKind::Sleep(expression)) => match expression.kind {
            ExpressionKind::Duration(nanoseconds) => Some(nanoseconds),
            ExpressionKind::Int(seconds) => seconds.checked_mul(1_000_000_000),
            _ => None,
        },
        _ => None,
    };
    found.filter(|duration| *duration >= 0).ok_or_else(|| format!("`{text}` is no duration: `2s`, `100ms`\n"))
}
