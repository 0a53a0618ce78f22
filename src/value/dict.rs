//! The methods of dicts. `keys`, `values` and `items` give lists, a pair being a list of two.

use std::sync::Arc;

use super::index::{missing, not_subscriptable};
use super::iterate::listed;
use super::methods::MethodInfo;
use super::signature::{Arity, Call};
use super::{Dict, Exception, Key, Value};

const fn expected(minimum: usize, maximum: usize) -> Arity {
    Arity::Expected { minimum, maximum: Some(maximum), keywords: &[] }
}

/// The methods of dicts.
pub(super) const METHODS: &[MethodInfo] = &[
    MethodInfo {
        name: "get",
        parameters: "key, default=None",
        mutates: false,
        doc: "The value of key, or default.",
        arity: expected(1, 2),
        body: get,
    },
    MethodInfo {
        name: "keys",
        parameters: "",
        mutates: false,
        doc: "The keys as a list.",
        arity: Arity::Zero,
        body: keys,
    },
    MethodInfo {
        name: "values",
        parameters: "",
        mutates: false,
        doc: "The values as a list.",
        arity: Arity::Zero,
        body: values,
    },
    MethodInfo {
        name: "items",
        parameters: "",
        mutates: false,
        doc: "The pairs [key, value] as a list.",
        arity: Arity::Zero,
        body: items,
    },
    MethodInfo {
        name: "pop",
        parameters: "key, default",
        mutates: true,
        doc: "Takes out the entry of key and gives its value; without a default, a KeyError if there is none.",
        arity: expected(1, 2),
        body: pop,
    },
    MethodInfo {
        name: "setdefault",
        parameters: "key, default=None",
        mutates: true,
        doc: "The value of key, which is set to default first if it has none.",
        arity: expected(1, 2),
        body: set_default,
    },
    MethodInfo {
        name: "update",
        parameters: "other",
        mutates: true,
        doc: "Sets all entries of another dict, or of a list of pairs.",
        arity: expected(0, 1),
        body: update,
    },
    MethodInfo {
        name: "clear",
        parameters: "",
        mutates: true,
        doc: "Takes out all entries.",
        arity: Arity::Zero,
        body: clear,
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

fn dict(receiver: &Value) -> Result<&Dict, Exception> {
    match receiver {
        Value::Dict(dict) => Ok(dict),
        other => Err(not_subscriptable(other)),
    }
}

fn own(receiver: &mut Value) -> Result<&mut Dict, Exception> {
    match receiver {
        Value::Dict(dict) => Ok(Arc::make_mut(dict)),
        other => Err(not_subscriptable(other)),
    }
}

fn get(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let key = Key::new(call.required(0)?.clone())?;
    let found = dict(receiver)?.entries.get(&key).or(call.argument(1));
    Ok(found.cloned().unwrap_or(Value::None))
}

fn keys(receiver: &mut Value, _: &Call<'_>) -> Result<Value, Exception> {
    Ok(Value::flat_list(dict(receiver)?.entries.keys().map(|key| key.0.clone()).collect()))
}

fn values(receiver: &mut Value, _: &Call<'_>) -> Result<Value, Exception> {
    Value::list(dict(receiver)?.entries.values().cloned().collect())
}

fn items(receiver: &mut Value, _: &Call<'_>) -> Result<Value, Exception> {
    let pairs = dict(receiver)?.entries.iter().map(|(key, value)| Value::list(vec![key.0.clone(), value.clone()]));
    Value::list(pairs.collect::<Result<_, _>>()?)
}

fn pop(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let key = Key::new(call.required(0)?.clone())?;
    if !dict(receiver)?.entries.contains_key(&key) {
        return call.argument(1).cloned().ok_or_else(|| missing(&key));
    }
    // The others keep their order.
    own(receiver)?.entries.shift_remove(&key).ok_or_else(|| missing(&key))
}

fn set_default(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let key = Key::new(call.required(0)?.clone())?;
    if let Some(value) = dict(receiver)?.entries.get(&key) {
        return Ok(value.clone());
    }
    let value = call.argument(1).cloned().unwrap_or(Value::None);
    own(receiver)?.insert(key, value.clone())?;
    Ok(value)
}

fn update(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    if let Some(other) = call.argument(0) {
        merge(own(receiver)?, other)?;
    }
    Ok(Value::None)
}

/// Sets all entries of `other`: a dict, or pairs.
pub(super) fn merge(target: &mut Dict, other: &Value) -> Result<(), Exception> {
    if let Value::Dict(other) = other {
        return other.entries.iter().try_for_each(|(key, value)| target.insert(key.clone(), value.clone()));
    }
    for (place, pair) in listed(other)?.items.iter().enumerate() {
        let no_sequence = |_| {
            let message = format!("cannot convert dictionary update sequence element #{place} to a sequence");
            Exception::type_error(message)
        };
        let pair = listed(pair).map_err(no_sequence)?;
        let [key, value] = pair.items.as_slice() else {
            return Err(Exception::value_error(format!(
                "dictionary update sequence element #{place} has length {}; 2 is required",
                pair.items.len()
            )));
        };
        target.insert(Key::new(key.clone())?, value.clone())?;
    }
    Ok(())
}

fn clear(receiver: &mut Value, _: &Call<'_>) -> Result<Value, Exception> {
    *receiver = Value::empty_dict();
    Ok(Value::None)
}

fn copy(receiver: &mut Value, _: &Call<'_>) -> Result<Value, Exception> {
    Ok(receiver.clone())
}
