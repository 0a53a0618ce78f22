//! Expressions: each pushes one value.

use super::place::Root;
use super::{Lowerer, Meaning, count};
use crate::primitives::registry;
use crate::program::code::{Op, Operand};
use crate::program::errors;
use crate::program::globals::Global;
use crate::source::Span;
use crate::syntax::ast::{
    CompareOperator, ComprehensionClause, Conversion, Expression, ExpressionKind, Interpolation, LogicalOperator,
    StrPart,
};
use crate::value::{ObjectKind, Value};

impl Lowerer {
    /// Emits code that pushes the value of an expression.
    pub(super) fn expression(&mut self, expression: &Expression) {
        use ExpressionKind as Kind;
        let span = expression.span;
        match &expression.kind {
            Kind::None | Kind::Error => self.literal(Value::None, span),
            Kind::Bool(value) => self.literal(Value::Bool(*value), span),
            Kind::Int(value) => self.literal(Value::Int(*value), span),
            Kind::Float(value) => self.literal(Value::Float(*value), span),
            Kind::Duration(value) => self.literal(Value::Duration(*value), span),
            Kind::Str(parts) => self.text(parts, span),
            Kind::Name(name) => self.name(name, span),
            Kind::List(items) => {
                items.iter().for_each(|item| self.expression(item));
                self.emit(Op::BuildList(count(items.len())), span);
            }
            Kind::Dict(entries) => {
                for (key, value) in entries {
                    self.expression(key);
                    self.expression(value);
                }
                self.emit(Op::BuildDict(count(entries.len())), span);
            }
            Kind::Comprehension { element, clauses } => self.comprehension(element, clauses, span),
            Kind::Range { start, end } => {
                self.expression(start);
                self.expression(end);
                self.emit(Op::BuildRange, span);
            }
            Kind::Unary { operator, operand } => {
                self.expression(operand);
                self.emit(Op::Unary(*operator), span);
            }
            Kind::Binary { operator, left, right } => {
                self.expression(left);
                let right = self.operand(right);
                self.emit(Op::Binary(*operator, right), span);
            }
            Kind::Compare { first, rest } => self.compare(first, rest, span),
            Kind::Logical { operator, left, right } => {
                self.expression(left);
                let jump = match operator {
                    LogicalOperator::And => self.emit(Op::JumpIfFalseOrPop(0), span),
                    LogicalOperator::Or => self.emit(Op::JumpIfTrueOrPop(0), span),
                };
                self.expression(right);
                self.builder().patch_here(jump);
            }
            Kind::Conditional { condition, then, otherwise } => {
                let no = self.jump_unless(condition);
                self.expression(then);
                let over = self.emit(Op::Jump(0), span);
                self.builder().patch_here(no);
                self.expression(otherwise);
                self.builder().patch_here(over);
            }
            Kind::Call { callee, arguments } => self.call(callee, arguments, span),
            Kind::Attribute { object, name } => self.attribute(object, name, span),
            Kind::Index { object, index } => self.index(expression, object, index, span),
            Kind::Slice { object, start, end, step } => {
                self.expression(object);
                for bound in [start, end, step] {
                    match bound {
                        Some(bound) => self.expression(bound),
                        None => self.literal(Value::None, span),
                    }
                }
                self.emit(Op::Slice, span);
            }
            Kind::Thread(start) => self.thread(start, span),
        }
    }

    fn name(&mut self, name: &str, span: Span) {
        match self.meaning(name, span) {
            Meaning::Local(local) => {
                self.emit(Op::Local(local.slot), span);
            }
            Meaning::Global(Global::Variable { id, .. }) => {
                self.emit(Op::ReadShared { variable: id, depth: 0 }, span);
            }
            Meaning::Global(Global::Constant(index)) => {
                self.emit(Op::Constant(index), span);
            }
            Meaning::Global(Global::Function(id)) => self.literal(Value::Function(id), span),
            Meaning::Global(Global::Object { site, array, .. }) => {
                self.emit(if array { Op::ObjectArray(site) } else { Op::Object(site) }, span);
            }
            Meaning::Builtin(builtin) => self.literal(Value::Builtin(builtin), span),
            Meaning::Special(_) => {
                self.report(errors::not_a_value(name, span, &format!("write `{name}()`")));
                self.literal(Value::None, span);
            }
            Meaning::Exception => {
                // A type alone, as in `raise ValueError`: an exception without a message.
                let symbol = self.symbol(name);
                self.emit(Op::MakeException(symbol, 0), span);
            }
            Meaning::Unknown => {
                self.report_unknown(name, span);
                self.literal(Value::None, span);
            }
        }
    }

    fn index(&mut self, whole: &Expression, object: &Expression, index: &Expression, span: Span) {
        if let Some((site, _)) = self.object_array(object) {
            self.expression(index);
            self.emit(Op::ObjectElement(site), span);
            return;
        }
        // An element of a shared variable is a location of its own, read in one step.
        if let Some(place) = self.place(whole)
            && let Root::Shared { variable, .. } = place.root
        {
            self.indices(&place);
            self.emit(Op::ReadShared { variable, depth: place.depth() }, span);
            return;
        }
        if let (Some(Operand::Local(slot)), Some(index)) = (self.plain_operand(object), self.plain_operand(index)) {
            self.emit(Op::IndexLocal(slot, index), span);
            return;
        }
        self.expression(object);
        self.expression(index);
        self.emit(Op::Index, span);
    }

