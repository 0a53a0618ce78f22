//! Threads: start, join, end.

use std::sync::Arc;

use super::{Effect, Step};
use crate::machine::action::{Action, StartRequest};
use crate::machine::event::{EventKind, Target};
use crate::machine::image::Image;
use crate::machine::resume::{Fuel, bind_parameters};
use crate::machine::shared::{By, NewName, Newcomer, Shared};
use crate::machine::thread::Thread;
use crate::value::{self, Exception, ThreadHandle, ThreadId, Value};

impl<W: Shared> Step<'_, W> {
    pub(super) fn start(&mut self, request: StartRequest) -> Effect {
        let name = match request.name {
            Some(name) => NewName::Given(name),
            None => NewName::Numbered(self.function_name(&request.callee, request.block)),
        };
        let handle = self.world.enroll(self.by, Newcomer { name, daemon: request.daemon, pool: None });
        let (callee, arguments) = (request.callee, request.arguments);
        self.begin(Arc::clone(&handle), |thread, image| match &callee {
            Value::Function(function) => {
                let arguments = bind_parameters(image, *function, arguments)?;
                thread.enter(image, *function, arguments)
            }
            // Anything else is called, or raises, in the new thread.
            other => thread.call_value(image, other, arguments, &mut Fuel::of(Fuel::ENDLESS)).map(|_| ()),
        });
        Effect::Answer(Value::Thread(handle))
    }

    /// What Python puts behind the number in a thread's name.
    fn function_name(&self, callee: &Value, block: bool) -> Option<String> {
        match callee {
            Value::Function(function) if !block && !self.image.is_block(*function) => {
                let name = self.image.program.function(*function).map_or("?", |function| &function.name);
                Some(name.to_owned())
            }
            Value::Builtin(builtin) => Some(value::builtin_info(*builtin).name.to_owned()),
            _ => None,
        }
    }

    /// A thread that is in the roster begins with the call that `enter` makes.
    pub(super) fn begin(
        &mut self,
        handle: Arc<ThreadHandle>,
        enter: impl FnOnce(&mut Thread, &Image) -> Result<(), Exception>,
    ) {
        let started = handle.id;
        let place = if self.by.place.is_some() { self.by.place } else { self.thread.place(self.image) };
        let mut thread = Thread::new(handle, place);
        if let Err(exception) = enter(&mut thread, self.image) {
            let exception = Arc::new(exception);
            thread.raised = Some((Arc::clone(&exception), place));
            thread.pending = Action::End { uncaught: Some(exception) };
        }
        self.note(|| EventKind::Start { thread: started });
        self.world.begin(thread);
    }

    pub(super) fn join(&mut self, threads: Vec<ThreadId>) -> Effect {
        if threads.contains(&self.by.who) {
            return self.joins_itself();
        }
        if self.world.join(self.by, &threads).is_none() {
            return Effect::Stopped;
        }
        self.note(|| EventKind::Join { threads });
        Effect::Nothing
    }

    /// `join` without names.
    pub(super) fn join_all(&mut self) -> Effect {
        let Some(threads) = self.world.join_all(self.by) else { return Effect::Stopped };
        self.note(|| EventKind::Join { threads });
        Effect::Nothing
    }

    pub(super) fn joins_itself(&mut self) -> Effect {
        let exception = Exception::new("RuntimeError", "cannot join current thread");
        self.raises(Target::Thread(self.by.who), "join", exception)
    }

    pub(super) fn end(&mut self, uncaught: Option<Arc<Exception>>) -> Effect {
        // As in Python, SystemExit ends a thread without a word.
        let uncaught = uncaught.filter(|exception| !exception.is_a("SystemExit"));
        let workers = self.world.end(self.by);
        // An exception that no one caught is a finding: the log hears of it whether or not it wants events.
        if self.log.wants() || uncaught.is_some() {
            let raised = self.thread.raised.as_ref().filter(|_| uncaught.is_some());
            let place = raised.and_then(|(_, place)| *place);
            self.world.emit(By { place, ..self.by }, EventKind::Exit { uncaught: uncaught.clone() }, self.log);
        }
        if !workers.is_empty() {
            return Effect::Become(Action::JoinWorkers { workers, uncaught });
        }
        self.thread.pending = Action::End { uncaught };
        Effect::Ended
    }

    /// The last step of `main`, once the workers have ended that were left at its end.
    pub(super) fn join_workers(&mut self, workers: &[ThreadId], uncaught: Option<Arc<Exception>>) -> Effect {
        if self.world.join(self.by, workers).is_none() {
            return Effect::Stopped;
        }
        // No pool takes anyone on by now, so there is no one left to wait for.
        self.world.end(self.by);
        self.note(|| EventKind::Exit { uncaught: None });
        self.thread.pending = Action::End { uncaught };
        Effect::Ended
    }
}
