//! What a step touches, and which steps depend on each other.

/// A set of small numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn add(&mut self, index: usize) {
        if self.0.len() <= index / 64 {
            self.0.resize(index / 64 + 1, 0);
        }
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    /// Takes in all of another set.
    #[inline]
    pub(super) fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (one, other) in self.0.iter_mut().zip(&other.0) {
            *one |= other;
        }
    }

    /// Takes out everything.
    pub(super) fn clear(&mut self) {
        self.0.iter_mut().for_each(|word| *word = 0);
    }

    #[inline]
    pub(super) fn has(&self, index: usize) -> bool {
        self.0.get(index / 64).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(one, other)| one & other != 0)
    }
}

/// What is touched, or may be. Variables, primitives and critical sections go by their places in a state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Touch {
    pub(super) reads: Bits,
    pub(super) writes: Bits,
    /// Starts threads, or gives out futures.
    pub(super) starts: bool,
    /// Does something to a future that it was given.
    pub(super) asks: bool,
    /// Begins or ends a task, and so changes a future that no other worker has to do with.
    pub(super) settles: bool,
    /// Looks at who is alive, without waiting for it.
    pub(super) lives: bool,
    /// Prints.
    pub(super) prints: bool,
    /// Who knows what.
    pub(super) everything: bool,
}

impl Touch {
    /// Whether the order of two such steps can make a difference. That one of them may end a thread is not looked at.
    pub(super) fn conflicts(&self, other: &Self, prints_matter: bool) -> bool {
        self.everything
            || other.everything
            || self.writes.meets(&other.writes)
            || self.writes.meets(&other.reads)
            || self.reads.meets(&other.writes)
            || (self.starts && (other.starts || other.lives))
            || (self.lives && other.starts)
            || (self.asks && (other.asks || other.settles))
            || (self.settles && other.asks)
            || (prints_matter && self.prints && other.prints)
    }
}
