//! The threads that operations, and the primitives that have no file of their own, refer to.

use super::{FutureState, Object, Operation, PoolOperation, QueueOperation, Task};
use crate::value::{Mentions, ThreadId};

impl Mentions for Object {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        match self {
            Self::Lock(state) => state.mentions(show),
            Self::RLock(state) => state.mentions(show),
            // Permits have no owners.
            Self::Semaphore(_) => {}
            Self::Event(state) => state.mentions(show),
            Self::Condition(state) => state.mentions(show),
            Self::Barrier(state) => state.mentions(show),
            Self::Queue(state) => state.mentions(show),
            Self::RwLock(state) => state.mentions(show),
            Self::Pool(state) => state.mentions(show),
        }
    }
}

impl Mentions for Operation {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        match self {
            Self::Queue(operation) => operation.mentions(show),
            Self::Pool(operation) => operation.mentions(show),
            // These carry numbers and times, and no values.
            Self::Mutex(_)
            | Self::Semaphore(_)
            | Self::Event(_)
            | Self::Condition(_)
            | Self::Barrier(_)
            | Self::RwLock(_)
            | Self::Future(_)
            | Self::Thread(_) => {}
        }
    }
}

impl<V: Mentions> Mentions for QueueOperation<V> {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        match self {
            Self::Put(item, _) => item.mentions(show),
            Self::Get(_) | Self::TaskDone | Self::Join | Self::Size | Self::Empty | Self::Full | Self::Unfinished => {}
        }
    }
}

impl Mentions for PoolOperation {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        match self {
            Self::Submit { function, arguments, keywords } => {
                function.mentions(show);
                arguments.mentions(show);
                keywords.mentions(show);
            }
            Self::Map { function, items } => {
                function.mentions(show);
                items.mentions(show);
            }
            Self::Shutdown { wait: _, cancel: _ } | Self::AwaitWorkers | Self::Take | Self::AwaitTask => {}
        }
    }
}

impl Mentions for Task {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { future: _, function, arguments, keywords } = self;
        function.mentions(show);
        arguments.mentions(show);
        keywords.mentions(show);
    }
}

impl<V: Mentions> Mentions for FutureState<V> {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        match self {
            Self::Finished(value) => value.mentions(show),
            Self::Pending | Self::Running | Self::Cancelled | Self::Failed(_) => {}
        }
    }
}
