//! What the tree says of names by itself: what is declared where, and what is written.

use std::collections::BTreeMap;

use super::{Access, Definition, Role};
use crate::source::Span;
use crate::syntax::ast::{
    Block, Expression, ExpressionKind, Name, Schedule, Script, Statement, StatementKind, ThreadName, VariableKind,
};
use crate::syntax::walk::{Visitor, walk};
use crate::value::method_mutates;

/// What was found in a tree.
pub(super) struct Collected {
    /// Declarations.
    pub(super) definitions: Vec<Definition>,
    /// The places of names that are written there.
    pub(super) writes: BTreeMap<Span, Access>,
    /// Schedules.
    pub(super) schedules: Vec<Schedule>,
}

/// Goes through `script`, a text that covers `whole`.
pub(super) fn collect(script: &mut Script, whole: Span) -> Collected {
    let found = Collected { definitions: Vec::new(), writes: BTreeMap::new(), schedules: Vec::new() };
    let mut collector = Collector { whole, blocks: Vec::new(), found };
    walk(script, &mut collector);
    collector.found
}

struct Collector {
    whole: Span,
    /// The blocks around what comes by, the innermost last.
    blocks: Vec<Span>,
    found: Collected,
}

impl Collector {
    fn declare(&mut self, name: &Name, role: Role, statement: Span, scope: Span) {
        self.found.definitions.push(Definition { name: name.clone(), role, statement, scope });
    }

    /// A local: seen from here to the end of the block.
    fn local(&mut self, name: &Name, role: Role, statement: Span) {
        let block = self.blocks.last().copied().unwrap_or(self.whole);
        self.declare(name, role, statement, Span { start: name.span.start, end: block.end });
    }

    fn thread_names(&mut self, statement: &Statement) {
        let StatementKind::Thread(start) = &statement.kind else { return };
        if let ThreadName::Plain(name) = &start.name {
            self.local(name, Role::Thread, statement.span);
        }
    }

    fn write(&mut self, target: &Expression, access: Access) {
        let mut root = target;
        while let ExpressionKind::Index { object, .. } = &root.kind {
            root = object;
        }
        if matches!(root.kind, ExpressionKind::Name(_)) {
            self.found.writes.insert(root.span, access);
        }
    }

    fn leave_blocks_before(&mut self, place: Span) {
        while self.blocks.last().is_some_and(|block| block.end < place.end || block.start > place.start) {
            self.blocks.pop();
        }
    }

    fn declaration(&mut self, statement: &Statement) {
        let (span, whole) = (statement.span, self.whole);
        match &statement.kind {
            StatementKind::Variable(variable) => {
                let role = match variable.kind {
                    VariableKind::Shared => Role::Shared,
                    VariableKind::Atomic => Role::Atomic,
                    VariableKind::Const => Role::Constant,
                };
                self.declare(&variable.name, role, span, whole);
            }
            StatementKind::Objects(objects) => {
                for object in &objects.objects {
                    let role = Role::Primitive { kind: objects.kind, array: object.size.is_some() };
                    self.declare(&object.name, role, span, whole);
                }
            }
            StatementKind::Function(function) => {
                self.declare(&function.name, Role::Function, span, whole);
                for parameter in &function.parameters {
                    self.declare(&parameter.name, Role::Parameter, span, function.body.span);
                }
            }
            _ => {}
        }
    }

    fn locals(&mut self, statement: &Statement) {
        let span = statement.span;
        match &statement.kind {
            StatementKind::Let { names, value } => {
                let role = role_of(value);
                names.iter().for_each(|name| self.local(name, role, span));
            }
            StatementKind::For { targets, .. } => {
                targets.iter().for_each(|name| self.declare(name, Role::Local, span, span));
            }
            StatementKind::With { items, .. } => {
                for name in items.iter().filter_map(|item| item.binding.as_ref()) {
                    self.declare(name, Role::Local, span, span);
                }
            }
            StatementKind::Try { handlers, .. } => {
                for handler in handlers {
                    if let Some(name) = &handler.binding {
                        self.declare(name, Role::Local, handler.span, handler.body.span);
                    }
                }
            }
            StatementKind::Critical { name: Some(name), .. } => self.declare(name, Role::Section, span, self.whole),
            _ => {}
        }
    }
}

/// What a local is that is given this value.
fn role_of(value: &Expression) -> Role {
    match &value.kind {
        ExpressionKind::Thread(_) => Role::Thread,
        ExpressionKind::Call { callee, .. } => match &callee.kind {
            ExpressionKind::Attribute { name, .. } if name.text == "submit" => Role::Future,
            _ => Role::Local,
        },
        _ => Role::Local,
    }
}

impl Visitor for Collector {
    fn statement(&mut self, statement: &mut Statement) {
        self.leave_blocks_before(statement.span);
        match &statement.kind {
            StatementKind::Assign { target, .. } => self.write(target, Access::Write),
            StatementKind::Update { target, .. } => self.write(target, Access::Update),
            _ => {}
        }
        self.declaration(statement);
        self.locals(statement);
        self.thread_names(statement);
    }

    fn block(&mut self, block: &mut Block) {
        self.leave_blocks_before(block.span);
        self.blocks.push(block.span);
    }

    fn expression(&mut self, expression: &mut Expression) {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Comprehension { clauses, .. } => {
                for name in clauses.iter().flat_map(|clause| &clause.targets) {
                    self.declare(name, Role::Local, span, span);
                }
            }
            ExpressionKind::Call { callee, .. } => {
                if let ExpressionKind::Attribute { object, name } = &callee.kind
                    && method_mutates(&name.text)
                {
                    self.write(object, Access::Write);
                }
            }
            // Within an expression the name is a label, for schedules, and no local.
            ExpressionKind::Thread(start) => {
                if let ThreadName::Plain(name) = &start.name {
                    self.declare(name, Role::Thread, span, name.span);
                }
            }
            _ => {}
        }
    }

    fn schedule(&mut self, schedule: &mut Schedule) {
        self.found.schedules.push(schedule.clone());
    }
}
