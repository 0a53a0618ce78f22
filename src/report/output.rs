//! Whether a run printed what a scenario expects of it, in words.

use super::ending;
use super::{Asked, Driver, Origin, Scene, Status};
use crate::check::{Printed, first_difference};
use crate::conduct::PolicyKind;
use crate::machine::Scenario;
use crate::source::{Look, Source};

/// A run, as far as an expected output is concerned.
#[derive(Clone, Debug)]
pub struct Output {
    /// How it ended.
    pub status: Status,
    /// What went wrong, in one sentence.
    pub message: Option<String>,
    /// What it printed, as far as it is kept.
    pub text: String,
}

/// What an expected output comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// It is what was printed.
    Holds,
    /// It is not.
    Differs {
        /// The first line that differs, from 0; it may be one too many or one too few.
        line: usize,
        /// That it differs, and how the run ended.
        message: String,
    },
    /// The run was ended before the answer was known.
    NotKnown(Option<String>),
    /// There is no run to its end: the schedule cannot be followed.
    NotRun(Option<String>),
}

impl Output {
    /// What is to be said of a run of `scenario`.
    pub fn of(printed: Printed, scenario: &Scenario, source: &Source, origin: Origin) -> Self {
        let Printed { run, text, too_much } = printed;
        if too_much {
            let message = Some("stopped: it prints more than is kept for a comparison".to_owned());
            return Self { status: Status::Limit, message, text };
        }
        let asked = Asked { origin, driver: Driver::Conductor { policy: PolicyKind::Fifo, seed: 0 } };
        let scene = Scene { run: &run, source, names: &*scenario.image, look: Look::default(), asked };
        Self { status: Status::of(&run), message: ending::message(&scene), text }
    }

    /// Whether it is what was expected.
    pub fn agrees(&self, expected: &[String]) -> Agreement {
        match (self.status, first_difference(expected, &self.text)) {
            (Status::Limit, _) => Agreement::NotKnown(self.message.clone()),
            (Status::Parted | Status::Broken, _) => Agreement::NotRun(self.message.clone()),
            (_, None) => Agreement::Holds,
            (_, Some(line)) => {
                let ended = self.message.as_ref().map(|message| format!(" (the run ended so: {message})"));
                Agreement::Differs { line, message: format!("the output differs{}", ended.unwrap_or_default()) }
            }
        }
    }
}
