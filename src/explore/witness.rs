//! The shortest schedules that show what was found; among those of one length, one with the fewest switches of thread.
//!
//! The search itself keeps no paths. This goes the same way once more, only as deep as needed, and notes for each state
//! the fewest switches with which a shortest path comes there, and which threads can have done the last step on such a
//! path. That is enough: to go on with another of these costs the same, and to come there with one switch more is never
//! better than to switch afterwards.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::frontier::{Chunk, Harvest};
use super::question::Key;
use super::worker::Worker;
use crate::value::ThreadId;

/// A step of a schedule: who, and which of the alternatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) who: ThreadId,
    pub(super) index: u16,
}

const NONE: u32 = u32::MAX;

/// How states are come by with the fewest switches.
#[derive(Default)]
struct Ways {
    /// Whether a state stands for others that differ by who is who: then only the path by which it was found leads there.
    only_first: bool,
    nodes: Vec<Node>,
    entries: Vec<Entry>,
    by_fingerprint: FxHashMap<u128, u32>,
}

struct Node {
    depth: u32,
    switches: u32,
    /// The first of its entries.
    entries: u32,
}

/// A last step on a best path.
struct Entry {
    step: Move,
    from: u32,
    next: u32,
}

impl Ways {
    fn entries(&self, node: u32) -> impl Iterator<Item = &Entry> {
        let mut at = self.nodes.get(node as usize).map_or(NONE, |node| node.entries);
        std::iter::from_fn(move || {
            let entry = self.entries.get(at as usize)?;
            at = entry.next;
            Some(entry)
        })
    }

    /// How many switches it takes to come to `node` and then let `who` go on.
    fn switches(&self, node: u32, who: ThreadId) -> u32 {
        let before = self.nodes.get(node as usize).map_or(0, |node| node.switches);
        let goes_on = node == 0 || self.entries(node).any(|entry| entry.step.who == who);
        before + u32::from(!goes_on)
    }

    /// A step leads from one node to a state; true if that is a new one.
    fn add(&mut self, from: u32, step: Move, depth: u32, fingerprint: u128) -> bool {
        let switches = self.switches(from, step.who);
        let fresh = u32::try_from(self.nodes.len()).unwrap_or(NONE);
        let node = *self.by_fingerprint.entry(fingerprint).or_insert(fresh);
        if node == fresh {
            self.nodes.push(Node { depth, switches, entries: NONE });
        } else if self.only_first {
            return false;
        }
        let Some(known) = self.nodes.get_mut(node as usize) else { return false };
        if known.depth < depth || known.switches < switches {
            return false;
        }
        if known.switches > switches {
            known.switches = switches;
            known.entries = NONE;
        }
        let next = known.entries;
        if node == fresh || !self.entries(node).any(|entry| entry.step.who == step.who) {
            let index = u32::try_from(self.entries.len()).unwrap_or(NONE);
            self.entries.push(Entry { step, from, next });
            if let Some(known) = self.nodes.get_mut(node as usize) {
                known.entries = index;
            }
        }
        node == fresh
    }

    /// The path to a node whose next step is `last`'s.
    fn path(&self, node: u32, last: Option<Move>) -> Vec<Move> {
        let mut path: Vec<Move> = last.into_iter().collect();
        let mut at = node;
        while at != 0 {
            let then = path.last().map(|step| step.who);
            let same = self.entries(at).find(|entry| Some(entry.step.who) == then);
            let Some(entry) = same.or_else(|| self.entries(at).max_by_key(|entry| entry.step.who)) else { break };
            path.push(entry.step);
            at = entry.from;
        }
        path.reverse();
        path
    }
}

/// Where something shows: in a node, or in a step from there.
struct Sight {
    depth: u32,
    switches: u32,
    node: u32,
    step: Option<Move>,
}

/// For each key, which shows at this depth or earlier, a shortest schedule. A key is missing if that would take more than so
/// many states.
pub(super) fn witnesses(
    worker: &mut Worker<'_>,
    first: &[u32],
    wanted: &BTreeMap<Key, u32>,
    most: usize,
    interrupted: &dyn Fn() -> bool,
) -> BTreeMap<Key, Vec<Move>> {
    let mut seen: BTreeMap<Key, Sight> = BTreeMap::new();
    let Some(deepest) = wanted.values().copied().max() else { return BTreeMap::new() };
    let mut ways = Ways { only_first: worker.is_symmetric(), ..Ways::default() };
    let print = worker.fingerprint(first);
    ways.by_fingerprint.insert(print, 0);
    ways.nodes.push(Node { depth: 0, switches: 0, entries: NONE });
    let mut harvest = Harvest::default();
    harvest.push(first, std::iter::empty(), print);
    let mut level = harvest.into_chunks();
    let mut movers = Vec::new();
    let is_enough = |ways: &Ways| ways.nodes.len() > most || interrupted();
    for depth in 0..=deepest {
        let mut harvest = Harvest::default();
        for (row, print) in level.iter().flat_map(Chunk::iter) {
            if is_enough(&ways) {
                break;
            }
            let node = ways.by_fingerprint.get(&print).copied().unwrap_or(0);
            let settled = worker.settle(row, &mut movers);
            let print = settled.as_deref().map_or(print, |row| worker.fingerprint(row));
            let row = settled.as_deref().unwrap_or(row);
            let mut sight = |key: Key, at: u32, switches: u32, step: Option<Move>| {
                let better = |known: &Sight| known.depth > at || known.depth == at && known.switches > switches;
                if wanted.contains_key(&key) && seen.get(&key).is_none_or(better) {
                    seen.insert(key, Sight { depth: at, switches, node, step });
                }
            };
            let here = ways.nodes.get(node as usize).map_or(0, |node| node.switches);
            worker.facts(row, &movers, |key| sight(key, depth, here, None));
            let needed = worker.needed(row, &movers);
            worker.edges(row, print, needed, |edge| {
                let step = Move { who: edge.who, index: edge.index };
                for incident in &edge.alternative.incidents {
                    sight(Key::from(incident), depth + 1, ways.switches(node, edge.who), Some(step));
                }
                if depth < deepest && edge.leads_on() && ways.add(node, step, depth + 1, edge.fingerprint) {
                    harvest.push(row, edge.changes(), edge.fingerprint);
                }
            });
        }
        level = harvest.into_chunks();
        let all_are_seen = seen.len() == wanted.len() && seen.values().all(|sight| sight.depth <= depth);
        if all_are_seen || is_enough(&ways) {
            break;
        }
    }
    seen.into_iter().map(|(key, sight)| (key, ways.path(sight.node, sight.step))).collect()
}
