//! Operations on primitives.

use std::sync::Arc;

use super::variables::raise;
use super::{Effect, Step};
use crate::machine::action::{Action, OperationTarget, operation_name};
use crate::machine::event::{EventKind, Outcome, Target};
use crate::machine::machine::{Machine, Turn};
use crate::machine::world::Hold;
use crate::primitives::{
    ConditionOperation, Demand, MutexOperation, Object, Operation, PoolOperation, Primitive, Reply, RwLockOperation,
    SemaphoreOperation, Wait,
};
use crate::value::{ObjectId, ObjectRef, ThreadId, Value};

impl Machine {
    pub(super) fn operate(&mut self, step: &mut Step, object: ObjectRef, operation: Operation) -> Effect {
        let object = self.acted_on(object, &operation);
        self.world.changes.objects.push(object.id);
        if let Operation::Pool(operation) = operation {
            return self.operate_pool(step, object, operation);
        }
        let expires = step.turn == Turn::Expire
            || (operation.patience() == Wait::Never
                && !self.operation_ready(step.who, OperationTarget::Object(object), &operation));
        let mut woken = Vec::new();
        let reply = self.ask(step, object, operation.clone(), expires, &mut woken);
        self.track_holds(step, object, &operation, &reply);
        self.world.changes.woken.append(&mut woken);
        self.conclude(step, object, &operation, reply, expires)
    }

    /// Hands the operation to the primitive's state machine.
    fn ask(
        &mut self,
        step: &mut Step,
        object: ObjectRef,
        operation: Operation,
        expires: bool,
        woken: &mut Vec<ThreadId>,
    ) -> Reply {
        if let Operation::Condition(operation) = operation {
            return self.ask_condition(step, object, operation, expires, woken);
        }
        match self.world.objects.get_mut(object.id.index()) {
            Some(state) if expires => state.expire(step.who, operation),
            Some(state) => state.perform(step.who, operation, woken),
            None => Reply::Done(Value::None),
        }
    }

    /// A condition changes its lock too.
    fn ask_condition(
        &mut self,
        step: &mut Step,
        object: ObjectRef,
        operation: ConditionOperation,
        expires: bool,
        woken: &mut Vec<ThreadId>,
    ) -> Reply {
        let Some(lock) = self.lock_of(object) else { return Reply::Done(Value::None) };
        self.world.changes.objects.push(lock.id);
        let pair = self.world.objects.get_disjoint_mut([object.id.index(), lock.id.index()]);
        let Ok([Object::Condition(condition), lock]) = pair else { return Reply::Done(Value::None) };
        if expires {
            return condition.expire(step.who, operation);
        }
        let Some(lock) = lock.as_mutex_mut() else { return Reply::Done(Value::None) };
        let chooser = &mut *step.chooser;
        condition.perform(lock, step.who, operation, &mut |waiters| chooser.waiter(waiters), woken)
    }

    /// Notes who holds what since when. Only reports read it.
    fn track_holds(&mut self, step: &Step, object: ObjectRef, operation: &Operation, reply: &Reply) {
        let lock = self.lock_of(object).map_or(object.id, |lock| lock.id);
        let got_it = matches!(reply, Reply::Done(Value::Bool(true)));
        match operation {
            Operation::Mutex(MutexOperation::Acquire(_)) | Operation::Semaphore(SemaphoreOperation::Acquire(_))
                if got_it =>
            {
                self.hold(step, object.id);
            }
            Operation::Mutex(MutexOperation::Reacquire { .. }) => self.hold(step, object.id),
            Operation::Condition(ConditionOperation::Waiting { .. }) if matches!(reply, Reply::Done(_)) => {
                self.hold(step, lock)
            }
            Operation::Condition(ConditionOperation::Wait(_)) if matches!(reply, Reply::Continue(_)) => {
                self.let_go(step.who, lock, usize::MAX);
            }
            Operation::RwLock(
                RwLockOperation::AcquireRead | RwLockOperation::AcquireWrite | RwLockOperation::WaitWrite,
            ) if matches!(reply, Reply::Done(_)) => {
                self.hold(step, object.id);
            }
            Operation::Mutex(MutexOperation::Release)
            | Operation::RwLock(RwLockOperation::ReleaseRead | RwLockOperation::ReleaseWrite)
                if matches!(reply, Reply::Done(_)) =>
            {
                self.let_go(step.who, object.id, 1);
            }
            Operation::Semaphore(SemaphoreOperation::Release(count)) if matches!(reply, Reply::Done(_)) => {
                self.let_go(step.who, object.id, usize::try_from(*count).unwrap_or(usize::MAX));
            }
            _ => {}
        }
    }

    fn hold(&mut self, step: &Step, object: ObjectId) {
        let hold = Hold { thread: step.who, step: self.steps, place: step.place };
        if let Some(holds) = self.world.holds.get_mut(object.index()) {
            holds.push(hold);
        }
    }

