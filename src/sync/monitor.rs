//! A monitor: a primitive's state machine made to block. The one wrapper for all of them.
//!
//! A small state lies in one word and is changed by compare-and-swap; a state that does not fit lies behind a lock, and so
//! does every state for as long as someone registers to wait or is called. (After the thin locks of Bacon, Konuru,
//! Murthy and Serrano, "Thin Locks: Featherweight Synchronization for Java", PLDI 1998.) Either way the state machine
//! is the same, and each operation happens at one instant.
//!
//! While someone waits the word says so, and only what may let a waiter go on has to go behind the lock. One waiter is
//! called at a time where they want the same thing; until it has come, no other is (as in Go's mutex).

use std::time::Instant;

use super::caller::Caller;
use super::seat::Roused;
use super::shim::{AtomicU64, Mutex, MutexGuard, Ordering, SpinWait};
use super::waiters::{Calls, Note, Place, Request, Waiters};
use super::word::{self, INSIDE};
use crate::primitives::{Compact, Primitive, Reply, Wait};
use crate::value::ThreadId;

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

type Guard<'a, P, N> = MutexGuard<'a, Inside<P, N>>;

/// What came of an operation on a monitor.
#[derive(Debug)]
pub(crate) struct Answered<V, O> {
    /// The primitive's answer.
    pub(crate) reply: Reply<V, O>,
    /// Whether the operation was given up.
    pub(crate) expired: bool,
}

/// How long to wait.
#[derive(Clone, Copy, Debug)]
enum Until {
    /// Not at all.
    Now,
    /// Until then.
    Then(Instant),
    /// Without limit.
    Forever,
}

impl Until {
    fn of(wait: Wait, caller: &impl Caller) -> Self {
        match wait {
            Wait::Never => Self::Now,
            Wait::Forever => Self::Forever,
            Wait::For(nanoseconds) => caller.deadline(nanoseconds).map_or(Self::Forever, Self::Then),
        }
    }

    fn is_over(self) -> bool {
        match self {
            Self::Now => true,
            Self::Then(deadline) => deadline <= Instant::now(),
            Self::Forever => false,
        }
    }

    fn deadline(self) -> Option<Instant> {
        if let Self::Then(deadline) = self { Some(deadline) } else { None }
    }
}

impl<P: Compact, N: Note<P>> Monitor<P, N> {
    /// A monitor over a first state.
    pub(crate) fn new(state: P) -> Self {
        let fixed = state.fixed();
        let word = state.pack().and_then(|packed| word::close(packed, 0));
        let inside = Inside { state: word.is_none().then_some(state), stamp: 0, waiters: Waiters::new() };
        Self { word: AtomicU64::new(word.unwrap_or(INSIDE)), fixed, inside: Mutex::new(inside) }
    }

    /// Does an operation by compare-and-swap, if it can go on now, lets no one else go on, and all goes well. What it gives
    /// is not told: an `acquire` that goes through gives True, a `release` nothing.
    #[inline(always)]
    pub(crate) fn goes_through<O, C>(&self, caller: &C, operation: &O) -> bool
    where
        P: Primitive<O>,
        O: Request<Note = N>,
        C: Caller,
    {
        // Without a closure, since a closure is sometimes not inlined, which makes this half as fast again.
        let mut word = self.word.load(Ordering::SeqCst);
        loop {
            let Some((mut state, latest)) = self.lift(word, operation.frees()) else { return false };
            let Some(again) = operation.again() else { return false };
            // The reply is dropped at once: what it is, is known here.
            if !matches!(state.perform(caller.id(), again, &mut Vec::new()), Some(Reply::Done(_))) {
                return false;
            }
            match self.lay(word, &state, latest, caller) {
                Ok(()) => return true,
                Err(None) => return false,
                Err(Some(now)) => word = now,
            }
        }
    }

