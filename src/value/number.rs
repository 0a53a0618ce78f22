//! Arithmetic of ints, floats and bools, as CPython does it; an int that leaves 64 bits is an OverflowError.

use std::cmp::Ordering;

use super::{BinaryOperator, Exception, Value};

/// A value that counts as a number: a bool is 0 or 1.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    /// The value as a number, if it is one.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Int(value) => Some(Self::Int(*value)),
            Value::Float(value) => Some(Self::Float(*value)),
            Value::Bool(value) => Some(Self::Int(i64::from(*value))),
            _ => None,
        }
    }

    /// The nearest float.
    pub(crate) fn to_float(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// The exact order, also of an int and a float; none with NaN.
    pub(crate) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(&b)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(&b),
            (Self::Int(a), Self::Float(b)) => compare_int_float(a, b),
            (Self::Float(a), Self::Int(b)) => compare_int_float(b, a).map(Ordering::reverse),
        }
    }
}

/// 2^63, the first float beyond the ints.
const BEYOND: f64 = 9_223_372_036_854_775_808.0;

fn compare_int_float(int: i64, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        None
    } else if float >= BEYOND {
        Some(Ordering::Less)
    } else if float < -BEYOND {
        Some(Ordering::Greater)
    } else {
        let whole = float.floor();
        Some(int.cmp(&(whole as i64)).then(if float > whole { Ordering::Less } else { Ordering::Equal }))
    }
}

/// The int that equals `value`, if there is one.
pub(crate) fn exact_int(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && (-BEYOND..BEYOND).contains(&value)).then_some(value as i64)
}

/// `int(value)`: towards zero.
pub(crate) fn truncate(value: f64) -> Result<i64, Exception> {
    if value.is_nan() {
        return Err(Exception::value_error("cannot convert float NaN to integer"));
    }
    if value.is_infinite() {
        return Err(Exception::overflow_error("cannot convert float infinity to integer"));
    }
    exact_int(value.trunc()).ok_or_else(Exception::int_too_large)
}

/// `left OPERATOR right` of two numbers.
pub(crate) fn arithmetic(operator: BinaryOperator, left: Number, right: Number) -> Result<Value, Exception> {
    match (left, right) {
        (Number::Int(left), Number::Int(right)) => ints(operator, left, right),
        _ => floats(operator, left.to_float(), right.to_float()).map(Value::Float),
    }
}

/// Of two ints, where that is plainly an int: no overflow, no division by zero or a negative.
#[inline]
pub fn plain_ints(operator: BinaryOperator, left: i64, right: i64) -> Option<i64> {
    match operator {
        BinaryOperator::Add => left.checked_add(right),
        BinaryOperator::Subtract => left.checked_sub(right),
        BinaryOperator::Multiply => left.checked_mul(right),
        // With a positive divisor Euclid's quotient is the one rounded down.
        BinaryOperator::FloorDivide if right > 0 => Some(left.div_euclid(right)),
        BinaryOperator::Modulo if right > 0 => Some(left.rem_euclid(right)),
        _ => None,
    }
}

/// Of two ints.
#[inline]
pub(crate) fn ints(operator: BinaryOperator, left: i64, right: i64) -> Result<Value, Exception> {
    match plain_ints(operator, left, right) {
        Some(result) => Ok(Value::Int(result)),
        None => other_ints(operator, left, right),
    }
}

fn other_ints(operator: BinaryOperator, left: i64, right: i64) -> Result<Value, Exception> {
    let result = match operator {
        BinaryOperator::Add | BinaryOperator::Subtract | BinaryOperator::Multiply => None,
        BinaryOperator::Divide => return divide_ints(left, right).map(Value::Float),
        BinaryOperator::FloorDivide => {
            return floor_divide_ints(left, right, "integer division or modulo by zero").map(|(quotient, _)| quotient);
        }
        BinaryOperator::Modulo => {
            if right == 0 {
                return Err(Exception::zero_division_error("integer modulo by zero"));
            }
            Some(modulo_ints(left, right))
        }
        BinaryOperator::Power => return power_ints(left, right),
    };
    result.map(Value::Int).ok_or_else(Exception::int_too_large)
}

