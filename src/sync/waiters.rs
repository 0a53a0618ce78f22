//! Who waits for a primitive: a list for each class of operations, first come first served.

use std::collections::VecDeque;
use std::sync::Arc;

use super::seat::Seat;
use crate::primitives::{CLASSES, Demand, Pool, PoolNeed, Primitive, Queue, QueueNeed, QueueOperation};
use crate::value::ThreadId;

/// What is remembered of an operation that waits: enough to say when it can go on.
pub(crate) trait Note<P>: Copy {
    /// Whether it can.
    fn can_go_on(&self, state: &P, who: ThreadId) -> bool;
    /// See [`Demand::class`].
    fn class(&self) -> u8;
    /// See [`Demand::takes`].
    fn takes(&self) -> bool;
    /// See [`Demand::is_woken_by_name`].
    fn is_woken_by_name(&self) -> bool;
}

/// An operation that can be asked of a monitor.
pub(crate) trait Request: Demand + Sized {
    /// What is remembered of it.
    type Note;

    /// What is remembered of it.
    fn note(&self) -> Self::Note;

    /// The same once more, if that costs nothing.
    fn again(&self) -> Option<Self>;
}

impl<P: Primitive<O>, O: Demand + Copy> Note<P> for O {
    fn can_go_on(&self, state: &P, who: ThreadId) -> bool {
        state.ready(who, self)
    }

    fn class(&self) -> u8 {
        Demand::class(self)
    }

    fn takes(&self) -> bool {
        Demand::takes(self)
    }

    fn is_woken_by_name(&self) -> bool {
        Demand::is_woken_by_name(self)
    }
}

impl<O: Demand + Copy> Request for O {
    type Note = Self;

    #[inline]
    fn note(&self) -> Self {
        *self
    }

    #[inline]
    fn again(&self) -> Option<Self> {
        Some(*self)
    }
}

impl<V> Note<Queue<V>> for QueueNeed {
    fn can_go_on(&self, state: &Queue<V>, _who: ThreadId) -> bool {
        state.has(*self)
    }

    fn class(&self) -> u8 {
        match self {
            Self::Item => 1,
            Self::AllDone => 2,
            Self::Room | Self::Nothing => 0,
        }
    }

    fn takes(&self) -> bool {
        matches!(self, Self::Room | Self::Item)
    }

    fn is_woken_by_name(&self) -> bool {
        false
    }
}

impl<T> Note<Pool<T>> for PoolNeed {
    fn can_go_on(&self, state: &Pool<T>, _who: ThreadId) -> bool {
        state.has(*self)
    }

    fn class(&self) -> u8 {
        u8::from(*self == Self::Task)
    }

    fn takes(&self) -> bool {
        *self == Self::Task
    }

    fn is_woken_by_name(&self) -> bool {
        false
    }
}

impl<V> Request for QueueOperation<V> {
    type Note = QueueNeed;

    fn note(&self) -> QueueNeed {
        QueueNeed::of(self)
    }

    fn again(&self) -> Option<Self> {
        None
    }
}

/// A thread that waits.
#[derive(Debug)]
struct Waiter<N> {
    who: ThreadId,
    seat: Arc<Seat>,
    note: N,
    /// Whether it waits without limit, and so counts as asleep.
    dozes: bool,
}

/// Where a waiter joins its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It has just come.
    Back,
    /// It was called, but another was faster.
    Front,
}

/// All who wait for one primitive.
#[derive(Debug)]
pub(super) struct Waiters<N> {
    lists: [VecDeque<Waiter<N>>; CLASSES as usize],
}

/// Threads that were called and have to be disturbed, once no lock is held.
#[derive(Debug, Default)]
#[must_use]
pub(super) struct Calls {
    first: Option<Arc<Seat>>,
    others: Vec<Arc<Seat>>,
}

impl Calls {
    fn add(&mut self, seat: Arc<Seat>) {
        if self.first.is_none() {
            self.first = Some(seat);
        } else {
            self.others.push(seat);
        }
    }

    /// Disturbs them.
    #[inline]
    pub(super) fn make(self) {
        if let Some(first) = self.first {
            first.disturb();
            self.others.iter().for_each(|seat| seat.disturb());
        }
    }
}

impl<N: Copy> Waiters<N> {
    pub(super) fn new() -> Self {
        Self { lists: Default::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lists.iter().all(VecDeque::is_empty)
    }

    /// Enters a thread that waits, without limit if it `dozes`.
    pub(super) fn join<P>(&mut self, who: ThreadId, seat: &Arc<Seat>, note: N, place: Place, dozes: bool)
    where
        N: Note<P>,
    {
        let Some(list) = self.lists.get_mut(usize::from(note.class())) else { return };
        let waiter = Waiter { who, seat: Arc::clone(seat), note, dozes };
        match place {
            Place::Back => list.push_back(waiter),
            Place::Front => list.push_front(waiter),
        }
        if dozes {
            seat.doze();
        }
    }

    /// Takes a thread off its list that got up by itself. If it has been called in the meantime, that is forgotten.
    pub(super) fn leave(&mut self, who: ThreadId, seat: &Seat) {
        for list in &mut self.lists {
            if let Some(at) = list.iter().position(|waiter| waiter.who == who) {
                if let Some(waiter) = list.remove(at).filter(|waiter| waiter.dozes) {
                    waiter.seat.rouse();
                }
                return;
            }
        }
        seat.forget_call();
    }

    /// Calls these.
    pub(super) fn call_by_name(&mut self, mut names: Vec<ThreadId>, calls: &mut Calls) {
        names.sort_unstable();
        for list in &mut self.lists {
            list.retain(|waiter| {
                let named = names.binary_search(&waiter.who).is_ok();
                if named {
                    waiter.call(calls);
                }
                !named
            });
        }
    }

    /// Calls who can go on in this state: of each class the first if its operations take something from each other, else
    /// all.
    pub(super) fn call_ready<P>(&mut self, state: &P, calls: &mut Calls)
    where
        N: Note<P>,
    {
        for list in &mut self.lists {
            while let Some(first) = list.front() {
                let note = first.note;
                if note.is_woken_by_name() || !note.can_go_on(state, first.who) {
                    break;
                }
                if let Some(waiter) = list.pop_front() {
                    waiter.call(calls);
                }
                if note.takes() {
                    break;
                }
            }
        }
    }
}

impl<N> Waiter<N> {
    /// A thread counts as awake from the moment it is called, so that the census never misses one.
    fn call(&self, calls: &mut Calls) {
        if self.dozes {
            self.seat.rouse();
        }
        self.seat.call();
        calls.add(Arc::clone(&self.seat));
    }
}
