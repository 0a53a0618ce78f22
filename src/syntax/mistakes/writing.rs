//! Words about statements that the grammar refuses: what was written, and what to write instead.

use super::code;
pub(super) use super::lexical::colon_block;
use crate::source::{Diagnostic, Span};
use crate::syntax::words::{CLAIM_WORDS, KEYWORDS, SOFT_KEYWORDS};

fn error(
    code: &'static str,
    span: Span,
    message: impl Into<String>,
    label: &str,
    help: impl Into<String>,
) -> Diagnostic {
    Diagnostic::error(code, span, message).label(label).help(help)
}

pub(super) fn def(span: Span, word: &str) -> Diagnostic {
    error(
        code::DEF,
        span,
        format!("a function is declared by `fn`, not by `{word}`"),
        "write `fn`",
        "write `fn f(a, b=1) { return a + b }`",
    )
    .fix(span, "fn")
}

pub(super) fn class(span: Span) -> Diagnostic {
    error(
        code::CLASS,
        span,
        "there are no classes",
        "not part of the language",
        "keep state in `shared` variables and write functions: `fn f() { ... }`",
    )
}

pub(super) fn lambda(span: Span) -> Diagnostic {
    error(
        code::LAMBDA,
        span,
        "there are no lambdas",
        "not part of the language",
        "declare a function, `fn f(x) { return x + 1 }`, and name it here",
    )
}

pub(super) fn import(span: Span) -> Diagnostic {
    error(
        code::IMPORT,
        span,
        "there is nothing to import",
        "delete this line",
        "every primitive is at hand: `lock a`, `queue q`, `thread w { ... }`, `sleep 1s`",
    )
}

pub(super) fn later(span: Span, word: &str) -> Diagnostic {
    error(
        code::LATER,
        span,
        format!("`{word}` is kept for a later version"),
        "not there yet",
        "use threads: `thread w { ... }`",
    )
}

pub(super) fn global(span: Span, word: &str) -> Diagnostic {
    error(
        code::GLOBAL,
        span,
        format!("`{word}` is not needed"),
        "delete this line",
        "every function and thread sees what is declared by `shared x = 0`",
    )
}

pub(super) fn del(span: Span) -> Diagnostic {
    error(
        code::DEL,
        span,
        "there is no `del`",
        "not part of the language",
        "write `xs.pop(i)` or `d.pop(k)` to remove an element",
    )
}

pub(super) fn decorator(span: Span) -> Diagnostic {
    error(
        code::DECORATOR,
        span,
        "there are no decorators",
        "not part of the language",
        "call one function from the other",
    )
}

pub(super) fn typed(span: Span, word: &str, name: &str) -> Diagnostic {
    error(
        code::TYPED,
        span,
        format!("a variable is declared by `let` or `shared`, not by `{word}`"),
        "no types are written",
        format!("write `let {name} = ...`, or `shared {name} = ...` for one that all threads see"),
    )
}

/// `: int` or `-> int`: `cut` is what a fix deletes.
pub(super) fn annotation(span: Span, cut: Span, help: impl Into<String>) -> Diagnostic {
    error(code::TYPED, span, "no types are written", "delete it", help).fix(cut, "")
}

pub(super) fn is(span: Span) -> Diagnostic {
    error(code::IS, span, "there is no `is`", "values have no identity", "write `==` or `!=`: `x == None`")
}

pub(super) fn walrus(span: Span) -> Diagnostic {
    error(
        code::WALRUS,
        span,
        "there is no `:=`",
        "not part of the language",
        "assign in a statement of its own: `let x = f()`",
    )
}

pub(super) fn triple_equals(span: Span, sign: &str) -> Diagnostic {
    let right = if sign == "===" { "==" } else { "!=" };
    error(code::TRIPLE_EQUALS, span, format!("`{sign}` is no operator"), "one `=` too many", format!("write `{right}`"))
        .fix(span, right)
}

pub(super) fn logic(span: Span, sign: &str) -> Diagnostic {
    let word = match sign {
        "&&" => Some("and"),
        "||" => Some("or"),
        "!" => Some("not"),
        _ => None,
    };
    let help = match word {
        Some(word) => format!("write `{word}`"),
        None => "there are no operators on bits; write `and`, `or`, `not` for conditions".into(),
    };
    let diagnostic = error(code::LOGIC, span, format!("`{sign}` is no operator"), "not part of the language", help);
    match word {
        Some(word) => diagnostic.fix(span, word),
        None => diagnostic,
    }
}

