//! Durations: nanoseconds in 64 bits, their arithmetic, and how they are read from numbers and printed.

use super::number::Number;
use super::{BinaryOperator, Exception, Value};

/// Nanoseconds of a second.
const SECOND: i64 = 1_000_000_000;

/// The units of printing, the largest first.
const UNITS: [(&str, u64); 4] = [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1)];

/// What a timeout or `sleep` takes: a duration, or a number of seconds; in nanoseconds.
pub fn duration_from(value: &Value) -> Result<i64, Exception> {
    if let Value::Duration(nanoseconds) = value {
        return Ok(*nanoseconds);
    }
    let outside = || Exception::overflow_error("timestamp out of range for platform time_t");
    match Number::of(value) {
        Some(Number::Int(seconds)) => seconds
            .checked_mul(SECOND)
            .ok_or_else(|| Exception::overflow_error("timestamp too large to convert to C _PyTime_t")),
        Some(Number::Float(seconds)) if seconds.is_nan() => {
            Err(Exception::value_error("Invalid value NaN (not a number)"))
        }
        // Rounded away from zero, so that a timeout that is not 0 does not become 0.
        Some(Number::Float(seconds)) => {
            let nanoseconds = seconds * SECOND as f64;
            let nearest = nanoseconds.round();
            let whole =
                if (nearest - nanoseconds).abs() < 1e-3 { nearest } else { nanoseconds.abs().ceil().copysign(seconds) };
            super::number::exact_int(whole).ok_or_else(outside)
        }
        None => Err(Exception::type_error(format!(
            "'{}' object cannot be interpreted as a duration or a number of seconds",
            value.type_name()
        ))),
    }
}

/// In seconds.
pub fn seconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / SECOND as f64
}

/// In the largest unit of which it has one: `2s`, `1.5s`, `100ms`, `250us`, `10ns`, `0s`.
pub fn duration_text(nanoseconds: i64) -> String {
    let size = nanoseconds.unsigned_abs();
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let (unit, length) = UNITS.into_iter().find(|(_, length)| size >= *length).unwrap_or(("s", 1));
    let (whole, rest) = (size / length, size % length);
    if rest == 0 {
        return format!("{sign}{whole}{unit}");
    }
    let places = length.ilog10() as usize;
    let decimals = format!("{rest:0places$}");
    format!("{sign}{whole}.{}{unit}", decimals.trim_end_matches('0'))
}

fn too_large() -> Exception {
    Exception::overflow_error("duration too large: CDL's durations have 64 bits of nanoseconds")
}

fn duration(nanoseconds: Option<i64>) -> Result<Value, Exception> {
    nanoseconds.map(Value::Duration).ok_or_else(too_large)
}

/// `left OPERATOR right` if one of them is a duration and durations have that.
pub(super) fn arithmetic(operator: BinaryOperator, left: &Value, right: &Value) -> Option<Result<Value, Exception>> {
    match (left, right) {
        (Value::Duration(left), Value::Duration(right)) => two(operator, *left, *right),
        (Value::Duration(left), right) => scale(operator, *left, Number::of(right)?),
        (left, Value::Duration(right)) if operator == BinaryOperator::Multiply => {
            scale(operator, *right, Number::of(left)?)
        }
        _ => None,
    }
}

/// As Python's `timedelta`: their ratio is a number, their remainder a duration.
fn two(operator: BinaryOperator, left: i64, right: i64) -> Option<Result<Value, Exception>> {
    let divides = matches!(operator, BinaryOperator::Divide | BinaryOperator::FloorDivide | BinaryOperator::Modulo);
    if divides && right == 0 {
        return Some(Err(Exception::zero_division_error("division by zero")));
    }
    Some(match operator {
        BinaryOperator::Add => duration(left.checked_add(right)),
        BinaryOperator::Subtract => duration(left.checked_sub(right)),
        BinaryOperator::Divide | BinaryOperator::FloorDivide => super::number::ints(operator, left, right),
        BinaryOperator::Modulo => match super::number::ints(operator, left, right) {
            Ok(Value::Int(rest)) => Ok(Value::Duration(rest)),
            other => other,
        },
        BinaryOperator::Multiply | BinaryOperator::Power => return None,
    })
}

