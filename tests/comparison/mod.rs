//! The explorer beside the plain search, in every configuration: the same findings, each with a schedule that shows it.

#![allow(dead_code, reason = "each test file uses its own")]

mod claims;
mod witness;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Debug, Display};

use concur::check;
use concur::explore::{self, Explored, Finding, Key, Options, Outputs, Progress, Question, Timing, Wakeups};
use concur::machine::Scenario;
use concur::program::VariableId;

use crate::explored::{ends, load};
use crate::reference::{self, Asked, Found, Outcome, Rules, Sight, TooMuch};
use crate::tries::Tried;

/// How the explorer is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Configuration {
    wakeups: Wakeups,
    timing: Timing,
    reduction: bool,
    jobs: usize,
}

/// As on the command line.
impl Display for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (timing, wakeups) = (format!("{:?}", self.timing), format!("{:?}", self.wakeups));
        write!(f, "--timing {} --wakeups {}", timing.to_lowercase(), wakeups.to_lowercase())?;
        write!(f, "{} --jobs {}", if self.reduction { "" } else { " --no-reduction" }, self.jobs)
    }
}

impl Configuration {
    /// All that go with a way to wake and a time.
    fn with(wakeups: Wakeups, timing: Timing) -> impl Iterator<Item = Self> {
        let ways = [(true, 1), (true, 3), (false, 1), (false, 3)];
        ways.into_iter().map(move |(reduction, jobs)| Self { wakeups, timing, reduction, jobs })
    }

    fn options(self) -> Options {
        let Self { wakeups, timing, reduction, jobs } = self;
        // The plain search has seen all states, and so must this one.
        Options { wakeups, timing, reduction, jobs, max_states: Some(100_000), ..Options::default() }
    }
}

/// What the explorer says and the plain search does not, or the other way round.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    /// What is different: the same for scenarios with the same mistake, as a rule.
    pub(crate) what: String,
    pub(crate) configuration: String,
    pub(crate) details: String,
}

impl Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})\n{}", self.what, self.configuration, self.details)
    }
}

/// A scenario, and all that there is to find in it.
struct Plain<'a> {
    scenario: &'a Scenario,
    asked: Asked,
    /// States are the same whatever was printed on the way.
    found: Found,
    /// What is printed with each outcome, if that is not too much.
    printed: Option<BTreeSet<Outcome>>,
    rules: Rules,
}

/// Compares all that both find.
pub(crate) fn compare(text: &str, wakeups: Wakeups, timing: Timing, most: usize) -> Result<Tried, Difference> {
    let scenario = load(text);
    let asked = Asked::by(&scenario);
    let rules = Rules { wakeups, timing, outputs: false };
    let find = |rules| reference::find(&scenario, &asked, rules, most);
    let found = match find(rules) {
        Ok(found) => found,
        Err(TooMuch::States | TooMuch::LocalWork) => return Ok(Tried::TooLarge),
    };
    let prints = text.contains("print");
    let printed = if prints { find(Rules { outputs: true, ..rules }).ok() } else { None };
    let printed = if prints { printed.map(|found| found.outcomes) } else { Some(found.outcomes.clone()) };
    let plain = Plain { scenario: &scenario, asked, found, printed, rules };
    let mut searches: Vec<(Configuration, Explored)> = Vec::new();
    for configuration in Configuration::with(wakeups, timing) {
        searches.push((configuration, plain.compare_findings(configuration)?));
        if configuration.jobs == 1 {
            plain.compare_outputs(configuration)?;
        } else {
            plain.compare_outcomes(configuration)?;
        }
        plain.compare_claims(configuration)?;
    }
    compare_searches(&searches)?;
    if timing == Timing::Any && (text.contains("loop") || text.contains("while")) {
        plain.compare_livelocks(Configuration { wakeups, timing, reduction: true, jobs: 1 })?;
    }
    Ok(Tried::Whole)
}

/// However many search, and whatever they leave out: of what only they can tell, they say the same.
fn compare_searches(searches: &[(Configuration, Explored)]) -> Result<(), Difference> {
    let Some((_, first)) = searches.first() else { return Ok(()) };
    // Where the others come to an end, a search that leaves out orders may see only the deadlock that comes of it.
    let is_stuck =
        |explored: &Explored| explored.findings.iter().any(|finding| matches!(finding.key, Key::Stuck | Key::Deadlock));
    let extent = |explored: &Explored| {
        let Progress { states, steps, depth, .. } = explored.progress;
        (states, steps, depth)
    };
    let whole = searches.iter().find(|(configuration, _)| !configuration.reduction);
    for (configuration, explored) in searches {
        if is_stuck(explored) != is_stuck(first) {
            return Err(different("stuck or not", *configuration, &format!("{}", is_stuck(explored))));
        }
        let Some((_, whole)) = whole else { continue };
        let (one, other) = (extent(explored), extent(whole));
        let is_right = if configuration.reduction { one.0 <= other.0 } else { one == other };
        if !is_right {
            let details = format!("states, steps, depth: {one:?}, and of all {other:?}");
            return Err(different("how many states there are", *configuration, &details));
        }
    }
    Ok(())
}

/// Both must be the same.
fn same<T: Debug + Ord>(
    what: &str,
    configuration: Configuration,
    explored: &BTreeSet<T>,
    plain: &BTreeSet<T>,
) -> Result<(), Difference> {
    let missing: Vec<&T> = plain.difference(explored).collect();
    let too_much: Vec<&T> = explored.difference(plain).collect();
    if missing.is_empty() && too_much.is_empty() {
        return Ok(());
    }
    Err(different(what, configuration, &format!("missing: {missing:?}\ntoo much: {too_much:?}")))
}

