//! Threads that go round for ever: a cycle of states that no fair scheduler has to leave.
//!
//! Fairness is weak: who can go on all the time does, some time. A run that stays for ever in a strongly connected
//! component of the graph of states is fair if each thread that can go on in all of its states also does a step in it;
//! and if one component is not fair, no cycle inside of it is. So one look at each component is enough (components: R.
//! Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1, 1972). All states and steps are kept for
//! that, nothing is left out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::Ordering;

use rustc_hash::FxHashMap;

use super::frontier::{Chunk, Harvest};
use super::options::Options;
use super::search::Cut;
use super::witness::Move;
use super::worker::Worker;
use crate::value::ThreadId;

/// A way into a cycle, and once around.
pub(super) struct Livelock {
    pub(super) path: Vec<Move>,
    /// How many steps at the end of the path go round.
    pub(super) round: usize,
}

/// What a step takes in this graph, in bytes: an edge, and its share of a node.
const STEP: usize = 48;

/// All states and the steps between them.
#[derive(Default)]
struct Graph {
    /// For each state where its steps begin.
    first: Vec<usize>,
    steps: Vec<(Move, u32)>,
    /// For each state who can go on.
    movers: Vec<BTreeSet<ThreadId>>,
    /// For each state by which step it was found, and from where.
    found: Vec<Option<(Move, u32)>>,
}

impl Graph {
    fn steps(&self, node: u32) -> &[(Move, u32)] {
        let from = self.first.get(node as usize).copied().unwrap_or(0);
        let to = self.first.get(node as usize + 1).copied().unwrap_or(self.steps.len());
        self.steps.get(from..to).unwrap_or_default()
    }

    /// The path by which a state was found.
    fn path(&self, node: u32) -> Vec<Move> {
        let (mut path, mut at) = (Vec::new(), node);
        while let Some(Some((step, from))) = self.found.get(at as usize) {
            path.push(*step);
            at = *from;
        }
        path.reverse();
        path
    }
}

/// The cycle that is come to soonest, if there is one; or why that is not known.
pub(super) fn find(worker: &mut Worker<'_>, options: &Options, first: &[u32]) -> Result<Option<Livelock>, Cut> {
    let graph = graph(worker, options, first)?;
    let mut best: Option<(u32, Vec<u32>)> = None;
    for component in components(&graph) {
        let entry = component.iter().copied().min().unwrap_or(0);
        if best.as_ref().is_none_or(|(known, _)| entry < *known) && is_fair(&graph, &component) {
            best = Some((entry, component));
        }
    }
    Ok(best.map(|(entry, component)| {
        let (mut path, round) = (graph.path(entry), round(&graph, entry, &component));
        path.extend(&round);
        Livelock { path, round: round.len() }
    }))
}

fn graph(worker: &mut Worker<'_>, options: &Options, first: &[u32]) -> Result<Graph, Cut> {
    let mut graph = Graph { found: vec![None], ..Graph::default() };
    let print = worker.fingerprint(first);
    let mut numbers: FxHashMap<u128, u32> = FxHashMap::from_iter([(print, 0)]);
    let mut harvest = Harvest::default();
    harvest.push(first, std::iter::empty(), print);
    let mut level = harvest.into_chunks();
    let mut movers = Vec::new();
    while !level.is_empty() {
        let mut harvest = Harvest::default();
        for (row, print) in level.iter().flat_map(Chunk::iter) {
            let settled = worker.settle(row, &mut movers);
            let print = settled.as_deref().map_or(print, |row| worker.fingerprint(row));
            let row = settled.as_deref().unwrap_or(row);
            let own = u32::try_from(graph.first.len()).unwrap_or(u32::MAX);
            graph.first.push(graph.steps.len());
            graph.movers.push(movers.iter().map(|mover| mover.who).collect());
            worker.edges(row, print, &movers, |edge| {
                if !edge.leads_on() {
                    return;
                }
                let step = Move { who: edge.who, index: edge.index };
                let fresh = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                let node = *numbers.entry(edge.fingerprint).or_insert(fresh);
                if node == fresh {
                    graph.found.push(Some((step, own)));
                    harvest.push(row, edge.changes(), edge.fingerprint);
                }
                graph.steps.push((step, node));
            });
        }
        level = harvest.into_chunks();
        let states = graph.found.len() as u64;
        match options {
            Options { interrupt, .. } if interrupt.load(Ordering::Relaxed) => return Err(Cut::Interrupted),
            Options { max_states: Some(most), .. } if states > *most => return Err(Cut::States(*most)),
            Options { max_memory, .. } if graph.steps.len().saturating_mul(STEP) > *max_memory => {
                return Err(Cut::Memory(*max_memory));
            }
            _ => {}
        }
    }
    Ok(graph)
}

