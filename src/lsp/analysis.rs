//! All that is known of one version of a text. Made once for each version, and only when somebody asks.

use super::brief;
use crate::assist::Names;
use crate::machine::{Loaded, Scenario};
use crate::source::{Diagnostic, LARGEST, Source, Span};
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
    /// Reads `source`, whatever it is, unless it is too large for a scenario.
    pub(super) fn new(source: Source) -> Self {
        if is_too_large(&source) {
            let message = format!("this text is larger than {} MiB", LARGEST >> 20);
            let diagnostic = Diagnostic::error("cdl::file::size", Span::default(), message)
                .help("is it a scenario at all? nothing of it was read");
            let nothing = Self::new(Source::new(source.name(), ""));
            return Self { source, diagnostics: vec![diagnostic], scenario: None, ..nothing };
        }
        let Loaded { scenario, mut script, uses, mut diagnostics } = Scenario::load(&source);
        let names = Names::new(source.text(), &mut script, &uses);
        diagnostics.iter_mut().for_each(brief::diagnostic);
        Self { source, script, names, diagnostics, scenario }
    }
}

/// Whether a text is larger than that of any scenario.
pub(super) fn is_too_large(source: &Source) -> bool {
    source.text().len() as u64 > LARGEST
}
