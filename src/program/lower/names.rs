//! Which names a block uses: what a thread's block may have to copy from the locals around it.

use crate::syntax::ast::{
    Argument, Block, Expression, ExpressionKind, Statement, StatementKind, StrPart, ThreadBody, ThreadName, ThreadStart,
};

/// Every name that `block` reads or assigns, in order of appearance, with repetitions.
pub(super) fn used_in(block: &Block) -> Vec<&str> {
    let mut names = Vec::new();
    self::block(block, &mut names);
    names
}

type Names<'a> = Vec<&'a str>;

fn block<'a>(block: &'a Block, names: &mut Names<'a>) {
    for inner in &block.statements {
        statement(inner, names);
    }
}

fn statement<'a>(statement: &'a Statement, names: &mut Names<'a>) {
    use StatementKind as Kind;
    match &statement.kind {
        Kind::Variable(variable) => expression(&variable.value, names),
        Kind::Let { value, .. } | Kind::Sleep(value) | Kind::Expression(value) => expression(value, names),
        Kind::Assign { target, value } | Kind::Update { target, value, .. } => {
            expression(target, names);
            expression(value, names);
        }
        Kind::If { branches, otherwise } => {
            for (condition, body) in branches {
                expression(condition, names);
                block(body, names);
            }
            otherwise.iter().for_each(|body| block(body, names));
        }
        Kind::While { condition, body } => {
            expression(condition, names);
            block(body, names);
        }
        Kind::For { iterable, body, .. } => {
            expression(iterable, names);
            block(body, names);
        }
        Kind::Loop { body } | Kind::Atomic(body) | Kind::Critical { body, .. } => block(body, names),
        Kind::Return(value) | Kind::Raise(value) => value.iter().for_each(|value| expression(value, names)),
        Kind::Print { arguments, end, separator } => {
            arguments.iter().chain(end).chain(separator).for_each(|value| expression(value, names));
        }
        Kind::Assert { condition, message } => {
            expression(condition, names);
            message.iter().for_each(|message| expression(message, names));
        }
        Kind::Try { body, handlers, otherwise, finally } => {
            block(body, names);
            handlers.iter().for_each(|handler| block(&handler.body, names));
            otherwise.iter().chain(finally).for_each(|body| block(body, names));
        }
        Kind::With { items, body } => {
            items.iter().for_each(|item| expression(&item.context, names));
            block(body, names);
        }
        Kind::Join(targets) => targets.iter().for_each(|target| expression(target, names)),
        Kind::Thread(start) => thread(start, names),
        Kind::Objects(_) | Kind::Function(_) | Kind::Claim(_) | Kind::Schedule(_) => {}
        Kind::Break | Kind::Continue | Kind::Pass | Kind::Yield | Kind::Error => {}
    }
}

fn thread<'a>(start: &'a ThreadStart, names: &mut Names<'a>) {
    if let ThreadName::Computed(name) = &start.name {
        expression(name, names);
    }
    match &start.body {
        ThreadBody::Block(body) => block(body, names),
        ThreadBody::Call { callee, arguments } => {
            expression(callee, names);
            self::arguments(arguments, names);
        }
    }
}

fn arguments<'a>(arguments: &'a [Argument], names: &mut Names<'a>) {
    arguments.iter().for_each(|argument| expression(&argument.value, names));
}

fn expression<'a>(expression: &'a Expression, names: &mut Names<'a>) {
    use ExpressionKind as Kind;
    let mut go = |inner: &'a Expression| self::expression(inner, names);
    match &expression.kind {
        Kind::Name(name) => names.push(name),
        Kind::Str(parts) => text(parts, names),
        Kind::List(items) => items.iter().for_each(go),
        Kind::Dict(entries) => entries.iter().for_each(|(key, value)| {
            go(key);
            go(value);
        }),
        Kind::Comprehension { element, clauses } => {
            go(element);
            for clause in clauses {
                go(&clause.iterable);
                clause.conditions.iter().for_each(&mut go);
            }
        }
        Kind::Range { start, end } => [start, end].into_iter().for_each(|inner| go(inner)),
        Kind::Unary { operand, .. } => go(operand),
        Kind::Binary { left, right, .. } | Kind::Logical { left, right, .. } => {
            go(left);
            go(right);
        }
        Kind::Compare { first, rest } => {
            go(first);
            rest.iter().for_each(|(_, operand)| go(operand));
        }
        Kind::Conditional { condition, then, otherwise } => {
            [condition, then, otherwise].into_iter().for_each(|inner| go(inner));
        }
        Kind::Call { callee, arguments } => {
            go(callee);
            self::arguments(arguments, names);
        }
        Kind::Attribute { object, .. } => go(object),
        Kind::Index { object, index } => {
            go(object);
            go(index);
        }
        Kind::Slice { object, start, end, step } => {
            go(object);
            [start, end, step].into_iter().flatten().for_each(|inner| go(inner));
        }
        Kind::Thread(start) => thread(start, names),
        Kind::None | Kind::Bool(_) | Kind::Int(_) | Kind::Float(_) | Kind::Duration(_) | Kind::Error => {}
    }
}

fn text<'a>(parts: &'a [StrPart], names: &mut Names<'a>) {
    for part in parts {
        if let StrPart::Interpolation(interpolation) = part {
            expression(&interpolation.value, names);
            interpolation.format.iter().for_each(|format| text(format, names));
        }
    }
}