/// Strongly connected components with at least one step inside.
fn components(graph: &Graph) -> Vec<Vec<u32>> {
    const NEW: u32 = u32::MAX;
    let count = graph.first.len();
    let (mut order, mut low) = (vec![NEW; count], vec![0u32; count]);
    let (mut on_stack, mut stack, mut found, mut next) = (vec![false; count], Vec::new(), Vec::new(), 0u32);
    for root in 0..count {
        if order.get(root) != Some(&NEW) {
            continue;
        }
        // Each entry: a state, and which of its steps comes next.
        let mut calls: Vec<(usize, usize)> = vec![(root, 0)];
        while let Some((node, at)) = calls.last_mut() {
            let node = *node;
            if *at == 0 {
                set(&mut order, node, next);
                set(&mut low, node, next);
                set(&mut on_stack, node, true);
                stack.push(node);
                next += 1;
            }
            let step = graph.steps(u32::try_from(node).unwrap_or(0)).get(*at).map(|(_, to)| *to as usize);
            *at += 1;
            match step {
                Some(to) if order.get(to) == Some(&NEW) => calls.push((to, 0)),
                Some(to) => {
                    if on_stack.get(to) == Some(&true) {
                        let lower = get(&low, node).min(get(&order, to));
                        set(&mut low, node, lower);
                    }
                }
                None => {
                    calls.pop();
                    if let Some((parent, _)) = calls.last() {
                        let lower = get(&low, *parent).min(get(&low, node));
                        set(&mut low, *parent, lower);
                    }
                    if get(&low, node) == get(&order, node) {
                        let start = stack.iter().rposition(|other| *other == node).unwrap_or(0);
                        let component: Vec<u32> =
                            stack.drain(start..).filter_map(|node| u32::try_from(node).ok()).collect();
                        component.iter().for_each(|node| set(&mut on_stack, *node as usize, false));
                        found.push(component);
                    }
                }
            }
        }
    }
    let goes_round = |component: &Vec<u32>| match component.as_slice() {
        [one] => graph.steps(*one).iter().any(|(_, to)| to == one),
        _ => true,
    };
    found.into_iter().filter(goes_round).collect()
}

fn set<T>(places: &mut [T], index: usize, value: T) {
    if let Some(place) = places.get_mut(index) {
        *place = value;
    }
}

fn get(places: &[u32], index: usize) -> u32 {
    places.get(index).copied().unwrap_or(u32::MAX)
}

/// Whether each thread that can go on in all of these states also does.
fn is_fair(graph: &Graph, component: &[u32]) -> bool {
    let inside: BTreeSet<u32> = component.iter().copied().collect();
    let mut always: Option<BTreeSet<ThreadId>> = None;
    let mut moves = BTreeSet::new();
    for node in component {
        let Some(movers) = graph.movers.get(*node as usize) else { continue };
        always = Some(match always {
            None => movers.clone(),
            Some(always) => always.intersection(movers).copied().collect(),
        });
        moves.extend(graph.steps(*node).iter().filter(|(_, to)| inside.contains(to)).map(|(step, _)| step.who));
    }
    always.is_some_and(|always| always.is_subset(&moves))
}

/// Once around inside of a component, from a state back to it, with a step of each thread that moves in it.
fn round(graph: &Graph, entry: u32, component: &[u32]) -> Vec<Move> {
    let inside: BTreeSet<u32> = component.iter().copied().collect();
    let steps = |node: u32| graph.steps(node).iter().filter(|(_, to)| inside.contains(to));
    let mut missing: BTreeSet<ThreadId> =
        component.iter().flat_map(|node| steps(*node)).map(|(step, _)| step.who).collect();
    let (mut path, mut at) = (Vec::new(), entry);
    while !missing.is_empty() || at != entry || path.is_empty() {
        let wanted = |step: &Move, to: u32| match missing.is_empty() {
            true => to == entry,
            false => missing.contains(&step.who),
        };
        // Breadth first to the nearest step that is wanted.
        let mut came: BTreeMap<u32, (u32, Move)> = BTreeMap::new();
        let mut open = VecDeque::from([at]);
        let mut last = None;
        'search: while let Some(node) = open.pop_front() {
            for (step, to) in steps(node) {
                if wanted(step, *to) {
                    last = Some((node, *step, *to));
                    break 'search;
                }
                if *to != at && !came.contains_key(to) {
                    came.insert(*to, (node, *step));
                    open.push_back(*to);
                }
            }
        }
        let Some((node, step, to)) = last else { break };
        let (mut piece, mut back) = (vec![step], node);
        while let Some((from, step)) = came.get(&back) {
            piece.push(*step);
            back = *from;
        }
        piece.reverse();
        piece.iter().for_each(|step| {
            missing.remove(&step.who);
        });
        path.extend(piece);
        at = to;
    }
    path
}
