//! `--format json`: JSON Lines, version 1. docs/json.md is the schema; it only ever grows.

use serde_json::{Map, Value as Data, json};

use super::describe::said;
use super::ending::{Status, message};
use super::phrase::target;
use super::scene::{Driver, Scene};
use super::{Sink, mishap};
use crate::machine::{Event, EventKind, Outcome, Target};
use crate::run::{Cast, Doing, End, Holder, Observer, Standing};
use crate::source::{Diagnostic, Severity, Source, Span, visible_json};
use crate::value::{Exception, Names, ThreadId, Value, repr};

/// The version of the schema.
pub(super) const VERSION: u32 = 1;

/// Writes one object per line: `begin`, the events, `end`.
pub struct Json {
    sink: Sink,
    source: Source,
    /// The step at hand, and how many events it has had.
    step: (u64, u64),
    /// The latest event of it that was left out.
    left_out: Option<Data>,
}

/// So many events of one step are written. A block that goes round for ever is one step.
const MOST_OF_A_STEP: u64 = 10_000;

impl Json {
    /// Begins the stream of one run of `source`.
    pub fn begin(mut sink: Sink, source: Source, driver: Driver) -> Self {
        let begin = json!({
            "kind": "begin", "version": VERSION, "file": source.name(), "policy": driver.word(),
            "seed": driver.seed(), "seq": 0, "time_ns": 0, "thread": null, "object": null, "value": null,
            "line": null, "column": null,
        });
        put(&mut sink, begin);
        Self { sink, source, step: (0, 0), left_out: None }
    }

    /// Ends the stream with what became of the run, and gives the sink back.
    pub fn finish(mut self, scene: &Scene<'_>) -> Sink {
        self.end_step();
        put(&mut self.sink, end(scene));
        self.sink
    }

    /// Says how many events of the step were left out, if any were.
    fn end_step(&mut self) {
        if let Some(left_out) = self.left_out.take() {
            put(&mut self.sink, left_out);
        }
    }
}

impl Observer for Json {
    fn wants_events(&self) -> bool {
        true
    }

    fn event(&mut self, event: &Event, names: &dyn Cast) {
        let (line, column) = position(&self.source, event.place);
        let mut object = json!({
            "seq": event.sequence, "step": event.step, "time_ns": event.time, "thread": names.label(event.thread),
            "kind": null, "object": null, "value": null, "line": line, "column": column,
        });
        if self.step.0 != event.step {
            self.end_step();
            self.step = (event.step, 0);
        }
        self.step.1 += 1;
        let left_out = self.step.1.saturating_sub(MOST_OF_A_STEP);
        if let Some(fields) = object.as_object_mut() {
            match left_out {
                0 => fields.extend(details(&event.kind, names)),
                _ => fields.extend([("kind".to_owned(), json!("left_out")), ("value".to_owned(), json!(left_out))]),
            }
        }
        if left_out > 0 {
            self.left_out = Some(object);
        } else {
            put(&mut self.sink, object);
        }
    }

    fn print(&mut self, _: &str) {}

    fn pause(&mut self) {
        self.sink.flush();
    }
}

/// An object on a line of its own, in which nothing steers the terminal that shows it.
pub fn json_line(object: &Data) -> String {
    format!("{}\n", visible_json(&object.to_string()))
}

/// A diagnostic of the scenario's source as an object of the stream, on a line of its own.
pub fn diagnostic(diagnostic: &Diagnostic, source: &Source) -> String {
    let place = diagnostic.labels.first().map(|label| label.span);
    let (line, column) = position(source, place);
    let severity = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
    json_line(&json!({
        "kind": "diagnostic", "version": VERSION, "file": source.name(), "severity": severity,
        "code": diagnostic.code, "message": diagnostic.message, "help": diagnostic.help,
        "line": line, "column": column,
    }))
}

fn put(sink: &mut Sink, object: Data) {
    sink.write(&json_line(&object));
}

fn position(source: &Source, place: Option<Span>) -> (Option<usize>, Option<usize>) {
    let position = place.map(|span| source.position(span.start));
    (position.map(|position| position.line), position.map(|position| position.column))
}

