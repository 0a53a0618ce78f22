//! What can be mended with a click: the small changes that diagnostics propose.

use std::collections::HashMap;

use lsp_types::{CodeAction, CodeActionKind, TextEdit, Uri, WorkspaceEdit};

use super::analysis::Analysis;
use super::diagnose;
use super::place::Encoding;
use crate::source::{Diagnostic, Fix};

/// The changes for what is wrong within `wanted`, and one for all of them if there are several.
// The protocol's type has addresses as keys, and they are not changed.
#[allow(clippy::mutable_key_type)]
pub(super) fn actions(
    analysis: &Analysis,
    wanted: std::ops::Range<usize>,
    uri: &Uri,
    encoding: Encoding,
) -> Vec<CodeAction> {
    let edit = |fix: &Fix| TextEdit { range: encoding.range(&analysis.source, fix.span), new_text: fix.text.clone() };
    let change = |edits: Vec<TextEdit>| WorkspaceEdit {
        changes: Some(HashMap::from([(uri.clone(), edits)])),
        ..WorkspaceEdit::default()
    };
    let all: Vec<(&Diagnostic, &Fix)> =
        analysis.diagnostics.iter().filter_map(|diagnostic| Some((diagnostic, diagnostic.fix.as_ref()?))).collect();
    let touches = |diagnostic: &Diagnostic| {
        let place = diagnostic.span().range();
        place.start <= wanted.end && wanted.start <= place.end
    };
    let mut actions: Vec<CodeAction> = all
        .iter()
        .filter(|(diagnostic, _)| touches(diagnostic))
        .map(|(diagnostic, fix)| CodeAction {
            title: title(fix, analysis.source.slice(fix.span)),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnose::shown(diagnostic, "concur", &analysis.source, uri, encoding)]),
            edit: Some(change(vec![edit(fix)])),
            is_preferred: Some(true),
            ..CodeAction::default()
        })
        .collect();
    if !actions.is_empty() && all.len() > 1 {
        actions.push(CodeAction {
            title: format!("Mend all {} that can be mended so", all.len()),
            kind: Some(CodeActionKind::QUICKFIX),
            edit: Some(change(all.iter().map(|(_, fix)| edit(fix)).collect())),
            ..CodeAction::default()
        });
    }
    actions
}

fn title(fix: &Fix, before: &str) -> String {
    let after = fix.text.trim();
    match (before.is_empty(), after.is_empty()) {
        (true, _) => format!("Write `{after}` here"),
        (_, true) => format!("Delete `{before}`"),
        _ => format!("Change `{before}` to `{after}`"),
    }
}
