//! Behind a line that is more than one step: which. "Each read and each write is a step" cannot be seen in `x += 1`.

use lsp_types::{InlayHint, InlayHintKind, InlayHintLabel, InlayHintTooltip};

use super::analysis::Analysis;
use super::place::Encoding;
use crate::program::Steps;
use crate::source::Span;
use crate::syntax::ast::{Block, Script, Statement, StatementKind};
use crate::syntax::walk::{Visitor, walk};

/// More words than that are not listed.
const MOST: usize = 6;

/// The hints of the statements that touch `wanted`; none where the text cannot be compiled.
pub(super) fn hints(analysis: &Analysis, wanted: std::ops::Range<usize>, encoding: Encoding) -> Vec<InlayHint> {
    let Some(scenario) = &analysis.scenario else { return Vec::new() };
    let program = &scenario.image.program;
    let parts = parts(&analysis.script);
    let near = parts.into_iter().filter(|part| part.range().start < wanted.end && wanted.start < part.range().end);
    let hint = |part: Span| {
        let label = label(&program.steps_within(part))?;
        let text = analysis.source.slice(part);
        let end = part.range().start + text.trim_end().len();
        Some(InlayHint {
            position: encoding.position(&analysis.source, end),
            label: InlayHintLabel::String(label),
            kind: None::<InlayHintKind>,
            text_edits: None,
            tooltip: Some(InlayHintTooltip::String(
                "Between two steps of a thread any other thread may do its own.".to_owned(),
            )),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        })
    };
    near.filter_map(hint).collect()
}

/// `2 steps: read, write`; nothing where there is no shared variable in it, or not more than one step.
fn label(steps: &Steps) -> Option<String> {
    if !steps.shared || steps.words.len() < 2 || steps.repeated {
        return None;
    }
    let words = if steps.words.len() > MOST { String::new() } else { format!(": {}", steps.words.join(", ")) };
    let at_most = if steps.conditional { "up to " } else { "" };
    let plural = if steps.count == 1 { "step" } else { "steps" };
    let calls = if steps.words.len() > steps.count { " and those of calls" } else { "" };
    Some(format!("{at_most}{} {plural}{calls}{words}", steps.count))
}

/// Statements without a block, and the heads of those with one; not within `atomic { }`, which is one step as it is.
fn parts(script: &Script) -> Vec<Span> {
    let mut parts = Parts { found: Vec::new(), atomic: Vec::new() };
    walk(&mut script.clone(), &mut parts);
    let Parts { mut found, atomic } = parts;
    found.retain(|part| !atomic.iter().any(|block| block.start <= part.start && part.end <= block.end));
    found
}

struct Parts {
    found: Vec<Span>,
    atomic: Vec<Span>,
}

impl Visitor for Parts {
    fn statement(&mut self, statement: &mut Statement) {
        let head = |body: &Block| Span { start: statement.span.start, end: body.span.start };
        match &statement.kind {
            StatementKind::Assign { .. }
            | StatementKind::Update { .. }
            | StatementKind::Let { .. }
            | StatementKind::Expression(_)
            | StatementKind::Print { .. }
            | StatementKind::Return(_)
            | StatementKind::Assert { .. } => self.found.push(statement.span),
            StatementKind::If { branches, .. } => {
                for (condition, _) in branches {
                    self.found.push(condition.span);
                }
            }
            StatementKind::While { body, .. } | StatementKind::For { body, .. } => self.found.push(head(body)),
            StatementKind::Atomic(body) => self.atomic.push(body.span),
            _ => {}
        }
    }
}
