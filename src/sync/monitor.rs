//! A monitor: a primitive's state machine made to block. The one wrapper for all of them.
//!
//! A small state that no one waits for lies in one word and is changed by compare-and-swap; as soon as someone waits, or
//! the state does not fit, it lies behind a lock, until the last waiter has gone. (After the thin locks of Bacon,
//! Konuru, Murthy and Serrano, "Thin Locks: Featherweight Synchronization for Java", PLDI 1998.) Either way the state
//! machine is the same, and each operation happens at one instant.
//!
//! The word: bit 63 says that the state is behind the lock; below it are the stamp of the latest step (see
//! [`Caller::stamp`]) and the packed state.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use parking_lot::{Mutex, MutexGuard};
use parking_lot_core::SpinWait;

use super::caller::Caller;
use super::seat::Roused;
use super::waiters::{Calls, Note, Place, Request, Waiters};
use crate::primitives::{Compact, Primitive, Reply, STATE_BITS, Wait};
use crate::value::ThreadId;

/// Says that the state is behind the lock.
const INSIDE: u64 = 1 << 63;

/// The first stamp that does not fit into a word.
const STAMP_LIMIT: u64 = 1 << (63 - STATE_BITS);

/// A state machine that blocks, whose waiters are remembered by notes `N`.
#[derive(Debug)]
pub(crate) struct Monitor<P: Compact, N> {
    word: AtomicU64,
    fixed: P::Fixed,
    inside: Mutex<Inside<P, N>>,
}

/// What is behind the lock.
#[derive(Debug)]
struct Inside<P, N> {
    /// The state, unless it lies in the word.
    state: Option<P>,
    /// The stamp of the latest step, unless it lies in the word.
    stamp: u64,
    waiters: Waiters<N>,
}

/// What came of an operation on a monitor.
#[derive(Debug)]
pub(crate) struct Answered<V, O> {
    /// The primitive's answer.
    pub(crate) reply: Reply<V, O>,
    /// Whether the operation was given up.
    pub(crate) expired: bool,
}

/// A word for a state in bits and a stamp, if the stamp fits.
#[inline]
fn close(packed: u64, stamp: u64) -> Option<u64> {
    (stamp < STAMP_LIMIT).then_some(stamp << STATE_BITS | packed)
}

/// The state in bits, and the stamp, of a word that holds them.
#[inline]
fn open(word: u64) -> Option<(u64, u64)> {
    (word & INSIDE == 0).then_some((word & ((1 << STATE_BITS) - 1), word >> STATE_BITS))
}

impl<P: Compact, N: Note<P>> Monitor<P, N> {
    /// A monitor over a first state.
    pub(crate) fn new(state: P) -> Self {
        let fixed = state.fixed();
        let word = state.pack().and_then(|packed| close(packed, 0));
        let inside = Inside { state: word.is_none().then_some(state), stamp: 0, waiters: Waiters::new() };
        Self { word: AtomicU64::new(word.unwrap_or(INSIDE)), fixed, inside: Mutex::new(inside) }
    }

    /// Does an operation by compare-and-swap, if it can go on now, no one waits, and all goes well. What it gives is not
    /// told: an `acquire` that goes through gives True, a `release` nothing.
    #[inline(always)]
    pub(crate) fn goes_through<O, C>(&self, caller: &C, operation: &O) -> bool
    where
        P: Primitive<O>,
        O: Request<Note = N>,
        C: Caller,
    {
        let done = self.swap(caller, |state| {
            if !state.ready(caller.id(), operation) {
                return None;
            }
            matches!(state.perform(caller.id(), operation.again()?, &mut Vec::new()), Reply::Done(_)).then_some(())
        });
        done.is_some()
    }