pub(super) fn ternary(span: Span) -> Diagnostic {
    error(code::TERNARY, span, "there is no `? :`", "not part of the language", "write `a if condition else b`")
}

pub(super) fn increment(span: Span, sign: &str) -> Diagnostic {
    let one = sign.get(..1).unwrap_or("+");
    error(
        code::INCREMENT,
        span,
        format!("there is no `{sign}`"),
        "not part of the language",
        format!("write `x {one}= 1`"),
    )
    .fix(span, format!(" {one}= 1"))
}

pub(super) fn arrow(span: Span) -> Diagnostic {
    error(
        code::ARROW,
        span,
        "an arrow means nothing here",
        "not part of the language",
        "declare a function, `fn f(x) { return x }`, and name it here",
    )
}

pub(super) fn chained_assignment(span: Span) -> Diagnostic {
    error(
        code::CHAINED_ASSIGNMENT,
        span,
        "one statement assigns once",
        "a second `=`",
        "write two statements, or `==` to compare",
    )
}

pub(super) fn assign_in_condition(span: Span) -> Diagnostic {
    error(code::ASSIGN_IN_EXPRESSION, span, "`=` assigns; a comparison is `==`", "assigns", "write `==`")
        .fix(span, "==")
}

pub(super) fn c_for(span: Span) -> Diagnostic {
    error(
        code::C_FOR,
        span,
        "a `for` goes through a list or a range",
        "no parentheses here",
        "write `for i in 0..10 { ... }`",
    )
}

pub(super) fn else_if(span: Span) -> Diagnostic {
    error(
        code::ELSE_IF,
        span,
        "`else if` is written `elif`",
        "write `elif`",
        "write `if a { ... } elif b { ... } else { ... }`",
    )
    .fix(span, "elif")
}

pub(super) fn lonely_clause(span: Span, word: &str) -> Diagnostic {
    let owner = if matches!(word, "elif" | "else") { "if" } else { "try" };
    error(
        code::LONELY_CLAUSE,
        span,
        format!("this `{word}` belongs to no `{owner}`"),
        "nothing before it that it could go on with",
        format!("it follows the `}}` of an `{owner}` block directly"),
    )
}

pub(super) fn bare_tuple(span: Span) -> Diagnostic {
    error(
        code::TUPLE,
        span,
        "there are no tuples",
        "a second value",
        "write a list, `return [a, b]`, or two statements; `let a, b = [1, 2]` takes a list apart",
    )
}

pub(super) fn except_list(span: Span) -> Diagnostic {
    error(
        code::EXCEPT_LIST,
        span,
        "several exception types need parentheses",
        "a second type",
        "write `except (KeyError, ValueError) as e { ... }`",
    )
}

pub(super) fn string_prefix(span: Span, prefix: &str) -> Diagnostic {
    let help = if prefix.contains(['f', 'F']) {
        "every string interpolates: write \"{x}\" without the letter"
    } else {
        "write the string without the letter; `\\\\` is a backslash in it"
    };
    error(code::STRING_PREFIX, span, format!("a string has no prefix `{prefix}`"), "delete it", help).fix(span, "")
}

pub(super) fn missing_comma(span: Span, before: Span) -> Diagnostic {
    error(
        code::MISSING_COMMA,
        span,
        "a comma is missing between two values",
        "the second value",
        "write `,` between them",
    )
    .fix(Span { start: before.end, end: before.end }, ",")
    .also(before, "the first one")
}

pub(super) fn missing_operator(span: Span, before: Span) -> Diagnostic {
    error(
        code::MISSING_OPERATOR,
        span,
        "an operator or a new line is missing between two values",
        "the second value",
        "write one statement on each line, or an operator between the two",
    )
    .also(before, "the first one")
}

/// The word of the language that a longer word was perhaps meant to be.
pub(super) fn word_near(word: &str) -> Option<&'static str> {
    nearest(word, KEYWORDS.iter().chain(SOFT_KEYWORDS)).filter(|_| word.len() > 2)
}

