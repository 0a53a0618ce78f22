//! Threads: start, join, end.

use std::sync::Arc;

use super::{Effect, Step};
use crate::machine::action::{Action, OperationTarget, StartRequest};
use crate::machine::event::{EventKind, Outcome, Target};
use crate::machine::image::Image;
use crate::machine::machine::{Machine, Turn};
use crate::machine::resume::bind_parameters;
use crate::machine::thread::Thread;
use crate::primitives::{Operation, ThreadOperation, Wait};
use crate::value::{Exception, ObjectId, ThreadId, Value};

impl Machine {
    pub(super) fn start(&mut self, step: &mut Step, request: StartRequest) -> Effect {
        let name = match request.name {
            Some(name) => name,
            None => self.numbered_name(&request.callee, request.block),
        };
        let inherits = self.world.roster.get(step.who.index()).is_some_and(|entry| entry.daemon);
        let (callee, arguments) = (request.callee, request.arguments);
        let id = self.add_thread(step, name, request.daemon || inherits, None, |thread, image| match &callee {
            Value::Function(function) => {
                let arguments = bind_parameters(image, *function, arguments)?;
                thread.enter(image, *function, arguments)
            }
            // Anything else is called, or raises, in the new thread.
            other => thread.call_value(image, other, arguments).map(|_| ()),
        });
        match self.world.roster.get(id.index()) {
            Some(entry) => Effect::Answer(Value::Thread(Arc::clone(&entry.handle))),
            None => Effect::Answer(Value::None),
        }
    }

    /// As Python names it: `Thread-1 (worker)`.
    fn numbered_name(&mut self, callee: &Value, block: bool) -> String {
        let number = self.world.next_number;
        self.world.next_number += 1;
        match callee {
            Value::Function(function) if !block && !self.image.is_block(*function) => {
                let name = self.image.program.function(*function).map_or("?", |function| &function.name);
                format!("Thread-{number} ({name})")
            }
            Value::Builtin(builtin) => format!("Thread-{number} ({})", crate::value::builtin_info(*builtin).name),
            _ => format!("Thread-{number}"),
        }
    }

    /// Adds a thread whose first call `begin` makes, and lets it come to its first action.
    pub(super) fn add_thread(
        &mut self,
        step: &mut Step,
        name: String,
        daemon: bool,
        pool: Option<ObjectId>,
        begin: impl FnOnce(&mut Thread, &Image) -> Result<(), Exception>,
    ) -> ThreadId {
        let handle = self.world.enroll(name, daemon, pool);
        let id = handle.id;
        let mut thread = Thread::new(handle, step.place);
        let begun = begin(&mut thread, &self.image);
        let failed = begun.err().map(Arc::new);
        if let Some(exception) = &failed {
            thread.raised = Some((Arc::clone(exception), step.place));
            thread.pending = Action::End { uncaught: failed.clone() };
        }
        self.threads.push(thread);
        self.world.changes.started.push(id);
        self.note(step, || EventKind::Start { thread: id });
        if failed.is_none() {
            self.resume(id, step.fuel);
        }
        self.arrive(id, step.log);
        id
    }

    pub(super) fn join(&mut self, step: &mut Step, threads: Vec<ThreadId>) -> Effect {
        if threads.contains(&step.who) {
            return self.joins_itself(step);
        }
        self.note(step, || EventKind::Join { threads });
        Effect::Nothing
    }

    fn joins_itself(&mut self, step: &mut Step) -> Effect {
        let exception = Arc::new(Exception::new("RuntimeError", "cannot join current thread"));
        let (object, outcome) = (Target::Thread(step.who), Outcome::Raised(Arc::clone(&exception)));
        self.note(step, || EventKind::Operate { object, operation: "join", outcome });
        Effect::Raise(exception)
    }

    /// `t.join(timeout)` and the like.
    pub(super) fn operate_thread(&mut self, step: &mut Step, thread: ThreadId, operation: Operation) -> Effect {
        let Operation::Thread(operation) = operation else { return Effect::Answer(Value::None) };
        if thread == step.who && matches!(operation, ThreadOperation::Join(_)) {
            return self.joins_itself(step);
        }
        let entry = self.world.roster.get(thread.index());
        let (name, value) = match operation {
            ThreadOperation::Join(_) => ("join", Value::None),
            ThreadOperation::IsAlive => ("is_alive", Value::Bool(entry.is_some_and(|entry| !entry.ended))),
            ThreadOperation::Daemon => ("daemon", Value::Bool(entry.is_some_and(|entry| entry.daemon))),
        };
        let ready = self.operation_ready(step.who, OperationTarget::Thread(thread), &Operation::Thread(operation));
        let gives_up = step.turn == Turn::Expire || matches!(operation, ThreadOperation::Join(Wait::Never));
        let outcome = match gives_up && !ready {
            true => Outcome::TimedOut(value.clone()),
            false => Outcome::Value(value.clone()),
        };
        self.note(step, || EventKind::Operate { object: Target::Thread(thread), operation: name, outcome });
        Effect::Answer(value)
    }

    pub(super) fn end(&mut self, step: &mut Step, uncaught: Option<Arc<Exception>>) -> Effect {
        // As in Python, SystemExit ends a thread without a word.
        let uncaught = uncaught.filter(|exception| !exception.is_a("SystemExit"));
        if let Some(pool) = self.world.dismiss(step.who) {
            self.worker_ended(step.who, pool);
        }
        if step.who == ThreadId(0) {
            self.shut_down_all_pools();
        }
        // An exception that no one caught is a finding: the log hears of it whether or not it wants events.
        if step.log.wants() || uncaught.is_some() {
            let place = match (&uncaught, self.threads.get(step.who.index()).and_then(|thread| thread.raised.as_ref()))
            {
                (Some(_), Some((_, place))) => *place,
                _ => None,
            };
            self.emit(step.who, EventKind::Exit { uncaught: uncaught.clone() }, place, step.log);
        }
        if let Some(thread) = self.threads.get_mut(step.who.index()) {
            thread.pending = Action::End { uncaught };
        }
        Effect::Ended
    }
}
