//! All that is known of one version of a text. Made once for each version, and only when somebody asks.

use crate::assist::Names;
use crate::machine::{Loaded, Scenario};
use crate::source::{Diagnostic, Source};
use crate::syntax::ast::Script;

/// What is known of a text.
#[derive(Debug)]
pub(super) struct Analysis {
    /// The text.
    pub(super) source: Source,
    /// Its tree, as far as it could be read.
    pub(super) script: Script,
    /// Its names.
    pub(super) names: Names,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What can be run, if nothing is.
    pub(super) scenario: Option<Scenario>,
}

impl Analysis {
    /// Reads `source`, whatever it is.
    pub(super) fn new(source: Source) -> Self {
        let Loaded { scenario, mut script, uses, diagnostics } = Scenario::load(&source);
        let names = Names::new(source.text(), &mut script, &uses);
        Self { source, script, names, diagnostics, scenario }
    }
}
