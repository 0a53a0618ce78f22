//! Numbers and durations.

use pest::iterators::Pair;

use super::super::ast::ExpressionKind;
use super::super::grammar::Rule;
use super::super::mistakes;
use super::Builder;

/// The units of time with their nanoseconds.
pub(in crate::syntax) const UNITS: [(&str, i64); 5] =
    [("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000)];

impl<'t> Builder<'t> {
    pub(super) fn number(&mut self, pair: &Pair<'t, Rule>) -> ExpressionKind {
        let (text, span) = (pair.as_str(), self.span(pair));
        match read(text) {
            Ok(kind) => kind,
            Err(wrong) => {
                self.report(match wrong {
                    Wrong::Overflow => mistakes::integer_overflow(span),
                    Wrong::LongDuration => mistakes::long_duration(span),
                    Wrong::Unit(unit) => mistakes::unit(span, text, unit),
                    Wrong::Shape => mistakes::number(span, text),
                });
                ExpressionKind::Error
            }
        }
    }
}

enum Wrong<'t> {
    Overflow,
    LongDuration,
    Unit(&'t str),
    Shape,
}

fn read(text: &str) -> Result<ExpressionKind, Wrong<'_>> {
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        let digits = plain_digits(digits.strip_prefix('_').unwrap_or(digits))?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Wrong::Shape);
        }
        return i64::from_str_radix(&digits, 16).map(ExpressionKind::Int).map_err(|_| Wrong::Overflow);
    }
    let end = number_length(text);
    let (number, unit) = text.split_at_checked(end).ok_or(Wrong::Shape)?;
    let digits = plain_digits(number)?;
    if !unit.is_empty() {
        let known = UNITS.iter().find(|(name, _)| *name == unit);
        let (_, nanoseconds) =
            known.ok_or(if unit.starts_with(['_', '.']) { Wrong::Shape } else { Wrong::Unit(unit) })?;
        return duration(&digits, *nanoseconds);
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        if digits.len() > 1 && digits.starts_with('0') && digits.bytes().any(|byte| byte != b'0') {
            return Err(Wrong::Shape);
        }
        return digits.parse().map(ExpressionKind::Int).map_err(|_| Wrong::Overflow);
    }
    digits.parse().map(ExpressionKind::Float).map_err(|_| Wrong::Shape)
}

/// How far digits, point and exponent go.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'_').count()
    };
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    end
}

/// Without the underscores, each of which must stand between two digits.
fn plain_digits(text: &str) -> Result<String, Wrong<'_>> {
    let lonely = text.is_empty() || text.starts_with('_') || text.ends_with('_') || text.contains("__");
    if lonely || text.contains("_.") || text.contains("._") { Err(Wrong::Shape) } else { Ok(text.replace('_', "")) }
}

fn duration(digits: &str, unit: i64) -> Result<ExpressionKind, Wrong<'static>> {
    let nanoseconds = match digits.parse::<i64>() {
        Ok(count) => count.checked_mul(unit),
        Err(_) => {
            let product = digits.parse::<f64>().map_err(|_| Wrong::Shape)? * unit as f64;
            // 2^63 is the first value that does not fit.
            (product < 9_223_372_036_854_775_808.0).then_some(product.round() as i64)
        }
    };
    nanoseconds.map(ExpressionKind::Duration).ok_or(Wrong::LongDuration)
}
