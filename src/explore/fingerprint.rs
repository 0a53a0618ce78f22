//! Fingerprints of states: 128 bits, the sum of one random-looking number for each cell and its value.
//!
//! The idea is Zobrist's ("A new hashing method with application for game playing", 1970), with addition in the place of
//! exclusive or: a step that changes two cells changes the sum by two differences, whatever the other cells hold. The number
//! depends on the value itself, by a hash of 128 bits, and not on the number under which the store keeps it; so the store
//! can forget a value and meet it again. Two different states have the same fingerprint with odds of 2^-128; among n states
//! some pair has with odds of about n^2 / 2^129: for a billion states 1 in 10^21.

use std::hash::Hash;

use siphasher::sip128::{Hasher128, SipHasher13};

/// What a cell adds to the fingerprint that holds a value of this hash.
#[inline]
pub(super) fn share(position: usize, hash: u128) -> u128 {
    let place = scatter((position as u64).wrapping_add(0x9e37_79b9_7f4a_7c15));
    let low = scatter(hash as u64 ^ place);
    let high = scatter((hash >> 64) as u64 ^ place.rotate_left(29) ^ 0xd1b5_4a32_d192_ed03);
    (u128::from(high) << 64) | u128::from(low)
}

/// A hash of a value: SipHash-1-3 with 128 bits (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012).
pub(super) fn hash_of(value: &impl Hash) -> u128 {
    let mut hasher = SipHasher13::new();
    value.hash(&mut hasher);
    hasher.finish128().as_u128()
}

/// The finalizer of splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014, fig. 16).
#[inline]
fn scatter(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}
