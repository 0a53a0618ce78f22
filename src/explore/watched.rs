//! A world that writes down what a step looks at.
//!
//! What a step does depends on its thread and on the cells that it looks at, and on nothing else. So the list of its looks,
//! in their order, is the question to which the step's outcome is the answer (`memo`). With what it writes, they are its
//! footprint, which says what other steps depend on it (`reduce`).

use std::sync::Arc;

use super::layout::Cell;
use crate::machine::{
    Access, Action, By, Call, Chooser, EventKind, FutureEntry, Image, Log, Newcomer, OperationTarget, Performed,
    Shared, Shortcut, Thread, World,
};
use crate::primitives::{FutureOperation, Object, Operation, Take, ThreadOperation};
use crate::program::VariableId;
use crate::value::{Exception, FutureId, ObjectRef, ThreadHandle, ThreadId, Value};

/// A look at a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// At a cell; perhaps to change it.
    At(Cell),
    /// Only whether a thread has ended.
    Ended(ThreadId),
}

/// What a step touches.
#[derive(Clone, Debug, Default)]
pub(super) struct Footprint {
    /// Each cell that it looks at, perhaps to change it, in the order of its looks.
    pub(super) looks: Vec<Look>,
    /// The variables that it writes, by their places. A write that changes nothing is a write all the same: that two
    /// threads can be about to do it, and to look, is a race.
    pub(super) stores: Vec<usize>,
}

impl Footprint {
    fn look(&mut self, look: Look) {
        if !self.looks.contains(&look) {
            self.looks.push(look);
        }
    }

    fn store(&mut self, place: usize) {
        if !self.stores.contains(&place) {
            self.stores.push(place);
        }
    }
}

/// The world, watched.
pub(super) struct Watched<'a> {
    pub(super) world: &'a mut World,
    pub(super) footprint: &'a mut Footprint,
    pub(super) image: &'a Image,
    pub(super) printed: String,
    /// Whether the time is part of a state.
    pub(super) timed: bool,
}

impl Watched<'_> {
    pub(super) fn look(&mut self, look: Look) {
        self.footprint.look(look);
    }

    fn look_at_object(&mut self, object: ObjectRef) {
        self.look(Look::At(Cell::Object(object.id.index())));
        if let Some(lock) = self.image.lock_of(object) {
            self.look(Look::At(Cell::Object(lock.id.index())));
        }
    }

    fn look_at_future(&mut self, future: FutureId) {
        self.look(Look::At(Cell::Future(future)));
    }

    fn look_at_lives(&mut self) {
        self.look(Look::At(Cell::Crew));
        for index in 0..self.world.roster.len() {
            self.look(Look::Ended(ThreadId::at(index)));
        }
    }

    /// Futures of queued tasks, up to the first that `stops`.
    fn look_at_tasks(&mut self, pool: ObjectRef, stops: impl Fn(&FutureEntry) -> bool) {
        let Some(Object::Pool(state)) = self.world.objects.get(pool.id.index()) else { return };
        let mut queued = Vec::new();
        for task in state.tasks() {
            queued.push(task.future);
            if self.world.futures.get(task.future.index()).is_some_and(&stops) {
                break;
            }
        }
        for future in queued {
            self.look_at_future(future);
        }
    }

    /// What decides whether an action can go on.
    fn look_at_what_it_waits_for(&mut self, action: &Action) {
        match action {
            Action::Operate { target: OperationTarget::Object(object), operation } => {
                self.look_at_object(self.image.acted_on(*object, operation));
            }
            Action::Operate { target: OperationTarget::Thread(thread), .. } => self.look(Look::Ended(*thread)),
            Action::Operate { target: OperationTarget::Future(future), .. } => self.look_at_future(*future),
            Action::WaitFor { condition, .. } => self.look_at_object(*condition),
            Action::Join { threads } | Action::JoinWorkers { workers: threads, .. } => {
                for thread in threads {
                    self.look(Look::Ended(*thread));
                }
            }
            Action::JoinAll => self.look_at_lives(),
            _ => {}
        }
    }

    /// Whether an action can go on.
    pub(super) fn can_go_on(&mut self, who: ThreadId, action: &Action) -> bool {
        self.look_at_what_it_waits_for(action);
        self.world.can_go_on(who, action)
    }
}

impl Shortcut for Watched<'_> {}

