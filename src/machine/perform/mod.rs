//! Makes actions happen: each changes the world in one step and says what the thread gets.

mod objects;
mod pools;
mod threads;
mod variables;

use std::sync::Arc;

use crate::machine::action::{Action, OperationTarget};
use crate::machine::event::EventKind;
use crate::machine::machine::{Chooser, Log, Machine, Turn};
use crate::machine::resume::Fuel;
use crate::source::Span;
use crate::value::{Exception, FunctionId, FutureId, ThreadId, Value};

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
    },
    /// A worker will get no more tasks.
    NoMoreTasks,
    /// The thread is over.
    Ended,
}

/// A step in the making: who does it, where, and who listens.
pub(super) struct Step<'a> {
    pub(super) who: ThreadId,
    pub(super) turn: Turn,
    pub(super) place: Option<Span>,
    pub(super) log: &'a mut dyn Log,
    pub(super) chooser: &'a mut dyn Chooser,
    pub(super) fuel: &'a mut Fuel,
}

impl Machine {
    /// Makes `action` happen.
    pub(super) fn perform(
        &mut self,
        who: ThreadId,
        action: Action,
        turn: Turn,
        log: &mut dyn Log,
        chooser: &mut dyn Chooser,
        fuel: &mut Fuel,
    ) -> Effect {
        let place = self.threads.get(who.index()).and_then(|thread| thread.place(&self.image));
        let mut step = Step { who, turn, place, log, chooser, fuel };
        match action {
            Action::Continue | Action::JoinAll => Effect::Nothing,
            Action::Read { location } => self.read(&mut step, location),
            Action::Write { location, value } => self.write(&mut step, location, value),
            Action::Update { location, operator, operand } => self.update(&mut step, location, operator, &operand),
            Action::Method { location, method, arguments } => self.method(&mut step, location, &method, arguments),
            Action::Operate { target, operation } => match target {
                OperationTarget::Object(object) => self.operate(&mut step, object, operation),
                OperationTarget::Thread(thread) => self.operate_thread(&mut step, thread, operation),
                OperationTarget::Future(future) => self.operate_future(&mut step, future, operation),
            },
            Action::Print { text } => {
                step.log.print(&text);
                self.note(&mut step, || EventKind::Print { text: text.clone() });
                Effect::Nothing
            }
            Action::Sleep { duration } => self.sleep(&mut step, duration),
            Action::Yield => {
                self.note(&mut step, || EventKind::Yield);
                Effect::Nothing
            }
            Action::Start(request) => self.start(&mut step, *request),
            Action::Join { threads } => self.join(&mut step, threads),
            Action::Now => {
                let time = self.world.clock;
                self.note(&mut step, || EventKind::Now { time });
                Effect::Answer(Value::Duration(time))
            }
            Action::Count => {
                let count = self.world.roster.iter().filter(|entry| !entry.ended).count();
                let count = i64::try_from(count).unwrap_or(i64::MAX);
                self.note(&mut step, || EventKind::Count { count });
                Effect::Answer(Value::Int(count))
            }
            Action::Choose { options } => {
                let index = step.chooser.option(&options.items);
                let value = options.items.get(index).cloned().unwrap_or(Value::None);
                self.note(&mut step, || EventKind::Choose { value: value.clone() });
                Effect::Answer(value)
            }
            Action::BeginAtomic => {
                if let Some(thread) = self.threads.get_mut(who.index()) {
                    thread.atomic += 1;
                }
                Effect::Nothing
            }
            Action::Enter { section } => self.enter_section(&mut step, section),
            Action::Leave { section } => self.leave_section(&mut step, section),
            Action::WaitFor { condition, wait, deadline, slot } => {
                self.wait_for(&mut step, condition, wait, deadline, slot)
            }
            Action::FinishTask { future, result } => self.finish_task(&mut step, future, result),
            Action::End { uncaught } => self.end(&mut step, uncaught),
        }
    }

    /// Makes an event, if anyone listens.
    pub(super) fn note(&mut self, step: &mut Step, kind: impl FnOnce() -> EventKind) {
        if step.log.wants() {
            self.emit(step.who, kind(), step.place, step.log);
        }
    }

    fn sleep(&mut self, step: &mut Step, duration: i64) -> Effect {
        self.note(step, || EventKind::Sleep { duration });
        if duration > 0 {
            let until = self.world.clock.saturating_add(duration);
            if let Some(thread) = self.threads.get_mut(step.who.index()) {
                thread.asleep_until = Some(until);
            }
        }
        Effect::Nothing
    }

    fn enter_section(&mut self, step: &mut Step, section: u32) -> Effect {
        let name = self.section_name(section);
        let Some(inside) = self.world.sections.get_mut(section as usize) else { return Effect::Nothing };
        let others: Vec<ThreadId> = inside.iter().copied().filter(|thread| *thread != step.who).collect();
        inside.push(step.who);
        self.note_always_overlap(step, name, others);
        Effect::Nothing
    }

    fn note_always_overlap(&mut self, step: &mut Step, section: String, others: Vec<ThreadId>) {
        // Broken mutual exclusion is a finding: the log hears of it whether or not it wants events.
        if step.log.wants() || !others.is_empty() {
            self.emit(step.who, EventKind::Enter { section, others }, step.place, step.log);
        }
    }

    fn leave_section(&mut self, step: &mut Step, section: u32) -> Effect {
        let name = self.section_name(section);
        if let Some(inside) = self.world.sections.get_mut(section as usize)
            && let Some(index) = inside.iter().rposition(|thread| *thread == step.who)
        {
            inside.remove(index);
        }
        self.note(step, || EventKind::Leave { section: name });
        Effect::Nothing
    }

    fn section_name(&self, section: u32) -> String {
        self.image.program.sections.get(section as usize).cloned().unwrap_or_default()
    }
}
