//! Fingerprints of states: 128 bits, the sum of one random-looking number for each cell and its value.
//!
//! The idea is Zobrist's ("A new hashing method with application for game playing", 1970), with addition in the place of
//! exclusive or: a step that changes two cells changes the sum by two differences, whatever the other cells hold. Two
//! different states have the same fingerprint with odds of 2^-128; among n states some pair has with odds of about
//! n^2 / 2^129: for a billion states 1 in 10^21.

/// What a cell adds to the fingerprint.
#[inline]
pub(super) fn share(position: usize, number: u32) -> u128 {
    if number == 0 {
        return 0;
    }
    let word = ((position as u64) << 32) | u64::from(number);
    let low = scatter(word.wrapping_add(0x9e37_79b9_7f4a_7c15));
    let high = scatter(word.rotate_left(29) ^ 0xd1b5_4a32_d192_ed03);
    (u128::from(high) << 64) | u128::from(low)
}

/// The fingerprint of a row.
pub(super) fn fingerprint(row: &[u32]) -> u128 {
    row.iter().enumerate().fold(0, |sum, (position, number)| sum.wrapping_add(share(position, *number)))
}

/// The finalizer of splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014, fig. 16).
#[inline]
fn scatter(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}
