//! Pools and futures.

use std::sync::Arc;

use super::variables::raise;
use super::{Effect, Step};
use crate::machine::action::{Action, OperationTarget, operation_name};
use crate::machine::event::{EventKind, Outcome, Target};
use crate::machine::machine::{Machine, Turn};
use crate::machine::world::FutureEntry;
use crate::primitives::{Demand, Future, Object, Operation, Pool, PoolOperation, Primitive, Reply, Take, Task, Wait};
use crate::value::{self, Exception, FutureId, ObjectRef, ThreadId, Value};

impl Machine {
    fn pool_mut(&mut self, object: ObjectRef) -> Option<&mut Pool> {
        match self.world.objects.get_mut(object.id.index()) {
            Some(Object::Pool(pool)) => Some(pool),
            _ => None,
        }
    }

    /// `P.submit(f, ...)`: queues the call, and starts a worker if none is idle.
    pub(super) fn submit(
        &mut self,
        step: &mut Step,
        object: ObjectRef,
        function: Value,
        arguments: Vec<Value>,
    ) -> Effect {
        let future = FutureId::at(self.world.futures.len());
        let name = value::to_str(&function, &*self.image);
        let name = match &function {
            Value::Function(id) => self.image.program.function(*id).map_or(name, |function| function.name.clone()),
            _ => name,
        };
        let Some(pool) = self.pool_mut(object) else { return self.unsupported(object) };
        let start = match pool.submit(Task { future, function, arguments }) {
            Ok(start) => start,
            Err(exception) => return self.note_raised(step, Target::Object(object), "submit", exception),
        };
        self.world.futures.push(FutureEntry {
            state: Future::default(),
            function: name,
            place: step.place,
            worker: None,
        });
        self.note(step, || EventKind::Operate {
            object: Target::Object(object),
            operation: "submit",
            outcome: Outcome::Value(Value::Future(future)),
        });
        if start {
            self.start_worker(step, object);
        }
        Effect::Answer(Value::Future(future))
    }

    fn start_worker(&mut self, step: &mut Step, object: ObjectRef) {
        let Some(pool) = self.pool_mut(object) else { return };
        let name = pool.next_worker_name();
        let worker = self.image.program.prelude.worker;
        let id = self.add_thread(step, name, false, Some(object.id), |thread, image| {
            thread.enter(image, worker, vec![Value::Object(object)])
        });
        if let Some(pool) = self.pool_mut(object) {
            pool.worker_started(id);
        }
    }

    /// A worker looks for its next task.
    pub(super) fn take_task(&mut self, step: &mut Step, object: ObjectRef) -> Effect {
        loop {
            let Some(pool) = self.pool_mut(object) else { return Effect::NoMoreTasks };
            match pool.take() {
                Take::Task(task) => {
                    // A call cancelled while it was queued is passed over, in the same step.
                    if let Some(effect) = self.begin_task(step, object, task) {
                        return effect;
                    }
                }
                Take::Idle => {
                    self.note_taken(step, object, Outcome::Waits);
                    let operation = Operation::Pool(PoolOperation::AwaitTask);
                    return Effect::Become(Action::Operate { target: OperationTarget::Object(object), operation });
                }
                Take::Exit => {
                    self.note_taken(step, object, Outcome::Value(Value::None));
                    return Effect::NoMoreTasks;
                }
            }
        }
    }

    fn begin_task(&mut self, step: &mut Step, object: ObjectRef, task: Task) -> Option<Effect> {
        let entry = self.world.futures.get_mut(task.future.index())?;
        if !entry.state.begin() {
            return None;
        }
        entry.worker = Some(step.who);
        self.world.changes.futures.push(task.future);
        self.note_taken(step, object, Outcome::Value(Value::Future(task.future)));
        Some(match Value::list(task.arguments) {
            Ok(arguments) => Effect::Task { future: task.future, function: task.function, arguments },
            Err(exception) => raise(exception),
        })
    }

    fn note_taken(&mut self, step: &mut Step, object: ObjectRef, outcome: Outcome) {
        self.note(step, || EventKind::Operate { object: Target::Object(object), operation: "take", outcome });
    }

