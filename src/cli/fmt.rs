//! `concur fmt`: writes scenarios in the one format.

use std::collections::BTreeSet;
use std::path::Path;

use clap::Args;

use super::replace::replace;
use super::{Console, Exit, bug};
use crate::format::{self, Refusal};
use crate::report::changes::unified;
use crate::report::phrase::count;
use crate::suite::{self, Case};

/// Write scenarios in the one format
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  concur fmt bank.cdl scenarios\n  concur fmt scenarios --check")]
pub(super) struct Fmt {
    /// Files, folders (*.cdl and *.md in them), or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,

    /// Write nothing: show what would change, and exit with 1 if anything would
    #[arg(long)]
    check: bool,
}

/// What became of the files.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    files: usize,
    changed: usize,
    wrong: usize,
}

/// `concur fmt`.
pub(super) fn run(command: &Fmt, console: &Console) -> Exit {
    let from_stdin = command.paths.iter().any(|path| path == "-");
    if from_stdin && command.paths.len() > 1 {
        console.say("concur: `-` stands alone: what is read from standard input goes to standard output\n");
        return Exit::Wrong;
    }
    let (cases, refused) = suite::gather(&command.paths);
    let mut exit = refused.iter().map(|refused| console.refuse(refused)).max().unwrap_or_default();
    let (mut tally, mut seen, mut told) = (Tally::default(), BTreeSet::new(), String::new());
    for cases in cases.chunk_by(|one, other| one.path == other.path) {
        let Some(case) = cases.first().filter(|case| seen.insert(case.path.clone())) else { continue };
        tally.files += 1;
        let before = case.whole.text();
        let after = match file(cases, console) {
            Ok(after) => after,
            Err(why) => {
                tally.wrong += 1;
                exit = exit.max(why);
                continue;
            }
        };
        let changes = before != after;
        tally.changed += usize::from(changes);
        if from_stdin && !command.check {
            told.push_str(&after);
        } else if changes && command.check {
            exit = exit.max(Exit::Failed);
            told.push_str(&unified(case.whole.name(), before, &after, console.paint));
        } else if changes {
            exit = exit.max(write(&case.path, &after, &mut tally, console));
        }
    }
    // Standard output is the text itself there; a summary has no place in it.
    if tally.files > 0 && (command.check || !from_stdin) {
        told.push_str(&summary(tally, command.check));
    }
    exit.max(console.put(&told))
}

/// The text of a file with its scenarios in the one format.
fn file(cases: &[Case], console: &Console) -> Result<String, Exit> {
    let (mut text, mut at, mut exit) = (String::new(), 0, Exit::Ok);
    for case in cases {
        let whole = case.whole.text();
        match format::format(&case.source) {
            Ok(formatted) => {
                text.push_str(whole.get(at..case.part.start as usize).unwrap_or_default());
                text.push_str(&indented(&formatted, fence_indent(case)));
                at = case.part.end as usize;
            }
            Err(Refusal::Wrong(errors)) => {
                console.diagnose_all(&errors, &case.source);
                exit = exit.max(Exit::Wrong);
            }
            Err(Refusal::Bug(what)) => {
                console.say(&bug::told(&what, &bug::command(&std::env::args_os().collect::<Vec<_>>())));
                exit = exit.max(Exit::Bug);
            }
        }
    }
    let rest = cases.first().and_then(|case| case.whole.text().get(at..)).unwrap_or_default();
    if exit == Exit::Ok { Ok(text + rest) } else { Err(exit) }
}

/// The blanks before the mark of the fence that a scenario stands in; none if it is a file.
fn fence_indent(case: &Case) -> &str {
    let before = case.whole.text().get(..case.part.start as usize).unwrap_or_default();
    let line = before.lines().next_back().unwrap_or_default();
    line.get(..line.len() - line.trim_start().len()).unwrap_or_default()
}

fn indented(text: &str, indent: &str) -> String {
    let line = |line: &str| if line.trim().is_empty() { line.to_owned() } else { format!("{indent}{line}") };
    text.split_inclusive('\n').map(line).collect()
}

fn write(path: &str, text: &str, tally: &mut Tally, console: &Console) -> Exit {
    let Err(error) = replace(Path::new(path), text) else { return Exit::Ok };
    console.say(&format!("concur: `{path}` cannot be written: {error}\n"));
    tally.changed -= 1;
    tally.wrong += 1;
    Exit::Wrong
}

/// `3 files: 1 not in the one format`.
fn summary(tally: Tally, check: bool) -> String {
    let what = if check { "not in the one format" } else { "formatted" };
    let mut parts = Vec::new();
    if tally.changed > 0 {
        parts.push(format!("{} {what}", tally.changed));
    }
    if tally.wrong > 0 {
        parts.push(format!("{} with errors", tally.wrong));
    }
    if parts.is_empty() {
        parts.push(if tally.files == 1 { "in the one format".into() } else { "all in the one format".into() });
    }
    format!("{}: {}\n", count(tally.files, "file"), parts.join(", "))
}
