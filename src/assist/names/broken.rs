//! Names in statements that could not be read. What they stand for is what can be seen there.

use super::{Access, Mention, Names};
use crate::source::Span;
use crate::syntax::{KEYWORDS, Lexeme, LexemeKind, lexemes};
use crate::value::ObjectKind;

/// Words behind which a name is new.
const DECLARING: [&str; 8] = ["let", "shared", "atomic", "const", "fn", "for", "as", "thread"];

/// A word of a statement that could not be read, which may be a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The word.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// The names in the parts of `text` that could not be read: those that stand for something, and those of which that cannot
/// be said.
pub(super) fn broken(text: &str, spans: &[Span], names: &Names) -> (Vec<Mention>, Vec<Stray>) {
    let (mut mentions, mut strays) = (Vec::new(), Vec::new());
    if spans.is_empty() {
        return (mentions, strays);
    }
    let spans = &joined(spans);
    let known = |span: Span| names.mentions.binary_search_by_key(&span, |mention| mention.span).is_ok();
    let solid = |lexeme: &Lexeme| !matches!(lexeme.kind, LexemeKind::Blank | LexemeKind::Comment);
    let (mut before, mut function) = ("", false);
    for lexeme in lexemes(text).into_iter().filter(solid) {
        let written = text.get(lexeme.span.range()).unwrap_or_default();
        function = if lexeme.begins { written == "fn" } else { function && written != "{" };
        let name = lexeme.kind == LexemeKind::Word && !KEYWORDS.contains(&written) && before != ".";
        if name && inside(spans, lexeme.span) && !known(lexeme.span) {
            let behind = text.get(lexeme.span.range().end..).unwrap_or_default().trim_start_matches([' ', '\t']);
            let called = before == "thread" && behind.starts_with('(');
            let declares = function || DECLARING.contains(&before) || ObjectKind::from_keyword(before).is_some();
            let declares = declares && !called;
            let keyword = matches!(before, "(" | ",") && access(behind) == Access::Write;
            match names.seen(written, lexeme.span.range().start).filter(|_| !declares && !keyword) {
                Some(definition) => {
                    mentions.push(Mention { span: lexeme.span, definition, access: access(behind) });
                }
                None => strays.push(Stray { name: written.to_owned(), span: lexeme.span }),
            }
        }
        before = written;
    }
    (mentions, strays)
}

/// The same places, in order, with those that touch or overlap as one.
fn joined(spans: &[Span]) -> Vec<Span> {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    let mut found: Vec<Span> = Vec::new();
    for span in spans {
        match found.last_mut().filter(|last| span.start <= last.end) {
            Some(last) => last.end = last.end.max(span.end),
            None => found.push(span),
        }
    }
    found
}

/// Whether `span` lies in one of `spans`, which are in order and do not overlap.
fn inside(spans: &[Span], span: Span) -> bool {
    let begun = spans.partition_point(|one| one.start <= span.start);
    begun.checked_sub(1).and_then(|last| spans.get(last)).is_some_and(|one| span.end <= one.end)
}

/// What is done with a name that this stands behind.
fn access(behind: &str) -> Access {
    let assigns = |text: &str| text.starts_with('=') && !text.starts_with("==");
    if assigns(behind) {
        return Access::Write;
    }
    let operators = ["**", "//", "+", "-", "*", "/", "%"];
    let updates = operators.iter().any(|operator| behind.strip_prefix(operator).is_some_and(assigns));
    if updates { Access::Update } else { Access::Read }
}
