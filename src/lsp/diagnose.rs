//! Diagnostics as the editor shows them.

use lsp_types::{
    CodeDescription, Diagnostic as Shown, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
    PublishDiagnosticsParams, Uri,
};

use super::documents::Document;
use super::place::Encoding;
use crate::source::{Diagnostic, Form, Severity, Source, brief, visible};

/// Nobody reads more than so many.
const MOST: usize = 1000;

/// All that is wrong with a text, or the beginning of it: its mistakes, and what the last check found.
pub(super) fn all(document: &mut Document, encoding: Encoding) -> PublishDiagnosticsParams {
    let analysis = document.analysis();
    let findings = document.findings.clone().unwrap_or_default();
    let mistakes =
        analysis.diagnostics.iter().map(|one| shown(one, "concur", &analysis.source, &document.uri, encoding));
    let found =
        findings.diagnostics.iter().map(|one| shown(one, "concur check", &analysis.source, &document.uri, encoding));
    PublishDiagnosticsParams {
        uri: document.uri.clone(),
        diagnostics: mistakes.chain(found).take(MOST).collect(),
        version: Some(document.version),
    }
}

/// One of them. Its words are shown as a terminal would show them: an editor need not know what hides text.
pub(super) fn shown(diagnostic: &Diagnostic, by: &str, source: &Source, uri: &Uri, encoding: Encoding) -> Shown {
    let related: Vec<DiagnosticRelatedInformation> = diagnostic
        .labels
        .iter()
        .skip(1)
        .map(|label| DiagnosticRelatedInformation {
            location: Location { uri: uri.clone(), range: encoding.range(source, label.span) },
            message: shown_words(&label.text),
        })
        .collect();
    let label = diagnostic.labels.first().map(|label| label.text.as_str()).filter(|text| !matches!(*text, "" | "here"));
    let mut message = diagnostic.message.clone();
    if let Some(label) = label {
        message.push_str(&format!(" ({label})"));
    }
    if let Some(help) = &diagnostic.help {
        message.push_str(&format!("\nhelp: {help}"));
    }
    Shown {
        range: encoding.range(source, diagnostic.span()),
        severity: Some(match diagnostic.severity {
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Error => DiagnosticSeverity::ERROR,
        }),
        code: Some(NumberOrString::String(diagnostic.code.to_owned())),
        code_description: None::<CodeDescription>,
        source: Some(by.to_owned()),
        message: shown_words(&message),
        related_information: (!related.is_empty()).then_some(related),
        tags: None,
        data: None,
    }
}

fn shown_words(text: &str) -> String {
    brief(&visible(text, Form::Lines))
}
