//! Instructions that end local work: each turns operands into an action.

use std::sync::Arc;

use super::{Flow, Step};
use crate::machine::action::{Action, Arguments, Location, OperationTarget, StartRequest};
use crate::machine::image::Image;
use crate::machine::thread::Thread;
use crate::primitives::{
    BarrierOperation, MutexOperation, Operation, PoolOperation, RwLockOperation, SemaphoreOperation, Wait,
};
use crate::program::{Op, StartBody, StartName};
use crate::value::{self, Exception, ObjectKind, ObjectRef, Value};

impl Thread {
    pub(super) fn acting(&mut self, image: &Image, op: Op) -> Step {
        let action = match op {
            Op::ReadShared { variable, depth } => {
                Action::Read { location: Location { variable, path: self.pop_many(depth as usize) } }
            }
            Op::WriteShared { variable, depth } => {
                let path = self.pop_many(depth as usize);
                Action::Write { value: self.pop(), location: Location { variable, path } }
            }
            Op::UpdateAtomic { variable, depth, operator } => {
                let path = self.pop_many(depth as usize);
                Action::Update { operand: self.pop(), operator, location: Location { variable, path } }
            }
            Op::Print { arguments, end, separator } => self.print(image, arguments, end, separator)?,
            Op::Sleep => self.sleep()?,
            Op::Yield => Action::Yield,
            Op::Start(shape) => self.start(image, shape)?,
            Op::Join(count) => self.join(count)?,
            Op::JoinAll => Action::JoinAll,
            Op::Choose(count) => self.choose(count)?,
            Op::Now => Action::Now,
            Op::ActiveCount => Action::Count,
            Op::BeginAtomic => Action::BeginAtomic,
            Op::EnterSection(section) => Action::Enter { section },
            Op::LeaveSection(section) => Action::Leave { section },
            Op::Enter(slot) => return self.enter_context(slot),
            Op::Leave(slot) => return self.leave_context(slot),
            Op::WaitFor(slot) => self.wait_for(slot)?,
            Op::TakeTask(_) => pool(self.local(0), PoolOperation::Take),
            Op::FinishTask => {
                let value = self.pop();
                self.finish_task(Ok(value))
            }
            Op::FailTask(slot) => match self.local(slot) {
                Value::Exception(exception) => {
                    self.set_local(slot, Value::None);
                    self.finish_task(Err(exception))
                }
                _ => return Ok(Flow::Next),
            },
            Op::ReleaseBarrier(went_through) => {
                let operation = if went_through { BarrierOperation::Release } else { BarrierOperation::ActionFailed };
                match self.local(0) {
                    Value::Object(barrier) => Action::Operate {
                        target: OperationTarget::Object(barrier),
                        operation: Operation::Barrier(operation),
                    },
                    _ => return Ok(Flow::Next),
                }
            }
            _ => return Ok(Flow::Next),
        };
        Ok(Flow::Act(action))
    }

