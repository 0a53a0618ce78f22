//! States that are to be looked at: rows of one width, side by side.

/// Some states.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunk {
    width: usize,
    rows: Vec<u32>,
    fingerprints: Vec<u128>,
}

impl Chunk {
    /// How many states.
    pub(super) fn len(&self) -> usize {
        self.fingerprints.len()
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        self.rows.capacity() * size_of::<u32>() + self.fingerprints.capacity() * size_of::<u128>()
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u32], u128)> {
        (0..self.len()).filter_map(|index| self.get(index))
    }

    /// All of their rows, to be changed.
    pub(super) fn rows_mut(&mut self) -> impl Iterator<Item = &mut [u32]> {
        self.rows.chunks_exact_mut(self.width.max(1))
    }

    /// A state with its fingerprint.
    pub(super) fn get(&self, index: usize) -> Option<(&[u32], u128)> {
        let from = index * self.width;
        Some((self.rows.get(from..from + self.width)?, *self.fingerprints.get(index)?))
    }
}

/// The states of the next level, as one who searches finds them.
#[derive(Debug, Default)]
pub(super) struct Harvest {
    full: Vec<Chunk>,
    full_bytes: usize,
    open: Chunk,
}

/// How many states a chunk has at most.
const CHUNK: usize = 512;
/// How many numbers of rows a chunk has at most, if that is more than one row.
const NUMBERS: usize = 1 << 18;

impl Harvest {
    /// Adds the state that differs from `row` by these numbers.
    pub(super) fn push(&mut self, row: &[u32], changes: impl Iterator<Item = (u32, u32)> + Clone, fingerprint: u128) {
        let width = changes.clone().map(|(position, _)| position as usize + 1).fold(row.len(), usize::max);
        let is_full = self.open.len() >= CHUNK || self.open.rows.len() + width > NUMBERS.max(width);
        if width > self.open.width || is_full {
            let width = width.max(self.open.width);
            let full = std::mem::replace(&mut self.open, Chunk { width, ..Chunk::default() });
            if full.len() > 0 {
                self.full_bytes += full.bytes();
                self.full.push(full);
            }
        }
        let from = self.open.rows.len();
        self.open.rows.extend_from_slice(row);
        self.open.rows.resize(from + self.open.width, 0);
        for (position, number) in changes {
            if let Some(place) = self.open.rows.get_mut(from + position as usize) {
                *place = number;
            }
        }
        self.open.fingerprints.push(fingerprint);
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        self.full_bytes + self.open.bytes()
    }

    /// All of them.
    pub(super) fn into_chunks(mut self) -> Vec<Chunk> {
        if self.open.len() > 0 {
            self.full.push(self.open);
        }
        self.full
    }
}
