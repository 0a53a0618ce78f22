//! A scenario ready to run, and all that is said about its text.

use std::sync::Arc;

use crate::machine::doubt;
use crate::machine::image::Image;
use crate::machine::machine::{Log, Machine};
use crate::machine::resume::Fuel;
use crate::program;
use crate::source::{Diagnostic, Severity, Source};
use crate::syntax::{self, ast};

/// A scenario that can be run any number of times. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The program with its constants.
    pub image: Arc<Image>,
}

/// What came of loading a text.
#[derive(Debug)]
pub struct Loaded {
    /// The scenario, if there was no error.
    pub scenario: Option<Scenario>,
    /// What could be parsed.
    pub script: ast::Script,
    /// What each name stands for.
    pub uses: Vec<program::Use>,
    /// Errors and warnings in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
}

impl Scenario {
    /// Parses, checks and compiles a text.
    pub fn load(source: &Source) -> Loaded {
        let parsed = syntax::parse(source);
        let (script, mut diagnostics) = (parsed.script, parsed.diagnostics);
        let program::Compiled { program, diagnostics: mut found, uses } = program::compile(source, &script);
        doubt::leave_out_what_an_open_block_swallows(&mut found, &diagnostics, source);
        doubt::leave_out_what_may_be_declared(&mut found, &diagnostics, source);
        diagnostics.extend(found);
        let broken = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        let image = match program.filter(|_| !broken).map(Image::build) {
            Some(Ok(image)) => Some(image),
            Some(Err(found)) => {
                diagnostics.extend(found);
                None
            }
            None => None,
        };
        diagnostics.sort_by_key(Diagnostic::span);
        Loaded { scenario: image.map(|image| Scenario { image: Arc::new(image) }), script, uses, diagnostics }
    }

    /// The state before the first step; the log hears of it if `main` has to wait there.
    pub fn start(&self, log: &mut dyn Log, fuel: &mut Fuel) -> Machine {
        Machine::new(Arc::clone(&self.image), log, fuel)
    }

    /// The file's own schedule.
    pub fn schedule(&self) -> Option<&ast::Schedule> {
        self.image.program.schedule.as_ref()
    }

    /// The text that it was made from.
    pub fn source(&self) -> &Source {
        &self.image.program.source
    }
}
