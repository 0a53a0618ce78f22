//! From what is written to what it gives: as much as can be said without running anything.

use super::shape::Shape;
use crate::source::Span;
use crate::syntax::ast::{Argument, BinaryOperator, Expression, ExpressionKind};
use crate::value::ObjectKind;

/// What a name is, where it stands; nothing if it is not declared.
pub(super) type Known<'k> = &'k dyn Fn(&str, Span) -> Option<Shape>;

/// What `expression` gives; nothing if it is made of a name that is not declared.
pub(super) fn shape(expression: &Expression, known: Known<'_>) -> Option<Shape> {
    use ExpressionKind as Kind;
    let of = |inner: &Expression| shape(inner, known).unwrap_or_default();
    let either = |one: &Expression, other: &Expression| of(one).read().or(of(other).read());
    Some(match &expression.kind {
        Kind::Name(name) => return known(name, expression.span),
        Kind::Str(_) => Shape::Text,
        Kind::List(items) => Shape::list(all(items, known)),
        Kind::Comprehension { element, .. } => Shape::list(of(element).read()),
        Kind::Dict(_) => Shape::Dict,
        Kind::Thread(_) => Shape::Thread,
        Kind::Logical { left, right, .. } => either(left, right),
        Kind::Conditional { then, otherwise, .. } => either(then, otherwise),
        Kind::Binary { operator, left, right } => binary(*operator, of(left).read(), of(right).read()),
        Kind::Index { object, .. } => of(object).item(),
        Kind::Slice { object, .. } => of(object).read(),
        Kind::Call { callee, arguments } => call(callee, arguments, known),
        Kind::Attribute { object, name } => attribute(&of(object), &name.text),
        Kind::Error => Shape::Unknown,
        Kind::None | Kind::Bool(_) | Kind::Int(_) | Kind::Float(_) | Kind::Duration(_) => Shape::Plain,
        Kind::Range { .. } | Kind::Unary { .. } | Kind::Compare { .. } => Shape::Plain,
    })
}

/// What an item of `expression` is, as `for` gives them.
pub(super) fn item(expression: &Expression, known: Known<'_>) -> Shape {
    match &expression.kind {
        ExpressionKind::Range { .. } => Shape::Plain,
        ExpressionKind::Call { callee, .. } if named(callee) == Some("range") => Shape::Plain,
        _ => shape(expression, known).unwrap_or_default().item(),
    }
}

/// What all of these are.
fn all(items: &[Expression], known: Known<'_>) -> Shape {
    let mut shapes = items.iter().map(|item| shape(item, known).unwrap_or_default().read());
    let first = shapes.next().unwrap_or_default();
    shapes.fold(first, Shape::or)
}

fn named(callee: &Expression) -> Option<&str> {
    match &callee.kind {
        ExpressionKind::Name(name) => Some(name),
        _ => None,
    }
}

fn binary(operator: BinaryOperator, left: Shape, right: Shape) -> Shape {
    match (operator, left, right) {
        (BinaryOperator::Multiply, sequence @ (Shape::List(_) | Shape::Text), _)
        | (BinaryOperator::Multiply, _, sequence @ (Shape::List(_) | Shape::Text)) => sequence,
        (_, Shape::Plain, Shape::Plain) => Shape::Plain,
        (BinaryOperator::Add, left, right) => left.or(right),
        _ => Shape::Unknown,
    }
}

fn call(callee: &Expression, arguments: &[Argument], known: Known<'_>) -> Shape {
    match &callee.kind {
        ExpressionKind::Attribute { object, name } => method(shape(object, known).unwrap_or_default(), &name.text),
        ExpressionKind::Name(name) => {
            // What is declared in the text hides what is built in.
            if known(name, callee.span).is_some() { Shape::Unknown } else { builtin(name, arguments, known) }
        }
        _ => Shape::Unknown,
    }
}

fn builtin(name: &str, arguments: &[Argument], known: Known<'_>) -> Shape {
    let first = || arguments.first().map(|first| item(&first.value, known)).unwrap_or_default();
    match name {
        "current_thread" => Shape::Thread,
        "str" | "repr" => Shape::Text,
        "list" | "sorted" | "reversed" => Shape::list(first()),
        "enumerate" | "zip" => Shape::list(Shape::list(Shape::Unknown)),
        "min" | "max" | "choose" => match arguments {
            [_] => first(),
            several => several
                .iter()
                .map(|one| shape(&one.value, known).unwrap_or_default().read())
                .reduce(Shape::or)
                .unwrap_or_default(),
        },
        "int" | "float" | "bool" | "len" | "abs" | "any" | "all" | "round" | "range" | "now" | "active_count" => {
            Shape::Plain
        }
        _ => Shape::Unknown,
    }
}

/// What a method gives.
fn method(object: Shape, name: &str) -> Shape {
    match (object.read(), name) {
        (Shape::Primitive(ObjectKind::Pool), "submit") => Shape::Future,
        (Shape::Primitive(ObjectKind::Pool), "map") => Shape::list(Shape::Unknown),
        (Shape::Primitive(ObjectKind::RwLock), "read") => Shape::Primitive(ObjectKind::ReadGuard),
        (Shape::Primitive(ObjectKind::RwLock), "write") => Shape::Primitive(ObjectKind::WriteGuard),
        (Shape::Primitive(ObjectKind::Queue), "get" | "get_nowait") => Shape::Unknown,
        (Shape::Primitive(ObjectKind::Condition), "wait_for") => Shape::Unknown,
        (Shape::Primitive(_) | Shape::Thread, _) => Shape::Plain,
        (Shape::Future, "exception") => Shape::Exception,
        (Shape::List(item), "pop") => *item,
        (Shape::List(item), "copy") => Shape::list(*item),
        (Shape::Dict, "keys" | "values" | "items") => Shape::list(Shape::Unknown),
        (Shape::Text, "split") => Shape::list(Shape::Text),
        (Shape::Text, "isalpha" | "isdigit" | "startswith" | "endswith" | "count" | "find" | "index") => Shape::Plain,
        (Shape::Text, _) => Shape::Text,
        _ => Shape::Unknown,
    }
}

fn attribute(object: &Shape, name: &str) -> Shape {
    match (object, name) {
        (Shape::Thread, "name") | (Shape::Exception, "message" | "type") => Shape::Text,
        (Shape::Primitive(_) | Shape::Thread, _) => Shape::Plain,
        _ => Shape::Unknown,
    }
}
