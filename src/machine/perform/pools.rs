//! Pools and futures.

use std::sync::Arc;

use super::variables::raise;
use super::{Effect, Step};
use crate::machine::action::{Action, OperationTarget};
use crate::machine::event::{EventKind, Outcome, Target};
use crate::machine::shared::{Call, Shared};
use crate::primitives::{Operation, PoolOperation, Take, Task};
use crate::value::{self, Exception, FutureId, ObjectRef, Value};

impl<W: Shared> Step<'_, W> {
    /// `P.submit(f, ...)`: queues the call, and starts a worker if none is idle.
    pub(super) fn submit(
        &mut self,
        pool: ObjectRef,
        function: Value,
        arguments: Vec<Value>,
        keywords: Value,
    ) -> Effect {
        let name = match &function {
            Value::Function(id) => self.image.program.function(*id).map(|function| function.name.clone()),
            _ => None,
        };
        let name = name.unwrap_or_else(|| value::to_str(&function, &**self.image));
        let object = Target::Object(pool);
        match self.world.submit(self.by, pool, Call { function, arguments, keywords, name }) {
            Ok((future, worker)) => {
                self.note_operation(object, "submit", || Outcome::Value(Value::Future(future)));
                if let Some(handle) = worker {
                    let callee = self.image.program.prelude.worker;
                    self.begin(handle, |thread, image| thread.enter(image, callee, vec![Value::Object(pool)]));
                }
                Effect::Answer(Value::Future(future))
            }
            Err(exception) => self.raises(object, "submit", exception),
        }
    }

    /// A worker looks for its next task.
    pub(super) fn take_task(&mut self, pool: ObjectRef, waits: bool) -> Effect {
        let object = Target::Object(pool);
        match self.world.take(self.by, pool, waits) {
            Some(Take::Task(task)) => {
                self.note_operation(object, "take", || Outcome::Value(Value::Future(task.future)));
                match Value::list(task.arguments) {
                    Ok(arguments) => {
                        let Task { future, function, keywords, .. } = task;
                        Effect::Task { future, function, arguments, keywords }
                    }
                    Err(exception) => raise(exception),
                }
            }
            Some(Take::Idle) => {
                self.note_operation(object, "take", || Outcome::Waits);
                let operation = Operation::Pool(PoolOperation::AwaitTask);
                Effect::Become(Action::Operate { target: OperationTarget::Object(pool), operation })
            }
            Some(Take::Exit) => {
                self.note_operation(object, "take", || Outcome::Value(Value::None));
                Effect::NoMoreTasks
            }
            None => Effect::Stopped,
        }
    }

    /// A task's value or exception goes into its future.
    pub(super) fn finish_task(&mut self, future: FutureId, result: Result<Value, Arc<Exception>>) -> Effect {
        let outcome = self.log.wants().then(|| match &result {
            Ok(value) => Outcome::Value(value.clone()),
            Err(exception) => Outcome::Raised(Arc::clone(exception)),
        });
        self.world.finish(self.by, future, result);
        if let Some(outcome) = outcome {
            self.note(|| EventKind::Operate { object: Target::Future(future), operation: "finish", outcome });
        }
        Effect::Nothing
    }

    /// `P.shutdown(wait, cancel_futures)`, also at the end of a `with`.
    pub(super) fn shut_down(&mut self, pool: ObjectRef, wait: bool, cancel: bool) -> Effect {
        let object = Target::Object(pool);
        let workers_left = self.world.shut_down(self.by, pool, cancel);
        // As in CPython, a pool that one of its workers waits for is shut down all the same.
        if wait && self.world.works_for(self.by.who, pool) {
            let exception = Exception::new("RuntimeError", "cannot join current thread");
            return self.raises(object, "shutdown", exception);
        }
        if !(wait && workers_left) {
            self.note_operation(object, "shutdown", || Outcome::Value(Value::None));
            return Effect::Answer(Value::None);
        }
        self.note_operation(object, "shutdown", || Outcome::Waits);
        let operation = Operation::Pool(PoolOperation::AwaitWorkers);
        Effect::Become(Action::Operate { target: OperationTarget::Object(pool), operation })
    }

    /// The second half of a shutdown that waits.
    pub(super) fn await_workers(&mut self, pool: ObjectRef) -> Effect {
        if self.world.await_workers(self.by, pool).is_none() {
            return Effect::Stopped;
        }
        self.note_operation(Target::Object(pool), "shutdown", || Outcome::Value(Value::None));
        Effect::Answer(Value::None)
    }
}
