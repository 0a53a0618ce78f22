//! Where the value of a name comes from, and so what it is.

use std::collections::BTreeMap;

use super::{Definition, Mention};
use crate::assist::infer::{item, shape};
use crate::assist::shape::Shape;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expression, ExpressionKind};

/// Where a name's value comes from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// It is this.
    Known(Shape),
    /// This expression gives it.
    Value(Expression),
    /// It is an item of what this expression gives.
    Item(Expression),
    /// `with` gives it for this.
    Entered(Expression),
    /// It is an argument of a function.
    Argument {
        /// The place of the function's name.
        function: Span,
        /// Which of its parameters.
        index: usize,
        /// What it is if it is not given.
        default: Option<Expression>,
    },
}

impl Origin {
    /// What `value` gives. A thread is not kept: its block is the larger part of many a text.
    pub(super) fn of(value: &Expression) -> Self {
        match &value.kind {
            ExpressionKind::Thread(_) => Self::Known(Shape::Thread),
            _ => Self::Value(value.clone()),
        }
    }

    /// What `count` names get that take `value` apart.
    pub(super) fn unpacked(value: &Expression, count: usize) -> Vec<Self> {
        match &value.kind {
            _ if count == 1 => vec![Self::of(value)],
            ExpressionKind::List(items) if items.len() == count => items.iter().map(Self::of).collect(),
            _ => vec![Self::Known(Shape::Unknown); count],
        }
    }

    /// What `count` names get that go through `iterable`.
    pub(super) fn items(iterable: &Expression, count: usize) -> Vec<Self> {
        if count == 1 {
            return vec![Self::Item(iterable.clone())];
        }
        match (&iterable.kind, count) {
            (ExpressionKind::Call { callee, arguments }, 2) => match (&callee.kind, arguments.first()) {
                (ExpressionKind::Name(name), Some(list)) if name == "enumerate" => {
                    vec![Self::Known(Shape::Plain), Self::Item(list.value.clone())]
                }
                _ => vec![Self::Known(Shape::Unknown); count],
            },
            _ => vec![Self::Known(Shape::Unknown); count],
        }
    }
}

/// All that is needed to say what names are.
pub(super) struct Inference<'a> {
    definitions: &'a [Definition],
    /// What is mentioned where.
    mentions: &'a BTreeMap<Span, Mention>,
    origins: &'a BTreeMap<Span, Origin>,
    /// What each function is called with, by the place of its name.
    calls: BTreeMap<Span, Vec<&'a [Argument]>>,
}

/// What is known so far.
type Found = std::cell::RefCell<Vec<Option<Shape>>>;

impl<'a> Inference<'a> {
    /// `calls` are calls of what is mentioned there.
    pub(super) fn new(
        definitions: &'a [Definition],
        mentions: &'a BTreeMap<Span, Mention>,
        origins: &'a BTreeMap<Span, Origin>,
        calls: &'a [(Span, Vec<Argument>)],
    ) -> Self {
        let mut grouped: BTreeMap<Span, Vec<&[Argument]>> = BTreeMap::new();
        for (callee, arguments) in calls {
            let declared = mentions.get(callee).and_then(|mention| definitions.get(mention.definition));
            if let Some(declared) = declared {
                grouped.entry(declared.name.span).or_default().push(arguments);
            }
        }
        Self { definitions, mentions, origins, calls: grouped }
    }

    /// What each definition is.
    pub(super) fn run(&self) -> Vec<Shape> {
        let found = Found::new(vec![None; self.definitions.len()]);
        (0..self.definitions.len()).map(|index| self.of(index, &found, 0)).collect()
    }

    fn of(&self, index: usize, found: &Found, depth: usize) -> Shape {
        /// Names that get their values from each other, one after the other.
        const DEEPEST: usize = 32;
        if let Some(Some(known)) = found.borrow().get(index) {
            return known.clone();
        }
        let Some(definition) = self.definitions.get(index).filter(|_| depth < DEEPEST) else { return Shape::Unknown };
        // What is asked for again meanwhile comes from itself.
        self.keep(index, found, Shape::Unknown);
        let known = |_: &str, span: Span| {
            let mention = self.mentions.get(&span)?;
            Some(self.of(mention.definition, found, depth + 1))
        };
        let shape = match self.origins.get(&definition.name.span) {
            Some(Origin::Known(known)) => known.clone(),
            // Something else is to come.
            Some(Origin::Value(Expression { kind: ExpressionKind::None, .. })) => Shape::Unknown,
            Some(Origin::Value(value)) => shape(value, &known).unwrap_or_default(),
            Some(Origin::Item(list)) => item(list, &known),
            Some(Origin::Entered(context)) => match shape(context, &known).unwrap_or_default() {
                pool @ Shape::Primitive(crate::value::ObjectKind::Pool) => pool,
                Shape::Unknown => Shape::Unknown,
                _ => Shape::Plain,
            },
            Some(Origin::Argument { function, index, default }) => {
                let given = self.given(*function, *index, &definition.name.text);
                let default = default.as_ref().and_then(|default| shape(default, &known));
                let given = given.map(|given| shape(given, &known).unwrap_or_default().read());
                given.chain(default).reduce(Shape::or).unwrap_or_default()
            }
            None => Shape::Unknown,
        };
        let shape = match definition.role {
            super::Role::Atomic => Shape::Atomic(Box::new(shape.read())),
            super::Role::Shared | super::Role::Local => shape.read(),
            _ => shape,
        };
        self.keep(index, found, shape.clone());
        shape
    }

    fn keep(&self, index: usize, found: &Found, shape: Shape) {
        if let Some(place) = found.borrow_mut().get_mut(index) {
            *place = Some(shape);
        }
    }

    /// What calls of the function that is declared at `function` give for a parameter.
    fn given(&self, function: Span, index: usize, name: &str) -> impl Iterator<Item = &Expression> {
        let calls = self.calls.get(&function).map_or(&[][..], Vec::as_slice);
        calls.iter().filter_map(move |arguments| {
            let named = arguments.iter().find(|one| one.name.as_ref().is_some_and(|keyword| keyword.text == name));
            let placed = arguments.get(index).filter(|one| one.name.is_none());
            named.or(placed).map(|argument| &argument.value)
        })
    }
}