fn different(what: &str, configuration: Configuration, details: &str) -> Difference {
    Difference { what: what.to_owned(), configuration: configuration.to_string(), details: details.to_owned() }
}

/// What was found besides ends, each with its depth.
fn sights(explored: &Explored) -> BTreeMap<Sight, u32> {
    let mut sights = BTreeMap::new();
    for finding in &explored.findings {
        let sight = match &finding.key {
            Key::Deadlock => Sight::Deadlock,
            Key::Race(variable) => Sight::Race(*variable),
            Key::RaceOn(variable, element) => Sight::RaceOn(*variable, *element),
            Key::Overlap(section) => Sight::Overlap(section.clone()),
            Key::Uncaught { type_name, place } => Sight::Uncaught(type_name.clone(), *place),
            Key::Invariant(index) => Sight::Invariant(*index),
            Key::End { condition, holds } => Sight::End(*condition, *holds),
            _ => continue,
        };
        sights.insert(sight, finding.discovery.depth);
    }
    sights
}

/// Of the ends a few are enough.
const ENDS: usize = 3;

/// What a schedule is asked for: all but most ends.
fn shown(findings: &[Finding]) -> Vec<Key> {
    let keys = findings.iter().map(|finding| finding.key.clone());
    let (ends, others): (Vec<Key>, _) = keys.partition(|key| matches!(key, Key::Ending { .. }));
    others.into_iter().chain(ends.into_iter().take(ENDS)).collect()
}

impl Plain<'_> {
    fn question(&self, outputs: Outputs) -> Question {
        let variables = (0..self.scenario.image.program.variables.len()).map(|index| VariableId(index as u32));
        let Asked { invariants, ends, elements } = self.asked.clone();
        Question {
            outputs,
            endings: Some(variables.collect()),
            stuck: true,
            invariants,
            ends,
            elements,
            ..Question::default()
        }
    }

    fn explore(&self, question: &Question, configuration: Configuration) -> Result<Explored, Difference> {
        let explored = explore::explore(self.scenario, question, &configuration.options(), &shown, &mut |_| {});
        match explored.cut {
            None => Ok(explored),
            Some(cut) => Err(different("the search was cut", configuration, &format!("{cut:?}"))),
        }
    }

    /// Findings by their places, ends by the values of all variables; each with a schedule that shows it.
    fn compare_findings(&self, configuration: Configuration) -> Result<Explored, Difference> {
        let question = self.question(Outputs::Ignored);
        let explored = self.explore(&question, configuration)?;
        let there = &self.found.sights;
        let names = |sights: &BTreeMap<Sight, u32>| sights.keys().cloned().collect::<BTreeSet<_>>();
        same("findings", configuration, &names(&sights(&explored)), &names(there))?;
        if !configuration.reduction {
            let depths = |sights: &BTreeMap<Sight, u32>| sights.clone().into_iter().collect::<BTreeSet<_>>();
            same("how soon they show", configuration, &depths(&sights(&explored)), &depths(there))?;
        }
        same("ends", configuration, &ends(self.scenario, &explored), &self.found.outcomes)?;
        // Who is stuck is found only as far as the code tells, and a deadlock may be partial before it is total.
        let says_stuck = explored.findings.iter().any(|finding| finding.key == Key::Stuck);
        if says_stuck && !self.found.graph.is_one_stuck() {
            return Err(different("stuck", configuration, "no thread is"));
        }
        for finding in &explored.findings {
            self.judge(finding, &question, configuration)?;
        }
        Ok(explored)
    }

    /// Ends by what is printed and by the values of all variables.
    fn compare_outputs(&self, configuration: Configuration) -> Result<(), Difference> {
        let Some(printed) = &self.printed else { return Ok(()) };
        let question = self.question(Outputs::Collected);
        let explored = self.explore(&question, configuration)?;
        same("outputs", configuration, &ends(self.scenario, &explored), printed)?;
        for finding in explored.findings.iter().filter(|finding| matches!(finding.key, Key::Ending { .. })) {
            self.judge(finding, &question, configuration)?;
        }
        Ok(())
    }

    /// What `concur outcomes` says.
    fn compare_outcomes(&self, configuration: Configuration) -> Result<(), Difference> {
        let Some(printed) = &self.printed else { return Ok(()) };
        let outcomes = check::outcomes(self.scenario, Vec::new(), &configuration.options(), ENDS, &mut |_| {});
        if outcomes.bug.is_some() || !outcomes.complete() {
            let what = format!("{:?}, {:?}", outcomes.bug, outcomes.cut);
            return Err(different("outcomes do not run again", configuration, &what));
        }
        let found = outcomes.outcomes.iter().map(|outcome| (outcome.end, outcome.output.clone().unwrap_or_default()));
        let plain = printed.iter().map(|(end, printed, _)| (*end, printed.clone()));
        same("outcomes", configuration, &found.collect(), &plain.collect())
    }

    /// Whether threads can go round for ever.
    fn compare_livelocks(&self, configuration: Configuration) -> Result<(), Difference> {
        let question = Question { livelock: true, ..Question::default() };
        let explored = self.explore(&question, configuration)?;
        let livelock = explored.findings.iter().find(|finding| finding.key == Key::Livelock);
        if let Some(finding) = livelock {
            self.judge(finding, &question, configuration)?;
        }
        let found = livelock.is_some();
        let there = self.found.graph.has_a_livelock();
        let details = format!("found: {found}, there is one: {there}");
        if found == there { Ok(()) } else { Err(different("livelock", configuration, &details)) }
    }
}
