//! What the tree knows of places that the text alone does not show: where statements start, which braces are blocks,
//! and what is one piece whatever stands in it.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::Bracket;
use crate::source::Span;
use crate::syntax::ast::{Block, ClaimKind, Expression, ExpressionKind, Schedule, Script, Statement, StatementKind};
use crate::syntax::walk::{Visitor, walk};

/// Places in a text, all in bytes.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Where statements start.
    pub(super) statements: BTreeSet<usize>,
    /// The `{` of blocks; all others are dicts.
    pub(super) blocks: BTreeMap<usize, Bracket>,
    /// Strings and entries of schedules, from start to end.
    pub(super) pieces: BTreeMap<usize, usize>,
    /// Where schedules start: at the word before the brace.
    pub(super) schedules: BTreeSet<usize>,
}

/// The marks of a text that has no errors.
pub(super) fn marks(script: &Script) -> Marks {
    let mut marks = Marks::default();
    walk(&mut script.clone(), &mut marks);
    marks
}

impl Marks {
    fn piece(&mut self, span: Span) {
        self.pieces.insert(span.start as usize, span.end as usize);
    }
}

impl Visitor for Marks {
    fn statement(&mut self, statement: &mut Statement) {
        self.statements.insert(statement.span.start as usize);
        if let StatementKind::Claim(claim) = &statement.kind
            && let ClaimKind::Output { block, .. } = &claim.kind
        {
            self.blocks.insert(block.start as usize, Bracket::Output);
        }
    }

    fn block(&mut self, block: &mut Block) {
        self.blocks.insert(block.span.start as usize, Bracket::Block);
    }

    fn expression(&mut self, expression: &mut Expression) {
        if matches!(expression.kind, ExpressionKind::Str(_)) {
            self.piece(expression.span);
        }
    }

    fn schedule(&mut self, schedule: &mut Schedule) {
        self.schedules.insert(schedule.span.start as usize);
        schedule.entries.iter().for_each(|entry| self.piece(entry.span));
    }
}
