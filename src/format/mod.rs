//! The one format of scenarios: blanks, line ends and semicolons between tokens change, and nothing else does.
//!
//! The text is cut into tokens, comments among them, and each is printed once, in its order. What comes out is parsed and
//! cut up again before it is given away: it must be the same tree of the same tokens.

mod comments;
mod gaps;
mod lines;
mod marks;
mod print;
mod shape;
mod tokens;

pub use tokens::{Bracket, Kind, Token};

use std::borrow::Cow;

use crate::source::{Diagnostic, Severity, Source};
use crate::syntax::{parse, walk};

/// Lines are this long at most, where that is a question of blocks on one line.
const WIDTH: usize = 100;

/// Why a text is not formatted.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// It cannot be read; these are the errors.
    Wrong(Vec<Diagnostic>),
    /// What was to come out does not say the same: a bug of ours.
    Bug(String),
}

/// `source` in the one format.
pub fn format(source: &Source) -> Result<String, Refusal> {
    let parsed = parse(source);
    let errors: Vec<_> = parsed.diagnostics.into_iter().filter(|one| one.severity == Severity::Error).collect();
    if !errors.is_empty() {
        return Err(Refusal::Wrong(errors));
    }
    let bug = |what: &str| Refusal::Bug(format!("the format of `{}` {what}", source.name()));
    let before = tokens::cut(source.text(), &parsed.script).ok_or_else(|| bug("cannot be found"))?;
    let text = lines::finish(print::lines(source.text(), &before), source.text());
    let reread = parse(&Source::new(source.name(), text.as_str()));
    if reread.diagnostics.iter().any(|one| one.severity == Severity::Error) {
        return Err(bug("would have errors"));
    }
    if !walk::same(&parsed.script, &reread.script) {
        return Err(bug("would say something else"));
    }
    match tokens::cut(&text, &reread.script) {
        Some(after) if before.iter().map(written).eq(after.iter().map(written)) => Ok(text),
        _ => Err(bug("would have other words")),
    }
}

/// The tokens and comments of `source`, if it can be read.
pub fn tokens(source: &Source) -> Option<Vec<Token<'_>>> {
    let parsed = parse(source);
    let wrong = parsed.diagnostics.iter().any(|one| one.severity == Severity::Error);
    if wrong { None } else { tokens::cut(source.text(), &parsed.script) }
}

fn written<'t>(token: &Token<'t>) -> (Kind, Cow<'t, str>) {
    (token.kind, token.written())
}
