//! Statements.

use super::builder::Exit;
use super::{Lowerer, Meaning, count};
use crate::program::code::Op;
use crate::program::globals::Global;
use crate::program::{code::FunctionKind, errors};
use crate::source::Span;
use crate::syntax::ast::{
    BinaryOperator, Block, Expression, ExpressionKind, Name, Statement, StatementKind, ThreadBody, ThreadName,
};
use crate::syntax::{WORDS_ALONE, WORDS_WITH_PARENTHESES};
use crate::value::Value;

impl Lowerer {
    /// Lowers a block in a scope of its own.
    pub(super) fn block(&mut self, block: &Block) {
        self.builder().open_scope();
        for statement in &block.statements {
            self.statement(statement);
        }
        self.builder().close_scope();
    }

    /// Lowers one statement; the operand stack is empty before and after.
    pub(super) fn statement(&mut self, statement: &Statement) {
        use StatementKind as Kind;
        let span = statement.span;
        match &statement.kind {
            Kind::If { branches, otherwise } => self.if_statement(branches, otherwise.as_ref()),
            Kind::While { condition, body } => self.while_loop(Some(condition), body, span),
            Kind::Loop { body } => self.while_loop(None, body, span),
            Kind::For { targets, iterable, body } => self.for_loop(targets, iterable, body, span),
            Kind::Try { body, handlers, otherwise, finally } => {
                self.builder().open_scope();
                self.try_statement(body, handlers, otherwise.as_ref(), finally.as_ref(), span);
                self.builder().close_scope();
            }
            Kind::With { items, body } => self.with(items, body, span),
            Kind::Atomic(body) => self.in_scope(|lowerer| lowerer.atomic(body, span)),
            Kind::Critical { name, body } => self.in_scope(|lowerer| lowerer.critical(name.as_ref(), body, span)),
            Kind::Pass | Kind::Error => {}
            Kind::Variable(_) | Kind::Objects(_) | Kind::Function(_) | Kind::Claim(_) | Kind::Schedule(_) => {
                self.misplaced(statement);
            }
            _ => {
                let start = self.builder().here();
                self.simple_statement(statement);
                self.builder().part(without_block(statement), start);
            }
        }
    }

    /// A statement without a block of its own.
    fn simple_statement(&mut self, statement: &Statement) {
        use StatementKind as Kind;
        let span = statement.span;
        match &statement.kind {
            Kind::Let { names, value } => self.let_statement(names, value, span),
            Kind::Assign { target, value } => self.assign(target, value, span),
            Kind::Update { target, operator, value, .. } => self.update(target, *operator, value, span),
            Kind::Break => self.leave_loop(Exit::Break, "break", span),
            Kind::Continue => self.leave_loop(Exit::Continue, "continue", span),
            Kind::Return(value) => self.return_statement(value.as_ref(), span),
            Kind::Print { arguments, end, separator } => {
                self.print(arguments, separator.as_ref(), end.as_ref(), span);
            }
            Kind::Sleep(duration) => {
                self.expression(duration);
                self.emit(Op::Sleep, span);
            }
            Kind::Yield => {
                self.emit(Op::Yield, span);
            }
            Kind::Assert { condition, message } => self.assert_statement(condition, message.as_ref(), span),
            Kind::Raise(value) => self.raise(value.as_ref(), span),
            Kind::Join(targets) => self.join(targets, span),
            Kind::Thread(start) => self.thread_statement(start, span),
            Kind::Expression(value) => {
                self.value_alone(value);
                self.emit(Op::Pop, span);
            }
            _ => {}
        }
    }

    fn in_scope(&mut self, body: impl FnOnce(&mut Self)) {
        self.builder().open_scope();
        body(self);
        self.builder().close_scope();
    }

    /// A statement that is a value and no more: mostly a call.
    fn value_alone(&mut self, value: &Expression) {
        if let Some(sleep) = sleeps_less_than_nothing(value)
            && matches!(self.meaning("sleep", sleep), Meaning::Unknown)
        {
            self.report(errors::negative_sleep(value.span));
            return self.literal(Value::None, value.span);
        }
        self.beginning = match &value.kind {
            ExpressionKind::Name(_) => Some((value.span, WORDS_ALONE)),
            ExpressionKind::Call { callee, .. } => Some((callee.span, WORDS_WITH_PARENTHESES)),
            _ => None,
        };
        self.expression(value);
    }

    /// A declaration inside a block.
    fn misplaced(&mut self, statement: &Statement) {
        let (what, span) = match &statement.kind {
            StatementKind::Variable(variable) => {
                // Declared here all the same, so that its uses are not reported too.
                self.builder().declare(&variable.name, false);
                ("the declaration of a variable", variable.name.span)
            }
            StatementKind::Objects(declaration) => {
                for object in &declaration.objects {
                    self.builder().declare(&object.name, false);
                }
                ("the declaration of a primitive", declaration.kind_span)
            }
            StatementKind::Function(function) => {
                self.builder().declare(&function.name, false);
                ("a function", function.name.span)
            }
            StatementKind::Claim(claim) => ("a claim", claim.span),
            _ => ("a schedule", statement.span),
        };
        self.report(errors::top_level(what, span));
    }

    fn let_statement(&mut self, names: &[Name], value: &Expression, span: Span) {
        self.expression(value);
        if let [name] = names {
            self.new_local(name);
            return;
        }
        self.emit(Op::Unpack(count(names.len())), span);
        for name in names {
            self.new_local(name);
        }
    }

