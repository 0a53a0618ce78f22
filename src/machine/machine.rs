//! A whole state of a run, and the one function that changes it: [`Machine::step`].

use std::sync::Arc;

use crate::machine::action::{Action, OperationTarget};
use crate::machine::event::{Cast, Event, EventKind};
use crate::machine::image::Image;
use crate::machine::perform::{Effect, Step};
use crate::machine::resume::{Fuel, Stop};
use crate::machine::shared::{By, NewName, Shared};
use crate::machine::thread::Thread;
use crate::machine::world::World;
use crate::primitives::{ConditionOperation, Demand, Object, Operation, Primitive, ThreadOperation, Wait};
use crate::value::{Exception, FutureId, Names, ObjectId, ObjectRef, ThreadId, Value};

/// Hears of events.
pub trait Log {
    /// Whether it wants to; events are not even made if not.
    fn wants(&self) -> bool;
    /// Something happened.
    fn event(&mut self, event: Event, cast: &dyn Cast);
    /// Something was printed (an event too, if wanted).
    fn print(&mut self, text: &str);
}

/// Decides what a step leaves open, besides who does it.
pub trait Chooser {
    /// Which of these waiters, longest waiting first, is woken next: an index.
    fn waiter(&mut self, waiters: &[ThreadId]) -> usize;
    /// Which of these options `choose` takes: an index.
    fn option(&mut self, options: &[Value]) -> usize;
}

/// How a thread goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It does its pending action, which can go on.
    Perform,
    /// Its pending action gives up waiting.
    Expire,
}

/// How far a step came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// To its end.
    Done {
        /// Whether the thread gave way.
        gave_way: bool,
    },
    /// The fuel ran out first: the same thread must go on.
    OutOfFuel,
}

/// What a blocked thread waits for, as far as a driver must know to notice when it can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Awaited {
    /// All who wait for the object in this class can go on together.
    Object(ObjectId, u8),
    /// To be woken by name.
    Wake,
    /// The end of a thread.
    Thread(ThreadId),
    /// The end of a future.
    Future(FutureId),
}

/// A state: all threads, and the world.
#[derive(Clone, Debug)]
pub struct Machine {
    /// What does not change.
    pub image: Arc<Image>,
    /// What threads share.
    pub world: World,
    /// Threads by id.
    pub threads: Vec<Thread>,
}

impl Machine {
    /// The state before the first step: `main` stands at its first action.
    pub fn new(image: Arc<Image>, fuel: &mut Fuel) -> Self {
        let mut world = World::new(Arc::clone(&image));
        let handle = world.add_to_roster(NewName::Given("main".to_owned()), false, None);
        let mut thread = Thread::new(handle, None);
        let main = image.program.main;
        // The first call of an empty thread is within any limit.
        if thread.enter(&image, main, Vec::new()).is_err() {
            thread.pending = Action::End { uncaught: None };
        }
        let mut machine = Self { image, world, threads: vec![thread] };
        machine.resume(ThreadId(0), fuel);
        machine
    }

    /// The action that a thread stands at, if it has not ended.
    pub fn pending(&self, who: ThreadId) -> Option<&Action> {
        let thread = self.threads.get(who.index())?;
        (!self.world.has_ended(who)).then_some(&thread.pending)
    }

    /// Whether a thread's pending action can happen now. Whether it sleeps does not count here.
    pub fn can_go_on(&self, who: ThreadId) -> bool {
        let Some(action) = self.pending(who) else { return false };
        match action {
            Action::Operate { target, operation } => {
                operation.patience() == Wait::Never || self.operation_ready(who, *target, operation)
            }
            // To join oneself is an error at once, not a wait.
            Action::Join { threads } => {
                threads.contains(&who) || threads.iter().all(|thread| self.world.has_ended(*thread))
            }
            _ => true,
        }
    }

    /// Whether an operation is ready, its patience left aside.
    fn operation_ready(&self, who: ThreadId, target: OperationTarget, operation: &Operation) -> bool {
        match (target, operation) {
            (OperationTarget::Object(object), operation) => self.world.is_ready(who, object, operation),
            (OperationTarget::Thread(thread), Operation::Thread(ThreadOperation::Join(_))) => {
                thread == who || self.world.has_ended(thread)
            }
            (OperationTarget::Future(future), Operation::Future(operation)) => {
                let entry = self.world.futures.get(future.index());
                entry.is_none_or(|entry| entry.state.ready(who, operation))
            }
            _ => true,
        }
    }

