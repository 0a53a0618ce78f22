//! Variables, primitives, functions, and how threads start.

use pest::iterators::Pair;

use super::super::ast::{
    Block, Expression, ExpressionKind, Function, ObjectDeclaration, ObjectDeclarator, Parameter, StatementKind,
    ThreadBody, ThreadName, ThreadStart, VariableDeclaration, VariableKind,
};
use super::super::grammar::Rule;
use super::super::mistakes;
use super::{Builder, parts};
use crate::value::ObjectKind;

impl<'t> Builder<'t> {
    pub(super) fn variable(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        let mut inner = parts(pair);
        let (Some(word), Some(name)) = (inner.next(), inner.next()) else { return StatementKind::Error };
        let kind = match word.as_rule() {
            Rule::shared_word => VariableKind::Shared,
            Rule::atomic_word => VariableKind::Atomic,
            _ => VariableKind::Const,
        };
        let name = self.name(&name);
        StatementKind::Variable(VariableDeclaration { kind, name, value: self.next_expression(&mut inner) })
    }

    pub(super) fn objects(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        let mut inner = parts(pair);
        let Some(word) = inner.next() else { return StatementKind::Error };
        let Some(kind) = ObjectKind::from_keyword(word.as_str().trim_end()) else { return StatementKind::Error };
        let kind_span = self.span(&word);
        let objects = inner.filter_map(|part| self.declarator(part)).collect();
        StatementKind::Objects(ObjectDeclaration { kind, kind_span, objects })
    }

    fn declarator(&mut self, pair: Pair<'t, Rule>) -> Option<ObjectDeclarator> {
        let span = self.span(&pair);
        let mut inner = parts(pair);
        let name = inner.next().map(|part| self.name(&part))?;
        let mut declarator = ObjectDeclarator { name, size: None, arguments: Vec::new(), span };
        for part in inner {
            match part.as_rule() {
                Rule::size => declarator.size = parts(part).next().map(|part| self.expression(part)),
                _ => declarator.arguments = self.arguments(part),
            }
        }
        Some(declarator)
    }

    pub(super) fn function(&mut self, pair: Pair<'t, Rule>) -> StatementKind {
        let mut head = None;
        let mut body = Block::default();
        for part in parts(pair) {
            match part.as_rule() {
                Rule::function_head => head = self.function_head(part),
                Rule::block => body = self.block(part),
                _ => self.diagnose(part.as_span().start(), part.as_span().end(), Rule::lone_function),
            }
        }
        let Some((name, parameters)) = head else { return StatementKind::Error };
        StatementKind::Function(Function { name, parameters, body })
    }

    fn function_head(&mut self, pair: Pair<'t, Rule>) -> Option<(super::Name, Vec<Parameter>)> {
        let mut inner = parts(pair);
        let name = inner.next().map(|part| self.name(&part))?;
        let mut parameters: Vec<Parameter> = Vec::new();
        for part in inner.next().into_iter().flat_map(parts) {
            let mut pieces = parts(part);
            let Some(name) = pieces.next().map(|piece| self.name(&piece)) else { continue };
            let default = pieces.next().map(|piece| self.expression(piece));
            if default.is_none() && parameters.last().is_some_and(|before| before.default.is_some()) {
                self.report(mistakes::default_order(&name));
            }
            parameters.push(Parameter { name, default });
        }
        Some((name, parameters))
    }

    pub(super) fn thread_start(&mut self, pair: Pair<'t, Rule>) -> ThreadStart {
        let start = pair.as_span().start();
        let mut head = self.span(&pair);
        let (mut daemon, mut name, mut body) = (false, ThreadName::Numbered, ThreadBody::Block(Block::default()));
        for part in parts(pair) {
            match part.as_rule() {
                Rule::daemon_word => daemon = true,
                Rule::name => name = ThreadName::Plain(self.name(&part)),
                Rule::string => name = ThreadName::Computed(Box::new(self.string(part))),
                Rule::block => {
                    let length = self.text.get(start..part.as_span().start()).unwrap_or_default().trim_end().len();
                    head = self.at(start, start + length);
                    body = ThreadBody::Block(self.block(part));
                }
                _ => body = self.started(part),
            }
        }
        ThreadStart { daemon, name, body, head }
    }

    /// `worker(1)` behind `thread`: the last call is the one that the thread does.
    fn started(&mut self, pair: Pair<'t, Rule>) -> ThreadBody {
        let Expression { kind, span } = self.chain(pair);
        match kind {
            ExpressionKind::Call { callee, arguments } => ThreadBody::Call { callee, arguments },
            kind => {
                self.report(mistakes::thread_without_call(span));
                let callee = Box::new(Expression { kind, span });
                ThreadBody::Call { callee, arguments: Vec::new() }
            }
        }
    }
}
