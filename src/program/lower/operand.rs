//! Right sides, conditions and loop variables: what is written so often that it has instructions of its own.

use super::{Lowerer, Meaning, count};
use crate::program::code::{Jump, Op, Operand};
use crate::source::Span;
use crate::syntax::ast::{Expression, ExpressionKind, Name, UnaryOperator};

impl Lowerer {
    /// A right side that needs no instruction: a local or a small int. Reading it late changes nothing.
    pub(super) fn plain_operand(&mut self, expression: &Expression) -> Option<Operand> {
        match &expression.kind {
            ExpressionKind::Int(value) => i32::try_from(*value).ok().map(Operand::Int),
            ExpressionKind::Name(name) => match self.meaning(name, expression.span) {
                Meaning::Local(local) => Some(Operand::Local(local.slot)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The right side of an operation, pushed if need be.
    pub(super) fn operand(&mut self, expression: &Expression) -> Operand {
        self.plain_operand(expression).unwrap_or_else(|| {
            self.expression(expression);
            Operand::Top
        })
    }

    /// Evaluates a condition; gives the jump for when it is false.
    pub(super) fn jump_unless(&mut self, condition: &Expression) -> usize {
        let span = condition.span;
        match &condition.kind {
            ExpressionKind::Compare { first, rest } if rest.len() == 1 => {
                self.expression(first);
                let mut jump = 0;
                for (operator, right) in rest {
                    let right = self.operand(right);
                    jump = self.emit(Op::JumpUnless(*operator, right, 0), span);
                }
                jump
            }
            ExpressionKind::Unary { operator: UnaryOperator::Not, operand } => {
                self.expression(operand);
                self.emit(Op::JumpIfTrue(0), span)
            }
            _ => {
                self.expression(condition);
                self.emit(Op::JumpIfFalse(0), span)
            }
        }
    }

    /// Emits the head of a loop over `walk`: the next item into the loop variables. Gives the jump for when there is none.
    pub(super) fn next_item(&mut self, walk: u32, targets: &[Name], span: Span) -> usize {
        const UNKNOWN: Jump = 0;
        if let [target] = targets {
            let into = self.builder().declare(target, false);
            return self.emit(Op::IterInto { walk, into, end: UNKNOWN }, span);
        }
        let end = self.emit(Op::IterNext(walk, UNKNOWN), span);
        self.emit(Op::Unpack(count(targets.len())), span);
        for target in targets {
            self.bind(target);
        }
        end
    }
}
