//! What a thread writes down as it goes: the stamp of each step, and the few things that a replay cannot know.

/// What one thread has done. A step takes one byte as a rule: how much larger its stamp is than the one before.
#[derive(Debug, Default)]
pub(super) struct Journal {
    stamps: Vec<u8>,
    steps: u64,
    latest: u64,
    notes: Vec<(u64, Note)>,
    /// Whether it was asleep when the run was over.
    pub(super) asleep: bool,
    /// Whether the local work behind its last step was cut short.
    pub(super) midway: bool,
}

/// What a replay cannot know of a step.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Note {
    /// It was given up, since its time was over.
    Expired,
    /// `choose` took the option with this index.
    Chose(usize),
    /// The scenario's time when it happened, in nanoseconds.
    At(i64),
    /// The scenario's time as the step itself saw it. Another thread's later step may have seen an earlier one.
    Saw(i64),
}

/// Bits of a stamp's difference in each byte; the eighth says that more follow.
const BITS: u32 = 7;
const MORE: u8 = 1 << BITS;

impl Journal {
    /// How many steps have been written down.
    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    /// Adds a step; each has a larger stamp than the one before.
    #[inline]
    pub(super) fn step(&mut self, stamp: u64) {
        let mut difference = stamp.saturating_sub(self.latest);
        self.latest = stamp;
        self.steps += 1;
        while difference >> BITS != 0 {
            self.stamps.push((difference & u64::from(MORE - 1)) as u8 | MORE);
            difference >>= BITS;
        }
        self.stamps.push(difference as u8);
    }

    /// Says something of the step that is written down next.
    pub(super) fn note(&mut self, note: Note) {
        self.notes.push((self.steps, note));
    }

    /// Reads it from the beginning.
    pub(super) fn read(&self) -> Pages<'_> {
        Pages { journal: self, at: 0, step: 0, note: 0, stamp: 0 }
    }
}

/// A journal being read.
#[derive(Clone, Debug)]
pub(super) struct Pages<'a> {
    journal: &'a Journal,
    at: usize,
    step: u64,
    note: usize,
    stamp: u64,
}

impl<'a> Iterator for Pages<'a> {
    /// A step's stamp, and what is noted of it.
    type Item = (u64, &'a [(u64, Note)]);

    fn next(&mut self) -> Option<Self::Item> {
        let (mut difference, mut shift) = (0, 0);
        loop {
            let byte = *self.journal.stamps.get(self.at)?;
            self.at += 1;
            difference |= u64::from(byte & (MORE - 1)) << shift;
            shift += BITS;
            if byte & MORE == 0 {
                break;
            }
        }
        self.stamp += difference;
        let notes = self.journal.notes.get(self.note..).unwrap_or_default();
        let count = notes.iter().take_while(|(step, _)| *step == self.step).count();
        self.note += count;
        self.step += 1;
        Some((self.stamp, notes.get(..count).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(differences in prop::collection::vec((1..u64::MAX >> 20, any::<bool>()), 0..50)) {
            let mut journal = Journal::default();
            let mut expected = Vec::new();
            let mut stamp = 0;
            for (index, (difference, noted)) in differences.iter().enumerate() {
                stamp += difference;
                if *noted {
                    journal.note(Note::Chose(index));
                    journal.note(Note::Expired);
                }
                journal.step(stamp);
                expected.push((stamp, if *noted { vec![Note::Chose(index), Note::Expired] } else { Vec::new() }));
            }
            let notes = |notes: &[(u64, Note)]| notes.iter().map(|(_, note)| note.clone()).collect::<Vec<_>>();
            let read: Vec<_> = journal.read().map(|(stamp, said)| (stamp, notes(said))).collect();
            prop_assert_eq!(read, expected);
        }
    }
}
