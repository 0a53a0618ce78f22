//! From text to [`ast`]: layout (brackets, lines), grammar, tree, and what is said about mistakes.
//!
//! Whatever the text is, parsing ends, gives a tree and never panics; a statement that could not be read is an `Error`
//! node, its mistake is reported once, and the statements behind it are read as if it were right.

pub mod ast;
mod grammar;
mod layout;
mod mistakes;
mod names;
mod parse;
pub mod walk;
mod words;

#[cfg(test)]
mod tests;

pub use layout::{Growing, Lexeme, LexemeKind, is_open, lexemes};
pub use mistakes::CODES;
pub use names::{goes_on_in_name, is_name, leading_word, normal_name};
pub use words::{CLAIM_WORDS, CLAUSE_WORDS, KEYWORDS, SOFT_KEYWORDS, WORDS_ALONE, WORDS_WITH_PARENTHESES, beginnings};

use crate::source::{Diagnostic, Source};

/// What became of a text.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The tree, with `Error` nodes where something could not be read.
    pub script: ast::Script,
    /// What is wrong, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a scenario.
pub fn parse(source: &Source) -> Parsed {
    let layout = layout::lay_out(source.text());
    let mut diagnostics = layout.diagnostics;
    for label in diagnostics.iter_mut().flat_map(|diagnostic| &mut diagnostic.labels) {
        label.span = parse::whole_characters(source.text(), label.span.start as usize, label.span.end as usize);
    }
    let mut script = ast::Script::default();
    for chunk in &layout.chunks {
        let text = layout.text.get(chunk.span.range()).unwrap_or_default();
        let text = format!("{text}{}", chunk.closers);
        let mut builder = parse::Builder::new(&text, chunk.span.start as usize, source.text());
        script.statements.extend(builder.chunk());
        diagnostics.extend(builder.diagnostics);
    }
    diagnostics.sort_by_key(Diagnostic::span);
    Parsed { script, diagnostics }
}

/// Reads `text` as one expression; nothing if it is none, or more than one. Its places are not those of `text`.
pub fn parse_expression(text: &str) -> Option<ast::Expression> {
    let parsed = parse(&Source::new("", format!("let value = {text}")));
    let mut statements = parsed.script.statements.into_iter().map(|statement| statement.kind);
    match (statements.next(), statements.next(), parsed.diagnostics.is_empty()) {
        (Some(ast::StatementKind::Let { value, .. }), None, true) => Some(value),
        _ => None,
    }
}

/// A thread's label as a schedule writes it: quoted where it is more than a bare word.
pub fn quote_thread(label: &str) -> String {
    let name = label.split_once('#').map_or(label, |(name, _)| name);
    // A bare word is read as a name is, in its one form.
    let bare = !name.is_empty()
        && normal_name(name) == name
        && label.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '#' | '-' | '.'));
    match label.split_once('#').filter(|_| !bare) {
        _ if bare => label.to_owned(),
        Some((name, ordinal)) if !ordinal.is_empty() && ordinal.chars().all(|digit| digit.is_ascii_digit()) => {
            format!("\"{name}\"#{ordinal}")
        }
        _ => format!("\"{label}\""),
    }
}

/// Parses the text of `--schedule`: entries, with or without `schedule { }` around them.
pub fn parse_schedule(source: &Source) -> Result<ast::Schedule, Vec<Diagnostic>> {
    let text = parse::without_comments(source.text());
    let mut builder = parse::Builder::new(&text, 0, source.text());
    let schedule = builder.schedule_text();
    if builder.diagnostics.is_empty() { Ok(schedule) } else { Err(builder.diagnostics) }
}
