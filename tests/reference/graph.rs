//! All states and the steps between them: who can never go on any more, and where threads go round for ever.

use std::collections::{BTreeSet, HashMap};

use concur::value::ThreadId;

/// States by the order in which they were seen.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    numbers: HashMap<u64, usize>,
    states: Vec<State>,
}

#[derive(Clone, Debug, Default)]
struct State {
    steps: Vec<(ThreadId, usize)>,
    movers: BTreeSet<ThreadId>,
    unfinished: BTreeSet<ThreadId>,
}

impl Graph {
    /// How many there are.
    pub(crate) fn states(&self) -> usize {
        self.states.len()
    }

    /// The number of a state, seen before or not.
    pub(super) fn number(&mut self, digest: u64) -> usize {
        let fresh = self.states.len();
        let number = *self.numbers.entry(digest).or_insert(fresh);
        if number == fresh {
            self.states.push(State::default());
        }
        number
    }

    /// Who can go on in a state, and who has not ended and is no daemon.
    pub(super) fn describe(
        &mut self,
        state: usize,
        movers: impl Iterator<Item = ThreadId>,
        unfinished: impl Iterator<Item = ThreadId>,
    ) {
        self.states[state].movers = movers.collect();
        self.states[state].unfinished = unfinished.collect();
    }

    pub(super) fn step(&mut self, from: usize, who: ThreadId, to: usize) {
        self.states[from].steps.push((who, to));
    }

    /// Whether a state was seen.
    pub(crate) fn knows(&self, digest: u64) -> bool {
        self.numbers.contains_key(&digest)
    }

    /// For each state, who can go on in it or in one that it leads to.
    fn who_ever_goes_on(&self) -> Vec<BTreeSet<ThreadId>> {
        let mut ever: Vec<BTreeSet<ThreadId>> = self.states.iter().map(|state| state.movers.clone()).collect();
        let mut changed = true;
        while changed {
            changed = false;
            for index in (0..self.states.len()).rev() {
                for (_, to) in &self.states[index].steps {
                    let more: Vec<ThreadId> = ever[*to].difference(&ever[index]).copied().collect();
                    changed |= !more.is_empty();
                    ever[index].extend(more);
                }
            }
        }
        ever
    }

    /// Whether in some state a thread can never go on any more, whatever the others do, which can.
    pub(crate) fn is_one_stuck(&self) -> bool {
        let ever = self.who_ever_goes_on();
        let stuck = |(state, ever): (&State, &BTreeSet<ThreadId>)| {
            !state.movers.is_empty() && !state.unfinished.is_subset(ever)
        };
        self.states.iter().zip(&ever).any(stuck)
    }

    /// Whether all of these can never go on any more, once this state is reached.
    pub(crate) fn are_stuck(&self, digest: u64, threads: &[ThreadId]) -> bool {
        let number = self.numbers[&digest];
        let ever = &self.who_ever_goes_on()[number];
        threads.iter().all(|thread| !ever.contains(thread))
    }

    /// Whether threads can go round for ever though each that can go on all the time does, some time: a strongly connected
    /// part of the graph in which each thread that can go on in every state also does a step inside.
    pub(crate) fn has_a_livelock(&self) -> bool {
        let backward = self.reversed();
        let mut done = self.on_no_cycle();
        for state in 0..self.states.len() {
            if done[state] {
                continue;
            }
            let ahead = reachable(state, |at| self.states[at].steps.iter().map(|(_, to)| *to).collect());
            let behind = reachable(state, |at| backward[at].clone());
            let part: BTreeSet<usize> = ahead.intersection(&behind).copied().collect();
            part.iter().for_each(|state| done[*state] = true);
            if self.is_fair(&part) {
                return true;
            }
        }
        false
    }

    /// For each state, whether no step from it leads on to a cycle.
    fn on_no_cycle(&self) -> Vec<bool> {
        let mut leads_nowhere = vec![false; self.states.len()];
        let mut changed = true;
        while changed {
            changed = false;
            for index in (0..self.states.len()).rev().filter(|index| !leads_nowhere[*index]).collect::<Vec<_>>() {
                leads_nowhere[index] = self.states[index].steps.iter().all(|(_, to)| leads_nowhere[*to]);
                changed |= leads_nowhere[index];
            }
        }
        leads_nowhere
    }

    fn reversed(&self) -> Vec<Vec<usize>> {
        let mut reversed = vec![Vec::new(); self.states.len()];
        for (from, state) in self.states.iter().enumerate() {
            state.steps.iter().for_each(|(_, to)| reversed[*to].push(from));
        }
        reversed
    }

    fn is_fair(&self, part: &BTreeSet<usize>) -> bool {
        let steps = part.iter().flat_map(|state| &self.states[*state].steps);
        let moves: BTreeSet<ThreadId> = steps.filter(|(_, to)| part.contains(to)).map(|(who, _)| *who).collect();
        let can_always = |who: &ThreadId| part.iter().all(|state| self.states[*state].movers.contains(who));
        let movers = part.iter().flat_map(|state| &self.states[*state].movers);
        !moves.is_empty() && { movers }.filter(|who| can_always(who)).all(|who| moves.contains(who))
    }
}

fn reachable(from: usize, next: impl Fn(usize) -> Vec<usize>) -> BTreeSet<usize> {
    let (mut seen, mut open) = (BTreeSet::from([from]), vec![from]);
    while let Some(at) = open.pop() {
        open.extend(next(at).into_iter().filter(|to| seen.insert(*to)));
    }
    seen
}
