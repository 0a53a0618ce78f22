//! Accesses of shared variables, and which of them conflict.

use crate::machine::{Action, Image, Location, Thread};
use crate::program::VariableId;
use crate::value::{self, Value};

/// An access that a thread is about to do.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Access {
    /// Of which variable.
    pub(super) variable: VariableId,
    /// Of which element of it, indices from the outside in.
    path: Vec<Value>,
    /// Whether it may change it.
    pub(super) writes: bool,
}

/// What a thread is about to access, if that can be part of a data race: an `atomic` variable never is.
pub(super) fn of(thread: &Thread, image: &Image) -> Option<Access> {
    let (location, writes) = match &thread.pending {
        Action::Read { location } => (location, false),
        Action::Write { location, .. } | Action::Update { location, .. } => (location, true),
        Action::Method { location, method, .. } => (location, value::method_mutates(method)),
        _ => return None,
    };
    let variable = image.program.variables.get(location.variable.0 as usize)?;
    (!variable.atomic).then(|| Access { variable: location.variable, path: location.path.clone(), writes })
}

impl Access {
    /// The location as it is written.
    pub(super) fn location(&self, image: &Image) -> String {
        image.describe(&Location { variable: self.variable, path: self.path.clone() })
    }

    /// Whether two accesses race: to one location (or one is part of the other's), and one of them writes. `value` gives
    /// the variable's value, which says what negative indices mean.
    pub(super) fn conflicts(&self, other: &Self, value: impl FnOnce() -> Option<Value>) -> bool {
        self.variable == other.variable && (self.writes || other.writes) && self.meets(&other.path, value)
    }

    /// Whether it has to do with an element of its variable.
    pub(super) fn is_about(&self, element: &Location, value: impl FnOnce() -> Option<Value>) -> bool {
        self.variable == element.variable && self.meets(&element.path, value)
    }

    /// Whether one of these is the other, or part of it.
    fn meets(&self, path: &[Value], value: impl FnOnce() -> Option<Value>) -> bool {
        if self.path == path || self.path.is_empty() || path.is_empty() {
            return true;
        }
        let mut at = value();
        for (one, two) in self.path.iter().zip(path) {
            let length = match &at {
                Some(Value::List(list)) => i64::try_from(list.items.len()).unwrap_or(i64::MAX),
                _ => 0,
            };
            if !same_index(one, two, length) {
                return false;
            }
            at = at.and_then(|value| value::index(&value, one).ok());
        }
        true
    }
}

fn same_index(one: &Value, two: &Value, length: i64) -> bool {
    match (one, two) {
        (Value::Int(one), Value::Int(two)) => {
            let from_front = |index: i64| if index < 0 { index.saturating_add(length) } else { index };
            one == two || (length > 0 && from_front(*one) == from_front(*two))
        }
        (one, two) => value::equals(one, two),
    }
}
