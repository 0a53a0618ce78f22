//! Problems of a check for those who show them in the text itself: an editor.

use super::Page;
use super::summary::thousands;
use super::words::{self, Shown};
use crate::check::Verdict;
use crate::report::phrase::count;
use crate::source::Diagnostic;

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What is wrong, and where; the places of the other threads are labels behind the first. It may have no place at all.
    pub diagnostic: Diagnostic,
    /// Whether a claim says that it is meant to be there.
    pub expected: bool,
}

impl Page<'_> {
    /// All problems, those whose schedules are not known in fewer words.
    pub fn told(&self) -> Vec<Told> {
        let program = &self.scenario.image.program;
        let mut told = Vec::new();
        for found in &self.check.problems {
            let diagnostic = match &found.replay {
                Some(replay) => Shown { found, scene: &self.scene(replay), program }.diagnostic(),
                None => words::without_schedule(&found.key, found.claim, program),
            };
            let others = found.others.iter().map(|key| words::without_schedule(key, found.claim, program));
            let all = std::iter::once(diagnostic).chain(others);
            told.extend(all.map(|diagnostic| Told { diagnostic, expected: found.expected }));
        }
        told
    }

    /// How it came out, in a few words. `failed`: how many claims that a search does not answer do not hold.
    /// `is_judged`: whether it is known of all of those whether they hold.
    pub fn in_short(&self, failed: usize, is_judged: bool) -> String {
        let check = self.check;
        let is_complete = check.complete() && is_judged;
        let wrong = self.told().iter().filter(|told| !told.expected).count();
        // A claim that a problem breaks has been counted with it.
        let is_counted =
            |claim: usize| check.problems.iter().any(|found| !found.expected && found.claim == Some(claim));
        let broken = check.claims.iter().filter(|one| one.holds == Some(false) && !is_counted(one.claim)).count();
        let states = match check.progress.states {
            1 => "1 state".to_owned(),
            states => format!("{} states", thousands(states)),
        };
        let found = match wrong + broken + failed {
            0 if is_complete => "ok".to_owned(),
            0 => "nothing found".to_owned(),
            wrong => count(wrong, "problem"),
        };
        if is_complete { format!("checked: {found}, {states}") } else { format!("checked in part: {found}, {states}") }
    }

    /// What became of a claim, in a few words; nothing for one that a search does not answer.
    pub fn outcome(&self, verdict: &Verdict) -> Option<String> {
        if !verdict.searched {
            return None;
        }
        let text = match (verdict.holds, verdict.length) {
            (None, _) => "not known".to_owned(),
            (Some(true), None) => "holds".to_owned(),
            (Some(true), Some(length)) => format!("holds: a schedule of {}", count(length as usize, "step")),
            (Some(false), None) => "does not hold".to_owned(),
            (Some(false), Some(length)) => format!("does not hold: a schedule of {}", count(length as usize, "step")),
        };
        let note = verdict.note.filter(|_| verdict.holds.is_some()).map(|note| format!(", {note}"));
        Some(format!("{text}{}", note.unwrap_or_default()))
    }
}
