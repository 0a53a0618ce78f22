//! One state laid out as a world, in which steps are tried.

use std::sync::Arc;

use super::fingerprint::share;
use super::layout::{Cell, Layout};
use super::store::{Content, ENDED, FAILED, Store};
use super::watched::{Look, Watched};
use crate::explore::options::Wakeups;
use crate::machine::{
    Action, Cast, Chooser, Event, EventKind, Fuel, FutureEntry, Image, Log, Surroundings, Thread, Turn, Went, World,
    evaluate,
};
use crate::primitives::{Demand, Object, Wait};
use crate::run::Decision;
use crate::source::Span;
use crate::value::{self, Exception, FunctionId, FutureId, ThreadId, Value};

/// How much local work there may be in one step, in instructions.
const FUEL: u64 = 10_000_000;

/// One thing that a thread can do in a state.
#[derive(Clone, Debug)]
pub(super) struct Alternative {
    /// What the step left open, and how it is decided here.
    pub(super) decision: Option<Decision>,
    /// The cells that change, with their new values.
    pub(super) writes: Box<[(u32, u32)]>,
    /// By how much the fingerprint grows.
    pub(super) delta: u128,
    /// What is printed.
    pub(super) printed: Option<Arc<str>>,
    /// Whether the thread stands further on in its code behind the step.
    pub(super) gets_on: bool,
    /// What shows in this step that should not.
    pub(super) incidents: Box<[Incident]>,
}

/// Something wrong that shows in one step.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Incident {
    /// An exception that no one catches ends the thread.
    Uncaught { type_name: String, place: Option<Span> },
    /// The thread enters a critical section in which another is.
    Overlap { section: String },
    /// Local work that does not come to an end.
    Endless { place: Option<Span> },
}

/// A state as a world.
pub(super) struct Scratch<'s> {
    image: Arc<Image>,
    layout: Layout,
    store: &'s Store,
    wakeups: Wakeups,
    world: World,
    /// The numbers of what lies in the world; 0 where that must be laid out anew.
    row: Vec<u32>,
}

