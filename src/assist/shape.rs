//! What a value is known to be before anything has run, and so what can stand behind its dot.

use super::topic::{
    Member, members_of, members_of_atomics, members_of_data, members_of_exceptions, members_of_futures,
    members_of_threads,
};
use crate::value::{DataType, ObjectKind};

/// What is known of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// A primitive.
    Primitive(ObjectKind),
    /// A thread's handle.
    Thread,
    /// What a pool's `submit` gave.
    Future,
    /// What was raised.
    Exception,
    /// A list, with what its items are.
    List(Box<Shape>),
    /// A dict.
    Dict,
    /// A text.
    Text,
    /// What an `atomic` variable holds.
    Atomic(Box<Shape>),
    /// A value that nothing can be asked: a number, `None`, a function.
    Plain,
    /// Anything.
    #[default]
    Unknown,
}

impl Shape {
    /// A list of such values.
    pub(super) fn list(items: Shape) -> Self {
        Self::List(Box::new(items))
    }

    /// What is true of both.
    pub(super) fn or(self, other: Shape) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::List(one), Self::List(other)) => Self::list(one.or(*other)),
            _ => Self::Unknown,
        }
    }

    /// What an item of it is.
    pub(super) fn item(self) -> Self {
        match self {
            Self::List(item) => *item,
            Self::Text => Self::Text,
            Self::Atomic(inner) => inner.item(),
            _ => Self::Unknown,
        }
    }

    /// The value itself, where a variable that holds it is read.
    pub(super) fn read(self) -> Self {
        match self {
            Self::Atomic(inner) => *inner,
            other => other,
        }
    }

    /// What can stand behind its dot; of what can be anything, the members of everything.
    pub(super) fn members(&self) -> Vec<Member> {
        match self {
            Self::Primitive(kind) => members_of(*kind),
            Self::Thread => members_of_threads(),
            Self::Future => members_of_futures(),
            Self::Exception => members_of_exceptions(),
            Self::List(_) => members_of_data(DataType::List).collect(),
            Self::Dict => members_of_data(DataType::Dict).collect(),
            Self::Text => members_of_data(DataType::Str).collect(),
            Self::Atomic(inner) => members_of_atomics().chain(inner.data_members()).collect(),
            Self::Plain => Vec::new(),
            Self::Unknown => everything(),
        }
    }

    /// Its members, if it is a variable's value: no variable holds a primitive for good.
    fn data_members(&self) -> Vec<Member> {
        match self {
            Self::Unknown => DataType::ALL.into_iter().flat_map(members_of_data).collect(),
            known => known.members(),
        }
    }
}

/// The members of all that has any, data first.
fn everything() -> Vec<Member> {
    let data = DataType::ALL.into_iter().flat_map(members_of_data);
    let objects = ObjectKind::DECLARED.iter().flat_map(|(_, kind)| members_of(*kind));
    data.chain(members_of_threads())
        .chain(members_of_futures())
        .chain(members_of_exceptions())
        .chain(members_of_atomics())
        .chain(objects)
        .collect()
}
