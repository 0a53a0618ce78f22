//! `+`, `-x`, `+=`: which operator means what for which types.

use std::sync::Arc;

use super::iterate::{item_at, iterable, length_of_iteration};
use super::limits::{check_items, check_text, size_after};
use super::number::{self, Number};
use super::{BinaryOperator, Exception, List, UnaryOperator, Value, duration};

/// `left OPERATOR right`.
#[inline]
pub fn binary(operator: BinaryOperator, left: &Value, right: &Value) -> Result<Value, Exception> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => number::ints(operator, *left, *right),
        (Value::Float(left), Value::Float(right)) => number::floats(operator, *left, *right).map(Value::Float),
        _ => general(operator, left, right).unwrap_or_else(|| Err(mismatch(operator, "", left, right))),
    }
}

/// The same, growing `left` in place where no one else holds it: `s + t`, `xs + ys` without a copy of the left side.
#[inline]
pub fn binary_owned(operator: BinaryOperator, mut left: Value, right: &Value) -> Result<Value, Exception> {
    match (operator, &mut left, right) {
        (BinaryOperator::Add, Value::Str(text), Value::Str(more)) => append_text(text, more).map(|()| left),
        (BinaryOperator::Add, Value::List(list), Value::List(more)) => append_list(list, more).map(|()| left),
        _ => binary(operator, &left, right),
    }
}

/// `target OPERATOR= right`, with Python's differences from `target = target OPERATOR right`: a list takes any iterable, and
/// the message names `+=`. The target is unchanged if it fails.
#[inline]
pub fn assign_binary(operator: BinaryOperator, target: &mut Value, right: &Value) -> Result<(), Exception> {
    match (operator, &mut *target, right) {
        (_, Value::Int(left), Value::Int(right)) => *target = number::ints(operator, *left, *right)?,
        (BinaryOperator::Add, Value::Str(text), Value::Str(more)) => append_text(text, more)?,
        (BinaryOperator::Add, Value::List(list), more) => extend(list, more)?,
        (_, left, right) => {
            *target = general(operator, left, right).unwrap_or_else(|| Err(mismatch(operator, "=", left, right)))?;
        }
    }
    Ok(())
}

/// Adds all that `for` finds in `more`.
pub(super) fn extend(list: &mut Arc<List>, more: &Value) -> Result<(), Exception> {
    let more = iterable(more)?;
    if let Value::List(more) = &more {
        return append_list(list, more);
    }
    let length = length_of_iteration(&more)?;
    let size = size_after(list.size, list.items.iter(), length, [].iter())?;
    let list = Arc::make_mut(list);
    list.size = size;
    list.items.extend((0..length).filter_map(|place| item_at(&more, place)));
    Ok(())
}

fn append_list(list: &mut Arc<List>, more: &List) -> Result<(), Exception> {
    let size = size_after(list.size, list.items.iter(), more.items.len(), more.items.iter())?;
    let list = Arc::make_mut(list);
    list.size = size;
    list.items.extend_from_slice(&more.items);
    list.depth = list.depth.max(more.depth);
    Ok(())
}

fn append_text(text: &mut Arc<String>, more: &str) -> Result<(), Exception> {
    let length = check_text(text.len().checked_add(more.len()))?;
    match Arc::get_mut(text) {
        Some(text) => text.push_str(more),
        None => {
            let mut joined = String::with_capacity(length);
            joined.push_str(text);
            joined.push_str(more);
            *text = Arc::new(joined);
        }
    }
    Ok(())
}

/// `OPERATOR operand`.
pub fn unary(operator: UnaryOperator, operand: &Value) -> Result<Value, Exception> {
    let symbol = match (operator, operand) {
        (UnaryOperator::Not, operand) => return Ok(Value::Bool(!operand.truth())),
        (UnaryOperator::Negative, Value::Float(value)) => return Ok(Value::Float(-value)),
        (UnaryOperator::Positive, Value::Float(_) | Value::Duration(_)) => return Ok(operand.clone()),
        (UnaryOperator::Negative, Value::Duration(value)) => {
            return duration::arithmetic(BinaryOperator::Multiply, &Value::Duration(*value), &Value::Int(-1))
                .unwrap_or(Ok(Value::None));
        }
        (UnaryOperator::Negative, operand) => match Number::of(operand) {
            Some(Number::Int(value)) => {
                return value.checked_neg().map(Value::Int).ok_or_else(Exception::int_too_large);
            }
            _ => '-',
        },
        (UnaryOperator::Positive, operand) => match Number::of(operand) {
            Some(Number::Int(value)) => return Ok(Value::Int(value)),
            _ => '+',
        },
    };
    Err(Exception::type_error(format!("bad operand type for unary {symbol}: '{}'", operand.type_name())))
}

/// The meaning for types that have one together.
fn general(operator: BinaryOperator, left: &Value, right: &Value) -> Option<Result<Value, Exception>> {
    if let (Some(left), Some(right)) = (Number::of(left), Number::of(right)) {
        return Some(number::arithmetic(operator, left, right));
    }
    match (operator, left, right) {
        (BinaryOperator::Add, Value::Str(text), Value::Str(more)) => {
            let mut text = text.clone();
            Some(append_text(&mut text, more).map(|()| Value::Str(text)))
        }
        (BinaryOperator::Add, Value::List(list), Value::List(more)) => Some(concatenate(list, more)),
        (BinaryOperator::Multiply, sequence @ (Value::Str(_) | Value::List(_)), times)
        | (BinaryOperator::Multiply, times, sequence @ (Value::Str(_) | Value::List(_))) => match Number::of(times) {
            Some(Number::Int(times)) => Some(repeat(sequence, usize::try_from(times).unwrap_or(0))),
            _ => None,
        },
        _ => duration::arithmetic(operator, left, right),
    }
}

fn concatenate(left: &List, right: &List) -> Result<Value, Exception> {
    let mut items = Vec::with_capacity(check_items(left.items.len().checked_add(right.items.len()))?);
    items.extend_from_slice(&left.items);
    items.extend_from_slice(&right.items);
    Value::list(items)
}

fn repeat(sequence: &Value, times: usize) -> Result<Value, Exception> {
    match sequence {
        Value::Str(text) => {
            check_text(text.len().checked_mul(times))?;
            Ok(Value::str(text.repeat(times)))
        }
        Value::List(list) => {
            let length = check_items(list.items.len().checked_mul(times))?;
            Value::list(list.items.iter().cycle().take(length).cloned().collect())
        }
        other => Ok(other.clone()),
    }
}

/// Why the operator has no meaning for these two. `assigned` is `=` where it was written `+=`.
#[cold]
fn mismatch(operator: BinaryOperator, assigned: &str, left: &Value, right: &Value) -> Exception {
    let (ours, theirs) = (left.type_name(), right.type_name());
    Exception::type_error(match (operator, left, right) {
        (BinaryOperator::Add, Value::Str(_) | Value::List(_), _) => {
            format!("can only concatenate {ours} (not \"{theirs}\") to {ours}")
        }
        (BinaryOperator::Multiply, Value::Str(_) | Value::List(_), _) => {
            format!("can't multiply sequence by non-int of type '{theirs}'")
        }
        (BinaryOperator::Multiply, _, Value::Str(_) | Value::List(_)) => {
            format!("can't multiply sequence by non-int of type '{ours}'")
        }
        (BinaryOperator::Power, ..) if assigned.is_empty() => {
            format!("unsupported operand type(s) for ** or pow(): '{ours}' and '{theirs}'")
        }
        _ => format!("unsupported operand type(s) for {}{assigned}: '{ours}' and '{theirs}'", operator.symbol()),
    })
}
