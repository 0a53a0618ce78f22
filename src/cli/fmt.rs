//! `concur fmt`: writes scenarios in the one format.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::replace::replace;
use super::{Console, Exit, bug};
use crate::format::{Refusal, format};
use crate::report::changes::unified;
use crate::report::phrase::count;
use crate::suite::{self, Case, Places};

/// Write scenarios in the one format
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  concur fmt bank.cdl scenarios\n  concur fmt --check scenarios")]
pub(super) struct Fmt {
    /// Files, folders (*.cdl in them, no Markdown), or - for standard input to standard output
    #[arg(default_value = "-", value_name = "PATH")]
    paths: Vec<String>,

    /// Write nothing: show what would change, and exit with 1 if anything would
    #[arg(long)]
    check: bool,
}

/// Where the text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    /// Into its file.
    File,
    /// To standard output.
    Output,
    /// Nowhere: what would change is shown.
    Diff,
}

/// What became of the files.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    files: usize,
    changed: usize,
    wrong: usize,
    unread: usize,
}

/// `concur fmt`.
pub(super) fn run(command: &Fmt, console: &Console) -> Exit {
    let from_stdin = command.paths.iter().any(|path| path == "-");
    if from_stdin && command.paths.len() > 1 {
        console.say("concur: `-` stands alone: what is read from standard input goes to standard output\n");
        return Exit::Wrong;
    }
    let goal = match (command.check, from_stdin) {
        (true, _) => Goal::Diff,
        (false, true) => Goal::Output,
        (false, false) => Goal::File,
    };
    let (cases, refused) = suite::gather(&command.paths, Places::Files);
    let mut exit = refused.iter().map(|refused| console.refuse(refused)).max().unwrap_or_default();
    let (mut tally, mut told, mut seen) = (Tally::default(), String::new(), BTreeSet::new());
    // A folder without scenarios is refused too, but is no file.
    tally.unread = refused.iter().filter(|refused| refused.diagnostic.code != suite::NOTHING_THERE).count();
    tally.files = tally.unread;
    for case in cases.iter().filter(|case| seen.insert(identity(&case.file))) {
        tally.files += 1;
        match one(case, goal, console) {
            Ok((changes, text)) => {
                tally.changed += usize::from(changes);
                told.push_str(&text);
                exit = exit.max(if changes && command.check { Exit::Failed } else { Exit::Ok });
            }
            Err(why) => {
                tally.wrong += 1;
                exit = exit.max(why);
            }
        }
    }
    // A text on standard output is followed by nothing else.
    if tally.files > 0 && goal != Goal::Output {
        told.push_str(&summary(tally, goal));
    }
    exit.max(if goal == Goal::Output { console.put_text(&told) } else { console.put(&told) })
}

/// What a path names: `a.cdl` and `./a.cdl` are one file.
fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path))
}

/// Whether one file changes, and what is to be printed of it. A file with errors stays as it is.
fn one(case: &Case, goal: Goal, console: &Console) -> Result<(bool, String), Exit> {
    let before = case.source.text();
    let after = format(&case.source).map_err(|refusal| refuse(refusal, case, console))?;
    if after.len() as u64 > suite::LARGEST {
        return Err(console.refuse(&suite::too_large(&case.path, "in the one format would be", "it is left as it is")));
    }
    let changes = before != after;
    let text = match goal {
        Goal::Output => after,
        Goal::Diff if changes => unified(case.source.name(), before, &after, console.paint),
        Goal::File if changes => {
            let written = replace(&case.file, &after);
            written.map_err(|error| console.unwritable(&case.path, &error))?;
            String::new()
        }
        Goal::File | Goal::Diff => String::new(),
    };
    Ok((changes, text))
}

fn refuse(refusal: Refusal, case: &Case, console: &Console) -> Exit {
    match refusal {
        Refusal::Wrong(errors) => {
            console.diagnose_all(&errors, &case.source);
            Exit::Wrong
        }
        Refusal::Bug(what) => {
            console.say(&bug::told(&what, &bug::command(&std::env::args_os().collect::<Vec<_>>())));
            Exit::Bug
        }
    }
}

/// `3 files: 1 not in the one format`.
fn summary(tally: Tally, goal: Goal) -> String {
    let changed = if goal == Goal::Diff { "not in the one format" } else { "formatted" };
    let parts: Vec<String> = [(tally.changed, changed), (tally.wrong, "with errors"), (tally.unread, "not read")]
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    let all = if tally.files == 1 { "in the one format" } else { "all in the one format" };
    let what = if parts.is_empty() { all.to_owned() } else { parts.join(", ") };
    format!("{}: {what}\n", count(tally.files, "file"))
}
