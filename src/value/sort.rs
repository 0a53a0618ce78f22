//! Sorting by Python's `<`: stable, and safe with values that have no order (NaN) or that fail to compare.

use super::compare::compare;
use super::number::Number;
use super::{CompareOperator, Exception, Value};

/// Shorter runs are sorted by insertion.
const RUN: usize = 16;

/// Which end the smallest goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Ascending,
    /// Equal items keep their order all the same.
    Descending,
}

impl Direction {
    /// The value of `reverse=`.
    pub(super) fn of(reverse: Option<&Value>) -> Result<Self, Exception> {
        match reverse.map(|reverse| (Number::of(reverse), reverse)) {
            None => Ok(Self::Ascending),
            Some((Some(Number::Int(0)), _)) => Ok(Self::Ascending),
            Some((Some(Number::Int(_)), _)) => Ok(Self::Descending),
            Some((_, reverse)) => Err(not_an_integer(reverse)),
        }
    }
}

/// What CPython says where it needs an int.
#[cold]
pub(super) fn not_an_integer(value: &Value) -> Exception {
    Exception::type_error(format!("'{}' object cannot be interpreted as an integer", value.type_name()))
}

/// An argument that must be an int.
pub(super) fn integer(value: &Value) -> Result<i64, Exception> {
    match Number::of(value) {
        Some(Number::Int(value)) => Ok(value),
        _ => Err(not_an_integer(value)),
    }
}

/// The items in order.
pub(super) fn sorted(mut items: Vec<Value>, direction: Direction) -> Result<Vec<Value>, Exception> {
    if direction == Direction::Descending {
        items.reverse();
    }
    let mut items = merge_sort(items)?;
    if direction == Direction::Descending {
        items.reverse();
    }
    Ok(items)
}

fn less(left: &Value, right: &Value) -> Result<bool, Exception> {
    compare(CompareOperator::Less, left, right)
}

/// The standard sort may panic where `<` is no order, so this is a plain merge sort.
fn merge_sort(mut items: Vec<Value>) -> Result<Vec<Value>, Exception> {
    for run in items.chunks_mut(RUN) {
        insertion_sort(run)?;
    }
    let mut width = RUN;
    while width < items.len() {
        let mut merged = Vec::with_capacity(items.len());
        for pair in items.chunks(width * 2) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            merge(left, right, &mut merged)?;
        }
        items = merged;
        width *= 2;
    }
    Ok(items)
}

fn insertion_sort(run: &mut [Value]) -> Result<(), Exception> {
    for end in 1..run.len() {
        let mut place = end;
        while let Some([before, item]) = place.checked_sub(1).and_then(|start| run.get(start..=place)) {
            if !less(item, before)? {
                break;
            }
            run.swap(place - 1, place);
            place -= 1;
        }
    }
    Ok(())
}

fn merge(left: &[Value], right: &[Value], merged: &mut Vec<Value>) -> Result<(), Exception> {
    let (mut left, mut right) = (left, right);
    while let ([first, rest_left @ ..], [second, rest_right @ ..]) = (left, right) {
        // On a tie the left one goes first: that is what makes it stable.
        if less(second, first)? {
            merged.push(second.clone());
            right = rest_right;
        } else {
            merged.push(first.clone());
            left = rest_left;
        }
    }
    merged.extend_from_slice(left);
    merged.extend_from_slice(right);
    Ok(())
}
