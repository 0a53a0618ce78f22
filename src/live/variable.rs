//! A shared variable. A small number lies in one word, so reading it costs no lock.

use crate::primitives::{Compact, fits};
use crate::value::Value;

/// What a variable holds; nothing before its line.
#[derive(Clone, Debug, Default)]
pub(super) struct Variable(pub(super) Option<Value>);

/// Packed states that are no number are even.
const UNDEFINED: u64 = 0;
const NONE: u64 = 2;
const FALSE: u64 = 4;
const TRUE: u64 = 6;

/// Half of the numbers that fit.
const OFFSET: i64 = 1 << 26;

impl Compact for Variable {
    type Fixed = ();

    const EVER: bool = true;

    fn fixed(&self) {}

    #[inline]
    fn pack(&self) -> Option<u64> {
        match &self.0 {
            None => Some(UNDEFINED),
            Some(Value::None) => Some(NONE),
            Some(Value::Bool(false)) => Some(FALSE),
            Some(Value::Bool(true)) => Some(TRUE),
            Some(Value::Int(number)) => {
                let shifted = u64::try_from(number.checked_add(OFFSET)?).ok()?;
                fits(shifted).and_then(|shifted| fits(shifted << 1 | 1))
            }
            Some(_) => None,
        }
    }

    #[inline]
    fn unpack((): &(), packed: u64) -> Option<Self> {
        Some(Self(match packed {
            UNDEFINED => None,
            NONE => Some(Value::None),
            FALSE => Some(Value::Bool(false)),
            TRUE => Some(Value::Bool(true)),
            number => Some(Value::Int(i64::try_from(number >> 1).ok()?.checked_sub(OFFSET)?)),
        }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_number_that_fits_comes_back(number: i64) {
            for number in [number, number % OFFSET] {
                let variable = Variable(Some(Value::Int(number)));
                let back = variable.pack().and_then(|packed| Variable::unpack(&(), packed));
                match back {
                    Some(Variable(value)) => prop_assert_eq!(value, Some(Value::Int(number))),
                    None => prop_assert!(!(-OFFSET..OFFSET).contains(&number)),
                }
            }
        }
    }

    #[test]
    fn what_is_no_number_comes_back_or_does_not_fit() {
        for value in [None, Some(Value::None), Some(Value::Bool(true)), Some(Value::Bool(false))] {
            let packed = Variable(value.clone()).pack().unwrap();
            assert_eq!(Variable::unpack(&(), packed).unwrap().0, value);
        }
        assert_eq!(Variable(Some(Value::str("x"))).pack(), None);
    }
}
