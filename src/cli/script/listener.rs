//! Who listens to a run: one that passes on what is printed, or one of the traces.

use crate::machine::Event;
use crate::report::{Json, Lanes, Log, Plain};
use crate::run::{Cast, Observer};

/// The one who listens to a run, whichever it is.
pub(super) enum Listener {
    Plain(Plain),
    Log(Log),
    Lanes(Lanes),
    Json(Json),
}

impl Listener {
    fn observer(&mut self) -> &mut dyn Observer {
        match self {
            Self::Plain(plain) => plain,
            Self::Log(log) => log,
            Self::Lanes(lanes) => lanes,
            Self::Json(json) => json,
        }
    }
}

impl Observer for Listener {
    fn wants_events(&self) -> bool {
        !matches!(self, Self::Plain(_))
    }

    fn event(&mut self, event: &Event, names: &dyn Cast) {
        self.observer().event(event, names);
    }

    fn print(&mut self, text: &str) {
        self.observer().print(text);
    }

    fn pause(&mut self) {
        self.observer().pause();
    }
}
