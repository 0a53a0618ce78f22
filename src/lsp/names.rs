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
    if let Some(line) = unreadable(analysis, &definition.name.text) {
        return Err(format!("`{}` stands in line {line}, which has a mistake: mend that first", definition.name.text));
    }
    if let Some(keyword) = analysis.names.perhaps(mention.definition) {
        let line = analysis.source.position(keyword.start).line;
        let old = &definition.name.text;
        return Err(format!("`{old}=` in line {line} may mean it, and only a run tells what is called there"));
    }
    let together = analysis.names.together(mention.definition);
    let mut mentions: Vec<Mention> = together.into_iter().flat_map(|one| analysis.names.of(one)).collect();
    mentions.sort_by_key(|mention| mention.span);
    let after = renamed(analysis, &mentions, new);
    if let Some(why) = differs(analysis, &after, &definition.name.text, new) {
        return Err(why);
    }
    let range = |mention: &Mention| encoding.range(&analysis.source, mention.span);
    Ok(mentions.iter().map(|mention| TextEdit { range: range(mention), new_text: new.to_owned() }).collect())
}

/// The first line where `name` stands in a statement that could not be read, so that nobody can say what it means there.
fn unreadable(analysis: &Analysis, name: &str) -> Option<usize> {
    let stray = analysis.names.strays.iter().find(|stray| stray.name == name)?;
    Some(analysis.source.position(stray.span.start).line)
}

/// The text with another name at `mentions`, which are in its order.
fn renamed(analysis: &Analysis, mentions: &[Mention], new: &str) -> Analysis {
    let text = analysis.source.text();
    let (mut longer, mut done) = (String::with_capacity(text.len()), 0);
    for mention in mentions {
        let range = mention.span.range();
        longer.push_str(text.get(done..range.start).unwrap_or_default());
        longer.push_str(new);
        done = range.end;
    }
    longer.push_str(text.get(done..).unwrap_or_default());
    Analysis::new(Source::new(analysis.source.name(), longer))
}

/// Why a text with another name in it does not mean what it meant: each name must stand for the same as before, each entry
/// of a schedule for the same thread, and nothing else may have become wrong. Renaming moves no name past another.
fn differs(before: &Analysis, after: &Analysis, old: &str, new: &str) -> Option<String> {
    let labels = |analysis: &Analysis| -> Vec<(usize, Vec<usize>)> {
        analysis.names.labels.iter().map(|label| (label.ordinal, label.starts.clone())).collect()
    };
    let meanings = |analysis: &Analysis| -> Vec<usize> {
        analysis.names.mentions.iter().map(|mention| mention.definition).collect()
    };
    let errors = |analysis: &Analysis| {
        analysis.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    };
    if labels(before) != labels(after) {
        return Some(format!("with the name `{new}`, the schedule could not tell `{old}` from another thread"));
    }
    if meanings(before) == meanings(after) && errors(after) <= errors(before) {
        return None;
    }
    let taken = before.names.definitions.iter().find(|other| other.name.text == new);
    let line =
        taken.map(|other| format!(": it is declared in line {}", before.source.position(other.name.span.start).line));
    Some(format!("with the name `{new}`, `{old}` could not be told from another{}", line.unwrap_or_default()))
}
