//! Operations on primitives, futures and threads' handles.

use std::sync::Arc;

use super::{Effect, Step};
use crate::machine::action::{Action, OperationTarget, operation_name};
use crate::machine::event::{Outcome, Target};
use crate::machine::machine::Turn;
use crate::machine::shared::{Performed, Shared};
use crate::primitives::{ConditionOperation, Operation, PoolOperation, Reply, ThreadOperation, Wait};
use crate::value::{Exception, ObjectRef, Value};

impl<W: Shared> Step<'_, W> {
    pub(super) fn operate(&mut self, target: OperationTarget, operation: Operation) -> Effect {
        let name = operation_name(&operation);
        if let Operation::Condition(ConditionOperation::Waiting { .. }) = operation {
            self.thread.gave_up = self.by.turn == Turn::Expire;
        }
        let (target, performed) = match (target, operation) {
            (OperationTarget::Object(object), Operation::Pool(operation)) => {
                return self.operate_pool(object, operation);
            }
            (OperationTarget::Object(object), operation) => {
                let object = self.image.acted_on(object, &operation);
                let performed = self.world.operate(self.by, object, operation, self.chooser);
                (OperationTarget::Object(object), performed)
            }
            (OperationTarget::Future(future), Operation::Future(operation)) => {
                (target, self.world.operate_future(self.by, future, operation))
            }
            (OperationTarget::Thread(thread), Operation::Thread(operation)) => {
                if thread == self.by.who && matches!(operation, ThreadOperation::Join(_)) {
                    return self.joins_itself();
                }
                (target, self.world.operate_thread(self.by, thread, operation))
            }
            // The checks before a run see to it that this does not happen.
            _ => return Effect::Answer(Value::None),
        };
        match performed {
            Some(performed) => self.conclude(target, name, performed),
            None => Effect::Stopped,
        }
    }

    /// Turns a primitive's reply into what the thread gets, and notes the event.
    fn conclude(&mut self, target: OperationTarget, name: &'static str, performed: Performed) -> Effect {
        let Performed { reply, expired } = performed;
        let object = target.shown();
        let given = |value: &Value| match expired {
            true => Outcome::TimedOut(value.clone()),
            false => Outcome::Value(value.clone()),
        };
        match reply {
            Reply::Done(value) => {
                self.note_operation(object, name, || given(&value));
                Effect::Answer(value)
            }
            Reply::Raise(exception) => self.raises(object, name, exception),
            Reply::Continue(operation) => {
                self.note_operation(object, name, || match expired {
                    true => Outcome::TimedOut(Value::Bool(false)),
                    false => Outcome::Waits,
                });
                Effect::Become(Action::Operate { target, operation })
            }
            Reply::Call(function) => {
                self.note_operation(object, name, || Outcome::Waits);
                match target {
                    OperationTarget::Object(barrier) => {
                        let callee = self.image.program.prelude.barrier_action;
                        Effect::Call(callee, vec![Value::Object(barrier), function])
                    }
                    _ => Effect::Answer(Value::None),
                }
            }
        }
    }

    /// The operation raises in its thread.
    pub(super) fn raises(&mut self, object: Target, operation: &'static str, exception: Exception) -> Effect {
        let exception = Arc::new(exception);
        self.note_operation(object, operation, || Outcome::Raised(Arc::clone(&exception)));
        Effect::Raise(exception)
    }

    /// One round of `C.wait_for`: waits for what is left of the time, or says that none is.
    pub(super) fn wait_for(&mut self, condition: ObjectRef, wait: Wait, deadline: Option<i64>, slot: u32) -> Effect {
        let clock = self.world.clock();
        let left = match (wait, deadline) {
            (Wait::Forever, _) => Wait::Forever,
            (Wait::Never, None) => Wait::Never,
            (Wait::For(nanoseconds), None) => Wait::For(nanoseconds),
            // Whoever drives it need not have a clock: a wait that was given up says it, too.
            (_, Some(deadline)) if deadline > clock && !self.thread.gave_up => Wait::For(deadline - clock),
            // The time is over: the predicate's last value is the result.
            _ => return Effect::Answer(Value::None),
        };
        self.thread.gave_up = false;
        if deadline.is_none() {
            let until = match wait {
                Wait::For(nanoseconds) => Some(clock.saturating_add(nanoseconds)),
                Wait::Never => Some(clock),
                Wait::Forever => None,
            };
            if let Some(until) = until {
                self.thread.set_local(slot, Value::Duration(until));
            }
        }
        let wait = Operation::Condition(ConditionOperation::Wait(left));
        self.operate(OperationTarget::Object(condition), wait)
    }

    /// The operations of a pool are in a file of their own.
    fn operate_pool(&mut self, pool: ObjectRef, operation: PoolOperation) -> Effect {
        match operation {
            PoolOperation::Submit { function, arguments, keywords } => self.submit(pool, function, arguments, keywords),
            PoolOperation::Shutdown { wait, cancel } => self.shut_down(pool, wait, cancel),
            PoolOperation::AwaitWorkers => self.await_workers(pool),
            PoolOperation::Take => self.take_task(pool, false),
            PoolOperation::AwaitTask => self.take_task(pool, true),
            PoolOperation::Map { .. } => {
                let message = format!("'{}' object does not support this", pool.kind.type_name());
                Effect::Raise(Arc::new(Exception::new("SystemError", message)))
            }
        }
    }
}
