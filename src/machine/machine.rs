//! A whole state of a run, and the one function that changes it: [`Machine::step`].

use std::sync::Arc;

use crate::machine::action::{Action, OperationTarget};
use crate::machine::alone::{Surroundings, Went};
use crate::machine::event::{Cast, Event, EventKind};
use crate::machine::image::Image;
use crate::machine::resume::Fuel;
use crate::machine::shared::{By, NewName, Shared};
use crate::machine::thread::Thread;
use crate::machine::world::World;
use crate::primitives::{ConditionOperation, Demand, Operation, Wait};
use crate::value::{FutureId, Names, ObjectId, ObjectRef, ThreadId, Value};

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
    /// It wakes from its wait for a notify without one: a spurious wake-up.
    Wake,
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
    /// Nowhere: the thread cannot go on in this way, and nothing has happened.
    Blocked,
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
    /// Whether the latest step was one to give way.
    gave_way: bool,
}

impl Machine {
    /// The state before the first step: `main` stands at its first action, which may have to wait, or is on its way there if
    /// the fuel has run out.
    pub fn new(image: Arc<Image>, log: &mut dyn Log, fuel: &mut Fuel) -> Self {
        let mut world = World::new(Arc::clone(&image));
        let handle = world.add_to_roster(NewName::Given("main".to_owned()), false, None);
        let main = Thread::of_main(handle, &image);
        let mut machine = Self { image, world, threads: Vec::new(), gave_way: false };
        machine.take_in(main, log, fuel);
        machine
    }

    /// The action that a thread stands at, if it has not ended.
    pub fn pending(&self, who: ThreadId) -> Option<&Action> {
        let thread = self.threads.get(who.index())?;
        (!self.world.has_ended(who)).then_some(&thread.pending)
    }

    /// Whether a thread's pending action can happen now. Whether it sleeps does not count here.
    pub fn can_go_on(&self, who: ThreadId) -> bool {
        self.pending(who).is_some_and(|action| self.world.can_go_on(who, action))
    }

    /// Whether a thread can do a step in this way.
    pub(super) fn allows(&self, who: ThreadId, turn: Turn) -> bool {
        match turn {
            // The rest of a step whose fuel ran out, in an atomic block too, is no new one.
            Turn::Perform => {
                self.threads.get(who.index()).is_some_and(|thread| thread.atomic > 0) || self.can_go_on(who)
            }
            Turn::Expire => match self.pending(who) {
                Some(Action::Operate { target, operation }) => {
                    operation.patience() != Wait::Forever && !self.world.operation_ready(who, *target, operation)
                }
                _ => false,
            },
            Turn::Wake => self.awaits_notify(who),
        }
    }

    /// Whether a thread waits for a notify.
    pub fn awaits_notify(&self, who: ThreadId) -> bool {
        self.pending(who).is_some_and(|action| self.world.awaits_notify(who, action))
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
            Some(Action::Join { .. } | Action::JoinAll | Action::JoinWorkers { .. }) => {
                self.to_be_joined(who).first().map_or(Awaited::Wake, |thread| Awaited::Thread(*thread))
            }
            _ => Awaited::Wake,
        }
    }

    /// A waiter of a condition waits to be notified, and then for the lock.
    fn awaited_condition(&self, who: ThreadId, condition: ObjectRef) -> Awaited {
        match self.image.lock_of(condition) {
            Some(lock) if !self.awaits_notify(who) => Awaited::Object(lock.id, 0),
            _ => Awaited::Wake,
        }
    }

    /// The first of the threads from this one on that is on its way to its next action.
    pub fn midway(&self, from: ThreadId) -> Option<ThreadId> {
        let threads = self.threads.get(from.index()..).unwrap_or_default();
        threads.iter().find(|thread| thread.is_midway()).map(|thread| thread.handle.id)
    }

    /// Lets a thread do one step, if it can go on: its pending action, and local work up to the next one. Or the rest of one
    /// whose fuel had run out. A thread that was started in a step may be still on its way to its first action then.
    pub fn step(
        &mut self,
        who: ThreadId,
        turn: Turn,
        log: &mut dyn Log,
        chooser: &mut dyn Chooser,
        fuel: &mut Fuel,
    ) -> Progress {
        if !self.allows(who, turn) {
            return Progress::Blocked;
        }
        let Self { image, world, threads, .. } = self;
        let Some(thread) = threads.get_mut(who.index()) else { return Progress::Blocked };
        if !thread.is_midway() {
            thread.asleep_until = None;
            world.steps += 1;
            self.gave_way = matches!(thread.pending, Action::Yield | Action::Sleep { duration: 0 });
        }
        let went = thread.step(turn, &mut Surroundings { world, image, log, chooser, fuel });
        for newborn in std::mem::take(&mut self.world.newborn) {
            self.take_in(newborn, log, fuel);
        }
        match went {
            Went::OutOfFuel => return Progress::OutOfFuel,
            Went::Nowhere => return Progress::Blocked,
            Went::Through => {}
        }
        self.arrive(who, log);
        Progress::Done { gave_way: self.gave_way }
    }

    /// A new thread comes to its first action.
    fn take_in(&mut self, mut newborn: Thread, log: &mut dyn Log, fuel: &mut Fuel) {
        let who = newborn.handle.id;
        if matches!(newborn.pending, Action::Continue) {
            newborn.work(&mut self.world, &self.image, fuel);
        }
        self.threads.push(newborn);
        self.arrive(who, log);
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
