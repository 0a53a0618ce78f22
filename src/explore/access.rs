//! Accesses of shared variables, and which of them conflict.

use super::question::{Key, Question};
use crate::machine::{self, Action, Image, Location, Machine, Thread, is_data};
use crate::program::VariableId;
use crate::value::{self, Value};

/// An access that a thread is about to do.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Access {
    /// Of which variable.
    pub(super) variable: VariableId,
    /// Of which element of it, indices from the outside in.
    path: Vec<Value>,
    how: How,
}

/// What an access may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Reads,
    Writes,
    /// A method that changes data in place. A handle that stands there is only read: its method is a step of its own.
    ChangesData,
}

/// What a thread is about to access, if that can be part of a data race: an `atomic` variable never is.
pub(super) fn of(thread: &Thread, image: &Image) -> Option<Access> {
    let (location, access) = thread.pending.access()?;
    let how = match (&thread.pending, access) {
        (_, machine::Access::Read) => How::Reads,
        (Action::Method { .. }, machine::Access::Write) => How::ChangesData,
        (_, machine::Access::Write) => How::Writes,
    };
    let variable = image.program.variables.get(location.variable.0 as usize)?;
    (!variable.atomic).then(|| Access { variable: location.variable, path: location.path.clone(), how })
}

/// What two accesses that conflict are a race for: elements of which it is asked, or else the variable. `value` gives the
/// variable's value.
pub(super) fn names_of(
    first: &Access,
    second: &Access,
    elements: &[Location],
    value: impl Fn() -> Option<Value>,
) -> Vec<Key> {
    let of_both = elements
        .iter()
        .enumerate()
        .filter(|(_, element)| first.is_about(element, &value) && second.is_about(element, &value));
    let names: Vec<Key> = of_both.map(|(index, _)| Key::RaceOn(first.variable, index)).collect();
    if names.is_empty() { vec![Key::Race(first.variable)] } else { names }
}

/// All races in a state of a run: what two threads are about to do that conflicts.
pub fn races(machine: &Machine, question: &Question) -> Vec<Key> {
    let about = |thread: &Thread| {
        let goes_on = !machine.world.is_over() && machine.can_go_on(thread.handle.id);
        of(thread, &machine.image).filter(|_| goes_on)
    };
    let about: Vec<Access> = machine.threads.iter().filter_map(about).collect();
    let mut races = Vec::new();
    for (index, first) in about.iter().enumerate() {
        let value = || machine.world.variables.get(first.variable.0 as usize).cloned().flatten();
        for second in about.iter().skip(index + 1).filter(|second| first.conflicts(second, value)) {
            races.extend(names_of(first, second, &question.elements, value));
        }
    }
    races
}

impl Access {
    /// The location as it is written.
    pub(super) fn location(&self, image: &Image) -> String {
        image.describe(&Location { variable: self.variable, path: self.path.clone() })
    }

    /// Whether it writes, where the variable has this value.
    pub(super) fn writes(&self, value: impl FnOnce() -> Option<Value>) -> bool {
        match self.how {
            How::Reads => false,
            How::Writes => true,
            How::ChangesData => {
                let element = |value: Value, index: &Value| value::index(&value, index).ok();
                let found = value().and_then(|value| self.path.iter().try_fold(value, element));
                found.is_none_or(|found| is_data(&found))
            }
        }
    }

    /// Whether two accesses race: to one location (or one is part of the other's), and one of them writes. `value` gives
    /// the variable's value, which says what negative indices mean, and whether a handle stands there.
    pub(super) fn conflicts(&self, other: &Self, value: impl Fn() -> Option<Value>) -> bool {
        self.variable == other.variable
            && (self.how != How::Reads || other.how != How::Reads)
            && self.meets(&other.path, &value)
            && (self.writes(&value) || other.writes(&value))
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
