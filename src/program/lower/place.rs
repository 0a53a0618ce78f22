//! Places: what can be read, assigned and changed in place, `x` and `xs[i]["k"]`.

use super::{Lowerer, Meaning, count};
use crate::program::code::{Op, VariableId};
use crate::program::errors;
use crate::program::globals::Global;
use crate::source::Span;
use crate::syntax::ast::{BinaryOperator, Expression, ExpressionKind};

/// What a place is rooted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    Local { slot: u32, captured: bool },
    Shared { variable: VariableId, atomic: bool },
}

/// A variable or an element of one.
#[derive(Debug)]
pub(super) struct Place<'a> {
    pub(super) root: Root,
    pub(super) name: &'a str,
    pub(super) name_span: Span,
    pub(super) indices: Vec<&'a Expression>,
}

impl Place<'_> {
    /// How many indices.
    pub(super) fn depth(&self) -> u32 {
        count(self.indices.len())
    }
}

impl Lowerer {
    /// The place that an expression names, if it names one.
    pub(super) fn place<'a>(&mut self, expression: &'a Expression) -> Option<Place<'a>> {
        let (mut root, mut indices) = (expression, Vec::new());
        while let ExpressionKind::Index { object, index } = &root.kind {
            indices.push(&**index);
            root = object;
        }
        indices.reverse();
        let ExpressionKind::Name(name) = &root.kind else { return None };
        let found = match self.meaning(name, root.span) {
            Meaning::Local(local) => Root::Local { slot: local.slot, captured: local.captured },
            Meaning::Global(Global::Variable { id, atomic }) => Root::Shared { variable: id, atomic },
            _ => return None,
        };
        Some(Place { root: found, name, name_span: root.span, indices })
    }

    /// `target = value`.
    pub(super) fn assign(&mut self, target: &Expression, value: &Expression, span: Span) {
        self.expression(value);
        let Some(place) = self.target(target) else {
            self.emit(Op::Pop, span);
            return;
        };
        self.indices(&place);
        self.store(&place, span);
    }

    /// `target += value`.
    pub(super) fn update(&mut self, target: &Expression, operator: BinaryOperator, value: &Expression, span: Span) {
        let Some(place) = self.target(target) else {
            self.expression(value);
            self.emit(Op::Pop, span);
            return;
        };
        if let (Root::Local { slot, .. }, true) = (place.root, place.indices.is_empty()) {
            let right = self.operand(value);
            self.emit(Op::UpdateLocal(slot, operator, right), span);
            return;
        }
        // Indices are evaluated once, before the value, as in Python.
        let slots: Vec<u32> = place.indices.iter().map(|index| self.keep(index)).collect();
        let depth = place.depth();
        if let Root::Shared { variable, atomic: true } = place.root {
            self.expression(value);
            self.push_all(&slots, span);
            self.emit(Op::UpdateAtomic { variable, depth, operator }, span);
            return;
        }
        self.push_all_of(&place, &slots, target.span);
        let right = self.operand(value);
        self.emit(Op::Binary(operator, right), span);
        self.push_all(&slots, span);
        self.store(&place, span);
    }

    /// The place to the left of `=`, or a report of why it is none.
    fn target<'a>(&mut self, target: &'a Expression) -> Option<Place<'a>> {
        if let Some(place) = self.place(target) {
            if let Root::Local { captured: true, .. } = place.root {
                let local = self.builder().local(place.name).map(|local| local.span);
                let diagnostic = errors::captured(place.name, place.name_span, local);
                self.report(diagnostic);
            }
            return Some(place);
        }
        let mut root = target;
        while let ExpressionKind::Index { object, .. } = &root.kind {
            root = object;
        }
        match &root.kind {
            ExpressionKind::Error => {}
            ExpressionKind::Name(name) => self.report_bad_target(name, root.span),
            ExpressionKind::Slice { .. } => self.report(errors::slice_target(root.span)),
            _ => self.report(errors::target(target.span)),
        }
        None
    }

    fn report_bad_target(&mut self, name: &str, span: Span) {
        let declared = self.globals.span(name);
        let what = match self.meaning(name, span) {
            Meaning::Global(Global::Constant(_)) => "a constant".to_owned(),
            Meaning::Global(Global::Function(_)) => "a function".to_owned(),
            Meaning::Global(Global::Object { kind, .. }) => super::with_article(kind),
            Meaning::Builtin(_) | Meaning::Special(_) => "a built-in function".to_owned(),
            _ => return self.report_undeclared(name, span),
        };
        self.report(errors::constant(name, &what, span, declared));
    }

    /// Pushes the indices of a place.
    pub(super) fn indices(&mut self, place: &Place) {
        for index in &place.indices {
            self.expression(index);
        }
    }

    /// Evaluates into a slot without a name.
    pub(super) fn keep(&mut self, expression: &Expression) -> u32 {
        self.expression(expression);
        let slot = self.builder().hidden();
        self.emit(Op::SetLocal(slot), expression.span);
        slot
    }

    fn push_all(&mut self, slots: &[u32], span: Span) {
        for slot in slots {
            self.emit(Op::Local(*slot), span);
        }
    }

    /// Pushes the value of a place whose indices have been kept.
    fn push_all_of(&mut self, place: &Place, slots: &[u32], span: Span) {
        match place.root {
            Root::Shared { variable, .. } => {
                self.push_all(slots, span);
                self.emit(Op::ReadShared { variable, depth: place.depth() }, span);
            }
            Root::Local { slot, .. } => {
                self.emit(Op::Local(slot), span);
                for index in slots {
                    self.emit(Op::Local(*index), span);
                    self.emit(Op::Index, span);
                }
            }
        }
    }

    /// Pops indices and value into a place.
    fn store(&mut self, place: &Place, span: Span) {
        let depth = place.depth();
        match place.root {
            Root::Shared { variable, .. } => self.emit(Op::WriteShared { variable, depth }, span),
            Root::Local { slot, .. } if depth == 0 => self.emit(Op::SetLocal(slot), span),
            Root::Local { slot, .. } => self.emit(Op::SetPath { slot, depth }, span),
        };
    }
}
