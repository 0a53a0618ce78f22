//! The values that parts of states have, each once, under a number.
//!
//! Parts repeat: a search of millions of states knows a few thousand of them. So a state is a short row of numbers, and a
//! step that was done once in the same surroundings need not be done again. Where parts do not repeat (a counter that
//! grows), values that no state refers to any more are swept out between two levels (`sweep`).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::RwLock;
use rustc_hash::FxHashMap;

use super::fingerprint;

use super::layout::{Cell, Layout};
use crate::machine::{Crew, FutureEntry, Measure, Thread};
use crate::primitives::Object;
use crate::value::{Mentions, ThreadId, Value};

/// What a thread's cell holds once the thread has ended.
pub(super) const ENDED: u32 = 1;
/// The same where an exception ended it that no one caught.
pub(super) const FAILED: u32 = 2;

/// The value of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Content {
    Variable(Option<Value>),
    Object(Object),
    Section(Vec<ThreadId>),
    Crew(Arc<Crew>),
    /// A thread that goes on as this one would.
    Thread(Arc<Thread>),
    Ended,
    Failed,
    Future(FutureEntry),
    /// It sleeps so long yet.
    Sleeps(i64),
    /// It waits so long yet at most.
    Waits(i64),
    /// So late is it.
    Clock(i64),
    /// A text printed behind what had been printed before.
    Trail(u32, Arc<str>),
}

impl Mentions for Content {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        match self {
            Self::Variable(value) => value.mentions(show),
            Self::Object(object) => object.mentions(show),
            Self::Section(inside) => inside.mentions(show),
            // It knows names, too, which no one can ask for.
            Self::Crew(crew) => crew.roster.mentions(show),
            Self::Thread(thread) => thread.mentions(show),
            Self::Future(future) => future.mentions(show),
            Self::Ended | Self::Failed | Self::Sleeps(_) | Self::Waits(_) | Self::Clock(_) | Self::Trail(..) => {}
        }
    }
}

impl Content {
    /// About how many bytes it takes.
    fn bytes(&self) -> usize {
        let mut measure = Measure::default();
        match self {
            Self::Variable(Some(value)) => measure.value(value),
            Self::Object(object) => measure.object(object),
            Self::Thread(thread) => measure.thread(thread),
            Self::Crew(crew) => return size_of_val(crew.roster.as_slice()),
            Self::Trail(_, text) => return text.len(),
            _ => {}
        }
        size_of::<Self>() + measure.bytes()
    }
}

/// The values that one cell has had.
#[derive(Debug, Default)]
struct Values {
    contents: Vec<Content>,
    hashes: Vec<u128>,
    numbers: FxHashMap<u128, u32>,
}

impl Values {
    /// Those of a cell where nothing has been yet.
    fn of(cell: Cell) -> Self {
        let mut values = Self::default();
        if let Cell::Thread(_) = cell {
            // ENDED and FAILED
            values.insert(fingerprint::hash_of(&Content::Ended), Content::Ended);
            values.insert(fingerprint::hash_of(&Content::Failed), Content::Failed);
        }
        values
    }

    fn insert(&mut self, hash: u128, content: Content) -> u32 {
        let Self { contents, hashes, numbers } = self;
        *numbers.entry(hash).or_insert_with(|| {
            contents.push(content);
            hashes.push(hash);
            as_number(contents.len() - 1)
        })
    }
}

/// The values of all cells, shared by all who search. Numbers count from 1 in each cell; 0 means that there is no such
/// cell (yet). A value is known by its hash of 128 bits.
#[derive(Debug)]
pub(super) struct Store {
    layout: Layout,
    cells: RwLock<Vec<Values>>,
    /// How many values came in since the latest sweep, and about how many bytes they take.
    fresh: AtomicUsize,
    fresh_bytes: AtomicUsize,
}

impl Store {
    pub(super) fn new(layout: Layout) -> Self {
        Self { layout, cells: RwLock::new(Vec::new()), fresh: AtomicUsize::new(0), fresh_bytes: AtomicUsize::new(0) }
    }

