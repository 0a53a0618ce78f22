//! Every different way in which the schedules of a scenario end: by what they print, or by the values that variables have.
//!
//! The outcomes stand in the order of their ends and then of their text, which is the same whoever found them first.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::replay::{Replay, replay};
use super::sampled::sample;
use crate::explore::{self, Cut, EndKind, Explored, Finding, Key, Options, Outputs, Progress, Question};
use crate::machine::Scenario;
use crate::program::{Program, VariableId, nearest};
use crate::value::{Value, repr};

/// So many outcomes of each end are shown, whatever the others are.
const OF_EACH_END: usize = 3;

/// All outcomes of a scenario.
#[derive(Debug)]
pub struct Outcomes {
    /// The variables that tell them apart; empty: what is printed does.
    pub of: Vec<VariableId>,
    /// Each once: first those that the search has come to, then those of random runs.
    pub outcomes: Vec<Outcome>,
    /// How many random runs there were: some where the search did not see all, else none.
    pub runs: u64,
    /// How far the search came.
    pub progress: Progress,
    /// Why it ended before it had seen all, if it did.
    pub cut: Option<Cut>,
    /// Whether some thread does local work that does not come to an end.
    pub endless: bool,
    /// An outcome whose schedule shows another: a bug of the tool.
    pub bug: Option<String>,
}

/// One of them.
#[derive(Debug)]
pub struct Outcome {
    /// How it ends.
    pub end: EndKind,
    /// What is printed, if that is asked for.
    pub output: Option<String>,
    /// The values of the variables that are asked for; none for one that has no value yet.
    pub values: Vec<Option<Value>>,
    /// The seed of the random run that came to it, if the search did not.
    pub seed: Option<u64>,
    /// A run that comes to it, for those that are shown.
    pub replay: Option<Replay>,
}

impl Outcomes {
    /// Whether these are all.
    pub fn complete(&self) -> bool {
        self.cut.is_none() && !self.endless
    }

    /// How many of the outcomes the search has come to.
    pub fn searched(&self) -> usize {
        self.outcomes.partition_point(|outcome| outcome.seed.is_none())
    }
}

/// The shared variables of these names; for a name that none has, why not.
pub fn variables(scenario: &Scenario, names: &[String]) -> Result<Vec<VariableId>, String> {
    let all = &scenario.image.program.variables;
    let mut found: Vec<VariableId> = Vec::new();
    for name in names {
        let index = all.iter().position(|variable| variable.name == *name).and_then(|index| u32::try_from(index).ok());
        let variable = index.map(VariableId).ok_or_else(|| unknown(name, &scenario.image.program))?;
        if !found.contains(&variable) {
            found.push(variable);
        }
    }
    Ok(found)
}

/// Why there is no such variable, and which there are.
fn unknown(name: &str, program: &Program) -> String {
    let names: Vec<&str> = program.variables.iter().map(|variable| variable.name.as_str()).collect();
    let near = nearest(name, names.iter().copied());
    let help = match (near, names.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => "the scenario has none".to_owned(),
        (None, [..]) => format!("there is {}", names.join(", ")),
    };
    format!("there is no shared variable `{name}`: {help}")
}

/// Looks at every schedule of `scenario`. Outcomes are told apart by the final values of these variables; by what is
/// printed, if there are none. So many come with a run. Where the search is cut short, random runs may know more.
pub fn outcomes(
    scenario: &Scenario,
    of: Vec<VariableId>,
    options: &Options,
    most: usize,
    tell: &mut dyn FnMut(&Progress),
) -> Outcomes {
    let outputs = if of.is_empty() { Outputs::Collected } else { Outputs::Ignored };
    let question = Question { outputs, endings: Some(of.clone()), ..Question::default() };
    let wanted = |findings: &[Finding]| {
        let sorted = sorted(findings, scenario);
        let ends: Vec<EndKind> = sorted.iter().map(|ending| ending.end).collect();
        let shown = shown(&ends, most);
        let keys = sorted.iter().enumerate().filter(|(index, _)| shown.contains(index));
        keys.map(|(_, ending)| ending.finding.key.clone()).collect()
    };
    let explored = explore::explore(scenario, &question, options, &wanted, tell);
    let mut found = collected(scenario, of, &question, &explored);
    if found.cut.is_some() {
        sample(scenario, &mut found);
    }
    found
}

/// Those that are shown, of each end some: indices into `ends`. All, if they are not more than twice as many as `most`;
/// else so many.
pub fn shown(ends: &[EndKind], most: usize) -> BTreeSet<usize> {
    if ends.len() <= most.saturating_mul(2) {
        return (0..ends.len()).collect();
    }
    let mut shown: BTreeSet<usize> = BTreeSet::new();
    for end in [EndKind::Ok, EndKind::Exception, EndKind::Deadlock] {
        let of_this = ends.iter().enumerate().filter(|(_, other)| **other == end);
        shown.extend(of_this.map(|(index, _)| index).take(OF_EACH_END));
    }
    let rest = most.saturating_sub(shown.len());
    let others: Vec<usize> = (0..ends.len()).filter(|index| !shown.contains(index)).take(rest).collect();
    shown.extend(others);
    shown
}

