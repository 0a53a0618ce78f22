//! `x[i]`: reading and writing one element. A place several levels down is written through `place_mut`, which keeps the
//! depth of all that encloses it.

use std::sync::Arc;

use super::iterate::length_of_iteration;
use super::limits::{MAX_ITEMS, depth_around, size_after};
use super::number::Number;
use super::text::{Anonymous, repr};
use super::{Exception, Key, Value};

/// `object[index]`.
#[inline]
pub fn index(object: &Value, index: &Value) -> Result<Value, Exception> {
    match (object, index) {
        (Value::List(list), Value::Int(place)) => match at(*place, list.items.len()).and_then(|i| list.items.get(i)) {
            Some(item) => Ok(item.clone()),
            None => Err(Exception::index_error("list index out of range")),
        },
        _ => general(object, index),
    }
}

fn general(object: &Value, index: &Value) -> Result<Value, Exception> {
    match object {
        Value::List(list) => {
            let place = position(object, index)?;
            let item = at(place, list.items.len()).and_then(|place| list.items.get(place));
            item.cloned().ok_or_else(|| Exception::index_error("list index out of range"))
        }
        Value::Dict(dict) => {
            let key = Key::new(index.clone())?;
            dict.entries.get(&key).cloned().ok_or_else(|| missing(&key))
        }
        Value::Str(text) => {
            let place = position(object, index)?;
            let character = if text.is_ascii() {
                at(place, text.len()).and_then(|place| text.as_bytes().get(place)).map(|byte| char::from(*byte))
            } else {
                at(place, text.chars().count()).and_then(|place| text.chars().nth(place))
            };
            character.map(Value::str).ok_or_else(|| Exception::index_error("string index out of range"))
        }
        Value::Range(range) => {
            let place = i128::from(position(object, index)?);
            let length = range.length();
            let place = if place < 0 { place + i128::try_from(length).unwrap_or(0) } else { place };
            let number = u128::try_from(place).ok().and_then(|place| range.at(place));
            number.map(Value::Int).ok_or_else(|| Exception::index_error("range object index out of range"))
        }
        other => Err(not_subscriptable(other)),
    }
}

/// `object[index] = value`.
pub fn set_index(object: &mut Value, index: &Value, value: Value) -> Result<(), Exception> {
    if let Value::Dict(dict) = object {
        return Arc::make_mut(dict).insert(Key::new(index.clone())?, value);
    }
    let Value::List(list) = object else {
        return Err(not_assignable(object));
    };
    let place = match index {
        Value::Int(place) => *place,
        _ => position(&Value::List(list.clone()), index)?,
    };
    let Some(place) = at(place, list.items.len()) else {
        return Err(Exception::index_error("list assignment index out of range"));
    };
    let list = Arc::make_mut(list);
    list.make_room(0, &value)?;
    if let Some(item) = list.items.get_mut(place) {
        *item = value;
    }
    Ok(())
}

/// `root[path][...] = value`.
pub fn set_path(root: &mut Value, path: &[Value], value: Value) -> Result<(), Exception> {
    match path {
        [] => *root = value,
        [outer @ .., last] => {
            let place = place_mut(root, outer, std::slice::from_ref(&value), Arrival::Whole)?;
            set_index(place, last, value)?;
        }
    }
    Ok(())
}

/// How what comes into a list or dict is put there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// As it is, in one place.
    Whole,
    /// Item by item, as by `extend` and `+=`: a text and a range, too.
    ItemByItem,
}

impl Arrival {
    /// How a method puts in what it is given.
    pub fn by_method(name: &str) -> Self {
        if matches!(name, "extend" | "update") { Self::ItemByItem } else { Self::Whole }
    }
}

/// The place `root[path][...]`, to be changed. `incoming` is what the change may put into it (the arguments of a method, the
/// value of an assignment): the depth of all that encloses the place is raised for it beforehand.
pub fn place_mut<'a>(
    root: &'a mut Value,
    path: &[Value],
    incoming: &[Value],
    arrival: Arrival,
) -> Result<&'a mut Value, Exception> {
    let mut levels = path.len();
    let mut place = root;
    for step in path {
        enclose(place, levels, incoming, arrival)?;
        place = index_mut(place, step)?;
        levels -= 1;
    }
    Ok(place)
}

