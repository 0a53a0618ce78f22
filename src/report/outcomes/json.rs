//! Outcomes as one JSON object. docs/json.md is the schema.

use serde_json::{Map, Value as Data, json};

use super::Page;
use crate::check::Outcome;
use crate::report::Status;
use crate::report::check::cut_word;
use crate::report::json::{VERSION, exception, json_line, value};
use crate::report::runs::Ending;

impl Page<'_> {
    /// The object, on a line of its own.
    pub fn json(&self) -> String {
        let found = self.outcomes;
        let names = self.names();
        let outcomes: Vec<Data> = found.outcomes.iter().map(|outcome| self.object(outcome, &names)).collect();
        let object = json!({
            "version": VERSION,
            "file": self.file,
            "of": names,
            "complete": found.complete(),
            "cut": found.cut.map(cut_word),
            "states": found.progress.states,
            "steps": found.progress.steps,
            "depth": found.progress.depth,
            "runs": found.runs,
            "outcomes": outcomes,
        });
        json_line(&object)
    }

    fn object(&self, outcome: &Outcome, names: &[&str]) -> Data {
        let run = outcome.replay.as_ref().map(|replay| &replay.run);
        let exceptions = run.map(|run| Ending::of(run).exceptions.iter().map(exception).collect::<Vec<_>>());
        let values = names
            .iter()
            .zip(&outcome.values)
            .filter_map(|(name, its)| Some(((*name).to_owned(), value(its.as_ref()?, &*self.scenario.image))));
        json!({
            "output": outcome.output,
            "end": Status::from(outcome.end).word(),
            "values": values.collect::<Map<String, Data>>(),
            "exceptions": exceptions,
            "seed": outcome.seed,
            "schedule": run.map(|run| &run.schedule),
            "length": run.map(|run| run.steps),
        })
    }
}
