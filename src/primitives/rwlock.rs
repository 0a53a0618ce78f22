//! `rwlock`: many readers or one writer. Writers come first: while one waits, no new reader gets in.

use super::{Operation, Primitive, Reply, RwLockOperation};
use crate::value::{Exception, ThreadId, Value};

/// Who reads, who writes, who waits to write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RwLock {
    readers: Vec<ThreadId>,
    writer: Option<ThreadId>,
    writers_waiting: Vec<ThreadId>,
}

impl RwLock {
    fn is_free(&self) -> bool {
        self.readers.is_empty() && self.writer.is_none()
    }

    fn write(&mut self, who: ThreadId) -> Reply {
        self.writers_waiting.retain(|waiter| *waiter != who);
        self.writer = Some(who);
        Reply::Done(Value::Bool(true))
    }
}

impl Primitive<RwLockOperation> for RwLock {
    fn ready(&self, _who: ThreadId, operation: &RwLockOperation) -> bool {
        match operation {
            RwLockOperation::AcquireRead => self.writer.is_none() && self.writers_waiting.is_empty(),
            RwLockOperation::WaitWrite => self.is_free(),
            _ => true,
        }
    }

    fn perform(&mut self, who: ThreadId, operation: RwLockOperation, _woken: &mut Vec<ThreadId>) -> Reply {
        match operation {
            RwLockOperation::AcquireRead => {
                self.readers.push(who);
                Reply::Done(Value::Bool(true))
            }
            RwLockOperation::ReleaseRead => match self.readers.iter().position(|reader| *reader == who) {
                Some(index) => {
                    self.readers.remove(index);
                    Reply::Done(Value::None)
                }
                None => not_held(),
            },
            RwLockOperation::AcquireWrite if self.is_free() => self.write(who),
            RwLockOperation::AcquireWrite => {
                self.writers_waiting.push(who);
                Reply::Continue(Operation::RwLock(RwLockOperation::WaitWrite))
            }
            RwLockOperation::WaitWrite => self.write(who),
            RwLockOperation::ReleaseWrite if self.writer == Some(who) => {
                self.writer = None;
                Reply::Done(Value::None)
            }
            RwLockOperation::ReleaseWrite => not_held(),
        }
    }

    fn expire(&mut self, who: ThreadId, _operation: RwLockOperation) -> Reply {
        self.writers_waiting.retain(|waiter| *waiter != who);
        Reply::Done(Value::Bool(false))
    }
}

fn not_held() -> Reply {
    Reply::Raise(Exception::new("RuntimeError", "cannot release un-acquired lock"))
}
