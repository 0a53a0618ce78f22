//! What values add to fingerprints, by their numbers: looked up in the store once.

use super::fingerprint::share;
use super::store::Store;

/// Shares that are known. A share is never 0 in practice; 0 stands for one that is not known yet.
pub(super) struct Shares<'g> {
    store: &'g Store,
    /// The cell that holds a plain number and not that of a value, if there is one.
    plain: Option<usize>,
    known: Vec<Vec<u128>>,
}

impl<'g> Shares<'g> {
    pub(super) fn of(store: &'g Store, plain: Option<usize>) -> Self {
        Self { store, plain, known: Vec::new() }
    }

    /// What a cell adds to the fingerprint.
    #[inline]
    pub(super) fn get(&mut self, position: usize, number: u32) -> u128 {
        if number == 0 {
            return 0;
        }
        match self.known.get(position).and_then(|numbers| numbers.get(number as usize)) {
            Some(known) if *known != 0 => *known,
            _ => self.learn(position, number),
        }
    }

    #[cold]
    fn learn(&mut self, position: usize, number: u32) -> u128 {
        if self.plain == Some(position) {
            return share(position, u128::from(number));
        }
        let found = share(position, self.store.hash(position, number));
        if self.known.len() <= position {
            self.known.resize(position + 1, Vec::new());
        }
        if let Some(numbers) = self.known.get_mut(position) {
            if numbers.len() <= number as usize {
                numbers.resize(number as usize + 1, 0);
            }
            if let Some(place) = numbers.get_mut(number as usize) {
                *place = found;
            }
        }
        found
    }

    /// The fingerprint of a row.
    pub(super) fn fingerprint(&mut self, row: &[u32]) -> u128 {
        row.iter().enumerate().fold(0, |sum, (position, number)| sum.wrapping_add(self.get(position, *number)))
    }
}
