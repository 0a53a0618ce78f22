//! Which mistake it is: from the first words of the statement and from what stands where the grammar stopped.

use super::tokens::Kind;
use super::{Refused, writing};
use crate::source::{Diagnostic, Span};
use crate::syntax::grammar::Rule;
use crate::syntax::words::{CLAUSE_WORDS, HEAD_WORDS, KEYWORDS};

/// The first that fits.
pub(super) fn detect(refused: &Refused<'_>) -> Option<Diagnostic> {
    first_words(refused)
        .or_else(|| nothing_there(refused))
        .or_else(|| head_alone(refused))
        .or_else(|| annotation(refused))
        .or_else(|| python_marks(refused))
        .or_else(|| foreign_signs(refused))
        .or_else(|| claims(refused))
        .or_else(|| something_missing(refused))
        .or_else(|| names(refused))
        .or_else(|| two_values(refused))
}

/// Statements of other languages.
fn first_words(refused: &Refused<'_>) -> Option<Diagnostic> {
    if refused.rule != Rule::lone_statement {
        return None;
    }
    let span = refused.span(0);
    let second = refused.token(1);
    let names = second.is_some_and(|token| token.kind == Kind::Word && !KEYWORDS.contains(&token.text));
    Some(match refused.text(0) {
        "def" | "function" | "func" if names => writing::def(span, refused.text(0)),
        "class" | "struct" if names => writing::class(span),
        "import" => writing::import(span),
        "from" if names => writing::import(span),
        "async" | "await" => writing::later(span, refused.text(0)),
        "process" | "task" if names => writing::later(span, refused.text(0)),
        "global" | "nonlocal" if names => writing::global(span, refused.text(0)),
        "del" if names => writing::del(span),
        "@" => writing::decorator(span),
        "int" | "float" | "str" | "bool" | "double" | "string" | "var" | "auto" | "mut" | "val" if names => {
            writing::typed(span, refused.text(0), refused.text(1))
        }
        "let" if refused.text(1) == "mut" && refused.at == 2 => writing::typed(refused.span(1), "mut", refused.text(2)),
        "else" if refused.text(1) == "if" => writing::else_if(span.to(refused.span(1))),
        word if HEAD_WORDS.contains(&word) && refused.tokens.last().is_some_and(|token| token.text == ":") => {
            writing::colon_block(refused.span(refused.tokens.len() - 1))
        }
        word if CLAUSE_WORDS.contains(&word) && refused.here() != ":" && refused.at == 0 => {
            writing::lonely_clause(span, word)
        }
        _ => return None,
    })
}

/// A head that is right, but has no block.
fn head_alone(refused: &Refused<'_>) -> Option<Diagnostic> {
    let complete = refused.matches && !matches!(refused.rule, Rule::lone_statement | Rule::lone_interpolation);
    complete.then(|| writing::missing_block(refused.span(refused.tokens.len())))
}

/// A head of which nothing was written.
fn nothing_there(refused: &Refused<'_>) -> Option<Diagnostic> {
    if !refused.tokens.is_empty() {
        return None;
    }
    let span = refused.span(0);
    match refused.rule {
        Rule::lone_condition => Some(writing::missing_condition(span)),
        Rule::lone_for => Some(writing::missing_in(span)),
        Rule::lone_with => Some(writing::missing_value(span, "with")),
        Rule::lone_function => Some(writing::missing_parameters(span)),
        _ => None,
    }
}

fn python_marks(refused: &Refused<'_>) -> Option<Diagnostic> {
    let (at, span) = (refused.at, refused.span(refused.at));
    let token = refused.token(at);
    if refused.before() == "lambda" || refused.here() == "lambda" {
        let word = if refused.here() == "lambda" { at } else { at - 1 };
        return Some(writing::lambda(refused.span(word)));
    }
    if matches!(refused.before(), "await" | "async") || matches!(refused.here(), "await" | "async" | "import") {
        let word = if matches!(refused.before(), "await" | "async") { at - 1 } else { at };
        return Some(writing::later(refused.span(word), refused.text(word)));
    }
    let previous = at.checked_sub(1).and_then(|before| refused.token(before));
    if let (Some(prefix), Some(string)) = (previous, token)
        && string.kind == Kind::Text
        && prefix.kind == Kind::Word
        && prefix.end() == string.start
        && matches!(prefix.text.to_ascii_lowercase().as_str(), "f" | "r" | "b" | "u" | "fr" | "rf" | "br" | "rb")
    {
        return Some(writing::string_prefix(refused.span(at - 1), prefix.text));
    }
    match refused.here() {
        "is" => Some(writing::is(if refused.text(at + 1) == "not" { span.to(refused.span(at + 1)) } else { span })),
        ":=" => Some(writing::walrus(span)),
        ":" if token.is_some_and(|token| token.inside.is_none()) && refused.text(at + 1) == "=" => {
            Some(writing::walrus(span))
        }
        ":" if heads_block(refused) && token.is_some_and(|token| token.inside.is_none()) => {
            Some(writing::colon_block(span))
        }
        "," if refused.rule == Rule::lone_handler => Some(writing::except_list(span)),
        "," if token.is_some_and(|token| token.inside.is_none())
            && value_before(refused)
            && refused.text(0) != "print" =>
        {
            Some(writing::bare_tuple(span))
        }
        _ => None,
    }
}

