//! How values print: `str` and `repr`, as Python prints them.

use std::fmt::Write as _;

use super::float_text::float_repr;
use super::limits::{MAX_TEXT, check_text};
use super::{Exception, FunctionId, Names, ObjectRef, Range, Value, builtins, duration};

/// What `print` shows. A text past the limit of `MAX_TEXT` ends in `...`.
pub fn to_str(value: &Value, names: &dyn Names) -> String {
    let mut out = Bounded::new();
    if out.str(value, names).is_err() {
        out.text.push_str("...");
    }
    out.text
}

/// What stands for the value inside a list. A text past the limit of `MAX_TEXT` ends in `...`.
pub fn repr(value: &Value, names: &dyn Names) -> String {
    let mut out = Bounded::new();
    if out.repr(value, names).is_err() {
        out.text.push_str("...");
    }
    out.text
}

/// The same for a person to read: of a value that takes more than `most` bytes the beginning, and how large it is.
pub fn repr_in_short(value: &Value, names: &dyn Names, most: usize) -> String {
    let mut out = Bounded { text: String::new(), most };
    if out.repr(value, names).is_err() {
        out.text.push('…');
        let (size, noun) = match value {
            Value::Str(text) => (text.chars().count(), "characters"),
            Value::List(list) => (list.items.len(), "items"),
            Value::Dict(dict) => (dict.entries.len(), "entries"),
            _ => return out.text,
        };
        // Writing to a String cannot fail.
        let _ = write!(out.text, " ({size} {noun} in all)");
    }
    out.text
}

/// `str(value)`, as an operation of the program: a MemoryError past the limit.
pub fn checked_str(value: &Value, names: &dyn Names) -> Result<String, Exception> {
    let mut out = Bounded::new();
    out.str(value, names).or_else(|Full| check_text(None).map(|_| ()))?;
    Ok(out.text)
}

/// `repr(value)`, as an operation of the program: a MemoryError past the limit.
pub fn checked_repr(value: &Value, names: &dyn Names) -> Result<String, Exception> {
    let mut out = Bounded::new();
    out.repr(value, names).or_else(|Full| check_text(None).map(|_| ()))?;
    Ok(out.text)
}

/// Names where there are none at hand: what a declared thing is stands for its name.
#[derive(Clone, Copy, Debug)]
pub struct Anonymous;

impl Names for Anonymous {
    fn function(&self, _: FunctionId) -> &str {
        "function"
    }

    fn object(&self, object: ObjectRef) -> String {
        object.kind.keyword().to_owned()
    }
}

/// The text has reached its limit.
struct Full;

/// A text that grows up to the limit. Values nest at most `MAX_DEPTH` deep, but a shared part can print many times over.
struct Bounded {
    text: String,
    most: usize,
}

impl Bounded {
    fn new() -> Self {
        Self { text: String::new(), most: MAX_TEXT }
    }

    fn push(&mut self, mut part: &str) -> Result<(), Full> {
        if self.text.len() + part.len() > self.most {
            while self.text.len() < self.most
                && let Some(letter) = part.chars().next()
            {
                self.text.push(letter);
                part = part.get(letter.len_utf8()..).unwrap_or_default();
            }
            return Err(Full);
        }
        self.text.push_str(part);
        Ok(())
    }

    fn str(&mut self, value: &Value, names: &dyn Names) -> Result<(), Full> {
        match value {
            Value::Str(text) => self.push(text),
            Value::Exception(exception) => self.push(&exception.message),
            other => self.repr(other, names),
        }
    }

    fn repr(&mut self, value: &Value, names: &dyn Names) -> Result<(), Full> {
        match value {
            Value::List(list) => {
                self.push("[")?;
                let mut separator = "";
                for item in &list.items {
                    self.push(separator)?;
                    self.repr(item, names)?;
                    separator = ", ";
                }
                self.push("]")
            }
            Value::Dict(dict) => {
                self.push("{")?;
                let mut separator = "";
                for (key, value) in &dict.entries {
                    self.push(separator)?;
                    self.repr(&key.0, names)?;
                    self.push(": ")?;
                    self.repr(value, names)?;
                    separator = ", ";
                }
                self.push("}")
            }
            scalar => self.push(&scalar_repr(scalar, names)),
        }
    }
}

/// Kept apart so that the recursion above has a small frame.
#[inline(never)]
fn scalar_repr(value: &Value, names: &dyn Names) -> String {
    match value {
        Value::None | Value::List(_) | Value::Dict(_) => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => float_repr(*value),
        Value::Duration(nanoseconds) => duration::duration_text(*nanoseconds),
        Value::Str(text) => quoted(text),
        Value::Range(range) => range_repr(range),
        Value::Function(id) => format!("<function {}>", names.function(*id)),
        Value::Builtin(builtin) => format!("<built-in function {}>", builtins::builtin_info(*builtin).name),
        Value::Thread(thread) => format!("<thread {}>", thread.name),
        Value::Future(id) => format!("<future {}>", id.0),
        Value::Object(object) => format!("<{} {}>", object.kind.keyword(), names.object(*object)),
        Value::Exception(exception) => match (&*exception.type_name, exception.message.as_str()) {
            (name, "") => format!("{name}()"),
            // The message of a KeyError is already the repr of its key.
            (name @ "KeyError", message) => format!("{name}({message})"),
            (name, message) => format!("{name}({})", quoted(message)),
        },
    }
}

fn range_repr(range: &Range) -> String {
    match range.step {
        1 => format!("range({}, {})", range.start, range.end),
        step => format!("range({}, {}, {step})", range.start, range.end),
    }
}

/// A text in Python's quotes: single ones, unless it has such and no double ones. Past the limit it is cut off, which is still
/// too long for anyone to take.
pub(super) fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for character in text.chars() {
        if out.len() > MAX_TEXT {
            break;
        }
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            _ if character == quote => {
                out.push('\\');
                out.push(quote);
            }
            _ if printable(character) => out.push(character),
            _ => {
                // Writing to a String cannot fail.
                let _ = match u32::from(character) {
                    code @ 0..=0xff => write!(out, "\\x{code:02x}"),
                    code @ 0x100..=0xffff => write!(out, "\\u{code:04x}"),
                    code => write!(out, "\\U{code:08x}"),
                };
            }
        }
    }
    out.push(quote);
    out
}

/// Whether `repr` shows a character as it is. Past ASCII that is the standard library's judgement, which it gives only in
/// `Debug` texts; the letter in front keeps it from escaping a combining mark.
fn printable(character: char) -> bool {
    match character {
        ' '..='~' => true,
        '\0'..='\u{a0}' | '\u{ad}' => false,
        _ => !format!("{:?}", String::from_iter(['a', character])).contains('\\'),
    }
}
