//! A `put` whose item stays with the caller until there is room for it, so that it is not lost when there is none.

use std::cell::Cell;

use super::slot::Slot;
use super::waiters::Request;
use crate::primitives::{Demand, Primitive, Queue, QueueNeed, Reply, Wait};
use crate::value::ThreadId;

/// An item that is offered to a queue.
pub(super) struct Offer<'a, T> {
    item: &'a Cell<Option<T>>,
    wait: Wait,
}

impl<'a, T> Offer<'a, T> {
    /// Offers the item that lies there, which is taken if there is room.
    pub(super) fn new(item: &'a Cell<Option<T>>, wait: Wait) -> Self {
        Self { item, wait }
    }
}

impl<T> Demand for Offer<'_, T> {
    fn patience(&self) -> Wait {
        self.wait
    }
}

impl<T> Request for Offer<'_, T> {
    type Note = QueueNeed;

    fn note(&self) -> QueueNeed {
        QueueNeed::to_put(self.wait)
    }

    fn again(&self) -> Option<Self> {
        None
    }
}

impl<'a, T> Primitive<Offer<'a, T>> for Queue<Slot<T>> {
    type Value = Slot<T>;

    fn ready(&self, _who: ThreadId, offer: &Offer<'a, T>) -> bool {
        self.has(offer.note())
    }

    fn perform(
        &mut self,
        who: ThreadId,
        offer: Offer<'a, T>,
        _woken: &mut Vec<ThreadId>,
    ) -> Option<Reply<Slot<T>, Offer<'a, T>>> {
        self.ready(who, &offer).then(|| put(self, &offer))
    }

    fn expire(&mut self, who: ThreadId, offer: Offer<'a, T>) -> Option<Reply<Slot<T>, Offer<'a, T>>> {
        let gives_up = !self.ready(who, &offer) && offer.wait != Wait::Forever;
        gives_up.then(|| put(self, &offer))
    }
}

/// Takes the item if there is room for it, and else says that there is none.
fn put<'a, T>(queue: &mut Queue<Slot<T>>, offer: &Offer<'a, T>) -> Reply<Slot<T>, Offer<'a, T>> {
    let put = queue.put(offer.wait, || offer.item.take().map_or(Slot::Nothing, Slot::Item));
    put.map_or_else(Reply::Raise, |()| Reply::Done(Slot::Nothing))
}
