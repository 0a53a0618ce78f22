//! What can be done with a click: run and check above the first line, check over each claim, with what became of it.

use lsp_types::{CodeLens, Command, Position, Range, Uri};
use serde_json::json;

use super::analysis::Analysis;
use super::findings::Findings;
use super::place::Encoding;
use crate::syntax::ast::StatementKind;

/// Runs the scenario; the editor knows how.
const RUN: &str = "concur.run";
/// Checks the scenario; the editor knows how.
const CHECK: &str = "concur.check";

/// The lenses of a text.
pub(super) fn lenses(analysis: &Analysis, findings: Option<&Findings>, uri: &Uri, encoding: Encoding) -> Vec<CodeLens> {
    let command = |title: String, command: &str| Command {
        title,
        command: command.to_owned(),
        arguments: Some(vec![json!(uri.as_str())]),
    };
    let lens = |range: Range, command: Command| CodeLens { range, command: Some(command), data: None };
    let top = Range { start: Position::new(0, 0), end: Position::new(0, 0) };
    let mut found = vec![lens(top, command("run".to_owned(), RUN)), lens(top, command("check".to_owned(), CHECK))];
    if let Some(findings) = findings {
        found.push(lens(top, command(findings.summary.clone(), CHECK)));
    }
    for statement in &analysis.script.statements {
        let StatementKind::Claim(claim) = &statement.kind else { continue };
        let verdict = findings.and_then(|findings| findings.verdicts.iter().find(|verdict| verdict.span == claim.span));
        let title = verdict.map_or("check".to_owned(), |verdict| format!("check: {}", verdict.words));
        found.push(lens(encoding.range(&analysis.source, claim.span), command(title, CHECK)));
    }
    found
}
