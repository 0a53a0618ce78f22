//! TEMP: stands in for the machine and the conductor until they land. Knows `print "..."`, `raise X("...")`,
//! `lock a`, `a.acquire()`, `while True { yield }`, `expect`, `schedule`; one thread.

use std::sync::Arc;

use crate::conduct::{
    Cast, Deadlock, Doing, End, Holder, Limit, Observer, Options, Run, Standing, ThreadInfo, Uncaught,
};
use crate::machine::{Event, EventKind, Outcome, Target};
use crate::source::{Diagnostic, Source, Span};
use crate::syntax::ast::{self, Claim, ClaimKind, Quantifier, Script, Statement, StatementKind};
use crate::value::{Exception, FunctionId, Names, ObjectId, ObjectKind, ObjectRef, ThreadId, Value};

#[derive(Clone, Debug)]
enum Step {
    Print(String),
    Raise(Exception),
    Acquire(String),
    Spin,
}

/// Stands in.
#[derive(Clone, Debug)]
pub struct Scenario(Vec<(Step, Span)>);

/// Stands in.
#[derive(Debug)]
pub struct Loaded {
    /// None if there are errors.
    pub scenario: Option<Scenario>,
    /// The tree.
    pub script: Script,
    /// Errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
}

impl Names for Scenario {
    fn function(&self, _: FunctionId) -> &str {
        "f"
    }
    fn object(&self, _: ObjectRef) -> String {
        let name =
            self.0.iter().find_map(|step| if let Step::Acquire(name) = &step.0 { Some(name.clone()) } else { None });
        name.unwrap_or_default()
    }
}

struct Main<'a>(&'a Scenario);

impl Names for Main<'_> {
    fn function(&self, id: FunctionId) -> &str {
        self.0.function(id)
    }
    fn object(&self, object: ObjectRef) -> String {
        self.0.object(object)
    }
}

impl Cast for Main<'_> {
    fn label(&self, _: ThreadId) -> &str {
        "main"
    }
}

impl Scenario {
    /// Stands in.
    pub fn load(source: &Source) -> Loaded {
        let mut loaded = Loaded { scenario: None, script: Script::default(), diagnostics: Vec::new() };
        let mut steps = Vec::new();
        let mut block: Option<(usize, usize, bool, Vec<String>)> = None;
        let mut at = 0;
        for raw in source.text().split_inclusive('\n') {
            let line = raw.trim();
            let span = Span::new(at + raw.find(line).unwrap_or(0), at + raw.find(line).unwrap_or(0) + line.len());
            if let Some((start, brace, possible, lines)) = &mut block {
                if line == "}" {
                    let kind = ClaimKind::Output {
                        possible: *possible,
                        lines: std::mem::take(lines),
                        block: Span::new(*brace, span.end as usize),
                    };
                    let span = Span::new(*start, span.end as usize);
                    let kind = StatementKind::Claim(Claim { kind, span });
                    loaded.script.statements.push(Statement { kind, span });
                    block = None;
                } else {
                    let text = line.strip_prefix('|').unwrap_or(line);
                    lines.push(text.strip_prefix(' ').unwrap_or(text).to_owned());
                }
            } else if line.starts_with("expect") && line.ends_with('{') {
                let possible = line.contains("possible");
                block = Some((span.start as usize, span.end as usize - 1, possible, Vec::new()));
            } else if line.starts_with("expect") {
                let kind = ClaimKind::Deadlock(Quantifier::Never);
                let kind = StatementKind::Claim(Claim { kind, span });
                loaded.script.statements.push(Statement { kind, span });
            } else if let Some(text) = line.strip_prefix("print \"").and_then(|rest| rest.strip_suffix('"')) {
                steps.push((Step::Print(format!("{text}\n")), span));
            } else if let Some(rest) = line.strip_prefix("raise ") {
                let (name, message) = rest.split_once('(').unwrap_or((rest, ""));
                steps.push((Step::Raise(Exception::new(name, message.trim_matches(['"', ')']))), span));
            } else if let Some(name) = line.strip_suffix(".acquire()") {
                steps.push((Step::Acquire(name.to_owned()), span));
            } else if line == "while True { yield }" {
                steps.push((Step::Spin, span));
            } else if !(line.is_empty()
                || line.starts_with('#')
                || line.starts_with("lock ")
                || line.starts_with("schedule"))
            {
                let word = line.split(' ').next().unwrap_or_default();
                let span = Span::new(span.start as usize, span.start as usize + word.len());
                loaded.diagnostics.push(Diagnostic::error(
                    "cdl::name::unknown",
                    span,
                    format!("nothing is called `{word}`"),
                ));
            }
            at += raw.len();
        }
        if loaded.diagnostics.is_empty() {
            loaded.scenario = Some(Scenario(steps));
        }
        loaded
    }
}

