//! What queues and futures of Rust values give: such a value, or one of the few others that a state machine speaks of.

use std::sync::Arc;

use crate::primitives::Given;
use crate::value::Exception;

/// What is in a queue or a future, and what its operations give.
#[derive(Clone, Debug)]
pub(super) enum Slot<T> {
    /// A value that was put in.
    Item(T),
    /// Anything else: questions are answered by a look at the state, not by an operation.
    Nothing,
    /// How a call failed.
    Failure(Arc<Exception>),
}

impl<T> Given for Slot<T> {
    fn nothing() -> Self {
        Self::Nothing
    }

    fn truth(_so: bool) -> Self {
        Self::Nothing
    }

    fn count(_number: i64) -> Self {
        Self::Nothing
    }

    fn failure(exception: Arc<Exception>) -> Self {
        Self::Failure(exception)
    }
}
