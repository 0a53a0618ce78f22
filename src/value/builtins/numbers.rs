//! `abs`, `sum`, `round`, `divmod`.

use crate::value::iterate::{item_at, iterable, length_of_iteration};
use crate::value::number::{Number, divmod_floats, floor_divide_ints, truncate};
use crate::value::operators::binary_owned;
use crate::value::signature::Call;
use crate::value::sort::integer;
use crate::value::{BinaryOperator, Exception, Names, Range, UnaryOperator, Value, binary, unary};

pub(super) fn abs(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    let value = call.required(0)?;
    match (value, Number::of(value)) {
        (_, Some(Number::Int(number))) => number.checked_abs().map(Value::Int).ok_or_else(Exception::int_too_large),
        (_, Some(Number::Float(number))) => Ok(Value::Float(number.abs())),
        (Value::Duration(nanoseconds), _) if *nanoseconds < 0 => unary(UnaryOperator::Negative, value),
        (Value::Duration(_), _) => Ok(value.clone()),
        _ => Err(Exception::type_error(format!("bad operand type for abs(): '{}'", value.type_name()))),
    }
}

/// Adds up from left to right. Ints are added up in more bits than a value has, so that only the total has to fit.
pub(super) fn sum(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    let items = iterable(call.required(0)?)?;
    let length = length_of_iteration(&items)?;
    let start = call.named(1, "start");
    if let Some(Value::Str(_)) = start {
        return Err(Exception::type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    if let Value::Range(range) = &items {
        return binary_owned(BinaryOperator::Add, start.cloned().unwrap_or(Value::Int(0)), &sum_of_range(range)?);
    }
    let (mut place, mut whole) = (0, 0_i128);
    if start.is_none() {
        // At most 2^22 items of 2^63: far from overflowing.
        while let Some(Number::Int(number)) = item_at(&items, place).as_ref().and_then(Number::of) {
            whole += i128::from(number);
            place += 1;
        }
    }
    let whole = i64::try_from(whole).map(Value::Int).map_err(|_| Exception::int_too_large());
    let mut total = match start {
        Some(start) => start.clone(),
        // Nothing has been added yet, so a sum of durations need not start at a number.
        None => match item_at(&items, place) {
            Some(first @ Value::Duration(_)) if place == 0 => {
                place = 1;
                first
            }
            _ => whole?,
        },
    };
    while place < length {
        let item = item_at(&items, place).unwrap_or(Value::None);
        total = binary_owned(BinaryOperator::Add, total, &item)?;
        place += 1;
    }
    Ok(total)
}

/// Gauss's way: a range may be too long to go through.
fn sum_of_range(range: &Range) -> Result<Value, Exception> {
    let (count, last) = (range.length(), range.length().saturating_sub(1));
    let ends = range.at(0).zip(range.at(last)).map_or(0, |(first, last)| i128::from(first) + i128::from(last));
    let total = i128::try_from(count).ok().and_then(|count| count.checked_mul(ends)).map(|twice| twice / 2);
    total.and_then(|total| i64::try_from(total).ok()).map(Value::Int).ok_or_else(Exception::int_too_large)
}

pub(super) fn divmod(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    let (left, right) = (call.required(0)?, call.required(1)?);
    let (quotient, remainder) = match (Number::of(left), Number::of(right)) {
        (Some(Number::Int(left)), Some(Number::Int(right))) => {
            floor_divide_ints(left, right, "integer division or modulo by zero")?
        }
        (Some(left), Some(right)) => {
            if right.to_float() == 0.0 {
                return Err(Exception::zero_division_error("float divmod()"));
            }
            let (quotient, remainder) = divmod_floats(left.to_float(), right.to_float());
            (Value::Float(quotient), Value::Float(remainder))
        }
        _ if matches!((left, right), (Value::Duration(_), Value::Duration(_))) => {
            (binary(BinaryOperator::FloorDivide, left, right)?, binary(BinaryOperator::Modulo, left, right)?)
        }
        _ => {
            return Err(Exception::type_error(format!(
                "unsupported operand type(s) for divmod(): '{}' and '{}'",
                left.type_name(),
                right.type_name()
            )));
        }
    };
    Value::list(vec![quotient, remainder])
}

pub(super) fn round(call: &Call<'_>, _: &dyn Names) -> Result<Value, Exception> {
    let Some(value) = call.named(0, "number") else {
        return call.required(0).cloned();
    };
    let number = Number::of(value)
        .ok_or_else(|| Exception::type_error(format!("type {} doesn't define __round__ method", value.type_name())))?;
    let places = match call.named(1, "ndigits") {
        None | Some(Value::None) => None,
        Some(places) => Some(integer(places)?),
    };
    match (number, places) {
        (Number::Int(number), places) => round_int(number, places.unwrap_or(0)),
        (Number::Float(number), None) => truncate(number.round_ties_even()).map(Value::Int),
        (Number::Float(number), Some(places)) => round_float(number, places).map(Value::Float),
    }
}

/// To a power of ten, a tie to the even multiple.
fn round_int(number: i64, places: i64) -> Result<Value, Exception> {
    if places >= 0 {
        return Ok(Value::Int(number));
    }
    // 64 bits have no digits beyond the nineteenth.
    let Some(unit) = u32::try_from(-places.max(-20)).ok().and_then(|power| 10_i128.checked_pow(power)) else {
        return Ok(Value::Int(0));
    };
    let number = i128::from(number);
    let (below, rest) = (number.div_euclid(unit), number.rem_euclid(unit));
    let up = rest * 2 > unit || (rest * 2 == unit && below % 2 != 0);
    let rounded = below.checked_add(i128::from(up)).and_then(|multiple| multiple.checked_mul(unit));
    rounded.and_then(|rounded| i64::try_from(rounded).ok()).map(Value::Int).ok_or_else(Exception::int_too_large)
}

/// By way of the decimal text, which is correctly rounded, as CPython does it.
fn round_float(number: f64, places: i64) -> Result<f64, Exception> {
    // With so many places there is nothing to round; with so few, nothing is left.
    if !number.is_finite() || places > 323 {
        return Ok(number);
    }
    if places < -308 {
        return Ok(0.0_f64.copysign(number));
    }
    let text = match usize::try_from(places) {
        Ok(places) => format!("{number:.places$}"),
        Err(_) => {
            let exponent = if number == 0.0 { 0 } else { number.abs().log10().floor() as i64 };
            // The exponent may be one off at a power of ten: its exact value is in the scientific text.
            let scientific = format!("{number:e}");
            let exponent = scientific.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(exponent);
            match usize::try_from(exponent + places) {
                Ok(digits) => format!("{number:.digits$e}"),
                // Less than one unit: half of it is the most that can be rounded up.
                Err(_) => {
                    let unit = format!("1e{}", -places).parse::<f64>().unwrap_or(f64::INFINITY);
                    return Ok(if number.abs() > unit / 2.0 { unit } else { 0.0 }.copysign(number));
                }
            }
        }
    };
    match text.parse::<f64>() {
        Ok(rounded) if rounded.is_finite() => Ok(rounded),
        _ => Err(Exception::overflow_error("rounded value too large to represent")),
    }
}
