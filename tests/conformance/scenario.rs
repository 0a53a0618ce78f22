//! Makes a scenario of an entry, and has the conductor run it, or lets it loose.
//!
//! Its main thread does in CDL what `library.rs` does in Rust: it tells each thread its next step by a queue, and prints what
//! it hears or that it hears nothing.

use std::fmt::Write as _;
use std::time::Duration;

use concur::conduct::{self, PolicyKind};
use concur::live;
use concur::machine::{Event, Scenario};
use concur::run::{Cast, End, Observer, Run};
use concur::source::Source;

use super::operation::Operation;
use super::table::{Answer, Clock, Entry, Expected, Seen, Who};

/// What every such scenario knows: tasks and actions, and how to hear threads.
const PRELUDE: &str = include_str!("prelude.cdl");

/// What is printed where a thread waits.
const WAITS: &str = "...";

/// What is wrong with what scenarios do when they are conducted, whoever may go first.
pub(crate) fn faults(entry: &Entry) -> Vec<String> {
    let mut faults = refusals(entry);
    let scenario = scenario_of(entry);
    let policies = [PolicyKind::Fifo, PolicyKind::RoundRobin, PolicyKind::Random, PolicyKind::Pct];
    for policy in policies.into_iter().take(if entry.without_chance { 2 } else { 4 }) {
        let options = conduct::Options { policy, seed: 1, ..conduct::Options::default() };
        let (run, paper) = conduct::run(&scenario, options, Paper::default());
        faults
            .extend(judge(entry, &run, &paper.unwrap().0, Clock::Virtual).map(|fault| format!("{policy:?}: {fault}")));
    }
    faults
}

/// What is wrong with what they do when their threads are let loose. Who comes first is a matter of some milliseconds there, which
/// a busy machine may not have: what goes wrong is tried again with all the time in the world.
pub(crate) fn faults_let_loose(entry: &Entry) -> Vec<String> {
    let faults = |time_scale: f64| {
        let options =
            live::Options { time_scale, time_limit: Some(Duration::from_secs(60)), ..live::Options::default() };
        let (run, paper) = live::run(&scenario_of(entry), options, Paper::default());
        judge(entry, &run, &paper.unwrap().0, Clock::Real)
    };
    faults(1.0).and_then(|_| faults(10.0)).into_iter().collect()
}

/// Declarations that ought to be refused, in these words, and are not.
fn refusals(entry: &Entry) -> Vec<String> {
    let complaint = |(declaration, error): &(String, String)| {
        let loaded = Scenario::load(&Source::new("refused.cdl", format!("{declaration}\npass\n")));
        let told = format!("{:?}", loaded.diagnostics);
        (loaded.scenario.is_some() || !told.contains(error.as_str())).then(|| format!("{declaration}: {told}"))
    };
    entry.refused.iter().filter_map(complaint).collect()
}

fn judge(entry: &Entry, run: &Run, printed: &str, clock: Clock) -> Option<String> {
    let mut lines = printed.lines();
    let unlike = entry.lines.iter().find_map(|line| match lines.next() {
        Some(text) => line.fault(&seen(text), clock),
        None => Some(format!("line {}: it did not come to it", line.number)),
    });
    let ends_well = matches!(run.end, End::Finished) && run.uncaught.is_empty();
    unlike.or_else(|| (!ends_well).then(|| format!("{:?} {:?}", run.end, run.uncaught)))
}

/// What a line of output says: `...`, or nanoseconds and a text.
fn seen(text: &str) -> Seen {
    let (took, text) = text.split_once(' ').filter(|_| text != WAITS)?;
    Some(Answer { text: text.to_owned(), took: Duration::from_nanos(took.parse().unwrap()) })
}

fn scenario_of(entry: &Entry) -> Scenario {
    let text = text_of(entry);
    let loaded = Scenario::load(&Source::new("conformance.cdl", &*text));
    loaded.scenario.unwrap_or_else(|| panic!("{}: {:?}\n{text}", entry.place, loaded.diagnostics))
}

/// The scenario.
fn text_of(entry: &Entry) -> String {
    let mut text = String::from(PRELUDE);
    let kept = entry.lines.iter().filter_map(|line| Operation::keeps(line.operation.as_deref()?));
    let kept: std::collections::BTreeSet<String> = kept.collect();
    for declaration in entry.declarations.iter().cloned().chain(kept.iter().map(|name| format!("shared {name} = None")))
    {
        writeln!(text, "{declaration}").unwrap();
    }
    text.push_str("fn perform(step) {\n");
    for (step, line) in entry.lines.iter().enumerate() {
        if let Some(operation) = line.operation.as_deref().filter(|operation| *operation != "ends") {
            writeln!(text, "    if step == {step} {{ {} }}", statement(operation)).unwrap();
        }
    }
    text.push_str("}\n");
    if entry.lines.iter().any(|line| line.operation.as_ref().is_some_and(|operation| operation.contains("nested"))) {
        text.push_str("fn nested() { return p.submit(seven).result() }\n");
    }
    for (index, name) in entry.threads.iter().enumerate() {
        writeln!(text, "daemon thread {name} = work({index})").unwrap();
    }
    for (step, line) in entry.lines.iter().enumerate() {
        let those = match &line.who {
            Who::One(who) => who.to_string(),
            Who::First(those) => format!("first_of({those:?})"),
            Who::It => "it".to_owned(),
        };
        match (line.operation.as_deref(), &line.who) {
            (Some("ends"), Who::One(who)) => {
                let name = &entry.threads[*who];
                writeln!(text, "go[{those}].put(-1)\n{name}.join()\nprint \"0 None\"").unwrap();
                continue;
            }
            (Some(_), _) => writeln!(text, "go[{those}].put({step})").unwrap(),
            (None, _) => {}
        }
        let question = if line.expected == Expected::Waits { "what_is_said_at_once" } else { "what_is_said" };
        writeln!(text, "print {question}({those})").unwrap();
    }
    text
}

/// The operation as the body of a function.
fn statement(operation: &str) -> String {
    let body = |text: &str, read: &Operation| match read {
        Operation::Raise { .. } | Operation::Keep { .. } | Operation::Add { .. } => text.to_owned(),
        Operation::Call(call) if call.method == "exception" => format!("return failure({text})"),
        _ => format!("return {text}"),
    };
    match &Operation::read(operation) {
        Operation::With { object, .. } => {
            let (_, inner) = operation.split_once('{').unwrap();
            format!("with {object} {{ {} }}", statement(inner.strip_suffix('}').unwrap().trim()))
        }
        Operation::Try { type_name, .. } => {
            let (inner, _) = operation.trim_start_matches("try {").rsplit_once('}').unwrap();
            let inner = statement(inner.trim());
            format!("try {{ {inner} }} except {type_name} as problem {{ return \"caught {{failure(problem)}}\" }}")
        }
        read => body(operation, read),
    }
}

/// Keeps what is printed.
#[derive(Debug, Default)]
struct Paper(String);

impl Observer for Paper {
    fn wants_events(&self) -> bool {
        false
    }

    fn event(&mut self, _event: &Event, _names: &dyn Cast) {}

    fn print(&mut self, text: &str) {
        self.0.push_str(text);
    }
}