    /// What a thread waits for whose action cannot go on.
    pub fn awaited(&self, who: ThreadId) -> Awaited {
        match self.pending(who) {
            Some(Action::Operate { target: OperationTarget::Object(object), operation }) => match operation {
                Operation::Condition(ConditionOperation::Waiting { .. }) => self.awaited_condition(who, *object),
                operation if operation.is_woken_by_name() => Awaited::Wake,
                operation => Awaited::Object(self.image.acted_on(*object, operation).id, operation.class()),
            },
            Some(Action::Operate { target: OperationTarget::Thread(thread), .. }) => Awaited::Thread(*thread),
            Some(Action::Operate { target: OperationTarget::Future(future), .. }) => Awaited::Future(*future),
            Some(Action::Join { threads }) => {
                let unfinished = threads.iter().find(|thread| !self.world.has_ended(**thread));
                unfinished.map_or(Awaited::Wake, |thread| Awaited::Thread(*thread))
            }
            _ => Awaited::Wake,
        }
    }

    /// A waiter of a condition waits to be notified, and then for the lock.
    fn awaited_condition(&self, who: ThreadId, condition: ObjectRef) -> Awaited {
        let notified = match self.world.objects.get(condition.id.index()) {
            Some(Object::Condition(state)) => !state.waiters().contains(&who),
            _ => false,
        };
        match self.image.lock_of(condition) {
            Some(lock) if notified => Awaited::Object(lock.id, 0),
            _ => Awaited::Wake,
        }
    }

    /// Lets a thread do one step: its pending action, and local work up to the next one.
    pub fn step(
        &mut self,
        who: ThreadId,
        turn: Turn,
        log: &mut dyn Log,
        chooser: &mut dyn Chooser,
        fuel: &mut Fuel,
    ) -> Progress {
        let Some(thread) = self.threads.get_mut(who.index()) else { return Progress::Done { gave_way: false } };
        thread.asleep_until = None;
        let mut gave_way = false;
        if matches!(thread.pending, Action::Continue) {
            self.resume(who, fuel);
        } else if thread.atomic == 0 {
            self.world.steps += 1;
            gave_way = self.act(who, turn, log, chooser, fuel);
        }
        // In an atomic block whose fuel ran out just before an action, that action is the block's, with its rules.
        if !self.finish_atomic(who, log, chooser, fuel) {
            return Progress::OutOfFuel;
        }
        self.arrive(who, log);
        Progress::Done { gave_way }
    }

    /// Does the pending action and the local work behind it; gives whether the thread gave way.
    fn act(
        &mut self,
        who: ThreadId,
        turn: Turn,
        log: &mut dyn Log,
        chooser: &mut dyn Chooser,
        fuel: &mut Fuel,
    ) -> bool {
        let Self { image, world, threads } = self;
        let Some(thread) = threads.get_mut(who.index()) else { return false };
        let action = std::mem::replace(&mut thread.pending, Action::Continue);
        thread.deadline = None;
        thread.told = false;
        let gave_way = matches!(action, Action::Yield | Action::Sleep { duration: 0 });
        let effect = Step::new(thread, turn, world, image, log, chooser).perform(action);
        for newborn in std::mem::take(&mut self.world.newborn) {
            self.take_in(newborn, log, fuel);
        }
        if self.apply(who, effect) {
            self.resume(who, fuel);
        }
        gave_way
    }

    /// A thread that was started comes to its first action.
    fn take_in(&mut self, newborn: Thread, log: &mut dyn Log, fuel: &mut Fuel) {
        let (who, begins) = (newborn.handle.id, matches!(newborn.pending, Action::Continue));
        self.threads.push(newborn);
        if begins {
            self.resume(who, fuel);
        }
        self.arrive(who, log);
    }