    /// The array of primitives that an expression names.
    pub(super) fn object_array(&mut self, expression: &Expression) -> Option<(u32, ObjectKind)> {
        let ExpressionKind::Name(name) = &expression.kind else { return None };
        match self.meaning(name, expression.span) {
            Meaning::Global(Global::Object { site, kind, array: true }) => Some((site, kind)),
            _ => None,
        }
    }

    /// The kind of the primitive that an expression surely gives, if that is known before the run.
    pub(super) fn known_kind(&mut self, expression: &Expression) -> Option<ObjectKind> {
        match &expression.kind {
            ExpressionKind::Name(name) => match self.meaning(name, expression.span) {
                Meaning::Global(Global::Object { kind, array: false, .. }) => Some(kind),
                _ => None,
            },
            ExpressionKind::Index { object, .. } => self.object_array(object).map(|(_, kind)| kind),
            ExpressionKind::Call { callee, .. } => match &callee.kind {
                ExpressionKind::Attribute { object, name } => {
                    let guards = registry::kind(self.known_kind(object)?).guards;
                    guards.iter().find(|(guard, _)| *guard == name.text).map(|(_, kind)| *kind)
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn compare(&mut self, first: &Expression, rest: &[(CompareOperator, Expression)], span: Span) {
        self.expression(first);
        if let [(operator, operand)] = rest {
            let right = self.operand(operand);
            self.emit(Op::Compare(*operator, right), span);
            return;
        }
        // `a < b < c`: b is evaluated once and kept; the first false comparison is the result.
        let kept = self.builder().hidden();
        let mut to_end = Vec::new();
        for (index, (operator, operand)) in rest.iter().enumerate() {
            let last = index + 1 == rest.len();
            self.expression(operand);
            if !last {
                self.emit(Op::SetLocal(kept), span);
                self.emit(Op::Local(kept), span);
            }
            self.emit(Op::Compare(*operator, Operand::Top), span);
            if !last {
                to_end.push(self.emit(Op::JumpIfFalseOrPop(0), span));
                self.emit(Op::Local(kept), span);
            }
        }
        for jump in to_end {
            self.builder().patch_here(jump);
        }
    }

    fn comprehension(&mut self, element: &Expression, clauses: &[ComprehensionClause], span: Span) {
        self.builder().open_scope();
        let list = self.builder().hidden();
        self.emit(Op::BuildList(0), span);
        self.emit(Op::SetLocal(list), span);
        self.comprehension_clauses(element, clauses, list, span);
        self.emit(Op::Local(list), span);
        self.builder().close_scope();
    }

    fn comprehension_clauses(&mut self, element: &Expression, clauses: &[ComprehensionClause], list: u32, span: Span) {
        let Some((clause, inner)) = clauses.split_first() else {
            self.expression(element);
            self.emit(Op::Append(list), span);
            return;
        };
        self.expression(&clause.iterable);
        let walk = self.builder().hidden_pair();
        self.emit(Op::IterBegin(walk), clause.iterable.span);
        let next = self.builder().here();
        self.builder().open_scope();
        let leave = self.next_item(walk, &clause.targets, clause.iterable.span);
        for condition in &clause.conditions {
            let skip = self.jump_unless(condition);
            self.builder().patch(skip, next);
        }
        self.comprehension_clauses(element, inner, list, span);
        self.builder().close_scope();
        self.emit(Op::Jump(next), span);
        self.builder().patch_here(leave);
    }

    fn text(&mut self, parts: &[StrPart], span: Span) {
        match parts {
            [] => return self.literal(Value::str(""), span),
            [StrPart::Text(text)] => return self.literal(Value::str(text.as_str()), span),
            _ => {}
        }
        let mut pieces = 0;
        for part in parts {
            match part {
                StrPart::Text(text) => self.literal(Value::str(text.as_str()), span),
                StrPart::Interpolation(interpolation) => {
                    if let Some(debug) = &interpolation.debug {
                        self.literal(Value::str(debug.as_str()), span);
                        pieces += 1;
                    }
                    self.interpolation(interpolation);
                }
            }
            pieces += 1;
        }
        self.emit(Op::Concat(pieces), span);
    }

    fn interpolation(&mut self, interpolation: &Interpolation) {
        self.expression(&interpolation.value);
        let formatted = interpolation.format.is_some();
        if let Some(format) = &interpolation.format {
            self.text(format, interpolation.span);
        }
        // Python's debug form shows the repr, unless a format or a conversion says otherwise.
        let debug = interpolation.debug.is_some() && !formatted;
        let repr = interpolation.conversion.map_or(debug, |conversion| conversion == Conversion::Repr);
        self.emit(Op::Format { repr, formatted }, interpolation.span);
    }
}
