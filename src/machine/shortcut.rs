//! Steps that need no `Action`: a thread that nobody conducts does the simplest ones in passing.
//!
//! Each is a step like any other, and what it does is what its action would do. Where it cannot be done at once and
//! without more ado, nothing has happened, and the action comes.

use crate::program::VariableId;
use crate::value::ObjectRef;

/// What can be done in passing; by default nothing.
pub trait Shortcut {
    /// Reads a variable that holds an int.
    #[inline(always)]
    fn read_int(&mut self, _variable: VariableId) -> Option<i64> {
        None
    }

    /// Writes an int to a variable; whether that is done.
    #[inline(always)]
    fn write_int(&mut self, _variable: VariableId, _value: i64) -> bool {
        false
    }

    /// Acquires a lock, rlock or semaphore, if that is no condition's; whether that is done.
    #[inline(always)]
    fn acquire(&mut self, _object: ObjectRef) -> bool {
        false
    }

    /// Releases it; whether that is done.
    #[inline(always)]
    fn release(&mut self, _object: ObjectRef) -> bool {
        false
    }
}

/// Every step needs its action.
#[derive(Clone, Copy, Debug)]
pub struct NoShortcut;

impl Shortcut for NoShortcut {}
