//! Values made of several, as the language's own forms make them: joined text, ranges, items taken apart.

use super::limits::check_text;
use super::{Exception, Value, item_at, iterable, length_of_iteration};

/// The pieces of an interpolated string, joined. Pieces that are no text count for nothing.
pub fn concat(pieces: &[Value]) -> Result<Value, Exception> {
    let texts =
        || pieces.iter().filter_map(|piece| if let Value::Str(text) = piece { Some(text.as_str()) } else { None });
    let length = check_text(Some(texts().map(str::len).sum()))?;
    let mut joined = String::with_capacity(length);
    texts().for_each(|text| joined.push_str(text));
    Ok(Value::str(joined))
}

/// `start..end`.
pub fn range(start: &Value, end: &Value) -> Result<Value, Exception> {
    Value::range(bound(start)?, bound(end)?, 1)
}

fn bound(value: &Value) -> Result<i64, Exception> {
    match value {
        Value::Int(bound) => Ok(*bound),
        Value::Bool(bound) => Ok(i64::from(*bound)),
        other => {
            let message = format!("'{}' object cannot be interpreted as an integer", other.type_name());
            Err(Exception::type_error(message))
        }
    }
}

/// The `count` items of a value that is taken apart (`for i, x in pairs`), with CPython's words if there are not so many.
pub fn unpack(value: &Value, count: usize) -> Result<Vec<Value>, Exception> {
    let items = iterable(value)
        .map_err(|_| Exception::type_error(format!("cannot unpack non-iterable {} object", value.type_name())))?;
    let length = length_of_iteration(&items)?;
    match length {
        length if length < count => {
            Err(Exception::value_error(format!("not enough values to unpack (expected {count}, got {length})")))
        }
        length if length > count => {
            Err(Exception::value_error(format!("too many values to unpack (expected {count})")))
        }
        _ => Ok((0..count).filter_map(|place| item_at(&items, place)).collect()),
    }
}
