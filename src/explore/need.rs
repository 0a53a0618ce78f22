//! What a thread waits for that waits without limit.

use super::layout::{Cell, Layout};
use crate::machine::{Action, Image, OperationTarget};
use crate::primitives::{ConditionOperation, Operation, ThreadOperation};
use crate::value::{ObjectId, ThreadId};

/// What lets a thread go on.
#[derive(Clone, Debug)]
pub(super) enum Need {
    /// Something that is done to what stands there.
    Change(usize),
    /// A notify, and then the condition's lock: their places.
    Notify { condition: usize, lock: usize },
    /// The end of all of these.
    Ends(Vec<ThreadId>),
    /// The end of all that a `join` without names waits for.
    AllEnds,
    /// Who knows.
    Unknown,
}

impl Need {
    /// What it takes for an action to happen that cannot happen now.
    pub(super) fn of(action: &Action, image: &Image, layout: &Layout) -> Self {
        let place = |object: ObjectId| layout.position(Cell::Object(object.index()));
        match action {
            Action::Operate { target: OperationTarget::Object(object), operation } => match operation {
                Operation::Pool(_) => Self::Unknown,
                Operation::Condition(ConditionOperation::Waiting { .. }) => match image.lock_of(*object) {
                    Some(lock) => Self::Notify { condition: place(object.id), lock: place(lock.id) },
                    None => Self::Unknown,
                },
                operation => Self::Change(place(image.acted_on(*object, operation).id)),
            },
            Action::Operate {
                target: OperationTarget::Thread(thread),
                operation: Operation::Thread(ThreadOperation::Join(_)),
            } => Self::Ends(vec![*thread]),
            Action::Join { threads } | Action::JoinWorkers { workers: threads, .. } => Self::Ends(threads.clone()),
            Action::JoinAll => Self::AllEnds,
            _ => Self::Unknown,
        }
    }
}
