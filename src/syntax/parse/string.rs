//! Strings: escapes and interpolations.

use pest::iterators::Pair;

use super::super::ast::{Conversion, Expression, ExpressionKind, Interpolation, StrPart};
use super::super::grammar::Rule;
use super::super::mistakes;
use super::{Builder, error_expression};

impl<'t> Builder<'t> {
    pub(super) fn string(&mut self, pair: Pair<'t, Rule>) -> Expression {
        let span = self.span(&pair);
        let kind = ExpressionKind::Str(self.string_parts(pair));
        Expression { kind, span }
    }

    fn string_parts(&mut self, pair: Pair<'t, Rule>) -> Vec<StrPart> {
        let mut result = Vec::new();
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::double_text | Rule::single_text => result.push(StrPart::Text(self.plain_text(&part))),
                Rule::format_text => result.push(StrPart::Text(part.as_str().to_owned())),
                Rule::interpolation => result.push(StrPart::Interpolation(self.interpolation(part))),
                _ => self.bad_interpolation(&part),
            }
        }
        result
    }

    fn interpolation(&mut self, pair: Pair<'t, Rule>) -> Interpolation {
        let (span, start) = (self.span(&pair), pair.as_span().start() + 1);
        let end_of_braces = pair.as_span().end().saturating_sub(1);
        let (mut value, mut debug, mut conversion, mut format) = (None, false, None, None);
        let mut debug_end = end_of_braces;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::expression => value = Some(self.expression(part)),
                Rule::debug => debug = true,
                Rule::conversion => {
                    debug_end = debug_end.min(part.as_span().start());
                    conversion = self.conversion(&part);
                }
                _ => {
                    debug_end = debug_end.min(part.as_span().start());
                    format = Some(self.string_parts(part));
                }
            }
        }
        let debug = debug.then(|| self.text.get(start..debug_end).unwrap_or_default().to_owned());
        Interpolation { value: value.unwrap_or_else(|| error_expression(span)), debug, conversion, format, span }
    }

    fn conversion(&mut self, pair: &Pair<'t, Rule>) -> Option<Conversion> {
        match pair.as_str().trim_end() {
            "!r" => Some(Conversion::Repr),
            "!s" => Some(Conversion::Str),
            other => {
                self.report(mistakes::conversion(self.span(pair), other));
                None
            }
        }
    }

    fn bad_interpolation(&mut self, pair: &Pair<'t, Rule>) {
        let (start, end) = (pair.as_span().start() + 1, pair.as_span().end().saturating_sub(1));
        if self.text.get(start..end).unwrap_or_default().trim().is_empty() {
            self.report(mistakes::empty_interpolation(self.span(pair)));
        } else {
            self.diagnose(start, end, Rule::lone_interpolation);
        }
    }

    /// The text of a part without interpolations, escapes resolved.
    fn plain_text(&mut self, pair: &Pair<'t, Rule>) -> String {
        let source = pair.as_str();
        let mut result = String::with_capacity(source.len());
        let mut rest = source;
        while let Some(character) = rest.chars().next() {
            let at = pair.as_span().start() + source.len() - rest.len();
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
            match character {
                '\\' => rest = self.escape(rest, at, &mut result),
                '{' | '}' => {
                    if let Some(behind) = rest.strip_prefix(character) {
                        rest = behind;
                    } else {
                        let span = self.at(at, at + 1);
                        self.report(mistakes::single_brace(span));
                    }
                    result.push(character);
                }
                _ => result.push(character),
            }
        }
        result
    }

    /// Resolves the escape whose backslash stands at `at`; gives what is left behind it.
    fn escape<'r>(&mut self, rest: &'r str, at: usize, result: &mut String) -> &'r str {
        let Some(letter) = rest.chars().next() else { return rest };
        let behind = rest.get(letter.len_utf8()..).unwrap_or_default();
        let simple = match letter {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\x07',
            'b' => '\x08',
            'f' => '\x0c',
            'v' => '\x0b',
            '\\' | '\'' | '"' => letter,
            'x' | 'u' | 'U' => return self.code_point(letter, behind, at, result),
            '0'..='7' => return octal(rest, result),
            _ => {
                // As in Python, the backslash stays.
                let span = self.at(at, at + 1 + letter.len_utf8());
                self.report(mistakes::escape(span, letter));
                result.push('\\');
                letter
            }
        };
        result.push(simple);
        behind
    }

    /// `\xHH`, `\uXXXX`, `\UXXXXXXXX`.
    fn code_point<'r>(&mut self, letter: char, behind: &'r str, at: usize, result: &mut String) -> &'r str {
        let wanted = match letter {
            'x' => 2,
            'u' => 4,
            _ => 8,
        };
        let length = behind.bytes().take(wanted).take_while(u8::is_ascii_hexdigit).count();
        let (digits, rest) = behind.split_at_checked(length).unwrap_or(("", behind));
        let character = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
        match character.filter(|_| length == wanted) {
            Some(character) => result.push(character),
            None => {
                let span = self.at(at, at + 2 + length);
                self.report(mistakes::code_point(span, letter, wanted));
            }
        }
        rest
    }
}

/// `\0`, `\101`.
fn octal<'r>(rest: &'r str, result: &mut String) -> &'r str {
    let length = rest.bytes().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
    let (digits, rest) = rest.split_at_checked(length).unwrap_or(("", rest));
    result.extend(u32::from_str_radix(digits, 8).ok().and_then(char::from_u32));
    rest
}
