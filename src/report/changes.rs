//! What differs between two texts, line by line.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};

use super::Paint;
use super::phrase::{count, one_line};
use crate::source::{Form, visible};

/// Of an output so many lines are shown at most.
const LINES: usize = 200;

/// Texts that have little in common are not compared to the end.
fn compare<'t>(before: &'t str, after: &'t str) -> TextDiff<'t, 't, str> {
    TextDiff::configure().timeout(Duration::from_secs(2)).diff_lines(before, after)
}

/// What would change in the file at `path`, as a unified diff. `patch` understands it where a person sees all of it: what
/// steers a terminal is shown by escapes.
pub fn unified(path: &str, before: &str, after: &str, paint: Paint) -> String {
    let name = one_line(path);
    let text = compare(before, after).unified_diff().header(&name, &name).to_string();
    text.split_inclusive('\n').enumerate().map(|(at, line)| painted(at, line, paint)).collect()
}

/// One line of the diff; its line end is not coloured.
fn painted(at: usize, line: &str, paint: Paint) -> String {
    let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
    let (text, end) = text.strip_suffix('\r').map_or((text, end), |text| (text, "\r\n"));
    let text = &*visible(text, Form::Lines);
    let text = match text.bytes().next() {
        // The names of the file.
        _ if at < 2 => paint.bold(text),
        Some(b'-') => paint.bad(text),
        Some(b'+') => paint.good(text),
        Some(b'@') => paint.dim(text),
        _ => text.to_owned(),
    };
    text + end
}

/// An output that is not the expected one: expected lines behind `-`, printed ones behind `+`.
pub fn differing(expected: &[String], printed: &[String], paint: Paint) -> String {
    let join = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let (expected, printed) = (join(expected), join(printed));
    let diff = compare(&expected, &printed);
    let mut lines = vec![format!("       {} {}", paint.bad("- expected"), paint.good("+ printed"))];
    for (index, group) in diff.grouped_ops(3).iter().enumerate() {
        if index > 0 {
            lines.push(paint.dim("         ⋮"));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = one_line(change.value().trim_end_matches('\n'));
            lines.push(match change.tag() {
                ChangeTag::Delete => format!("       {}", paint.bad(&format!("- {line}"))),
                ChangeTag::Insert => format!("       {}", paint.good(&format!("+ {line}"))),
                ChangeTag::Equal => format!("         {line}").trim_end().to_owned(),
            });
        }
    }
    let more = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if more > 0 {
        lines.push(format!("       and {} more", count(more, "line")));
    }
    lines.join("\n") + "\n"
}
