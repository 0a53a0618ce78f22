//! The pure built-in functions: one table that calls, static checks and the reference are all made from. A `Builtin` is an
//! index into it.

mod convert;
mod numbers;
mod sequences;

use super::signature::{Arity, Call, Keyword};
use super::{Builtin, Exception, Names, Value};

/// What does a function's work; the arguments have been counted.
type Body = fn(&Call<'_>, &dyn Names) -> Result<Value, Exception>;

/// One built-in function.
#[derive(Clone, Copy, Debug)]
pub struct BuiltinInfo {
    /// `len`.
    pub name: &'static str,
    /// As a signature shows them: `x`, `xs, reverse=False`.
    pub parameters: &'static str,
    /// One line.
    pub doc: &'static str,
    /// How many arguments it takes, and under which names.
    pub arity: Arity,
    body: Body,
}

const fn expected(minimum: usize, maximum: usize) -> Arity {
    Arity::Expected { minimum, maximum: Some(maximum), keywords: &[] }
}

const MANY: Arity = Arity::Expected { minimum: 1, maximum: None, keywords: &["default"] };

const fn row(name: &'static str, parameters: &'static str, doc: &'static str, arity: Arity, body: Body) -> BuiltinInfo {
    BuiltinInfo { name, parameters, doc, arity, body }
}

/// The table, in the order of the reference.
const BUILTINS: &[BuiltinInfo] = &[
    row("len", "x", "How many items, entries or characters x has.", Arity::One, sequences::len),
    row(
        "range",
        "start=0, end, step=1",
        "The ints from start up to, not including, end.",
        expected(1, 3),
        sequences::range,
    ),
    row("min", "xs or a, b, ...", "The smallest; default= if there is none.", MANY, sequences::min),
    row("max", "xs or a, b, ...", "The largest; default= if there is none.", MANY, sequences::max),
    row("abs", "x", "Without the sign.", Arity::One, numbers::abs),
    row(
        "sum",
        "xs, start=0",
        "All items added up; of numbers, durations or lists.",
        Arity::Named {
            minimum: 1,
            names: &["", "start"],
            missing: "sum() takes at least 1 positional argument (0 given)",
        },
        numbers::sum,
    ),
    row(
        "sorted",
        "xs, reverse=False",
        "The items in order, as a new list.",
        Arity::Expected { minimum: 1, maximum: Some(1), keywords: &["reverse"] },
        sequences::sorted,
    ),
    row(
        "str",
        "x=\"\"",
        "As print shows it.",
        Arity::Named { minimum: 0, names: &["object"], missing: "" },
        convert::str,
    ),
    row(
        "int",
        "x=0, base=10",
        "A number without its fraction, or the number that a text says.",
        Arity::Named { minimum: 0, names: &["", "base"], missing: "" },
        convert::int,
    ),
    row("float", "x=0.0", "As a float: of a number, a text, or a duration in seconds.", expected(0, 1), convert::float),
    row("bool", "x=False", "Whether if takes it for true.", expected(0, 1), convert::bool),
    row("list", "xs=[]", "The items of xs.", expected(0, 1), convert::list),
    row("dict", "pairs={}", "The entries of a dict, or of a list of pairs.", expected(0, 1), convert::dict),
    row(
        "enumerate",
        "xs, start=0",
        "The pairs [number, item].",
        Arity::Named {
            minimum: 1,
            names: &["iterable", "start"],
            missing: "enumerate() missing required argument 'iterable'",
        },
        sequences::enumerate,
    ),
    row(
        "zip",
        "xs, ys, ..., strict=False",
        "Lists of the first items, the second items, ..., as long as there are all.",
        Arity::Expected { minimum: 0, maximum: None, keywords: &["strict"] },
        sequences::zip,
    ),
    row("any", "xs", "Whether one of the items is true.", Arity::One, sequences::any),
    row("all", "xs", "Whether none of the items is false.", Arity::One, sequences::all),
    row(
        "round",
        "x, ndigits=None",
        "The nearest number with so many digits after the point, a tie to the even one.",
        Arity::Named {
            minimum: 1,
            names: &["number", "ndigits"],
            missing: "round() missing required argument 'number' (pos 1)",
        },
        numbers::round,
    ),
    row("reversed", "xs", "The items from the last to the first, as a list.", expected(1, 1), sequences::reversed),
    row("repr", "x", "As print shows it within a list.", Arity::One, convert::repr),
    row("divmod", "a, b", "[a // b, a % b].", expected(2, 2), numbers::divmod),
];

/// The function of that name.
pub fn builtin_named(name: &str) -> Option<Builtin> {
    let place = BUILTINS.iter().position(|builtin| builtin.name == name)?;
    u8::try_from(place).ok().map(Builtin)
}

/// What is known of a function.
pub fn builtin_info(builtin: Builtin) -> &'static BuiltinInfo {
    // Only `builtin_named` and `all_builtins` make them, so the index is one of the table.
    BUILTINS.get(usize::from(builtin.0)).unwrap_or(&BUILTINS[0])
}

/// All of them.
pub fn all_builtins() -> impl Iterator<Item = (Builtin, &'static BuiltinInfo)> {
    (0..=u8::MAX).map(Builtin).zip(BUILTINS)
}

/// `f(arguments...)`.
pub fn call_builtin(
    builtin: Builtin,
    arguments: &[Value],
    keywords: &[Keyword],
    names: &dyn Names,
) -> Result<Value, Exception> {
    let info = builtin_info(builtin);
    let call = Call { name: info.name, owner: None, arguments, keywords };
    call.check(info.arity)?;
    (info.body)(&call, names)
}
