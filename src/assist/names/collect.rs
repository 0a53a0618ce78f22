//! What the tree says of names by itself: what is declared where, and what is written.

use std::collections::BTreeMap;

use super::origin::Origin;
use super::threads::Template;
use super::{Access, Definition, Role};
use crate::assist::shape::Shape;
use crate::assist::signature::Parameter;
use crate::program::ATOMIC_METHODS;
use crate::source::Span;
use crate::syntax::ast::{
    Argument, Block, ClaimKind, Expression, ExpressionKind, Function, Name, Schedule, Script, Statement, StatementKind,
    ThreadBody, ThreadName, ThreadStart, VariableKind,
};
use crate::syntax::walk::{Visitor, walk};
use crate::value::{ObjectKind, is_builtin_exception, method_mutates};

/// What was found in a tree.
#[derive(Default)]
pub(super) struct Collected {
    /// Declarations.
    pub(super) definitions: Vec<Definition>,
    /// Where their values come from, by the places of the names.
    pub(super) origins: BTreeMap<Span, Origin>,
    /// The places of names that are written there.
    pub(super) writes: BTreeMap<Span, Access>,
    /// The blocks of functions: what is a local outside is not seen there.
    pub(super) bodies: Vec<Span>,
    /// Calls of what has a name: of functions, by whatever may call them.
    pub(super) calls: Vec<(Span, Vec<Argument>)>,
    /// Of calls by `submit`, what it is asked of, by the places of the functions.
    pub(super) submitted: BTreeMap<Span, Span>,
    /// Schedules.
    pub(super) schedules: Vec<Schedule>,
    /// How threads are called, in the order of the text.
    pub(super) threads: Vec<Template>,
    /// Types of exception, as they are raised, caught and claimed.
    pub(super) exceptions: BTreeMap<String, Vec<Span>>,
    /// What could not be read.
    pub(super) broken: Vec<Span>,
}

/// Goes through `script`, which was made from `text`.
pub(super) fn collect(script: &mut Script, text: &str) -> Collected {
    let whole = Span::new(0, text.len());
    let found = Collected { threads: vec![Template::main()], ..Collected::default() };
    let mut collector = Collector { text, whole, blocks: Vec::new(), unused: None, found };
    walk(script, &mut collector);
    let mut found = collector.found;
    found.broken.extend(gaps(&script.statements, whole));
    found
}

/// What lies between statements: blanks and comments, or what no statement could be made of.
fn gaps(statements: &[Statement], whole: Span) -> Vec<Span> {
    let mut end = whole.start;
    let mut found = Vec::new();
    for statement in statements {
        found.push(Span { start: end, end: statement.span.start });
        end = end.max(statement.span.end);
    }
    found.push(Span { start: end, end: whole.end });
    found.retain(|gap| gap.start < gap.end);
    found
}

struct Collector<'t> {
    text: &'t str,
    whole: Span,
    /// The blocks around what comes by, the innermost last.
    blocks: Vec<Span>,
    /// The expression whose value nobody looks at.
    unused: Option<Span>,
    found: Collected,
}

/// A name that is declared, with its statement.
struct Declared<'n> {
    name: &'n Name,
    role: Role,
    statement: Span,
    /// The statement without its blocks.
    head: Span,
}

