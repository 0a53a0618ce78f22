//! `==`, `<` and `in`: Python's comparisons.

use std::cmp::Ordering;
use std::sync::Arc;

use super::number::{Number, exact_int};
use super::{CompareOperator, Dict, Exception, Key, Range, Value};

/// `left OPERATOR right`.
#[inline]
pub fn compare(operator: CompareOperator, left: &Value, right: &Value) -> Result<bool, Exception> {
    if let (Value::Int(left), Value::Int(right)) = (left, right)
        && let Some(result) = compare_ints(operator, *left, *right)
    {
        return Ok(result);
    }
    match operator {
        CompareOperator::Equal => Ok(equals(left, right)),
        CompareOperator::NotEqual => Ok(!equals(left, right)),
        CompareOperator::In => contains(right, left),
        CompareOperator::NotIn => contains(right, left).map(|found| !found),
        _ => ordered(operator, left, right),
    }
}

/// Of two ints; nothing about `in`.
#[inline]
pub fn compare_ints(operator: CompareOperator, left: i64, right: i64) -> Option<bool> {
    by_order(operator, left.cmp(&right))
}

/// Python's `==`: `1 == 1.0 == True`; lists and dicts by their items; unlike types are unequal.
pub fn equals(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::List(left), Value::List(right)) => {
            Arc::ptr_eq(left, right)
                || left.items.len() == right.items.len()
                    && left.items.iter().zip(&right.items).all(|(left, right)| equals(left, right))
        }
        (Value::Dict(left), Value::Dict(right)) => Arc::ptr_eq(left, right) || equal_dicts(left, right),
        (Value::Range(left), Value::Range(right)) => equal_ranges(left, right),
        _ => match (Number::of(left), Number::of(right)) {
            (Some(left), Some(right)) => left.compare(right) == Some(Ordering::Equal),
            _ => left == right,
        },
    }
}

fn equal_dicts(left: &Dict, right: &Dict) -> bool {
    left.entries.len() == right.entries.len()
        && left.entries.iter().all(|(key, value)| right.entries.get(key).is_some_and(|other| equals(value, other)))
}

/// Ranges are equal if their numbers are.
fn equal_ranges(left: &Range, right: &Range) -> bool {
    match (left.length(), right.length()) {
        (0, 0) => true,
        (1, 1) => left.start == right.start,
        (a, b) => a == b && left.start == right.start && left.step == right.step,
    }
}

/// What an ordering says about an operator; nothing about `in`.
#[inline]
fn by_order(operator: CompareOperator, order: Ordering) -> Option<bool> {
    Some(match operator {
        CompareOperator::Equal => order.is_eq(),
        CompareOperator::NotEqual => order.is_ne(),
        CompareOperator::Less => order.is_lt(),
        CompareOperator::LessOrEqual => order.is_le(),
        CompareOperator::Greater => order.is_gt(),
        CompareOperator::GreaterOrEqual => order.is_ge(),
        CompareOperator::In | CompareOperator::NotIn => return None,
    })
}

/// `<`, `<=`, `>`, `>=`.
fn ordered(operator: CompareOperator, left: &Value, right: &Value) -> Result<bool, Exception> {
    let order = match (left, right) {
        (Value::Str(left), Value::Str(right)) => Some(left.as_str().cmp(right.as_str())),
        (Value::Duration(left), Value::Duration(right)) => Some(left.cmp(right)),
        (Value::List(left), Value::List(right)) => {
            // The first pair that differs decides.
            let pairs = left.items.iter().zip(&right.items);
            if let Some((left, right)) = pairs.into_iter().find(|(left, right)| !equals(left, right)) {
                return ordered(operator, left, right);
            }
            Some(left.items.len().cmp(&right.items.len()))
        }
        _ => match (Number::of(left), Number::of(right)) {
            (Some(left), Some(right)) => left.compare(right),
            _ => return Err(unordered(operator, left, right)),
        },
    };
    // Nothing is ordered against NaN.
    Ok(order.and_then(|order| by_order(operator, order)).unwrap_or(false))
}

#[cold]
fn unordered(operator: CompareOperator, left: &Value, right: &Value) -> Exception {
    Exception::type_error(format!(
        "'{}' not supported between instances of '{}' and '{}'",
        operator.symbol(),
        left.type_name(),
        right.type_name()
    ))
}

/// `item in container`.
fn contains(container: &Value, item: &Value) -> Result<bool, Exception> {
    match container {
        Value::List(list) => Ok(list.items.iter().any(|other| equals(other, item))),
        Value::Dict(dict) => Ok(dict.entries.contains_key(&Key::new(item.clone())?)),
        Value::Str(text) => match item {
            Value::Str(part) => Ok(text.contains(part.as_str())),
            other => Err(Exception::type_error(format!(
                "'in <string>' requires string as left operand, not {}",
                other.type_name()
            ))),
        },
        Value::Range(range) => Ok(position_in_range(range, item).is_some()),
        other => Err(Exception::type_error(format!("argument of type '{}' is not iterable", other.type_name()))),
    }
}

/// Where a range has a number equal to `item`.
fn position_in_range(range: &Range, item: &Value) -> Option<u128> {
    let whole = match Number::of(item)? {
        Number::Int(value) => value,
        Number::Float(value) => exact_int(value)?,
    };
    let distance = i128::from(whole) - i128::from(range.start);
    let step = i128::from(range.step);
    let place = u128::try_from(distance.checked_div(step)?).ok()?;
    (distance % step == 0 && place < range.length()).then_some(place)
}
