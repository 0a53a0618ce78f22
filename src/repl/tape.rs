//! A text with a schedule, and what comes of playing it.

use std::sync::Arc;
use std::time::Duration;

use super::session::Settings;
use super::text::{NAME, Text};
use crate::conduct::{self, Horizon, Options, Patience};
use crate::machine::{Action, Machine, Thread};
use crate::report::{Kept, Lines};
use crate::run::{End, Limit, Run};
use crate::source::{Diagnostic, Source, render};
use crate::syntax::{self, ast, parse_schedule};

/// Instructions of local work from one step to the next, after which nobody waits for that any more.
const WORK: u64 = 50_000_000;
/// How long the steps of one entry may take, in real time.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is said where an entry or a command was not done.
const UNDONE: &str = "  it is as if this had not been typed\n";

/// All that a session is.
#[derive(Clone, Debug)]
pub(super) struct Tape {
    /// The scenario so far.
    pub(super) text: Arc<Text>,
    /// The steps done so far.
    pub(super) schedule: String,
}

/// What is done behind the tape's schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Onwards {
    /// Nothing.
    Stop,
    /// Nothing, and the last turn of the schedule is over after so many steps in all.
    UpTo(u64),
    /// All that can go on does, up to this time and so many steps in all.
    Freely(Horizon, u64),
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Played {
    pub(super) text: Arc<Text>,
    pub(super) machine: Machine,
    pub(super) run: Run,
    /// What happened, a line for each event.
    pub(super) lines: Vec<Kept>,
    /// What was printed.
    pub(super) printed: String,
}

impl Tape {
    /// A file's text; the schedule that stands in it is the one that is played.
    pub(super) fn of_file(text: &str, settings: &Settings) -> Result<Self, String> {
        let script = syntax::parse(&Source::new(NAME, text)).script;
        let schedules = script.statements.iter().filter(|one| matches!(one.kind, ast::StatementKind::Schedule(_)));
        let (mut rest, mut schedule) = (text.to_owned(), String::new());
        let spans: Vec<_> = schedules.map(|one| one.span).collect();
        for span in spans.into_iter().rev() {
            let block = rest.get(span.range()).unwrap_or_default();
            let inside = block.split_once('{').and_then(|(_, inside)| inside.rsplit_once('}'));
            schedule = inside.map_or("", |(inside, _)| inside.trim()).to_owned();
            rest.replace_range(span.range(), "");
        }
        let kept = rest.trim_end().len();
        rest.truncate(kept);
        rest.push('\n');
        Ok(Self { text: Text::read(rest, settings)?, schedule })
    }

    /// A text of which nothing has been played.
    pub(super) fn fresh(text: Arc<Text>) -> Self {
        Self { text, schedule: String::new() }
    }

    /// The same with a line more of text.
    pub(super) fn longer(&self, line: &str, settings: &Settings) -> Result<Self, String> {
        Ok(Self { text: self.text.and(line, settings)?, schedule: self.schedule.clone() })
    }

    /// The same with more behind its schedule.
    pub(super) fn and(&self, entry: &str) -> Self {
        let gap = if self.schedule.is_empty() { "" } else { " " };
        Self { text: Arc::clone(&self.text), schedule: format!("{}{gap}{entry}", self.schedule) }
    }

    /// Plays it from the first step. What stands in the way is said in words; nothing is ever played in part.
    pub(super) fn play(&self, onwards: Onwards, settings: &Settings) -> Result<Played, String> {
        let Text { source, scenario, .. } = &*self.text;
        let schedule_source = Source::new("schedule", self.schedule.clone());
        let schedule = parse_schedule(&schedule_source).map_err(|errors| {
            errors.iter().map(|error| render(error, &schedule_source, settings.look)).collect::<Vec<_>>().join("\n")
        })?;
        let (stops_with_schedule, horizon, max_steps) = match onwards {
            Onwards::Stop => (true, Horizon::Endless, u64::MAX),
            Onwards::UpTo(most) => (true, Horizon::Endless, most),
            Onwards::Freely(horizon, most) => (false, horizon, most),
        };
        let options = Options {
            schedule: Some((schedule_source.clone(), schedule)),
            stops_with_schedule,
            open: true,
            horizon,
            max_steps,
            patience: Patience::BetweenSteps(WORK),
            time_limit: Some(PATIENCE),
            interrupt: Arc::clone(&settings.interrupt),
            ..Options::default()
        };
        let (run, heard, machine) = conduct::play(scenario, options, Lines::new(source.clone(), settings.paint));
        let stopped = match &run.end {
            End::Parted { diagnostic, .. } => Some(render(diagnostic, &schedule_source, settings.look)),
            End::Broken(what) => Some(format!("{what}\n")),
            End::Limit { limit, .. } => cut(*limit, &machine, source, settings),
            End::Finished | End::Deadlock(_) => None,
        };
        if let Some(why) = stopped {
            return Err(why);
        }
        let (lines, printed) = heard.finish();
        Ok(Played { text: Arc::clone(&self.text), machine, run, lines, printed })
    }
}

impl Played {
    /// The tape that leads here.
    pub(super) fn tape(&self) -> Tape {
        Tape { text: Arc::clone(&self.text), schedule: self.run.schedule.clone() }
    }
}

/// Why a run was cut short of what it was to do; nothing where it has done as many steps as it should.
fn cut(limit: Limit, machine: &Machine, source: &Source, settings: &Settings) -> Option<String> {
    let why = match limit {
        Limit::Interrupted => "stopped".to_owned(),
        Limit::Time(patience) => format!("stopped, since it took longer than {} s", patience.as_secs()),
        Limit::Memory(bytes) => format!("stopped: the values take more than {} MiB", bytes / (1 << 20)),
        Limit::Threads(most) => format!("stopped: more than {most} unfinished threads at once"),
        Limit::Room { threads, .. } => format!("stopped: there is no room for more than {threads} threads at once"),
        Limit::Steps(steps) if steps == machine.world.steps => return None,
        // It has come to no step that would have been the last one.
        Limit::Steps(_) | Limit::Work(_) => {
            let computes = machine.threads.iter().find(|thread| matches!(thread.pending, Action::Continue));
            return computes.map(|thread| endless(machine, thread, source, settings));
        }
    };
    Some(format!("{why}\n{UNDONE}"))
}

/// A thread that computes for ever.
fn endless(machine: &Machine, thread: &Thread, source: &Source, settings: &Settings) -> String {
    let who = machine.world.label(thread.handle.id);
    let place = thread.next_place(&machine.image).unwrap_or_default();
    let diagnostic =
        Diagnostic::error("cdl::check::endless", place, format!("{who} computes on and on, and never comes to a step"))
            .label(format!("here after {} million instructions", WORK / 1_000_000))
            .help("a loop that waits for others has to look at something that they share");
    render(&diagnostic, source, settings.look) + UNDONE
}
