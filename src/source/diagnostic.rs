//! What is wrong with a scenario: a stable code, a place, and help.

use super::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The scenario can run, but probably does not do what was meant.
    Warning,
    /// The scenario cannot run.
    Error,
}

/// A place with a few words on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The text underlined.
    pub span: Span,
    /// What is said under it.
    pub text: String,
}

/// A change of the text that would mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced; empty for something that is missing.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// One thing that is wrong. `labels` begins with the main place; there is always one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A stable code such as `cdl::name::unknown`; `concur explain` knows each.
    pub code: &'static str,
    /// Whether the scenario can run all the same.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The places, the main one first.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// The change that is probably meant, if it is a small one.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        let label = Label { span, text: "here".into() };
        Self { code, severity: Severity::Error, message: message.into(), labels: vec![label], help: None, fix: None }
    }

    /// A warning at `span`.
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Says `text` under the main place (instead of "here").
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Points to a second place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do about it.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Says what change is probably meant.
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, text: text.into() });
        self
    }

    /// Says that instead of what stands at the main place, `near` was probably meant; without one, `otherwise`.
    pub fn meant(self, near: Option<&str>, otherwise: impl Into<String>) -> Self {
        match near {
            Some(near) => {
                let span = self.span();
                self.help(format!("did you mean `{near}`?")).fix(span, near)
            }
            None => self.help(otherwise),
        }
    }

    /// The main place.
    pub fn span(&self) -> Span {
        self.labels.first().map(|label| label.span).unwrap_or_default()
    }
}
