//! Words about what the grammar accepts so that it can be explained: what the builder reports.

use super::code;
use crate::source::{Diagnostic, Span};
use crate::syntax::ast::Name;

fn error(
    code: &'static str,
    span: Span,
    message: impl Into<String>,
    label: &str,
    help: impl Into<String>,
) -> Diagnostic {
    Diagnostic::error(code, span, message).label(label).help(help)
}

pub(in crate::syntax) fn tuple(span: Span) -> Diagnostic {
    error(code::TUPLE, span, "there are no tuples", "several values without a list", "write a list: `[1, 2]`")
}

pub(in crate::syntax) fn set(span: Span) -> Diagnostic {
    error(
        code::SET,
        span,
        "there are no sets",
        "a dict has a `:` in each entry",
        "write a list `[1, 2]` or a dict `{\"a\": 1}`",
    )
}

pub(in crate::syntax) fn dict_entry(span: Span) -> Diagnostic {
    error(code::DICT_ENTRY, span, "this entry of a dict has no value", "`: value` is missing", "write `\"key\": value`")
}

pub(in crate::syntax) fn dict_comprehension(span: Span) -> Diagnostic {
    let help = "declare an empty dict and fill it in a loop: `for x in xs { d[x] = f(x) }`";
    error(code::DICT_COMPREHENSION, span, "there are no dict and set comprehensions", "only lists have them", help)
}

pub(in crate::syntax) fn generator(span: Span) -> Diagnostic {
    error(
        code::GENERATOR,
        span,
        "there are no generators",
        "a loop in an argument",
        "put it into brackets: `any([x > 0 for x in xs])`",
    )
}

pub(in crate::syntax) fn keyword_in_parentheses(name: &Name) -> Diagnostic {
    let help = format!("write `{} == ...` to compare; assign in a statement of its own", name.text);
    error(code::ASSIGN_IN_EXPRESSION, name.span, "`=` cannot stand inside an expression", "assigned here", help)
}

pub(in crate::syntax) fn positional_after_keyword(span: Span) -> Diagnostic {
    let help = "write the arguments without a name first: `f(1, timeout=2s)`";
    error(code::ARGUMENT_ORDER, span, "an argument without a name follows one with a name", "move it forward", help)
}

pub(in crate::syntax) fn default_order(name: &Name) -> Diagnostic {
    let help = format!("move `{0}` forward, or give it a default: `{0}=0`", name.text);
    error(code::DEFAULT_ORDER, name.span, "a parameter without a default follows one that has one", "no default", help)
}

pub(in crate::syntax) fn print_keyword(name: &Name) -> Diagnostic {
    let message = format!("`print` has no argument `{}`", name.text);
    error(
        code::PRINT_ARGUMENT,
        name.span,
        message,
        "not known to `print`",
        "write `print(x, end=\"\", sep=\", \")`, or `==` to compare",
    )
}

pub(in crate::syntax) fn join_keyword(name: &Name) -> Diagnostic {
    error(
        code::JOIN_ARGUMENT,
        name.span,
        "`join` takes threads only",
        "not a thread",
        "write `t.join(timeout=1s)` for one thread",
    )
}

pub(in crate::syntax) fn not_operand(span: Span) -> Diagnostic {
    error(
        code::NOT_OPERAND,
        span,
        "`not` binds more loosely than the operator before it",
        "needs parentheses",
        "write `a == (not b)`",
    )
}

pub(in crate::syntax) fn empty_index(span: Span) -> Diagnostic {
    error(code::EMPTY_INDEX, span, "an index is missing", "empty", "write `xs[0]`, or `xs[:]` for a copy of the whole")
}

pub(in crate::syntax) fn thread_without_call(span: Span) -> Diagnostic {
    error(
        code::THREAD_BODY,
        span,
        "a thread needs something to do",
        "neither a block nor a call",
        "write `thread w { ... }` or `thread worker(1)`",
    )
}

pub(in crate::syntax) fn lonely_try(span: Span) -> Diagnostic {
    error(
        code::LONELY_TRY,
        span,
        "`try` needs an `except` or a `finally`",
        "neither follows",
        "write `try { ... } except { ... }`, or `except ValueError as e { ... }` to catch one type only",
    )
}

pub(in crate::syntax) fn bare_except(span: Span, next: Span) -> Diagnostic {
    error(
        code::BARE_EXCEPT,
        span,
        "an `except` without a type catches everything, so it must be the last one",
        "catches everything",
        "move it behind the others, or name a type: `except ValueError { ... }`",
    )
    .also(next, "could never be reached")
}

pub(in crate::syntax) fn stray_bars(span: Span) -> Diagnostic {
    error(
        code::BAR,
        span,
        "a line with a bar stands outside of `expect output`",
        "raw text of an output",
        "write `expect output {`, the lines with `| ` before each, and `}`",
    )
}

/// `expect output` without a block; `span` is the last letter.
pub(in crate::syntax) fn missing_output(span: Span) -> Diagnostic {
    error(
        code::MISSING_BLOCK,
        span,
        "a block must follow here",
        "its `{` is missing behind this",
        "write `expect output {`, each line as `| text` on a line of its own, and `}`",
    )
}

/// `always deadlock`, `always race on x`, ...
pub(in crate::syntax) fn always(span: Span, happening: &str) -> Diagnostic {
    let what = match happening.split_whitespace().next().unwrap_or_default() {
        "raises" => "an uncaught exception".to_owned(),
        "overlap" => "an overlap".to_owned(),
        word => format!("a {word}"),
    };
    let help = format!(
        "write `expect possible {happening}` if some schedule is meant to show it, `expect never {happening}` if none may"
    );
    let message = format!("{what} can be `possible` or `never`, but not `always`");
    error(code::QUANTIFIER, span, message, "not asked of every schedule", help)
}

