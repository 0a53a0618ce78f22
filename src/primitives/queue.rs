//! `queue.Queue`: first in, first out, and a count of what is not dealt with.

use std::collections::VecDeque;

use super::{Given, Primitive, QueueOperation, Reply, Wait, timeout};
use crate::value::{Exception, Mentions, ThreadId, Value};

/// A queue of values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Queue<V = Value> {
    items: VecDeque<V>,
    /// None: without bound.
    capacity: Option<usize>,
    /// Items put for which no `task_done` was called.
    unfinished: usize,
}

/// What an operation waits for: the operation without what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueueNeed {
    /// Nothing.
    Nothing,
    /// Room for an item.
    Room,
    /// An item.
    Item,
    /// Every item dealt with.
    AllDone,
}

impl QueueNeed {
    /// What an operation waits for.
    pub fn of<V>(operation: &QueueOperation<V>) -> Self {
        match operation {
            QueueOperation::Put(_, wait) => Self::to_put(*wait),
            QueueOperation::Get(_) => Self::Item,
            QueueOperation::Join => Self::AllDone,
            _ => Self::Nothing,
        }
    }

    /// What a `put` waits for.
    pub fn to_put(wait: Wait) -> Self {
        if is_negative(wait) { Self::Nothing } else { Self::Room }
    }
}

impl<V> Queue<V> {
    /// Whether there is what an operation waits for.
    pub fn has(&self, need: QueueNeed) -> bool {
        match need {
            QueueNeed::Nothing => true,
            QueueNeed::Room => !self.is_full(),
            QueueNeed::Item => !self.items.is_empty(),
            QueueNeed::AllDone => self.unfinished == 0,
        }
    }

    /// Whether there is no room.
    pub fn is_full(&self) -> bool {
        self.capacity.is_some_and(|capacity| self.items.len() >= capacity)
    }
}

impl<V: Given> Queue<V> {
    /// A queue for so many items; for any number if that is less than one.
    pub fn new(maxsize: i64) -> Self {
        let capacity = usize::try_from(maxsize).ok().filter(|capacity| *capacity > 0);
        Self { items: VecDeque::new(), capacity, unfinished: 0 }
    }

    /// The items, first in first.
    pub fn items(&self) -> impl ExactSizeIterator<Item = &V> {
        self.items.iter()
    }

    /// How many items are not dealt with.
    pub fn unfinished(&self) -> usize {
        self.unfinished
    }

    /// Adds the item that `item` gives, which is called only if nothing is in the way.
    pub fn put(&mut self, wait: Wait, item: impl FnOnce() -> V) -> Result<(), Exception> {
        if is_negative(wait) && self.capacity.is_some() {
            return Err(timeout::negative());
        }
        if self.is_full() {
            return Err(Exception::new("Full", ""));
        }
        self.items.push_back(item());
        self.unfinished = self.unfinished.saturating_add(1);
        Ok(())
    }

    fn get(&mut self) -> Reply<V, QueueOperation<V>> {
        self.items.pop_front().map_or_else(|| raise("Empty", ""), Reply::Done)
    }

    fn task_done(&mut self) -> Reply<V, QueueOperation<V>> {
        let Some(unfinished) = self.unfinished.checked_sub(1) else {
            return raise("ValueError", "task_done() called too many times");
        };
        self.unfinished = unfinished;
        Reply::Done(V::nothing())
    }
}

impl<V: Mentions> Mentions for Queue<V> {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { items, capacity: _, unfinished: _ } = self;
        items.mentions(show);
    }
}

impl<V: Given> Primitive<QueueOperation<V>> for Queue<V> {
    type Value = V;

    fn ready(&self, _who: ThreadId, operation: &QueueOperation<V>) -> bool {
        self.has(QueueNeed::of(operation))
    }

    fn perform(
        &mut self,
        who: ThreadId,
        operation: QueueOperation<V>,
        _woken: &mut Vec<ThreadId>,
    ) -> Option<Reply<V, QueueOperation<V>>> {
        self.ready(who, &operation).then(|| match operation {
            QueueOperation::Put(item, wait) => {
                self.put(wait, || item).map_or_else(Reply::Raise, |()| Reply::Done(V::nothing()))
            }
            QueueOperation::Get(_) => self.get(),
            QueueOperation::TaskDone => self.task_done(),
            QueueOperation::Join => Reply::Done(V::nothing()),
            QueueOperation::Size => Reply::Done(count(self.items.len())),
            QueueOperation::Empty => Reply::Done(V::truth(self.items.is_empty())),
            QueueOperation::Full => Reply::Done(V::truth(self.is_full())),
            QueueOperation::Unfinished => Reply::Done(count(self.unfinished)),
        })
    }

    fn expire(&mut self, who: ThreadId, operation: QueueOperation<V>) -> Option<Reply<V, QueueOperation<V>>> {
        if self.ready(who, &operation) {
            return None;
        }
        match operation {
            QueueOperation::Put(_, Wait::Never | Wait::For(_)) => Some(raise("Full", "")),
            QueueOperation::Get(Wait::Never | Wait::For(_)) => Some(raise("Empty", "")),
            _ => None,
        }
    }
}

/// A negative timeout of `put` is an error, but only where there is a bound, and an unbounded queue does not even look
/// at it. So it gets here, as the one `For` that is less than none; it never waits.
fn is_negative(wait: Wait) -> bool {
    matches!(wait, Wait::For(nanoseconds) if nanoseconds < 0)
}

fn count<V: Given>(items: usize) -> V {
    V::count(i64::try_from(items).unwrap_or(i64::MAX))
}

fn raise<V>(type_name: &str, message: &str) -> Reply<V, QueueOperation<V>> {
    Reply::Raise(Exception::new(type_name, message))
}

#[cfg(test)]
#[path = "tests/queue.rs"]
mod tests;
