//! What is asked of a scenario, and whether it holds: the claims of a file as a question to the explorer, its findings as
//! verdicts, each with a run that shows it.

mod evidence;
mod judge;
mod matching;
mod outcomes;
mod output;
mod plan;
mod replay;
mod sampled;

use crate::explore::{self, About, Cut, Key, Options, Progress, Timing};
use crate::machine::Scenario;
use crate::program::{Op, VariableId};
use crate::source::Diagnostic;
use crate::value::Value;

pub use matching::{Match, Parting, matching};
pub use outcomes::{Outcome, Outcomes, outcomes, shown, variables};
pub use output::{Capture, Printed, first_difference, lines, printed};
pub use replay::{Replay, replay};

/// Every schedule of a scenario, judged.
#[derive(Debug)]
pub struct Check {
    /// What is wrong, with its shortest schedule, as a rule each kind once; those that a claim expects stand behind the others.
    pub problems: Vec<Problem>,
    /// The claims, in the order of the file.
    pub claims: Vec<Verdict>,
    /// How far the search came.
    pub progress: Progress,
    /// Why it ended before it had seen all, if it did.
    pub cut: Option<Cut>,
    /// A finding that could not be run again: a bug of the tool.
    pub bug: Option<String>,
}

impl Check {
    /// Whether something is wrong, so far as is known.
    pub fn failed(&self) -> bool {
        self.problems.iter().any(|problem| !problem.expected)
            || self.claims.iter().any(|verdict| verdict.holds == Some(false))
    }

    /// Whether nothing is left open.
    pub fn complete(&self) -> bool {
        self.cut.is_none() && !self.problems.iter().any(|problem| matches!(problem.key, Key::Endless { .. }))
    }
}

/// Something that some schedule shows.
#[derive(Debug)]
pub struct Problem {
    /// What.
    pub key: Key,
    /// Others of its kind.
    pub others: Vec<Key>,
    /// Whether a claim says that it is meant to be there.
    pub expected: bool,
    /// The claim that it breaks: an index into the program's claims.
    pub claim: Option<usize>,
    /// How many steps its schedule has.
    pub length: u32,
    /// Whether it is known that there is no shorter one.
    pub shortest: bool,
    /// A run that shows it. None if the search for it took too much memory or was interrupted.
    pub replay: Option<Replay>,
    /// How many steps at its end lead back to the state before them, for a livelock.
    pub round: usize,
    /// For a race: who is about to do what.
    pub about: Vec<About>,
    /// For a condition: the variables that it looks at, with their values.
    pub values: Vec<(VariableId, Option<Value>)>,
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Which: an index into the program's claims.
    pub claim: usize,
    /// Whether it holds. None: the search ended before that was known, or the claim is not about all schedules.
    pub holds: Option<bool>,
    /// Whether this is a claim that a search answers.
    pub searched: bool,
    /// How many steps a schedule has that shows what is possible, or what should not be.
    pub length: Option<u32>,
    /// What more there is to say.
    pub note: Option<&'static str>,
}

/// Every code that this room can give.
pub const CODES: &[&str] = &["cdl::check::now"];

/// Why a scenario cannot be checked.
pub fn refusal(scenario: &Scenario, options: &Options) -> Option<Diagnostic> {
    if options.timing == Timing::Exact {
        return None;
    }
    let functions = scenario.image.program.functions.iter();
    let place = functions.filter_map(|function| {
        let at = function.code.iter().position(|op| matches!(op, Op::Now))?;
        function.places.get(at).copied()
    });
    let help = "a check looks at all orders, however long each sleep takes, so there is no time to tell; \
                with `--timing exact` there is";
    place.min().map(|place| {
        Diagnostic::error("cdl::check::now", place, "`now()` has no value in a check")
            .label("asks for the time")
            .help(help)
    })
}

/// Of what was found, what is shown with a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Of each kind the one with the shortest schedule: who reads page after page mends that, and checks again.
    First,
    /// Each, up to some of each kind: in the text itself each has its place.
    Each,
}

/// Looks at every schedule of `scenario`, and judges what it finds and what the file claims.
pub fn check(scenario: &Scenario, options: &Options, tell: &mut dyn FnMut(&Progress)) -> Check {
    check_and_show(scenario, options, Shown::First, tell)
}

/// The same, where it is said what is shown.
pub fn check_and_show(scenario: &Scenario, options: &Options, shown: Shown, tell: &mut dyn FnMut(&Progress)) -> Check {
    let plan = plan::Plan::of(scenario);
    let wanted = |found: &[explore::Finding]| judge::shown(&plan, found, shown);
    let explored = explore::explore(scenario, &plan.question, options, &wanted, tell);
    let mut check = judge::judge(&plan, &explored, scenario, shown);
    for (claim, wanted) in &plan.outputs {
        let question = plan::output(wanted);
        let explored = explore::explore(scenario, &question, options, &|_| Vec::new(), tell);
        judge::output(*claim, wanted, &explored, &mut check);
    }
    check.claims.sort_by_key(|verdict| verdict.claim);
    check
}
