//! From what a search has found to verdicts.

use std::collections::BTreeMap;

use super::plan::{Asks, Plan};
use super::replay::replay;
use super::{Check, Problem, Shown, Verdict};
use crate::explore::{Explored, Finding, Found, Key};
use crate::machine::Scenario;
use crate::syntax::ast::Quantifier;

/// What one thing that was found means.
struct Meaning {
    /// Whether a claim says that it is meant to be there.
    expected: bool,
    /// The claim that it breaks.
    claim: Option<usize>,
}

/// Whether something that was found is a problem, or expected, or neither.
fn meaning(plan: &Plan, key: &Key) -> Option<Meaning> {
    let claim = |found: &dyn Fn(&Asks) -> bool| plan.asks.iter().position(found);
    match key {
        Key::Ending { .. } | Key::Printed(_) | Key::Instead(..) => None,
        Key::Endless { .. } => Some(Meaning { expected: false, claim: None }),
        Key::Invariant(index) => {
            Some(Meaning { expected: false, claim: claim(&|asks| *asks == Asks::Invariant(*index)) })
        }
        Key::End { condition, holds } => {
            let broken = |asks: &Asks| match asks {
                Asks::End(index, quantifier) if index == condition => match quantifier {
                    Quantifier::Always => *holds != Some(true),
                    Quantifier::Never => *holds != Some(false),
                    Quantifier::Possible => false,
                },
                _ => false,
            };
            claim(&broken).map(|index| Meaning { expected: false, claim: Some(index) })
        }
        event => {
            let says = |wanted: Quantifier| {
                claim(
                    &|asks| matches!(asks, Asks::Event(what, quantifier) if *quantifier == wanted && what.covers(event)),
                )
            };
            let never = says(Quantifier::Never);
            Some(Meaning { expected: never.is_none() && says(Quantifier::Possible).is_some(), claim: never })
        }
    }
}

/// Of each kind so many are shown at most, if each is asked for.
const MOST_OF_A_KIND: usize = 20;

/// Whether of what was found and has a place of its own, each is shown: one is not like another for who wants to mend it.
fn has_its_own_place(key: &Key) -> bool {
    matches!(key, Key::Race(_) | Key::RaceOn(..) | Key::Uncaught { .. } | Key::Overlap(_) | Key::Endless { .. })
}

/// What is shown together: of each kind only the shortest.
fn kind(key: &Key) -> (u8, usize) {
    match key {
        Key::Deadlock | Key::Stuck => (0, 0),
        Key::Overlap(_) => (1, 0),
        Key::Uncaught { type_name, .. } if type_name == "AssertionError" => (2, 0),
        Key::Uncaught { .. } => (3, 0),
        Key::Invariant(index) => (4, *index),
        Key::End { condition, .. } => (5, *condition),
        Key::Race(_) | Key::RaceOn(..) => (6, 0),
        Key::Endless { .. } => (7, 0),
        Key::Livelock => (9, 0),
        Key::Ending { .. } | Key::Printed(_) | Key::Instead(..) => (8, 0),
    }
}

/// One that is shown, with others of its kind that are not.
struct Group {
    key: Key,
    meaning: Meaning,
    others: Vec<Key>,
}

/// Those that are shown, each with the others of its kind.
fn grouped(plan: &Plan, found: &Found, shown: Shown) -> Vec<Group> {
    let mut groups: BTreeMap<_, Vec<(Key, Meaning, u32)>> = BTreeMap::new();
    for (key, discovery) in &found.0 {
        if let Some(meaning) = meaning(plan, key) {
            let group = (meaning.expected, kind(key));
            groups.entry(group).or_default().push((key.clone(), meaning, discovery.depth));
        }
    }
    let shown = groups.into_values().flat_map(|mut group| {
        group.sort_by(|(one, _, first), (other, _, second)| (first, one).cmp(&(second, other)));
        let most = match shown {
            Shown::Each if group.iter().all(|(key, ..)| has_its_own_place(key)) => MOST_OF_A_KIND,
            _ => 1,
        };
        let others: Vec<Key> = group.iter().skip(most).map(|(key, ..)| key.clone()).collect();
        group.truncate(most);
        let mut shown: Vec<Group> =
            group.into_iter().map(|(key, meaning, _)| Group { key, meaning, others: Vec::new() }).collect();
        if let Some(first) = shown.first_mut() {
            first.others = others;
        }
        shown
    });
    shown.collect()
}

/// The findings that are shown.
pub(super) fn shown(plan: &Plan, findings: &[Finding], shown: Shown) -> Vec<Key> {
    grouped(plan, &found(findings), shown).into_iter().map(|group| group.key).collect()
}

/// A partial deadlock is of no interest beside a total one, which as a rule is the same once all others have come to an end.
fn found(findings: &[Finding]) -> Found {
    let is_total = findings.iter().any(|finding| finding.key == Key::Deadlock);
    let findings = findings.iter().filter(|finding| !is_total || finding.key != Key::Stuck);
    Found(findings.map(|finding| (finding.key.clone(), finding.discovery)).collect())
}

