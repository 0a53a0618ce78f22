//! `concur check`: looks at every interleaving.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::arguments::{amount, duration, memory};
use super::progress::Progress;
use super::script::Format;
use super::{Console, Exit, bug, interrupt};
use crate::check::{self, Check as Checked};
use crate::explore::{Options, Timing, Wakeups};
use crate::report::Origin;
use crate::report::check::{self as report, Page};
use crate::source::Source;
use crate::suite;

/// Look at every interleaving of a scenario
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  concur check bank.cdl\n  concur check dining.cdl --format json")]
pub(super) struct Check {
    /// Scenarios, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,

    #[command(flatten)]
    search: Search,

    /// Write the first problem's schedule here
    #[arg(long, value_name = "FILE")]
    save_schedule: Option<PathBuf>,

    /// Text, or one JSON object per file
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// How a search is done, and how far.
#[derive(Debug, Args)]
pub(super) struct Search {
    /// When sleeps and timeouts end: at any later point, or exactly when they are due
    #[arg(long, value_name = "WHEN", default_value = "any")]
    timing: When,

    /// Whom a notify wakes: any waiter, or the longest waiting; spurious: any, and waiters may wake without one
    #[arg(long, value_name = "WHOM", default_value = "any")]
    wakeups: Whom,

    /// Look at every order of steps, also where it makes no difference
    #[arg(long)]
    no_reduction: bool,

    /// How many threads search [default: all cores]
    #[arg(long, value_name = "N", value_parser = amount)]
    jobs: Option<u64>,

    /// Stop after so many states
    #[arg(long, value_name = "N", value_parser = amount)]
    max_states: Option<u64>,

    /// Stop where this much memory is taken: 500MB, 4GB
    #[arg(long, value_name = "SIZE", default_value = "2GB", value_parser = memory)]
    max_memory: usize,

    /// Stop after this time: 10s, 1min
    #[arg(long, value_name = "D", value_parser = duration)]
    time_limit: Option<Duration>,
}

// Variants without doc comments: clap would give each a line in every help.
/// When sleeps and timeouts end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum When {
    Any,
    Exact,
}

/// Whom a `notify` wakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Whom {
    Any,
    Fifo,
    Spurious,
}

impl Search {
    /// As the explorer takes it.
    pub(super) fn options(&self, interrupt: &Arc<AtomicBool>) -> Options {
        Options {
            start: None,
            timing: match self.timing {
                When::Any => Timing::Any,
                When::Exact => Timing::Exact,
            },
            wakeups: match self.wakeups {
                Whom::Any => Wakeups::Any,
                Whom::Fifo => Wakeups::Fifo,
                Whom::Spurious => Wakeups::Spurious,
            },
            reduction: !self.no_reduction,
            jobs: self.jobs.map_or_else(cores, |jobs| usize::try_from(jobs).unwrap_or(usize::MAX).min(256)),
            max_states: self.max_states,
            max_memory: self.max_memory,
            time_limit: self.time_limit,
            interrupt: Arc::clone(interrupt),
        }
    }
}

/// How many threads search where no one says.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// `concur check`.
pub(super) fn run(command: &Check, console: &Console) -> Exit {
    // A signal that comes while something is read ends the program.
    let sources: Vec<_> = command.files.iter().map(|file| (file, suite::read(file))).collect();
    let interrupt = interrupt::flag();
    let mut worst = Exit::Ok;
    for (file, source) in sources {
        worst = worst.max(match source {
            Ok(source) => one(command, console, file, &source, &interrupt),
            Err(refused) => console.refuse(&refused),
        });
        if interrupt.load(Ordering::Relaxed) {
            break;
        }
    }
    worst
}

fn one(command: &Check, console: &Console, file: &str, source: &Source, interrupt: &Arc<AtomicBool>) -> Exit {
    let loaded = suite::load(source);
    console.diagnose_all(&loaded.diagnostics, source);
    let Some(scenario) = &loaded.scenario else { return Exit::Wrong };
    let options = command.search.options(interrupt);
    if let Some(refusal) = check::refusal(scenario, &options) {
        console.diagnose(&refusal, source);
        return Exit::Wrong;
    }
    let mut line = Progress::new();
    let width = console.look.width;
    let checked = check::check(scenario, &options, &mut |progress| {
        line.show(|time| report::progress(progress, time, width));
    });
    drop(line);
    if let Some(what) = &checked.bug {
        console.say(&bug::told(what, &bug::command(&std::env::args_os().collect::<Vec<_>>())));
    }
    let origin = Origin::File(file.to_owned());
    let page = Page { check: &checked, scenario, source, file, origin, paint: console.paint, width: console.width };
    let text = match command.format {
        Format::Text => format!("{}{}", page.problems(), page.summary()),
        Format::Json => page.json(),
    };
    let written = console.put(&text).max(save(command, console, &checked));
    written.max(exit(&checked))
}

/// Writes the first problem's schedule to the file that was asked for.
fn save(command: &Check, console: &Console, checked: &Checked) -> Exit {
    let Some(path) = &command.save_schedule else { return Exit::Ok };
    let Some(replay) = checked.problems.iter().find_map(|problem| problem.replay.as_ref()) else { return Exit::Ok };
    match std::fs::write(path, format!("{}\n", replay.schedule)) {
        Ok(()) => Exit::Ok,
        Err(error) => console.unwritable(&path.display().to_string(), &error),
    }
}

/// A problem counts more than that the search was cut short: with it, the answer is known.
fn exit(checked: &Checked) -> Exit {
    if checked.bug.is_some() {
        Exit::Bug
    } else if checked.failed() {
        Exit::Failed
    } else if checked.complete() {
        Exit::Ok
    } else {
        Exit::Limit
    }
}