/// `always output { }`, `never output { }`.
pub(in crate::syntax) fn quantified_output(span: Span, word: &str) -> Diagnostic {
    let help = match word {
        "always" => {
            "write `expect output { ... }` for what `concur script` prints; if each schedule prints it, \
             `concur outcomes` lists this one alone"
        }
        _ => {
            "write `expect possible output { ... }` if some schedule prints it; `concur outcomes` lists all that \
             can be printed"
        }
    };
    let message = format!("an output can be `possible`, but not `{word}`");
    error(code::QUANTIFIER, span, message, "not asked of an output", help)
}

pub(in crate::syntax) fn schedule_entry(span: Span, text: &str) -> Diagnostic {
    let message = format!("`{}` is no entry of a schedule", text.chars().take(40).collect::<String>());
    error(
        code::SCHEDULE_ENTRY,
        span,
        message,
        "not understood",
        "write `a`, `a*3`, `\"Worker 1\"`, `a:choose(2)` or `a:notify(b, c)`",
    )
}

pub(in crate::syntax) fn schedule_steps(span: Span) -> Diagnostic {
    error(code::SCHEDULE_ENTRY, span, "this is no number of steps", "at least 1", "write `a*3`")
}

pub(in crate::syntax) fn integer_overflow(span: Span) -> Diagnostic {
    error(
        code::INTEGER,
        span,
        "this integer does not fit into 64 bits",
        "too large",
        "the largest is 9223372036854775807; write a float such as `1e20` for more",
    )
}

pub(in crate::syntax) fn long_duration(span: Span) -> Diagnostic {
    error(
        code::INTEGER,
        span,
        "this duration is too long",
        "more than 292 years",
        "durations are counted in nanoseconds in 64 bits",
    )
}

pub(in crate::syntax) fn unit(span: Span, text: &str, unit: &str) -> Diagnostic {
    let known = match unit.to_lowercase().as_str() {
        "sec" | "secs" | "second" | "seconds" => Some("s"),
        "msec" | "millis" | "milliseconds" | "millisecond" => Some("ms"),
        "usec" | "micros" | "µs" | "μs" => Some("us"),
        "m" | "mins" | "minute" | "minutes" => Some("min"),
        "nsec" | "nanos" => Some("ns"),
        _ => None,
    };
    let number = text.strip_suffix(unit).unwrap_or(text);
    let hours = matches!(unit.to_lowercase().as_str(), "h" | "hr" | "hrs" | "hour" | "hours");
    let minutes = number.parse::<u32>().ok().filter(|_| hours).and_then(|hours| hours.checked_mul(60));
    let help = match (known, minutes) {
        (Some(right), _) => format!("write `{number}{right}`"),
        (None, Some(minutes)) => format!("write `{minutes}min`; units of time are `ns`, `us`, `ms`, `s`, `min`"),
        (None, None) => "units of time are `ns`, `us`, `ms`, `s`, `min`; a name cannot begin with a digit".into(),
    };
    error(code::UNIT, span, format!("`{unit}` is no unit of time"), "unknown unit", help)
}

pub(in crate::syntax) fn number(span: Span, text: &str) -> Diagnostic {
    let leading_zero = text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    let help = if leading_zero {
        format!("write `{}`", text.trim_start_matches('0'))
    } else {
        "write `1000`, `1_000`, `0x2f` or `0.5`".into()
    };
    error(
        code::NUMBER,
        span,
        format!("`{}` is no number", text.chars().take(40).collect::<String>()),
        "not understood",
        help,
    )
}

pub(in crate::syntax) fn empty_interpolation(span: Span) -> Diagnostic {
    error(
        code::EMPTY_INTERPOLATION,
        span,
        "these braces in a string are empty",
        "a value is missing",
        "write \"{name}\", or \"{{}}\" for the braces themselves",
    )
}

pub(in crate::syntax) fn conversion(span: Span, text: &str) -> Diagnostic {
    error(
        code::CONVERSION,
        span,
        format!("`{text}` is no conversion"),
        "unknown",
        "write `{x!r}` for the form with quotes, `{x!s}` for the plain one",
    )
}

pub(in crate::syntax) fn single_brace(span: Span) -> Diagnostic {
    error(
        code::SINGLE_BRACE,
        span,
        "a single `}` stands in a string",
        "closes nothing",
        "write `}}` for the brace itself",
    )
}

pub(in crate::syntax) fn escape(span: Span, letter: char) -> Diagnostic {
    Diagnostic::warning(code::ESCAPE, span, format!("`\\{letter}` is no escape"))
        .label("the backslash stays in the text")
        .help(format!("write `\\\\{letter}` if that is meant"))
}

pub(in crate::syntax) fn code_point(span: Span, letter: char, digits: usize) -> Diagnostic {
    let help = format!("`\\{letter}` needs {digits} hexadecimal digits of a Unicode character");
    error(code::CODE_POINT, span, "this escape names no character", "not a character", help)
}

pub(in crate::syntax) fn bare_block(span: Span) -> Diagnostic {
    error(
        code::BARE_BLOCK,
        span,
        "a block needs a head",
        "stands alone",
        "write `if`, `while`, `atomic`, `thread` or the like before it",
    )
}
