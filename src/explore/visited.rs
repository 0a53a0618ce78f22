//! The fingerprints of all states seen, in parts that several threads fill at once.
//!
//! Each part is an open-addressed table (linear probing) whose places go by the upper bits of a fingerprint, so that a
//! larger table has the same order. It grows by half when three quarters are taken: 21 to 32 bytes a state.

use parking_lot::Mutex;

const PARTS: usize = 64;
const FIRST: usize = 64;

/// The set of states seen.
pub(super) struct Visited {
    parts: Box<[Mutex<Part>]>,
}

#[derive(Debug, Default)]
struct Part {
    /// 0: free.
    places: Vec<u128>,
    taken: usize,
}

impl Visited {
    pub(super) fn new() -> Self {
        Self { parts: (0..PARTS).map(|_| Mutex::default()).collect() }
    }

    /// Notes a state; false if it had been seen.
    #[inline]
    pub(super) fn insert(&self, fingerprint: u128) -> bool {
        let fingerprint = fingerprint.max(1);
        match self.parts.get(fingerprint as usize % PARTS) {
            Some(part) => part.lock().insert(fingerprint),
            None => false,
        }
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.lock().places.len() * size_of::<u128>()).sum()
    }
}

impl Part {
    fn insert(&mut self, fingerprint: u128) -> bool {
        if self.taken * 4 >= self.places.len() * 3 {
            self.grow();
        }
        let new = place(&mut self.places, fingerprint);
        self.taken += usize::from(new);
        new
    }

    fn grow(&mut self) {
        let size = (self.places.len() + self.places.len() / 2).max(FIRST);
        let mut places = vec![0; size];
        for fingerprint in std::mem::take(&mut self.places).into_iter().filter(|fingerprint| *fingerprint != 0) {
            place(&mut places, fingerprint);
        }
        self.places = places;
    }
}

/// Puts a fingerprint into its place; false if it is there. There is a free one.
#[inline]
fn place(places: &mut [u128], fingerprint: u128) -> bool {
    let size = places.len();
    let high = (fingerprint >> 64) as u64;
    let mut at = ((u128::from(high) * size as u128) >> 64) as usize;
    while let Some(there) = places.get_mut(at) {
        if *there == fingerprint {
            return false;
        }
        if *there == 0 {
            *there = fingerprint;
            return true;
        }
        at += 1;
        if at == size {
            at = 0;
        }
    }
    false
}
