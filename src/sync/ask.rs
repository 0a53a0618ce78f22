//! How the calling thread asks a monitor. Its callers are never stopped, so an answer always comes.

use super::current::Current;
use super::error::Error;
use super::monitor::Monitor;
use super::waiters::{Note, Request};
use crate::primitives::{Compact, Primitive, Reply};
use crate::value::Value;

/// Does an operation, and whatever it goes on as, up to its end, and gives its value; or, for a barrier whose action must
/// now run, the action's.
pub(super) fn ask<P, O>(monitor: &Monitor<P, O::Note>, mut operation: O) -> Result<P::Value, Error>
where
    P: Compact + Primitive<O>,
    O: Request,
    O::Note: Note<P>,
{
    let caller = Current::thread();
    loop {
        match monitor.operate(&caller, operation).map(|answered| answered.reply) {
            Some(Reply::Done(value) | Reply::Call(value)) => return Ok(value),
            Some(Reply::Raise(exception)) => return Err(exception.into()),
            Some(Reply::Continue(next)) => operation = next,
            None => return Err(Error::impossible()),
        }
    }
}

/// Does an operation that gives True or None when it goes through at once, and says whether it gave anything but False.
#[inline(always)]
pub(super) fn goes_well<P, O>(monitor: &Monitor<P, O::Note>, operation: O) -> Result<bool, Error>
where
    P: Compact + Primitive<O, Value = Value>,
    O: Request,
    O::Note: Note<P>,
{
    if monitor.goes_through(&Current::thread(), &operation) {
        return Ok(true);
    }
    slowly(monitor, operation)
}

/// The rest of [`goes_well`], out of the way of what goes through.
#[cold]
fn slowly<P, O>(monitor: &Monitor<P, O::Note>, operation: O) -> Result<bool, Error>
where
    P: Compact + Primitive<O, Value = Value>,
    O: Request,
    O::Note: Note<P>,
{
    ask(monitor, operation).map(|value| value != Value::Bool(false))
}
