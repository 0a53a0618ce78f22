//! The methods of lists.

use std::sync::Arc;

use super::compare::equals;
use super::construct::int_from;
use super::methods::MethodInfo;
use super::operators::extend as extend_list;
use super::signature::{Arity, Call};
use super::sort::{Direction, integer, sorted};
use super::text::{Anonymous, repr};
use super::{Exception, List, Value, index as places};

const fn expected(minimum: usize, maximum: usize) -> Arity {
    Arity::Expected { minimum, maximum: Some(maximum), keywords: &[] }
}

/// The methods of lists.
pub(super) const METHODS: &[MethodInfo] = &[
    MethodInfo {
        name: "append",
        parameters: "x",
        mutates: true,
        doc: "Adds x at the end.",
        arity: Arity::One,
        body: append,
    },
    MethodInfo {
        name: "pop",
        parameters: "i=-1",
        mutates: true,
        doc: "Takes out the item at i and gives it.",
        arity: expected(0, 1),
        body: pop,
    },
    MethodInfo {
        name: "insert",
        parameters: "i, x",
        mutates: true,
        doc: "Puts x in before the item at i.",
        arity: expected(2, 2),
        body: insert,
    },
    MethodInfo {
        name: "remove",
        parameters: "x",
        mutates: true,
        doc: "Takes out the first item that equals x; a ValueError if there is none.",
        arity: Arity::One,
        body: remove,
    },
    MethodInfo {
        name: "extend",
        parameters: "xs",
        mutates: true,
        doc: "Adds all items of xs at the end.",
        arity: Arity::One,
        body: extend,
    },
    MethodInfo {
        name: "index",
        parameters: "x, start=0, end=None",
        mutates: false,
        doc: "Where x stands first; a ValueError if it does not.",
        arity: expected(1, 3),
        body: index,
    },
    MethodInfo {
        name: "count",
        parameters: "x",
        mutates: false,
        doc: "How many items equal x.",
        arity: Arity::One,
        body: count,
    },
    MethodInfo {
        name: "clear",
        parameters: "",
        mutates: true,
        doc: "Takes out all items.",
        arity: Arity::Zero,
        body: clear,
    },
    MethodInfo {
        name: "reverse",
        parameters: "",
        mutates: true,
        doc: "Turns the order round.",
        arity: Arity::Zero,
        body: reverse,
    },
    MethodInfo {
        name: "sort",
        parameters: "reverse=False",
        mutates: true,
        doc: "Puts the items in order.",
        arity: Arity::Expected { minimum: 0, maximum: None, keywords: &["reverse"] },
        body: sort,
    },
    MethodInfo {
        name: "copy",
        parameters: "",
        mutates: false,
        doc: "A copy; assignment makes one too.",
        arity: Arity::Zero,
        body: copy,
    },
];

/// The list to look at.
fn list(receiver: &Value) -> Result<&List, Exception> {
    match receiver {
        Value::List(list) => Ok(list),
        other => Err(places::not_subscriptable(other)),
    }
}

/// The list to change, copied first if someone else holds it too.
fn own(receiver: &mut Value) -> Result<&mut List, Exception> {
    match receiver {
        Value::List(list) => Ok(Arc::make_mut(list)),
        other => Err(places::not_subscriptable(other)),
    }
}

fn append(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let list = own(receiver)?;
    let end = list.items.len();
    list.insert(end, call.required(0)?.clone())?;
    Ok(Value::None)
}

fn pop(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let place = call.argument(0).map_or(Ok(-1), integer)?;
    let length = list(receiver)?.items.len();
    if length == 0 {
        return Err(Exception::index_error("pop from empty list"));
    }
    match places::at(place, length) {
        Some(place) => Ok(own(receiver)?.items.remove(place)),
        None => Err(Exception::index_error("pop index out of range")),
    }
}

fn insert(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let place = integer(call.required(0)?)?;
    let list = own(receiver)?;
    let length = list.items.len();
    // Past either end is the end.
    let place = places::at(place, length).unwrap_or(if place < 0 { 0 } else { length });
    list.insert(place, call.required(1)?.clone())?;
    Ok(Value::None)
}

fn remove(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let wanted = call.required(0)?;
    match list(receiver)?.items.iter().position(|item| equals(item, wanted)) {
        Some(place) => own(receiver)?.items.remove(place),
        None => return Err(Exception::value_error("list.remove(x): x not in list")),
    };
    Ok(Value::None)
}

fn extend(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    if let Value::List(list) = receiver {
        extend_list(list, call.required(0)?)?;
    }
    Ok(Value::None)
}

fn index(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let list = list(receiver)?;
    let wanted = call.required(0)?;
    let bound = |position: usize, default: usize| match call.argument(position) {
        None => Ok(default),
        Some(value) => {
            let wrong = |_| Exception::type_error("slice indices must be integers or have an __index__ method");
            let place = integer(value).map_err(wrong)?;
            let place = if place < 0 { place.saturating_add_unsigned(list.items.len() as u64).max(0) } else { place };
            Ok(usize::try_from(place).unwrap_or(usize::MAX))
        }
    };
    let (start, end) = (bound(1, 0)?, bound(2, usize::MAX)?);
    let found = list.items.iter().enumerate().take(end).skip(start).find(|(_, item)| equals(item, wanted));
    match found {
        Some((place, _)) => int_from(place),
        None => Err(Exception::value_error(format!("{} is not in list", repr(wanted, &Anonymous)))),
    }
}

fn count(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let wanted = call.required(0)?;
    int_from(list(receiver)?.items.iter().filter(|item| equals(item, wanted)).count())
}

fn clear(receiver: &mut Value, _: &Call<'_>) -> Result<Value, Exception> {
    *receiver = Value::empty_list();
    Ok(Value::None)
}

fn reverse(receiver: &mut Value, _: &Call<'_>) -> Result<Value, Exception> {
    own(receiver)?.items.reverse();
    Ok(Value::None)
}

fn sort(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    if !call.arguments.is_empty() {
        return Err(Exception::type_error("sort() takes no positional arguments"));
    }
    let direction = Direction::of(call.keyword("reverse"))?;
    let items = sorted(list(receiver)?.items.clone(), direction)?;
    own(receiver)?.items = items;
    Ok(Value::None)
}

fn copy(receiver: &mut Value, _: &Call<'_>) -> Result<Value, Exception> {
    Ok(receiver.clone())
}
