//! Words for events: the same words that the language uses.

use super::phrase::{duration, labels, one_line, quoted, target};
use super::words::repr;
use crate::machine::{EventKind, Outcome, Target};
use crate::run::Cast;
use crate::value::Value;

/// What happened, on one line: `read balance = 1000`, `acquire account_lock`, `print "done"`.
pub(super) fn describe(kind: &EventKind, cast: &dyn Cast) -> String {
    let text = match kind {
        EventKind::Read { location, value } => format!("read {location} = {}", repr(value, cast)),
        EventKind::Write { location, value } => format!("write {location} = {}", repr(value, cast)),
        EventKind::Update { location, how, value } => update(location, how, value, cast),
        EventKind::Operate { object, operation, outcome } => {
            format!("{operation} {}{}", target(object, cast), gave(operation, outcome, cast))
        }
        EventKind::Block { object, holders, .. } => {
            // A thread or a future that is waited for holds nothing.
            let held = match object {
                Target::Object(_) if !holders.is_empty() => format!(", held by {}", labels(holders, cast)),
                _ => String::new(),
            };
            format!("waits for {}{held}", target(object, cast))
        }
        EventKind::Print { text } => print(text),
        EventKind::Sleep { duration: nanoseconds } => format!("sleep {}", duration(*nanoseconds)),
        EventKind::Yield => "yield".into(),
        EventKind::Start { thread } => format!("start {}", cast.label(*thread)),
        EventKind::Join { threads } => format!("join {}", labels(threads, cast)).trim_end().to_owned(),
        EventKind::Now { time } => format!("now() = {}", duration(*time)),
        EventKind::Count { count } => format!("active_count() = {count}"),
        EventKind::Choose { value } => format!("choose {}", repr(value, cast)),
        EventKind::Enter { section, others } if others.is_empty() => {
            format!("enter critical {section}").trim_end().to_owned()
        }
        EventKind::Enter { section, others } => {
            format!("{}, with {} inside", format!("enter critical {section}").trim_end(), labels(others, cast))
        }
        EventKind::Leave { section } => format!("leave critical {section}").trim_end().to_owned(),
        EventKind::Exit { uncaught: None } => "exit".into(),
        EventKind::Exit { uncaught: Some(exception) } => format!("raise {}, uncaught", said(exception)),
    };
    one_line(&text)
}

/// `ValueError: message`, or the type alone where there is no message.
pub fn said(exception: &crate::value::Exception) -> String {
    if exception.message.is_empty() {
        exception.type_name.to_string()
    } else {
        format!("{}: {}", exception.type_name, exception.message)
    }
}

/// `xs.append(1)`, `count += 1 = 3`: a method reads as a call, an operator as an assignment.
fn update(location: &str, how: &str, value: &Value, cast: &dyn Cast) -> String {
    let call = how.starts_with(|first: char| first.is_alphabetic() || first == '_');
    let written = if call { format!("{location}.{how}") } else { format!("{location} {how}") };
    match value {
        Value::None => written,
        value => format!("{written} = {}", repr(value, cast)),
    }
}

/// ` = value`, unless that is what everyone expects.
fn gave(operation: &str, outcome: &Outcome, cast: &dyn Cast) -> String {
    match outcome {
        // It has to wait for the lock, and would not have to if it had been notified.
        Outcome::Waits if operation == "wake" => ", not notified".into(),
        Outcome::Waits | Outcome::Value(Value::None) => String::new(),
        Outcome::Value(Value::Bool(true)) if matches!(operation, "acquire" | "wake" | "reacquire") => String::new(),
        Outcome::Value(value) => format!(" = {}", repr(value, cast)),
        Outcome::TimedOut(Value::None) => ", timed out".into(),
        Outcome::TimedOut(value) => format!(", timed out = {}", repr(value, cast)),
        Outcome::Raised(exception) => format!(" raises {}", said(exception)),
    }
}

/// `print "text"`; a print that does not end its line shows that by an `end=`.
fn print(text: &str) -> String {
    match text.strip_suffix('\n') {
        Some(line) => format!("print {}", quoted(line)),
        None => format!("print {}, end=\"\"", quoted(text)),
    }
}
