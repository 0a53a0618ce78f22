//! What must hold of every text, whoever made it: a person, a mangler or a fuzzer. Each law gives what is wrong, so that
//! whoever asks can say for which text.

#![allow(dead_code, reason = "each test file asks for some of them")]

pub(crate) mod form;
pub(crate) mod loose;
pub(crate) mod runs;
pub(crate) mod searches;

use concur::source::{Diagnostic, Look, Source, render};

/// What is wrong, if something is.
pub(crate) type Law = Result<(), String>;

/// Every diagnostic stands inside of its text, and can be drawn.
fn can_be_drawn(diagnostics: &[Diagnostic], source: &Source) -> Law {
    for diagnostic in diagnostics {
        for label in &diagnostic.labels {
            if source.text().get(label.span.range()).is_none() {
                return Err(format!("{} is at {:?}, which is no place in the text", diagnostic.code, label.span));
            }
        }
        if !render(diagnostic, source, Look::default()).contains(diagnostic.code) {
            return Err(format!("{} is drawn without its code", diagnostic.code));
        }
    }
    Ok(())
}
