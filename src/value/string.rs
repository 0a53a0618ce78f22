//! The methods of texts: what each takes, and the work of those that change letters, trim or put together. Those that look
//! for a part are in `search`.

use super::iterate::listed;
use super::limits::check_text;
use super::methods::MethodInfo;
use super::search;
use super::signature::{Arity, Call};
use super::sort::integer;
use super::{Exception, Value};

const TRIM: Arity = Arity::Expected { minimum: 0, maximum: Some(1), keywords: &[] };
const FIND: Arity = Arity::Takes { minimum: 1, maximum: 3 };

/// The methods of texts.
pub(super) const METHODS: &[MethodInfo] = &[
    MethodInfo {
        name: "upper",
        parameters: "",
        mutates: false,
        doc: "In capitals.",
        arity: Arity::Zero,
        body: |text, _| changed(text, str::to_uppercase),
    },
    MethodInfo {
        name: "lower",
        parameters: "",
        mutates: false,
        doc: "In small letters.",
        arity: Arity::Zero,
        body: |text, _| changed(text, str::to_lowercase),
    },
    MethodInfo {
        name: "title",
        parameters: "",
        mutates: false,
        doc: "Each word with a capital.",
        arity: Arity::Zero,
        body: |text, _| changed(text, title),
    },
    MethodInfo {
        name: "capitalize",
        parameters: "",
        mutates: false,
        doc: "With a capital at the start, the rest in small letters.",
        arity: Arity::Zero,
        body: |text, _| changed(text, capitalize),
    },
    MethodInfo {
        name: "strip",
        parameters: "chars=None",
        mutates: false,
        doc: "Without blanks, or these characters, at both ends.",
        arity: TRIM,
        body: |text, call| trim(text, call, true, true),
    },
    MethodInfo {
        name: "lstrip",
        parameters: "chars=None",
        mutates: false,
        doc: "The same at the start.",
        arity: TRIM,
        body: |text, call| trim(text, call, true, false),
    },
    MethodInfo {
        name: "rstrip",
        parameters: "chars=None",
        mutates: false,
        doc: "The same at the end.",
        arity: TRIM,
        body: |text, call| trim(text, call, false, true),
    },
    MethodInfo {
        name: "split",
        parameters: "sep=None, maxsplit=-1",
        mutates: false,
        doc: "The parts between blanks, or between separators, as a list.",
        arity: Arity::Named { minimum: 0, names: &["sep", "maxsplit"], missing: "" },
        body: search::split,
    },
    MethodInfo {
        name: "join",
        parameters: "texts",
        mutates: false,
        doc: "The texts with this one between them.",
        arity: Arity::One,
        body: join,
    },
    MethodInfo {
        name: "startswith",
        parameters: "prefix, start=0, end=None",
        mutates: false,
        doc: "Whether it begins so.",
        arity: FIND,
        body: search::starts_with,
    },
    MethodInfo {
        name: "endswith",
        parameters: "suffix, start=0, end=None",
        mutates: false,
        doc: "Whether it ends so.",
        arity: FIND,
        body: search::ends_with,
    },
    MethodInfo {
        name: "replace",
        parameters: "old, new, count=-1",
        mutates: false,
        doc: "With new in the place of each old, or of the first count.",
        arity: Arity::Expected { minimum: 2, maximum: Some(3), keywords: &[] },
        body: replace,
    },
    MethodInfo {
        name: "find",
        parameters: "sub, start=0, end=None",
        mutates: false,
        doc: "Where sub stands first, or -1.",
        arity: FIND,
        body: search::find,
    },
    MethodInfo {
        name: "index",
        parameters: "sub, start=0, end=None",
        mutates: false,
        doc: "Where sub stands first; a ValueError if it does not.",
        arity: FIND,
        body: search::index,
    },
    MethodInfo {
        name: "count",
        parameters: "sub, start=0, end=None",
        mutates: false,
        doc: "How many times sub stands in it.",
        arity: FIND,
        body: search::count,
    },
    MethodInfo {
        name: "isdigit",
        parameters: "",
        mutates: false,
        doc: "Whether it is all digits, and at least one.",
        arity: Arity::Zero,
        body: |text, _| all(text, char::is_numeric),
    },
    MethodInfo {
        name: "isalpha",
        parameters: "",
        mutates: false,
        doc: "Whether it is all letters, and at least one.",
        arity: Arity::Zero,
        body: |text, _| all(text, char::is_alphabetic),
    },
];

/// The receiver's text.
pub(super) fn text(receiver: &Value) -> Result<&str, Exception> {
    match receiver {
        Value::Str(text) => Ok(text),
        other => Err(Exception::type_error(format!("must be str, not {}", other.type_name()))),
    }
}

