//! Of form: reading a text ends with a tree or with its mistakes, and formatting it changes nothing that is said.

use super::{Law, can_be_drawn};
use concur::format::{Kind, Refusal, format, tokens};
use concur::source::{Severity, Source};
use concur::syntax::ast::Script;
use concur::syntax::{lexemes, parse, walk};

/// The tree of a text without errors.
pub(crate) fn tree(text: &str) -> Option<Script> {
    let parsed = parse(&Source::new("test.cdl", text));
    let wrong = parsed.diagnostics.iter().any(|one| one.severity == Severity::Error);
    (!wrong).then_some(parsed.script)
}

fn comments(text: &str) -> Vec<String> {
    let source = Source::new("test.cdl", text);
    let comments = tokens(&source).into_iter().flatten().filter(|token| token.kind == Kind::Comment);
    comments.map(|comment| comment.text.to_owned()).collect()
}

/// Whatever is read is formatted, and whatever is not is refused; no byte is left out where words are told apart.
pub(crate) fn hold(text: &str) -> Law {
    let source = Source::new("test.cdl", text);
    can_be_drawn(&parse(&source).diagnostics, &source)?;
    let words: String = lexemes(text).iter().map(|lexeme| source.slice(lexeme.span)).collect();
    if words != text {
        return Err(format!("its lexemes leave something out: {words:?}"));
    }
    match (tree(text), format(&source)) {
        (None, Err(Refusal::Wrong(_))) => Ok(()),
        (None, formatted) => Err(format!("it cannot be read, and its format is {formatted:?}")),
        (Some(tree), Ok(once)) => formatted(text, &tree, &once),
        (Some(_), Err(why)) => Err(format!("it can be read, and is not formatted: {why:?}")),
    }
}

/// The format of a text that can be read: the same tree, the same comments, nothing to format in it.
fn formatted(text: &str, before: &Script, once: &str) -> Law {
    let wrong = |what: &str| Err(format!("{what}; the format:\n{once}"));
    let Some(after) = tree(once) else { return wrong("what is formatted cannot be read") };
    match format(&Source::new("test.cdl", once)) {
        Ok(twice) if twice == once => {}
        other => return wrong(&format!("formatted again, it becomes {other:?}")),
    }
    if !walk::same(before, &after) {
        return wrong("it becomes another tree");
    }
    if comments(text) != comments(once) {
        return wrong("its comments change");
    }
    let ends_well = once.is_empty() || once.ends_with('\n') && !once.ends_with("\n\n");
    if ends_well { Ok(()) } else { wrong("it does not end with one end of line") }
}
