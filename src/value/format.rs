//! `"{x:>5}"`: Python's format mini language.

use super::text::checked_str;
use super::{Exception, Names, Value, format_number};

/// The largest width or precision.
const WIDEST: usize = 100_000;

/// `format(value, spec)`.
pub fn format(value: &Value, spec: &str, names: &dyn Names) -> Result<String, Exception> {
    if spec.is_empty() {
        return checked_str(value, names);
    }
    let type_name = value.type_name();
    match value {
        Value::Int(number) => format_number::int(*number, &Spec::parse(spec, Kind::Number, type_name)?, type_name),
        Value::Bool(number) => {
            format_number::int(i64::from(*number), &Spec::parse(spec, Kind::Number, type_name)?, type_name)
        }
        Value::Float(number) => format_number::float(*number, &Spec::parse(spec, Kind::Number, type_name)?, type_name),
        Value::Str(text) => format_text(text, &Spec::parse(spec, Kind::Text, type_name)?, type_name),
        Value::Duration(_) => {
            format_text(&checked_str(value, names)?, &Spec::parse(spec, Kind::Text, type_name)?, type_name)
        }
        _ => Err(Exception::type_error(format!("unsupported format string passed to {type_name}.__format__"))),
    }
}

/// What is formatted: the two differ in what a specification leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
}

/// A format specification, taken apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    pub(super) fill: char,
    pub(super) align: char,
    pub(super) sign: Option<char>,
    /// `z`: no negative zero.
    pub(super) positive_zero: bool,
    /// `#`.
    pub(super) alternate: bool,
    pub(super) width: usize,
    /// `,` or `_`.
    pub(super) separator: Option<char>,
    pub(super) precision: Option<usize>,
    /// The type's letter.
    pub(super) code: Option<char>,
}

impl Spec {
    fn parse(spec: &str, kind: Kind, type_name: &str) -> Result<Self, Exception> {
        let mut rest = Reader { rest: spec };
        let (fill, align) = rest.fill_and_align();
        let sign = rest.take(|c| matches!(c, '+' | '-' | ' '));
        let positive_zero = rest.take(|c| c == 'z').is_some();
        let alternate = rest.take(|c| c == '#').is_some();
        // A 0 before the width fills with zeros after the sign, unless a fill was given.
        let zero = fill.is_none() && rest.take(|c| c == '0').is_some();
        let width = rest.number()?.unwrap_or(0);
        let separator = rest.separator()?;
        let precision = match rest.take(|c| c == '.') {
            Some(_) => match rest.number()? {
                Some(precision) => Some(precision),
                None => return Err(Exception::value_error("Format specifier missing precision")),
            },
            None => None,
        };
        let code = rest.take(|_| true);
        if !rest.rest.is_empty() {
            let message = format!("Invalid format specifier '{spec}' for object of type '{type_name}'");
            return Err(Exception::value_error(message));
        }
        if let Some(separator) = separator {
            check_separator(separator, code.or((kind == Kind::Text).then_some('s')))?;
        }
        let default_align = match kind {
            Kind::Text => '<',
            Kind::Number if zero => '=',
            Kind::Number => '>',
        };
        Ok(Self {
            fill: fill.unwrap_or(if zero { '0' } else { ' ' }),
            align: align.unwrap_or(default_align),
            sign,
            positive_zero,
            alternate,
            width,
            separator,
            precision,
            code,
        })
    }

    /// Widens a text; `head` characters of it (a sign, `0x`) stay in front of the fill of `=`.
    pub(super) fn pad(&self, text: &str, head: usize) -> String {
        let missing = self.width.saturating_sub(text.chars().count());
        let fill = |count: usize| std::iter::repeat_n(self.fill, count).collect::<String>();
        match self.align {
            '<' => text.to_owned() + &fill(missing),
            '^' => fill(missing / 2) + text + &fill(missing - missing / 2),
            '=' => {
                let (head, tail) = text.split_at_checked(head).unwrap_or(("", text));
                format!("{head}{}{tail}", fill(missing))
            }
            _ => fill(missing) + text,
        }
    }

    /// The code is none that the type knows.
    #[cold]
    pub(super) fn unknown_code(&self, type_name: &str) -> Exception {
        let code = code_text(self.code.unwrap_or(' '));
        Exception::value_error(format!("Unknown format code '{code}' for object of type '{type_name}'"))
    }
}

/// What is left of a specification.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next().filter(|next| wanted(*next))?;
        self.rest = characters.as_str();
        Some(next)
    }

    fn fill_and_align(&mut self) -> (Option<char>, Option<char>) {
        let align = |c: char| matches!(c, '<' | '>' | '=' | '^');
        let mut characters = self.rest.chars();
        if let (Some(fill), Some(second)) = (characters.next(), characters.next())
            && align(second)
        {
            self.rest = characters.as_str();
            return (Some(fill), Some(second));
        }
        (None, self.take(align))
    }

    fn number(&mut self) -> Result<Option<usize>, Exception> {
        let digits = self.rest.len() - self.rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = self.rest.split_at_checked(digits).unwrap_or(("", self.rest));
        self.rest = rest;
        if number.is_empty() {
            return Ok(None);
        }
        match number.parse::<i64>() {
            Err(_) => Err(Exception::value_error("Too many decimal digits in format string")),
            Ok(number) => match usize::try_from(number) {
                Ok(number) if number <= WIDEST => Ok(Some(number)),
                _ => Err(Exception::value_error("width or precision too big: at most 100000")),
            },
        }
    }

    fn separator(&mut self) -> Result<Option<char>, Exception> {
        let comma = self.take(|c| c == ',');
        let underscore = self.take(|c| c == '_');
        if underscore.is_some() && (comma.is_some() || self.rest.starts_with(',')) {
            return Err(Exception::value_error("Cannot specify both ',' and '_'."));
        }
        Ok(comma.or(underscore))
    }
}

fn check_separator(separator: char, code: Option<char>) -> Result<(), Exception> {
    match (code, separator) {
        (None | Some('d' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F'), _) => Ok(()),
        (Some('b' | 'o' | 'x' | 'X'), '_') => Ok(()),
        (Some(code), _) => {
            let code = code_text(code);
            Err(Exception::value_error(format!("Cannot specify '{separator}' with '{code}'.")))
        }
    }
}

/// A code as an error message quotes it.
fn code_text(code: char) -> String {
    if ('!'..='\x7f').contains(&code) { code.to_string() } else { format!("\\x{:x}", u32::from(code)) }
}

fn format_text(text: &str, spec: &Spec, type_name: &str) -> Result<String, Exception> {
    if !matches!(spec.code, None | Some('s')) {
        return Err(spec.unknown_code(type_name));
    }
    let wrong = |message: &str| Err(Exception::value_error(message));
    match spec {
        Spec { sign: Some(' '), .. } => wrong("Space not allowed in string format specifier"),
        Spec { sign: Some(_), .. } => wrong("Sign not allowed in string format specifier"),
        Spec { positive_zero: true, .. } => wrong("Negative zero coercion (z) not allowed in string format specifier"),
        Spec { alternate: true, .. } => wrong("Alternate form (#) not allowed in string format specifier"),
        Spec { align: '=', .. } => wrong("'=' alignment not allowed in string format specifier"),
        Spec { precision: Some(precision), .. } => Ok(spec.pad(&text.chars().take(*precision).collect::<String>(), 0)),
        _ => Ok(spec.pad(text, 0)),
    }
}