impl Shared for Watched<'_> {
    const WANTS_PLACES: bool = false;

    fn variable<R>(
        &mut self,
        by: By,
        variable: VariableId,
        access: Access,
        change: impl FnMut(&mut Option<Value>) -> R,
    ) -> Option<R> {
        let place = variable.0 as usize;
        self.look(Look::At(Cell::Variable(place)));
        if access == Access::Write {
            self.footprint.store(place);
        }
        self.world.variable(by, variable, access, change)
    }

    fn operate(
        &mut self,
        by: By,
        object: ObjectRef,
        operation: Operation,
        chooser: &mut dyn Chooser,
    ) -> Option<Performed> {
        self.look_at_object(object);
        self.world.operate(by, object, operation, chooser)
    }

    fn operate_future(&mut self, by: By, future: FutureId, operation: FutureOperation) -> Option<Performed> {
        self.look_at_future(future);
        self.world.operate_future(by, future, operation)
    }

    fn operate_thread(&mut self, by: By, thread: ThreadId, operation: ThreadOperation) -> Option<Performed> {
        self.look(Look::At(Cell::Crew));
        self.look(Look::Ended(thread));
        self.world.operate_thread(by, thread, operation)
    }

    fn join(&mut self, by: By, threads: &[ThreadId]) -> Option<()> {
        for thread in threads {
            self.look(Look::Ended(*thread));
        }
        self.world.join(by, threads)
    }

    fn join_all(&mut self, by: By) -> Option<Vec<ThreadId>> {
        self.look_at_lives();
        self.world.join_all(by)
    }

    fn submit(
        &mut self,
        by: By,
        pool: ObjectRef,
        call: Call,
    ) -> Result<(FutureId, Option<Arc<ThreadHandle>>), Exception> {
        self.look_at_object(pool);
        self.look(Look::At(Cell::Crew));
        let future = FutureId::at(self.world.futures.len());
        self.look_at_future(future);
        self.world.submit(by, pool, call)
    }

    fn take(&mut self, by: By, pool: ObjectRef, waits: bool) -> Option<Take> {
        self.look_at_object(pool);
        self.look_at_tasks(pool, |entry| !entry.state.is_over());
        self.world.take(by, pool, waits)
    }

    fn finish(&mut self, by: By, future: FutureId, result: Result<Value, Arc<Exception>>) {
        self.look_at_future(future);
        self.world.finish(by, future, result);
    }

    fn shut_down(&mut self, by: By, pool: ObjectRef, cancel: bool) -> bool {
        self.look_at_object(pool);
        if cancel {
            self.look_at_tasks(pool, |_| false);
        }
        self.world.shut_down(by, pool, cancel)
    }

    fn works_for(&mut self, who: ThreadId, pool: ObjectRef) -> bool {
        self.look_at_object(pool);
        self.world.works_for(who, pool)
    }

    fn await_workers(&mut self, by: By, pool: ObjectRef) -> Option<()> {
        self.look_at_object(pool);
        self.world.await_workers(by, pool)
    }

    fn enter(&mut self, by: By, section: u32) -> Vec<ThreadId> {
        self.look(Look::At(Cell::Section(section as usize)));
        self.world.enter(by, section)
    }

    fn leave(&mut self, by: By, section: u32) {
        self.look(Look::At(Cell::Section(section as usize)));
        self.world.leave(by, section);
    }

    fn enroll(&mut self, by: By, newcomer: Newcomer) -> Arc<ThreadHandle> {
        self.look(Look::At(Cell::Crew));
        let handle = self.world.enroll(by, newcomer);
        self.look(Look::At(Cell::Thread(handle.id)));
        handle
    }

    fn begin(&mut self, thread: Thread) {
        self.world.begin(thread);
    }

    fn end(&mut self, by: By) -> Vec<ThreadId> {
        let pools =
            self.image.objects.iter().enumerate().filter(|(_, info)| info.kind == crate::value::ObjectKind::Pool);
        let own = self.world.roster.get(by.who.index()).and_then(|entry| entry.pool);
        // Where there are pools, the crew says who is a worker.
        if pools.clone().next().is_some() {
            self.look(Look::At(Cell::Crew));
        }
        for (index, _) in pools {
            if by.who == ThreadId(0) || own.is_some_and(|pool| pool.index() == index) {
                self.look(Look::At(Cell::Object(index)));
            }
        }
        self.world.end(by)
    }

    fn alive(&mut self, by: By) -> usize {
        self.look_at_lives();
        self.world.alive(by)
    }

    fn would_wait(&mut self, who: ThreadId, action: &Action) -> bool {
        self.look_at_what_it_waits_for(action);
        self.world.would_wait(who, action)
    }

    fn clock(&mut self) -> i64 {
        if self.timed {
            self.look(Look::At(Cell::Clock));
        }
        self.world.clock
    }

    fn choose(&mut self, options: &[Value], chooser: &mut dyn Chooser) -> usize {
        chooser.option(options)
    }

    fn print(&mut self, _by: By, text: &str, _log: &mut dyn Log) {
        self.printed.push_str(text);
    }

    fn emit(&mut self, by: By, kind: EventKind, log: &mut dyn Log) {
        self.world.emit(by, kind, log);
    }
}
