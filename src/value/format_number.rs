//! The format mini language for numbers: signs, bases, thousands, floating point.

use super::Exception;
use super::float_text::{General, exponential, fixed, general, not_finite, shortest};
use super::format::Spec;

/// A number's text in parts: sign and `0x`, the digits that are grouped, and the rest.
struct Parts {
    head: String,
    digits: String,
    tail: String,
}

impl Parts {
    /// Groups the digits and widens the whole.
    fn assemble(mut self, spec: &Spec, group: usize) -> String {
        let fills_digits = spec.fill == '0' && spec.align == '=';
        if let (Some(separator), false) = (spec.separator, self.digits.is_empty()) {
            let others = self.head.chars().count() + self.tail.chars().count();
            let width = if fills_digits { spec.width.saturating_sub(others) } else { 0 };
            self.digits = grouped(&self.digits, separator, group, width);
        }
        let head = self.head.len();
        spec.pad(&(self.head + &self.digits + &self.tail), head)
    }
}

/// Digits with separators, filled up with zeros (which are grouped too) to at least `width`.
fn grouped(digits: &str, separator: char, group: usize, width: usize) -> String {
    let mut reversed = String::with_capacity(width.max(digits.len()) * 4 / 3 + 1);
    let mut rest = digits.bytes().rev();
    let mut left = digits.len();
    let mut missing = width;
    loop {
        let length = group.min(left.max(missing).max(1));
        reversed.extend((0..length).map(|_| rest.next().map_or('0', char::from)));
        left = left.saturating_sub(length);
        missing = missing.saturating_sub(length);
        if left == 0 && missing == 0 {
            return reversed.chars().rev().collect();
        }
        reversed.push(separator);
        missing = missing.saturating_sub(1);
    }
}

fn sign(negative: bool, spec: &Spec) -> &'static str {
    match (negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    }
}

/// Of an int or a bool.
pub(super) fn int(value: i64, spec: &Spec, type_name: &str) -> Result<String, Exception> {
    let code = spec.code.unwrap_or('d');
    match code {
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' => return float(value as f64, spec, type_name),
        'b' | 'c' | 'd' | 'o' | 'x' | 'X' | 'n' => {}
        _ => return Err(spec.unknown_code(type_name)),
    }
    if spec.precision.is_some() {
        return Err(Exception::value_error("Precision not allowed in integer format specifier"));
    }
    if spec.positive_zero {
        return Err(Exception::value_error("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    if code == 'c' {
        return character(value, spec);
    }
    let magnitude = value.unsigned_abs();
    let (prefix, digits) = match code {
        'b' => ("0b", format!("{magnitude:b}")),
        'o' => ("0o", format!("{magnitude:o}")),
        'x' => ("0x", format!("{magnitude:x}")),
        'X' => ("0X", format!("{magnitude:X}")),
        _ => ("", magnitude.to_string()),
    };
    let prefix = if spec.alternate { prefix } else { "" };
    let group = if matches!(code, 'd' | 'n') { 3 } else { 4 };
    let parts = Parts { head: format!("{}{prefix}", sign(value < 0, spec)), digits, tail: String::new() };
    Ok(parts.assemble(spec, group))
}

/// `c`: the character of that code.
fn character(value: i64, spec: &Spec) -> Result<String, Exception> {
    if spec.sign.is_some() {
        return Err(Exception::value_error("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(Exception::value_error("Alternate form (#) not allowed with integer format specifier 'c'"));
    }
    match u32::try_from(value).ok().and_then(char::from_u32) {
        Some(character) => Ok(spec.pad(&character.to_string(), 0)),
        None => Err(Exception::overflow_error("%c arg not in range(0x110000)")),
    }
}

/// Of a float.
pub(super) fn float(value: f64, spec: &Spec, type_name: &str) -> Result<String, Exception> {
    let code = spec.code;
    if !matches!(code, None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%')) {
        return Err(spec.unknown_code(type_name));
    }
    let value = if code == Some('%') { value * 100.0 } else { value };
    let mut text = match not_finite(value) {
        Some(word) => word.to_owned(),
        None => magnitude(value.abs(), spec),
    };
    if matches!(code, Some('E' | 'F' | 'G')) {
        text = text.to_uppercase();
    }
    let is_zero = !text.contains(|c: char| matches!(c, '1'..='9' | 'n' | 'N'));
    let negative = value.is_sign_negative() && !value.is_nan() && !(spec.positive_zero && is_zero);
    if code == Some('%') {
        text.push('%');
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (digits, tail) = text.split_at_checked(digits).unwrap_or(("", &text));
    let parts = Parts { head: sign(negative, spec).to_owned(), digits: digits.to_owned(), tail: tail.to_owned() };
    Ok(parts.assemble(spec, 3))
}

/// A finite number without its sign.
fn magnitude(value: f64, spec: &Spec) -> String {
    let precision = spec.precision.unwrap_or(6);
    let form = if spec.alternate { General::Alternate } else { General::Plain };
    let text = match (spec.code, spec.precision) {
        (Some('e' | 'E'), _) => exponential(value, precision),
        (Some('f' | 'F' | '%'), _) => fixed(value, precision),
        (Some(_), _) => general(value, precision, form),
        (None, None) => shortest(value),
        (None, Some(precision)) => general(value, precision, if spec.alternate { form } else { General::PointZero }),
    };
    if spec.alternate { with_point(text) } else { text }
}

/// `#`: there is always a point.
fn with_point(text: String) -> String {
    if text.contains('.') {
        return text;
    }
    match text.split_once('e') {
        Some((mantissa, exponent)) => format!("{mantissa}.e{exponent}"),
        None => text + ".",
    }
}
