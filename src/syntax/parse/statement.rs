//! Statements and what stands in their heads.

use pest::iterators::Pair;

use super::super::ast::{
    BinaryOperator, Block, Expression, ExpressionKind, Handler, Statement, StatementKind, WithItem,
};
use super::super::grammar::Rule;
use super::super::mistakes;
use super::{Builder, error_expression, is_mark, parts};
use crate::source::Span;

impl<'t> Builder<'t> {
    pub(super) fn statement(&mut self, pair: Pair<'t, Rule>) -> Statement {
        let (whole, start) = (pair.as_span(), pair.as_span().start());
        let mut inner = pair.into_inner();
        let Some(first) = inner.next() else {
            return Statement { kind: StatementKind::Error, span: self.at(start, whole.end()) };
        };
        let span = self.span(&first);
        let count = self.diagnostics.len();
        let kind = self.statement_kind(first);
        if let Some(junk) = inner.find(|part| part.as_rule() == Rule::junk) {
            let thread = whole.as_str().starts_with("thread") || whole.as_str().starts_with("daemon");
            if thread && junk.as_str().starts_with(':') {
                self.diagnostics.truncate(count);
            }
            // What was said about the beginning explains the rest of the line.
            if !self.has_errors_since(count) || thread && junk.as_str().starts_with(':') {
                self.diagnose(start, junk.as_span().end(), Rule::lone_statement);
            }
            self.blocks_in(junk);
            let end = start + whole.as_str().trim_end().len();
            return Statement { kind: StatementKind::Error, span: self.at(start, end) };
        }
        Statement { kind, span }
    }

    fn statement_kind(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        match pair.as_rule() {
            Rule::if_statement => self.if_statement(pair),
            Rule::while_statement => {
                let (condition, body) = self.branches(pair).0.into_iter().next().unwrap_or_else(no_branch);
                StatementKind::While { condition, body }
            }
            Rule::loop_statement => StatementKind::Loop { body: self.only_block(pair) },
            Rule::for_statement => self.for_statement(pair),
            Rule::with_statement => self.with_statement(pair),
            Rule::try_statement => self.try_statement(pair),
            Rule::function => self.function(pair),
            Rule::atomic_block => StatementKind::Atomic(self.only_block(pair)),
            Rule::critical => {
                let name = parts(pair.clone()).find(|part| part.as_rule() == Rule::name).map(|part| self.name(&part));
                StatementKind::Critical { name, body: self.only_block(pair) }
            }
            Rule::schedule => StatementKind::Schedule(self.schedule(pair)),
            Rule::let_statement => {
                let mut inner = parts(pair);
                let names = inner.next().map(|part| self.names(part)).unwrap_or_default();
                StatementKind::Let { names, value: self.next_expression(&mut inner) }
            }
            Rule::variable => self.variable(pair),
            Rule::objects => self.objects(pair),
            Rule::claim | Rule::invariant => self.claim(pair),
            _ => self.simple_kind(pair),
        }
    }

    fn simple_kind(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        let rule = pair.as_rule();
        let mut inner = parts(pair.clone());
        match rule {
            Rule::break_statement => StatementKind::Break,
            Rule::continue_statement => StatementKind::Continue,
            Rule::pass_statement => StatementKind::Pass,
            Rule::yield_statement => StatementKind::Yield,
            Rule::return_statement => StatementKind::Return(inner.next().map(|part| self.expression(part))),
            Rule::raise => StatementKind::Raise(inner.next().map(|part| self.expression(part))),
            Rule::sleep => StatementKind::Sleep(self.next_expression(&mut inner)),
            Rule::assert => {
                let condition = self.next_expression(&mut inner);
                StatementKind::Assert { condition, message: inner.next().map(|part| self.expression(part)) }
            }
            Rule::print => self.print(pair),
            Rule::join => self.join(pair),
            Rule::expression_statement => self.expression_statement(pair),
            _ => StatementKind::Error,
        }
    }

    pub(super) fn next_expression(&mut self, inner: &mut impl Iterator<Item = Pair<'t, Rule>>) -> Expression {
        inner.next().map_or_else(|| error_expression(Span::default()), |part| self.expression(part))
    }

    fn only_block(&mut self, pair: Pair<'t, Rule>) -> Block {
        let block = parts(pair).find(|part| part.as_rule() == Rule::block);
        block.map(|block| self.block(block)).unwrap_or_default()
    }

    /// Conditions with their blocks, and the `else` block.
    fn branches(&mut self, pair: Pair<'t, Rule>) -> (Vec<(Expression, Block)>, Option<Block>) {
        let (mut branches, mut otherwise, mut condition) = (Vec::new(), None, None);
        for part in parts(pair) {
            match part.as_rule() {
                Rule::condition => condition = parts(part).next().map(|part| self.expression(part)),
                Rule::bad_head => {
                    condition = Some(error_expression(self.span(&part)));
                    self.diagnose(part.as_span().start(), part.as_span().end(), Rule::lone_condition);
                }
                Rule::block => {
                    let body = self.block(part);
                    branches.push((condition.take().unwrap_or_else(|| error_expression(body.span)), body));
                }
                _ => otherwise = Some(self.only_block(part)),
            }
        }
        (branches, otherwise)
    }

    fn if_statement(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        let (branches, otherwise) = self.branches(pair);
        StatementKind::If { branches, otherwise }
    }

