//! Who waits for a primitive: a list for each class of operations, first come first served.

use std::collections::VecDeque;
use std::sync::Arc;

use super::seat::{Roused, Seat};
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
    lists: [List<N>; CLASSES as usize],
}

/// Those of one class: all can go on, or none.
#[derive(Debug)]
struct List<N> {
    waiters: VecDeque<Waiter<N>>,
    /// How many that were called have not come yet, of those that take something.
    on_the_way: u32,
}

impl<N> Default for List<N> {
    fn default() -> Self {
        Self { waiters: VecDeque::new(), on_the_way: 0 }
    }
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

    /// Enters a thread that waits, without limit if it `dozes`.
    pub(super) fn join<P>(&mut self, who: ThreadId, seat: &Arc<Seat>, note: N, place: Place, dozes: bool)
    where
        N: Note<P>,
    {
        let Some(list) = self.lists.get_mut(usize::from(note.class())) else { return };
        let waiter = Waiter { who, seat: Arc::clone(seat), note, dozes };
        match place {
            Place::Back => list.waiters.push_back(waiter),
            Place::Front => list.waiters.push_front(waiter),
        }
        if dozes {
            seat.doze();
        }
    }

    /// A thread has got up: called, or by itself, and then it is taken off its list. If it has been called in the meantime,
    /// that is forgotten.
    pub(super) fn get_up<P>(&mut self, who: ThreadId, seat: &Seat, note: N, roused: Roused)
    where
        N: Note<P>,
    {
        let Some(list) = self.lists.get_mut(usize::from(note.class())) else { return };
        if roused == Roused::Called || !list.leave(who) {
            list.on_the_way = list.on_the_way.saturating_sub(u32::from(note.takes()));
            seat.forget_call();
        }
    }

    /// Calls these.
    pub(super) fn call_by_name(&mut self, mut names: Vec<ThreadId>, calls: &mut Calls) {
        names.sort_unstable();
        for list in &mut self.lists {
            list.waiters.retain(|waiter| {
                let named = names.binary_search(&waiter.who).is_ok();
                if named {
                    waiter.call(calls);
                }
                !named
            });
        }
    }

    /// Calls who can go on in this state: of a class whose operations take something from each other the first, unless
    /// one that was called is still on its way and will see to the others; of any other class all.
    pub(super) fn call_ready<P>(&mut self, state: &P, calls: &mut Calls)
    where
        N: Note<P>,
    {
        for list in &mut self.lists {
            while let Some(first) = list.waiters.front() {
                let note = first.note;
                if note.is_woken_by_name() || list.on_the_way > 0 || !note.can_go_on(state, first.who) {
                    break;
                }
                if let Some(waiter) = list.waiters.pop_front() {
                    waiter.call(calls);
                }
                list.on_the_way += u32::from(note.takes());
            }
        }
    }

    /// Whether someone waits, and no one who was called is on the way to see to it.
    pub(super) fn are_left_alone(&self) -> bool {
        self.lists.iter().any(|list| list.on_the_way == 0 && !list.waiters.is_empty())
    }
}

impl<N> List<N> {
    /// Takes a thread off the list; false if it is not on it.
    fn leave(&mut self, who: ThreadId) -> bool {
        let Some(at) = self.waiters.iter().position(|waiter| waiter.who == who) else { return false };
        if let Some(waiter) = self.waiters.remove(at).filter(|waiter| waiter.dozes) {
            waiter.seat.rouse();
        }
        true
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
