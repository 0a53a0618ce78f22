//! The test runner's report: a line for each scenario, a diff for each output that differs, a summary.

use serde_json::json;

use super::gather::Case;
use super::judge::{Judged, Verdict, Verdicts};
use crate::report::changes::differing;
use crate::report::phrase::{count, one_line};
use crate::report::{Paint, json_line};

/// Counts over all scenarios.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Scenarios.
    pub scenarios: usize,
    /// Claims.
    pub claims: usize,
    /// Claims that hold.
    pub ok: usize,
    /// Claims that do not.
    pub failed: usize,
    /// Claims whose run a limit ended.
    pub incomplete: usize,
    /// Claims that this version cannot judge.
    pub unjudged: usize,
    /// Scenarios whose source is wrong.
    pub broken: usize,
}

impl Tally {
    /// Counts one more scenario.
    pub fn add(&mut self, verdicts: &Verdicts) {
        let count = |verdict| verdicts.claims.iter().filter(|claim| claim.verdict == verdict).count();
        self.scenarios += 1;
        self.claims += verdicts.claims.len();
        self.ok += count(Verdict::Ok);
        self.failed += count(Verdict::Failed);
        self.incomplete += count(Verdict::Incomplete);
        self.unjudged += count(Verdict::Unjudged);
        self.broken += usize::from(verdicts.broken);
    }

    /// `12 scenarios, 14 claims: 13 ok, 1 failed`.
    pub fn summary(&self, paint: Paint) -> String {
        let mut parts = vec![format!("{} ok", self.ok)];
        if self.failed > 0 {
            parts.push(paint.bad(&format!("{} failed", self.failed)));
        }
        if self.incomplete > 0 {
            parts.push(paint.doubt(&format!("{} not complete", self.incomplete)));
        }
        if self.unjudged > 0 {
            parts.push(paint.doubt(&format!("{} not judged by this version", self.unjudged)));
        }
        if self.broken > 0 {
            parts.push(paint.bad(&format!("{} cannot run", count(self.broken, "scenario"))));
        }
        format!("{}, {}: {}\n", count(self.scenarios, "scenario"), count(self.claims, "claim"), parts.join(", "))
    }
}

/// What is said of one scenario.
pub fn text(case: &Case, verdicts: &Verdicts, paint: Paint) -> String {
    let count_of = |verdict| verdicts.claims.iter().filter(|claim| claim.verdict == verdict).count();
    let (failed, incomplete) = (count_of(Verdict::Failed), count_of(Verdict::Incomplete));
    let all = count(verdicts.claims.len(), "claim");
    let name = one_line(&case.name);
    if verdicts.broken {
        return format!("{} {name}  its source is wrong\n", paint.bad("FAILED"));
    }
    let mut text = match (failed, incomplete, verdicts.claims.len()) {
        (_, _, 0) => format!("{} {name}  no claims\n", paint.dim("-     ")),
        (0, 0, unjudged) if unjudged == count_of(Verdict::Unjudged) => {
            format!("{} {name}  {all}, not judged by this version\n", paint.doubt("?     "))
        }
        (0, 0, _) => format!("{} {name}  {all}\n", paint.good("ok    ")),
        (0, _, _) => format!("{} {name}  {incomplete} of {all} not complete\n", paint.doubt("?     ")),
        (_, _, _) => format!("{} {name}  {failed} of {all} failed\n", paint.bad("FAILED")),
    };
    for claim in &verdicts.claims {
        if matches!(claim.verdict, Verdict::Failed | Verdict::Incomplete) {
            text.push_str(&failure(case, claim, paint));
        }
    }
    text
}

fn failure(case: &Case, claim: &Judged, paint: Paint) -> String {
    let (place, what) = (format!("{}:{}", one_line(case.source.name()), claim.line), one_line(&claim.claim));
    let why = one_line(claim.message.as_deref().unwrap_or("it does not hold"));
    let mut text = format!("       {}: {why}\n", paint.bold(&format!("{place}: {what}")));
    if let Some((expected, printed)) = &claim.differs {
        text.push_str(&differing(expected, printed, paint));
    }
    text
}

/// One JSON object per claim; one for a scenario whose source is wrong.
pub fn json(case: &Case, verdicts: &Verdicts) -> String {
    let mut text = String::new();
    let mut put = |line: Option<usize>, claim: Option<&str>, status: &str, message: Option<&str>| {
        let object = json!({
            "version": 1, "file": case.source.name(), "line": line, "claim": claim, "status": status, "message": message,
        });
        text.push_str(&json_line(&object));
    };
    if verdicts.broken {
        let errors = verdicts.diagnostics.iter().filter(|one| one.severity == crate::source::Severity::Error);
        for error in errors {
            let line = error.labels.first().map(|label| case.source.position(label.span.start).line);
            put(line, None, "failed", Some(&format!("{}: {}", error.code, error.message)));
        }
    }
    for claim in &verdicts.claims {
        let status = match claim.verdict {
            Verdict::Ok => "ok",
            Verdict::Failed => "failed",
            Verdict::Incomplete | Verdict::Unjudged => "not complete",
        };
        put(Some(claim.line), Some(&claim.claim), status, claim.message.as_deref());
    }
    text
}