/// `divmod`, with the words for a zero divisor.
pub(crate) fn floor_divide_ints(left: i64, right: i64, zero: &str) -> Result<(Value, Value), Exception> {
    if right == 0 {
        return Err(Exception::zero_division_error(zero));
    }
    let remainder = modulo_ints(left, right);
    let quotient = left.checked_div(right).ok_or_else(Exception::int_too_large)?;
    // The quotient is rounded down, not towards zero.
    let down = i64::from(left.wrapping_rem(right) != 0 && (left < 0) != (right < 0));
    Ok((Value::Int(quotient - down), Value::Int(remainder)))
}

/// The remainder has the sign of the divisor, which is not 0.
fn modulo_ints(left: i64, right: i64) -> i64 {
    let remainder = left.checked_rem(right).unwrap_or(0);
    if remainder != 0 && (remainder < 0) != (right < 0) { remainder + right } else { remainder }
}

/// The float nearest to the true quotient.
fn divide_ints(left: i64, right: i64) -> Result<f64, Exception> {
    if right == 0 {
        return Err(Exception::zero_division_error("division by zero"));
    }
    const EXACT: u64 = 1 << 53;
    if left.unsigned_abs() <= EXACT && right.unsigned_abs() <= EXACT {
        return Ok(left as f64 / right as f64);
    }
    // Long division with more bits than a float keeps; the lowest bit says that there is more below it.
    let (dividend, divisor) = (u128::from(left.unsigned_abs()), u128::from(right.unsigned_abs()));
    let shift = dividend.leading_zeros().min(127);
    let scaled = dividend << shift;
    let quotient = (scaled / divisor) | u128::from(scaled % divisor != 0);
    let magnitude = quotient as f64 * 0.5_f64.powi(i32::try_from(shift).unwrap_or(0));
    Ok(if (left < 0) == (right < 0) { magnitude } else { -magnitude })
}

fn power_ints(base: i64, exponent: i64) -> Result<Value, Exception> {
    if exponent < 0 {
        return power_floats(base as f64, exponent as f64).map(Value::Float);
    }
    let result = match base {
        0 | 1 => Some(if exponent == 0 { 1 } else { base }),
        -1 => Some(if exponent % 2 == 0 { 1 } else { -1 }),
        _ => u32::try_from(exponent).ok().and_then(|exponent| base.checked_pow(exponent)),
    };
    result.map(Value::Int).ok_or_else(Exception::int_too_large)
}

/// Of two floats.
pub(crate) fn floats(operator: BinaryOperator, left: f64, right: f64) -> Result<f64, Exception> {
    let zero = |message: &str| if right == 0.0 { Err(Exception::zero_division_error(message)) } else { Ok(()) };
    match operator {
        BinaryOperator::Add => Ok(left + right),
        BinaryOperator::Subtract => Ok(left - right),
        BinaryOperator::Multiply => Ok(left * right),
        BinaryOperator::Divide => zero("float division by zero").map(|()| left / right),
        BinaryOperator::FloorDivide => zero("float floor division by zero").map(|()| divmod_floats(left, right).0),
        BinaryOperator::Modulo => zero("float modulo").map(|()| divmod_floats(left, right).1),
        BinaryOperator::Power => power_floats(left, right),
    }
}

/// CPython's `float_divmod`, step by step, so that the last bit agrees. `right` is not 0.
pub(crate) fn divmod_floats(left: f64, right: f64) -> (f64, f64) {
    let mut remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder == 0.0 {
        remainder = 0.0_f64.copysign(right);
    } else if (right < 0.0) != (remainder < 0.0) {
        remainder += right;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return (0.0_f64.copysign(left / right), remainder);
    }
    let floor = quotient.floor();
    (if quotient - floor > 0.5 { floor + 1.0 } else { floor }, remainder)
}

fn power_floats(base: f64, exponent: f64) -> Result<f64, Exception> {
    if base == 0.0 && exponent < 0.0 {
        return Err(Exception::zero_division_error("0.0 cannot be raised to a negative power"));
    }
    if base < 0.0 && base.is_finite() && exponent.is_finite() && exponent.fract() != 0.0 {
        return Err(Exception::value_error("a negative number to a fractional power is complex, which CDL has not"));
    }
    let result = base.powf(exponent);
    if result.is_infinite() && base.is_finite() && exponent.is_finite() {
        return Err(Exception::overflow_error("(34, 'Numerical result out of range')"));
    }
    Ok(result)
}
