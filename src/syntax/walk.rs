//! Goes through a whole tree, outer nodes before inner ones.
//!
//! Every place in the tree comes by, so that two trees can be compared with their places left aside.

use super::ast::{
    Argument, Block, Choice, ClaimKind, Expression, ExpressionKind, Interpolation, Name, Schedule, Script, Statement,
    StatementKind, StrPart, ThreadBody, ThreadName, ThreadStart, Turn,
};
use crate::source::Span;

/// What is done with the nodes that come by; with each of them nothing, unless said otherwise.
pub trait Visitor {
    /// A statement, at whatever depth.
    fn statement(&mut self, _: &mut Statement) {}
    /// A block of statements.
    fn block(&mut self, _: &mut Block) {}
    /// An expression, or a part of one.
    fn expression(&mut self, _: &mut Expression) {}
    /// A schedule.
    fn schedule(&mut self, _: &mut Schedule) {}
    /// A place.
    fn place(&mut self, _: &mut Span) {}
}

/// Shows every node of `script` to `visitor`.
pub fn walk(script: &mut Script, visitor: &mut dyn Visitor) {
    script.statements.iter_mut().for_each(|statement| Walk(visitor).statement(statement));
}

/// Whether two trees say the same, wherever it stands.
pub fn same(one: &Script, other: &Script) -> bool {
    struct Forget;
    impl Visitor for Forget {
        fn place(&mut self, span: &mut Span) {
            *span = Span::default();
        }
    }
    let [one, other] = [one, other].map(|script| {
        let mut script = script.clone();
        walk(&mut script, &mut Forget);
        script
    });
    one == other
}

struct Walk<'v>(&'v mut dyn Visitor);

