use super::*;
use crate::primitives::tests::text;

fn error(result: Result<impl std::fmt::Debug, Exception>) -> (String, String) {
    let error = result.unwrap_err();
    (error.type_name.to_string(), error.message)
}

fn pair(type_name: &str, message: &str) -> (String, String) {
    (type_name.to_owned(), message.to_owned())
}

#[test]
fn seconds_and_durations() {
    let cases = [
        (Value::Int(2), 2_000_000_000),
        (Value::Int(-1), -1_000_000_000),
        (Value::Float(0.1), 100_000_000),
        (Value::Float(-0.5), -500_000_000),
        (Value::Float(1e-12), 1),
        (Value::Bool(true), 1_000_000_000),
        (Value::Duration(7), 7),
    ];
    for (value, nanoseconds) in cases {
        assert_eq!(duration_from(&value), Ok(nanoseconds), "{value:?}");
    }
}

#[test]
fn lk13_lk14_too_long() {
    let float = pair("OverflowError", "timestamp out of range for platform time_t");
    for seconds in [1e100, f64::INFINITY, f64::NEG_INFINITY, 9_223_372_037.0] {
        assert_eq!(error(duration_from(&Value::Float(seconds))), float);
    }
    let int = pair("OverflowError", "timestamp too large to convert to C _PyTime_t");
    assert_eq!(error(duration_from(&Value::Int(i64::MAX))), int);
    assert_eq!(error(duration_from(&Value::Int(i64::MIN))), int);
}

#[test]
fn not_a_number() {
    assert_eq!(error(duration_from(&Value::Float(f64::NAN))), pair("ValueError", "Invalid value NaN (not a number)"));
}

#[test]
fn lk15_what_is_no_time() {
    let message = "'NoneType' object cannot be interpreted as an integer";
    assert_eq!(error(of_lock(true, &Value::None)), pair("TypeError", message));
    let cases = [
        (Complaint::Greater, "'>' not supported between instances of 'str' and 'int'"),
        (Complaint::Less, "'<' not supported between instances of 'str' and 'int'"),
        (Complaint::Maximum, "'>' not supported between instances of 'int' and 'str'"),
        (Complaint::Sum, "unsupported operand type(s) for +: 'float' and 'str'"),
    ];
    for (complaint, message) in cases {
        assert_eq!(error(optional(&text("x"), complaint)), pair("TypeError", message));
    }
}
