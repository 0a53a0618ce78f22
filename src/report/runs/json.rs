//! All outcomes as one JSON object. docs/json.md is the schema.

use serde_json::{Value as Data, json};

use super::{Again, Asked, Distribution, Outcome, Stop};
use crate::report::json::{VERSION, exception, json_line};

/// The object, on a line of its own.
pub fn json(file: &str, asked: &Asked, distribution: &Distribution, stop: Option<&Stop>) -> String {
    let outcomes: Vec<Data> = distribution.outcomes().iter().map(outcome).collect();
    let object = json!({
        "kind": "runs", "version": VERSION, "file": file, "policy": asked.driver.word(), "seed": asked.driver.seed(),
        "asked": asked.runs, "runs": distribution.runs(), "complete": stop.is_none(),
        "message": stop.map(Stop::words), "outcomes": outcomes,
    });
    json_line(&object)
}

fn outcome(outcome: &Outcome<'_>) -> Data {
    let exceptions: Vec<Data> = outcome.end.exceptions.iter().map(exception).collect();
    let (seed, schedule) = match outcome.again {
        Again::Seed(seed) => (Some(seed), None),
        Again::Schedule(schedule) => (None, Some(schedule)),
        Again::Nothing => (None, None),
    };
    json!({
        "output": outcome.output, "end": outcome.end.status.word(), "exceptions": exceptions,
        "detail": outcome.end.detail, "count": outcome.count, "seed": seed,
        "schedule": schedule,
    })
}
