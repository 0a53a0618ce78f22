//! The one door to loading and running a scenario.

use crate::source::Source;
use crate::value::Names;

pub use crate::conduct::{run, run_here};
pub use crate::machine::{Loaded, Scenario};
pub use crate::syntax::parse_schedule;

/// Parses and checks `source`.
pub fn load(source: &Source) -> Loaded {
    Scenario::load(source)
}

/// Names of the functions and primitives that `scenario` declares.
pub fn names(scenario: &Scenario) -> &dyn Names {
    &*scenario.image
}