    /// Does the rest of an atomic block that the thread is in; whether it got to the end of it.
    fn finish_atomic(&mut self, who: ThreadId, log: &mut dyn Log, chooser: &mut dyn Chooser, fuel: &mut Fuel) -> bool {
        loop {
            let Some(thread) = self.threads.get(who.index()) else { return true };
            if matches!(thread.pending, Action::Continue) {
                return false;
            }
            if thread.atomic == 0 || self.world.has_ended(who) {
                return true;
            }
            if !fuel.burn(1) {
                return false;
            }
            if self.would_wait(who) {
                let exception = Exception::new("RuntimeError", "cannot wait inside an atomic block");
                if self.apply(who, Effect::Raise(Arc::new(exception))) {
                    self.resume(who, fuel);
                }
            } else {
                self.act(who, Turn::Perform, log, chooser, fuel);
            }
        }
    }

    /// Whether the pending action cannot be a part of an atomic block, because it waits, sleeps or gives way.
    fn would_wait(&self, who: ThreadId) -> bool {
        let sleeps = matches!(self.pending(who), Some(Action::Sleep { .. } | Action::Yield));
        sleeps || !self.can_go_on(who) || self.waits_half_way(who)
    }

    /// Takes what came of an action to the thread; whether local work comes next.
    fn apply(&mut self, who: ThreadId, effect: Effect) -> bool {
        let thread = self.threads.get_mut(who.index());
        thread.is_some_and(|thread| thread.apply(&self.image, effect))
    }

    /// Runs local work up to the next action.
    pub(super) fn resume(&mut self, who: ThreadId, fuel: &mut Fuel) {
        let Self { image, threads, world, .. } = self;
        let Some(thread) = threads.get_mut(who.index()) else { return };
        thread.pending = match thread.resume(image, fuel) {
            Stop::Action(Action::JoinAll) => Action::Join { threads: world.started_so_far(who) },
            Stop::Action(action) => action,
            Stop::Value(_) => Action::End { uncaught: None },
            Stop::OutOfFuel => Action::Continue,
        };
        if matches!(thread.pending, Action::End { .. }) {
            thread.atomic = 0;
        }
    }

    /// The thread stands at its next action: from here its patience counts, and if it must wait, that is an event.
    pub fn arrive(&mut self, who: ThreadId, log: &mut dyn Log) {
        let clock = self.world.clock;
        let Some(thread) = self.threads.get_mut(who.index()) else { return };
        let from = thread.asleep_until.unwrap_or(clock).max(clock);
        let patience = match &thread.pending {
            Action::Operate { operation, .. } => operation.patience(),
            _ => Wait::Forever,
        };
        thread.deadline = match patience {
            Wait::For(nanoseconds) => Some(from.saturating_add(nanoseconds)),
            _ => None,
        };
        if log.wants() && thread.asleep_until.is_none() && !self.can_go_on(who) {
            self.log_block(who, log);
        }
    }

    /// No thread can go on any more: the log hears of those that came to wait only after they had arrived.
    pub fn tell_who_waits(&mut self, log: &mut dyn Log) {
        for who in (0..self.threads.len()).map(ThreadId::at) {
            let told = self.threads.get(who.index()).is_none_or(|thread| thread.told);
            if log.wants() && !told && !self.can_go_on(who) {
                self.log_block(who, log);
            }
        }
    }

    fn log_block(&mut self, who: ThreadId, log: &mut dyn Log) {
        if self.world.has_ended(who) {
            return;
        }
        if let Some(thread) = self.threads.get_mut(who.index()) {
            thread.told = true;
        }
        if let Some((object, operation)) = self.waits_for(who) {
            let holders = self.in_the_way(who);
            let place = self.threads.get(who.index()).and_then(|thread| thread.place(&self.image));
            let by = By { who, turn: Turn::Perform, place };
            self.world.emit(by, EventKind::Block { object, operation, holders }, log);
        }
    }
}

impl Cast for Machine {
    fn label(&self, thread: ThreadId) -> &str {
        self.world.label(thread)
    }
}

impl Names for Machine {
    fn function(&self, id: crate::value::FunctionId) -> &str {
        Names::function(&*self.image, id)
    }

    fn object(&self, object: ObjectRef) -> String {
        Names::object(&*self.image, object)
    }
}