    fn for_statement(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        let (mut targets, mut iterable, mut body) = (Vec::new(), None, Block::default());
        for part in parts(pair) {
            match part.as_rule() {
                Rule::for_head => {
                    for piece in parts(part) {
                        match piece.as_rule() {
                            Rule::targets => targets = self.names(piece),
                            _ => iterable = parts(piece).next().map(|part| self.expression(part)),
                        }
                    }
                }
                Rule::block => body = self.block(part),
                _ => self.diagnose(part.as_span().start(), part.as_span().end(), Rule::lone_for),
            }
        }
        let iterable = iterable.unwrap_or_else(|| error_expression(body.span));
        StatementKind::For { targets, iterable, body }
    }

    fn with_statement(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        let (mut items, mut body) = (Vec::new(), Block::default());
        for part in parts(pair) {
            match part.as_rule() {
                Rule::with_head => items = parts(part).map(|item| self.with_item(item)).collect(),
                Rule::block => body = self.block(part),
                _ => {
                    items = vec![WithItem { context: error_expression(self.span(&part)), binding: None }];
                    self.diagnose(part.as_span().start(), part.as_span().end(), Rule::lone_with);
                }
            }
        }
        StatementKind::With { items, body }
    }

    fn with_item(&mut self, pair: Pair<'t, Rule>) -> WithItem {
        let mut inner = parts(pair);
        let context = self.next_expression(&mut inner);
        WithItem { context, binding: inner.next().map(|part| self.name(&part)) }
    }

    fn try_statement(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        let word = self.at(pair.as_span().start(), pair.as_span().start() + "try".len());
        let (mut body, mut handlers, mut otherwise, mut finally) = (Block::default(), Vec::new(), None, None);
        let mut bare = None;
        for part in parts(pair) {
            match part.as_rule() {
                Rule::block => body = self.block(part),
                Rule::handler => {
                    bare = bare.or_else(|| is_bare(&part).then_some(handlers.len()));
                    handlers.push(self.handler(part));
                }
                Rule::otherwise => otherwise = Some(self.only_block(part)),
                _ => finally = Some(self.only_block(part)),
            }
        }
        if let Some([first, next, ..]) = bare.and_then(|bare| handlers.get(bare..)) {
            self.report(mistakes::bare_except(first.span, next.span));
        }
        if handlers.is_empty() && finally.is_none() {
            self.report(mistakes::lonely_try(word));
        }
        StatementKind::Try { body, handlers, otherwise, finally }
    }

    fn handler(&mut self, pair: Pair<'t, Rule>) -> Handler {
        let whole = self.span(&pair);
        let start = pair.as_span().start();
        let mut handler = Handler { types: Vec::new(), binding: None, body: Block::default(), span: whole };
        for part in parts(pair) {
            match part.as_rule() {
                Rule::handler_head => {
                    for piece in parts(part) {
                        match piece.as_rule() {
                            Rule::handler_types => handler.types = self.names(piece),
                            _ => handler.binding = Some(self.name(&piece)),
                        }
                    }
                }
                Rule::block => {
                    let head = self.text.get(start..part.as_span().start()).unwrap_or_default().trim_end().len();
                    handler.span = self.at(start, start + head);
                    handler.body = self.block(part);
                }
                _ => self.diagnose(part.as_span().start(), part.as_span().end(), Rule::lone_handler),
            }
        }
        handler
    }

    fn print(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        let (mut arguments, mut end, mut separator) = (Vec::new(), None, None);
        for argument in self.spread(pair) {
            match argument.name {
                None => arguments.push(argument.value),
                Some(name) if name.text == "end" => end = Some(argument.value),
                Some(name) if name.text == "sep" => separator = Some(argument.value),
                Some(name) => self.report(mistakes::print_keyword(&name)),
            }
        }
        StatementKind::Print { arguments, end, separator }
    }

    fn join(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        let arguments = self.spread(pair);
        if let Some(name) = arguments.iter().find_map(|argument| argument.name.as_ref()) {
            self.report(mistakes::join_keyword(name));
        }
        StatementKind::Join(arguments.into_iter().map(|argument| argument.value).collect())
    }

    fn expression_statement(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        let mut inner = pair.into_inner().filter(|part| part.as_rule() == Rule::assign || !is_mark(part.as_rule()));
        let target = self.next_expression(&mut inner);
        let Some(sign) = inner.next() else {
            return match target.kind {
                ExpressionKind::Thread(thread) => StatementKind::Thread(*thread),
                _ => StatementKind::Expression(target),
            };
        };
        let operator_span = self.span(&sign);
        let value = self.next_expression(&mut inner);
        let operator = match sign.as_str().trim_end() {
            "+=" => BinaryOperator::Add,
            "-=" => BinaryOperator::Subtract,
            "*=" => BinaryOperator::Multiply,
            "/=" => BinaryOperator::Divide,
            "//=" => BinaryOperator::FloorDivide,
            "%=" => BinaryOperator::Modulo,
            "**=" => BinaryOperator::Power,
            _ => return StatementKind::Assign { target, value },
        };
        StatementKind::Update { target, operator, operator_span, value }
    }
}

/// Whether a handler catches everything: `except { }`.
fn is_bare(handler: &Pair<'_, Rule>) -> bool {
    let mut heads = parts(handler.clone()).filter(|part| part.as_rule() == Rule::handler_head);
    heads.any(|head| parts(head).next().is_none())
}

fn no_branch() -> (Expression, Block) {
    (error_expression(Span::default()), Block::default())
}
