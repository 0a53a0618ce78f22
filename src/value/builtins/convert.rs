//! `str`, `int`, `float`, `bool`, `list`, `dict`, `repr`: a value as another type.

use crate::value::number::{Number, truncate};
use crate::value::signature::Call;
use crate::value::sort::integer;
use crate::value::string::is_space;
use crate::value::text::{checked_repr, checked_str, quoted};
use crate::value::{Dict, Exception, Names, Value, dict, duration, iterate};
use std::sync::Arc;

pub(super) fn str(call: &Call<'_>, names: &dyn Names) -> Result<Value, Exception> {
    match call.named(0, "object") {
        None => Ok(Value::str("")),
        Some(Value::Str(text)) => Ok(Value::Str(text.clone())),
        Some(value) => checked_str(value, names).map(Value::str),
    }
}

pub(super) fn repr(call: &Call<'_>, names: &dyn Names) -> Result<Value, Exception> {
    checked_repr(call.required(0)?, names).map(Value::str)
}

pub(super) fn bool(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    Ok(Value::Bool(call.argument(0).is_some_and(Value::truth)))
}

pub(super) fn list(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    call.argument(0).map_or_else(|| Ok(Value::empty_list()), |items| iterate::listed(items).map(Value::List))
}

pub(super) fn dict(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    match call.argument(0) {
        None => Ok(Value::empty_dict()),
        Some(Value::Dict(entries)) => Ok(Value::Dict(entries.clone())),
        Some(pairs) => {
            let mut entries = Dict { depth: 1, ..Dict::default() };
            dict::merge(&mut entries, pairs)?;
            Ok(Value::Dict(Arc::new(entries)))
        }
    }
}

pub(super) fn int(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    let Some(value) = call.argument(0) else {
        return match call.keyword("base") {
            None => Ok(Value::Int(0)),
            Some(_) => Err(Exception::type_error("int() missing string argument")),
        };
    };
    if let Some(base) = call.named(1, "base") {
        let base = match u32::try_from(integer(base)?) {
            Ok(base @ (0 | 2..=36)) => base,
            _ => return Err(Exception::value_error("int() base must be >= 2 and <= 36, or 0")),
        };
        return match value {
            Value::Str(text) => parse_int(text, base).map(Value::Int),
            _ => Err(Exception::type_error("int() can't convert non-string with explicit base")),
        };
    }
    match (value, Number::of(value)) {
        (_, Some(Number::Int(number))) => Ok(Value::Int(number)),
        (_, Some(Number::Float(number))) => truncate(number).map(Value::Int),
        (Value::Str(text), _) => parse_int(text, 10).map(Value::Int),
        (Value::Duration(nanoseconds), _) => truncate(duration::seconds(*nanoseconds).trunc()).map(Value::Int),
        _ => Err(Exception::type_error(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            value.type_name()
        ))),
    }
}

/// An int as Python reads one: blanks around it, a sign, single underscores between digits, `0x` in base 16 or 0.
fn parse_int(text: &str, base: u32) -> Result<i64, Exception> {
    let invalid = || Exception::value_error(format!("invalid literal for int() with base {base}: {}", quoted(text)));
    let trimmed = text.trim_matches(is_space);
    let (negative, unsigned) = match trimmed.strip_prefix(['-', '+']) {
        Some(rest) => (trimmed.starts_with('-'), rest),
        None => (false, trimmed),
    };
    let prefixes = [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)];
    let prefixed = prefixes.into_iter().find_map(|(prefix, of)| {
        let rest = unsigned.strip_prefix(prefix).filter(|_| base == 0 || base == of)?;
        // One underscore may follow the prefix.
        Some((rest.strip_prefix('_').unwrap_or(rest), of))
    });
    let (digits, radix) = prefixed.unwrap_or((unsigned, if base == 0 { 10 } else { base }));
    let mut total: Option<i64> = Some(0);
    let mut zeros_only = true;
    for part in digits.split('_') {
        if part.is_empty() {
            return Err(invalid());
        }
        for character in part.chars() {
            let digit = digit_of(character, radix).ok_or_else(invalid)?;
            zeros_only &= digit == 0;
            let signed = if negative { -i64::from(digit) } else { i64::from(digit) };
            total = total.and_then(|total| total.checked_mul(i64::from(radix))?.checked_add(signed));
        }
    }
    // Base 0 reads as the source does, where `012` is no number.
    if base == 0 && prefixed.is_none() && digits.starts_with('0') && !zeros_only {
        return Err(invalid());
    }
    total.ok_or_else(Exception::int_too_large)
}

/// A digit, also one of another script: those come in runs of ten.
fn digit_of(character: char, radix: u32) -> Option<u32> {
    const ZEROS: [char; 10] = ['٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '０'];
    character.to_digit(radix).or_else(|| {
        let digit =
            ZEROS.iter().find_map(|zero| u32::from(character).checked_sub(u32::from(*zero)).filter(|d| *d < 10));
        digit.filter(|digit| *digit < radix)
    })
}

pub(super) fn float(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    let Some(value) = call.argument(0) else {
        return Ok(Value::Float(0.0));
    };
    match (value, Number::of(value)) {
        (_, Some(number)) => Ok(Value::Float(number.to_float())),
        (Value::Str(text), _) => parse_float(text).map(Value::Float),
        (Value::Duration(nanoseconds), _) => Ok(Value::Float(duration::seconds(*nanoseconds))),
        _ => Err(Exception::type_error(format!(
            "float() argument must be a string or a real number, not '{}'",
            value.type_name()
        ))),
    }
}

/// A float as Python reads one: as Rust does, with blanks around it and underscores between digits.
fn parse_float(text: &str) -> Result<f64, Exception> {
    let invalid = || Exception::value_error(format!("could not convert string to float: {}", quoted(text)));
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.trim_matches(is_space).chars().peekable();
    while let Some(character) = rest.next() {
        if character != '_' {
            let digit = digit_of(character, 10);
            plain.push(digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(character));
        } else if !digit(plain.chars().next_back()) || !digit(rest.peek().copied()) {
            return Err(invalid());
        }
    }
    plain.parse().map_err(|_| invalid())
}
