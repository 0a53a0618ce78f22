//! Precedence: from the grammar's flat list of operands and operators to a tree, as Python reads it.

use std::iter::Peekable;

use pest::iterators::{Pair, Pairs};

use super::super::ast::{BinaryOperator, CompareOperator, Expression, ExpressionKind, LogicalOperator, UnaryOperator};
use super::super::grammar::Rule;
use super::super::mistakes;
use super::{Builder, error_expression};
use crate::source::Span;

type Stream<'t> = Peekable<Pairs<'t, Rule>>;

// How tightly operators bind.
const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const COMPARE: u8 = 4;
const RANGE: u8 = 5;
const SUM: u8 = 6;
const PRODUCT: u8 = 7;
const SIGN: u8 = 8;
const POWER: u8 = 9;

#[derive(Clone, Copy)]
enum Infix {
    Logical(LogicalOperator),
    Compare(CompareOperator),
    Range,
    Binary(BinaryOperator),
}

impl<'t> Builder<'t> {
    pub(super) fn expression(&mut self, pair: Pair<'t, Rule>) -> Expression {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::expression | Rule::iterable => {}
            _ => return error_expression(span),
        }
        let mut stream = pair.into_inner().peekable();
        self.conditional(&mut stream)
    }

    /// `a if c else b`, which is what everything else is a part of.
    fn conditional(&mut self, stream: &mut Stream<'t>) -> Expression {
        let then = self.binary(stream, OR);
        if stream.next_if(|part| part.as_rule() == Rule::if_word).is_none() {
            return then;
        }
        let condition = self.binary(stream, OR);
        let _ = stream.next_if(|part| part.as_rule() == Rule::else_word);
        let otherwise = self.conditional(stream);
        let span = then.span.to(otherwise.span);
        let [condition, then, otherwise] = [condition, then, otherwise].map(Box::new);
        Expression { kind: ExpressionKind::Conditional { condition, then, otherwise }, span }
    }

    /// Operands joined by operators that bind at least as tightly as `floor`.
    fn binary(&mut self, stream: &mut Stream<'t>, floor: u8) -> Expression {
        let mut left = self.unary(stream, floor);
        while let Some(part) =
            stream.next_if(|part| part.as_rule() == Rule::infix && level(infix(part.as_str())) >= floor)
        {
            left = match infix(part.as_str()) {
                Infix::Compare(operator) => self.comparison(stream, left, operator),
                operator => self.join_operands(stream, left, operator),
            };
        }
        left
    }

    fn join_operands(&mut self, stream: &mut Stream<'t>, left: Expression, operator: Infix) -> Expression {
        // `**` binds to the right, and lets a sign follow.
        let floor = if level(operator) == POWER { SIGN } else { level(operator) + 1 };
        let right = self.binary(stream, floor);
        let span = left.span.to(right.span);
        let (left, right) = (Box::new(left), Box::new(right));
        let kind = match operator {
            Infix::Logical(operator) => ExpressionKind::Logical { operator, left, right },
            Infix::Binary(operator) => ExpressionKind::Binary { operator, left, right },
            Infix::Range | Infix::Compare(_) => ExpressionKind::Range { start: left, end: right },
        };
        Expression { kind, span }
    }

    /// `a < b <= c` is one comparison.
    fn comparison(&mut self, stream: &mut Stream<'t>, first: Expression, operator: CompareOperator) -> Expression {
        let mut rest = vec![(operator, self.binary(stream, RANGE))];
        let compares = |part: &Pair<'t, Rule>| part.as_rule() == Rule::infix && level(infix(part.as_str())) == COMPARE;
        while let Some(part) = stream.next_if(compares) {
            if let Infix::Compare(operator) = infix(part.as_str()) {
                rest.push((operator, self.binary(stream, RANGE)));
            }
        }
        let span = rest.last().map_or(first.span, |(_, last)| first.span.to(last.span));
        Expression { kind: ExpressionKind::Compare { first: Box::new(first), rest }, span }
    }

    fn unary(&mut self, stream: &mut Stream<'t>, floor: u8) -> Expression {
        let Some(sign) = stream.next_if(|part| part.as_rule() == Rule::prefix) else { return self.operand(stream) };
        let start = self.span(&sign);
        let (operator, inner) = match sign.as_str().trim_end() {
            "-" => (UnaryOperator::Negative, SIGN),
            "+" => (UnaryOperator::Positive, SIGN),
            _ => (UnaryOperator::Not, NOT),
        };
        if operator == UnaryOperator::Not && floor > NOT {
            self.report(mistakes::not_operand(start));
        }
        if operator == UnaryOperator::Negative
            && let Some(least) = self.least_integer(stream, start)
        {
            return least;
        }
        let operand = self.binary(stream, inner);
        let span = start.to(operand.span);
        Expression { kind: ExpressionKind::Unary { operator, operand: Box::new(operand) }, span }
    }

    /// `-9223372036854775808` fits although the number behind the sign does not.
    fn least_integer(&mut self, stream: &mut Stream<'t>, sign: Span) -> Option<Expression> {
        let number = stream.next_if(|part| part.as_rule() == Rule::number && part.as_str() == "9223372036854775808")?;
        let span = sign.to(self.span(&number));
        Some(Expression { kind: ExpressionKind::Int(i64::MIN), span })
    }

    fn operand(&mut self, stream: &mut Stream<'t>) -> Expression {
        let Some(first) = stream.next() else { return error_expression(Span::default()) };
        let mut value = self.primary(first);
        let behind = |part: &Pair<'t, Rule>| matches!(part.as_rule(), Rule::call | Rule::attribute | Rule::subscript);
        while let Some(part) = stream.next_if(behind) {
            value = self.postfix(value, part);
        }
        value
    }
}

fn level(operator: Infix) -> u8 {
    match operator {
        Infix::Logical(LogicalOperator::Or) => OR,
        Infix::Logical(LogicalOperator::And) => AND,
        Infix::Compare(_) => COMPARE,
        Infix::Range => RANGE,
        Infix::Binary(BinaryOperator::Add | BinaryOperator::Subtract) => SUM,
        Infix::Binary(BinaryOperator::Power) => POWER,
        Infix::Binary(_) => PRODUCT,
    }
}

fn infix(text: &str) -> Infix {
    match text.trim_end() {
        "or" => Infix::Logical(LogicalOperator::Or),
        "and" => Infix::Logical(LogicalOperator::And),
        "==" => Infix::Compare(CompareOperator::Equal),
        "!=" => Infix::Compare(CompareOperator::NotEqual),
        "<" => Infix::Compare(CompareOperator::Less),
        "<=" => Infix::Compare(CompareOperator::LessOrEqual),
        ">" => Infix::Compare(CompareOperator::Greater),
        ">=" => Infix::Compare(CompareOperator::GreaterOrEqual),
        "in" => Infix::Compare(CompareOperator::In),
        ".." => Infix::Range,
        "+" => Infix::Binary(BinaryOperator::Add),
        "-" => Infix::Binary(BinaryOperator::Subtract),
        "*" => Infix::Binary(BinaryOperator::Multiply),
        "/" => Infix::Binary(BinaryOperator::Divide),
        "//" => Infix::Binary(BinaryOperator::FloorDivide),
        "%" => Infix::Binary(BinaryOperator::Modulo),
        "**" => Infix::Binary(BinaryOperator::Power),
        // `not in`, with any blanks between.
        _ => Infix::Compare(CompareOperator::NotIn),
    }
}
