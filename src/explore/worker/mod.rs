//! Finds the steps that lead on from a state, and what is to be said of the state itself.

mod facts;
mod races;
mod trail;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::access::Access;
use super::layout::{Cell, Layout};
use super::memo::Memo;
use super::options::Wakeups;
use super::question::{Key, Outputs, Question};
use super::reduce::{Reducer, Turns};
use super::scratch::{Alternative, Scratch};
use super::script::Incident;
use super::shares::Shares;
use super::store::{Content, FAILED, Store};
use super::stuck::Stuck;
use super::symmetry::Symmetry;
use super::watched::Look;
use crate::machine::Image;
use crate::program::VariableId;
use crate::value::{FunctionId, ThreadId, Value};
use races::Races;
use trail::trail;

/// What all who search have in common.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    pub(super) image: &'a Arc<Image>,
    pub(super) question: &'a Question,
    pub(super) layout: Layout,
    pub(super) store: Store,
    pub(super) wakeups: Wakeups,
    /// Cells whose changes an invariant can see.
    pub(super) visible: BTreeSet<usize>,
}

/// A thread that can go on in a state, with the number of its alternatives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mover {
    pub(super) who: ThreadId,
    answer: u32,
}

/// A step, as it is kept for a while.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// The number of the thread's alternatives.
    answer: u32,
    /// Which of them.
    index: u16,
    /// What is printed so far, after this step, if it prints.
    output: Option<u32>,
}

/// A step from one state to another.
#[derive(Clone, Copy)]
pub(super) struct Edge<'e> {
    pub(super) who: ThreadId,
    answer: u32,
    /// Which of the thread's alternatives.
    pub(super) index: u16,
    pub(super) alternative: &'e Alternative,
    /// The output's cell with what is printed so far, after this step, if it prints.
    output: Option<(u32, u32)>,
    /// The fingerprint of the next state.
    pub(super) fingerprint: u128,
}

impl Edge<'_> {
    /// The step, to be kept.
    pub(super) fn step(&self) -> Step {
        Step { answer: self.answer, index: self.index, output: self.output.map(|(_, output)| output) }
    }

    /// The cells that are different in the next state.
    pub(super) fn changes(&self) -> impl Iterator<Item = (u32, u32)> + Clone {
        self.alternative.writes.iter().copied().chain(self.output)
    }

    /// Whether there is a next state: local work that does not end leads nowhere.
    pub(super) fn leads_on(&self) -> bool {
        !self.alternative.incidents.iter().any(|incident| matches!(incident, Incident::Endless { .. }))
    }
}

/// One who searches, with what it has learned.
pub(super) struct Worker<'g> {
    ground: &'g Ground<'g>,
    scratch: Scratch<'g>,
    memo: Memo<Turns>,
    reducer: Option<Reducer<'g>>,
    symmetry: Option<Symmetry<'g>>,
    shares: Shares<'g>,
    stuck: Option<Stuck<'g>>,
    races: Races<'g>,
    conditions: Memo<Option<bool>>,
    /// For each crew, which threads are daemons.
    daemons: FxHashMap<u32, Vec<bool>>,
    trails: HashMap<(u32, Arc<str>), Option<u32>>,
}

impl<'g> Worker<'g> {
    pub(super) fn new(ground: &'g Ground<'g>) -> Self {
        Self {
            ground,
            scratch: Scratch::new(ground.image, ground.layout, &ground.store, ground.wakeups),
            memo: Memo::new(),
            reducer: None,
            symmetry: None,
            shares: Shares::of(&ground.store, ground.plain()),
            stuck: Stuck::of(ground),
            races: Races::of(ground),
            conditions: Memo::new(),
            daemons: FxHashMap::default(),
            trails: HashMap::new(),
        }
    }

    /// The same, but one that follows only as many orders of steps as needed.
    pub(super) fn reduced(ground: &'g Ground<'g>) -> Self {
        // Where time is exact, each step can depend on every other.
        if ground.layout.has_timers() {
            return Self::new(ground);
        }
        let prints_matter = ground.question.outputs != Outputs::Ignored;
        let spurious = ground.wakeups == Wakeups::Spurious;
        let reducer = Some(Reducer::of(ground.image, ground.layout, &ground.store, prints_matter, spurious));
        let symmetry = Symmetry::of(ground.image, ground.layout, &ground.store);
        Self { reducer, symmetry, ..Self::new(ground) }
    }