impl Walk<'_> {
    fn statement(&mut self, statement: &mut Statement) {
        self.0.statement(statement);
        self.0.place(&mut statement.span);
        match &mut statement.kind {
            StatementKind::Variable(variable) => {
                self.name(&mut variable.name);
                self.expression(&mut variable.value);
            }
            StatementKind::Objects(objects) => {
                self.0.place(&mut objects.kind_span);
                for object in &mut objects.objects {
                    self.0.place(&mut object.span);
                    self.name(&mut object.name);
                    self.maybe(object.size.as_mut());
                    self.arguments(&mut object.arguments);
                }
            }
            StatementKind::Function(function) => {
                self.name(&mut function.name);
                for parameter in &mut function.parameters {
                    self.name(&mut parameter.name);
                    self.maybe(parameter.default.as_mut());
                }
                self.block(&mut function.body);
            }
            StatementKind::Claim(claim) => {
                self.0.place(&mut claim.span);
                self.claim(&mut claim.kind);
            }
            StatementKind::Schedule(schedule) => self.schedule(schedule),
            StatementKind::Thread(thread) => self.thread(thread),
            StatementKind::Try { .. } | StatementKind::If { .. } => self.clauses(&mut statement.kind),
            _ => self.simple(&mut statement.kind),
        }
    }

    /// Statements of several blocks.
    fn clauses(&mut self, kind: &mut StatementKind) {
        match kind {
            StatementKind::If { branches, otherwise } => {
                for (condition, block) in branches {
                    self.expression(condition);
                    self.block(block);
                }
                otherwise.iter_mut().for_each(|block| self.block(block));
            }
            StatementKind::Try { body, handlers, otherwise, finally } => {
                self.block(body);
                for handler in handlers {
                    self.0.place(&mut handler.span);
                    handler.types.iter_mut().chain(&mut handler.binding).for_each(|name| self.name(name));
                    self.block(&mut handler.body);
                }
                otherwise.iter_mut().chain(finally).for_each(|block| self.block(block));
            }
            _ => {}
        }
    }

    fn simple(&mut self, kind: &mut StatementKind) {
        match kind {
            StatementKind::Let { names, value } => {
                names.iter_mut().for_each(|name| self.name(name));
                self.expression(value);
            }
            StatementKind::Assign { target, value } => {
                self.expression(target);
                self.expression(value);
            }
            StatementKind::Update { target, operator_span, value, .. } => {
                self.0.place(operator_span);
                self.expression(target);
                self.expression(value);
            }
            StatementKind::While { condition, body } => {
                self.expression(condition);
                self.block(body);
            }
            StatementKind::For { targets, iterable, body } => {
                targets.iter_mut().for_each(|name| self.name(name));
                self.expression(iterable);
                self.block(body);
            }
            StatementKind::With { items, body } => {
                for item in items {
                    self.expression(&mut item.context);
                    item.binding.iter_mut().for_each(|name| self.name(name));
                }
                self.block(body);
            }
            StatementKind::Critical { name, body } => {
                name.iter_mut().for_each(|name| self.name(name));
                self.block(body);
            }
            StatementKind::Loop { body } | StatementKind::Atomic(body) => self.block(body),
            StatementKind::Return(value) | StatementKind::Raise(value) => self.maybe(value.as_mut()),
            StatementKind::Print { arguments, end, separator } => {
                arguments.iter_mut().chain(end).chain(separator).for_each(|value| self.expression(value));
            }
            StatementKind::Assert { condition, message } => {
                self.expression(condition);
                self.maybe(message.as_mut());
            }
            StatementKind::Join(threads) => threads.iter_mut().for_each(|thread| self.expression(thread)),
            StatementKind::Sleep(value) | StatementKind::Expression(value) => self.expression(value),
            _ => {}
        }
    }

    fn claim(&mut self, kind: &mut ClaimKind) {
        match kind {
            ClaimKind::Output { block, .. } => self.0.place(block),
            ClaimKind::State { condition, .. } | ClaimKind::Invariant(condition) => self.expression(condition),
            ClaimKind::Race { on, .. } => self.maybe(on.as_mut()),
            ClaimKind::Raises { exception: name, .. } | ClaimKind::Overlap { section: name, .. } => {
                name.iter_mut().for_each(|name| self.name(name));
            }
            ClaimKind::Deadlock(_) | ClaimKind::Livelock(_) => {}
        }
    }

    fn schedule(&mut self, schedule: &mut Schedule) {
        self.0.schedule(schedule);
        self.0.place(&mut schedule.span);
        for entry in &mut schedule.entries {
            self.0.place(&mut entry.span);
            let Turn::Choosing(choices) = &mut entry.turn else { continue };
            for choice in choices {
                if let Choice::Waiters(waiters) = choice {
                    waiters.iter_mut().for_each(|waiter| self.0.place(&mut waiter.span));
                }
            }
        }
    }

    fn thread(&mut self, thread: &mut ThreadStart) {
        self.0.place(&mut thread.head);
        match &mut thread.name {
            ThreadName::Numbered => {}
            ThreadName::Plain(name) => self.name(name),
            ThreadName::Computed(name) => self.expression(name),
        }
        match &mut thread.body {
            ThreadBody::Block(block) => self.block(block),
            ThreadBody::Call { callee, arguments } => {
                self.expression(callee);
                self.arguments(arguments);
            }
        }
    }

    fn block(&mut self, block: &mut Block) {
        self.0.block(block);
        self.0.place(&mut block.span);
        block.statements.iter_mut().for_each(|statement| self.statement(statement));
    }

    fn name(&mut self, name: &mut Name) {
        self.0.place(&mut name.span);
    }

    fn arguments(&mut self, arguments: &mut [Argument]) {
        for argument in arguments {
            argument.name.iter_mut().for_each(|name| self.name(name));
            self.expression(&mut argument.value);
        }
    }

    fn maybe(&mut self, expression: Option<&mut Expression>) {
        expression.into_iter().for_each(|expression| self.expression(expression));
    }

    fn expression(&mut self, expression: &mut Expression) {
        self.0.expression(expression);
        self.0.place(&mut expression.span);
        match &mut expression.kind {
            ExpressionKind::Str(parts) => self.string(parts),
            ExpressionKind::List(items) => items.iter_mut().for_each(|item| self.expression(item)),
            ExpressionKind::Dict(entries) => {
                for (key, value) in entries {
                    self.expression(key);
                    self.expression(value);
                }
            }
            ExpressionKind::Comprehension { element, clauses } => {
                self.expression(element);
                for clause in clauses {
                    clause.targets.iter_mut().for_each(|name| self.name(name));
                    self.expression(&mut clause.iterable);
                    clause.conditions.iter_mut().for_each(|condition| self.expression(condition));
                }
            }
            ExpressionKind::Compare { first, rest } => {
                self.expression(first);
                rest.iter_mut().for_each(|(_, operand)| self.expression(operand));
            }
            ExpressionKind::Call { callee, arguments } => {
                self.expression(callee);
                self.arguments(arguments);
            }
            ExpressionKind::Attribute { object, name } => {
                self.expression(object);
                self.name(name);
            }
            ExpressionKind::Thread(thread) => self.thread(thread),
            kind => self.operands(kind),
        }
    }

    /// Expressions made of a fixed number of others.
    fn operands(&mut self, kind: &mut ExpressionKind) {
        let operands: Vec<&mut Expression> = match kind {
            ExpressionKind::Range { start, end } => vec![start, end],
            ExpressionKind::Unary { operand, .. } => vec![operand],
            ExpressionKind::Binary { left, right, .. } | ExpressionKind::Logical { left, right, .. } => {
                vec![left, right]
            }
            ExpressionKind::Conditional { condition, then, otherwise } => vec![then, condition, otherwise],
            ExpressionKind::Index { object, index } => vec![object, index],
            ExpressionKind::Slice { object, start, end, step } => {
                let bounds = [start, end, step].into_iter().flatten().map(|bound| &mut **bound);
                std::iter::once(&mut **object).chain(bounds).collect()
            }
            _ => Vec::new(),
        };
        operands.into_iter().for_each(|operand| self.expression(operand));
    }

    fn string(&mut self, parts: &mut [StrPart]) {
        for part in parts {
            let StrPart::Interpolation(Interpolation { value, format, span, .. }) = part else { continue };
            self.0.place(span);
            self.expression(value);
            format.iter_mut().for_each(|parts| self.string(parts));
        }
    }
}
