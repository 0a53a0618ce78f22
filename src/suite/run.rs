//! The one door to loading and running a scenario.

use crate::source::Source;
use crate::syntax::ast::{Schedule, Script, StatementKind};
use crate::value::Names;

// TEMP: `crate::machine::{Loaded, Scenario}`, `crate::conduct::run`, `crate::syntax::parse_schedule`.
pub use super::toy::{Loaded, Scenario, parse_schedule, run};

/// Parses and checks `source`.
pub fn load(source: &Source) -> Loaded {
    Scenario::load(source)
}

/// Names of the functions and primitives that `scenario` declares.
pub fn names(scenario: &Scenario) -> &dyn Names {
    scenario
}

/// The schedule that stands in the file, if there is one.
pub fn schedule_of(script: &Script) -> Option<&Schedule> {
    script.statements.iter().find_map(|statement| match &statement.kind {
        StatementKind::Schedule(schedule) => Some(schedule),
        _ => None,
    })
}
