//! Of runs: a text is loaded or refused, and what a run of it comes to is what its schedule comes to again.

use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use super::{Law, can_be_drawn};
use concur::conduct::{self, Options, PolicyKind};
use concur::machine::{Event, Scenario};
use concur::report::{Asked, Driver, Origin, Scene, Status, ending};
use concur::run::{Cast, End, Limit, Observer, Run};
use concur::source::{Look, Severity, Source};
use concur::syntax::ast::Schedule;
use concur::{suite, syntax};

/// No run takes longer: where it would, its steps are long, and nothing is said of it.
const TIME: Duration = Duration::from_secs(2);

/// A scenario, where the text has no mistake; and then it is refused with words.
pub(crate) fn load(source: &Source) -> Result<Option<Scenario>, String> {
    let loaded = Scenario::load(source);
    can_be_drawn(&loaded.diagnostics, source)?;
    let refused = loaded.diagnostics.iter().any(|one| one.severity == Severity::Error);
    match loaded.scenario {
        Some(_) if refused => Err("it has errors, and is a scenario all the same".into()),
        None if !refused => Err("it is no scenario, and nothing says why".into()),
        scenario => Ok(scenario),
    }
}

/// It is loaded or refused; runs of so many steps, the one that the file asks for and one by chance, can be run again.
pub(crate) fn hold(text: &str, seed: u64, steps: u64) -> Law {
    let source = Source::new("test.cdl", text);
    let Some(scenario) = load(&source)? else { return Ok(()) };
    let own = scenario.schedule().map(|schedule| (source.clone(), schedule.clone()));
    let limits = Options { seed, max_steps: steps, time_limit: Some(TIME), ..Options::default() };
    repeats(&scenario, Options { schedule: own, ..limits.clone() })?;
    let policy = [PolicyKind::Random, PolicyKind::RoundRobin, PolicyKind::Pct][(seed % 3) as usize];
    repeats(&scenario, Options { policy, ..limits })
}

/// The schedule of a run gives it again, event by event, to the same end.
pub(crate) fn repeats(scenario: &Scenario, options: Options) -> Law {
    let (policy, seed) = (options.policy, options.seed);
    let (first, heard) = conduct::run_here(scenario, options.clone(), Memory::default());
    judge(scenario, &first, Driver::Conductor { policy, seed })?;
    again(scenario, &first, &heard, options).map_err(|why| format!("{policy:?} {seed}: {why}\n{}", first.schedule))
}

/// The run that the schedule of another gives.
pub(crate) fn followed(scenario: &Scenario, first: &Run) -> Result<(Run, Memory), String> {
    Ok(conduct::run_here(
        scenario,
        Options { schedule: Some(schedule(first)?), ..Options::default() },
        Memory::default(),
    ))
}

/// The schedule of a run, as it is given to another.
fn schedule(run: &Run) -> Result<(Source, Schedule), String> {
    let source = Source::new("--schedule", run.schedule.as_str());
    let schedule = syntax::parse_schedule(&source).map_err(|why| format!("it cannot be read: {why:?}"))?;
    Ok((source, schedule))
}

fn again(scenario: &Scenario, first: &Run, heard: &Memory, options: Options) -> Law {
    let stopped = match &first.end {
        End::Limit { limit: Limit::Time(_) | Limit::Memory(_), .. } | End::Parted { .. } => return Ok(()),
        end => matches!(end, End::Limit { .. }),
    };
    let options = Options {
        schedule: Some(schedule(first)?),
        stops_with_schedule: stopped,
        policy: PolicyKind::Fifo,
        time_limit: None,
        ..options
    };
    let (second, memory) = conduct::run_here(scenario, options, Memory::default());
    let same = if stopped { heard.begins_with(&memory) } else { heard.same(&memory) };
    same.map_err(|why| format!("{why}; it ends with {:?}", second.end))?;
    // A step that was given up counts as one, and has no place in a schedule.
    if stopped && !(second.steps..=second.steps + 1).contains(&first.steps) {
        return Err(format!("of its {} steps, {} are done again", first.steps, second.steps));
    }
    let ends = |run: &Run| if stopped { String::new() } else { told(run) };
    match (ends(first), ends(&second)) {
        (one, other) if one != other => Err(format!("it ended so: {one}\nand again so: {other}")),
        _ if first.schedule != second.schedule => Err(format!("its schedule is another: {}", second.schedule)),
        _ => Ok(()),
    }
}

/// No run shows a bug of ours, and of each can be told.
pub(crate) fn judge(scenario: &Scenario, run: &Run, driver: Driver) -> Law {
    if let End::Broken(what) = &run.end {
        return Err(format!("a run is broken: {what}"));
    }
    let origin = Origin::File("test.cdl".into());
    let (names, source, look) = (suite::names(scenario), scenario.source(), Look::default());
    let scene = Scene { run, source, names, look, asked: Asked { origin, driver } };
    // Where the file's own schedule parts, its words are those of the file.
    let words = ending::report(&scene, None);
    let clean = Status::of(run) == Status::Ok && run.unasked.is_empty();
    if clean == words.is_empty() { Ok(()) } else { Err(format!("{:?} is told so: {words:?}", run.end)) }
}

/// What a run came to, as far as it is the same for all who follow its schedule.
pub(crate) fn told(run: &Run) -> String {
    let Run { end, uncaught, unasked, overlaps, steps, time, .. } = run;
    format!("{end:?}\n{uncaught:?}\n{unasked:?}\n{overlaps:?}\n{steps} steps, {time} ns")
}

/// Keeps what it hears in a form that takes no room, however large values are.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    events: Vec<u64>,
    printed: u64,
}

impl Memory {
    fn same(&self, other: &Self) -> Law {
        self.begins_with(other)?;
        other.begins_with(self)?;
        self.prints_the_same(other)
    }

    /// A step that was given up in the midst of its local work may have told of more: no schedule has it.
    fn begins_with(&self, other: &Self) -> Law {
        let same = self.events.iter().zip(&other.events).take_while(|(one, other)| one == other).count();
        let all = (self.events.len(), other.events.len());
        if same == all.1 { Ok(()) } else { Err(format!("event {same} of {} and {} is another", all.0, all.1)) }
    }

    pub(crate) fn prints_the_same(&self, other: &Self) -> Law {
        if self.printed == other.printed { Ok(()) } else { Err("it prints something else".into()) }
    }
}

impl Observer for Memory {
    fn wants_events(&self) -> bool {
        true
    }

    fn event(&mut self, event: &Event, _names: &dyn Cast) {
        let mut digest = Digest(DefaultHasher::new());
        let _ = write!(digest, "{event:?}");
        self.events.push(digest.0.finish());
    }

    fn print(&mut self, text: &str) {
        let mut hasher = DefaultHasher::new();
        (self.printed, text).hash(&mut hasher);
        self.printed = hasher.finish();
    }
}

struct Digest(DefaultHasher);

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}