fn scale(operator: BinaryOperator, length: i64, by: Number) -> Option<Result<Value, Exception>> {
    let zero = || Err(Exception::zero_division_error("division by zero"));
    Some(match (operator, by) {
        (BinaryOperator::Multiply, Number::Int(by)) => duration(length.checked_mul(by)),
        (BinaryOperator::Multiply, Number::Float(by)) => nearest(length as f64 * by),
        (BinaryOperator::Divide | BinaryOperator::FloorDivide, Number::Int(0)) => zero(),
        (BinaryOperator::Divide, Number::Int(by)) => duration(divide_nearest(length, by)),
        (BinaryOperator::Divide, Number::Float(0.0)) => zero(),
        (BinaryOperator::Divide, Number::Float(by)) => nearest(length as f64 / by),
        (BinaryOperator::FloorDivide, Number::Int(by)) => match super::number::ints(operator, length, by) {
            Ok(Value::Int(whole)) => Ok(Value::Duration(whole)),
            _ => Err(too_large()),
        },
        _ => return None,
    })
}

/// The nearest whole nanosecond, a tie to the even one.
fn nearest(nanoseconds: f64) -> Result<Value, Exception> {
    if nanoseconds.is_nan() {
        return Err(Exception::value_error("cannot convert float NaN to integer"));
    }
    duration(super::number::exact_int(nanoseconds.round_ties_even()))
}

fn divide_nearest(length: i64, by: i64) -> Option<i64> {
    let (length, by) = (i128::from(length), i128::from(by));
    let (floor, rest) = (length.div_euclid(by), length.rem_euclid(by));
    let up = match (2 * rest).cmp(&by.abs()) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => floor % 2 != 0,
        std::cmp::Ordering::Greater => true,
    };
    // With a negative divisor, Euclid's quotient is the one above.
    let step = if by < 0 { -1 } else { 1 };
    i64::try_from(floor + if up { step } else { 0 }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_prints_in_its_largest_unit_exactly() {
        let cases = [
            (0, "0s"),
            (2_000_000_000, "2s"),
            (90_000_000_000, "90s"),
            (1_500_000_000, "1.5s"),
            (100_000_000, "100ms"),
            (250_000, "250us"),
            (1_050, "1.05us"),
            (10, "10ns"),
            (-500_000_000, "-500ms"),
            (1_000_000_001, "1.000000001s"),
        ];
        for (nanoseconds, text) in cases {
            assert_eq!(duration_text(nanoseconds), text);
        }
    }

    #[test]
    fn a_timeout_may_be_a_duration_or_a_number_of_seconds() {
        assert_eq!(duration_from(&Value::Duration(5)), Ok(5));
        assert_eq!(duration_from(&Value::Int(2)), Ok(2 * SECOND));
        assert_eq!(duration_from(&Value::Float(0.1)), Ok(SECOND / 10));
        assert_eq!(duration_from(&Value::Float(1e-12)), Ok(1));
        assert_eq!(duration_from(&Value::Bool(true)), Ok(SECOND));
        let message = |value| duration_from(&value).unwrap_err().message;
        assert_eq!(message(Value::Float(1e100)), "timestamp out of range for platform time_t");
        assert_eq!(message(Value::Int(i64::MAX)), "timestamp too large to convert to C _PyTime_t");
        assert_eq!(message(Value::Float(f64::NAN)), "Invalid value NaN (not a number)");
    }

    #[test]
    fn durations_divide_like_timedelta() {
        let divide = |operator, left, right| arithmetic(operator, &left, &right).unwrap().unwrap();
        let (d, i, f) = (Value::Duration, Value::Int, Value::Float);
        assert_eq!(divide(BinaryOperator::Divide, d(10), i(4)), d(2));
        assert_eq!(divide(BinaryOperator::Divide, d(-7), i(2)), d(-4));
        assert_eq!(divide(BinaryOperator::Divide, d(7), i(-4)), d(-2));
        assert_eq!(divide(BinaryOperator::Divide, d(10), d(4)), f(2.5));
        assert_eq!(divide(BinaryOperator::FloorDivide, d(10), d(4)), i(2));
        assert_eq!(divide(BinaryOperator::Modulo, d(10), d(4)), d(2));
        assert_eq!(divide(BinaryOperator::Multiply, f(1.5), d(10)), d(15));
    }
}