/// Raises the bounds of a container within which, `levels` down, `incoming` is put.
fn enclose(container: &mut Value, levels: usize, incoming: &[Value], arrival: Arrival) -> Result<(), Exception> {
    let Some(depth) = incoming.iter().map(|value| depth_around(value, levels + 1)).reduce(|a, b| Ok(a?.max(b?))) else {
        return Ok(());
    };
    let depth = depth?;
    // One place for the value itself; what is extended by a text or a range takes one for each of its items.
    let slots = incoming.iter().fold(1_usize, |sum, value| match value {
        Value::Str(_) | Value::Range(_) if arrival == Arrival::ItemByItem => {
            sum.saturating_add(length_of_iteration(value).unwrap_or(0))
        }
        _ => sum,
    });
    let slots = if slots > MAX_ITEMS { 1 } else { slots };
    match container {
        Value::List(list) => {
            let size = size_after(list.size, list.items.iter(), slots, incoming.iter())?;
            let list = Arc::make_mut(list);
            (list.size, list.depth) = (size, list.depth.max(depth));
        }
        Value::Dict(dict) => {
            let size = size_after(dict.size, dict.entries.values(), slots, incoming.iter())?;
            let dict = Arc::make_mut(dict);
            (dict.size, dict.depth) = (size, dict.depth.max(depth));
        }
        _ => {}
    }
    Ok(())
}

/// The place `object[index]`, to be changed. What is put into it must not nest deeper than what was there, or `object` is to
/// be told: use `place_mut` or `set_path` unless you know.
fn index_mut<'a>(object: &'a mut Value, index: &Value) -> Result<&'a mut Value, Exception> {
    match object {
        Value::List(list) => {
            let place = match index {
                Value::Int(place) => *place,
                _ => position(&Value::List(list.clone()), index)?,
            };
            let place = at(place, list.items.len());
            let item = place.and_then(|place| Arc::make_mut(list).items.get_mut(place));
            item.ok_or_else(|| Exception::index_error("list index out of range"))
        }
        Value::Dict(dict) => {
            let key = Key::new(index.clone())?;
            Arc::make_mut(dict).entries.get_mut(&key).ok_or_else(|| missing(&key))
        }
        // What a text or a range gives is a value, not a place.
        other @ (Value::Str(_) | Value::Range(_)) => Err(not_assignable(&general(other, index)?)),
        other => Err(not_subscriptable(other)),
    }
}

/// A place counted from the end where it is negative.
#[inline]
pub(super) fn at(place: i64, length: usize) -> Option<usize> {
    match usize::try_from(place) {
        Ok(place) => (place < length).then_some(place),
        Err(_) => length.checked_sub(usize::try_from(place.unsigned_abs()).ok()?),
    }
}

/// An index into a sequence, or the TypeError of that sequence.
fn position(object: &Value, index: &Value) -> Result<i64, Exception> {
    if let (Some(Number::Int(place)), false) = (Number::of(index), matches!(index, Value::Float(_))) {
        return Ok(place);
    }
    let got = index.type_name();
    Err(Exception::type_error(match object {
        Value::Str(_) => format!("string indices must be integers, not '{got}'"),
        _ => format!("{} indices must be integers or slices, not {got}", object.type_name()),
    }))
}

#[cold]
pub(super) fn missing(key: &Key) -> Exception {
    Exception::key_error(repr(&key.0, &Anonymous))
}

#[cold]
pub(super) fn not_subscriptable(value: &Value) -> Exception {
    Exception::type_error(format!("'{}' object is not subscriptable", value.type_name()))
}

#[cold]
fn not_assignable(value: &Value) -> Exception {
    Exception::type_error(format!("'{}' object does not support item assignment", value.type_name()))
}
