//! Where a part stands in a text: `find`, `count`, `split` and their kin. Places count characters.

use super::construct::int_from;
use super::limits::check_items;
use super::signature::Call;
use super::slice::bounds;
use super::sort::integer;
use super::string::{is_space, text};
use super::{Exception, Value};

/// The part of a text that `start` and `end` leave, and the place where it begins; none if they are the wrong way round.
fn window<'a>(receiver: &'a Value, call: &Call<'_>) -> Result<Option<(&'a str, usize)>, Exception> {
    let text = text(receiver)?;
    if call.arguments.len() < 2 {
        return Ok(Some((text, 0)));
    }
    let length = if text.is_ascii() { text.len() } else { text.chars().count() };
    let (start, end) = bounds(call.argument(1), call.argument(2), length)?;
    if start > end {
        return Ok(None);
    }
    let offset = |place: usize| {
        let found = if text.is_ascii() { Some(place) } else { text.char_indices().nth(place).map(|(byte, _)| byte) };
        found.unwrap_or(text.len())
    };
    Ok(text.get(offset(start)..offset(end)).map(|part| (part, start)))
}

/// The place of the first one, if any.
fn position(receiver: &Value, call: &Call<'_>) -> Result<Option<usize>, Exception> {
    let wanted = text(call.required(0)?)?;
    let Some((part, start)) = window(receiver, call)? else {
        return Ok(None);
    };
    let before = part.find(wanted).and_then(|byte| part.get(..byte));
    Ok(before.map(|before| start + before.chars().count()))
}

pub(super) fn find(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    position(receiver, call)?.map_or(Ok(Value::Int(-1)), int_from)
}

pub(super) fn index(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    position(receiver, call)?.map_or_else(|| Err(Exception::value_error("substring not found")), int_from)
}

pub(super) fn count(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let wanted = text(call.required(0)?)?;
    int_from(window(receiver, call)?.map_or(0, |(part, _)| part.matches(wanted).count()))
}

pub(super) fn starts_with(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let wanted = affix(call)?;
    Ok(Value::Bool(window(receiver, call)?.is_some_and(|(part, _)| part.starts_with(wanted))))
}

pub(super) fn ends_with(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let wanted = affix(call)?;
    Ok(Value::Bool(window(receiver, call)?.is_some_and(|(part, _)| part.ends_with(wanted))))
}

fn affix<'a>(call: &Call<'a>) -> Result<&'a str, Exception> {
    match call.required(0)? {
        Value::Str(text) => Ok(text),
        other => {
            let (name, found) = (call.name, other.type_name());
            Err(Exception::type_error(format!("{name} first arg must be str or a tuple of str, not {found}")))
        }
    }
}

pub(super) fn split(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let text = text(receiver)?;
    // Python reads the count before it looks at the separator.
    let limit = call.named(1, "maxsplit").map_or(Ok(-1), integer)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    match call.named(0, "sep") {
        None | Some(Value::None) => words(text, limit),
        Some(Value::Str(separator)) if separator.is_empty() => Err(Exception::value_error("empty separator")),
        Some(Value::Str(separator)) => {
            check_items(text.matches(separator.as_str()).count().min(limit).checked_add(1))?;
            let parts = text.splitn(limit.saturating_add(1), separator.as_str());
            Ok(Value::flat_list(parts.map(Value::str).collect()))
        }
        Some(other) => Err(Exception::type_error(format!("must be str or None, not {}", other.type_name()))),
    }
}

/// The parts between runs of blanks; what is left after `limit` of them is the last, blanks at its end included.
fn words(text: &str, limit: usize) -> Result<Value, Exception> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        check_items(parts.len().checked_add(1))?;
        let end = if parts.len() < limit { rest.find(is_space) } else { None };
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        parts.push(Value::str(word));
        rest = after.trim_start_matches(is_space);
    }
    Ok(Value::flat_list(parts))
}
