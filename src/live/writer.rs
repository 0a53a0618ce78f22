//! A thread that does steps and writes them down.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::journal::{Journal, Note};
use super::participant::Participant;
use crate::run::Limit;
use crate::sync::Caller;

/// Steps of a thread between two looks at the clock and at the limits, unless few steps are allowed at all.
const LOOK_EVERY: u64 = 256;

/// A participant with its journal. A step is written down when the next one begins, since only then all is known of it.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) me: Participant,
    pub(super) journal: Journal,
    /// Whether a step has been done that is not written down yet.
    open: bool,
    /// How many steps the others have been told of, and after how many more they are told again.
    told: u64,
    look_every: u64,
    dice: StdRng,
}

impl Writer {
    /// Nothing is written yet.
    pub(super) fn new(me: Participant) -> Self {
        let options = &me.commons.options;
        let look_every = options.max_steps.clamp(1, LOOK_EVERY);
        // Each thread has dice of its own, so that it is no matter who throws first.
        let seed = options.seed ^ u64::from(me.id().0).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let dice = StdRng::seed_from_u64(seed);
        Self { me, journal: Journal::default(), open: false, told: 0, look_every, dice }
    }

    /// One of so many options.
    pub(super) fn choose(&mut self, options: usize) -> usize {
        let choice = if options < 2 { 0 } else { self.dice.random_range(0..options) };
        self.journal.note(Note::Chose(choice));
        choice
    }

    /// A step begins; it is `open` from here.
    #[inline]
    pub(super) fn begin_step(&mut self) {
        self.write_down();
        self.open = true;
    }

    /// The step that was begun has not happened.
    pub(super) fn drop_step(&mut self) {
        self.open = false;
    }

    /// Writes the open step down, if there is one.
    #[inline]
    pub(super) fn write_down(&mut self) {
        if !std::mem::take(&mut self.open) {
            return;
        }
        let waited = self.me.has_waited();
        if waited {
            self.note_time();
        }
        self.journal.step(self.me.finish_step());
        if waited {
            self.me.advance_to_now();
        }
        if self.journal.steps() - self.told >= self.look_every {
            self.look();
        }
    }

    #[cold]
    fn look(&mut self) {
        self.tell();
        self.me.advance_to_now();
        self.note_time();
    }

    /// Says how many steps have been done.
    pub(super) fn tell(&mut self) {
        let new = self.journal.steps() - self.told;
        self.told = self.journal.steps();
        let commons = &self.me.commons;
        let all = commons.add_steps(new);
        if all >= commons.options.max_steps && !commons.is_over() {
            commons.reach(Limit::Steps(commons.options.max_steps));
        }
    }

    /// Notes the time of the step that is written down next.
    pub(super) fn note_time(&mut self) {
        self.journal.note(Note::At(self.me.commons.now()));
    }
}