/// The fields that depend on the kind of event.
fn details(kind: &EventKind, cast: &dyn Cast) -> Map<String, Data> {
    let labels = |threads: &[ThreadId]| threads.iter().map(|thread| cast.label(*thread).to_owned()).collect::<Vec<_>>();
    let fields = match kind {
        EventKind::Read { location, value: read } => {
            json!({"kind": "read", "object": location, "value": value(read, cast)})
        }
        EventKind::Write { location, value: written } => {
            json!({"kind": "write", "object": location, "value": value(written, cast)})
        }
        EventKind::Update { location, how, value: given } => {
            json!({"kind": "update", "object": location, "value": value(given, cast), "detail": how})
        }
        EventKind::Operate { object, operation, outcome } => operate(object, operation, outcome, cast),
        EventKind::Block { object, operation, holders } => {
            json!({"kind": "block", "object": target(object, cast), "operation": operation, "holders": labels(holders)})
        }
        EventKind::Print { text } => match text.strip_suffix('\n') {
            Some(line) => json!({"kind": "print", "value": line}),
            None => json!({"kind": "print", "value": text, "end": ""}),
        },
        EventKind::Sleep { duration } => {
            json!({"kind": "sleep", "value": value(&Value::Duration(*duration), cast), "value_ns": duration})
        }
        EventKind::Yield => json!({"kind": "yield"}),
        EventKind::Start { thread } => json!({"kind": "start", "object": cast.label(*thread)}),
        EventKind::Join { threads } => json!({"kind": "join", "threads": labels(threads)}),
        EventKind::Now { time } => {
            json!({"kind": "now", "value": value(&Value::Duration(*time), cast), "value_ns": time})
        }
        EventKind::Count { count } => json!({"kind": "active_count", "value": count}),
        EventKind::Choose { value: chosen } => json!({"kind": "choose", "value": value(chosen, cast)}),
        EventKind::Enter { section, others } => json!({"kind": "enter", "object": section, "others": labels(others)}),
        EventKind::Leave { section } => json!({"kind": "leave", "object": section}),
        EventKind::Exit { uncaught: None } => json!({"kind": "exit"}),
        EventKind::Exit { uncaught: Some(raised) } => json!({"kind": "exit", "exception": exception(raised)}),
    };
    match fields {
        Data::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn operate(object: &Target, operation: &str, outcome: &Outcome, cast: &dyn Cast) -> Data {
    let object = target(object, cast);
    match outcome {
        Outcome::Value(given) => {
            json!({"kind": operation, "object": object, "value": value(given, cast), "outcome": "done"})
        }
        Outcome::TimedOut(given) => {
            json!({"kind": operation, "object": object, "value": value(given, cast), "outcome": "timeout"})
        }
        Outcome::Waits => json!({"kind": operation, "object": object, "outcome": "waits"}),
        Outcome::Raised(raised) => {
            json!({"kind": operation, "object": object, "outcome": "raised", "exception": exception(raised)})
        }
    }
}

pub(super) fn exception(exception: &Exception) -> Data {
    json!({"type": &*exception.type_name, "message": exception.message})
}

/// A value as JSON where JSON has it, else as the language prints it.
pub(super) fn value(value: &Value, names: &dyn Names) -> Data {
    match value {
        Value::None => Data::Null,
        Value::Bool(truth) => json!(truth),
        Value::Int(number) => json!(number),
        Value::Float(number) if number.is_finite() => json!(number),
        Value::Str(text) => json!(text.as_str()),
        Value::List(list) => Data::Array(list.items.iter().map(|item| self::value(item, names)).collect()),
        Value::Dict(dict) => {
            let entry = |(key, item): (&crate::value::Key, &Value)| match &key.0 {
                Value::Str(key) => Some((key.to_string(), self::value(item, names))),
                _ => None,
            };
            let entries: Option<Map<String, Data>> = dict.entries.iter().map(entry).collect();
            entries.map_or_else(|| json!(repr(value, names)), Data::Object)
        }
        other => json!(repr(other, names)),
    }
}

fn end(scene: &Scene<'_>) -> Data {
    let run = scene.run;
    let (standing, cycle) = match &run.end {
        End::Deadlock(deadlock) => (deadlock.standing.as_slice(), deadlock.cycle.as_slice()),
        End::Limit { standing, .. } | End::Parted { standing, .. } => (standing.as_slice(), [].as_slice()),
        End::Finished | End::Broken(_) => ([].as_slice(), [].as_slice()),
    };
    let place = |place: Option<Span>| position(scene.source, place);
    let uncaught = run.uncaught.iter().map(|one| {
        let (line, column) = place(one.place);
        json!({
            "thread": scene.label(one.thread), "exception": exception(&one.exception), "step": one.step,
            "line": line, "column": column,
        })
    });
    let unasked = run.unasked.iter().map(|one| {
        let (line, column) = place(one.place);
        let message = said(&one.exception);
        json!({
            "future": one.future.0, "function": one.function, "exception": exception(&one.exception),
            "message": message, "line": line, "column": column,
        })
    });
    let overlaps = run.overlaps.iter().map(|one| {
        let (line, column) = place(one.place);
        let others: Vec<&str> = one.others.iter().map(|inside| scene.label(inside.thread)).collect();
        json!({
            "section": one.section, "thread": scene.label(one.thread), "others": others, "step": one.step,
            "message": mishap::overlap_sentence(one, scene), "line": line, "column": column,
        })
    });
    json!({
        "kind": "end", "version": VERSION, "status": Status::of(run).word(), "message": message(scene),
        "steps": run.steps, "time_ns": run.time, "schedule": run.schedule,
        "waiting": standing.iter().map(|one| waiting(one, scene)).collect::<Vec<_>>(),
        "cycle": cycle.iter().map(|thread| scene.label(*thread)).collect::<Vec<_>>(),
        "uncaught": uncaught.collect::<Vec<_>>(),
        "unasked": unasked.collect::<Vec<_>>(),
        "overlaps": overlaps.collect::<Vec<_>>(),
    })
}

fn waiting(standing: &Standing, scene: &Scene<'_>) -> Data {
    let (line, column) = position(scene.source, standing.place);
    let holder = |holder: &Holder| {
        let (line, column) = position(scene.source, holder.place);
        json!({"thread": scene.label(holder.thread), "since": holder.since, "line": line, "column": column})
    };
    let (doing, object, operation, holders, detail, until) = match &standing.doing {
        Doing::Ready => ("ready", None, None, Vec::new(), None, None),
        Doing::Sleeping { until } => ("sleeping", None, None, Vec::new(), None, Some(*until)),
        Doing::Waiting { object, operation, holders, detail, until } => {
            let holders = holders.iter().map(holder).collect();
            ("waiting", Some(target(object, scene)), Some(*operation), holders, detail.clone(), *until)
        }
    };
    json!({
        "thread": scene.label(standing.thread), "doing": doing, "object": object, "operation": operation,
        "holders": holders, "detail": detail, "until_ns": until, "line": line, "column": column,
    })
}
