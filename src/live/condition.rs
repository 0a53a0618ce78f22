//! (temporary) condition monitor.
use crate::primitives::{Compact, Condition, ConditionOperation, Mutex, MutexOperation, Operation, Primitive};
use crate::sync::{Answered, Caller, Monitor};
use crate::value::Value;

#[derive(Debug)]
pub(super) struct ConditionMonitor {
    state: parking_lot::Mutex<Condition>,
}

impl ConditionMonitor {
    pub(super) fn new(state: Condition) -> Self {
        Self { state: parking_lot::Mutex::new(state) }
    }
    pub(super) fn snapshot(&self) -> Condition {
        self.state.lock().clone()
    }
    pub(super) fn operate<L, C: Caller>(
        &self,
        _lock: &Monitor<L, MutexOperation>,
        _caller: &C,
        _operation: ConditionOperation,
    ) -> Option<Answered<Value, Operation>>
    where
        L: Compact + Mutex + Primitive<MutexOperation, Value = Value>,
    {
        None
    }
}