    /// Those of the threads that need to be followed: all, or one that makes no difference to the others.
    pub(super) fn needed<'m>(&mut self, row: &[u32], movers: &'m [Mover]) -> &'m [Mover] {
        let Self { reducer: Some(reducer), memo, .. } = self else { return movers };
        if movers.len() < 2 {
            return movers;
        }
        let turns = movers.iter().filter_map(|mover| Some((mover.who, memo.answer(mover.answer)?)));
        match reducer.one(row, turns) {
            Some(index) => movers.get(index..=index).unwrap_or(movers),
            None => movers,
        }
    }

    /// The threads that can do a step in this state; if there is none, and something is due later, in the state when it is:
    /// then that is given.
    pub(super) fn settle(&mut self, row: &[u32], movers: &mut Vec<Mover>) -> Option<Vec<u32>> {
        self.movers(row, movers);
        let mut settled: Option<Vec<u32>> = None;
        while movers.is_empty() {
            let row = settled.as_deref().unwrap_or(row);
            if self.is_over(row) {
                break;
            }
            let Some(next) = self.scratch.tick(row) else { break };
            self.movers(&next, movers);
            settled = Some(next);
        }
        settled
    }

    /// The threads that can do a step in this state.
    fn movers(&mut self, row: &[u32], movers: &mut Vec<Mover>) {
        movers.clear();
        if self.is_over(row) {
            return;
        }
        for (who, position) in self.ground.layout.threads(row) {
            let number = row.get(position).copied().unwrap_or(0);
            if number <= FAILED {
                continue;
            }
            let answer = match self.memo.find(who.index(), number, row) {
                Some(answer) => answer,
                None => {
                    let Some(Content::Thread(thread)) = self.ground.store.content(position, number) else { continue };
                    let (footprint, alternatives) = self.scratch.alternatives(&thread, row);
                    let visible = |position: usize| self.ground.visible.contains(&position);
                    let turns = Turns::new(&thread, &footprint, alternatives, &self.ground.layout, visible);
                    self.memo.learn((who.index(), number), &footprint.looks, row, &self.ground.layout, turns)
                }
            };
            if self.memo.answer(answer).is_some_and(|turns| !turns.alternatives.is_empty()) {
                movers.push(Mover { who, answer });
            }
        }
    }

    /// Every step that they can do.
    pub(super) fn edges(&mut self, row: &[u32], from: u128, movers: &[Mover], mut visit: impl FnMut(Edge<'_>)) {
        let Self { memo, trails, ground, symmetry, shares, .. } = self;
        let known = symmetry.as_mut().map_or(0, |symmetry| symmetry.known(row));
        for mover in movers {
            let alternatives = memo.answer(mover.answer).map_or(&[][..], |turns| turns.alternatives.as_slice());
            for (index, alternative) in (0u16..).zip(alternatives) {
                let mut fingerprint = from.wrapping_add(alternative.delta);
                let mut output = None;
                if let Some(text) = alternative.printed.as_ref().filter(|_| ground.question.outputs != Outputs::Ignored)
                {
                    let position = ground.layout.position(Cell::Output);
                    let before = row.get(position).copied().unwrap_or(0);
                    let Some(after) = trail(ground, trails, before, text) else { continue };
                    output = Some((u32::try_from(position).unwrap_or(u32::MAX), after));
                    fingerprint = fingerprint
                        .wrapping_add(shares.get(position, after))
                        .wrapping_sub(shares.get(position, before));
                }
                if let Some(symmetry) = symmetry {
                    let changes = alternative.writes.iter().copied().chain(output).map(|(position, after)| {
                        let position = position as usize;
                        (position, row.get(position).copied().unwrap_or(0), after)
                    });
                    fingerprint = from.wrapping_add(symmetry.growth(row, known, changes, shares));
                }
                visit(Edge { who: mover.who, answer: mover.answer, index, alternative, output, fingerprint });
            }
        }
    }

    /// The cells that a step changes, with their numbers behind it.
    pub(super) fn changes(&self, step: &Step) -> impl Iterator<Item = (u32, u32)> + Clone {
        let alternative =
            self.memo.answer(step.answer).and_then(|turns| turns.alternatives.get(usize::from(step.index)));
        let writes = alternative.map_or(&[][..], |alternative| &alternative.writes);
        let output = u32::try_from(self.ground.layout.position(Cell::Output)).unwrap_or(u32::MAX);
        writes.iter().copied().chain(step.output.map(|number| (output, number)))
    }

    /// The fingerprint of a state.
    pub(super) fn fingerprint(&mut self, row: &[u32]) -> u128 {
        match &mut self.symmetry {
            Some(symmetry) => symmetry.fingerprint(row, &mut self.shares),
            None => self.shares.fingerprint(row),
        }
    }

    /// Whether states are told apart only as far as threads can be.
    pub(super) fn is_symmetric(&self) -> bool {
        self.symmetry.is_some()
    }

    /// Whether only daemons are left.
    pub(super) fn is_over(&mut self, row: &[u32]) -> bool {
        let layout = self.ground.layout;
        // Nearly always `main` is still there.
        let first = layout.position(Cell::Thread(ThreadId(0)));
        if row.get(first).is_some_and(|number| *number > FAILED) {
            return false;
        }
        let position = layout.position(Cell::Crew);
        let crew = row.get(position).copied().unwrap_or(0);
        let daemons = self.daemons.entry(crew).or_insert_with(|| match self.ground.store.content(position, crew) {
            Some(Content::Crew(crew)) => crew.roster.iter().map(|entry| entry.life.daemon).collect(),
            _ => Vec::new(),
        });
        layout.threads(row).all(|(who, position)| {
            row.get(position).is_none_or(|number| *number <= FAILED)
                || daemons.get(who.index()).copied().unwrap_or(false)
        })
    }

    /// What a condition looks at.
    pub(super) fn looks_of(&mut self, condition: FunctionId, row: &[u32]) -> Vec<Look> {
        self.scratch.evaluate(condition, row).0
    }

    /// How many steps were tried that were not known.
    pub(super) fn tried(&self) -> usize {
        self.memo.len()
    }

    /// Forgets all that it has learned, since values get other numbers; not what it has told of.
    pub(super) fn forget(&mut self) {
        let fresh = if self.reducer.is_some() { Self::reduced(self.ground) } else { Self::new(self.ground) };
        let (told, looks_for_stuck) = (self.races.take_told(), self.stuck.is_some());
        *self = fresh;
        self.races.tell_as(told);
        self.stuck.take_if(|_| !looks_for_stuck);
    }

    /// From now on each race, and a partial deadlock, is told of only once.
    pub(super) fn tell_once(&mut self) {
        self.races.tell_once();
    }

    /// The first two threads that are about to race so.
    pub(super) fn first_race(&mut self, row: &[u32], movers: &[Mover], key: &Key) -> Option<(ThreadId, ThreadId)> {
        self.races.first(row, movers, key)
    }

    /// What a thread is about to access, if that can be part of a race.
    pub(super) fn access(&mut self, who: ThreadId, number: u32) -> Option<Arc<Access>> {
        self.races.access(who, number)
    }
}

impl Ground<'_> {
    /// The cell that holds a plain number: of a wanted output, how many bytes of it are printed.
    pub(super) fn plain(&self) -> Option<usize> {
        matches!(self.question.outputs, Outputs::Wanted(_)).then(|| self.layout.position(Cell::Output))
    }

    /// The value of a variable.
    pub(super) fn variable(&self, variable: VariableId, row: &[u32]) -> Option<Value> {
        let position = self.layout.position(Cell::Variable(variable.0 as usize));
        match self.store.content(position, row.get(position).copied().unwrap_or(0)) {
            Some(Content::Variable(value)) => value,
            _ => None,
        }
    }
}
