//! The file of `--save-schedule`: new, or one that holds nothing but a schedule. Anything else in it is kept.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::source::{Source, create, replace};
use crate::suite::parse_schedule;

/// What stands where the schedule is to go.
enum Place {
    Free,
    /// A schedule, which may be written over.
    Schedule(String),
}

/// Fails where a schedule could not be written to `path` without a loss: to be asked before a long search.
pub(super) fn refuse_loss(path: &Path) -> io::Result<()> {
    look(path).map(drop)
}

/// Writes a schedule to `path`.
pub(super) fn write(path: &Path, schedule: &str) -> io::Result<()> {
    let text = format!("{schedule}\n");
    match look(path)? {
        Place::Free => create(path, &text),
        Place::Schedule(before) => replace(path, &before, &text),
    }
}

fn look(path: &Path) -> io::Result<Place> {
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Place::Free),
        Err(error) => return Err(error),
        // Whoever reads a pipe may wait for ever.
        Ok(about) if !about.is_file() => return Err(io::Error::other("it is no regular file")),
        Ok(_) => {}
    }
    let other = || io::Error::other("it is there already, and holds something else than a schedule");
    let text = fs::read_to_string(path).map_err(|_| other())?;
    if is_schedule(&text) { Ok(Place::Schedule(text)) } else { Err(other()) }
}

/// Whether `text` is as we write it: one line that begins with a step of `main`, as every schedule does, without a comment
/// behind it. A line of other words would read like a schedule as well.
fn is_schedule(text: &str) -> bool {
    let Ok(schedule) = parse_schedule(&Source::new("schedule", text)) else { return false };
    match (schedule.entries.first(), schedule.entries.last()) {
        (Some(first), Some(last)) => {
            let is_all = last.span.end as usize == text.trim_end().len();
            first.thread == "main" && text.starts_with("main") && text.lines().count() == 1 && is_all
        }
        _ => text.trim().is_empty(),
    }
}
