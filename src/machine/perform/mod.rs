//! Makes actions happen: each changes what is shared in one step and says what the thread gets.

mod apply;
mod objects;
mod pools;
mod threads;
mod variables;

use std::sync::Arc;

use crate::machine::action::Action;
use crate::machine::event::{EventKind, Outcome, Target};
use crate::machine::image::Image;
use crate::machine::machine::{Chooser, Log, Turn};
use crate::machine::shared::{By, Shared};
use crate::machine::thread::Thread;
use crate::value::{Exception, FunctionId, FutureId, Value};

/// What a thread gets from its action.
#[derive(Debug)]
pub(super) enum Effect {
    /// It goes on.
    Nothing,
    /// It goes on with this value.
    Answer(Value),
    /// An exception.
    Raise(Arc<Exception>),
    /// The action goes on as another, a step of its own.
    Become(Action),
    /// It calls a function of the prelude first.
    Call(FunctionId, Vec<Value>),
    /// A worker has got a task.
    Task {
        /// Where its result goes.
        future: FutureId,
        /// What it calls.
        function: Value,
        /// With what: a list.
        arguments: Value,
        /// What has a name: a dict, or None for nothing.
        keywords: Value,
    },
    /// A worker will get no more tasks.
    NoMoreTasks,
    /// The thread is over.
    Ended,
    /// The run is over, and the action has not happened.
    Stopped,
}

/// A step in the making: who does it, and what it can reach.
pub(super) struct Step<'a, W> {
    pub(super) by: By,
    pub(super) thread: &'a mut Thread,
    pub(super) world: &'a mut W,
    pub(super) image: &'a Arc<Image>,
    pub(super) log: &'a mut dyn Log,
    pub(super) chooser: &'a mut dyn Chooser,
}

impl<'a, W: Shared> Step<'a, W> {
    /// A step of `thread`.
    pub(super) fn new(
        thread: &'a mut Thread,
        turn: Turn,
        world: &'a mut W,
        image: &'a Arc<Image>,
        log: &'a mut dyn Log,
        chooser: &'a mut dyn Chooser,
    ) -> Self {
        let place = if W::WANTS_PLACES { thread.place(image) } else { None };
        Self { by: By { who: thread.handle.id, turn, place }, thread, world, image, log, chooser }
    }

    /// Makes `action` happen.
    pub(super) fn perform(&mut self, action: Action) -> Effect {
        match action {
            Action::Continue => Effect::Nothing,
            Action::Read { location } => self.read(&location),
            Action::Write { location, value } => self.write(&location, value),
            Action::Update { location, operator, operand } => self.update(&location, operator, &operand),
            Action::Method { location, method, arguments } => self.method(&location, &method, arguments),
            Action::Operate { target, operation } => self.operate(target, operation),
            Action::Print { text } => {
                self.world.print(self.by, &text, self.log);
                self.note(|| EventKind::Print { text });
                Effect::Nothing
            }
            Action::Sleep { duration } => self.sleep(duration),
            Action::Yield => {
                self.note(|| EventKind::Yield);
                Effect::Nothing
            }
            Action::Start(request) => self.start(*request),
            Action::Join { threads } => self.join(threads),
            Action::JoinAll => self.join_all(),
            Action::Now => {
                let time = self.world.clock();
                self.note(|| EventKind::Now { time });
                Effect::Answer(Value::Duration(time))
            }
            Action::Count => {
                let count = i64::try_from(self.world.alive(self.by)).unwrap_or(i64::MAX);
                self.note(|| EventKind::Count { count });
                Effect::Answer(Value::Int(count))
            }
            Action::Choose { options } => {
                let index = self.world.choose(&options.items, self.chooser);
                let value = options.items.get(index).cloned().unwrap_or(Value::None);
                self.note(|| EventKind::Choose { value: value.clone() });
                Effect::Answer(value)
            }
            Action::BeginAtomic => {
                self.thread.atomic += 1;
                Effect::Nothing
            }
            Action::Enter { section } => self.enter_section(section),
            Action::Leave { section } => {
                self.world.leave(self.by, section);
                self.note_with(|step| EventKind::Leave { section: step.section_name(section) });
                Effect::Nothing
            }
            Action::WaitFor { condition, wait, deadline, slot } => self.wait_for(condition, wait, deadline, slot),
            Action::FinishTask { future, result } => self.finish_task(future, result),
            Action::End { uncaught } => self.end(uncaught),
            Action::JoinWorkers { workers, uncaught } => self.join_workers(&workers, uncaught),
        }
    }

    /// Makes an event, if anyone listens.
    pub(super) fn note(&mut self, kind: impl FnOnce() -> EventKind) {
        self.note_with(|_| kind());
    }

    /// The same, for an event that needs names.
    pub(super) fn note_with(&mut self, kind: impl FnOnce(&Self) -> EventKind) {
        if self.log.wants() {
            let kind = kind(self);
            self.world.emit(self.by, kind, self.log);
        }
    }

    /// Notes what an operation gave.
    pub(super) fn note_operation(
        &mut self,
        object: Target,
        operation: &'static str,
        outcome: impl FnOnce() -> Outcome,
    ) {
        self.note(|| EventKind::Operate { object, operation, outcome: outcome() });
    }

    fn sleep(&mut self, duration: i64) -> Effect {
        self.note(|| EventKind::Sleep { duration });
        if duration > 0 {
            self.thread.asleep_until = Some(self.world.clock().saturating_add(duration));
        }
        Effect::Nothing
    }

    fn enter_section(&mut self, section: u32) -> Effect {
        let others = self.world.enter(self.by, section);
        // Broken mutual exclusion is a finding, and who was inside is part of it: the log hears of all who come in, whether
        // or not it wants events.
        let kind = EventKind::Enter { section: self.section_name(section), others };
        self.world.emit(self.by, kind, self.log);
        Effect::Nothing
    }

    fn section_name(&self, section: u32) -> String {
        self.image.program.sections.get(section as usize).cloned().unwrap_or_default()
    }
}
