//! What is shared, as a live thread reaches it: each call happens at one instant, and may have to wait.
//!
//! Several things are locked in one order: pools by id, then the registry, then futures and lives.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::commons::{Commons, FutureMonitor, Printer};
use super::journal::Note;
use super::object::{LiveObject, Outcome, ask};
use super::participant::Participant;
use super::run;
use super::writer::Writer;
use crate::machine::{
    Access, Action, By, Call, Chooser, EventKind, Log, NewName, Newcomer, OperationTarget, Performed, Shared, Shortcut,
    Thread, World,
};
use crate::primitives::{
    Future, FutureOperation, MutexOperation, Operation, Pool, PoolNeed, SemaphoreOperation, Take, Task,
    ThreadOperation, Wait,
};
use crate::program::VariableId;
use crate::sync::Monitor;
use crate::value::{Exception, FutureId, ObjectRef, ThreadHandle, ThreadId, Value};

/// One thread's reach.
pub(super) struct Reach<'a> {
    pub(super) writer: &'a mut Writer,
}

type PoolMonitor = Monitor<Pool, PoolNeed>;

impl Reach<'_> {
    fn commons(&self) -> &Arc<Commons> {
        &self.writer.me.commons
    }

    fn object(&self, object: ObjectRef) -> Option<&LiveObject> {
        self.commons().objects.get(object.id.index())
    }

    fn pool(&self, object: ObjectRef) -> Option<&PoolMonitor> {
        self.object(object)?.as_pool()
    }

    /// A replay has to know that the time ran out.
    fn performed(&mut self, outcome: Outcome) -> Performed {
        if outcome.ran_out {
            self.writer.journal.note(Note::Expired);
        }
        outcome.performed
    }

    /// Changes several pools, and does the rest while they are locked; it is told of the workers that are left in them.
    fn within_pools(
        me: &Participant,
        pools: &[&PoolMonitor],
        left: &mut Vec<ThreadId>,
        change: &dyn Fn(&mut Pool),
        rest: &mut dyn FnMut(&[ThreadId]),
    ) {
        match pools.split_first() {
            None => rest(left),
            Some((first, others)) => {
                first.with(me, |pool| {
                    change(pool);
                    left.extend_from_slice(pool.workers());
                    Self::within_pools(me, others, left, change, rest);
                });
            }
        }
    }

    /// `main` ends, unless a pool has workers left: gives those.
    fn end_main(&self) -> Vec<ThreadId> {
        let (mut left, mut over) = (Vec::new(), false);
        let pools: Vec<&PoolMonitor> = self.commons().objects.iter().filter_map(LiveObject::as_pool).collect();
        Self::within_pools(&self.writer.me, &pools, &mut left, &Pool::interpreter_exit, &mut |left| {
            over = left.is_empty() && self.dismiss();
        });
        if over {
            self.commons().finish();
        }
        left
    }

    /// The thread ends, and is entered as ended; gives whether the run is over.
    fn dismiss(&self) -> bool {
        let (me, commons) = (&self.writer.me, self.commons());
        let last = commons.registry.with(me, |registry| {
            let last = registry.dismiss(me);
            // What ends the run comes after all that was printed, and before all that daemons still do.
            if last {
                commons.printer.with(me, Printer::close);
            }
            last
        });
        last == Some(true)
    }
}

impl Shortcut for Reach<'_> {
    #[inline]
    fn read_int(&mut self, variable: VariableId) -> Option<i64> {
        self.in_passing(|commons, me| {
            commons.variables.get(variable.0 as usize)?.swap(me, false, |variable| match variable.0 {
                Some(Value::Int(value)) => Some(value),
                _ => None,
            })
        })
    }

    #[inline]
    fn write_int(&mut self, variable: VariableId, value: i64) -> bool {
        let written = self.in_passing(|commons, me| {
            commons.variables.get(variable.0 as usize)?.swap(me, false, |variable| {
                variable.0 = Some(Value::Int(value));
                Some(())
            })
        });
        written.is_some()
    }

    #[inline]
    fn acquire(&mut self, object: ObjectRef) -> bool {
        self.pass_through(object, MutexOperation::Acquire(Wait::Forever), SemaphoreOperation::Acquire(Wait::Forever))
    }

    #[inline]
    fn release(&mut self, object: ObjectRef) -> bool {
        self.pass_through(object, MutexOperation::Release, SemaphoreOperation::Release(1))
    }
}

