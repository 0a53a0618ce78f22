//! `concur script`: runs scenarios, each once ([`once`]) or many times ([`runs`]), scheduled or let loose ([`live`]),
//! or once in the order that prints what a file says ([`matching`]).

mod listener;
mod live;
mod matching;
mod once;
mod runs;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};

use super::{Console, Exit, arguments, bug, interrupt};
use crate::conduct::{Options, Pace, PolicyKind};
use crate::report::{Haste, Origin, Sink, json_diagnostic, json_line};
use crate::source::{Severity, Source};
use crate::suite::{self, Loaded, Scenario};
use crate::syntax::ast::Schedule;

/// Steps of one run, where the command line does not say.
pub(super) const MAX_STEPS: u64 = 1_000_000;

/// Run scenarios on real threads, one step at a time, in virtual time
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  concur script bank.cdl --trace lanes\n  \
                        concur script race.cdl --live --runs 1000")]
pub(super) struct Script {
    /// Scenarios; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<String>,

    /// Show every event: as a log, or in lanes, one column per thread
    #[arg(long, value_name = "log|lanes", num_args = 0..=1, default_missing_value = "log", hide_possible_values = true)]
    pub(super) trace: Option<Trace>,

    /// Text, or JSON Lines with one event each
    #[arg(long, value_name = "text|json", default_value = "text", hide_possible_values = true)]
    pub(super) format: Format,

    /// Run this schedule instead of the file's
    #[arg(long, value_name = "TEXT|@FILE")]
    pub(super) schedule: Option<String>,

    /// Find a schedule that prints exactly this, and run it
    #[arg(long = "match", value_name = "LOG", conflicts_with_all = ["schedule", "policy", "seed", "runs", "live"])]
    pub(super) log: Option<String>,

    /// Who runs next (fifo, or random with --runs); the file's schedule is left out
    #[arg(long)]
    pub(super) policy: Option<Policy>,

    /// Repeat a run of a random policy; with --runs, of the first
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,

    /// Run it N times with one seed after the other; count the results
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) runs: Option<u64>,

    /// Let sleeps last as long as they say
    #[arg(long)]
    pub(super) realtime: bool,

    /// Let the threads loose: no scheduler, real blocking, real time, real races
    #[arg(long, conflicts_with_all = ["policy", "schedule", "realtime"])]
    pub(super) live: bool,

    /// With --live, how long a second lasts: 0.01 makes sleeps a hundredth as long
    #[arg(long, value_name = "X", requires = "live", value_parser = arguments::scale)]
    pub(super) time_scale: Option<f64>,

    /// Stop after so many steps
    #[arg(long, value_name = "N", default_value_t = MAX_STEPS, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) max_steps: u64,

    /// Stop after so much real time: 2s, 500ms, 1min
    #[arg(long, value_name = "D", value_parser = arguments::duration)]
    pub(super) time_limit: Option<Duration>,
}

/// How a trace is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Trace {
    Log,
    Lanes,
}

/// For whom a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

/// Who runs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Policy {
    Fifo,
    Random,
    Pct,
    RoundRobin,
}

impl Policy {
    fn kind(self) -> PolicyKind {
        match self {
            Self::Fifo => PolicyKind::Fifo,
            Self::Random => PolicyKind::Random,
            Self::Pct => PolicyKind::Pct,
            Self::RoundRobin => PolicyKind::RoundRobin,
        }
    }
}

/// `concur script`.
pub(super) fn run(command: &Script, console: &Console) -> Exit {
    if let Some(why) = runs::refusal(command) {
        console.say(&format!("concur: {why}\n"));
        return Exit::Wrong;
    }
    let schedule = match command.schedule.as_deref().map(|text| given_schedule(text, console)).transpose() {
        Ok(schedule) => schedule,
        Err(exit) => return exit,
    };
    let log = command.log.as_deref().map(|path| matching::log(path, &command.files, console)).transpose();
    let log = match log {
        Ok(log) => log,
        Err(exit) => return exit,
    };
    // Standard input must be read before Ctrl-C stops meaning "end at once".
    let sources: Vec<_> = command.files.iter().map(|file| (file, suite::read(file))).collect();
    let session = Session { command, console, schedule, log, interrupt: interrupt::flag(), several: sources.len() > 1 };
    let mut worst = Exit::Ok;
    for (file, source) in sources {
        worst = worst.max(match source {
            Ok(source) => session.play(Origin::File(file.clone()), &source),
            Err(refused) => console.refuse(&refused),
        });
        if session.interrupt.load(std::sync::atomic::Ordering::Relaxed) {
            break;
        }
    }
    worst
}

