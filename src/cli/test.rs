//! `concur test`: judges the claims of scenarios.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use clap::Args;

use super::check::Search;
use super::replace::replace;
use super::script::Format;
use super::{Console, Exit, bug, interrupt, parallel};
use crate::explore::Options;
use crate::report::phrase::count;
use crate::report::{Haste, Paint};
use crate::suite::{self, Blessing, Case, Places, Tally, Verdicts};

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
    let (mut tally, mut blessings) = (Tally::default(), BTreeMap::new());
    // Scenarios are judged side by side, each by one thread, and told in order.
    let options = command.search.options(&interrupt);
    let jobs = options.jobs;
    let options = Options { jobs: if cases.len() < jobs { jobs } else { 1 }, ..options };
    parallel::in_order(
        &cases,
        jobs,
        |case| suite::judge(case, &options),
        |case, mut verdicts| {
            exit = exit.max(diagnose(case, &verdicts, console));
            if command.bless {
                let blessing: &mut Blessing = blessings.entry(case.file.clone()).or_insert_with(|| Blessing::new(case));
                blessing.add(case, &mut verdicts);
            }
            tally.add(&verdicts);
            sink.write(&match command.format {
                Format::Text => suite::text(case, &verdicts, console.paint),
                Format::Json => suite::json(case, &verdicts),
            });
            let goes_on = !interrupt.load(Ordering::Relaxed);
            if !goes_on {
                exit = exit.max(Exit::Limit);
            }
            goes_on
        },
    );
    exit = exit.max(write(&blessings, console));
    if command.format == Format::Text {
        sink.write(&summary(&tally, &blessings, console.paint));
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

fn write(blessings: &BTreeMap<PathBuf, Blessing>, console: &Console) -> Exit {
    let changed = blessings.values().filter(|blessing| blessing.changes() > 0);
    let written = changed.map(|blessing| (replace(&blessing.file, &blessing.text()), &blessing.path));
    let failed = written.filter_map(|(written, path)| Some(console.unwritable(path, &written.err()?)));
    failed.max().unwrap_or_default()
}

fn summary(tally: &Tally, blessings: &BTreeMap<PathBuf, Blessing>, paint: Paint) -> String {
    let blocks: usize = blessings.values().map(Blessing::changes).sum();
    let files = blessings.values().filter(|blessing| blessing.changes() > 0).count();
    let blessed = match (blessings.is_empty(), blocks) {
        (true, _) => String::new(),
        (false, 0) => "nothing to bless\n".into(),
        (false, _) => format!("wrote {} anew in {}\n", count(blocks, "expect output block"), count(files, "file")),
    };
    format!("{blessed}{}", tally.summary(paint))
}
