//! What can be mended with a click: the small changes that diagnostics propose.

use std::collections::HashMap;
use std::ops::Range;

use lsp_types::{CodeAction, CodeActionKind, TextEdit, Uri, WorkspaceEdit};

use super::analysis::Analysis;
use super::diagnose;
use super::place::Encoding;
use crate::source::{Diagnostic, Fix, Span, one_line};

/// The changes for what is wrong within `within`, and one for all of them if there are several. All that can be mended in
/// the whole text is one more kind, for who asks for it: that is what editors do by themselves when a text is saved.
pub(super) fn actions(
    analysis: &Analysis,
    within: Range<usize>,
    only: Option<&[CodeActionKind]>,
    uri: &Uri,
    encoding: Encoding,
) -> Vec<CodeAction> {
    let mending = Mending::of(analysis, uri, encoding);
    let mut actions = Vec::new();
    if only.is_none_or(|only| covers(only, &CodeActionKind::QUICKFIX)) {
        actions.extend(mending.near(within));
        if !actions.is_empty() && mending.all.len() > 1 {
            actions.push(mending.everything(CodeActionKind::QUICKFIX));
        }
    }
    if only.is_some_and(|only| covers(only, &CodeActionKind::SOURCE_FIX_ALL)) && !mending.all.is_empty() {
        actions.push(mending.everything(CodeActionKind::SOURCE_FIX_ALL));
    }
    actions
}

/// Whether one of these kinds is `kind` or has it among its own: `source` has `source.fixAll`, and the empty one has all.
fn covers(wanted: &[CodeActionKind], kind: &CodeActionKind) -> bool {
    wanted.iter().any(|wanted| match kind.as_str().strip_prefix(wanted.as_str()) {
        Some(rest) => rest.is_empty() || rest.starts_with('.') || wanted.as_str().is_empty(),
        None => false,
    })
}

/// What is wrong with a text and can be mended.
struct Mending<'a> {
    all: Vec<(&'a Diagnostic, &'a Fix)>,
    analysis: &'a Analysis,
    uri: &'a Uri,
    encoding: Encoding,
}

impl<'a> Mending<'a> {
    fn of(analysis: &'a Analysis, uri: &'a Uri, encoding: Encoding) -> Self {
        let all = analysis.diagnostics.iter().filter_map(|diagnostic| Some((diagnostic, diagnostic.fix.as_ref()?)));
        Self { all: all.collect(), analysis, uri, encoding }
    }

    /// A change for each that touches `within`.
    fn near(&self, within: Range<usize>) -> impl Iterator<Item = CodeAction> {
        let touches = move |diagnostic: &Diagnostic| {
            let place = diagnostic.span().range();
            place.start <= within.end && within.start <= place.end
        };
        let near = self.all.iter().filter(move |(diagnostic, _)| touches(diagnostic));
        near.map(|(diagnostic, fix)| CodeAction {
            title: self.title(fix),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnose::shown(
                diagnostic,
                "concur",
                &self.analysis.source,
                self.uri,
                self.encoding,
            )]),
            edit: Some(self.change(&[fix])),
            is_preferred: Some(true),
            ..CodeAction::default()
        })
    }

    fn title(&self, fix: &Fix) -> String {
        let source = &self.analysis.source;
        let line = |span: Span| source.position(span.start).line;
        let (before, after) = (one_line(source.slice(fix.span)), one_line(fix.text.trim()));
        match (before.is_empty(), after.is_empty()) {
            // A line of its own, which may stand elsewhere.
            (true, _) if fix.text.ends_with('\n') => format!("Write `{after}` in line {}", line(fix.span)),
            (true, _) => format!("Write `{after}` here"),
            (_, true) => format!("Delete `{before}`"),
            _ => format!("Change `{before}` to `{after}`"),
        }
    }

    /// One change for all; of two that would change the same text the first.
    fn everything(&self, kind: CodeActionKind) -> CodeAction {
        let mut fixes: Vec<&Fix> = self.all.iter().map(|(_, fix)| *fix).collect();
        fixes.sort_by_key(|fix| fix.span);
        fixes.dedup_by(|fix, before| fix.span.start < before.span.end || fix.span == before.span);
        CodeAction {
            title: match fixes.len() {
                1 => "Mend what can be mended so".to_owned(),
                all => format!("Mend all {all} that can be mended so"),
            },
            kind: Some(kind),
            edit: Some(self.change(&fixes)),
            ..CodeAction::default()
        }
    }

    // The protocol's type has addresses as keys, and they are not changed.
    #[allow(clippy::mutable_key_type)]
    fn change(&self, fixes: &[&Fix]) -> WorkspaceEdit {
        let edit = |fix: &&Fix| TextEdit {
            range: self.encoding.range(&self.analysis.source, fix.span),
            new_text: fix.text.clone(),
        };
        let edits = fixes.iter().map(edit).collect();
        WorkspaceEdit { changes: Some(HashMap::from([(self.uri.clone(), edits)])), ..WorkspaceEdit::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_those_below_it() {
        let covers = |wanted: &'static str, kind| covers(&[CodeActionKind::from(wanted)], &CodeActionKind::from(kind));
        for wanted in ["", "source", "source.fixAll"] {
            assert!(covers(wanted, "source.fixAll"), "{wanted}");
        }
        for wanted in ["sour", "source.fix", "source.fixAll.concur", "quickfix", "."] {
            assert!(!covers(wanted, "source.fixAll"), "{wanted}");
        }
    }
}