    /// Does an operation, after waiting for as long as it may. None if the run is over before it could be done.
    #[cold]
    pub(crate) fn operate<O, C>(&self, caller: &C, operation: O) -> Option<Answered<P::Value, O>>
    where
        P: Primitive<O>,
        O: Request<Note = N>,
        C: Caller,
    {
        let until = Until::of(operation.patience(), caller);
        if let Some(value) = self.soon(caller, &operation) {
            return Some(Answered { reply: Reply::Done(value), expired: false });
        }
        let (mut inside, roused) = self.wait(caller, operation.note(), until);
        let (mut woken, expired) = (Vec::new(), roused == Roused::Late);
        let state = inside.state.as_mut()?;
        let reply = match roused {
            Roused::Called => state.perform(caller.id(), operation, &mut woken)?,
            Roused::Late => state.expire(caller.id(), operation)?,
            Roused::Stopped => return None,
        };
        self.finish(inside, caller, woken);
        Some(Answered { reply, expired })
    }

    /// Waits without limit until there is what `need` says, then changes the state in one piece. None if the run is over
    /// first.
    pub(crate) fn when<R>(&self, caller: &impl Caller, need: N, change: impl FnOnce(&mut P) -> R) -> Option<R> {
        let (inside, roused) = self.wait(caller, need, Until::Forever);
        if roused == Roused::Stopped { None } else { self.change(inside, caller, |state, _| change(state)) }
    }

    /// Changes or looks at the state in one piece. `change` may be called several times; only its last call counts.
    #[inline]
    pub(crate) fn with<R>(&self, caller: &impl Caller, mut change: impl FnMut(&mut P) -> R) -> Option<R> {
        let quickly = self.swap(caller, true, |state| Some(change(state)));
        quickly.or_else(|| self.exclusively(caller, |state, _| change(state)))
    }

    /// Changes the state while nothing else can happen to it, and calls those whom the change adds to the woken.
    pub(crate) fn exclusively<R>(
        &self,
        caller: &impl Caller,
        change: impl FnOnce(&mut P, &mut Vec<ThreadId>) -> R,
    ) -> Option<R> {
        self.change(self.enter(), caller, change)
    }

    /// Waits to be woken by name. None if the run is over first.
    pub(crate) fn sit_until_woken(&self, caller: &impl Caller, note: N, wait: Wait) -> Option<Roused> {
        let (mut inside, roused) = self.wait(caller, note, Until::of(wait, caller));
        caller.witness(inside.stamp);
        self.settle(&mut inside);
        (roused != Roused::Stopped).then_some(roused)
    }

    /// Looks at the state, without a step of anyone's.
    pub(crate) fn look<R>(&self, look: impl FnOnce(&P) -> R) -> Option<R> {
        loop {
            if let Some((packed, _)) = word::open(self.word.load(Ordering::SeqCst)) {
                return P::unpack(&self.fixed, packed).as_ref().map(look);
            }
            // The state may have gone back into the word in between.
            if let Some(state) = &self.inside.lock().state {
                return Some(look(state));
            }
        }
    }

    /// Changes a state that lies in the word, until no one else was faster; nothing has happened if `change` gives nothing,
    /// or that is not possible. What `frees` waiters goes behind the lock if there are any.
    #[inline(always)]
    pub(crate) fn swap<R>(
        &self,
        caller: &impl Caller,
        frees: bool,
        mut change: impl FnMut(&mut P) -> Option<R>,
    ) -> Option<R> {
        let mut word = self.word.load(Ordering::SeqCst);
        loop {
            let (mut state, latest) = self.lift(word, frees)?;
            let result = change(&mut state)?;
            match self.lay(word, &state, latest, caller) {
                Ok(()) => return Some(result),
                Err(now) => word = now?,
            }
        }
    }

    /// The state that lies in a word, with its stamp; none for what `frees` waiters, if there are any.
    #[inline(always)]
    fn lift(&self, word: u64, frees: bool) -> Option<(P, u64)> {
        if !P::EVER || frees && word::is_crowded(word) {
            return None;
        }
        let (packed, latest) = word::open(word)?;
        Some((P::unpack(&self.fixed, packed)?, latest))
    }

    /// Puts a state that was lifted from a word in its place; or gives what lies there now, if it fits there at all.
    #[inline(always)]
    fn lay(&self, word: u64, state: &P, latest: u64, caller: &impl Caller) -> Result<(), Option<u64>> {
        let stamp = caller.stamp(latest);
        let next = state.pack().and_then(|packed| word::close(packed, stamp)).ok_or(None)? | word::crowd(word);
        self.word.compare_exchange_weak(word, next, Ordering::SeqCst, Ordering::SeqCst).map_err(Some)?;
        caller.stamped(stamp);
        Ok(())
    }

