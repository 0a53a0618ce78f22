//! How a caller listens to a run.

use crate::machine::{Cast, Event};

/// Listens to a run. Called from whichever thread runs at the moment, by one at a time, in the order of the steps.
pub trait Observer: Send {
    /// Whether [`Observer::event`] is to be called at all; a run without listeners is faster.
    fn wants_events(&self) -> bool;

    /// Something happened (also called for prints). `names` knows what threads and primitives are called.
    fn event(&mut self, event: &Event, names: &dyn Cast);

    /// The scenario printed `text` (line end included).
    fn print(&mut self, text: &str);

    /// Nothing happens for a while (a real sleep begins): what is buffered should go out.
    fn pause(&mut self) {}
}