    /// A task's value or exception goes into its future.
    pub(super) fn finish_task(
        &mut self,
        step: &mut Step,
        future: FutureId,
        result: Result<Value, Arc<Exception>>,
    ) -> Effect {
        let outcome = match &result {
            Ok(value) => Outcome::Value(value.clone()),
            Err(exception) => Outcome::Raised(Arc::clone(exception)),
        };
        if let Some(entry) = self.world.futures.get_mut(future.index()) {
            match result {
                Ok(value) => entry.state.finish(value),
                Err(exception) => entry.state.fail(exception),
            }
            entry.worker = None;
        }
        self.world.changes.futures.push(future);
        self.note(step, || EventKind::Operate { object: Target::Future(future), operation: "finish", outcome });
        Effect::Nothing
    }

    /// `P.shutdown(wait, cancel_futures)`, also at the end of a `with`.
    pub(super) fn shut_down(&mut self, step: &mut Step, object: ObjectRef, wait: bool, cancel: bool) -> Effect {
        let Some(pool) = self.pool_mut(object) else { return self.unsupported(object) };
        if wait && pool.workers().contains(&step.who) {
            let exception = Exception::new("RuntimeError", "cannot join current thread");
            return self.note_raised(step, Target::Object(object), "shutdown", exception);
        }
        for task in pool.shutdown(cancel) {
            if let Some(entry) = self.world.futures.get_mut(task.future.index()) {
                entry.state.cancel();
            }
            self.world.changes.futures.push(task.future);
        }
        let waits = wait && self.pool_mut(object).is_some_and(|pool| !pool.workers().is_empty());
        if !waits {
            return self.note_pool(step, object, "shutdown", Value::None);
        }
        self.note(step, || EventKind::Operate {
            object: Target::Object(object),
            operation: "shutdown",
            outcome: Outcome::Waits,
        });
        let operation = Operation::Pool(PoolOperation::AwaitWorkers);
        Effect::Become(Action::Operate { target: OperationTarget::Object(object), operation })
    }

    pub(super) fn note_pool(
        &mut self,
        step: &mut Step,
        object: ObjectRef,
        operation: &'static str,
        value: Value,
    ) -> Effect {
        let outcome = Outcome::Value(value.clone());
        self.note(step, || EventKind::Operate { object: Target::Object(object), operation, outcome });
        Effect::Answer(value)
    }

    fn note_raised(
        &mut self,
        step: &mut Step,
        object: Target,
        operation: &'static str,
        exception: Exception,
    ) -> Effect {
        let exception = Arc::new(exception);
        let outcome = Outcome::Raised(Arc::clone(&exception));
        self.note(step, || EventKind::Operate { object, operation, outcome });
        Effect::Raise(exception)
    }

    /// `f.result()` and the like.
    pub(super) fn operate_future(&mut self, step: &mut Step, future: FutureId, operation: Operation) -> Effect {
        let name = operation_name(&operation);
        let ready = self.operation_ready(step.who, OperationTarget::Future(future), &operation);
        let expires = step.turn == Turn::Expire || (operation.patience() == Wait::Never && !ready);
        let Operation::Future(operation) = operation else { return Effect::Answer(Value::None) };
        let Some(entry) = self.world.futures.get_mut(future.index()) else { return Effect::Answer(Value::None) };
        let reply = if expires {
            entry.state.expire(step.who, operation)
        } else {
            entry.state.perform(step.who, operation, &mut Vec::new())
        };
        self.world.changes.futures.push(future);
        match reply {
            Reply::Done(value) => {
                let outcome = Outcome::Value(value.clone());
                self.note(step, || EventKind::Operate { object: Target::Future(future), operation: name, outcome });
                Effect::Answer(value)
            }
            Reply::Raise(exception) => self.note_raised(step, Target::Future(future), name, exception),
            Reply::Continue(_) | Reply::Call(_) => Effect::Answer(Value::None),
        }
    }

    /// Where `main` ends, pools that were never shut down are.
    pub(super) fn shut_down_all_pools(&mut self) {
        for (index, object) in self.world.objects.iter_mut().enumerate() {
            if let Object::Pool(pool) = object {
                pool.interpreter_exit();
                self.world.changes.objects.push(crate::value::ObjectId::at(index));
            }
        }
    }

    /// A worker has ended: its pool counts one less.
    pub(super) fn worker_ended(&mut self, worker: ThreadId, pool: crate::value::ObjectId) {
        if let Some(Object::Pool(state)) = self.world.objects.get_mut(pool.index()) {
            state.worker_ended(worker);
        }
        self.world.changes.objects.push(pool);
    }
}
