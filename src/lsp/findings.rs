//! What a check of every schedule finds in one version of a text.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

use super::{brief, outputs};
use crate::check::{self, Check, Shown};
use crate::explore::{Options, Timing, Wakeups};
use crate::machine::Scenario;
use crate::report::check::Page;
use crate::report::{Origin, Paint};
use crate::source::{Diagnostic, Label, Source, Span};

/// How long a search may take, over all the turns of its check: nobody waits for it, but the machine is there for other things too.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);
/// How many states it may see, and how many bytes it may count for them. What it really takes is watched (`memory`).
const MAX_STATES: u64 = 1_000_000;
const MAX_MEMORY: usize = 250_000_000;

/// What a check of one version found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Findings {
    /// What is wrong. A problem that has no place of its own is told in the first line.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What became of the claims.
    pub(super) verdicts: Vec<Verdict>,
    /// How it came out, in a few words.
    pub(super) summary: String,
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Where it stands.
    pub(super) span: Span,
    /// What became of it, in a few words.
    pub(super) words: String,
    /// Whether it holds, if that is known.
    pub(super) holds: Option<bool>,
}

/// Looks at every schedule of a scenario, for so long at most, and runs it once if it says what is printed then.
pub(super) fn findings(scenario: &Scenario, source: &Source, time: Duration, interrupt: &Arc<AtomicBool>) -> Findings {
    let checked = search(scenario, time, interrupt);
    let page = Page {
        check: &checked,
        scenario,
        source,
        file: source.name(),
        origin: Origin::File(source.name().to_owned()),
        paint: Paint { color: false },
        width: 100,
    };
    // The search is over, so that the run may stop itself by the same flag.
    let (printed, differences): (Vec<_>, Vec<_>) = outputs::judge(scenario, source, interrupt).into_iter().unzip();
    let mut verdicts = verdicts(&page);
    let mut diagnostics: Vec<Diagnostic> =
        page.told().into_iter().filter(|told| !told.expected).map(|told| told.diagnostic).collect();
    for verdict in verdicts.iter().filter(|verdict| verdict.holds == Some(false)) {
        // A claim whose counterexample is shown has its diagnostic already.
        if diagnostics.iter().all(|diagnostic| diagnostic.span() != verdict.span) {
            diagnostics.push(Diagnostic::error("cdl::check::claim", verdict.span, verdict.words.clone()));
        }
    }
    let differences: Vec<Diagnostic> = differences.into_iter().flatten().collect();
    let is_judged = printed.iter().all(|verdict: &Verdict| verdict.holds.is_some());
    let summary = page.in_short(differences.len(), is_judged);
    diagnostics.extend(differences);
    verdicts.extend(printed);
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.labels.is_empty()) {
        diagnostic.labels.push(Label { span: Span::default(), text: String::new() });
    }
    let mut findings = Findings { diagnostics, verdicts, summary };
    brief::findings(&mut findings);
    findings
}

fn search(scenario: &Scenario, time: Duration, interrupt: &Arc<AtomicBool>) -> Check {
    let options = Options {
        start: None,
        timing: Timing::Any,
        wakeups: Wakeups::Any,
        reduction: true,
        // One core is left to the editor.
        jobs: thread::available_parallelism().map_or(1, usize::from).saturating_sub(1).max(1),
        max_states: Some(MAX_STATES),
        max_memory: MAX_MEMORY,
        time_limit: Some(time),
        interrupt: Arc::clone(interrupt),
    };
    // A scenario that asks for the time has no answer to "at any time"; then sleeps take as long as they say.
    let timing = if check::refusal(scenario, &options).is_some() { Timing::Exact } else { Timing::Any };
    check::check_and_show(scenario, &Options { timing, ..options }, Shown::Each, &mut |_| {})
}

fn verdicts(page: &Page<'_>) -> Vec<Verdict> {
    let claims = &page.scenario.image.program.claims;
    let verdict = |verdict: &check::Verdict| {
        let span = claims.get(verdict.claim)?.claim.span;
        Some(Verdict { span, words: page.outcome(verdict)?, holds: verdict.holds })
    };
    page.check.claims.iter().filter_map(verdict).collect()
}
