//! `len`, `range`, `min`, `max`, `sorted`, `enumerate`, `zip`, `any`, `all`, `reversed`. What is an iterator in Python is
//! a list here.

use crate::value::compare::compare;
use crate::value::construct::int_from;
use crate::value::iterate::{item_at, iterable, length_of_iteration, listed};
use crate::value::limits::check_items;
use crate::value::number::Number;
use crate::value::signature::Call;
use crate::value::sort::{self, Direction, integer};
use crate::value::{CompareOperator, Exception, Names, Range, Value};

pub(super) fn len(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    match call.required(0)? {
        Value::Range(range) => int_from(range.length())
            .map_err(|_| Exception::overflow_error("Python int too large to convert to C ssize_t")),
        value => match length_of_iteration(value) {
            Ok(length) => int_from(length),
            Err(_) => Err(Exception::type_error(format!("object of type '{}' has no len()", value.type_name()))),
        },
    }
}

pub(super) fn range(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    let first = integer(call.required(0)?)?;
    let Some(end) = call.argument(1) else {
        return Value::range(0, first, 1);
    };
    Value::range(first, integer(end)?, call.argument(2).map_or(Ok(1), integer)?)
}

pub(super) fn min(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    extreme(call, CompareOperator::Less)
}

pub(super) fn max(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    extreme(call, CompareOperator::Greater)
}

/// The first item that no later one beats.
fn extreme(call: &Call<'_>, beats: CompareOperator) -> Result<Value, Exception> {
    let name = call.name;
    let default = call.keyword("default");
    let items = match call.arguments {
        [items] => iterable(items)?,
        several if default.is_none() => Value::list(several.to_vec())?,
        _ => {
            let message = format!("Cannot specify a default for {name}() with multiple positional arguments");
            return Err(Exception::type_error(message));
        }
    };
    if let Value::Range(range) = &items
        && let Some(best) = extreme_of_range(range, beats)
    {
        return Ok(Value::Int(best));
    }
    let Some(mut best) = item_at(&items, 0) else {
        let empty = || Exception::value_error(format!("{name}() arg is an empty sequence"));
        return default.cloned().ok_or_else(empty);
    };
    for place in 1..length_of_iteration(&items)? {
        match item_at(&items, place) {
            Some(item) if compare(beats, &item, &best)? => best = item,
            _ => {}
        }
    }
    Ok(best)
}

/// One of the two ends.
fn extreme_of_range(range: &Range, beats: CompareOperator) -> Option<i64> {
    let (first, last) = (range.at(0)?, range.at(range.length().checked_sub(1)?)?);
    Some(if beats == CompareOperator::Less { first.min(last) } else { first.max(last) })
}

pub(super) fn sorted(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    let list = listed(call.required(0)?)?;
    Value::list(sort::sorted(list.items.clone(), Direction::of(call.keyword("reverse"))?)?)
}

pub(super) fn enumerate(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    let Some(items) = call.named(0, "iterable") else {
        return call.required(0).cloned();
    };
    let start = call.named(1, "start").map_or(Ok(0), integer)?;
    let list = listed(items)?;
    check_items(list.items.len().checked_mul(3))?;
    let pairs = list.items.iter().enumerate().map(|(place, item)| {
        let number = start.checked_add_unsigned(place as u64).ok_or_else(Exception::int_too_large)?;
        Value::list(vec![Value::Int(number), item.clone()])
    });
    Value::list(pairs.collect::<Result<_, _>>()?)
}

pub(super) fn zip(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    let columns = call.arguments.iter().map(iterable).collect::<Result<Vec<_>, _>>()?;
    let lengths = columns.iter().map(length_of_iteration).collect::<Result<Vec<_>, _>>()?;
    let shortest = lengths.iter().copied().min().unwrap_or(0);
    if let (true, Some(first)) = (call.keyword("strict").is_some_and(Value::truth), lengths.first())
        && let Some((place, other)) = lengths.iter().enumerate().find(|(_, other)| *other != first)
    {
        return Err(unequal_columns(place, *other < *first));
    }
    check_items(shortest.checked_mul(columns.len().saturating_add(1)))?;
    let rows = (0..shortest).map(|place| Value::list(columns.iter().filter_map(|c| item_at(c, place)).collect()));
    Value::list(rows.collect::<Result<_, _>>()?)
}

#[cold]
fn unequal_columns(place: usize, shorter: bool) -> Exception {
    let how = if shorter { "shorter" } else { "longer" };
    let others = if place == 1 { "argument 1".to_owned() } else { format!("arguments 1-{place}") };
    Exception::value_error(format!("zip() argument {} is {how} than {others}", place + 1))
}

pub(super) fn any(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    has(call, true).map(Value::Bool)
}

pub(super) fn all(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    has(call, false).map(|found| Value::Bool(!found))
}

/// Whether an item has that truth. A range has at most one 0, so two of its items tell all.
fn has(call: &Call<'_>, truth: bool) -> Result<bool, Exception> {
    let items = iterable(call.required(0)?)?;
    match &items {
        Value::Range(range) if truth => Ok((0..2).any(|place| range.at(place).is_some_and(|number| number != 0))),
        Value::Range(_) => compare(CompareOperator::In, &Value::Int(0), &items),
        _ => {
            let length = length_of_iteration(&items)?;
            Ok((0..length).filter_map(|place| item_at(&items, place)).any(|item| item.truth() == truth))
        }
    }
}

pub(super) fn reversed(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    let value = call.required(0)?;
    if Number::of(value).is_some() || iterable(value).is_err() {
        return Err(Exception::type_error(format!("'{}' object is not reversible", value.type_name())));
    }
    let mut items = listed(value)?.items.clone();
    items.reverse();
    Value::list(items)
}
