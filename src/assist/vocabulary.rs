//! The names that can be used at a place, and what is known of each.

use super::infer::shape;
use super::names::{Definition, Names, Role};
use super::shape::Shape;
use super::signature::Parameter;
use super::topic::Member;
use crate::primitives::registry;
use crate::syntax::{normal_name, parse_expression};
use crate::value::ObjectKind;

/// What sort of thing a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A word of the language.
    Keyword,
    /// The name of something that a call takes.
    Parameter,
    /// A variable that all threads see.
    Shared,
    /// A name that one function or thread sees.
    Local,
    /// A `const`, or a word that is a value.
    Constant,
    /// A declared function, or a built-in one.
    Function,
    /// A primitive.
    Primitive,
    /// A thread.
    Thread,
    /// A critical section.
    Section,
    /// A type of exception.
    Exception,
    /// What is called behind a dot.
    Method,
    /// What is looked at behind a dot.
    Attribute,
}

/// A name that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// What sort of thing it is.
    pub sort: Sort,
    /// What its value is.
    pub shape: Shape,
    /// What it takes, if it is a function.
    pub parameters: Vec<Parameter>,
}

impl Named {
    /// A name that is no function.
    pub fn new(name: &str, sort: Sort, shape: Shape) -> Self {
        Self { name: name.to_owned(), sort, shape, parameters: Vec::new() }
    }

    /// Whether it is a function of the text.
    pub(super) fn is_function(&self) -> bool {
        self.sort == Sort::Function
    }

    /// Whether it may be a thread's handle, or have some.
    pub(super) fn can_be_joined(&self) -> bool {
        let holds = matches!(self.sort, Sort::Thread | Sort::Local | Sort::Shared);
        let joined = |shape: &Shape| matches!(shape, Shape::Thread | Shape::Unknown);
        holds
            && match &self.shape {
                Shape::List(item) => joined(item),
                shape => joined(shape) || *shape == Shape::Dict,
            }
    }

    /// Whether `with` takes it, or what its methods give.
    pub(super) fn can_be_entered(&self) -> bool {
        match self.shape {
            Shape::Primitive(ObjectKind::RwLock | ObjectKind::ReadGuard | ObjectKind::WriteGuard) => true,
            Shape::Primitive(kind) => registry::kind(kind).context_manager,
            _ => false,
        }
    }
}

/// The names that can be used at a place, besides the words of the language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// What values can be made of.
    pub names: Vec<Named>,
    /// What schedules call threads: `a`, `a#2`, `Worker 1`.
    pub threads: Vec<String>,
    /// Critical sections.
    pub sections: Vec<String>,
    /// Types of exception that are the text's own.
    pub exceptions: Vec<String>,
}

impl Vocabulary {
    /// What can be used at `offset` of a text with these names. A name that is being written there is none yet.
    pub fn at(names: &Names, offset: usize) -> Self {
        let mut vocabulary = Self { threads: names.threads.clone(), ..Self::default() };
        let sections = names.definitions.iter().filter(|definition| definition.role == Role::Section);
        let touches = |span: crate::source::Span| span.range().start <= offset && offset < span.range().end;
        let sections = sections.filter(|one| !touches(one.name.span));
        vocabulary.sections.extend(sections.map(|section| section.name.text.clone()));
        vocabulary.sections.dedup();
        let elsewhere = |places: &Vec<crate::source::Span>| places.iter().any(|place| !touches(*place));
        let exceptions = names.exceptions.iter().filter(|(_, places)| elsewhere(places));
        vocabulary.exceptions.extend(exceptions.map(|(name, _)| name.clone()));
        // Nor has a declaration its own value: a function calls itself, and sees its parameters.
        let declares = |one: &Definition| match one.role {
            Role::Shared | Role::Atomic | Role::Constant | Role::Primitive { .. } => touches(one.statement),
            _ => touches(one.name.span),
        };
        for definition in names.seen_at(offset).into_iter().filter(|one| !declares(one)) {
            vocabulary.names.push(Named {
                name: definition.name.text.clone(),
                sort: sort(definition.role),
                shape: definition.shape.clone(),
                parameters: definition.parameters.clone(),
            });
        }
        vocabulary
    }

    /// What is known of a name.
    pub(super) fn name(&self, name: &str) -> Option<&Named> {
        // However its letters are typed, it is one name.
        let name = normal_name(name);
        self.names.iter().find(|known| known.name == name)
    }

    /// What an expression is that stands before a dot; nothing if it is none, or made of a name that is not known.
    pub(super) fn shape(&self, receiver: &str) -> Option<Shape> {
        let expression = parse_expression(receiver)?;
        shape(&expression, &|name, _| self.name(name).map(|known| known.shape.clone()))
    }

    /// What `.member` is behind `receiver`: of what can be anything, the member of each that has it.
    pub fn members(&self, receiver: &str, member: &str) -> Vec<Member> {
        let members = self.shape(receiver).unwrap_or_default().members();
        members.into_iter().filter(|one| one.name == member).collect()
    }
}

fn sort(role: Role) -> Sort {
    match role {
        Role::Shared | Role::Atomic => Sort::Shared,
        Role::Constant => Sort::Constant,
        Role::Function => Sort::Function,
        Role::Primitive { .. } => Sort::Primitive,
        Role::Thread => Sort::Thread,
        Role::Section => Sort::Section,
        Role::Future | Role::Parameter | Role::Local => Sort::Local,
    }
}
