//! The fingerprints of all states seen, in parts that several threads fill at once.
//!
//! Each part is a table of lines as wide as the processor fetches them, so that nearly every question costs one fetch. What
//! does not fit into its line goes into the next. Lines go by the upper bits of a fingerprint, so a larger table has the same
//! order. A table that is no longer small grows by a quarter when four fifths are taken: 20 to 25 bytes a state.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::Mutex;

const PARTS: usize = 64;
const FIRST: usize = 16;
/// Up to so many lines a part doubles: room is not worth the time of growing often.
const SMALL: usize = 2048;

/// The set of states seen.
pub(super) struct Visited {
    parts: Box<[Mutex<Part>]>,
    /// How many lines there are, for those who ask often and must not wait for the parts.
    lines: AtomicUsize,
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
        Self { parts: (0..PARTS).map(|_| Mutex::default()).collect(), lines: AtomicUsize::new(0) }
    }

    /// Notes a state; false if it had been seen.
    pub(super) fn insert(&self, fingerprint: u128) -> bool {
        self.parts.get(part_of(fingerprint)).is_some_and(|part| part.lock().insert(fingerprint.max(1), &self.lines))
    }

    /// Notes many states; gives the indices of those that had not been seen.
    pub(super) fn insert_all<'g>(&self, fingerprints: &[u128], grouping: &'g mut Grouping) -> &'g [u32] {
        let ends = grouping.by_part(fingerprints);
        let Grouping { order, fresh } = grouping;
        fresh.clear();
        let print = |index: &u32| fingerprints.get(*index as usize).copied().unwrap_or(0).max(1);
        let mut put = |place: usize, part: &mut Part| {
            let begin = place.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
            let group = ends.get(place).and_then(|end| order.get(begin..*end)).unwrap_or_default();
            // These fetches do not wait for each other; those that decide something would.
            black_box(group.iter().fold(0, |sum, index| sum ^ part.fetch(print(index))));
            fresh.extend(group.iter().filter(|index| part.insert(print(index), &self.lines)));
        };
        // Parts grow at about the same time, so who waited for one would wait for the next as well.
        let mut busy = [false; PARTS];
        for (place, (part, busy)) in self.parts.iter().zip(&mut busy).enumerate() {
            match part.try_lock() {
                Some(mut part) => put(place, &mut part),
                None => *busy = true,
            }
        }
        for (place, (part, _)) in self.parts.iter().zip(busy).enumerate().filter(|(_, (_, busy))| *busy) {
            put(place, &mut part.lock());
        }
        fresh
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.lines.load(Ordering::Relaxed) * size_of::<Line>()
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
    fn insert(&mut self, fingerprint: u128, all: &AtomicUsize) -> bool {
        if self.taken * 5 >= self.lines.len() * 16 {
            self.grow(all);
        }
        let new = put(&mut self.lines, fingerprint);
        self.taken += usize::from(new);
        new
    }

    #[cold]
    fn grow(&mut self, all: &AtomicUsize) {
        let lines = self.lines.len();
        let size = if lines < SMALL { (2 * lines).max(FIRST) } else { lines + lines / 4 };
        all.fetch_add(size - lines, Ordering::Relaxed);
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