    /// Changes a state that lies in the word, until no one else was faster, or gives up.
    #[inline(always)]
    fn swap<R>(&self, caller: &impl Caller, mut change: impl FnMut(&mut P) -> Option<R>) -> Option<R> {
        if !P::EVER {
            return None;
        }
        let mut word = self.word.load(Ordering::SeqCst);
        loop {
            let (packed, latest) = open(word)?;
            let mut state = P::unpack(&self.fixed, packed)?;
            let result = change(&mut state)?;
            let stamp = caller.stamp(latest);
            let next = close(state.pack()?, stamp)?;
            match self.word.compare_exchange_weak(word, next, Ordering::SeqCst, Ordering::SeqCst) {
                Ok(_) => {
                    caller.stamped(stamp);
                    return Some(result);
                }
                Err(now) => word = now,
            }
        }
    }

    /// Gives way for a moment, since most operations that cannot go on can very soon; its value, if that was enough.
    fn soon<O, C>(&self, caller: &C, operation: &O) -> Option<P::Value>
    where
        P: Primitive<O>,
        O: Request<Note = N>,
        C: Caller,
    {
        let mut patience = SpinWait::new();
        while open(self.word.load(Ordering::Relaxed)).is_some() && patience.spin() {
            let value = self.swap(caller, |state| {
                if !state.ready(caller.id(), operation) {
                    return None;
                }
                match state.perform(caller.id(), operation.again()?, &mut Vec::new()) {
                    Reply::Done(value) => Some(value),
                    _ => None,
                }
            });
            if value.is_some() {
                return value;
            }
        }
        None
    }

    /// Does an operation, after waiting for as long as it may. None if the run is over before it could be done.
    #[cold]
    pub(crate) fn operate<O, C>(&self, caller: &C, operation: O) -> Option<Answered<P::Value, O>>
    where
        P: Primitive<O>,
        O: Request<Note = N>,
        C: Caller,
    {
        let (who, patience) = (caller.id(), operation.patience());
        let deadline = match patience {
            Wait::For(nanoseconds) => caller.deadline(nanoseconds),
            Wait::Never | Wait::Forever => None,
        };
        let mut place = Place::Back;
        if patience != Wait::Never
            && let Some(value) = self.soon(caller, &operation)
        {
            return Some(Answered { reply: Reply::Done(value), expired: false });
        }
        let mut inside = self.enter();
        loop {
            let Some(state) = &mut inside.state else { return None };
            if state.ready(who, &operation) {
                let mut woken = Vec::new();
                let reply = state.perform(who, operation, &mut woken);
                self.finish(inside, caller, woken);
                return Some(Answered { reply, expired: false });
            }
            let late = deadline.is_some_and(|deadline| deadline <= Instant::now());
            if patience == Wait::Never || late {
                let reply = state.expire(who, operation);
                self.finish(inside, caller, Vec::new());
                return Some(Answered { reply, expired: true });
            }
            let seat = caller.seat();
            inside.waiters.join(who, &seat, operation.note(), place, deadline.is_none());
            drop(inside);
            let roused = caller.sit(&seat, deadline);
            if roused == Roused::Called
                && let Some(value) = self.soon(caller, &operation)
            {
                return Some(Answered { reply: Reply::Done(value), expired: false });
            }
            inside = self.enter();
            match roused {
                Roused::Called => place = Place::Front,
                Roused::Late => inside.waiters.leave(who, &seat),
                Roused::Stopped => {
                    inside.waiters.leave(who, &seat);
                    return None;
                }
            }
        }
    }

    /// Waits without limit until there is what `need` says, then changes the state in one piece. None if the run is over
    /// first.
    pub(crate) fn when<R>(&self, caller: &impl Caller, need: N, change: impl FnOnce(&mut P) -> R) -> Option<R> {
        let who = caller.id();
        let mut place = Place::Back;
        let mut inside = self.enter();
        loop {
            let state = inside.state.as_mut()?;
            if need.can_go_on(state, who) {
                caller.witness(inside.stamp);
                let result = inside.state.as_mut().map(change);
                self.finish(inside, caller, Vec::new());
                return result;
            }
            let seat = caller.seat();
            inside.waiters.join(who, &seat, need, place, true);
            drop(inside);
            let roused = caller.sit(&seat, None);
            inside = self.enter();
            if roused != Roused::Called {
                inside.waiters.leave(who, &seat);
                return None;
            }
            place = Place::Front;
        }
    }

