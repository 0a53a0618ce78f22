//! The entries of a table of outcomes. Below the line with its number stand what an outcome printed, what there is to say
//! of its end, and the command that shows it again.

use std::collections::BTreeMap;

use super::cell::cut;
use super::excerpt::{Excerpts, Row};
use super::phrase::shell;
use super::{Paint, Status};

/// Where outputs and commands begin.
pub(super) const INDENT: usize = 6;
/// So many things that went wrong are named at most.
const NOTES: usize = 5;
/// A schedule longer than this is not worth its place in a table, in bytes.
const LONGEST_SCHEDULE: usize = 400;

/// How entries are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entries {
    /// What an entry is called: `result`.
    pub(super) noun: &'static str,
    /// Colours.
    pub(super) paint: Paint,
    /// Columns.
    pub(super) width: usize,
}

impl Entries {
    /// What entry number `index` (from 0) printed. All others stand beside the first, and the first beside one of them.
    pub(super) fn output(&self, index: usize, output: &str, first: &str, second: Option<&str>) -> String {
        let excerpts = Excerpts { noun: self.noun, room: self.room() };
        let rows = if index == 0 { excerpts.first(output, second) } else { excerpts.other(output, first) };
        let line = |row: Row| match row {
            Row::Line(line) => self.bar(&line),
            Row::Gap(words) => self.line(&self.paint.dim(&format!("⋮ {words}"))),
        };
        rows.into_iter().map(line).collect()
    }

    /// Columns for text behind a bar.
    pub(super) fn room(&self) -> usize {
        self.width.saturating_sub(INDENT + 2)
    }

    /// Text behind a bar.
    pub(super) fn bar(&self, text: &str) -> String {
        self.line(format!("{} {text}", self.paint.dim("│")).trim_end())
    }

    /// What more there is to say of how it ended.
    pub(super) fn notes(&self, notes: &[String], status: Status) -> String {
        let more = notes.len().saturating_sub(NOTES);
        let note = |note: &String| self.line(&colored(status, &format!("× {}", cut(note, self.room())), self.paint));
        let mut text: String = notes.iter().take(NOTES).map(note).collect();
        if more > 0 {
            text.push_str(&self.line(&self.paint.dim(&format!("⋮ {more} more"))));
        }
        text
    }

    /// The command that follows a schedule, or what stands for it where the schedule is long.
    pub(super) fn follow(&self, file: &str, schedule: &str, more: &str, seed: Option<u64>) -> String {
        let file = shell(file);
        self.command(&match seed {
            _ if schedule.len() <= LONGEST_SCHEDULE => {
                format!("concur script {file} --schedule {}{more}", shell(schedule))
            }
            Some(seed) => format!("concur script {file} --policy random --seed {seed}"),
            None => "its schedule is long: --format json has it".to_owned(),
        })
    }

    /// A command.
    pub(super) fn command(&self, command: &str) -> String {
        self.line(&self.paint.dim(command))
    }

    fn line(&self, text: &str) -> String {
        format!("{:INDENT$}{text}\n", "")
    }
}

/// `612 ok, 388 deadlock`, the most frequent first; nothing where all ended alike.
pub(super) fn statuses(
    all: impl IntoIterator<Item = (Status, u64)>,
    number: impl Fn(u64) -> String,
    paint: Paint,
) -> String {
    let mut counts: BTreeMap<&str, (Status, u64)> = BTreeMap::new();
    for (status, count) in all {
        counts.entry(status.word()).or_insert((status, 0)).1 += count;
    }
    let mut counts: Vec<(Status, u64)> = counts.into_values().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let words =
        counts.iter().map(|(status, count)| colored(*status, &format!("{} {}", number(*count), status.word()), paint));
    if counts.len() < 2 { String::new() } else { format!("{}\n", words.collect::<Vec<_>>().join(", ")) }
}

/// In the colour of an end.
pub(super) fn colored(status: Status, text: &str, paint: Paint) -> String {
    match status {
        Status::Ok => paint.good(text),
        Status::Limit => paint.doubt(text),
        _ => paint.bad(text),
    }
}