/// Python's blanks: Unicode's, and the four separators of ASCII.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\x1c'..='\x1f').contains(&character)
}

fn changed(receiver: &Value, change: impl Fn(&str) -> String) -> Result<Value, Exception> {
    let text = text(receiver)?;
    // Case can make a text up to three times as long, and mostly does not: what it comes to shows in the result.
    let changed = change(text);
    check_text(Some(changed.len()))?;
    Ok(Value::str(changed))
}

fn all(receiver: &Value, wanted: impl Fn(char) -> bool) -> Result<Value, Exception> {
    let text = text(receiver)?;
    Ok(Value::Bool(!text.is_empty() && text.chars().all(wanted)))
}

/// A letter as it begins a word: `ß` gives `Ss`, and the four digraphs have a form of their own.
fn push_title(out: &mut String, letter: char) {
    match letter {
        'Ǆ'..='ǆ' => out.push('ǅ'),
        'Ǉ'..='ǉ' => out.push('ǈ'),
        'Ǌ'..='ǌ' => out.push('ǋ'),
        'Ǳ'..='ǳ' => out.push('ǲ'),
        _ => {
            let mut upper = letter.to_uppercase();
            out.extend(upper.next());
            out.extend(upper.flat_map(char::to_lowercase));
        }
    }
}

fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let cased = |c: char| c.is_lowercase() || c.is_uppercase() || matches!(c, 'ǅ' | 'ǈ' | 'ǋ' | 'ǲ');
    while let Some(start) = rest.find(cased) {
        let (before, word) = rest.split_at(start);
        let length = word.find(|c| !cased(c)).unwrap_or(word.len());
        let (word, after) = word.split_at(length);
        out.push_str(before);
        out.push_str(&capitalize(word));
        rest = after;
    }
    out + rest
}

fn capitalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    if let Some(first) = letters.next() {
        push_title(&mut out, first);
        // Lowered as a whole, because a final sigma depends on what stands before it.
        let lower = text.to_lowercase();
        let first_lower = first.to_lowercase().map(char::len_utf8).sum();
        out.push_str(lower.get(first_lower..).unwrap_or_default());
    }
    out
}

fn trim(receiver: &Value, call: &Call<'_>, start: bool, end: bool) -> Result<Value, Exception> {
    let mut text = text(receiver)?;
    let set = match call.argument(0) {
        None | Some(Value::None) => None,
        Some(Value::Str(set)) => Some(set),
        Some(_) => return Err(Exception::type_error(format!("{} arg must be None or str", call.name))),
    };
    let goes = |character: char| set.map_or_else(|| is_space(character), |set| set.contains(character));
    if start {
        text = text.trim_start_matches(goes);
    }
    if end {
        text = text.trim_end_matches(goes);
    }
    Ok(Value::str(text))
}

fn join(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let separator = text(receiver)?;
    let parts = listed(call.required(0)?).map_err(|error| match &*error.type_name {
        "TypeError" => Exception::type_error("can only join an iterable"),
        _ => error,
    })?;
    let mut length = Some(separator.len().saturating_mul(parts.items.len().saturating_sub(1)));
    for (place, part) in parts.items.iter().enumerate() {
        let Value::Str(part) = part else {
            let found = part.type_name();
            let message = format!("sequence item {place}: expected str instance, {found} found");
            return Err(Exception::type_error(message));
        };
        length = length.and_then(|length| length.checked_add(part.len()));
    }
    let mut joined = String::with_capacity(check_text(length)?);
    for (place, part) in parts.items.iter().enumerate() {
        if place > 0 {
            joined.push_str(separator);
        }
        joined.push_str(text(part)?);
    }
    Ok(Value::str(joined))
}

fn replace(receiver: &mut Value, call: &Call<'_>) -> Result<Value, Exception> {
    let text = text(receiver)?;
    let part = |position: usize| match call.required(position)? {
        Value::Str(part) => Ok(part.as_str()),
        other => {
            let found = if matches!(other, Value::None) { "None" } else { other.type_name() };
            Err(Exception::type_error(format!("replace() argument {} must be str, not {found}", position + 1)))
        }
    };
    let (old, new) = (part(0)?, part(1)?);
    // A negative count is no limit.
    let limit = call.argument(2).map_or(Ok(-1), integer)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let times = text.matches(old).count().min(limit);
    let kept = text.len().saturating_sub(times.saturating_mul(old.len()));
    check_text(times.checked_mul(new.len()).and_then(|grown| grown.checked_add(kept)))?;
    Ok(Value::str(text.replacen(old, new, times)))
}