pub(super) fn unknown_statement(span: Span, word: &str) -> Diagnostic {
    let otherwise = "a call is written `f(x)`, an assignment `x = 1`, a declaration `let x = 1` or `lock a`";
    error(
        code::UNKNOWN_STATEMENT,
        span,
        format!("no statement begins with `{word}`"),
        "not a word of the language",
        otherwise,
    )
    .meant(word_near(word), otherwise)
}

pub(super) fn reserved(span: Span, word: &str) -> Diagnostic {
    error(
        code::RESERVED,
        span,
        format!("`{word}` is a word of the language and cannot be a name"),
        "reserved",
        format!("choose another name, such as `{word}_`"),
    )
}

pub(super) fn name_digit(span: Span) -> Diagnostic {
    error(
        code::NAME_DIGIT,
        span,
        "a name cannot begin with a digit",
        "a name belongs here",
        "begin it with a letter or `_`",
    )
}

pub(super) fn missing_value(span: Span, word: &str) -> Diagnostic {
    let help = match word {
        "let" | "shared" | "const" | "atomic" => format!("write `{word} x = 0`: it needs a first value"),
        "with" => "write `with account_lock { ... }`".into(),
        _ => format!("write a value behind `{word}`"),
    };
    error(code::MISSING_VALUE, span, "a value is missing", "a value must follow", help)
}

pub(super) fn missing_condition(span: Span) -> Diagnostic {
    error(
        code::MISSING_CONDITION,
        span,
        "a condition is missing",
        "a condition must follow",
        "write `if x > 0 { ... }`, `while x > 0 { ... }`, `loop { ... }`",
    )
}

pub(super) fn missing_in(span: Span) -> Diagnostic {
    error(
        code::MISSING_IN,
        span,
        "`for` needs a name, `in` and what to go through",
        "`in` is missing",
        "write `for x in xs { ... }` or `for i in 0..10 { ... }`",
    )
}

pub(super) fn missing_block(span: Span) -> Diagnostic {
    error(
        code::MISSING_BLOCK,
        span,
        "a block must follow here",
        "its `{` is missing behind this",
        "write `{`, the statements and `}`",
    )
}

pub(super) fn missing_parameters(span: Span) -> Diagnostic {
    error(
        code::MISSING_PARAMETERS,
        span,
        "a function needs parentheses",
        "`( )` must follow the name",
        "write `fn f() { ... }`",
    )
}

pub(super) fn claim(span: Span, word: &str) -> Diagnostic {
    let happens = matches!(word, "deadlock" | "livelock" | "race" | "raises" | "overlap");
    let help = match nearest(word, CLAIM_WORDS.iter()) {
        _ if word == "invariant" => "an invariant stands alone, without `expect`: `invariant x >= 0`".into(),
        _ if matches!(word, "no" | "not" | "without") => "what is not to happen is `expect never ...`".into(),
        _ if matches!(word, "some" | "sometimes" | "maybe" | "can") => {
            "what can happen is `expect possible ...`".into()
        }
        _ if happens => format!("write `expect never {word}` or `expect possible {word}`"),
        Some(near) => format!("did you mean `expect {near}`?"),
        None => "write `expect output { ... }`, or `always`, `possible` or `never` and what is claimed: a condition, `deadlock`, `livelock`, `race`, `raises`, `overlap`".into(),
    };
    error(code::CLAIM, span, "`expect` does not know this claim", "not a claim", help)
}

/// `invariant always x == 0`, `expect never invariant x == 0`.
pub(super) fn quantified_invariant(span: Span) -> Diagnostic {
    error(
        code::QUANTIFIER,
        span,
        "an invariant is about every state and has no `always`, `possible` or `never`",
        "says how often",
        "write `invariant x >= 0`; of the end of schedules, `expect always x == 0`; of what happens, `expect never deadlock`",
    )
}

pub(super) fn output(span: Span) -> Diagnostic {
    error(
        code::OUTPUT,
        span,
        "`expect output` holds lines that begin with `| `",
        "the lines are missing or without bars",
        "write `expect output {`, each line as `| text` on a line of its own, and `}`",
    )
}

/// The word that `word` was probably meant to be.
fn nearest<'w>(word: &str, words: impl Iterator<Item = &'w &'w str>) -> Option<&'w str> {
    let limit = (word.chars().count() / 3).min(2);
    let scored = words.map(|known| (strsim::damerau_levenshtein(word, known), *known));
    scored.filter(|(distance, _)| *distance <= limit).min().map(|(_, known)| known)
}