    /// Tries once more by compare-and-swap, and gives way for a moment where no one waits yet, since most operations that
    /// cannot go on can very soon; the value, if that was enough.
    fn soon<O, C>(&self, caller: &C, operation: &O) -> Option<P::Value>
    where
        P: Primitive<O>,
        O: Request<Note = N>,
        C: Caller,
    {
        let mut patience = SpinWait::new();
        loop {
            let value = self.swap(caller, operation.frees(), |state| {
                match state.perform(caller.id(), operation.again()?, &mut Vec::new())? {
                    Reply::Done(value) => Some(value),
                    _ => None,
                }
            });
            if value.is_some() {
                return value;
            }
            let word = self.word.load(Ordering::Relaxed);
            let worth_it = word::open(word).is_some() && !word::is_crowded(word);
            if !worth_it || operation.patience() == Wait::Never || !patience.spin() {
                return None;
            }
        }
    }

    /// Waits until `note` can go on (as good as called), it is late, or the run is over, and is behind the lock then.
    fn wait(&self, caller: &impl Caller, note: N, until: Until) -> (Guard<'_, P, N>, Roused) {
        let (who, mut place) = (caller.id(), Place::Back);
        let mut inside = self.enter();
        loop {
            if inside.state.as_ref().is_none_or(|state| note.can_go_on(state, who)) {
                return (inside, Roused::Called);
            }
            if until.is_over() {
                return (inside, Roused::Late);
            }
            let (seat, deadline) = (caller.seat(), until.deadline());
            inside.waiters.join(who, &seat, note, place, deadline.is_none());
            self.settle(&mut inside);
            drop(inside);
            let roused = caller.sit(&seat, deadline);
            inside = self.enter();
            place = Place::Front;
            inside.waiters.get_up(who, &seat, note, roused);
            if roused == Roused::Stopped {
                return (inside, roused);
            }
        }
    }

    /// Takes the lock, and the state out of the word.
    fn enter(&self) -> Guard<'_, P, N> {
        let mut inside = self.inside.lock();
        if inside.state.is_none() {
            let word = self.word.swap(INSIDE, Ordering::SeqCst);
            if let Some((packed, stamp)) = word::open(word) {
                inside.state = P::unpack(&self.fixed, packed);
                inside.stamp = stamp;
            }
        }
        inside
    }

    fn change<R>(
        &self,
        mut inside: Guard<'_, P, N>,
        caller: &impl Caller,
        change: impl FnOnce(&mut P, &mut Vec<ThreadId>) -> R,
    ) -> Option<R> {
        // The change may reach other things, which then get the same stamp.
        caller.witness(inside.stamp);
        let mut woken = Vec::new();
        let result = inside.state.as_mut().map(|state| change(state, &mut woken));
        self.finish(inside, caller, woken);
        result
    }

    /// A step has been done: it gets its stamp, and calls those who can go on now.
    fn finish(&self, mut inside: Guard<'_, P, N>, caller: &impl Caller, woken: Vec<ThreadId>) {
        let stamp = caller.stamp(inside.stamp);
        caller.stamped(stamp);
        inside.stamp = stamp;
        let mut calls = Calls::default();
        let Inside { state, waiters, .. } = &mut *inside;
        if !woken.is_empty() {
            waiters.call_by_name(woken, &mut calls);
        }
        if let Some(state) = state {
            waiters.call_ready(state, &mut calls);
        }
        self.settle(&mut inside);
        drop(inside);
        calls.make();
    }

    /// Puts the state back into the word if it fits.
    fn settle(&self, inside: &mut Inside<P, N>) {
        let word = inside.state.as_ref().and_then(P::pack).and_then(|packed| word::close(packed, inside.stamp));
        if let Some(word) = word {
            inside.state = None;
            self.word.store(word::crowded(word, inside.waiters.are_left_alone()), Ordering::SeqCst);
        }
    }
}
