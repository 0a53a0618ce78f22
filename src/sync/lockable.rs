//! The locks that a condition can be over: a lock or an rlock, its own or shared.

use std::sync::Arc;

use super::monitor::Monitor;
use super::{Lock, RLock};
use crate::primitives::{self, Compact, Mutex, MutexOperation, Primitive};
use crate::value::Value;

/// A lock, an rlock, or a reference to one.
pub trait Lockable: Monitored {}

impl<M: Monitored> Lockable for M {}

/// Has a lock's monitor. No one outside can name it, so there are no other locks.
pub trait Monitored {
    /// The lock's state machine.
    type State: Compact + Mutex + Primitive<MutexOperation, Value = Value>;

    /// The lock's monitor.
    fn monitor(&self) -> Access<'_, Self::State>;
}

/// A monitor that only this room can look into.
pub struct Access<'a, S: Compact>(pub(super) &'a Monitor<S, MutexOperation>);

impl Monitored for Lock {
    type State = primitives::Lock;

    fn monitor(&self) -> Access<'_, Self::State> {
        Access(&self.monitor)
    }
}

impl Monitored for RLock {
    type State = primitives::RLock;

    fn monitor(&self) -> Access<'_, Self::State> {
        Access(&self.monitor)
    }
}

impl<L: Monitored> Monitored for &L {
    type State = L::State;

    fn monitor(&self) -> Access<'_, Self::State> {
        L::monitor(self)
    }
}

impl<L: Monitored> Monitored for Arc<L> {
    type State = L::State;

    fn monitor(&self) -> Access<'_, Self::State> {
        L::monitor(self)
    }
}