impl Reach<'_> {
    /// A step in passing: nothing has happened if `step` gives nothing.
    #[inline(always)]
    fn in_passing<R>(&mut self, step: impl FnOnce(&Commons, &Participant) -> Option<R>) -> Option<R> {
        let writer = &mut *self.writer;
        // With a turnstile, each step passes by itself.
        if writer.me.commons.turnstile.is_some() {
            return None;
        }
        writer.write_down();
        let result = step(&writer.me.commons, &writer.me);
        if result.is_some() {
            writer.begin_step();
        }
        result
    }

    #[inline(always)]
    fn pass_through(&mut self, object: ObjectRef, mutex: MutexOperation, semaphore: SemaphoreOperation) -> bool {
        let passed = self.in_passing(|commons, me| {
            let through = match commons.objects.get(object.id.index())? {
                LiveObject::Lock(lock) => lock.goes_through(me, &mutex),
                LiveObject::RLock(lock) => lock.goes_through(me, &mutex),
                LiveObject::Semaphore(permits) => permits.goes_through(me, &semaphore),
                _ => false,
            };
            through.then_some(())
        });
        passed.is_some()
    }
}

impl Shared for Reach<'_> {
    const WANTS_PLACES: bool = false;

    fn variable<R>(
        &mut self,
        _by: By,
        variable: VariableId,
        _access: Access,
        mut change: impl FnMut(&mut Option<Value>) -> R,
    ) -> Option<R> {
        let monitor = self.commons().variables.get(variable.0 as usize)?;
        monitor.with(&self.writer.me, |variable| change(&mut variable.0))
    }

    fn operate(
        &mut self,
        _by: By,
        object: ObjectRef,
        operation: Operation,
        _chooser: &mut dyn Chooser,
    ) -> Option<Performed> {
        let lock = self.commons().image.lock_of(object).and_then(|lock| self.object(lock));
        let outcome = self.object(object)?.operate(lock, &self.writer.me, operation)?;
        Some(self.performed(outcome))
    }

    fn operate_future(&mut self, _by: By, future: FutureId, operation: FutureOperation) -> Option<Performed> {
        let future = self.commons().future(future)?;
        let outcome = ask(&future, &self.writer.me, operation)?;
        Some(self.performed(outcome))
    }

    fn operate_thread(&mut self, _by: By, thread: ThreadId, operation: ThreadOperation) -> Option<Performed> {
        let life = self.commons().entry(thread)?.life;
        let outcome = ask(&life, &self.writer.me, operation)?;
        Some(self.performed(outcome))
    }

    fn join(&mut self, _by: By, threads: &[ThreadId]) -> Option<()> {
        for thread in threads {
            self.commons().entry(*thread)?.life.operate(&self.writer.me, ThreadOperation::Join(Wait::Forever))?;
        }
        Some(())
    }

    fn join_all(&mut self, by: By) -> Option<Vec<ThreadId>> {
        let commons = self.commons();
        loop {
            for thread in commons.look(|registry| registry.started_so_far(by.who)) {
                commons.entry(thread)?.life.when(&self.writer.me, ThreadOperation::Join(Wait::Forever), |_| ())?;
            }
            // More may have been started meanwhile.
            let all = commons.registry.with(&self.writer.me, |registry| registry.all_have_ended(by.who));
            if let Some(threads) = all? {
                return Some(threads);
            }
        }
    }

    fn submit(
        &mut self,
        by: By,
        pool: ObjectRef,
        call: Call,
    ) -> Result<(FutureId, Option<Arc<ThreadHandle>>), Exception> {
        let gone = || Exception::new("SystemError", "there is no such pool");
        let (me, commons) = (&self.writer.me, self.commons());
        let monitor = self.pool(pool).ok_or_else(gone)?;
        let mut call = Some(call);
        let submitted = monitor.with(me, |state| {
            let Call { function, arguments, keywords, .. } = call.take().ok_or_else(gone)?;
            commons
                .registry
                .with(me, |registry| {
                    // The registry is locked, so numbers of futures follow the order of these steps.
                    let future = FutureId::at(commons.futures.read().len());
                    let (function, arguments) = (function.clone(), arguments.clone());
                    let task = Task { future, function, arguments, keywords: keywords.clone() };
                    let starts = state.submit(task)?;
                    commons.futures.write().push(Arc::new(FutureMonitor::new(Future::default())));
                    let handle = starts.then(|| {
                        let name = NewName::Given(state.next_worker_name());
                        let newcomer = Newcomer { name, daemon: false, pool: Some(pool.id) };
                        let handle = registry.enroll(Some(by.who), newcomer).handle;
                        state.worker_started(handle.id);
                        handle
                    });
                    Ok((future, handle))
                })
                .unwrap_or_else(|| Err(gone()))
        });
        submitted.unwrap_or_else(|| Err(gone()))
    }

    fn take(&mut self, _by: By, pool: ObjectRef, waits: bool) -> Option<Take> {
        let (me, commons) = (&self.writer.me, self.commons());
        let monitor = self.pool(pool)?;
        // A call cancelled while it was queued is passed over, in the same step.
        let begins = |task: &Task| {
            let future = commons.future(task.future);
            future.and_then(|future| future.with(me, Future::begin)).unwrap_or(false)
        };
        let need = if waits { PoolNeed::Task } else { PoolNeed::Nothing };
        monitor.when(me, need, |pool| {
            loop {
                match pool.take() {
                    Take::Task(task) if !begins(&task) => {}
                    found => break found,
                }
            }
        })
    }

    fn finish(&mut self, _by: By, future: FutureId, result: Result<Value, Arc<Exception>>) {
        let Some(future) = self.commons().future(future) else { return };
        let mut result = Some(result);
        future.with(&self.writer.me, |state| match result.take() {
            Some(Ok(value)) => state.finish(value),
            Some(Err(exception)) => state.fail(exception),
            None => {}
        });
    }

    fn shut_down(&mut self, _by: By, pool: ObjectRef, cancel: bool) -> bool {
        let (me, commons) = (&self.writer.me, self.commons());
        let Some(pool) = self.pool(pool) else { return false };
        let left = pool.with(me, |state| {
            for task in state.shutdown(cancel) {
                if let Some(future) = commons.future(task.future) {
                    future.with(me, |state| state.cancel());
                }
            }
            !state.workers().is_empty()
        });
        left.unwrap_or(false)
    }

    fn works_for(&mut self, who: ThreadId, pool: ObjectRef) -> bool {
        // Only the thread itself asks, and whom it works for never changes: no step of its own.
        self.commons().entry(who).is_some_and(|entry| entry.pool == Some(pool.id))
    }

    fn await_workers(&mut self, _by: By, pool: ObjectRef) -> Option<()> {
        self.pool(pool)?.when(&self.writer.me, PoolNeed::NoWorkers, |_| ())
    }

    fn enter(&mut self, by: By, section: u32) -> Vec<ThreadId> {
        let Some(section) = self.commons().sections.get(section as usize) else { return Vec::new() };
        let others = section.with(&self.writer.me, |inside| {
            let others: Vec<ThreadId> = inside.0.iter().copied().filter(|thread| *thread != by.who).collect();
            inside.0.push(by.who);
            others
        });
        others.unwrap_or_default()
    }

    fn leave(&mut self, by: By, section: u32) {
        let Some(section) = self.commons().sections.get(section as usize) else { return };
        section.with(&self.writer.me, |inside| {
            if let Some(index) = inside.0.iter().rposition(|thread| *thread == by.who) {
                inside.0.remove(index);
            }
        });
    }

    fn enroll(&mut self, by: By, newcomer: Newcomer) -> Arc<ThreadHandle> {
        let entry =
            self.commons().registry.with(&self.writer.me, |registry| registry.enroll(Some(by.who), newcomer.clone()));
        match entry {
            Some(entry) => entry.handle,
            // The registry never lies in a word, so this does not happen.
            None => Arc::new(ThreadHandle { id: by.who, name: String::new() }),
        }
    }

    fn begin(&mut self, thread: Thread) {
        run::launch(self.commons(), thread, self.writer.me.clock());
    }

    fn end(&mut self, by: By) -> Vec<ThreadId> {
        if by.who == ThreadId(0) {
            return self.end_main();
        }
        let pool = self.commons().entry(by.who).and_then(|entry| entry.pool);
        let pool = pool.and_then(|pool| self.commons().objects.get(pool.index())).and_then(LiveObject::as_pool);
        let pools: Vec<&PoolMonitor> = pool.into_iter().collect();
        let (mut left, mut over) = (Vec::new(), false);
        Self::within_pools(&self.writer.me, &pools, &mut left, &|pool| pool.worker_ended(by.who), &mut |_| {
            over = self.dismiss();
        });
        if over {
            self.commons().finish();
        }
        Vec::new()
    }

    fn alive(&mut self, _by: By) -> usize {
        self.commons().registry.with(&self.writer.me, |registry| registry.alive()).unwrap_or(0)
    }

    fn would_wait(&mut self, who: ThreadId, action: &Action) -> bool {
        let commons = Arc::clone(self.commons());
        match action {
            Action::JoinAll => {
                commons.look(|registry| registry.started_so_far(who)).iter().any(|thread| !commons.has_ended(*thread))
            }
            Action::Join { threads } => {
                !threads.contains(&who) && threads.iter().any(|thread| !commons.has_ended(*thread))
            }
            Action::Operate { target: OperationTarget::Thread(thread), operation: Operation::Thread(operation) } => {
                matches!(operation, ThreadOperation::Join(wait) if *wait != Wait::Never)
                    && *thread != who
                    && !commons.has_ended(*thread)
            }
            Action::Operate { target: OperationTarget::Future(future), operation: Operation::Future(operation) } => {
                let waits = matches!(operation, FutureOperation::Result(wait) | FutureOperation::Exception(wait)
                    if *wait != Wait::Never);
                let over =
                    commons.future(*future).and_then(|future| future.with(&self.writer.me, |state| state.is_over()));
                waits && over == Some(false)
            }
            Action::Operate { target: OperationTarget::Object(object), .. }
            | Action::WaitFor { condition: object, .. } => self.trial(*object).would_wait(who, action),
            _ => false,
        }
    }

    fn begin_atomic(&mut self, _by: By) {
        self.writer.me.pass_alone();
    }

    fn end_atomic(&mut self) {
        self.writer.me.let_others_in();
    }

    fn clock(&mut self) -> i64 {
        let now = self.commons().now();
        self.writer.journal.note(Note::Saw(now));
        now
    }

    fn choose(&mut self, options: &[Value], _chooser: &mut dyn Chooser) -> usize {
        self.writer.choose(options.len())
    }

    fn print(&mut self, _by: By, text: &str, _log: &mut dyn Log) {
        self.commons().printer.with(&self.writer.me, |printer| printer.print(text));
    }

    fn emit(&mut self, _by: By, _kind: EventKind, _log: &mut dyn Log) {
        // What is told without being asked for is worth a replay, which has the words for it.
        self.commons().noteworthy.store(true, Ordering::Relaxed);
    }
}

impl Reach<'_> {
    /// A world in which to try what an operation on this primitive would do, while no other thread does anything.
    fn trial(&self, object: ObjectRef) -> World {
        let image = &self.commons().image;
        let mut world = World::new(Arc::clone(image));
        for object in [Some(object), image.lock_of(object)].into_iter().flatten() {
            let state = self.object(object).and_then(|live| live.snapshot(&self.writer.me));
            if let (Some(place), Some(state)) = (world.objects.get_mut(object.id.index()), state) {
                *place = state;
            }
        }
        world
    }
}