fn given_schedule(text: &str, console: &Console) -> Result<(Source, Schedule), Exit> {
    let source = match text.strip_prefix('@') {
        Some(file) => suite::read(file).map_err(|refused| console.refuse(&refused))?,
        None => Source::new("--schedule", text),
    };
    match suite::parse_schedule(&source) {
        Ok(schedule) => Ok((source, schedule)),
        Err(diagnostics) => {
            console.diagnose_all(&diagnostics, &source);
            Err(Exit::Wrong)
        }
    }
}

/// What all files of one command share.
pub(super) struct Session<'a> {
    pub(super) command: &'a Script,
    pub(super) console: &'a Console,
    pub(super) schedule: Option<(Source, Schedule)>,
    /// What is to be printed.
    pub(super) log: Option<Source>,
    pub(super) interrupt: Arc<AtomicBool>,
    pub(super) several: bool,
}

impl Session<'_> {
    /// Runs one scenario as the command line says.
    pub(super) fn play(&self, origin: Origin, source: &Source) -> Exit {
        let (console, json) = (self.console, self.command.format == Format::Json);
        if self.several && !json {
            console.say(&format!("== {}\n", source.name()));
        }
        let loaded = suite::load(source);
        console.diagnose_all(&loaded.diagnostics, source);
        let Some(scenario) = &loaded.scenario else {
            return if json { self.invalid(&loaded, source) } else { Exit::Wrong };
        };
        if self.command.live {
            return self.play_live(origin, source, scenario);
        }
        let mut options = self.options(scenario, source);
        if let Some(log) = &self.log {
            match self.search(&origin, scenario, log) {
                Ok(schedule) => options.schedule = Some(schedule),
                Err(exit) => return exit,
            }
        }
        if matches!(options.policy, PolicyKind::Random | PolicyKind::Pct) {
            console.say(&format!("seed {}\n", options.seed));
        }
        match self.command.runs {
            Some(runs) => self.repeat(runs, origin, source, scenario, &options),
            None => self.conduct(origin, source, scenario, options),
        }
    }

    fn options(&self, scenario: &Scenario, source: &Source) -> Options {
        let in_file = || scenario.schedule().map(|schedule| (source.clone(), schedule.clone()));
        // Who asks for a policy, or for many orders, does not want the one that the file prescribes.
        let in_file = || in_file().filter(|_| self.command.policy.is_none() && self.command.runs.is_none());
        let default = if self.command.runs.is_some() { Policy::Random } else { Policy::Fifo };
        let policy = self.command.policy.unwrap_or(default);
        let random = matches!(policy, Policy::Random | Policy::Pct);
        Options {
            policy: policy.kind(),
            seed: self.command.seed.unwrap_or_else(|| if random { fresh_seed() } else { 0 }),
            schedule: self.schedule.clone().or_else(in_file),
            max_steps: self.command.max_steps,
            time_limit: self.command.time_limit,
            pace: if self.command.realtime { Pace::Realtime } else { Pace::Virtual },
            interrupt: Arc::clone(&self.interrupt),
            ..Options::default()
        }
    }

    /// A stream for a scenario that cannot be run: what is wrong with it, and an end.
    fn invalid(&self, loaded: &Loaded, source: &Source) -> Exit {
        let mut sink: Sink = self.console.sink(Haste::Buffered, &self.interrupt);
        for diagnostic in &loaded.diagnostics {
            sink.write(&json_diagnostic(diagnostic, source));
        }
        let first = loaded.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
        let message = first.map(|diagnostic| diagnostic.message.as_str());
        let end = serde_json::json!({"kind": "end", "version": 1, "status": "invalid", "message": message});
        sink.write(&json_line(&end));
        self.console.finish(sink).unwrap_or(Exit::Wrong).max(Exit::Wrong)
    }

    fn say_bug(&self, what: &str) {
        let arguments: Vec<_> = std::env::args_os().collect();
        self.console.say(&bug::told(what, &bug::command(&arguments)));
    }
}

/// A seed that no one has had, short enough to type.
fn fresh_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mixed = u64::try_from(now.as_nanos() & u128::from(u64::MAX)).unwrap_or(0).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed >> 32
}
