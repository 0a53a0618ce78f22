//! The text of a session, read once and shared by all that play it.

use std::sync::Arc;

use super::session::Settings;
use crate::assist::Names;
use crate::machine::{Loaded, Scenario};
use crate::program::Use;
use crate::source::{Diagnostic, Severity, Source, render};
use crate::syntax::ast::Script;

/// What the text of a session is called in diagnostics.
pub(super) const NAME: &str = "session";

/// A text that can be played.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) source: Source,
    pub(super) script: Script,
    pub(super) warnings: Vec<Diagnostic>,
    pub(super) scenario: Scenario,
    uses: Vec<Use>,
}

impl Text {
    /// Reads a text; what is wrong with it is said in words.
    pub(super) fn read(text: impl Into<String>, settings: &Settings) -> Result<Arc<Self>, String> {
        let source = Source::new(NAME, text.into());
        let Loaded { scenario, script, uses, diagnostics } = Scenario::load(&source);
        match scenario {
            Some(scenario) => Ok(Arc::new(Self { source, script, warnings: diagnostics, scenario, uses })),
            None => {
                let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
                Err(errors.map(|error| render(error, &source, settings.look)).collect::<Vec<_>>().join("\n"))
            }
        }
    }

    /// The same with a line more.
    pub(super) fn and(&self, line: &str, settings: &Settings) -> Result<Arc<Self>, String> {
        Self::read(format!("{}{line}\n", self.source.text()), settings)
    }

    /// Its names.
    pub(super) fn names(&self) -> Names {
        Names::new(self.source.text(), &mut self.script.clone(), &self.uses)
    }
}
