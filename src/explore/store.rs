//! Every value that a part of a state ever has, once, under a number.
//!
//! Parts repeat: a search of millions of states knows a few thousand of them. So a state is a short row of numbers, and a
//! step that was done once in the same surroundings need not be done again.

use std::hash::BuildHasherDefault;
use std::sync::Arc;

use indexmap::IndexSet;
use parking_lot::RwLock;

use super::layout::{Cell, Layout};
use crate::machine::{Crew, FutureEntry, Thread};
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

type Values = IndexSet<Content, BuildHasherDefault<rustc_hash::FxHasher>>;

/// The values of all cells, shared by all who search. Numbers count from 1 in each cell; 0 means that there is no such
/// cell (yet).
#[derive(Debug)]
pub(super) struct Store {
    layout: Layout,
    cells: RwLock<Vec<Values>>,
    /// Threads without their names.
    anonymous: RwLock<Values>,
}

impl Store {
    pub(super) fn new(layout: Layout) -> Self {
        Self { layout, cells: RwLock::new(Vec::new()), anonymous: RwLock::default() }
    }

    /// The number of a value.
    pub(super) fn number(&self, position: usize, content: Content) -> u32 {
        if let Some(values) = self.cells.read().get(position)
            && let Some(index) = values.get_index_of(&content)
        {
            return as_number(index);
        }
        let mut cells = self.cells.write();
        while cells.len() <= position {
            let mut values = Values::default();
            if let Cell::Thread(_) = self.layout.cell(cells.len()) {
                // ENDED and FAILED
                values.insert(Content::Ended);
                values.insert(Content::Failed);
            }
            cells.push(values);
        }
        let index = cells.get_mut(position).map_or(0, |values| values.insert_full(content).0);
        as_number(index)
    }

    /// The number of a thread without a name.
    pub(super) fn anonymous_number(&self, content: Content) -> u32 {
        if let Some(index) = self.anonymous.read().get_index_of(&content) {
            return as_number(index);
        }
        as_number(self.anonymous.write().insert_full(content).0)
    }

    /// The value with a number.
    pub(super) fn content(&self, position: usize, number: u32) -> Option<Content> {
        let index = (number as usize).checked_sub(1)?;
        self.cells.read().get(position)?.get_index(index).cloned()
    }
}

fn as_number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}
