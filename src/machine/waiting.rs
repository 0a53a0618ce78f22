//! Why a thread cannot go on: the edges of the wait-for graph.

use crate::machine::action::{Action, OperationTarget, waiting_name};
use crate::machine::event::Target;
use crate::machine::machine::Machine;
use crate::machine::world::World;
use crate::primitives::{
    BarrierOperation, ConditionOperation, Demand, EventOperation, Object, Operation, PoolOperation, Primitive, Reply,
    RwLockOperation, Wait,
};
use crate::value::{ObjectRef, ThreadId};

impl World {
    /// Whether an action can happen now. Whether its thread sleeps does not count here.
    pub fn can_go_on(&self, who: ThreadId, action: &Action) -> bool {
        match action {
            Action::Operate { target, operation } => {
                operation.patience() == Wait::Never || self.operation_ready(who, *target, operation)
            }
            // To join oneself is an error at once, not a wait.
            Action::Join { threads } => threads.contains(&who) || threads.iter().all(|thread| self.has_ended(*thread)),
            Action::JoinAll => self.started_so_far(who).iter().all(|thread| self.has_ended(*thread)),
            Action::JoinWorkers { workers, .. } => workers.iter().all(|worker| self.has_ended(*worker)),
            _ => true,
        }
    }

    /// Whether an action is a wait for a notify that has not come.
    pub fn awaits_notify(&self, who: ThreadId, action: &Action) -> bool {
        let Action::Operate {
            target: OperationTarget::Object(condition),
            operation: Operation::Condition(ConditionOperation::Waiting { .. }),
        } = action
        else {
            return false;
        };
        match self.objects.get(condition.id.index()) {
            Some(Object::Condition(state)) => state.waiters().contains(&who),
            _ => false,
        }
    }

    /// Whether an operation is ready, its patience left aside.
    pub(super) fn operation_ready(&self, who: ThreadId, target: OperationTarget, operation: &Operation) -> bool {
        match (target, operation) {
            (OperationTarget::Object(object), operation) => self.is_ready(who, object, operation),
            (OperationTarget::Thread(thread), Operation::Thread(operation)) => {
                let entry = self.roster.get(thread.index());
                thread == who || entry.is_some_and(|entry| entry.life.ready(who, operation))
            }
            (OperationTarget::Future(future), Operation::Future(operation)) => {
                let entry = self.futures.get(future.index());
                entry.is_none_or(|entry| entry.state.ready(who, operation))
            }
            _ => true,
        }
    }

    /// Whether an action, which can begin, would then have to wait for another thread.
    pub(super) fn waits_half_way(&self, who: ThreadId, action: &Action) -> bool {
        match action {
            Action::WaitFor { condition, wait, .. } => *wait != Wait::Never && self.owns_lock_of(who, *condition),
            Action::Operate { target: OperationTarget::Object(object), operation } => {
                self.would_go_on_waiting(who, *object, operation)
            }
            _ => false,
        }
    }

    fn would_go_on_waiting(&self, who: ThreadId, object: ObjectRef, operation: &Operation) -> bool {
        match (operation, self.objects.get(object.id.index())) {
            (Operation::Condition(ConditionOperation::Wait(wait)), _) => {
                *wait != Wait::Never && self.owns_lock_of(who, object)
            }
            (Operation::Pool(PoolOperation::Shutdown { wait: true, .. }), Some(Object::Pool(pool))) => {
                !pool.await_workers_ready() && !pool.workers().contains(&who)
            }
            (
                Operation::Event(EventOperation::Wait(_))
                | Operation::Barrier(BarrierOperation::Wait(_))
                | Operation::RwLock(RwLockOperation::AcquireWrite),
                Some(state),
            ) => {
                // Tried on a copy: only the primitive knows.
                let reply = state.clone().perform(who, operation.clone(), &mut Vec::new());
                matches!(reply, Some(Reply::Continue(next)) if next.patience() != Wait::Never)
            }
            _ => false,
        }
    }

    fn owns_lock_of(&self, who: ThreadId, condition: ObjectRef) -> bool {
        let lock = self.image.lock_of(condition).and_then(|lock| self.objects.get(lock.id.index()));
        lock.and_then(Object::as_mutex).is_some_and(|lock| lock.is_owned_by(who))
    }
}

impl Machine {
    /// What a thread waits for, and in which operation.
    pub fn waits_for(&self, who: ThreadId) -> Option<(Target, &'static str)> {
        match self.pending(who)? {
            Action::Operate { target, operation } => {
                let target = match target {
                    OperationTarget::Object(object) => Target::Object(*object),
                    OperationTarget::Thread(thread) => Target::Thread(*thread),
                    OperationTarget::Future(future) => Target::Future(*future),
                };
                Some((target, waiting_name(operation)))
            }
            Action::Join { .. } | Action::JoinAll | Action::JoinWorkers { .. } => {
                let unfinished = self.to_be_joined(who);
                match unfinished.as_slice() {
                    [one] => Some((Target::Thread(*one), "join")),
                    _ => Some((Target::Threads(unfinished), "join")),
                }
            }
            _ => None,
        }
    }

