//! What goes wrong in a run that goes on all the same: exceptions that no one caught or asked for, broken exclusion.

use super::advice;
use super::describe::said;
use super::phrase::labels;
use super::scene::Scene;
use crate::run::{Cast, Overlap, Unasked, Uncaught};
use crate::source::{Diagnostic, Form, Label, Severity, Span, brief, render, visible};
use crate::value::ThreadId;

/// `Exception in thread NAME: TYPE: message`, exactly so on a line of its own, and then the place.
pub fn uncaught(uncaught: &Uncaught, scene: &Scene<'_>) -> String {
    let who = scene.label(uncaught.thread);
    let head = format!("Exception in thread {who}: {}", said(&uncaught.exception));
    let message = format!("no `except` caught it, so {who} ended in step {}", uncaught.step);
    let help = advice::on(&uncaught.exception).map(str::to_owned);
    let diagnostic = diagnostic("cdl::run::uncaught", Severity::Error, message, uncaught.place, "raised here", help);
    format!("{}\n{}", brief(&visible(&head, Form::Lines)), render(&diagnostic, scene.source, scene.look))
}

/// A future that failed in silence.
pub(super) fn unasked(unasked: &Unasked, scene: &Scene<'_>) -> String {
    let message = format!("{} failed in a pool, and nobody asked: {}", unasked.function, said(&unasked.exception));
    let help = "a pool keeps an exception in the future: `f.result()` raises it, `f.exception()` gives it";
    let diagnostic = diagnostic(
        "cdl::run::unasked",
        Severity::Warning,
        message,
        unasked.place,
        "submitted here",
        Some(help.to_owned()),
    );
    render(&diagnostic, scene.source, scene.look)
}

/// Two threads in one critical section.
pub fn overlap(overlap: &Overlap, scene: &Scene<'_>) -> String {
    render(&overlap_diagnostic(overlap, scene), scene.source, scene.look)
}

/// The same as a diagnostic.
pub(super) fn overlap_diagnostic(overlap: &Overlap, scene: &Scene<'_>) -> Diagnostic {
    Diagnostic {
        code: "cdl::run::overlap",
        severity: Severity::Error,
        message: overlap_sentence(overlap, scene),
        labels: overlap_places(overlap, scene),
        help: Some("what must exclude each other needs a lock held all the way through".into()),
        fix: None,
    }
}

/// Where they came in, the last one first. Several at one place share a label.
fn overlap_places(overlap: &Overlap, scene: &Scene<'_>) -> Vec<Label> {
    let mut found: Vec<Label> = Vec::new();
    let before = overlap.others.iter().map(|inside| (inside.thread, inside.place));
    for (thread, place) in std::iter::once((overlap.thread, overlap.place)).chain(before) {
        let Some(span) = place else { continue };
        let who = scene.label(thread);
        match found.iter_mut().find(|label| label.span == span) {
            Some(label) => label.text = format!("{}, and before it {who}", label.text),
            None => {
                let already = if thread == overlap.thread { "" } else { " before it" };
                found.push(Label { span, text: format!("{who} came in here{already}") });
            }
        }
    }
    found
}

/// `broken mutual exclusion: b entered critical section counter in step 7 while a was inside`.
pub(super) fn overlap_sentence(overlap: &Overlap, scene: &Scene<'_>) -> String {
    let others: Vec<ThreadId> = overlap.others.iter().map(|inside| inside.thread).collect();
    let (who, others) = (scene.label(overlap.thread), labels(&others, scene));
    let section = if overlap.section.is_empty() {
        "a critical section".to_owned()
    } else {
        format!("critical section {}", overlap.section)
    };
    let was = if overlap.others.len() == 1 { "was" } else { "were" };
    format!("broken mutual exclusion: {who} entered {section} in step {} while {others} {was} inside", overlap.step)
}

pub(super) fn diagnostic(
    code: &'static str,
    severity: Severity,
    message: String,
    place: Option<Span>,
    label: &str,
    help: Option<String>,
) -> Diagnostic {
    let labels = place.map(|span| Label { span, text: label.to_owned() }).into_iter().collect();
    Diagnostic { code, severity, message, labels, help, fix: None }
}
