//! The fingerprints of all states seen, in parts that several threads fill at once.
//!
//! Each part is a table of lines as wide as the processor fetches them, so that nearly every question costs one fetch. What
//! does not fit into its line goes into the next. Lines go by the upper bits of a fingerprint, so a larger table has the same
//! order. A table grows by a quarter when four fifths are taken: 20 to 25 bytes a state.

use std::hint::black_box;

use parking_lot::Mutex;

const PARTS: usize = 64;
const FIRST: usize = 16;

/// The set of states seen.
pub(super) struct Visited {
    parts: Box<[Mutex<Part>]>,
}

#[derive(Debug, Default)]
struct Part {
    lines: Vec<Line>,
    taken: usize,
}

/// Places of fingerprints, filled from the left. 0: free.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Line([u128; 4]);

/// Fingerprints in the order of their parts, and which of them were new.
#[derive(Debug, Default)]
pub(super) struct Grouping {
    order: Vec<u32>,
    fresh: Vec<u32>,
}

impl Visited {
    pub(super) fn new() -> Self {
        Self { parts: (0..PARTS).map(|_| Mutex::default()).collect() }
    }

    /// Notes a state; false if it had been seen.
    pub(super) fn insert(&self, fingerprint: u128) -> bool {
        self.parts.get(part_of(fingerprint)).is_some_and(|part| part.lock().insert(fingerprint.max(1)))
    }

    /// Notes many states; gives the indices of those that had not been seen.
    pub(super) fn insert_all<'g>(&self, fingerprints: &[u128], grouping: &'g mut Grouping) -> &'g [u32] {
        let ends = grouping.by_part(fingerprints);
        let Grouping { order, fresh } = grouping;
        fresh.clear();
        let print = |index: &u32| fingerprints.get(*index as usize).copied().unwrap_or(0).max(1);
        let mut begin = 0;
        for (part, end) in self.parts.iter().zip(ends) {
            let group = order.get(std::mem::replace(&mut begin, end)..end).unwrap_or_default();
            if group.is_empty() {
                continue;
            }
            let mut part = part.lock();
            // These fetches do not wait for each other; those that decide something would.
            black_box(group.iter().fold(0, |sum, index| sum ^ part.fetch(print(index))));
            fresh.extend(group.iter().filter(|index| part.insert(print(index))));
        }
        fresh
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.lock().lines.len() * size_of::<Line>()).sum()
    }
}

/// The part that a fingerprint belongs to.
#[inline]
fn part_of(fingerprint: u128) -> usize {
    fingerprint as usize % PARTS
}

impl Grouping {
    /// Sorts indices by part, by counting; says where each part's end.
    fn by_part(&mut self, fingerprints: &[u128]) -> [usize; PARTS] {
        let mut next = [0; PARTS];
        for fingerprint in fingerprints {
            if let Some(count) = next.get_mut(part_of(*fingerprint)) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut next {
            sum += std::mem::replace(count, sum);
        }
        self.order.clear();
        self.order.resize(fingerprints.len(), 0);
        for (index, fingerprint) in (0u32..).zip(fingerprints) {
            if let Some(next) = next.get_mut(part_of(*fingerprint)) {
                if let Some(place) = self.order.get_mut(*next) {
                    *place = index;
                }
                *next += 1;
            }
        }
        next
    }
}

impl Part {
    /// Something from the line that a fingerprint belongs to.
    #[inline]
    fn fetch(&self, fingerprint: u128) -> u64 {
        self.lines.get(home(&self.lines, fingerprint)).map_or(0, |line| line.0[0] as u64)
    }

    #[inline]
    fn insert(&mut self, fingerprint: u128) -> bool {
        if self.taken * 5 >= self.lines.len() * 16 {
            self.grow();
        }
        let new = put(&mut self.lines, fingerprint);
        self.taken += usize::from(new);
        new
    }

    #[cold]
    fn grow(&mut self) {
        let size = (self.lines.len() + self.lines.len() / 4).max(FIRST);
        let mut lines = vec![Line::default(); size];
        for fingerprint in std::mem::take(&mut self.lines).iter().flat_map(|line| line.0).filter(|print| *print != 0) {
            put(&mut lines, fingerprint);
        }
        self.lines = lines;
    }
}

/// The line that a fingerprint belongs to.
#[inline]
fn home(lines: &[Line], fingerprint: u128) -> usize {
    let high = (fingerprint >> 64) as u64;
    ((u128::from(high) * lines.len() as u128) >> 64) as usize
}

/// Puts a fingerprint into its place; false if it is there. There is a free one.
#[inline]
fn put(lines: &mut [Line], fingerprint: u128) -> bool {
    let mut at = home(lines, fingerprint);
    while let Some(line) = lines.get_mut(at) {
        for place in &mut line.0 {
            if *place == fingerprint {
                return false;
            }
            if *place == 0 {
                *place = fingerprint;
                return true;
            }
        }
        at += 1;
        if at == lines.len() {
            at = 0;
        }
    }
    false
}
