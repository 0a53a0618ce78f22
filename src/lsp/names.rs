//! Going to where a name is declared, finding where it is mentioned, and giving it another one.

use lsp_types::{DocumentHighlight, DocumentHighlightKind, Location, TextEdit, Uri};

use super::analysis::Analysis;
use super::place::Encoding;
use crate::assist::{Access, Mention};
use crate::source::{Severity, Source, Span};
use crate::syntax::is_name;

/// Where what stands at `offset` is declared.
pub(super) fn definition(analysis: &Analysis, offset: usize, uri: &Uri, encoding: Encoding) -> Option<Location> {
    let (_, definition) = analysis.names.at(offset)?;
    Some(Location { uri: uri.clone(), range: encoding.range(&analysis.source, definition.name.span) })
}

/// All places where the same thing is mentioned, in order; its declaration only if asked for.
pub(super) fn mentions(analysis: &Analysis, offset: usize, declaration: bool) -> Vec<Mention> {
    let Some((mention, _)) = analysis.names.at(offset) else { return Vec::new() };
    let wanted = |mention: &Mention| declaration || mention.access != Access::Declared;
    analysis.names.of(mention.definition).filter(wanted).collect()
}

/// The same, as they are marked in the text.
pub(super) fn highlights(analysis: &Analysis, offset: usize, encoding: Encoding) -> Vec<DocumentHighlight> {
    let highlight = |mention: Mention| DocumentHighlight {
        range: encoding.range(&analysis.source, mention.span),
        kind: Some(match mention.access {
            Access::Read => DocumentHighlightKind::READ,
            Access::Declared | Access::Write | Access::Update => DocumentHighlightKind::WRITE,
        }),
    };
    mentions(analysis, offset, true).into_iter().map(highlight).collect()
}

/// The name at `offset`, if it can be given another one.
pub(super) fn renamable(analysis: &Analysis, offset: usize) -> Option<Span> {
    analysis.names.at(offset).map(|(mention, _)| mention.span)
}

/// The changes that give what stands at `offset` the name `new`; or why it cannot have it.
pub(super) fn rename(
    analysis: &Analysis,
    offset: usize,
    new: &str,
    encoding: Encoding,
) -> Result<Vec<TextEdit>, String> {
    let Some((mention, definition)) = analysis.names.at(offset) else {
        return Err("nothing here has a name that could be changed".to_owned());
    };
    if !is_name(new) {
        return Err(format!("`{new}` cannot be a name"));
    }
    let mentions: Vec<Mention> = analysis.names.of(mention.definition).collect();
    if stands_for_the_same(analysis, &renamed(analysis, &mentions, new)) {
        let range = |mention: &Mention| encoding.range(&analysis.source, mention.span);
        return Ok(mentions
            .iter()
            .map(|mention| TextEdit { range: range(mention), new_text: new.to_owned() })
            .collect());
    }
    let taken = analysis.names.definitions.iter().find(|other| other.name.text == new);
    let line =
        taken.map(|other| format!(": it is declared in line {}", analysis.source.position(other.name.span.start).line));
    let old = &definition.name.text;
    Err(format!("with the name `{new}`, `{old}` could not be told from another{}", line.unwrap_or_default()))
}

/// The text with another name at `mentions`, which are in its order.
fn renamed(analysis: &Analysis, mentions: &[Mention], new: &str) -> Analysis {
    let mut text = analysis.source.text().to_owned();
    for mention in mentions.iter().rev() {
        text.replace_range(mention.span.range(), new);
    }
    Analysis::new(Source::new(analysis.source.name(), text))
}

/// Whether each name of `after` stands for the same as before, and nothing else has become wrong. Renaming moves no name
/// past another.
fn stands_for_the_same(before: &Analysis, after: &Analysis) -> bool {
    let errors = |analysis: &Analysis| {
        analysis.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    };
    let meanings = |analysis: &Analysis| -> Vec<usize> {
        analysis.names.mentions.iter().map(|mention| mention.definition).collect()
    };
    errors(after) <= errors(before) && meanings(before) == meanings(after)
}
