//! How `for` goes through a value: lists and ranges stay as they are, texts and dicts become a list once.

use std::sync::Arc;

use super::limits::check_items;
use super::{Exception, List, Value};

/// The value in a form whose items are each found at once: a list or a range.
pub fn iterable(value: &Value) -> Result<Value, Exception> {
    match value {
        Value::List(_) | Value::Range(_) => Ok(value.clone()),
        Value::Str(text) => {
            check_items(Some(text.chars().count()))?;
            Ok(Value::flat_list(text.chars().map(Value::str).collect()))
        }
        Value::Dict(dict) => Ok(Value::flat_list(dict.entries.keys().map(|key| key.0.clone()).collect())),
        other => Err(Exception::type_error(format!("'{}' object is not iterable", other.type_name()))),
    }
}

/// How many items `for` finds.
pub fn length_of_iteration(value: &Value) -> Result<usize, Exception> {
    match value {
        Value::List(list) => Ok(list.items.len()),
        Value::Range(range) => Ok(usize::try_from(range.length()).unwrap_or(usize::MAX)),
        Value::Str(text) => Ok(text.chars().count()),
        Value::Dict(dict) => Ok(dict.entries.len()),
        other => Err(Exception::type_error(format!("'{}' object is not iterable", other.type_name()))),
    }
}

/// The item at `place`; none past the end. At once for lists, ranges and dicts.
#[inline]
pub fn item_at(value: &Value, place: usize) -> Option<Value> {
    match value {
        Value::List(list) => list.items.get(place).cloned(),
        Value::Range(range) => range.at(place as u128).map(Value::Int),
        Value::Dict(dict) => dict.entries.get_index(place).map(|(key, _)| key.0.clone()),
        Value::Str(text) => text.chars().nth(place).map(Value::str),
        _ => None,
    }
}

/// All items as a list; fails before it builds one that is too long.
pub(super) fn listed(value: &Value) -> Result<Arc<List>, Exception> {
    match iterable(value)? {
        Value::List(list) => Ok(list),
        range => {
            let length = check_items(Some(length_of_iteration(&range)?))?;
            List::new((0..length).filter_map(|place| item_at(&range, place)).collect()).map(Arc::new)
        }
    }
}
