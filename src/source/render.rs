//! The one place where diagnostics meet miette.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, NamedSource, SourceCode, SourceSpan, SpanContents,
};

use super::shown::{Shown, brief};
use super::visible::{Form, visible};
use super::{Diagnostic, Label, Severity, Source, Span};

/// How a report is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether to use ANSI colours.
    pub color: bool,
    /// Columns available.
    pub width: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self { color: false, width: 100 }
    }
}

/// Draws `diagnostic` with the lines of `source` it speaks of, ending in a newline. What a scenario or a file's name brings
/// along is shown as [`visible`] shows it, and cut where it is more than a person reads.
pub fn render(diagnostic: &Diagnostic, source: &Source, look: Look) -> String {
    let shown = Shown::of(source);
    draw(&readable(diagnostic, &shown), &shown.source, look)
}

/// `diagnostic` in words that can be shown, about the text that is shown.
fn readable(diagnostic: &Diagnostic, shown: &Shown) -> Diagnostic {
    let words = |text: &String| brief(&visible(text, Form::Lines));
    let label = |label: &Label| Label { span: shown.place(label.span), text: words(&label.text) };
    Diagnostic {
        message: words(&diagnostic.message),
        labels: diagnostic.labels.iter().map(label).collect(),
        help: diagnostic.help.as_ref().map(words),
        fix: None,
        ..diagnostic.clone()
    }
}

fn draw(diagnostic: &Diagnostic, source: &Source, look: Look) -> String {
    let theme = if look.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(look.width).with_links(false);
    let shown = !diagnostic.labels.iter().any(|label| is_far_too_wide(label.span, source.text()));
    let report = match shown {
        true => {
            let code = NamedSource::new(source.name(), Code(source.clone()));
            Report { diagnostic, code: Some(code), place: String::new(), look }
        }
        false => Report { diagnostic, code: None, place: place_in_words(diagnostic, source), look },
    };
    let mut text = String::new();
    // Writing to a String cannot fail; miette fails only for a span outside the text, and then the words still count.
    if handler.render_report(&mut text, &report).is_err() {
        text = format!("{}: {}\n", diagnostic.code, diagnostic.message);
    }
    text
}

/// The longest line that is shown, in bytes. No person wrote a longer one, and miette cannot draw it.
const LONGEST_LINE: usize = 2000;

/// Whether one of the lines around `span` is too long to be shown.
fn is_far_too_wide(span: Span, text: &str) -> bool {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = text.get(..start).unwrap_or_default().rsplit('\n').take(2);
    let inside = text.get(start..end).unwrap_or_default().split('\n');
    let after = text.get(end..).unwrap_or_default().split('\n').take(2);
    before.chain(inside).chain(after).any(|line| line.len() > LONGEST_LINE)
}

/// `bank.cdl:3:7: `, for a place that cannot be shown.
fn place_in_words(diagnostic: &Diagnostic, source: &Source) -> String {
    let position = source.position(diagnostic.span().start);
    format!("{}:{}:{}: ", source.name(), position.line, position.column)
}

/// A source as miette reads it, without a copy.
#[derive(Debug)]
struct Code(Source);

impl SourceCode for Code {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        self.0.text().read_span(span, lines_before, lines_after)
    }
}

struct Report<'a> {
    diagnostic: &'a Diagnostic,
    /// Nothing if the place is told in words.
    code: Option<NamedSource<Code>>,
    place: String,
    look: Look,
}

/// What stands left of the text of a label: the number of the line, the bar, the hook.
const MARGIN: usize = 12;

impl Report<'_> {
    /// The text of a label. miette does not break it, so where it is too long, each thing that it says has a line.
    fn words(&self, label: &Label) -> String {
        let source = self.code.as_ref().map(|code| &code.inner().0);
        let column = source.map_or(0, |source| source.position(label.span.start).column);
        let room = self.look.width.saturating_sub(column + MARGIN);
        if label.text.chars().count() > room { label.text.replace("; ", "\n") } else { label.text.clone() }
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", self.place, self.diagnostic.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.code.as_ref().map(|code| code as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let drawn = self.code.as_ref().map_or(&[][..], |_| &self.diagnostic.labels);
        let labels = drawn.iter().enumerate().map(|(index, label)| {
            let (text, place) = (Some(self.words(label)), label.span.range());
            if index == 0 {
                LabeledSpan::new_primary_with_span(text, place)
            } else {
                LabeledSpan::new_with_span(text, place)
            }
        });
        Some(Box::new(labels))
    }
}
