//! Keeps `atomic { ... }` blocks apart from all other steps: every step passes, a block passes alone.
//!
//! Only scenarios that have such a block have a turnstile. No one is inside while it waits for others.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::lock_api::{ArcRwLockReadGuard, ArcRwLockWriteGuard};
use parking_lot::{RawRwLock, RwLock};

use super::participant::Participant;

/// The turnstile.
#[derive(Debug, Default)]
pub(super) struct Turnstile {
    gate: Arc<RwLock<()>>,
    /// The largest stamp given so far.
    latest: AtomicU64,
}

/// A thread's passage.
#[derive(Debug, Default)]
pub(super) struct Passage(RefCell<Inside>);

#[derive(Debug, Default)]
enum Inside {
    #[default]
    No,
    WithOthers(#[expect(dead_code, reason = "held, not read")] ArcRwLockReadGuard<RawRwLock, ()>),
    Alone(#[expect(dead_code, reason = "held, not read")] ArcRwLockWriteGuard<RawRwLock, ()>),
}

impl Participant {
    /// Goes in, together with other steps.
    pub(super) fn pass(&self) {
        let Some(turnstile) = &self.commons.turnstile else { return };
        let mut inside = self.passage.0.borrow_mut();
        if matches!(*inside, Inside::No) {
            *inside = Inside::WithOthers(turnstile.gate.read_arc());
        }
    }

    /// Goes in as the only one. What it does then comes after every step so far.
    pub(super) fn pass_alone(&self) {
        let Some(turnstile) = &self.commons.turnstile else { return };
        let mut inside = self.passage.0.borrow_mut();
        *inside = Inside::No;
        *inside = Inside::Alone(turnstile.gate.write_arc());
        self.advance(turnstile.latest.load(Ordering::SeqCst));
    }

    /// Whether it is in an atomic block.
    pub(super) fn is_alone(&self) -> bool {
        matches!(*self.passage.0.borrow(), Inside::Alone(_))
    }

    /// An atomic block is over; the step is not.
    pub(super) fn let_others_in(&self) {
        let Some(turnstile) = &self.commons.turnstile else { return };
        turnstile.latest.fetch_max(self.clock(), Ordering::SeqCst);
        let mut inside = self.passage.0.borrow_mut();
        if matches!(*inside, Inside::Alone(_)) {
            *inside = Inside::No;
        }
    }

    /// Goes out.
    pub(super) fn go_out(&self) {
        let Some(turnstile) = &self.commons.turnstile else { return };
        turnstile.latest.fetch_max(self.clock(), Ordering::SeqCst);
        *self.passage.0.borrow_mut() = Inside::No;
    }
}
