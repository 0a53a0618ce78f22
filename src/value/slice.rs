//! `x[start:end:step]` of lists, texts and ranges.

use super::index::not_subscriptable;
use super::number::Number;
use super::{Exception, Value};

/// `object[start:end:step]`; a bound that is left out is `None`.
pub fn slice(
    object: &Value,
    start: Option<&Value>,
    end: Option<&Value>,
    step: Option<&Value>,
) -> Result<Value, Exception> {
    match object {
        Value::List(list) => {
            let places = Places::new(start, end, step, list.items.len() as i128)?;
            Value::list(places.iter().filter_map(|place| list.items.get(place).cloned()).collect())
        }
        Value::Str(text) => slice_text(text, start, end, step),
        Value::Range(range) => {
            let places = Places::new(start, end, step, i128::try_from(range.length()).unwrap_or(i128::MAX))?;
            let number = |place: i128| {
                let number = i128::from(range.start) + place * i128::from(range.step);
                i64::try_from(number).map_err(|_| Exception::int_too_large())
            };
            let step = i64::try_from(places.step * i128::from(range.step)).map_err(|_| Exception::int_too_large())?;
            Value::range(number(places.start)?, number(places.end)?, step)
        }
        Value::Dict(_) => Err(Exception::type_error("unhashable type: 'slice'")),
        other => Err(not_subscriptable(other)),
    }
}

fn slice_text(
    text: &str,
    start: Option<&Value>,
    end: Option<&Value>,
    step: Option<&Value>,
) -> Result<Value, Exception> {
    if text.is_ascii() {
        let places = Places::new(start, end, step, text.len() as i128)?;
        let bytes = text.as_bytes();
        return Ok(Value::str(places.iter().filter_map(|i| bytes.get(i)).map(|b| char::from(*b)).collect::<String>()));
    }
    let characters: Vec<char> = text.chars().collect();
    let places = Places::new(start, end, step, characters.len() as i128)?;
    Ok(Value::str(places.iter().filter_map(|place| characters.get(place)).collect::<String>()))
}

/// The places that a slice names, within the length; the wide numbers cannot overflow.
struct Places {
    start: i128,
    end: i128,
    step: i128,
}

impl Places {
    /// Python's `slice.indices(length)`.
    fn new(start: Option<&Value>, end: Option<&Value>, step: Option<&Value>, length: i128) -> Result<Self, Exception> {
        let step = bound(step)?.unwrap_or(1);
        if step == 0 {
            return Err(Exception::value_error("slice step cannot be zero"));
        }
        let (lowest, highest) = if step > 0 { (0, length) } else { (-1, length - 1) };
        let clamp = |place: i128| if place < 0 { (place + length).max(lowest) } else { place.min(highest) };
        let (first, last) = if step > 0 { (lowest, highest) } else { (highest, lowest) };
        let start = bound(start)?.map_or(first, clamp);
        let end = bound(end)?.map_or(last, clamp);
        Ok(Self { start, end, step })
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        let distance = if self.step > 0 { self.end - self.start } else { self.start - self.end };
        let count = if distance <= 0 { 0 } else { (distance - 1) / self.step.abs() + 1 };
        (0..count).filter_map(|i| usize::try_from(self.start + i * self.step).ok())
    }
}

fn bound(value: Option<&Value>) -> Result<Option<i128>, Exception> {
    match value {
        None | Some(Value::None) => Ok(None),
        Some(value) => slice_index(value).map(|place| Some(i128::from(place))),
    }
}

/// A bound of a slice, or of `find(x, start, end)`.
pub(super) fn slice_index(value: &Value) -> Result<i64, Exception> {
    match Number::of(value) {
        Some(Number::Int(place)) => Ok(place),
        _ => Err(Exception::type_error("slice indices must be integers or None or have an __index__ method")),
    }
}

/// The bounds of `find(x, start, end)` within a length.
pub(super) fn bounds(start: Option<&Value>, end: Option<&Value>, length: usize) -> Result<(usize, usize), Exception> {
    let length = length as i128;
    let clamp = |place: i128| if place < 0 { (place + length).max(0) } else { place };
    let start = bound(start)?.map_or(0, clamp);
    let end = bound(end)?.map_or(length, clamp).min(length);
    Ok((usize::try_from(start).unwrap_or(usize::MAX), usize::try_from(end).unwrap_or(0)))
}
