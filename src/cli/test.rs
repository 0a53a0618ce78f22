//! `concur test`: judges the claims of scenarios.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::Args;

use super::check::Search;
use super::script::Format;
use super::{Console, Exit, bug, interrupt, parallel};
use crate::explore::Options;
use crate::report::phrase::count;
use crate::report::{Haste, Paint};
use crate::source::replace;
use crate::suite::{self, Blessing, Case, Found, Places, Tally, Verdicts};

/// Check what scenarios claim, in files, folders and Markdown
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  concur test scenarios lesson.md\n  concur test bank.cdl --bless")]
pub(super) struct Test {
    /// Files, folders (*.cdl and *.md in them), or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,

    /// Write `expect output` blocks anew where the output differs
    #[arg(long)]
    bless: bool,

    /// Text, or one JSON object per claim
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    #[command(flatten)]
    search: Search,

    /// Only scenarios whose name contains this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
}

/// `concur test`.
pub(super) fn run(command: &Test, console: &Console) -> Exit {
    if command.bless && command.paths.iter().any(|path| path == "-") {
        console.say("concur: standard input cannot be blessed: there is no file to write\n");
        return Exit::Wrong;
    }
    let (cases, refused) = suite::gather(&command.paths, Places::FilesAndFences);
    let mut exit = refused.iter().map(|refused| console.refuse(refused)).max().unwrap_or_default();
    let wanted = |case: &&Case| command.filter.as_ref().is_none_or(|text| case.name.contains(text.as_str()));
    let cases: Vec<&Case> = cases.iter().filter(wanted).collect();
    if let (true, Some(filter)) = (cases.is_empty() && exit == Exit::Ok, &command.filter) {
        console.say(&format!("concur: no scenario's name contains `{filter}`\n"));
        return Exit::Wrong;
    }
    let interrupt = interrupt::flag();
    let haste = if console.watched { Haste::Eager } else { Haste::Buffered };
    let mut sink = console.sink(haste, &interrupt);
    let mut tally = Tally::default();
    let mut tell = |case: &Case, verdicts: &Verdicts| {
        tally.add(verdicts);
        sink.write(&match command.format {
            Format::Text => suite::text(case, verdicts, console.paint),
            Format::Json => suite::json(case, verdicts),
        });
    };
    let (mut blessings, mut held) = (BTreeMap::new(), Vec::new());
    // Scenarios are judged side by side, each by one thread, and told in order.
    let options = command.search.options(&interrupt);
    let jobs = options.jobs;
    let options = Options { jobs: if cases.len() < jobs { jobs } else { 1 }, ..options };
    parallel::in_order(
        &cases,
        jobs,
        |case| suite::judge(case, &options),
        |case, verdicts| {
            exit = exit.max(diagnose(case, &verdicts, console));
            if command.bless {
                let blessing: &mut Blessing = blessings.entry(case.file.clone()).or_insert_with(|| Blessing::new(case));
                blessing.add(case, &verdicts);
                // Whether its claims hold is not known before its file is written.
                held.push((*case, verdicts));
            } else {
                tell(case, &verdicts);
            }
            let goes_on = !interrupt.load(Ordering::Relaxed);
            if !goes_on {
                exit = exit.max(Exit::Limit);
            }
            goes_on
        },
    );
    let (written, failed) = write(&blessings, console);
    exit = exit.max(failed);
    for (case, verdicts) in &mut held {
        if written.contains(&*case.file) {
            suite::settle(verdicts);
        }
        tell(case, verdicts);
    }
    if command.format == Format::Text {
        sink.write(&summary(&tally, &blessings, &written, console.paint));
    }
    console.finish(sink).unwrap_or_else(|| verdict(&tally, exit))
}

/// Warnings and errors of the source, and a bug if one showed, on standard error.
fn diagnose(case: &Case, verdicts: &Verdicts, console: &Console) -> Exit {
    console.diagnose_all(&verdicts.diagnostics, &case.source);
    let Some(what) = &verdicts.bug else { return Exit::Ok };
    console.say(&bug::told(what, &bug::command(&std::env::args_os().collect::<Vec<_>>())));
    Exit::Bug
}

/// Wrong source counts more than a failed claim, and that more than one that is not complete.
fn verdict(tally: &Tally, exit: Exit) -> Exit {
    let claims = if tally.failed > 0 {
        Exit::Failed
    } else if tally.incomplete > 0 {
        Exit::Limit
    } else {
        Exit::Ok
    };
    match exit {
        Exit::Ok if tally.broken > 0 => Exit::Wrong,
        Exit::Ok => claims,
        other => other,
    }
}

/// Writes what is to be written anew. Gives the files in which that was done, and how it went with the others.
fn write<'b>(blessings: &'b BTreeMap<PathBuf, Blessing>, console: &Console) -> (BTreeSet<&'b Path>, Exit) {
    let mut changed: Vec<&Blessing> = blessings.values().filter(|blessing| blessing.changes() > 0).collect();
    // A link in a folder is as good as written if the file that it leads to has been.
    changed.sort_by_key(|blessing| blessing.found);
    let (mut written, mut exit) = (BTreeSet::new(), Exit::Ok);
    for blessing in changed {
        match renew(blessing) {
            Ok(()) => drop(written.insert(&*blessing.file)),
            Err(error) => exit = exit.max(console.unwritable(&blessing.path, &error)),
        }
    }
    (written, exit)
}

fn renew(blessing: &Blessing) -> io::Result<()> {
    let text = blessing.text();
    match blessing.found {
        Found::Itself => replace(&blessing.file, blessing.before(), &text),
        Found::Linked if std::fs::read_to_string(&blessing.file)? == text => Ok(()),
        Found::Linked => Err(io::Error::other("it is a link found in a folder; name it, or the file that it leads to")),
    }
}

fn summary(tally: &Tally, blessings: &BTreeMap<PathBuf, Blessing>, written: &BTreeSet<&Path>, paint: Paint) -> String {
    let changed = blessings.values().filter(|blessing| blessing.changes() > 0);
    let (done, failed): (Vec<&Blessing>, Vec<&Blessing>) =
        changed.partition(|blessing| written.contains(&*blessing.file));
    let blocks: usize = done.iter().map(|blessing| blessing.changes()).sum();
    let blessed = match (blessings.is_empty(), blocks, failed.is_empty()) {
        (true, _, _) | (_, 0, false) => String::new(),
        (false, 0, true) => "nothing to bless\n".into(),
        (false, _, _) => {
            format!("wrote {} anew in {}\n", count(blocks, "expect output block"), count(done.len(), "file"))
        }
    };
    format!("{blessed}{}", tally.summary(paint))
}
