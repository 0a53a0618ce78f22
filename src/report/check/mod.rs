//! What `concur check` tells: each problem in one sentence, with its place, the shortest schedule in lanes, and the command
//! that runs it again; then the claims, and how much was looked at.

mod json;
mod picture;
mod summary;
mod told;
mod words;

use crate::check::{Check, Problem, Replay};
use crate::conduct::PolicyKind;
use crate::machine::Scenario;
use crate::report::phrase::shell;
use crate::report::{Asked, Driver, Origin, Paint, Scene};
use crate::source::{Look, Source};
use words::Shown;

pub(super) use json::cut_word;
pub use summary::progress;
pub(super) use summary::{thousands, why};
pub use told::Told;

/// A schedule longer than this is no part of a command that anyone pastes, in bytes.
const LONGEST: usize = 20_000;

/// A check, and what it was a check of.
pub struct Page<'a> {
    /// What was found.
    pub check: &'a Check,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its text.
    pub source: &'a Source,
    /// What it was called on the command line.
    pub file: &'a str,
    /// How a schedule is asked for again.
    pub origin: Origin,
    /// Colours.
    pub paint: Paint,
    /// Columns.
    pub width: usize,
}

impl Page<'_> {
    /// All problems that no claim expects, then what is expected.
    pub fn problems(&self) -> String {
        let (expected, wrong): (Vec<_>, Vec<_>) = self.check.problems.iter().partition(|found| found.expected);
        let wrong = wrong.into_iter().map(|found| self.problem(found));
        wrong.chain(expected.into_iter().map(|found| self.expected(found))).collect()
    }

    fn problem(&self, found: &Problem) -> String {
        let Some(replay) = &found.replay else {
            let kind = words::kind(&found.key);
            return format!("  {kind}: the search for its shortest schedule was cut short\n\n");
        };
        let scene = self.scene(replay);
        let shown = Shown { found, scene: &scene, program: &self.scenario.image.program };
        let mut text = format!("{}{}\n", shown.report(), picture::lanes(&shown, replay, self.paint, self.width));
        if let Some(others) = words::others(found, shown.program) {
            text.push_str(&format!("  {others}\n"));
        }
        text.push_str(&format!("  run it: {}\n\n", self.again(replay)));
        text
    }

    fn expected(&self, found: &Problem) -> String {
        let Some(replay) = &found.replay else { return String::new() };
        let scene = self.scene(replay);
        let shown = Shown { found, scene: &scene, program: &self.scenario.image.program };
        let lanes = if matches!(self.origin, Origin::Session) { "" } else { " --trace lanes" };
        let see = format!("see it: {}{lanes}", self.again(replay));
        format!("  as expected, {}\n  {}\n\n", shown.sentence(), self.paint.dim(&see))
    }

    fn scene<'s>(&'s self, replay: &'s Replay) -> Scene<'s> {
        let driver = Driver::Conductor { policy: PolicyKind::Fifo, seed: 0 };
        let asked = Asked { origin: self.origin.clone(), driver };
        let look = Look { color: self.paint.color, width: self.width.clamp(24, 120) };
        Scene { run: &replay.run, source: self.source, names: &*self.scenario.image, look, asked }
    }

    /// The command that runs a schedule.
    fn again(&self, replay: &Replay) -> String {
        match self.origin {
            Origin::Session => format!(":play {}", replay.schedule),
            _ if replay.schedule.len() > LONGEST => {
                format!("its schedule is long: concur check {} --format json has it", shell(self.file))
            }
            _ => format!("concur script {} --schedule {}", shell(self.file), shell(&replay.schedule)),
        }
    }
}
