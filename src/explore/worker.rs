//! Finds the steps that lead on from a state, and what is to be said of the state itself.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::access::{self, Access};
use super::fingerprint::{fingerprint, share};
use super::layout::{Cell, Layout};
use super::memo::Memo;
use super::options::Wakeups;
use super::question::{EndKind, Key, Outputs, Question};
use super::reduce::{Reducer, Turns};
use super::scratch::{Alternative, Scratch};
use super::script::Incident;
use super::store::{Content, FAILED, Store};
use super::stuck::Stuck;
use super::symmetry::Symmetry;
use super::watched::Look;
use crate::machine::Image;
use crate::program::VariableId;
use crate::value::{FunctionId, ThreadId, Value};

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
    stuck: Option<Stuck<'g>>,
    conditions: Memo<Option<bool>>,
    /// For each thread and its number: what it is about to access.
    accesses: Vec<Vec<Option<Option<Arc<Access>>>>>,
    /// For each crew, which threads are daemons.
    daemons: FxHashMap<u32, Vec<bool>>,
    trails: HashMap<(u32, Arc<str>), Option<u32>>,
    /// Variables for which it has said already that there is a race, if it says so only once.
    raced: Option<Vec<bool>>,
    /// Kept between two states, so that it need not be made anew.
    about: Vec<(ThreadId, Arc<Access>)>,
}