impl Collector<'_> {
    fn declare(&mut self, declared: &Declared<'_>, scope: Span, origin: Origin) {
        let Declared { name, role, statement, head } = *declared;
        self.found.origins.insert(name.span, origin);
        let (shape, parameters) = (Shape::Unknown, Vec::new());
        self.found.definitions.push(Definition { name: name.clone(), role, statement, head, scope, shape, parameters });
    }

    /// A local: seen from behind its statement to the end of the block.
    fn local(&mut self, declared: &Declared<'_>, origin: Origin) {
        let block = self.blocks.last().copied().unwrap_or(self.whole);
        self.declare(declared, Span { start: declared.statement.end, end: block.end }, origin);
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
                let declared = Declared { name: &variable.name, role, statement: span, head: span };
                self.declare(&declared, whole, Origin::of(&variable.value));
            }
            StatementKind::Objects(objects) => {
                for object in &objects.objects {
                    let role = Role::Primitive { kind: objects.kind, array: object.size.is_some() };
                    let one = Shape::Primitive(objects.kind);
                    let shape = if object.size.is_some() { Shape::list(one) } else { one };
                    let declared = Declared { name: &object.name, role, statement: span, head: span };
                    self.declare(&declared, whole, Origin::Known(shape));
                    if objects.kind == ObjectKind::Pool {
                        self.found.threads.push(Template::of_pool(&object.arguments));
                    }
                }
            }
            StatementKind::Function(function) => self.function(function, span),
            _ => {}
        }
    }

    fn function(&mut self, function: &Function, span: Span) {
        let head = Span { start: span.start, end: function.body.span.start };
        let declared = Declared { name: &function.name, role: Role::Function, statement: span, head };
        self.declare(&declared, self.whole, Origin::Known(Shape::Plain));
        self.found.bodies.push(function.body.span);
        let written = |span: Span| self.text.get(span.range()).unwrap_or_default();
        let parameters = function.parameters.iter().map(|parameter| {
            let default = parameter.default.as_ref();
            let default = default.map(|default| format!("={}", one_line(written(default.span))));
            Parameter::named(&parameter.name.text, &default.unwrap_or_default())
        });
        let parameters = parameters.collect();
        if let Some(definition) = self.found.definitions.last_mut() {
            definition.parameters = parameters;
        }
        for (index, parameter) in function.parameters.iter().enumerate() {
            let declared = Declared { name: &parameter.name, role: Role::Parameter, statement: span, head };
            let origin = Origin::Argument { function: function.name.span, index, default: parameter.default.clone() };
            self.declare(&declared, function.body.span, origin);
        }
    }

    fn locals(&mut self, statement: &Statement) {
        let span = statement.span;
        let until = |block: &Block| Span { start: span.start, end: block.span.start };
        match &statement.kind {
            StatementKind::Let { names, value } => {
                let role = role_of(value);
                let head = match &value.kind {
                    ExpressionKind::Thread(start) => Span { start: span.start, end: start.head.end },
                    _ => span,
                };
                for (name, origin) in names.iter().zip(Origin::unpacked(value, names.len())) {
                    self.local(&Declared { name, role, statement: span, head }, origin);
                }
            }
            StatementKind::For { targets, iterable, body } => {
                for (name, origin) in targets.iter().zip(Origin::items(iterable, targets.len())) {
                    self.declare(
                        &Declared { name, role: Role::Local, statement: span, head: until(body) },
                        body.span,
                        origin,
                    );
                }
            }
            StatementKind::With { items, body } => {
                for item in items {
                    let Some(name) = &item.binding else { continue };
                    let declared = Declared { name, role: Role::Local, statement: span, head: until(body) };
                    self.declare(&declared, body.span, Origin::Entered(item.context.clone()));
                }
            }
            StatementKind::Try { handlers, .. } => {
                for handler in handlers {
                    if let Some(name) = &handler.binding {
                        let head = handler.span;
                        let declared = Declared { name, role: Role::Local, statement: head, head };
                        self.declare(&declared, handler.body.span, Origin::Known(Shape::Exception));
                    }
                }
            }
            StatementKind::Critical { name: Some(name), body } => {
                let declared = Declared { name, role: Role::Section, statement: span, head: until(body) };
                self.declare(&declared, self.whole, Origin::Known(Shape::Plain));
            }
            _ => {}
        }
    }

    /// A thread's name: its handle, where it is a statement; within an expression only a label, for schedules.
    fn thread(&mut self, start: &ThreadStart, statement: Option<Span>, whole: Span) {
        if let ThreadName::Plain(name) = &start.name {
            let declared =
                Declared { name, role: Role::Thread, statement: statement.unwrap_or(whole), head: start.head };
            match statement {
                Some(_) => self.local(&declared, Origin::Known(Shape::Thread)),
                None => self.declare(&declared, name.span, Origin::Known(Shape::Thread)),
            }
        }
        self.found.threads.push(Template::of(start));
        if let ThreadBody::Call { callee, arguments } = &start.body {
            self.found.calls.push((callee.span, arguments.clone()));
        }
    }

    fn raised(&mut self, value: &Expression) {
        let named = match &value.kind {
            ExpressionKind::Call { callee, .. } => callee,
            _ => value,
        };
        if let ExpressionKind::Name(name) = &named.kind {
            self.exception(name, named.span);
        }
    }

    fn exception(&mut self, name: &str, span: Span) {
        if !is_builtin_exception(name) {
            self.found.exceptions.entry(name.to_owned()).or_default().push(span);
        }
    }

    fn exceptions(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Raise(Some(value)) => self.raised(value),
            StatementKind::Try { handlers, .. } => {
                handlers.iter().flat_map(|one| &one.types).for_each(|name| self.exception(&name.text, name.span));
            }
            StatementKind::Claim(claim) => {
                if let ClaimKind::Raises { exception: Some(name), .. } = &claim.kind {
                    self.exception(&name.text, name.span);
                }
            }
            _ => {}
        }
    }

    fn call(&mut self, span: Span, callee: &Expression, arguments: &[Argument]) {
        let ExpressionKind::Attribute { object, name } = &callee.kind else {
            self.found.calls.push((callee.span, arguments.to_vec()));
            return;
        };
        if ATOMIC_METHODS.iter().any(|method| method.name == name.text) {
            self.write(object, Access::Update);
        } else if method_mutates(&name.text) {
            // What a method gives is read off the variable.
            self.write(object, if self.unused == Some(span) { Access::Write } else { Access::Update });
        }
        if let ("submit", Some((function, rest))) = (name.text.as_str(), arguments.split_first()) {
            self.found.calls.push((function.value.span, rest.to_vec()));
            self.found.submitted.insert(function.value.span, object.span);
        }
    }
}

