//! What is said when no schedule prints a text: the line with which all part from it, and what they print there.

use serde_json::{Value, json};

use super::Status;
use super::cell::cut;
use super::check::{thousands, why};
use super::json::VERSION;
use super::phrase::{count, one_line, quoted, shell};
use crate::check::{Match, Parting};
use crate::explore::EndKind;
use crate::source::{Diagnostic, Label, Severity, Source, Span};

/// So many lines that are printed instead are named at most.
const NAMED: usize = 8;
/// Where they begin.
const INDENT: usize = 4;

/// No schedule of `file` prints `log`.
pub fn parted(parting: &Parting, log: &Source, file: &str) -> Diagnostic {
    let lines: Vec<&str> = log.text().split_inclusive('\n').collect();
    let rest = lines.len().saturating_sub(parting.lines);
    let message = match (rest, parting.lines) {
        (0, 0) => "no schedule ends before it has printed something".to_owned(),
        (0, _) => "no schedule ends with what is here: all go on".to_owned(),
        (_, 0) => "no schedule prints this: none begins with its first line".to_owned(),
        (_, some) => format!("no schedule prints this: some print {}, and none the next", first_lines(some)),
    };
    let index = if rest == 0 { parting.lines.saturating_sub(1) } else { parting.lines };
    let begin: usize = lines.iter().take(index).map(|line| line.len()).sum();
    let label = |line: &&str| Label {
        span: Span::new(begin, begin + line.trim_end_matches('\n').len()),
        text: if rest == 0 { "this is not the end" } else { "no schedule prints this here" }.to_owned(),
    };
    let help = Some(format!("`concur outcomes {}` lists all that can be printed", shell(file)));
    let labels = lines.get(index).map(label).into_iter().collect();
    Diagnostic { code: "cdl::file::match", severity: Severity::Error, message, labels, help, fix: None }
}

fn first_lines(lines: usize) -> String {
    if lines == 1 { "its first line".to_owned() } else { format!("its first {lines} lines") }
}

/// What schedules do instead, a line each.
pub fn instead(parting: &Parting, width: usize) -> String {
    let print = |line: &String| cut(&format!("print {}", quoted(line)), width.saturating_sub(INDENT));
    let mut what: Vec<String> = parting.instead.iter().take(NAMED).map(print).collect();
    let more = parting.instead.len().saturating_sub(NAMED);
    if more > 0 {
        what.push(format!("print {}", count(more, "other line")));
    }
    what.extend(parting.ends.iter().map(|end| match end {
        EndKind::Ok => "end".to_owned(),
        EndKind::Exception => "end with an exception that no one catches".to_owned(),
        EndKind::Deadlock => "run into a deadlock".to_owned(),
    }));
    if what.is_empty() {
        what.push("go on for ever and print nothing".to_owned());
    }
    let what: String = what.into_iter().map(|what| format!("{:INDENT$}{what}\n", "")).collect();
    format!("  what schedules do instead:\n{what}")
}

/// The last line of a stream in JSON in which there is no run.
pub fn ended(status: &str, message: &str) -> Value {
    json!({"kind": "end", "version": VERSION, "status": status, "message": message})
}

/// The same where no schedule prints it all, with what schedules do instead.
pub fn unmatched(parting: &Parting, message: &str) -> Value {
    let mut end = ended("unmatched", message);
    let ends: Vec<&str> = parting.ends.iter().map(|end| Status::from(*end).word()).collect();
    if let Some(fields) = end.as_object_mut() {
        fields.insert("instead".to_owned(), json!(parting.instead));
        fields.insert("ends".to_owned(), json!(ends));
    }
    end
}

/// It is not known whether some schedule prints it.
pub fn unknown(found: &Match, file: &str) -> String {
    format!(
        "{}: not complete: {}no schedule that prints all of it among {} states; the first {} of it can be printed",
        one_line(file),
        why(found.cut),
        thousands(found.progress.states),
        count(found.parting.lines, "line"),
    )
}
