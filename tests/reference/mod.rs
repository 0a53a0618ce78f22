//! What the explorer must find, found in the plainest way: machines are cloned, every thread that can go on does its step
//! in every way that it can, and what was seen is known by all that can be said of it. Nothing is shared with the
//! explorer but the machine itself.

#![allow(dead_code, reason = "each test file uses its own")]

mod graph;
pub(crate) mod node;
mod sights;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use concur::conduct;
use concur::explore::{EndKind, Timing, Wakeups};
use concur::machine::Scenario;
use concur::source::Source;
use concur::syntax::ast::Schedule;
use concur::value::ThreadId;

pub(crate) use graph::Graph;
use node::Stepped;
pub(crate) use node::{Node, Printed};
pub(crate) use sights::{Asked, Sight};

/// How a schedule ends: its kind, what was printed, and the values of all variables.
pub(crate) type Outcome = (EndKind, String, Vec<String>);

/// What decides how threads can go on, and which states are told apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) wakeups: Wakeups,
    pub(crate) timing: Timing,
    /// Whether what was printed is part of a state.
    pub(crate) outputs: bool,
}

/// Why a search was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TooMuch {
    States,
    LocalWork,
}

/// All that there is to find in a scenario.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// With nothing printed where outputs do not count.
    pub(crate) outcomes: BTreeSet<Outcome>,
    /// What can be found, with the number of steps of the shortest way there.
    pub(crate) sights: BTreeMap<Sight, u32>,
    /// Who is left in each deadlock.
    pub(crate) deadlocks: BTreeSet<BTreeSet<String>>,
    pub(crate) graph: Graph,
}

impl Found {
    fn see(&mut self, sight: Sight, depth: u32) {
        let known = self.sights.entry(sight).or_insert(depth);
        *known = depth.min(*known);
    }
}

/// What shows in a state.
pub(crate) fn seen(node: &Node, asked: &Asked) -> Vec<Sight> {
    sights::of(node, &node.movers(), asked)
}

/// Everything that can be found, breadth first; nothing if there are more than `most` states.
pub(crate) fn find(scenario: &Scenario, asked: &Asked, rules: Rules, most: usize) -> Result<Found, TooMuch> {
    let first = Node::first(scenario, rules);
    let mut found = Found::default();
    found.graph.number(first.digest());
    let mut level = vec![first];
    for depth in 0.. {
        let mut next = Vec::new();
        for node in level {
            let movers = node.movers();
            for sight in sights::of(&node, &movers, asked) {
                found.see(sight, depth);
            }
            if movers.is_empty() {
                found.outcomes.insert(node.outcome());
                found.deadlocks.extend((!node.is_over()).then(|| node.left()));
            }
            let from = found.graph.number(node.digest());
            found.graph.describe(from, movers.iter().map(|(who, _)| *who), node.unfinished());
            for (who, turn) in movers {
                for Stepped { node: after, sights } in node.step(who, turn)? {
                    for sight in sights {
                        found.see(sight, depth + 1);
                    }
                    let known = found.graph.states();
                    let to = found.graph.number(after.digest());
                    found.graph.step(from, who, to);
                    if found.graph.states() > known {
                        next.push(after);
                    }
                }
            }
            if found.graph.states() > most {
                return Err(TooMuch::States);
            }
        }
        if next.is_empty() {
            break;
        }
        level = next;
    }
    Ok(found)
}

/// Whether, once a schedule is over, there is a way on that lets one of these threads do a step. None if that is not known
/// after so many states.
pub(crate) fn can_one_go_on(
    scenario: &Scenario,
    schedule: &Schedule,
    threads: &[ThreadId],
    rules: Rules,
    most: usize,
) -> Option<bool> {
    let options = conduct::Options {
        schedule: Some((Source::new("the schedule", ""), schedule.clone())),
        stops_with_schedule: true,
        ..conduct::Options::default()
    };
    let (_, _, machine) = conduct::play(scenario, options, Printed::default());
    let first = Node::at(machine, rules, String::new(), false);
    let mut seen = HashSet::from([first.digest()]);
    let mut open = vec![first];
    while let Some(node) = open.pop() {
        for (who, turn) in node.movers() {
            if threads.contains(&who) {
                return Some(true);
            }
            let next = node.step(who, turn).ok()?.into_iter().map(|stepped| stepped.node);
            open.extend(next.filter(|after| seen.insert(after.digest())));
        }
        if seen.len() > most {
            return None;
        }
    }
    Some(false)
}

/// Every outcome, schedule by schedule, with no regard to states that were seen; none if that takes more than so many
/// steps, or a schedule has more than 80.
pub(crate) fn follow_each_schedule(scenario: &Scenario, mut steps: u64) -> Option<BTreeSet<Outcome>> {
    fn follow(node: &Node, depth: u32, steps: &mut u64, outcomes: &mut BTreeSet<Outcome>) -> Option<()> {
        let movers = node.movers();
        if movers.is_empty() {
            outcomes.insert(node.outcome());
        }
        for (who, turn) in movers {
            for Stepped { node: after, .. } in node.step(who, turn).ok()? {
                *steps = steps.checked_sub(1).filter(|_| depth < 80)?;
                follow(&after, depth + 1, steps, outcomes)?;
            }
        }
        Some(())
    }
    let rules = Rules { wakeups: Wakeups::Any, timing: Timing::Any, outputs: true };
    let mut outcomes = BTreeSet::new();
    follow(&Node::first(scenario, rules), 0, &mut steps, &mut outcomes).map(|()| outcomes)
}
