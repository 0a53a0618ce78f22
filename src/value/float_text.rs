//! Floats as text: the shortest that reads back the same, or to a number of digits, always correctly rounded.

/// The standard library takes no larger precision, and no double has that many digits that are not 0.
const MOST_DIGITS: usize = 1100;

/// A finite, non-negative number's digits, without leading zeros, and where the point stands in them.
struct Digits {
    digits: String,
    /// The power of ten of the first digit.
    exponent: i32,
}

impl Digits {
    /// `precision` digits after the first; none: as many as tell the number apart from its neighbours.
    fn of(value: f64, precision: Option<usize>) -> Self {
        let text = match precision {
            Some(precision) => format!("{value:.*e}", precision.min(MOST_DIGITS)),
            None => format!("{value:e}"),
        };
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        Self { digits: mantissa.replace('.', ""), exponent: exponent.parse().unwrap_or(0) }
    }

    /// `1.5e+16`.
    fn scientific(&self) -> String {
        let (first, rest) = self.digits.split_at(self.digits.len().min(1));
        let point = if rest.is_empty() { "" } else { "." };
        let sign = if self.exponent < 0 { '-' } else { '+' };
        format!("{first}{point}{rest}e{sign}{:02}", self.exponent.unsigned_abs())
    }

    /// `150000`, `0.015`.
    fn positional(&self) -> String {
        let Ok(before) = usize::try_from(self.exponent) else {
            let zeros = (self.exponent.unsigned_abs() as usize).saturating_sub(1);
            return format!("0.{}{}", "0".repeat(zeros), self.digits);
        };
        match self.digits.split_at_checked(before + 1) {
            Some((whole, "")) => whole.to_owned(),
            Some((whole, rest)) => format!("{whole}.{rest}"),
            None => format!("{}{}", self.digits, "0".repeat(before + 1 - self.digits.len())),
        }
    }
}

/// `repr(value)`.
pub(super) fn float_repr(value: f64) -> String {
    if let Some(word) = not_finite(value) {
        return if value < 0.0 { format!("-{word}") } else { word.to_owned() };
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    format!("{sign}{}", shortest(value.abs()))
}

/// `inf` or `nan`, without a sign.
pub(super) fn not_finite(value: f64) -> Option<&'static str> {
    if value.is_nan() { Some("nan") } else { value.is_infinite().then_some("inf") }
}

/// As `repr` does it; `value` is finite and not negative.
pub(super) fn shortest(value: f64) -> String {
    let digits = Digits::of(value, None);
    if !(-4..16).contains(&digits.exponent) {
        return digits.scientific();
    }
    let text = digits.positional();
    if text.contains('.') { text } else { text + ".0" }
}

/// `f`: `precision` digits after the point.
pub(super) fn fixed(value: f64, precision: usize) -> String {
    let text = format!("{value:.*}", precision.min(MOST_DIGITS));
    pad(text, precision)
}

/// `e`: the same of the mantissa.
pub(super) fn exponential(value: f64, precision: usize) -> String {
    let text = Digits::of(value, Some(precision)).scientific();
    match text.split_once('e') {
        Some((mantissa, exponent)) => format!("{}e{exponent}", pad(mantissa.to_owned(), precision)),
        None => text,
    }
}

/// Zeros that the standard library was not asked for.
fn pad(text: String, precision: usize) -> String {
    text + &"0".repeat(precision.saturating_sub(MOST_DIGITS))
}

/// What `g` does besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum General {
    /// Trailing zeros go.
    Plain,
    /// `#`: they stay.
    Alternate,
    /// No type but a precision: one digit stays after the point.
    PointZero,
}

/// `g`: `precision` digits in all, in whichever form is short.
pub(super) fn general(value: f64, precision: usize, form: General) -> String {
    let precision = precision.max(1);
    let mut digits = Digits::of(value, Some(precision - 1));
    if form == General::Alternate {
        digits.digits = pad(digits.digits, precision - 1);
    } else {
        digits.digits.truncate(digits.digits.trim_end_matches('0').len().max(1));
    }
    let limit = i64::try_from(precision).unwrap_or(i64::MAX) - i64::from(form == General::PointZero);
    if !(-4..limit).contains(&i64::from(digits.exponent)) {
        return digits.scientific();
    }
    let text = digits.positional();
    if form == General::PointZero && !text.contains('.') { text + ".0" } else { text }
}