    /// The threads that a waiting thread waits for: who holds what it wants, who has to end first.
    pub fn in_the_way(&self, who: ThreadId) -> Vec<ThreadId> {
        match self.pending(who) {
            Some(Action::Operate { target: OperationTarget::Object(object), operation }) => {
                self.holders_of(who, *object, operation)
            }
            Some(Action::Operate { target: OperationTarget::Thread(thread), .. }) => vec![*thread],
            Some(Action::Operate { target: OperationTarget::Future(future), .. }) => {
                self.world.futures.get(future.index()).and_then(|entry| entry.worker).into_iter().collect()
            }
            _ => self.to_be_joined(who),
        }
    }

    /// The threads whose end a `join` still waits for.
    pub(super) fn to_be_joined(&self, who: ThreadId) -> Vec<ThreadId> {
        let threads = match self.pending(who) {
            Some(Action::Join { threads }) => threads.clone(),
            Some(Action::JoinAll) => self.world.started_so_far(who),
            Some(Action::JoinWorkers { workers, .. }) => workers.clone(),
            _ => Vec::new(),
        };
        threads.into_iter().filter(|thread| !self.world.has_ended(*thread)).collect()
    }

    fn holders_of(&self, who: ThreadId, object: ObjectRef, operation: &Operation) -> Vec<ThreadId> {
        let object = self.image.acted_on(object, operation);
        match operation {
            Operation::Mutex(_) | Operation::Semaphore(_) | Operation::RwLock(_) => {
                let mut holders: Vec<ThreadId> = Vec::new();
                for holder in self.world.holders(object.id) {
                    if !holders.contains(&holder) {
                        holders.push(holder);
                    }
                }
                if let Operation::RwLock(RwLockOperation::AcquireRead) = operation
                    && self.is_read_only(object)
                {
                    // Readers do not keep a reader out: writers that wait do.
                    return self.waiting_writers(object, who);
                }
                holders
            }
            // Notified already, and now in want of the lock.
            Operation::Condition(_) => match (self.world.objects.get(object.id.index()), self.image.lock_of(object)) {
                (Some(Object::Condition(condition)), Some(lock)) if !condition.waiters().contains(&who) => {
                    self.world.holders(lock.id).collect()
                }
                _ => Vec::new(),
            },
            Operation::Pool(crate::primitives::PoolOperation::AwaitWorkers) => {
                let works =
                    |entry: &&crate::machine::world::RosterEntry| entry.pool == Some(object.id) && !entry.life.ended;
                self.world.roster.iter().filter(works).map(|entry| entry.handle.id).collect()
            }
            _ => Vec::new(),
        }
    }

    fn is_read_only(&self, object: ObjectRef) -> bool {
        matches!(self.world.objects.get(object.id.index()), Some(Object::RwLock(lock)) if lock.writer().is_none())
    }

    /// Writers that wait for an rwlock: a reader lets them go first.
    fn waiting_writers(&self, object: ObjectRef, who: ThreadId) -> Vec<ThreadId> {
        let waits = |thread: &ThreadId| {
            *thread != who
                && matches!(
                    self.pending(*thread),
                    Some(Action::Operate {
                        target: OperationTarget::Object(other),
                        operation: Operation::RwLock(RwLockOperation::WaitWrite),
                    }) if other.id == object.id
                )
        };
        (0..self.threads.len()).map(ThreadId::at).filter(waits).collect()
    }

    /// What more there is to say of why a thread waits: `2 of 3 parties have come`.
    pub fn wait_detail(&self, who: ThreadId) -> Option<String> {
        let Some(Action::Operate { target: OperationTarget::Object(object), operation }) = self.pending(who) else {
            return None;
        };
        let object = self.image.acted_on(*object, operation);
        match (self.world.objects.get(object.id.index())?, operation) {
            (Object::Barrier(barrier), _) => {
                Some(format!("{} of {} parties have come", barrier.waiting(), barrier.parties()))
            }
            (Object::Queue(queue), operation) => Some(match operation.class() {
                1 => "it is empty".to_owned(),
                2 => format!("{} items are not dealt with", queue.unfinished()),
                _ => "it is full".to_owned(),
            }),
            (Object::Event(_), _) => Some("nobody has set it".to_owned()),
            (Object::Condition(condition), _) if condition.waiters().contains(&who) => {
                Some("nobody has notified it".to_owned())
            }
            (Object::RwLock(_), Operation::RwLock(RwLockOperation::AcquireRead)) if self.is_read_only(object) => {
                Some("a writer that waits goes first".to_owned())
            }
            (Object::Semaphore(_), _) => Some("no permit is left".to_owned()),
            (Object::Pool(_), Operation::Pool(crate::primitives::PoolOperation::AwaitTask)) => {
                Some("idle: no task has come".to_owned())
            }
            _ => None,
        }
    }
}
