//! Threads that nobody can tell apart.
//!
//! A thread to which nothing in a state refers (no variable, primitive or other thread) goes on in the same way whichever
//! of its places it has. So it counts in the fingerprint by what it is about to do, and not by who it is: two states that
//! differ only in which of such threads is where are one state (scalarsets, C. N. Ip and D. L. Dill: "Better verification
//! through symmetry", Formal Methods in System Design 9, 1996). A thread that something refers to counts by its place.
//!
//! Those that are unlike others count by their places, too: `main`, daemons, a pool's workers. And all of it holds only as
//! long as no thread can ask who it is: not with `current_thread()`.

use std::sync::Arc;

use super::fingerprint::{hash_of, share};
use super::layout::{Cell, Layout};
use super::shares::Shares;
use super::store::{Content, Store};
use crate::machine::Image;
use crate::program::Op;
use crate::value::{Mentions, ThreadHandle, ThreadId};

/// A set of threads. Those that do not fit in count by their places.
pub(super) type Threads = u128;

/// How many fit in.
const MOST: usize = 128;

/// `main`, which is like no other thread: a `join` without names does not wait for it.
const MAIN: Threads = 1;

/// The place at which threads count that nobody can tell apart: no cell has it.
const ANONYMOUS: usize = usize::MAX;

/// Counts threads by what they are about to do.
pub(super) struct Symmetry<'g> {
    layout: Layout,
    store: &'g Store,
    /// For each place and number: the threads that it refers to.
    mentions: Vec<Vec<Option<Threads>>>,
    /// For each thread's place and number: its share if nothing refers to it.
    anonymous: Vec<Vec<Option<u128>>>,
}

/// Cells that change: place, number before, number after.
type Change = (usize, u32, u32);

impl<'g> Symmetry<'g> {
    /// None if threads can be told apart.
    pub(super) fn of(image: &'g Image, layout: Layout, store: &'g Store) -> Option<Self> {
        let program = &image.program;
        let asks = program.functions.iter().flat_map(|function| &function.code).any(|op| *op == Op::CurrentThread);
        (!asks).then(|| Self { layout, store, mentions: Vec::new(), anonymous: Vec::new() })
    }

    /// The threads that something in a state refers to.
    pub(super) fn known(&mut self, row: &[u32]) -> Threads {
        let cells = row.iter().enumerate();
        cells.fold(MAIN, |known, (position, number)| known | self.mentioned(position, *number))
    }

    /// The fingerprint of a state.
    pub(super) fn fingerprint(&mut self, row: &[u32], shares: &mut Shares<'_>) -> u128 {
        let known = self.known(row);
        row.iter()
            .enumerate()
            .fold(0, |sum, (position, number)| sum.wrapping_add(self.share(position, *number, known, shares)))
    }

    /// By how much the fingerprint of a state grows with these changes, if the threads `known` are referred to before.
    pub(super) fn growth(
        &mut self,
        row: &[u32],
        known: Threads,
        changes: impl Iterator<Item = Change> + Clone,
        shares: &mut Shares<'_>,
    ) -> u128 {
        let mut refers = false;
        for (position, before, after) in changes.clone() {
            refers |= self.mentioned(position, before) != self.mentioned(position, after);
        }
        let known_after = if refers { self.known_after(row, changes.clone()) } else { known };
        let mut growth = 0u128;
        let mut written: Threads = 0;
        for (position, before, after) in changes {
            growth = growth
                .wrapping_add(self.share(position, after, known_after, shares))
                .wrapping_sub(self.share(position, before, known, shares));
            if let Cell::Thread(thread) = self.layout.cell(position) {
                written |= bit(thread);
            }
        }
        let mut differ = (known ^ known_after) & !written;
        while differ != 0 {
            let thread = ThreadId(differ.trailing_zeros());
            differ &= differ - 1;
            let position = self.layout.position(Cell::Thread(thread));
            let number = row.get(position).copied().unwrap_or(0);
            growth = growth
                .wrapping_add(self.share(position, number, known_after, shares))
                .wrapping_sub(self.share(position, number, known, shares));
        }
        growth
    }

    fn known_after(&mut self, row: &[u32], changes: impl Iterator<Item = Change> + Clone) -> Threads {
        let mut known = MAIN;
        for (position, number) in row.iter().enumerate() {
            if !changes.clone().any(|(changed, ..)| changed == position) {
                known |= self.mentioned(position, *number);
            }
        }
        changes.fold(known, |known, (position, _, after)| known | self.mentioned(position, after))
    }

    #[inline]
    fn share(&mut self, position: usize, number: u32, known: Threads, shares: &mut Shares<'_>) -> u128 {
        match self.layout.cell(position) {
            Cell::Thread(thread) if number != 0 && thread.index() < MOST && known & bit(thread) == 0 => {
                self.anonymous_share(position, number)
            }
            _ => shares.get(position, number),
        }
    }

    /// What a thread counts to which nothing refers.
    fn anonymous_share(&mut self, position: usize, number: u32) -> u128 {
        if let Some(Some(known)) = self.anonymous.get(position).and_then(|numbers| numbers.get(number as usize)) {
            return *known;
        }
        let content = match self.store.content(position, number) {
            Some(Content::Thread(thread)) => {
                let mut thread = (*thread).clone();
                thread.handle = Arc::new(ThreadHandle { id: ThreadId(u32::MAX), name: String::new() });
                Content::Thread(Arc::new(thread))
            }
            Some(other) => other,
            None => return 0,
        };
        let found = share(ANONYMOUS, hash_of(&content));
        put(&mut self.anonymous, position, number, found);
        found
    }

    /// The threads that a cell refers to.
    #[inline]
    fn mentioned(&mut self, position: usize, number: u32) -> Threads {
        if let Some(Some(known)) = self.mentions.get(position).and_then(|numbers| numbers.get(number as usize)) {
            return *known;
        }
        let found = match (self.layout.cell(position), self.store.content(position, number)) {
            (Cell::Output, _) | (_, None) => 0,
            // It knows names, too, which no one can ask for.
            (Cell::Crew, Some(Content::Crew(crew))) => crew
                .roster
                .iter()
                .filter(|entry| entry.life.daemon || entry.pool.is_some())
                .fold(0, |known, entry| known | bit(entry.handle.id)),
            (Cell::Thread(own), Some(content)) => mentioned_in(&content) & !bit(own),
            (_, Some(content)) => mentioned_in(&content),
        };
        put(&mut self.mentions, position, number, found);
        found
    }
}

fn put<T: Clone>(table: &mut Vec<Vec<Option<T>>>, position: usize, number: u32, value: T) {
    if table.len() <= position {
        table.resize(position + 1, Vec::new());
    }
    let Some(numbers) = table.get_mut(position) else { return };
    if numbers.len() <= number as usize {
        numbers.resize(number as usize + 1, None);
    }
    if let Some(place) = numbers.get_mut(number as usize) {
        *place = Some(value);
    }
}

fn bit(thread: ThreadId) -> Threads {
    1u128.checked_shl(thread.0).unwrap_or(0)
}

/// The threads that the value of a cell refers to.
fn mentioned_in(content: &Content) -> Threads {
    let mut found = 0;
    content.mentions(&mut |thread| found |= bit(thread));
    found
}
