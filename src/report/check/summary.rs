//! How a check came out, in a line; its claims; how far a search has come.

use std::time::Duration;

use super::Page;
use crate::check::Verdict;
use crate::explore::{Cut, Progress};
use crate::report::cell::cut;
use crate::report::phrase::{count, one_line};

impl Page<'_> {
    /// One line for the whole, and one for each claim that does not hold or is not known to.
    pub fn summary(&self) -> String {
        let check = self.check;
        let wrong = check.problems.iter().filter(|found| !found.expected).count();
        let failed = check.claims.iter().filter(|verdict| verdict.holds == Some(false)).count();
        let name = one_line(self.file);
        let looked = looked_at(&check.progress);
        let head = match (wrong + failed, check.cut) {
            (0, None) if check.complete() => {
                format!("{} {name}  every schedule: {looked}{}", self.paint.good("ok    "), self.held())
            }
            (0, cut) => format!("{} {name}  not complete: {}{looked}", self.paint.doubt("?     "), why(cut)),
            (_, None) => format!("{} {name}  {looked}", self.paint.bad("FAILED")),
            (_, Some(cut)) => format!("{} {name}  not complete: {}{looked}", self.paint.bad("FAILED"), why(Some(cut))),
        };
        let claims = check.claims.iter().filter_map(|verdict| self.claim(verdict));
        format!("{head}\n{}", claims.collect::<String>())
    }

    fn held(&self) -> String {
        match self.check.claims.iter().filter(|verdict| verdict.holds == Some(true)).count() {
            0 => String::new(),
            held => format!("; {}", if held == 1 { "1 claim holds".to_owned() } else { format!("{held} claims hold") }),
        }
    }

    fn claim(&self, verdict: &Verdict) -> Option<String> {
        let compiled = self.scenario.image.program.claims.get(verdict.claim)?;
        let text = self.source.slice(compiled.claim.span);
        let text = text.split(['{', '\n']).next().unwrap_or_default().trim();
        let line = self.source.position(compiled.claim.span.start).line;
        let what = match (verdict.holds, verdict.length) {
            // What it says of every schedule that ends is little where none does.
            (Some(true), _) if verdict.note.is_some() => self.paint.doubt("holds"),
            (Some(true), _) => return None,
            (None, _) if !verdict.searched => return None,
            (None, _) => self.paint.doubt("not known"),
            (Some(false), Some(length)) => {
                self.paint.bad(&format!("does not hold: a schedule of {}", count(length as usize, "step")))
            }
            (Some(false), None) => self.paint.bad("does not hold"),
        };
        let joint = if verdict.holds == Some(true) { ", but" } else { ":" };
        let note = verdict.note.filter(|_| verdict.holds.is_some());
        let note = note.map(|note| format!("{joint} {note}")).unwrap_or_default();
        Some(format!("       {}  {what}{note}\n", one_line(&format!("{line}: {text}"))))
    }
}

/// `6,508 states, 16,720 steps, at most 41 deep`.
fn looked_at(progress: &Progress) -> String {
    format!(
        "{} state{}, {} transition{}, depth {}",
        thousands(progress.states),
        if progress.states == 1 { "" } else { "s" },
        thousands(progress.steps),
        if progress.steps == 1 { "" } else { "s" },
        progress.depth
    )
}

/// Why a search is not complete.
pub(in crate::report) fn why(cut: Option<Cut>) -> String {
    match cut {
        None => "a thread does not come to its next step; ".to_owned(),
        Some(Cut::States(most)) => format!("stopped at {} states (--max-states); ", thousands(most)),
        Some(Cut::Memory(most)) => format!("stopped at {} MiB (--max-memory); ", most >> 20),
        Some(Cut::Time(limit)) => format!("stopped after {limit:?} (--time-limit); "),
        Some(Cut::Interrupted) => "interrupted; ".to_owned(),
    }
}

/// `1,000,000`.
pub(in crate::report) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    groups.map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join(",")
}

/// The line that says how far a search has come.
pub fn progress(progress: &Progress, time: Duration, width: usize) -> String {
    let seconds = time.as_secs_f64().max(0.001);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "for the eye"
    )]
    let rate = (progress.states as f64 / seconds) as u64;
    let text = format!(
        "{} states, {}/s, frontier {}, depth {}, {} MiB, {seconds:.1} s",
        thousands(progress.states),
        thousands(rate),
        thousands(progress.frontier),
        progress.depth,
        progress.memory >> 20,
    );
    cut(&text, width)
}