/// Judges all claims but those about outputs.
pub(super) fn judge(plan: &Plan, explored: &Explored, scenario: &Scenario, shown: Shown) -> Check {
    let found = found(&explored.findings);
    let (mut problems, mut bug) = (Vec::new(), None);
    for Group { key, meaning, others } in grouped(plan, &found, shown) {
        let Some(finding) = explored.findings.iter().find(|finding| finding.key == key) else { continue };
        let witness = finding.witness.as_ref();
        let round = witness.map_or(0, |witness| witness.round);
        let shortest = witness.is_some_and(|witness| witness.shortest);
        let (about, values) =
            witness.map(|witness| (witness.about.clone(), witness.values.clone())).unwrap_or_default();
        let replay = replay(scenario, &plan.question, finding);
        let steps = replay.as_ref().map(|replay| replay.run.steps);
        let length = steps.and_then(|steps| u32::try_from(steps).ok()).unwrap_or(finding.discovery.depth);
        if let Some(replay) = replay.as_ref().filter(|replay| !replay.shows) {
            bug = Some(format!("a finding could not be run again: {key:?} by {}", replay.schedule));
        }
        let Meaning { expected, claim } = meaning;
        problems.push(Problem { key, others, expected, claim, length, shortest, round, replay, about, values });
    }
    let mut check = Check { problems, claims: Vec::new(), progress: explored.progress, cut: explored.cut, bug };
    let complete = check.complete();
    check.claims = (0..plan.asks.len()).filter_map(|claim| verdict(plan, claim, &found, complete)).collect();
    // The schedule that is shown can be shorter than the one by which the search came upon it.
    for verdict in check.claims.iter_mut().filter(|verdict| verdict.holds == Some(false)) {
        let shown = check.problems.iter().find(|problem| problem.claim == Some(verdict.claim));
        verdict.length = shown.map(|problem| problem.length).or(verdict.length);
    }
    check
}

fn verdict(plan: &Plan, claim: usize, found: &Found, complete: bool) -> Option<Verdict> {
    let asks = plan.asks.get(claim)?;
    let depth = |matching: &dyn Fn(&Key) -> bool| {
        let depths = found.0.iter().filter(|(key, _)| matching(key)).map(|(_, discovery)| discovery.depth);
        depths.min()
    };
    let never = |length: Option<u32>| match length {
        Some(_) => Some(false),
        None => complete.then_some(true),
    };
    let possible = |length: Option<u32>| match length {
        Some(_) => Some(true),
        None => complete.then_some(false),
    };
    let (holds, length, note) = match asks {
        Asks::Output => return None,
        Asks::Nothing => return Some(Verdict { claim, holds: None, searched: false, length: None, note: None }),
        Asks::Event(event, quantifier) => {
            let length = depth(&|key| event.covers(key));
            match quantifier {
                Quantifier::Never => (never(length), length, None),
                _ => (possible(length), length, length.is_none().then_some("no schedule shows it")),
            }
        }
        Asks::Invariant(index) => {
            let length = depth(&|key| *key == Key::Invariant(*index));
            (never(length), length, None)
        }
        Asks::End(condition, quantifier) => {
            let at = |wanted: &dyn Fn(Option<bool>) -> bool| {
                depth(
                    &|key| matches!(key, Key::End { condition: index, holds } if index == condition && wanted(*holds)),
                )
            };
            let any = at(&|_| true);
            match quantifier {
                Quantifier::Always => {
                    let broken = at(&|holds| holds != Some(true));
                    (never(broken), broken, any.is_none().then_some("no schedule comes to an end"))
                }
                Quantifier::Never => {
                    let broken = at(&|holds| holds != Some(false));
                    (never(broken), broken, any.is_none().then_some("no schedule comes to an end"))
                }
                Quantifier::Possible => {
                    let shown = at(&|holds| holds == Some(true));
                    (possible(shown), shown, shown.is_none().then_some("no schedule ends so"))
                }
            }
        }
    };
    Some(Verdict { claim, holds, searched: true, length, note })
}

/// Judges a claim about a possible output.
pub(super) fn output(claim: usize, wanted: &str, explored: &Explored, check: &mut Check) {
    let length = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
    let printed = explored.findings.iter().filter_map(|finding| match finding.key {
        Key::Ending { output, .. } if output == length => Some(finding.discovery.depth),
        _ => None,
    });
    let length = printed.min();
    let holds = match length {
        Some(_) => Some(true),
        None => explored.cut.is_none().then_some(false),
    };
    let note = length.is_none().then_some("no schedule prints this");
    check.claims.push(Verdict { claim, holds, searched: true, length, note });
    check.progress.states += explored.progress.states;
    check.progress.steps += explored.progress.steps;
    check.cut = check.cut.or(explored.cut.filter(|_| length.is_none()));
}
