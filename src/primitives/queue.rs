//! `queue`: first in, first out, with a bound and a count of what is not dealt with.

use std::collections::VecDeque;

use super::{Primitive, QueueOperation, Reply, Wait, timeout};
use crate::value::{Exception, ThreadId, Value};

/// `queue.Queue`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Queue {
    items: VecDeque<Value>,
    maxsize: i64,
    unfinished: i64,
}

impl Queue {
    /// One for at most `maxsize` items; without bound if that is not positive.
    pub fn new(maxsize: &Value) -> Result<Self, Exception> {
        Ok(Self { items: VecDeque::new(), maxsize: timeout::integer(maxsize)?, unfinished: 0 })
    }

    /// What is in it.
    pub fn items(&self) -> impl Iterator<Item = &Value> {
        self.items.iter()
    }

    /// How many items are not dealt with.
    pub fn unfinished(&self) -> i64 {
        self.unfinished
    }

    fn size(&self) -> i64 {
        i64::try_from(self.items.len()).unwrap_or(i64::MAX)
    }

    fn is_full(&self) -> bool {
        self.maxsize > 0 && self.size() >= self.maxsize
    }
}

impl Primitive<QueueOperation> for Queue {
    fn ready(&self, _who: ThreadId, operation: &QueueOperation) -> bool {
        match operation {
            QueueOperation::Put(..) => !self.is_full(),
            QueueOperation::Get(_) => !self.items.is_empty(),
            QueueOperation::Join => self.unfinished == 0,
            _ => true,
        }
    }

    fn perform(&mut self, _who: ThreadId, operation: QueueOperation, _woken: &mut Vec<ThreadId>) -> Reply {
        Reply::Done(match operation {
            QueueOperation::Put(item, wait) => {
                // An unbounded queue never looks at a timeout; a bounded one refuses a negative one even with room.
                if self.maxsize > 0
                    && let Err(exception) = checked(wait)
                {
                    return Reply::Raise(exception);
                }
                self.items.push_back(item);
                self.unfinished += 1;
                Value::None
            }
            QueueOperation::Get(_) => self.items.pop_front().unwrap_or(Value::None),
            QueueOperation::TaskDone if self.unfinished <= 0 => {
                return Reply::Raise(Exception::new("ValueError", "task_done() called too many times"));
            }
            QueueOperation::TaskDone => {
                self.unfinished -= 1;
                Value::None
            }
            QueueOperation::Join => Value::None,
            QueueOperation::Size => Value::Int(self.size()),
            QueueOperation::Empty => Value::Bool(self.items.is_empty()),
            QueueOperation::Full => Value::Bool(self.is_full()),
            QueueOperation::Unfinished => Value::Int(self.unfinished),
        })
    }

    fn expire(&mut self, _who: ThreadId, operation: QueueOperation) -> Reply {
        if let QueueOperation::Put(_, wait) = &operation
            && let Err(exception) = checked(*wait)
        {
            return Reply::Raise(exception);
        }
        let empty = matches!(operation, QueueOperation::Get(_));
        Reply::Raise(Exception::new(if empty { "Empty" } else { "Full" }, ""))
    }
}

/// A negative timeout of `put` is carried as it is, because only a bounded queue objects to it.
fn checked(wait: Wait) -> Result<(), Exception> {
    match wait {
        Wait::For(..0) => Err(negative()),
        _ => Ok(()),
    }
}

fn negative() -> Exception {
    Exception::new("ValueError", "'timeout' must be a non-negative number")
}

/// How long `get` waits. Without blocking a timeout is ignored.
pub(super) fn get_patience(block: &Value, timeout: &Value) -> Result<Wait, Exception> {
    match put_patience(block, timeout)? {
        Wait::For(..0) => Err(negative()),
        wait => Ok(wait),
    }
}

/// The same for `put`, where a negative timeout may still be ignored.
pub(super) fn put_patience(block: &Value, timeout: &Value) -> Result<Wait, Exception> {
    match (block.truth(), timeout) {
        (false, _) => Ok(Wait::Never),
        (true, Value::None) => Ok(Wait::Forever),
        (true, timeout) => Ok(match timeout::nanoseconds(timeout)? {
            0 => Wait::Never,
            left => Wait::For(left),
        }),
    }
}