    fn print(&mut self, image: &Image, count: u32, end: bool, separator: bool) -> Result<Action, Exception> {
        let end = if end { self.pop() } else { Value::str("\n") };
        let separator = if separator { self.pop() } else { Value::str(" ") };
        let (end, separator) = (text_or_default(&end, "end", "\n")?, text_or_default(&separator, "sep", " ")?);
        let values = self.pop_many(count as usize);
        let mut text = String::new();
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                text.push_str(&separator);
            }
            match value {
                Value::Str(piece) => text.push_str(piece),
                other => text.push_str(&value::checked_str(other, image)?),
            }
        }
        text.push_str(&end);
        Ok(Action::Print { text })
    }

    fn sleep(&mut self) -> Result<Action, Exception> {
        let duration = value::duration_from(&self.pop())?;
        if duration < 0 {
            return Err(Exception::new("ValueError", "sleep length must be non-negative"));
        }
        Ok(Action::Sleep { duration })
    }

    fn start(&mut self, image: &Image, shape: u32) -> Result<Action, Exception> {
        let Some(shape) = image.program.starts.get(shape as usize) else { return Ok(Action::Continue) };
        let (callee, arguments, block) = match &shape.body {
            StartBody::Block(function, captures) => {
                let positional = self.pop_many(*captures as usize);
                (Value::Function(*function), Arguments { positional, keywords: Vec::new() }, true)
            }
            StartBody::Call(shape) => {
                let arguments = self.pop_arguments(Some(shape));
                (self.pop(), arguments, false)
            }
        };
        let name = match &shape.name {
            StartName::Numbered => None,
            StartName::Fixed(name) => Some(name.clone()),
            StartName::Computed => {
                let name = value::to_str(&self.pop(), image);
                // As in Python, an empty name counts as none.
                Some(name).filter(|name| !name.is_empty())
            }
        };
        Ok(Action::Start(Box::new(StartRequest { name, daemon: shape.daemon, callee, arguments, block })))
    }

    fn join(&mut self, count: u32) -> Result<Action, Exception> {
        let mut threads = Vec::new();
        for target in self.pop_many(count as usize) {
            collect_threads(&target, &mut threads)?;
        }
        if threads.contains(&self.handle.id) {
            return Err(Exception::new("RuntimeError", "cannot join current thread"));
        }
        Ok(Action::Join { threads })
    }

    fn choose(&mut self, count: u32) -> Result<Action, Exception> {
        let mut options = self.pop_many(count as usize);
        if let [Value::List(_) | Value::Range(_)] = options.as_slice() {
            let list = value::iterable(&options.pop().unwrap_or(Value::None))?;
            let mut index = 0;
            while let Some(item) = value::item_at(&list, index) {
                options.push(item);
                index += 1;
                if index > value::MAX_ITEMS {
                    return Err(Exception::new("MemoryError", ""));
                }
            }
        }
        if options.is_empty() {
            return Err(Exception::new("IndexError", "Cannot choose from an empty sequence"));
        }
        match Value::list(options)? {
            Value::List(options) => Ok(Action::Choose { options }),
            _ => Ok(Action::Continue),
        }
    }

    /// `with X`: how each kind of thing is entered.
    fn enter_context(&mut self, slot: u32) -> Step {
        let context = self.pop();
        self.set_local(slot, context.clone());
        let object = context_of(&context)?;
        match entering(object.kind) {
            Some(operation) => Ok(Flow::Act(Action::Operate { target: OperationTarget::Object(object), operation })),
            // `as` gets it.
            None => self.next(context),
        }
    }

    /// The end of a `with`: gives back what was entered. Pushes nothing: the answer is dropped by the caller.
    fn leave_context(&mut self, slot: u32) -> Step {
        // What is left is forgotten, so that it does not tell states apart.
        let context = self.local(slot);
        self.set_local(slot, Value::None);
        let object = context_of(&context)?;
        let operation = match object.kind {
            ObjectKind::Lock | ObjectKind::RLock | ObjectKind::Condition => Operation::Mutex(MutexOperation::Release),
            ObjectKind::Semaphore | ObjectKind::BoundedSemaphore => {
                Operation::Semaphore(SemaphoreOperation::Release(1))
            }
            ObjectKind::ReadGuard => Operation::RwLock(RwLockOperation::ReleaseRead),
            ObjectKind::WriteGuard => Operation::RwLock(RwLockOperation::ReleaseWrite),
            _ => Operation::Pool(PoolOperation::Shutdown { wait: true, cancel: false }),
        };
        Ok(Flow::Act(Action::Operate { target: OperationTarget::Object(object), operation }))
    }

    fn wait_for(&mut self, slot: u32) -> Result<Action, Exception> {
        let Value::Object(condition @ ObjectRef { kind: ObjectKind::Condition, .. }) = self.local(slot) else {
            let message = format!("'{}' object has no attribute 'wait_for'", self.local(slot).type_name());
            return Err(Exception::new("AttributeError", message));
        };
        let wait = match self.local(slot + 1) {
            Value::None => Wait::Forever,
            timeout => match value::duration_from(&timeout)? {
                nanoseconds if nanoseconds > 0 => Wait::For(nanoseconds),
                _ => Wait::Never,
            },
        };
        let deadline = match self.local(slot + 2) {
            Value::Duration(deadline) => Some(deadline),
            _ => None,
        };
        Ok(Action::WaitFor { condition, wait, deadline, slot: slot + 2 })
    }

    fn finish_task(&mut self, result: Result<Value, Arc<Exception>>) -> Action {
        match self.local(1) {
            Value::Future(future) => {
                self.set_local(1, Value::None);
                Action::FinishTask { future, result }
            }
            _ => Action::Continue,
        }
    }
}

/// What `with` does at its start; entering a pool does nothing.
pub(in crate::machine) fn entering(kind: ObjectKind) -> Option<Operation> {
    match kind {
        ObjectKind::Lock | ObjectKind::RLock | ObjectKind::Condition => {
            Some(Operation::Mutex(MutexOperation::Acquire(Wait::Forever)))
        }
        ObjectKind::Semaphore | ObjectKind::BoundedSemaphore => {
            Some(Operation::Semaphore(SemaphoreOperation::Acquire(Wait::Forever)))
        }
        ObjectKind::ReadGuard => Some(Operation::RwLock(RwLockOperation::AcquireRead)),
        ObjectKind::WriteGuard => Some(Operation::RwLock(RwLockOperation::AcquireWrite)),
        _ => None,
    }
}

fn pool(pool: Value, operation: PoolOperation) -> Action {
    match pool {
        Value::Object(object) => {
            Action::Operate { target: OperationTarget::Object(object), operation: Operation::Pool(operation) }
        }
        _ => Action::Continue,
    }
}

/// What `with` was given, if it can be entered and left.
fn context_of(context: &Value) -> Result<ObjectRef, Exception> {
    match context {
        Value::Object(object)
            if crate::primitives::registry::kind(object.kind).context_manager || is_guard(object.kind) =>
        {
            Ok(*object)
        }
        other => {
            let message = format!("'{}' object does not support the context manager protocol", other.type_name());
            Err(Exception::new("TypeError", message))
        }
    }
}

fn is_guard(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::ReadGuard | ObjectKind::WriteGuard)
}

fn text_or_default(value: &Value, name: &str, default: &str) -> Result<String, Exception> {
    match value {
        Value::None => Ok(default.to_owned()),
        Value::Str(text) => Ok(text.to_string()),
        other => {
            Err(Exception::new("TypeError", format!("{name} must be None or a string, not {}", other.type_name())))
        }
    }
}

fn collect_threads(target: &Value, threads: &mut Vec<crate::value::ThreadId>) -> Result<(), Exception> {
    match target {
        Value::Thread(handle) => threads.push(handle.id),
        Value::List(list) => {
            for item in &list.items {
                collect_threads(item, threads)?;
            }
        }
        other => {
            let message = format!("join needs a thread or a list of threads, not '{}'", other.type_name());
            return Err(Exception::new("TypeError", message));
        }
    }
    Ok(())
}