    /// Changes or looks at the state in one piece. `change` may be called several times; only its last call counts.
    #[inline]
    pub(crate) fn with<R>(&self, caller: &impl Caller, mut change: impl FnMut(&mut P) -> R) -> Option<R> {
        let quickly = self.swap(caller, |state| Some(change(state)));
        quickly.or_else(|| self.exclusively(caller, |state, _| change(state)))
    }

    /// Changes the state while nothing else can happen to it, and calls those whom the change adds to the woken.
    pub(crate) fn exclusively<R>(
        &self,
        caller: &impl Caller,
        change: impl FnOnce(&mut P, &mut Vec<ThreadId>) -> R,
    ) -> Option<R> {
        let mut inside = self.enter();
        // The change may reach other things, which then get the same stamp.
        caller.witness(inside.stamp);
        let mut woken = Vec::new();
        let result = inside.state.as_mut().map(|state| change(state, &mut woken));
        self.finish(inside, caller, woken);
        result
    }

    /// Waits to be woken by name. None if the run is over first.
    pub(crate) fn sit_until_woken(&self, caller: &impl Caller, note: N, wait: Wait) -> Option<Roused> {
        let who = caller.id();
        let deadline = match wait {
            Wait::For(nanoseconds) => caller.deadline(nanoseconds),
            Wait::Never | Wait::Forever => None,
        };
        let mut inside = self.enter();
        let woken = note.can_go_on(inside.state.as_ref()?, who);
        if woken || wait == Wait::Never {
            caller.witness(inside.stamp);
            return Some(if woken { Roused::Called } else { Roused::Late });
        }
        let seat = caller.seat();
        inside.waiters.join(who, &seat, note, Place::Back, deadline.is_none());
        drop(inside);
        let roused = caller.sit(&seat, deadline);
        let mut inside = self.enter();
        if roused != Roused::Called {
            inside.waiters.leave(who, &seat);
        }
        caller.witness(inside.stamp);
        let woken = note.can_go_on(inside.state.as_ref()?, who);
        match roused {
            Roused::Stopped => None,
            _ if woken => Some(Roused::Called),
            roused => Some(roused),
        }
    }

    /// Looks at the state, without a step of anyone's.
    pub(crate) fn look<R>(&self, look: impl FnOnce(&P) -> R) -> Option<R> {
        loop {
            if let Some((packed, _)) = open(self.word.load(Ordering::SeqCst)) {
                return P::unpack(&self.fixed, packed).as_ref().map(look);
            }
            // The state may have gone back into the word in between.
            if let Some(state) = &self.inside.lock().state {
                return Some(look(state));
            }
        }
    }

    /// Takes the lock, and the state out of the word.
    fn enter(&self) -> MutexGuard<'_, Inside<P, N>> {
        let mut inside = self.inside.lock();
        if inside.state.is_none() {
            let word = self.word.swap(INSIDE, Ordering::SeqCst);
            if let Some((packed, stamp)) = open(word) {
                inside.state = P::unpack(&self.fixed, packed);
                inside.stamp = stamp;
            }
        }
        inside
    }

    /// A step has been done: it gets its stamp, and calls those who can go on now. If no one waits any more the state
    /// goes back into the word.
    fn finish(&self, mut inside: MutexGuard<'_, Inside<P, N>>, caller: &impl Caller, woken: Vec<ThreadId>) {
        let stamp = caller.stamp(inside.stamp);
        caller.stamped(stamp);
        inside.stamp = stamp;
        let mut calls = Calls::default();
        let Inside { state, waiters, .. } = &mut *inside;
        if !woken.is_empty() {
            waiters.call_by_name(woken, &mut calls);
        }
        if let Some(now) = state {
            waiters.call_ready(now, &mut calls);
            let word = now.pack().filter(|_| waiters.is_empty()).and_then(|packed| close(packed, stamp));
            if let Some(word) = word {
                *state = None;
                self.word.store(word, Ordering::SeqCst);
            }
        }
        drop(inside);
        calls.make();
    }
}
