//! One state laid out as a world, in which steps are tried.

use std::sync::Arc;

use super::cells::{content_of, lay};
use super::course::Courses;
use super::fingerprint::share;
use super::flow::Liveness;
use super::layout::{Cell, Layout};
use super::script::{Ears, Incident, Script};
use super::store::{Content, ENDED, FAILED, Store};
use super::timers;
use super::watched::{Footprint, Look, Watched};
use crate::explore::options::Wakeups;
use crate::machine::{Action, Fuel, Image, Surroundings, Thread, Turn, Went, World, evaluate};
use crate::run::Decision;
use crate::value::{Exception, FunctionId, FutureId, ThreadId};

/// One thing that a thread can do in a state.
#[derive(Clone, Debug)]
pub(super) struct Alternative {
    /// How each thing is decided here that the step leaves open.
    pub(super) decisions: Box<[Decision]>,
    /// The cells that change, with their new values.
    pub(super) writes: Box<[(u32, u32)]>,
    /// By how much the fingerprint grows.
    pub(super) delta: u128,
    /// What is printed.
    pub(super) printed: Option<Arc<str>>,
    /// Whether the thread has come further in its code by the step.
    pub(super) gets_on: bool,
    /// What shows in this step that should not.
    pub(super) incidents: Box<[Incident]>,
}

/// A state as a world.
pub(super) struct Scratch<'s> {
    image: Arc<Image>,
    pub(super) layout: Layout,
    pub(super) store: &'s Store,
    wakeups: Wakeups,
    liveness: Liveness,
    courses: Courses,
    /// Whether the time can be asked for, and is part of a state.
    timed: bool,
    pub(super) world: World,
    /// The numbers of what lies in the world; 0 where that must be laid out anew.
    row: Vec<u32>,
}

impl<'s> Scratch<'s> {
    pub(super) fn new(image: &Arc<Image>, layout: Layout, store: &'s Store, wakeups: Wakeups) -> Self {
        let world = World::new(Arc::clone(image));
        let (liveness, courses) = (Liveness::of(&image.program), Courses::of(&image.program));
        let timed = layout.has_timers() && timers::asks_for_time(image);
        Self {
            image: Arc::clone(image),
            layout,
            store,
            wakeups,
            liveness,
            courses,
            timed,
            world,
            row: vec![0; layout.fixed()],
        }
    }

    /// The row of a state whose world and threads these are.
    pub(super) fn row_of(&self, world: &World, threads: &[Thread]) -> Vec<u32> {
        let (variables, objects, sections) = self.layout.counts();
        let mut row = Vec::new();
        let mut put = |cell: Cell| {
            let position = self.layout.position(cell);
            if row.len() <= position {
                row.resize(position + 1, 0);
            }
            if let (Some(content), Some(place)) = (content_of(world, cell), row.get_mut(position)) {
                *place = self.store.number(position, content);
            }
        };
        (0..variables).for_each(|index| put(Cell::Variable(index)));
        (0..objects).for_each(|index| put(Cell::Object(index)));
        (0..sections).for_each(|index| put(Cell::Section(index)));
        (0..world.futures.len()).for_each(|index| put(Cell::Future(FutureId::at(index))));
        put(Cell::Crew);
        put(Cell::Output);
        if self.timed {
            put(Cell::Clock);
        }
        for thread in threads {
            let position = self.layout.position(Cell::Thread(thread.handle.id));
            row.resize(row.len().max(position + 1), 0);
            if let Some(place) = row.get_mut(position) {
                let has_ended = world.has_ended(thread.handle.id);
                *place = self.store.number(position, self.content_of_thread(thread, has_ended));
            }
            if let (true, Some(content)) = (self.layout.has_timers(), self.timer_of(thread, world.clock)) {
                let position = self.layout.position(Cell::Timer(thread.handle.id));
                row.resize(row.len().max(position + 1), 0);
                if let Some(place) = row.get_mut(position) {
                    *place = self.store.number(position, content);
                }
            }
        }
        row
    }