    /// Takes off `count` holds: those of `who` first, then (a lock or permit given back by another) the oldest.
    fn let_go(&mut self, who: ThreadId, object: ObjectId, count: usize) {
        let Some(holds) = self.world.holds.get_mut(object.index()) else { return };
        for _ in 0..count.min(holds.len()) {
            let index = holds.iter().rposition(|hold| hold.thread == who).unwrap_or(0);
            holds.remove(index);
        }
    }

    /// Turns a primitive's reply into what the thread gets, and notes the event.
    fn conclude(
        &mut self,
        step: &mut Step,
        object: ObjectRef,
        operation: &Operation,
        reply: Reply,
        expires: bool,
    ) -> Effect {
        let name = operation_name(operation);
        let (effect, outcome) = match reply {
            Reply::Done(value) => {
                let outcome = if expires { Outcome::TimedOut(value.clone()) } else { Outcome::Value(value.clone()) };
                (Effect::Answer(value), outcome)
            }
            Reply::Raise(exception) => {
                let exception = Arc::new(exception);
                (Effect::Raise(Arc::clone(&exception)), Outcome::Raised(exception))
            }
            Reply::Continue(next) => {
                let given_up = next.patience() == Wait::Never;
                let action = Action::Operate { target: OperationTarget::Object(object), operation: next };
                let outcome = if expires { Outcome::TimedOut(Value::Bool(false)) } else { Outcome::Waits };
                self.note(step, || EventKind::Operate { object: Target::Object(object), operation: name, outcome });
                return if given_up { self.give_up_at_once(step, action) } else { Effect::Become(action) };
            }
            Reply::Call(function) => {
                let callee = self.image.program.prelude.barrier_action;
                (Effect::Call(callee, vec![Value::Object(object), function]), Outcome::Waits)
            }
        };
        self.note(step, || EventKind::Operate { object: Target::Object(object), operation: name, outcome });
        effect
    }

    /// `wait(0)`: what cannot go on gives up in the same step.
    fn give_up_at_once(&mut self, step: &mut Step, action: Action) -> Effect {
        let Action::Operate { target: OperationTarget::Object(object), operation } = action else {
            return Effect::Nothing;
        };
        if self.operation_ready(step.who, OperationTarget::Object(object), &operation) {
            return Effect::Become(Action::Operate { target: OperationTarget::Object(object), operation });
        }
        let mut woken = Vec::new();
        let reply = self.ask(step, object, operation.clone(), true, &mut woken);
        self.world.changes.woken.append(&mut woken);
        self.conclude(step, object, &operation, reply, true)
    }

    /// One round of `C.wait_for`: waits for what is left of the time, or says that none is.
    pub(super) fn wait_for(
        &mut self,
        step: &mut Step,
        condition: ObjectRef,
        wait: Wait,
        deadline: Option<i64>,
        slot: u32,
    ) -> Effect {
        let clock = self.world.clock;
        let left = match (wait, deadline) {
            (Wait::Forever, _) => Wait::Forever,
            (Wait::Never, None) => Wait::Never,
            (Wait::For(nanoseconds), None) => Wait::For(nanoseconds),
            (_, Some(deadline)) if deadline > clock => Wait::For(deadline - clock),
            // The time is over: the predicate's last value is the result.
            _ => return Effect::Answer(Value::None),
        };
        if deadline.is_none() {
            let until = match wait {
                Wait::For(nanoseconds) => Some(clock.saturating_add(nanoseconds)),
                Wait::Never => Some(clock),
                Wait::Forever => None,
            };
            if let (Some(until), Some(thread)) = (until, self.threads.get_mut(step.who.index())) {
                thread.set_local(slot, Value::Duration(until));
            }
        }
        self.operate(step, condition, Operation::Condition(ConditionOperation::Wait(left)))
    }

    /// What a primitive that is asked in vain says: nothing of the kind exists for this object.
    pub(super) fn unsupported(&self, object: ObjectRef) -> Effect {
        let message = format!("'{}' object does not support this", object.kind.type_name());
        raise(crate::value::Exception::new("SystemError", message))
    }

    /// The operations of a pool are in a file of their own.
    fn operate_pool(&mut self, step: &mut Step, object: ObjectRef, operation: PoolOperation) -> Effect {
        match operation {
            PoolOperation::Submit { function, arguments } => self.submit(step, object, function, arguments),
            PoolOperation::Shutdown { wait, cancel } => self.shut_down(step, object, wait, cancel),
            PoolOperation::AwaitWorkers => self.note_pool(step, object, "shutdown", Value::None),
            PoolOperation::Take | PoolOperation::AwaitTask => self.take_task(step, object),
            PoolOperation::Map { .. } => self.unsupported(object),
        }
    }
}
