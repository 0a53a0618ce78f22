//! What `concur outcomes` tells: every different output, or final state, with the command that comes to it.

mod json;
mod text;

use crate::check::Outcomes;
use crate::machine::Scenario;
use crate::report::Paint;
use crate::source::Source;

/// So many outcomes are shown in text where there are many, and some of each end at least.
pub const SHOWN: usize = 10;

/// Outcomes, and what they are outcomes of.
pub struct Page<'a> {
    /// What was found.
    pub outcomes: &'a Outcomes,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its text.
    pub source: &'a Source,
    /// What it was called on the command line.
    pub file: &'a str,
    /// Colours.
    pub paint: Paint,
    /// Columns.
    pub width: usize,
}

impl Page<'_> {
    /// The names of the variables that tell outcomes apart.
    fn names(&self) -> Vec<&str> {
        let variables = &self.scenario.image.program.variables;
        let name = |variable: &crate::program::VariableId| {
            variables.get(variable.0 as usize).map_or("?", |variable| variable.name.as_str())
        };
        self.outcomes.of.iter().map(name).collect()
    }
}