    /// Lays out a state.
    fn load(&mut self, row: &[u32]) {
        let (mut crew_changed, mut lives_changed) = (false, false);
        self.row.resize(row.len().max(self.row.len()), 0);
        for position in 0..self.row.len() {
            let wanted = row.get(position).copied().unwrap_or(0);
            let Some(there) = self.row.get_mut(position).filter(|there| **there != wanted || wanted == 0) else {
                continue;
            };
            let before = std::mem::replace(there, wanted);
            match self.layout.cell(position) {
                Cell::Thread(_) => lives_changed |= before == 0 || before <= FAILED || wanted <= FAILED,
                Cell::Crew => crew_changed = true,
                cell => {
                    if let Some(content) = self.store.content(position, wanted) {
                        lay(&mut self.world, cell, content);
                    }
                }
            }
        }
        let position = self.layout.position(Cell::Crew);
        let (layout, now) = (self.layout, &self.row);
        let ended = |thread: ThreadId| {
            now.get(layout.position(Cell::Thread(thread))).is_some_and(|number| (1..=FAILED).contains(number))
        };
        if crew_changed
            && let Some(Content::Crew(crew)) = self.store.content(position, row.get(position).copied().unwrap_or(0))
        {
            self.world.restore_crew(&crew, ended);
            self.world.futures.truncate(crew.futures);
        } else if lives_changed {
            self.world.restore_lives(ended);
        }
        self.world.changes.clear();
        self.world.holds.iter_mut().for_each(Vec::clear);
    }

    /// Everything that a thread can do in a state, and what that depends on. Nothing if it has to wait.
    pub(super) fn alternatives(&mut self, thread: &Thread, row: &[u32]) -> (Footprint, Vec<Alternative>) {
        let (mut footprint, mut found) = (Footprint::default(), Vec::new());
        let who = thread.handle.id;
        self.load(row);
        let turn = self.turn_of(thread, row, &mut footprint);
        if self.wakeups == Wakeups::Spurious && self.world.awaits_notify(who, &thread.pending) {
            let image = Arc::clone(&self.image);
            let mut script = Script::new(false, &image);
            let woken = self.attempt(thread, Turn::Wake, row, &mut footprint, &mut script);
            found.push(Alternative { decisions: Box::new([Decision::Woken]), ..woken });
        }
        let Some(turn) = turn else { return (footprint, found) };
        let image = Arc::clone(&self.image);
        let mut script = Script::new(self.wakeups == Wakeups::Fifo, &image);
        loop {
            found.push(self.attempt(thread, turn, row, &mut footprint, &mut script));
            if !script.advance() {
                return (footprint, found);
            }
        }
    }

    /// How a thread can go on, if it can.
    fn turn_of(&mut self, thread: &Thread, row: &[u32], footprint: &mut Footprint) -> Option<Turn> {
        let exact = self.layout.has_timers();
        let timer = if exact { self.timer(thread.handle.id, row) } else { None };
        let timed = self.timed;
        let Self { image, world, .. } = self;
        let mut watched = Watched { world, footprint, image, printed: String::new(), timed };
        let who = thread.handle.id;
        if !exact {
            let can_go_on = watched.can_go_on(who, &thread.pending);
            let can_give_up = timers::patience(thread).is_some();
            return can_go_on.then_some(Turn::Perform).or(can_give_up.then_some(Turn::Expire));
        }
        watched.look(Look::At(Cell::Timer(who)));
        match timer {
            Some(Content::Sleeps(_)) => None,
            _ if watched.can_go_on(who, &thread.pending) => Some(Turn::Perform),
            Some(Content::Waits(0)) => Some(Turn::Expire),
            _ => None,
        }
    }

    /// Lets a thread do its step, and says what has changed.
    fn attempt(
        &mut self,
        thread: &Thread,
        turn: Turn,
        row: &[u32],
        footprint: &mut Footprint,
        script: &mut Script<'_>,
    ) -> Alternative {
        self.load(row);
        let before = thread;
        let mut thread = thread.clone();
        let who = thread.handle.id;
        let mut ears = Ears::default();
        let image = Arc::clone(&self.image);
        let timed = self.timed;
        let mut watched = Watched { world: &mut self.world, footprint, image: &image, printed: String::new(), timed };
        let mut fuel = Fuel::of(Fuel::ENDLESS);
        let went = thread.step(
            turn,
            &mut Surroundings { world: &mut watched, image: &image, log: &mut ears, chooser: script, fuel: &mut fuel },
        );
        let mut moved = vec![thread];
        for mut newborn in watched.world.take_newborn() {
            if matches!(newborn.pending, Action::Continue) {
                newborn.work(&mut watched, &image, &mut fuel);
            }
            moved.push(newborn);
        }
        let printed = (!watched.printed.is_empty()).then(|| Arc::from(watched.printed));
        if went == Went::OutOfFuel || moved.iter().any(|thread| matches!(thread.pending, Action::Continue)) {
            let computes = |thread: &&Thread| matches!(thread.pending, Action::Continue);
            let place = match moved.iter().find(computes) {
                Some(thread) => thread.next_place(&image),
                // It is in the middle of a step: an `atomic` block.
                None => moved.first().and_then(|thread| thread.place(&image)),
            };
            ears.incidents.push(Incident::Endless { place });
        }
        let gets_on = moved.first().is_some_and(|thread| self.courses.leads_on(before, thread));
        let (writes, delta) = self.changes(row, &footprint.looks, &moved, who);
        let incidents = ears.incidents.into_boxed_slice();
        let decisions = std::mem::take(&mut script.decisions).into_boxed_slice();
        Alternative { decisions, writes, delta, printed, gets_on, incidents }
    }

