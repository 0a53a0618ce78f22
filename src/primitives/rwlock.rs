//! Many readers or one writer. Not in Python's library; writers are preferred, so that readers cannot starve them.
//!
//! It is not reentrant: a writer that asks again, or a reader that wants to write, waits for itself. A reader may join
//! once more, but not while a writer waits.

use super::{Primitive, Reply, RwLockOperation};
use crate::value::{Exception, Mentions, ThreadId, Value};

/// A lock for many readers or one writer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RwLock {
    /// Sorted, since the order in which they came makes no difference; who joined twice is there twice.
    readers: Vec<ThreadId>,
    writer: Option<ThreadId>,
    /// Sorted, for the same reason.
    writers_waiting: Vec<ThreadId>,
}

impl RwLock {
    /// Who reads, in order of their ids.
    pub fn readers(&self) -> &[ThreadId] {
        &self.readers
    }

    /// Who writes.
    pub fn writer(&self) -> Option<ThreadId> {
        self.writer
    }

    /// Who waits to write, in order of their ids.
    pub fn writers_waiting(&self) -> &[ThreadId] {
        &self.writers_waiting
    }

    /// Whom one has to wait for: the writer or the readers inside.
    pub fn holders(&self) -> Vec<ThreadId> {
        let mut holders: Vec<ThreadId> = self.writer.into_iter().chain(self.readers.iter().copied()).collect();
        holders.dedup();
        holders
    }

    fn is_free(&self) -> bool {
        self.writer.is_none() && self.readers.is_empty()
    }

    fn acquire_write(&mut self, who: ThreadId) -> Reply<Value, RwLockOperation> {
        if self.is_free() {
            self.writer = Some(who);
            return Reply::Done(Value::Bool(true));
        }
        insert(&mut self.writers_waiting, who);
        Reply::Continue(RwLockOperation::WaitWrite)
    }
}

impl Mentions for RwLock {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { readers, writer, writers_waiting } = self;
        readers.mentions(show);
        writer.mentions(show);
        writers_waiting.mentions(show);
    }
}

impl Primitive<RwLockOperation> for RwLock {
    type Value = Value;

    fn ready(&self, _who: ThreadId, operation: &RwLockOperation) -> bool {
        match operation {
            RwLockOperation::AcquireRead => self.writer.is_none() && self.writers_waiting.is_empty(),
            RwLockOperation::WaitWrite => self.is_free(),
            _ => true,
        }
    }

    fn perform(
        &mut self,
        who: ThreadId,
        operation: RwLockOperation,
        _woken: &mut Vec<ThreadId>,
    ) -> Option<Reply<Value, RwLockOperation>> {
        self.ready(who, &operation).then(|| match operation {
            RwLockOperation::AcquireRead => {
                insert(&mut self.readers, who);
                Reply::Done(Value::Bool(true))
            }
            RwLockOperation::AcquireWrite => self.acquire_write(who),
            RwLockOperation::WaitWrite => {
                remove(&mut self.writers_waiting, who);
                self.writer = Some(who);
                Reply::Done(Value::Bool(true))
            }
            RwLockOperation::ReleaseRead => {
                let was_reader = remove(&mut self.readers, who);
                released(was_reader, "cannot release un-acquired read lock")
            }
            RwLockOperation::ReleaseWrite => {
                let was_writer = self.writer.take_if(|writer| *writer == who).is_some();
                released(was_writer, "cannot release un-acquired write lock")
            }
        })
    }

    /// An rwlock is waited for without limit.
    fn expire(&mut self, _who: ThreadId, _operation: RwLockOperation) -> Option<Reply<Value, RwLockOperation>> {
        None
    }
}

fn released(held: bool, otherwise: &str) -> Reply<Value, RwLockOperation> {
    if held { Reply::Done(Value::None) } else { Reply::Raise(Exception::new("RuntimeError", otherwise)) }
}

fn insert(sorted: &mut Vec<ThreadId>, who: ThreadId) {
    let at = sorted.partition_point(|other| *other < who);
    sorted.insert(at, who);
}

fn remove(sorted: &mut Vec<ThreadId>, who: ThreadId) -> bool {
    sorted.binary_search(&who).map(|at| sorted.remove(at)).is_ok()
}

#[cfg(test)]
#[path = "tests/rwlock.rs"]
mod tests;