/// What stands on several lines, on one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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

impl Visitor for Collector<'_> {
    fn statement(&mut self, statement: &mut Statement) {
        self.leave_blocks_before(statement.span);
        match &statement.kind {
            StatementKind::Assign { target, .. } => self.write(target, Access::Write),
            StatementKind::Update { target, .. } => self.write(target, Access::Update),
            StatementKind::Expression(value) => self.unused = Some(value.span),
            StatementKind::Error => self.found.broken.push(statement.span),
            _ => {}
        }
        self.declaration(statement);
        self.locals(statement);
        self.exceptions(statement);
        if let StatementKind::Thread(start) = &statement.kind {
            self.thread(start, Some(statement.span), statement.span);
        }
    }

    fn block(&mut self, block: &mut Block) {
        self.leave_blocks_before(block.span);
        self.blocks.push(block.span);
        self.found.broken.extend(gaps(&block.statements, block.span));
    }

    fn expression(&mut self, expression: &mut Expression) {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Comprehension { clauses, .. } => {
                for clause in clauses {
                    for (name, origin) in
                        clause.targets.iter().zip(Origin::items(&clause.iterable, clause.targets.len()))
                    {
                        self.declare(&Declared { name, role: Role::Local, statement: span, head: span }, span, origin);
                    }
                }
            }
            ExpressionKind::Call { callee, arguments } => self.call(span, callee, arguments),
            ExpressionKind::Thread(start) => self.thread(start, None, span),
            ExpressionKind::Error => self.found.broken.push(span),
            _ => {}
        }
    }

    fn schedule(&mut self, schedule: &mut Schedule) {
        self.found.schedules.push(schedule.clone());
    }
}