/// Stands in.
pub fn run<O: Observer + 'static>(scenario: &Scenario, options: Options, mut observer: O) -> (Run, Option<O>) {
    let (cast, main) = (Main(scenario), ThreadId(0));
    let object = Target::Object(ObjectRef { id: ObjectId(0), kind: ObjectKind::Lock });
    let mut run = Run {
        end: End::Finished,
        uncaught: Vec::new(),
        unasked: Vec::new(),
        overlaps: Vec::new(),
        threads: vec![ThreadInfo { name: "main".into(), label: "main".into(), daemon: false }],
        schedule: "main".into(),
        steps: 0,
        time: 0,
    };
    let mut held: Option<(u64, Span)> = None;
    let mut number = 0;
    let mut tell = |observer: &mut O, step: u64, kind: EventKind, place: Span| {
        number += 1;
        if observer.wants_events() {
            observer.event(&Event { sequence: number, step, time: 0, thread: main, kind, place: Some(place) }, &cast);
        }
    };
    for (step, place) in &scenario.0 {
        run.steps += 1;
        match step {
            Step::Print(text) => {
                tell(&mut observer, run.steps, EventKind::Print { text: text.clone() }, *place);
                observer.print(text);
            }
            Step::Raise(exception) => {
                let exception = Arc::new(exception.clone());
                tell(&mut observer, run.steps, EventKind::Exit { uncaught: Some(exception.clone()) }, *place);
                run.uncaught.push(Uncaught { thread: main, exception, place: Some(*place), step: run.steps });
                break;
            }
            Step::Acquire(_) => {
                if let Some((since, taken)) = held {
                    let holders = vec![main];
                    let kind = EventKind::Block { object: object.clone(), operation: "acquire", holders };
                    run.steps -= 1;
                    tell(&mut observer, run.steps, kind, *place);
                    let holders = vec![Holder { thread: main, since: Some(since), place: Some(taken) }];
                    let doing = Doing::Waiting {
                        object: object.clone(),
                        operation: "acquire",
                        holders,
                        detail: None,
                        until: None,
                    };
                    let standing = vec![Standing { thread: main, place: Some(*place), doing }];
                    run.end = End::Deadlock(Deadlock { standing, cycle: vec![main] });
                    break;
                }
                held = Some((run.steps, *place));
                let outcome = Outcome::Value(Value::Bool(true));
                let kind = EventKind::Operate { object: object.clone(), operation: "acquire", outcome };
                tell(&mut observer, run.steps, kind, *place);
            }
            Step::Spin => {
                let standing = vec![Standing { thread: main, place: Some(*place), doing: Doing::Ready }];
                run.end = End::Limit { limit: Limit::Steps(options.max_steps), standing };
                break;
            }
        }
    }
    (run, Some(observer))
}

/// Stands in.
pub fn parse_schedule(source: &Source) -> Result<ast::Schedule, Vec<Diagnostic>> {
    if source.text().contains('!') {
        return Err(vec![Diagnostic::error("cdl::syntax::schedule", Span::new(0, 1), "no thread is called so")]);
    }
    Ok(ast::Schedule::default())
}