    /// The number of a value.
    pub(super) fn number(&self, position: usize, content: Content) -> u32 {
        let hash = self.hash_of(position, &content);
        if let Some(number) = self.cells.read().get(position).and_then(|values| values.numbers.get(&hash)) {
            return *number;
        }
        let mut cells = self.cells.write();
        while cells.len() <= position {
            let cell = self.layout.cell(cells.len());
            cells.push(Values::of(cell));
        }
        self.fresh.fetch_add(1, Ordering::Relaxed);
        self.fresh_bytes.fetch_add(content.bytes(), Ordering::Relaxed);
        cells.get_mut(position).map_or(0, |values| values.insert(hash, content))
    }

    /// The hash of a value; that of a text printed behind others depends on theirs, and not on their number.
    fn hash_of(&self, position: usize, content: &Content) -> u128 {
        match content {
            Content::Trail(before, text) => fingerprint::hash_of(&(self.hash(position, *before), text)),
            content => fingerprint::hash_of(content),
        }
    }

    /// The hash of the value with a number; 0 if there is none.
    pub(super) fn hash(&self, position: usize, number: u32) -> u128 {
        let cells = self.cells.read();
        let index = (number as usize).checked_sub(1);
        index.and_then(|index| cells.get(position)?.hashes.get(index).copied()).unwrap_or(0)
    }

    /// The value with a number.
    pub(super) fn content(&self, position: usize, number: u32) -> Option<Content> {
        let index = (number as usize).checked_sub(1)?;
        self.cells.read().get(position)?.contents.get(index).cloned()
    }

    /// How many values came in since the latest sweep.
    pub(super) fn fresh(&self) -> usize {
        self.fresh.load(Ordering::Relaxed)
    }

    /// About how many bytes these take.
    pub(super) fn fresh_bytes(&self) -> usize {
        self.fresh_bytes.load(Ordering::Relaxed)
    }

    /// Forgets all values but those that are marked, and gives these new numbers.
    pub(super) fn sweep(&self, mut marks: Marks) -> Renumbering {
        let mut cells = self.cells.write();
        self.fresh.store(0, Ordering::Relaxed);
        self.fresh_bytes.store(0, Ordering::Relaxed);
        let output = self.layout.position(Cell::Output);
        if let Some(values) = cells.get(output) {
            // What was printed before is part of it. It has a smaller number.
            for (index, content) in values.contents.iter().enumerate().rev() {
                let is_needed = marks.has(output, as_number(index));
                if let (true, Content::Trail(before, _)) = (is_needed, content) {
                    marks.add(output, *before);
                }
            }
        }
        let mut renumbering = Renumbering::default();
        for (position, values) in cells.iter_mut().enumerate() {
            let cell = self.layout.cell(position);
            let old = std::mem::replace(values, Values::of(cell));
            let mut numbers = vec![0; old.contents.len() + 1];
            for ((number, content), hash) in (1u32..).zip(old.contents).zip(old.hashes) {
                if !marks.has(position, number) {
                    continue;
                }
                let renumbered = |number: u32| numbers.get(number as usize).copied().unwrap_or(0);
                let content = match content {
                    Content::Trail(before, text) => Content::Trail(renumbered(before), text),
                    content => content,
                };
                if let Some(place) = numbers.get_mut(number as usize) {
                    *place = values.insert(hash, content);
                }
            }
            renumbering.0.push(numbers);
        }
        renumbering
    }
}

fn as_number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// Values that are still needed, by their cells and numbers.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<Vec<bool>>);

impl Marks {
    pub(super) fn add(&mut self, position: usize, number: u32) {
        if self.0.len() <= position {
            self.0.resize(position + 1, Vec::new());
        }
        let Some(numbers) = self.0.get_mut(position) else { return };
        if numbers.len() <= number as usize {
            numbers.resize(number as usize + 1, false);
        }
        if let Some(mark) = numbers.get_mut(number as usize) {
            *mark = true;
        }
    }

    fn has(&self, position: usize, number: u32) -> bool {
        self.0.get(position).and_then(|numbers| numbers.get(number as usize)) == Some(&true)
    }
}

/// The new numbers of values, by their cells and old numbers.
#[derive(Debug, Default)]
pub(super) struct Renumbering(Vec<Vec<u32>>);

impl Renumbering {
    /// How many values stayed.
    pub(super) fn kept(&self) -> usize {
        self.0.iter().flatten().filter(|number| **number != 0).count()
    }

    pub(super) fn of(&self, position: usize, number: u32) -> u32 {
        self.0.get(position).and_then(|numbers| numbers.get(number as usize)).copied().unwrap_or(0)
    }
}
