//! What a scenario prints, and nothing else.

use super::Sink;
use crate::machine::Event;
use crate::run::{Cast, Observer};

/// Passes on what the scenario prints, as it goes.
pub struct Plain {
    /// Where to.
    pub sink: Sink,
}

impl Observer for Plain {
    fn wants_events(&self) -> bool {
        false
    }

    fn event(&mut self, _: &Event, _: &dyn Cast) {}

    fn print(&mut self, text: &str) {
        self.sink.pass(text);
    }

    fn pause(&mut self) {
        self.sink.flush();
    }
}
