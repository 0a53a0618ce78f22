//! What a check of every schedule finds in one version of a text.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

use crate::check::{self, Check};
use crate::explore::{Options, Timing, Wakeups};
use crate::machine::Scenario;
use crate::report::check::{Page, Told};
use crate::report::{Origin, Paint};
use crate::source::{Diagnostic, Label, Source, Span};
use crate::syntax::ast::Claim;

/// How long a check may take: nobody waits for it, but the machine is there for other things too.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);
/// How much it may remember, in bytes.
const MAX_MEMORY: usize = 500_000_000;

/// What a check of one version found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Findings {
    /// Problems, with their places.
    pub(super) problems: Vec<Told>,
    /// Claims with what became of them, and whether they hold.
    pub(super) verdicts: Vec<(Span, String, Option<bool>)>,
    /// How it came out, in one line.
    pub(super) summary: String,
}

/// Looks at every schedule of a scenario.
pub(super) fn findings(scenario: &Scenario, source: &Source, interrupt: &Arc<AtomicBool>) -> Findings {
    let options = Options {
        start: None,
        timing: Timing::Any,
        wakeups: Wakeups::Any,
        reduction: true,
        // One core is left to the editor.
        jobs: thread::available_parallelism().map_or(1, usize::from).saturating_sub(1).max(1),
        max_states: None,
        max_memory: MAX_MEMORY,
        time_limit: Some(TIME_LIMIT),
        interrupt: Arc::clone(interrupt),
    };
    // A scenario that asks for the time has no answer to "at any time"; then sleeps take as long as they say.
    let timing = if check::refusal(scenario, &options).is_some() { Timing::Exact } else { Timing::Any };
    let checked = check::check(scenario, &Options { timing, ..options }, &mut |_| {});
    told(&checked, scenario, source)
}

fn told(checked: &Check, scenario: &Scenario, source: &Source) -> Findings {
    let origin = Origin::File(source.name().to_owned());
    let page = Page {
        check: checked,
        scenario,
        source,
        file: source.name(),
        origin,
        paint: Paint { color: false },
        width: 100,
    };
    let claims = &scenario.image.program.claims;
    let claim = |index: usize| -> Option<&Claim> { claims.get(index).map(|compiled| &compiled.claim) };
    let verdicts = checked
        .claims
        .iter()
        .filter_map(|verdict| Some((claim(verdict.claim)?.span, page.outcome(verdict)?, verdict.holds)));
    let summary = page.summary().lines().next().unwrap_or_default().to_owned();
    Findings { problems: page.told(), verdicts: verdicts.collect(), summary }
}

impl Findings {
    /// What is wrong, as diagnostics of the text. A problem that has no place of its own is told in the first line.
    pub(super) fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut found: Vec<Diagnostic> =
            self.problems.iter().filter(|told| !told.expected).map(|told| told.diagnostic.clone()).collect();
        for (span, text, _) in self.verdicts.iter().filter(|(.., holds)| *holds == Some(false)) {
            // A claim whose counterexample is shown has its diagnostic already.
            if found.iter().all(|diagnostic| diagnostic.span() != *span) {
                found.push(Diagnostic::error("cdl::check::claim", *span, text.clone()));
            }
        }
        for diagnostic in found.iter_mut().filter(|diagnostic| diagnostic.labels.is_empty()) {
            diagnostic.labels.push(Label { span: Span::default(), text: String::new() });
        }
        found
    }
}
