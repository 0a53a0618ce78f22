//! Problems of a check for those who show them in the text itself: an editor.

use super::Page;
use super::words::Shown;
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
    /// How many steps its shortest schedule has.
    pub length: u32,
    /// The schedule that shows it.
    pub schedule: String,
}

impl Page<'_> {
    /// The problems whose schedules are known, those that a claim expects behind the others.
    pub fn told(&self) -> Vec<Told> {
        let told = self.check.problems.iter().filter_map(|found| {
            let replay = found.replay.as_ref()?;
            let scene = self.scene(replay);
            let diagnostic = Shown { found, scene: &scene, program: &self.scenario.image.program }.diagnostic();
            let schedule = replay.schedule.clone();
            Some(Told { diagnostic, expected: found.expected, length: found.length, schedule })
        });
        told.collect()
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