/// `x: int` of a variable or a parameter, and `-> int` of a function.
fn annotation(refused: &Refused<'_>) -> Option<Diagnostic> {
    let (at, function) = (refused.at, refused.rule == Rule::lone_function);
    let (name, sign) = (refused.token(at.checked_sub(1)?)?, refused.token(at)?);
    if !refused.token(at + 1).is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Text)) {
        return None;
    }
    let statement = refused.rule == Rule::lone_statement;
    let help = match (sign.text, refused.text(0)) {
        ("->", _) if function && name.text == ")" => "write `fn f(x) { return x }`".to_owned(),
        (":", _) if function && sign.inside == Some('(') => "write `fn f(x, y=1) { ... }`".to_owned(),
        (":", word @ ("let" | "shared" | "const" | "atomic")) if statement && at == 2 => {
            format!("write `{word} {} = ...`", name.text)
        }
        (":", word) if statement && at == 1 && name.kind == Kind::Word && !KEYWORDS.contains(&word) => {
            format!("write `let {word} = ...`, or `{word} = ...` if it is declared already")
        }
        _ => return None,
    };
    let last = end_of_annotation(refused);
    let cut = Span { start: refused.span(at - 1).end, end: refused.span(last).end };
    Some(writing::annotation(refused.span(at).to(refused.span(last)), cut, help))
}

/// The last token of the type behind the sign at which the text stops being CDL.
fn end_of_annotation(refused: &Refused<'_>) -> usize {
    let mut depth = 0usize;
    for (index, token) in refused.tokens.iter().enumerate().skip(refused.at + 1) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" | "=" | "," if depth == 0 => return index - 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
    }
    refused.tokens.len().saturating_sub(1)
}

fn heads_block(refused: &Refused<'_>) -> bool {
    let word = refused.text(0);
    let heads = HEAD_WORDS.contains(&word) || matches!(word, "thread" | "daemon" | "atomic" | "critical");
    heads || !matches!(refused.rule, Rule::lone_statement | Rule::lone_interpolation)
}