    /// Pops the top into a new local; a second one of that name in one block is an error.
    fn new_local(&mut self, name: &Name) {
        if let Some(first) = self.builder().in_this_scope(&name.text) {
            self.report(errors::redeclared(name, first.span));
        } else if self.builders.len() == 1 && self.builder().function.kind == FunctionKind::Main {
            // A global of the same name would be hidden from here on, while functions still see it.
            if let Some((first, declared)) = self.globals.find(&name.text).filter(|_| self.at_top_level()) {
                self.report(match first {
                    Global::Variable { .. } => errors::redeclared(name, declared),
                    _ => errors::duplicate(name, declared),
                });
            }
        }
        self.bind(name);
    }

    fn at_top_level(&mut self) -> bool {
        self.builder().is_at_top_level()
    }

    fn if_statement(&mut self, branches: &[(Expression, Block)], otherwise: Option<&Block>) {
        let mut to_end = Vec::new();
        for (index, (condition, body)) in branches.iter().enumerate() {
            let start = self.builder().here();
            let next = self.jump_unless(condition);
            self.builder().part(condition.span, start);
            self.block(body);
            if index + 1 < branches.len() || otherwise.is_some() {
                to_end.push(self.emit(Op::Jump(0), body.span));
            }
            self.builder().patch_here(next);
        }
        otherwise.iter().for_each(|otherwise| self.block(otherwise));
        for jump in to_end {
            self.builder().patch_here(jump);
        }
    }

    fn while_loop(&mut self, condition: Option<&Expression>, body: &Block, span: Span) {
        let start = self.builder().here();
        let head = self.head(span, body);
        self.in_loop(start, |lowerer| {
            let leave = condition.map(|condition| lowerer.jump_unless(condition));
            lowerer.builder().part(head, start);
            lowerer.block(body);
            lowerer.emit(Op::Jump(start), body.span);
            if let Some(leave) = leave {
                lowerer.builder().patch_here(leave);
            }
        });
    }

    fn for_loop(&mut self, targets: &[Name], iterable: &Expression, body: &Block, span: Span) {
        self.builder().open_scope();
        let (start, head) = (self.builder().here(), self.head(span, body));
        self.expression(iterable);
        let walk = self.builder().hidden_pair();
        self.emit(Op::IterBegin(walk), iterable.span);
        self.builder().part(head, start);
        let next = self.builder().here();
        self.in_loop(next, |lowerer| {
            lowerer.builder().open_scope();
            let leave = lowerer.next_item(walk, targets, iterable.span);
            lowerer.block(body);
            lowerer.builder().close_scope();
            lowerer.emit(Op::Jump(next), body.span);
            lowerer.builder().patch_here(leave);
        });
        self.builder().close_scope();
    }

    fn return_statement(&mut self, value: Option<&Expression>, span: Span) {
        match value {
            Some(value) => self.expression(value),
            None => {
                self.emit(Op::Literal(0), span);
            }
        }
        if self.builder().function.kind == FunctionKind::Main {
            self.report(errors::outside_function(span));
        } else {
            self.leave(Exit::Return, span);
        }
    }

    fn print(&mut self, values: &[Expression], separator: Option<&Expression>, end: Option<&Expression>, span: Span) {
        for value in values.iter().chain(separator).chain(end) {
            self.expression(value);
        }
        let arguments = count(values.len());
        self.emit(Op::Print { arguments, end: end.is_some(), separator: separator.is_some() }, span);
    }

    fn assert_statement(&mut self, condition: &Expression, message: Option<&Expression>, span: Span) {
        self.expression(condition);
        let fine = self.emit(Op::JumpIfTrue(0), span);
        match message {
            Some(message) => self.expression(message),
            None => self.literal(crate::value::Value::str(""), span),
        }
        self.emit(Op::AssertFail, span);
        self.builder().patch_here(fine);
    }

    fn join(&mut self, targets: &[Expression], span: Span) {
        if targets.is_empty() {
            self.emit(Op::JoinAll, span);
            return;
        }
        for target in targets {
            self.expression(target);
        }
        self.emit(Op::Join(count(targets.len())), span);
    }

    fn thread_statement(&mut self, start: &crate::syntax::ast::ThreadStart, span: Span) {
        self.thread(start, span);
        let ThreadName::Plain(name) = &start.name else {
            self.emit(Op::Pop, span);
            return;
        };
        if let Some(first) = self.builder().in_this_scope(&name.text).filter(|local| !local.handle) {
            self.report(errors::duplicate(name, first.span));
        }
        let slot = self.builder().declare(name, true);
        self.emit(Op::SetLocal(slot), span);
    }
}

/// The place of a statement that has no block of its own; where the block of a thread ends it, up to that block.
fn without_block(statement: &Statement) -> Span {
    let started = match &statement.kind {
        StatementKind::Thread(start) => Some(start),
        StatementKind::Let { value: Expression { kind: ExpressionKind::Thread(start), .. }, .. } => Some(&**start),
        _ => None,
    };
    match started {
        Some(start) if matches!(start.body, ThreadBody::Block(_)) => {
            Span { start: statement.span.start, end: start.head.end }
        }
        _ => statement.span,
    }
}

/// `sleep -1`: what is to be subtracted from a variable `sleep`, though a negative time was meant. The place of `sleep`.
fn sleeps_less_than_nothing(value: &Expression) -> Option<Span> {
    let ExpressionKind::Binary { operator, left, .. } = &value.kind else { return None };
    match &left.kind {
        ExpressionKind::Name(name) if name == "sleep" && *operator == BinaryOperator::Subtract => Some(left.span),
        _ => sleeps_less_than_nothing(left),
    }
}
