//! What a monitor keeps in one word: bit 63 says that the state is behind the lock; bit 62 that someone waits whom no one has
//! called; below are the stamp of the latest step (see [`Caller::stamp`](super::Caller::stamp)) and the packed state.

use crate::primitives::STATE_BITS;

/// Says that the state is behind the lock.
pub(super) const INSIDE: u64 = 1 << 63;

/// Says that someone waits, and has to be called by whoever lets it go on.
const CROWDED: u64 = 1 << 62;

/// The first stamp that does not fit into a word.
const STAMP_LIMIT: u64 = 1 << (62 - STATE_BITS);

/// A word for a state in bits and a stamp, if the stamp fits.
#[inline]
pub(super) fn close(packed: u64, stamp: u64) -> Option<u64> {
    (stamp < STAMP_LIMIT).then_some(stamp << STATE_BITS | packed)
}

/// The state in bits, and the stamp, of a word that holds them.
#[inline]
pub(super) fn open(word: u64) -> Option<(u64, u64)> {
    let (packed, stamp) = (word & ((1 << STATE_BITS) - 1), (word & !CROWDED) >> STATE_BITS);
    (word & INSIDE == 0).then_some((packed, stamp))
}

/// Whether someone waits whom no one has called.
#[inline]
pub(super) fn is_crowded(word: u64) -> bool {
    word & CROWDED != 0
}

/// Just that part of a word.
#[inline]
pub(super) fn crowd(word: u64) -> u64 {
    word & CROWDED
}

/// The word with that part as given.
pub(super) fn crowded(word: u64, crowded: bool) -> u64 {
    if crowded { word | CROWDED } else { word }
}