/// Operators of other languages.
fn foreign_signs(refused: &Refused<'_>) -> Option<Diagnostic> {
    let (at, span) = (refused.at, refused.span(refused.at));
    if refused.rule == Rule::lone_for && refused.text(0) == "(" {
        return Some(writing::c_for(refused.span(0)));
    }
    if let Some(before) = at.checked_sub(1).filter(|before| matches!(refused.text(*before), "++" | "--")) {
        return Some(writing::increment(refused.span(before), refused.text(before)));
    }
    Some(match refused.here() {
        "===" | "!==" => writing::triple_equals(span, refused.here()),
        "&&" | "||" | "!" | "&" | "|" | "^" | "~" => apart(writing::logic(span, refused.here()), refused),
        "?" => writing::ternary(span),
        "++" | "--" => writing::increment(span, refused.here()),
        "->" | "=>" => writing::arrow(span),
        "=" if refused.rule != Rule::lone_for => {
            let statement = refused.rule == Rule::lone_statement;
            let assigned = refused.tokens.iter().take(at).any(|token| token.text == "=");
            match refused.text(0) {
                _ if statement && assigned => writing::chained_assignment(span),
                "assert" | "return" | "expect" | "invariant" | "sleep" | "raise" => writing::assign_in_condition(span),
                _ if !statement => writing::assign_in_condition(span),
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// A word in the place of a sign stands apart from what the sign touched.
fn apart(mut diagnostic: Diagnostic, refused: &Refused<'_>) -> Diagnostic {
    let span = refused.span(refused.at);
    let before = refused.at.checked_sub(1).is_some_and(|before| refused.span(before).end == span.start);
    let behind = refused.at + 1 < refused.tokens.len() && refused.span(refused.at + 1).start == span.end;
    if let Some(fix) = &mut diagnostic.fix {
        let gap = |touches: bool| if touches { " " } else { "" };
        fix.text = format!("{}{}{}", gap(before), fix.text.trim(), gap(behind));
    }
    diagnostic
}

fn claims(refused: &Refused<'_>) -> Option<Diagnostic> {
    let is_quantifier = |index: usize| matches!(refused.text(index), "always" | "possible" | "never");
    match (refused.text(0), refused.text(2)) {
        ("invariant", _) if is_quantifier(1) && refused.at == 2 => {
            return Some(writing::quantified_invariant(refused.span(1)));
        }
        ("expect", "invariant") if is_quantifier(1) => return Some(writing::quantified_invariant(refused.span(1))),
        _ => {}
    }
    if refused.text(0) != "expect" || refused.rule != Rule::lone_statement {
        return None;
    }
    let output = refused.text(1) == "output" || (refused.text(1) == "possible" && refused.text(2) == "output");
    if output && refused.here().is_empty() && refused.before() == "output" {
        return Some(super::missing_output(refused.span(refused.at)));
    }
    if output {
        return Some(writing::output(refused.span(if refused.text(1) == "output" { 1 } else { 2 })));
    }
    (refused.at <= 1).then(|| writing::claim(refused.span(1), refused.text(1)))
}

/// What should stand where the text ends, or where something else stands.
fn something_missing(refused: &Refused<'_>) -> Option<Diagnostic> {
    let span = refused.span(refused.at);
    let (first, at_end) = (refused.text(0), refused.here().is_empty());
    let statement = refused.rule == Rule::lone_statement;
    if refused.expects(Rule::parameters) {
        return Some(writing::missing_parameters(span));
    }
    if refused.expects(Rule::in_word) && (refused.rule == Rule::lone_for || first == "for") {
        return Some(writing::missing_in(span));
    }
    if !at_end {
        return None;
    }
    if refused.expects(Rule::assign) && matches!(first, "let" | "shared" | "const" | "atomic") {
        return Some(writing::missing_value(span, first));
    }
    if statement && refused.expects(Rule::block) && (heads_block(refused)) {
        return Some(writing::missing_block(span));
    }
    let last = refused.before();
    let wants = matches!(
        last,
        "=" | "," | "and" | "or" | "not" | "in" | "if" | "else" | "assert" | "sleep" | "with" | "invariant"
    );
    let signs =
        refused.tokens.last().is_some_and(|token| token.kind == Kind::Sign && !matches!(token.text, ")" | "]" | "}"));
    (wants || signs).then(|| writing::missing_value(span, last))
}

/// Names that cannot be names.
fn names(refused: &Refused<'_>) -> Option<Diagnostic> {
    let token = refused.token(refused.at)?;
    let span = refused.span(refused.at);
    let wants_name = (refused.expects(Rule::name) || refused.expects(Rule::targets)) && !refused.expects(Rule::number);
    if token.kind == Kind::Number && wants_name {
        return Some(writing::name_digit(span));
    }
    if KEYWORDS.contains(&token.text) && (wants_name || refused.text(refused.at + 1) == "=") {
        return Some(writing::reserved(span, token.text));
    }
    None
}

/// Two values side by side.
fn two_values(refused: &Refused<'_>) -> Option<Diagnostic> {
    let token = refused.token(refused.at)?;
    let span = refused.span(refused.at);
    let before = refused.span(refused.at.checked_sub(1)?);
    let begins = token.kind != Kind::Sign && !KEYWORDS.contains(&token.text)
        || matches!(token.text, "(" | "[" | "{" | "True" | "False" | "None");
    if !begins || !value_before(refused) {
        return None;
    }
    let first = refused.token(0)?;
    let misspelt = token.kind == Kind::Word || writing::word_near(first.text).is_some();
    if refused.rule == Rule::lone_statement && refused.at == 1 && first.kind == Kind::Word && misspelt {
        return Some(writing::unknown_statement(refused.span(0), first.text));
    }
    if token.inside == Some('{') && refused.expects(Rule::colon) {
        return Some(super::dict_entry(before));
    }
    if refused.text(0) == "print" || token.inside.is_some() {
        return Some(writing::missing_comma(span, before));
    }
    Some(writing::missing_operator(span, before))
}

fn value_before(refused: &Refused<'_>) -> bool {
    let before = refused.at.checked_sub(1).and_then(|index| refused.token(index));
    before.is_some_and(|token| match token.kind {
        Kind::Sign => matches!(token.text, ")" | "]" | "}"),
        Kind::Word => !KEYWORDS.contains(&token.text) || matches!(token.text, "True" | "False" | "None"),
        Kind::Number | Kind::Text => true,
    })
}