impl<'g> Worker<'g> {
    pub(super) fn new(ground: &'g Ground<'g>) -> Self {
        Self {
            ground,
            scratch: Scratch::new(ground.image, ground.layout, &ground.store, ground.wakeups),
            memo: Memo::new(),
            reducer: None,
            symmetry: None,
            stuck: Stuck::of(ground),
            conditions: Memo::new(),
            accesses: Vec::new(),
            daemons: FxHashMap::default(),
            trails: HashMap::new(),
            raced: None,
            about: Vec::new(),
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
                    let (looks, alternatives) = self.scratch.alternatives(&thread, row);
                    let visible = |position: usize| self.ground.visible.contains(&position);
                    let turns = Turns::new(&thread, &looks, alternatives, &self.ground.layout, visible);
                    self.memo.learn((who.index(), number), &looks, row, &self.ground.layout, turns)
                }
            };
            if self.memo.answer(answer).is_some_and(|turns| !turns.alternatives.is_empty()) {
                movers.push(Mover { who, answer });
            }
        }
    }

    /// Every step that they can do.
    pub(super) fn edges(&mut self, row: &[u32], from: u128, movers: &[Mover], mut visit: impl FnMut(Edge<'_>)) {
        let Self { memo, trails, ground, symmetry, .. } = self;
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
                    fingerprint =
                        fingerprint.wrapping_add(share(position, after)).wrapping_sub(share(position, before));
                }
                if let Some(symmetry) = symmetry {
                    let changes = alternative.writes.iter().copied().chain(output).map(|(position, after)| {
                        let position = position as usize;
                        (position, row.get(position).copied().unwrap_or(0), after)
                    });
                    fingerprint = from.wrapping_add(symmetry.growth(row, known, changes));
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
            Some(symmetry) => symmetry.fingerprint(row),
            None => fingerprint(row),
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

    /// What is to be said of a state in which these can go on.
    pub(super) fn facts(&mut self, row: &[u32], movers: &[Mover], mut say: impl FnMut(Key)) {
        for (index, condition) in self.ground.question.invariants.iter().enumerate() {
            if self.condition(index, *condition, row) == Some(false) {
                say(Key::Invariant(index));
            }
        }
        if self.ground.question.parting {
            self.parting(row, movers, &mut say);
        }
        if movers.is_empty() {
            let over = self.is_over(row);
            self.end(row, over, say);
            return;
        }
        if self.may_be_stuck(movers) && !self.stuck(row, movers).is_empty() {
            say(Key::Stuck);
            // It stays so: a search need not look for it any more.
            self.stuck.take_if(|_| self.raced.is_some());
        }
        self.races(row, movers, say);
    }

    /// Whether it is worth a look whether someone is stuck. The first state in which it shows is wanted only for a schedule.
    /// A search may look later: all that comes of that state shows it too, and before long a thread goes round there.
    fn may_be_stuck(&self, movers: &[Mover]) -> bool {
        let goes_round = |mover: &Mover| self.memo.answer(mover.answer).is_some_and(|turns| turns.goes_round);
        self.stuck.is_some() && (self.raced.is_none() || movers.iter().any(goes_round))
    }

    /// The threads that wait for ever in a state in which these can go on.
    pub(super) fn stuck(&mut self, row: &[u32], movers: &[Mover]) -> Vec<ThreadId> {
        let stuck = self.stuck.as_mut();
        stuck.map(|stuck| stuck.find(row, movers.iter().map(|mover| mover.who))).unwrap_or_default()
    }

    /// How much of the wanted output is printed, and what is printed next that is not the rest of it.
    fn parting(&mut self, row: &[u32], movers: &[Mover], mut say: impl FnMut(Key)) {
        let Self { memo, trails, ground, .. } = self;
        let before = row.get(ground.layout.position(Cell::Output)).copied().unwrap_or(0);
        say(Key::Printed(before));
        let turns = movers.iter().filter_map(|mover| memo.answer(mover.answer));
        for text in turns.flat_map(|turns| &turns.alternatives).filter_map(|alternative| alternative.printed.as_ref()) {
            if trail(ground, trails, before, text).is_none() {
                say(Key::Instead(before, Arc::clone(text)));
            }
        }
    }

    /// What is to be said of a state in which no thread can go on.
    fn end(&mut self, row: &[u32], over: bool, mut say: impl FnMut(Key)) {
        if over {
            let first = self.ground.question.invariants.len();
            for (index, condition) in self.ground.question.ends.iter().enumerate() {
                let holds = self.condition(first + index, *condition, row);
                say(Key::End { condition: index, holds });
            }
        } else {
            say(Key::Deadlock);
        }
        let Some(variables) = &self.ground.question.endings else { return };
        let layout = self.ground.layout;
        let number = |cell: Cell| row.get(layout.position(cell)).copied().unwrap_or(0);
        let failed = layout.threads(row).any(|(_, position)| row.get(position) == Some(&FAILED));
        let kind = match (over, failed) {
            (false, _) => EndKind::Deadlock,
            (true, true) => EndKind::Exception,
            (true, false) => EndKind::Ok,
        };
        let values = variables.iter().map(|variable| number(Cell::Variable(variable.0 as usize))).collect();
        say(Key::Ending { kind, output: number(Cell::Output), values });
    }

    /// Whether a condition holds; nothing if it raises (a variable may not be there yet).
    fn condition(&mut self, root: usize, condition: FunctionId, row: &[u32]) -> Option<bool> {
        let answer = match self.conditions.find(root, 1, row) {
            Some(answer) => answer,
            None => {
                let (looks, value) = self.scratch.evaluate(condition, row);
                self.conditions.learn((root, 1), &looks, row, &self.ground.layout, value.ok())
            }
        };
        self.conditions.answer(answer).copied().flatten()
    }

    /// From now on each race, and a partial deadlock, is told of only once: a search need not know how often it shows.
    pub(super) fn tell_races_once(&mut self) {
        let Ground { image, question, .. } = self.ground;
        let atomic = |variable: VariableId| {
            image.program.variables.get(variable.0 as usize).is_some_and(|variable| variable.atomic)
        };
        let variables = image.program.variables.iter().map(|variable| variable.atomic);
        self.raced = Some(variables.chain(question.elements.iter().map(|element| atomic(element.variable))).collect());
    }

    fn races(&mut self, row: &[u32], movers: &[Mover], mut say: impl FnMut(Key)) {
        if self.raced.as_ref().is_some_and(|raced| !raced.contains(&false)) {
            return;
        }
        let about = std::mem::take(&mut self.about);
        let about = self.accesses_of(row, movers, about);
        for (index, (_, first)) in about.iter().enumerate() {
            for (_, second) in about.iter().skip(index + 1) {
                // Most variables have no elements of which it is asked, and are done with after the first race.
                let known = self.ground.question.elements.is_empty() && self.is_told(&Key::Race(first.variable));
                if known || !first.conflicts(second, || self.variable(first.variable, row)) {
                    continue;
                }
                for key in self.names_of_race(first, second, row) {
                    if !self.is_told(&key) {
                        self.tell(&key);
                        say(key);
                    }
                }
            }
        }
        self.about = about;
    }

    /// What two accesses that conflict are a race for: elements of which it is asked, or else the variable.
    fn names_of_race(&self, first: &Access, second: &Access, row: &[u32]) -> Vec<Key> {
        let elements = self.ground.question.elements.iter().enumerate();
        let value = || self.variable(first.variable, row);
        let of_both = elements.filter(|(_, element)| first.is_about(element, value) && second.is_about(element, value));
        let names: Vec<Key> = of_both.map(|(index, _)| Key::RaceOn(first.variable, index)).collect();
        if names.is_empty() { vec![Key::Race(first.variable)] } else { names }
    }

    /// Where it is noted whether a race has been told of.
    fn note_of(&self, key: &Key) -> Option<usize> {
        match key {
            Key::Race(variable) => Some(variable.0 as usize),
            Key::RaceOn(_, index) => Some(self.ground.image.program.variables.len() + index),
            _ => None,
        }
    }

    fn is_told(&self, key: &Key) -> bool {
        let note = self.note_of(key).zip(self.raced.as_ref());
        note.and_then(|(note, raced)| raced.get(note)) == Some(&true)
    }

    fn tell(&mut self, key: &Key) {
        let note = self.note_of(key).zip(self.raced.as_mut());
        if let Some(told) = note.and_then(|(note, raced)| raced.get_mut(note)) {
            *told = true;
        }
    }

    /// The first two threads that are about to race so.
    pub(super) fn first_race(&mut self, row: &[u32], movers: &[Mover], key: &Key) -> Option<(ThreadId, ThreadId)> {
        let about = self.accesses_of(row, movers, Vec::new());
        about.iter().enumerate().find_map(|(index, (one, first))| {
            let second = about.iter().skip(index + 1).find(|(_, second)| {
                first.conflicts(second, || self.variable(first.variable, row))
                    && self.names_of_race(first, second, row).contains(key)
            });
            second.map(|(other, _)| (*one, *other))
        })
    }

    fn accesses_of(
        &mut self,
        row: &[u32],
        movers: &[Mover],
        mut about: Vec<(ThreadId, Arc<Access>)>,
    ) -> Vec<(ThreadId, Arc<Access>)> {
        about.clear();
        for mover in movers {
            let number = row.get(self.ground.layout.position(Cell::Thread(mover.who))).copied().unwrap_or(0);
            if let Some(access) = self.access(mover.who, number) {
                about.push((mover.who, access));
            }
        }
        about
    }

    /// What a condition looks at.
    pub(super) fn looks_of(&mut self, condition: FunctionId, row: &[u32]) -> Vec<Look> {
        self.scratch.evaluate(condition, row).0
    }

    /// The value of a variable.
    pub(super) fn variable(&self, variable: VariableId, row: &[u32]) -> Option<Value> {
        let position = self.ground.layout.position(Cell::Variable(variable.0 as usize));
        match self.ground.store.content(position, row.get(position).copied().unwrap_or(0)) {
            Some(Content::Variable(value)) => value,
            _ => None,
        }
    }

    /// What a thread is about to access, if that can be part of a race.
    pub(super) fn access(&mut self, who: ThreadId, number: u32) -> Option<Arc<Access>> {
        let (index, number) = (who.index(), number as usize);
        if self.accesses.len() <= index {
            self.accesses.resize(index + 1, Vec::new());
        }
        let numbers = self.accesses.get_mut(index)?;
        if numbers.len() <= number {
            numbers.resize(number + 1, None);
        }
        let known = numbers.get_mut(number)?;
        if known.is_none() {
            let position = self.ground.layout.position(Cell::Thread(who));
            let content = self.ground.store.content(position, u32::try_from(number).unwrap_or(0));
            *known = Some(match content {
                Some(Content::Thread(thread)) => access::of(&thread, self.ground.image).map(Arc::new),
                _ => None,
            });
        }
        known.clone().flatten()
    }
}

/// What is printed so far once `text` is, or nothing if that is of no interest.
fn trail(
    ground: &Ground<'_>,
    trails: &mut HashMap<(u32, Arc<str>), Option<u32>>,
    before: u32,
    text: &Arc<str>,
) -> Option<u32> {
    *trails.entry((before, Arc::clone(text))).or_insert_with(|| match &ground.question.outputs {
        Outputs::Ignored => Some(before),
        Outputs::Collected => {
            Some(ground.store.number(ground.layout.position(Cell::Output), Content::Trail(before, Arc::clone(text))))
        }
        Outputs::Wanted(wanted) => {
            let rest = wanted.get(before as usize..)?;
            rest.starts_with(&**text).then(|| before + u32::try_from(text.len()).unwrap_or(u32::MAX))
        }
    })
}

impl Ground<'_> {
    /// What a number of the output's cell stands for.
    pub(super) fn output(&self, number: u32) -> String {
        let position = self.layout.position(Cell::Output);
        let (mut pieces, mut at) = (Vec::new(), number);
        while let Some(Content::Trail(before, text)) = self.store.content(position, at) {
            pieces.push(text);
            at = before;
        }
        pieces.iter().rev().map(|piece| &**piece).collect()
    }
}