    /// The cells that a step has changed, among those that it looked at.
    fn changes(&mut self, row: &[u32], looks: &[Look], moved: &[Thread], who: ThreadId) -> (Box<[(u32, u32)]>, u128) {
        let (mut writes, mut delta) = (Vec::new(), 0u128);
        let cells = looks.iter().filter_map(|look| match look {
            Look::At(Cell::Thread(_) | Cell::Timer(_) | Cell::Clock) | Look::Ended(_) => None,
            Look::At(cell) => Some((*cell, None)),
        });
        let threads = moved.iter().map(|thread| (Cell::Thread(thread.handle.id), Some(thread)));
        let timers = moved.iter().filter(|_| self.layout.has_timers());
        let timers = timers.map(|thread| (Cell::Timer(thread.handle.id), Some(thread)));
        for (cell, thread) in cells.chain(threads).chain(timers) {
            let position = self.layout.position(cell);
            let content = match (cell, thread) {
                (Cell::Timer(_), Some(thread)) => self.timer_of(thread, self.world.clock),
                (_, Some(thread)) => {
                    let has_ended = thread.handle.id == who && self.world.has_ended(who);
                    Some(self.content_of_thread(thread, has_ended))
                }
                (_, None) => content_of(&self.world, cell),
            };
            let before = row.get(position).copied().unwrap_or(0);
            let after = match content {
                Some(content) => self.store.number(position, content),
                None if matches!(cell, Cell::Timer(_)) => 0,
                None => continue,
            };
            if before != after {
                writes.push((u32::try_from(position).unwrap_or(u32::MAX), after));
                let share =
                    |number: u32| if number == 0 { 0 } else { share(position, self.store.hash(position, number)) };
                delta = delta.wrapping_add(share(after)).wrapping_sub(share(before));
                self.row.resize(self.row.len().max(position + 1), 0);
                // What lies in the world is no longer what the row says.
                if let Some(there) = self.row.get_mut(position) {
                    *there = 0;
                }
            }
        }
        (writes.into_boxed_slice(), delta)
    }

    fn content_of_thread(&self, thread: &Thread, has_ended: bool) -> Content {
        match &thread.pending {
            Action::End { uncaught: Some(_) } if has_ended => Content::Failed,
            _ if has_ended => Content::Ended,
            _ => {
                let mut thread = thread.clone();
                self.liveness.forget(&mut thread);
                thread.forget_the_past();
                Content::Thread(Arc::new(thread))
            }
        }
    }

    /// The value of a condition over shared variables, and what it depends on.
    pub(super) fn evaluate(&mut self, condition: FunctionId, row: &[u32]) -> (Vec<Look>, Result<bool, Arc<Exception>>) {
        self.load(row);
        let mut footprint = Footprint::default();
        let image = Arc::clone(&self.image);
        let timed = self.timed;
        let mut watched =
            Watched { world: &mut self.world, footprint: &mut footprint, image: &image, printed: String::new(), timed };
        let value = evaluate(condition, &mut watched, &image);
        (footprint.looks, value.map(|value| value.truth()))
    }

    /// The number that a look gives.
    pub(super) fn seen(layout: &Layout, look: Look, row: &[u32]) -> u32 {
        match look {
            Look::At(cell) => row.get(layout.position(cell)).copied().unwrap_or(0),
            Look::Ended(thread) => {
                let number = row.get(layout.position(Cell::Thread(thread))).copied().unwrap_or(0);
                u32::from((ENDED..=FAILED).contains(&number))
            }
        }
    }
}
