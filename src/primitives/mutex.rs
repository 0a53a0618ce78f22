//! `lock` and `rlock`, and what a condition needs of either.

use super::{MutexOperation, Primitive, Reply, Wait};
use crate::value::{Exception, ThreadId, Value};

/// What a condition needs of its lock.
pub trait Mutex {
    /// Whether `who` may wait and notify. A plain lock knows no owner: it only has to be locked, as in CPython.
    fn is_owned_by(&self, who: ThreadId) -> bool;
    /// Gives it up whole; says how many levels deep it was held.
    fn release_all(&mut self) -> u32;
    /// Takes it back so many levels deep. It is free.
    fn restore(&mut self, who: ThreadId, depth: u32);
    /// Whether `who` could take it now.
    fn is_free_for(&self, who: ThreadId) -> bool;
}

/// `threading.Lock`: not reentrant, and any thread may release it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lock {
    holder: Option<ThreadId>,
}

impl Mutex for Lock {
    fn is_owned_by(&self, _who: ThreadId) -> bool {
        self.holder.is_some()
    }

    fn release_all(&mut self) -> u32 {
        self.holder = None;
        1
    }

    fn restore(&mut self, who: ThreadId, _depth: u32) {
        self.holder = Some(who);
    }

    fn is_free_for(&self, _who: ThreadId) -> bool {
        self.holder.is_none()
    }
}

impl Primitive<MutexOperation> for Lock {
    fn ready(&self, _who: ThreadId, operation: &MutexOperation) -> bool {
        match operation {
            MutexOperation::Acquire(_) | MutexOperation::Reacquire { .. } => self.holder.is_none(),
            MutexOperation::Release | MutexOperation::Locked => true,
        }
    }

    fn perform(&mut self, who: ThreadId, operation: MutexOperation, _woken: &mut Vec<ThreadId>) -> Reply {
        match operation {
            MutexOperation::Acquire(_) => {
                self.holder = Some(who);
                Reply::Done(Value::Bool(true))
            }
            MutexOperation::Reacquire { depth, notified } => {
                self.restore(who, depth);
                Reply::Done(Value::Bool(notified))
            }
            MutexOperation::Release => match self.holder.take() {
                Some(_) => Reply::Done(Value::None),
                None => Reply::Raise(Exception::new("RuntimeError", "release unlocked lock")),
            },
            MutexOperation::Locked => Reply::Done(Value::Bool(self.holder.is_some())),
        }
    }

    fn expire(&mut self, _who: ThreadId, _operation: MutexOperation) -> Reply {
        Reply::Done(Value::Bool(false))
    }
}

/// `threading.RLock`: reentrant, and only its owner may release it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RLock {
    owner: Option<ThreadId>,
    depth: u32,
}

impl Mutex for RLock {
    fn is_owned_by(&self, who: ThreadId) -> bool {
        self.owner == Some(who)
    }

    fn release_all(&mut self) -> u32 {
        self.owner = None;
        std::mem::take(&mut self.depth)
    }

    fn restore(&mut self, who: ThreadId, depth: u32) {
        (self.owner, self.depth) = (Some(who), depth);
    }

    fn is_free_for(&self, who: ThreadId) -> bool {
        self.owner.is_none_or(|owner| owner == who)
    }
}

impl Primitive<MutexOperation> for RLock {
    fn ready(&self, who: ThreadId, operation: &MutexOperation) -> bool {
        match operation {
            MutexOperation::Acquire(_) => self.is_free_for(who),
            MutexOperation::Reacquire { .. } => self.owner.is_none(),
            MutexOperation::Release | MutexOperation::Locked => true,
        }
    }

    fn perform(&mut self, who: ThreadId, operation: MutexOperation, _woken: &mut Vec<ThreadId>) -> Reply {
        match operation {
            MutexOperation::Acquire(_) => match self.depth.checked_add(1) {
                Some(depth) => {
                    self.restore(who, depth);
                    Reply::Done(Value::Bool(true))
                }
                None => Reply::Raise(Exception::new("OverflowError", "Internal lock count overflowed")),
            },
            MutexOperation::Reacquire { depth, notified } => {
                self.restore(who, depth);
                Reply::Done(Value::Bool(notified))
            }
            MutexOperation::Release if self.owner == Some(who) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.owner = None;
                }
                Reply::Done(Value::None)
            }
            MutexOperation::Release => Reply::Raise(Exception::new("RuntimeError", "cannot release un-acquired lock")),
            MutexOperation::Locked => Reply::Done(Value::Bool(self.owner.is_some())),
        }
    }

    fn expire(&mut self, _who: ThreadId, _operation: MutexOperation) -> Reply {
        Reply::Done(Value::Bool(false))
    }
}

/// How long `L.acquire(blocking, timeout)` waits. Unlike elsewhere, None is no timeout and -1 is none, and any other
/// negative one is an error.
pub(super) fn patience(blocking: &Value, timeout: &Value) -> Result<Wait, Exception> {
    let blocking = super::timeout::flag(blocking)?;
    let unlimited = matches!(timeout, Value::Int(-1)) || matches!(timeout, Value::Float(seconds) if *seconds == -1.0);
    let nanoseconds = match timeout {
        Value::None => {
            let message = "'NoneType' object cannot be interpreted as an integer";
            return Err(Exception::new("TypeError", message));
        }
        _ if unlimited => return Ok(if blocking { Wait::Forever } else { Wait::Never }),
        timeout => super::timeout::nanoseconds(timeout)?,
    };
    if !blocking {
        return Err(Exception::new("ValueError", "can't specify a timeout for a non-blocking call"));
    }
    match nanoseconds {
        ..0 => Err(Exception::new("ValueError", "timeout value must be positive")),
        0 => Ok(Wait::Never),
        _ => Ok(Wait::For(nanoseconds)),
    }
}