/// An ending that was found.
struct Ending<'f> {
    finding: &'f Finding,
    end: EndKind,
    output: &'f str,
    values: &'f [Option<Value>],
}

fn sorted<'f>(findings: &'f [Finding], scenario: &Scenario) -> Vec<Ending<'f>> {
    let ending = |finding: &'f Finding| match (&finding.key, &finding.ending) {
        (Key::Ending { kind, .. }, Some((output, values))) => {
            Some(Ending { finding, end: *kind, output, values: values.as_slice() })
        }
        _ => None,
    };
    let words = |ending: &Ending<'_>| -> Vec<String> {
        let value = |value: &Option<Value>| value.as_ref().map_or(String::new(), |value| repr(value, &*scenario.image));
        ending.values.iter().map(value).collect()
    };
    let mut keyed: Vec<(Vec<String>, Ending<'f>)> =
        findings.iter().filter_map(ending).map(|ending| (words(&ending), ending)).collect();
    keyed.sort_by(|(one_words, one), (other_words, other)| {
        let words = || one_words.iter().zip(other_words).map(|(one, other)| natural(one, other));
        let by_words = || words().find(|order| order.is_ne()).unwrap_or(Ordering::Equal);
        one.end.cmp(&other.end).then_with(|| natural(one.output, other.output)).then_with(by_words)
    });
    keyed.into_iter().map(|(_, ending)| ending).collect()
}

/// As people sort: numbers by what they are worth.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one, other);
    loop {
        let (a, b) = (piece(left), piece(right));
        if a.is_empty() || b.is_empty() {
            break;
        }
        let is_number = |piece: &str| piece.starts_with(|c: char| c.is_ascii_digit());
        let worth = |piece: &str| piece.trim_start_matches('0').len();
        let order = match is_number(a) && is_number(b) {
            true => worth(a).cmp(&worth(b)).then_with(|| a.trim_start_matches('0').cmp(b.trim_start_matches('0'))),
            false => a.cmp(b),
        };
        if order.is_ne() {
            return order;
        }
        left = left.get(a.len()..).unwrap_or_default();
        right = right.get(b.len()..).unwrap_or_default();
    }
    // Numbers that differ in their zeros are still different texts.
    left.len().cmp(&right.len()).then_with(|| one.cmp(other))
}

/// The digits that `text` begins with, or its first character.
fn piece(text: &str) -> &str {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let first = text.chars().next().map_or(0, char::len_utf8);
    text.get(..digits.max(first)).unwrap_or_default()
}

fn collected(scenario: &Scenario, of: Vec<VariableId>, question: &Question, explored: &Explored) -> Outcomes {
    let by_output = of.is_empty();
    let endless = explored.findings.iter().any(|finding| matches!(finding.key, Key::Endless { .. }));
    let (mut outcomes, mut bug) = (Vec::new(), None);
    for ending in sorted(&explored.findings, scenario) {
        let mut replay = replay(scenario, question, ending.finding);
        if let Some(replay) = &mut replay {
            if !replay.shows {
                bug = Some(format!("an outcome could not be run again: {:?} by {}", ending.output, replay.schedule));
            }
            // There can be thousands, and only their ends are told.
            (replay.events, replay.printed) = (Vec::new(), String::new());
        }
        let output = by_output.then(|| ending.output.to_owned());
        outcomes.push(Outcome { end: ending.end, output, values: ending.values.to_vec(), seed: None, replay });
    }
    Outcomes { of, outcomes, runs: 0, progress: explored.progress, cut: explored.cut, endless, bug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_sorted_by_the_worth_of_their_numbers() {
        let mut texts = ["b", "a10", "a9", "", "a09", "a", "a9b", "a1\n", "ä", "a99999999999999999999999"];
        texts.sort_by(|one, other| natural(one, other));
        assert_eq!(texts, ["", "a", "a1\n", "a09", "a9", "a9b", "a10", "a99999999999999999999999", "b", "ä"]);
    }

    #[test]
    fn some_of_each_end_are_shown() {
        let ends: Vec<EndKind> =
            (0..20).map(|index| if index < 15 { EndKind::Ok } else { EndKind::Deadlock }).collect();
        let shown = |most: usize| shown(&ends, most).into_iter().collect::<Vec<_>>();
        assert_eq!(shown(8), [0, 1, 2, 3, 4, 15, 16, 17]);
        assert_eq!(shown(0), [0, 1, 2, 15, 16, 17]);
        assert_eq!(shown(10).len(), 20);
    }
}