impl<'s> Scratch<'s> {
    pub(super) fn new(image: &Arc<Image>, layout: Layout, store: &'s Store, wakeups: Wakeups) -> Self {
        let world = World::new(Arc::clone(image));
        Self { image: Arc::clone(image), layout, store, wakeups, world, row: vec![0; layout.fixed()] }
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
        put(Cell::Crew);
        put(Cell::Output);
        for thread in threads {
            let position = self.layout.position(Cell::Thread(thread.handle.id));
            row.resize(row.len().max(position + 1), 0);
            if let Some(place) = row.get_mut(position) {
                *place = self.store.number(position, Content::Thread(Arc::new(thread.clone())));
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
    pub(super) fn alternatives(&mut self, who: ThreadId, row: &[u32]) -> (Vec<Look>, Vec<Alternative>) {
        let mut looks = Vec::new();
        let position = self.layout.position(Cell::Thread(who));
        let number = row.get(position).copied().unwrap_or(0);
        let Some(Content::Thread(thread)) = self.store.content(position, number) else { return (looks, Vec::new()) };
        self.load(row);
        let Some(turn) = self.turn_of(&thread, &mut looks) else { return (looks, Vec::new()) };
        let mut found = Vec::new();
        let image = Arc::clone(&self.image);
        let mut script = Script::new(self.wakeups == Wakeups::Fifo, &image);
        loop {
            found.push(self.attempt(&thread, turn, row, &mut looks, &mut script));
            if !script.advance() {
                return (looks, found);
            }
        }
    }

    /// How a thread can go on, if it can.
    fn turn_of(&mut self, thread: &Thread, looks: &mut Vec<Look>) -> Option<Turn> {
        let Self { image, world, .. } = self;
        let mut watched = Watched { world, looks, image, printed: String::new() };
        if watched.can_go_on(thread.handle.id, &thread.pending) {
            return Some(Turn::Perform);
        }
        match &thread.pending {
            Action::Operate { operation, .. } if matches!(operation.patience(), Wait::For(_)) => Some(Turn::Expire),
            _ => None,
        }
    }

    /// Lets a thread do its step, and says what has changed.
    fn attempt(
        &mut self,
        thread: &Thread,
        turn: Turn,
        row: &[u32],
        looks: &mut Vec<Look>,
        script: &mut Script<'_>,
    ) -> Alternative {
        self.load(row);
        let before = thread;
        let mut thread = thread.clone();
        let who = thread.handle.id;
        let mut ears = Ears::default();
        let image = Arc::clone(&self.image);
        let mut watched = Watched { world: &mut self.world, looks, image: &image, printed: String::new() };
        let mut fuel = Fuel::of(FUEL);
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
            let place = moved.first().and_then(|thread| thread.place(&image));
            ears.incidents.push(Incident::Endless { place });
        }
        let gets_on = moved.first().is_some_and(|thread| thread.is_beyond(before));
        let (writes, delta) = self.changes(row, looks, &moved, who);
        let incidents = ears.incidents.into_boxed_slice();
        Alternative { decision: script.decision.take(), writes, delta, printed, gets_on, incidents }
    }

    /// The cells that a step has changed, among those that it looked at.
    fn changes(&mut self, row: &[u32], looks: &[Look], moved: &[Thread], who: ThreadId) -> (Box<[(u32, u32)]>, u128) {
        let (mut writes, mut delta) = (Vec::new(), 0u128);
        let cells = looks.iter().filter_map(|look| match look {
            Look::At(Cell::Thread(_)) | Look::Ended(_) => None,
            Look::At(cell) => Some((*cell, None)),
        });
        let threads = moved.iter().map(|thread| (Cell::Thread(thread.handle.id), Some(thread)));
        for (cell, thread) in cells.chain(threads) {
            let position = self.layout.position(cell);
            let content = match thread {
                Some(thread) => Some(self.content_of_thread(thread, who)),
                None => content_of(&self.world, cell),
            };
            let Some(content) = content else { continue };
            let before = row.get(position).copied().unwrap_or(0);
            let after = self.store.number(position, content);
            if before != after {
                writes.push((u32::try_from(position).unwrap_or(u32::MAX), after));
                delta = delta.wrapping_add(share(position, after)).wrapping_sub(share(position, before));
                self.row.resize(self.row.len().max(position + 1), 0);
                // What lies in the world is no longer what the row says.
                if let Some(there) = self.row.get_mut(position) {
                    *there = 0;
                }
            }
        }
        (writes.into_boxed_slice(), delta)
    }

    fn content_of_thread(&self, thread: &Thread, who: ThreadId) -> Content {
        let has_ended = thread.handle.id == who && self.world.has_ended(who);
        match &thread.pending {
            Action::End { uncaught: Some(_) } if has_ended => Content::Failed,
            _ if has_ended => Content::Ended,
            _ => {
                let mut thread = thread.clone();
                thread.forget_the_past();
                Content::Thread(Arc::new(thread))
            }
        }
    }

    /// The value of a condition over shared variables, and what it depends on.
    pub(super) fn evaluate(&mut self, condition: FunctionId, row: &[u32]) -> (Vec<Look>, Result<bool, Arc<Exception>>) {
        self.load(row);
        let mut looks = Vec::new();
        let image = Arc::clone(&self.image);
        let mut script = Script::new(true, &self.image);
        let mut watched = Watched { world: &mut self.world, looks: &mut looks, image: &image, printed: String::new() };
        let value = evaluate(condition, &mut watched, &image, &mut Ears::default(), &mut script);
        (looks, value.map(|value| value.truth()))
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

/// The value of a cell that is no thread.
fn content_of(world: &World, cell: Cell) -> Option<Content> {
    match cell {
        Cell::Variable(index) => world.variables.get(index).cloned().map(Content::Variable),
        Cell::Object(index) => world.objects.get(index).map(|object| match object {
            Object::Lock(lock) => Content::Object(Object::Lock(lock.anonymous())),
            other => Content::Object(other.clone()),
        }),
        Cell::Section(index) => world.sections.get(index).cloned().map(Content::Section),
        Cell::Crew => Some(Content::Crew(Arc::new(world.crew()))),
        Cell::Future(future) => world
            .futures
            .get(future.index())
            .map(|entry| Content::Future(FutureEntry { worker: None, ..entry.clone() })),
        Cell::Thread(_) | Cell::Output => None,
    }
}

/// Puts a value into its place in the world.
fn lay(world: &mut World, cell: Cell, content: Content) {
    match (cell, content) {
        (Cell::Variable(index), Content::Variable(value)) => put(&mut world.variables, index, value),
        (Cell::Object(index), Content::Object(value)) => put(&mut world.objects, index, value),
        (Cell::Section(index), Content::Section(value)) => put(&mut world.sections, index, value),
        (Cell::Future(future), Content::Future(value)) => put_future(&mut world.futures, future, value),
        _ => {}
    }
}

fn put<T>(places: &mut [T], index: usize, value: T) {
    if let Some(place) = places.get_mut(index) {
        *place = value;
    }
}

/// Futures come in order, so at most the next one is new.
fn put_future(futures: &mut Vec<FutureEntry>, future: FutureId, entry: FutureEntry) {
    match futures.get_mut(future.index()) {
        Some(place) => *place = entry,
        None => futures.push(entry),
    }
}

/// Hears of what should not be.
#[derive(Default)]
struct Ears {
    incidents: Vec<Incident>,
}

impl Log for Ears {
    fn wants(&self) -> bool {
        false
    }

    fn event(&mut self, event: Event, _cast: &dyn Cast) {
        match event.kind {
            EventKind::Exit { uncaught: Some(exception) } => self
                .incidents
                .push(Incident::Uncaught { type_name: exception.type_name.to_string(), place: event.place }),
            EventKind::Enter { section, others } if !others.is_empty() => {
                self.incidents.push(Incident::Overlap { section });
            }
            _ => {}
        }
    }

    fn print(&mut self, _text: &str) {}
}

/// Goes through all that a step leaves open, one combination after the other.
struct Script<'a> {
    image: &'a Image,
    /// Whether waiters are woken in their order.
    in_order: bool,
    /// For each choice in the step what is taken, and of how many.
    taken: Vec<(usize, usize)>,
    next: usize,
    decision: Option<Decision>,
}

impl<'a> Script<'a> {
    fn new(in_order: bool, image: &'a Image) -> Self {
        Self { image, in_order, taken: Vec::new(), next: 0, decision: None }
    }

    fn take(&mut self, of: usize) -> usize {
        let at = self.next;
        self.next += 1;
        if let Some((taken, _)) = self.taken.get(at) {
            return *taken;
        }
        self.taken.push((0, of));
        0
    }

    /// Goes to the next combination; false if there is none.
    fn advance(&mut self) -> bool {
        self.next = 0;
        while let Some((taken, of)) = self.taken.pop() {
            if taken + 1 < of {
                self.taken.push((taken + 1, of));
                return true;
            }
        }
        false
    }
}

impl Chooser for Script<'_> {
    fn waiter(&mut self, waiters: &[ThreadId]) -> usize {
        let index = if self.in_order { 0 } else { self.take(waiters.len()) };
        let woken = waiters.get(index).copied();
        match &mut self.decision {
            Some(Decision::Waiters(all)) => all.extend(woken),
            _ => self.decision = Some(Decision::Waiters(woken.into_iter().collect())),
        }
        index
    }

    fn option(&mut self, options: &[Value]) -> usize {
        let index = self.take(options.len());
        self.decision = options.get(index).map(|option| Decision::Option(value::repr(option, self.image)));
        index
    }
}
