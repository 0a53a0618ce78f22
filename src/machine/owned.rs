//! The world as one owner has it: each call of a step happens at once.
//!
//! Besides the state itself this keeps what drivers and reports ask for: what the latest step changed, and who holds
//! what since when.

use std::sync::Arc;

use crate::machine::action::{Access, Action};
use crate::machine::event::{Event, EventKind};
use crate::machine::machine::{Chooser, Log, Turn};
use crate::machine::shared::{By, Call, NewName, Newcomer, Performed, Shared};
use crate::machine::shortcut::Shortcut;
use crate::machine::thread::Thread;
use crate::machine::world::{FutureEntry, Hold, World};
use crate::primitives::{
    ConditionOperation, Demand, Future, FutureOperation, MutexOperation, Object, Operation, Pool, PoolOperation,
    Primitive, Reply, RwLockOperation, SemaphoreOperation, Take, Task, ThreadOperation, Wait,
};
use crate::program::VariableId;
use crate::value::{Exception, FutureId, ObjectId, ObjectRef, ThreadHandle, ThreadId, Value};

impl Shortcut for World {}

impl Shared for World {
    const WANTS_PLACES: bool = true;

    fn variable<R>(
        &mut self,
        _by: By,
        variable: VariableId,
        _access: Access,
        mut change: impl FnMut(&mut Option<Value>) -> R,
    ) -> Option<R> {
        self.variables.get_mut(variable.0 as usize).map(&mut change)
    }

    fn operate(
        &mut self,
        by: By,
        object: ObjectRef,
        operation: Operation,
        chooser: &mut dyn Chooser,
    ) -> Option<Performed> {
        self.changes.objects.push(object.id);
        let expired = by.turn == Turn::Expire
            || (operation.patience() == Wait::Never && !self.is_ready(by.who, object, &operation));
        let mut woken = Vec::new();
        let reply = match &operation {
            Operation::Condition(its) => self.ask_condition(by, object, *its, expired, chooser, &mut woken)?,
            _ => match self.objects.get_mut(object.id.index())? {
                state if expired => state.expire(by.who, operation.clone())?,
                state => state.perform(by.who, operation.clone(), &mut woken)?,
            },
        };
        self.track_holds(by, object, &operation, &reply);
        self.changes.woken.append(&mut woken);
        Some(Performed { reply, expired })
    }

    fn operate_future(&mut self, by: By, future: FutureId, operation: FutureOperation) -> Option<Performed> {
        self.changes.futures.push(future);
        let state = &mut self.futures.get_mut(future.index())?.state;
        let ready = state.ready(by.who, &operation);
        let expired = by.turn == Turn::Expire || (operation.patience() == Wait::Never && !ready);
        let reply = match expired {
            true => state.expire(by.who, operation)?,
            false => state.perform(by.who, operation, &mut Vec::new())?,
        };
        Some(Performed { reply: reply.widen(), expired })
    }

    fn operate_thread(&mut self, by: By, thread: ThreadId, operation: ThreadOperation) -> Option<Performed> {
        let life = &mut self.roster.get_mut(thread.index())?.life;
        let ready = life.ready(by.who, &operation);
        let expired = !ready && (by.turn == Turn::Expire || operation.patience() == Wait::Never);
        let reply = match expired {
            true => life.expire(by.who, operation)?,
            false => life.perform(by.who, operation, &mut Vec::new())?,
        };
        Some(Performed { reply: reply.widen(), expired })
    }

    fn join(&mut self, _by: By, _threads: &[ThreadId]) -> Option<()> {
        Some(())
    }

    fn join_all(&mut self, by: By) -> Option<Vec<ThreadId>> {
        Some(self.started_so_far(by.who))
    }

    fn submit(
        &mut self,
        by: By,
        pool: ObjectRef,
        call: Call,
    ) -> Result<(FutureId, Option<Arc<ThreadHandle>>), Exception> {
        self.changes.objects.push(pool.id);
        let future = FutureId::at(self.futures.len());
        let Call { function, arguments, keywords, name } = call;
        let state = self.pool_mut(pool).ok_or_else(no_pool)?;
        let start = state.submit(Task { future, function, arguments, keywords })?;
        let worker = state.next_worker_name();
        self.futures.push(FutureEntry { state: Future::default(), function: name, place: by.place, worker: None });
        if !start {
            return Ok((future, None));
        }
        let newcomer = Newcomer { name: NewName::Given(worker), daemon: false, pool: Some(pool.id) };
        let handle = self.enroll(by, newcomer);
        if let Some(state) = self.pool_mut(pool) {
            state.worker_started(handle.id);
        }
        Ok((future, Some(handle)))
    }

    fn take(&mut self, by: By, pool: ObjectRef, _waits: bool) -> Option<Take> {
        self.changes.objects.push(pool.id);
        loop {
            let take = self.pool_mut(pool)?.take();
            let Take::Task(task) = &take else { return Some(take) };
            let entry = self.futures.get_mut(task.future.index())?;
            // A call cancelled while it was queued is passed over, in the same step.
            if entry.state.begin() {
                entry.worker = Some(by.who);
                self.changes.futures.push(task.future);
                return Some(take);
            }
        }
    }

    fn finish(&mut self, _by: By, future: FutureId, result: Result<Value, Arc<Exception>>) {
        self.changes.futures.push(future);
        let Some(entry) = self.futures.get_mut(future.index()) else { return };
        match result {
            Ok(value) => entry.state.finish(value),
            Err(exception) => entry.state.fail(exception),
        }
        entry.worker = None;
    }

    fn shut_down(&mut self, _by: By, pool: ObjectRef, cancel: bool) -> bool {
        self.changes.objects.push(pool.id);
        let dropped = self.pool_mut(pool).map(|state| state.shutdown(cancel)).unwrap_or_default();
        for task in dropped {
            if let Some(entry) = self.futures.get_mut(task.future.index()) {
                entry.state.cancel();
            }
            self.changes.futures.push(task.future);
        }
        self.pool_mut(pool).is_some_and(|state| !state.workers().is_empty())
    }

    fn works_for(&mut self, who: ThreadId, pool: ObjectRef) -> bool {
        self.pool_mut(pool).is_some_and(|state| state.workers().contains(&who))
    }

    fn await_workers(&mut self, _by: By, pool: ObjectRef) -> Option<()> {
        self.changes.objects.push(pool.id);
        Some(())
    }

    fn enter(&mut self, by: By, section: u32) -> Vec<ThreadId> {
        let Some(inside) = self.sections.get_mut(section as usize) else { return Vec::new() };
        let others = inside.iter().copied().filter(|thread| *thread != by.who).collect();
        inside.push(by.who);
        others
    }

    fn leave(&mut self, by: By, section: u32) {
        if let Some(inside) = self.sections.get_mut(section as usize)
            && let Some(index) = inside.iter().rposition(|thread| *thread == by.who)
        {
            inside.remove(index);
        }
    }

    fn enroll(&mut self, by: By, newcomer: Newcomer) -> Arc<ThreadHandle> {
        let inherits = self.roster.get(by.who.index()).is_some_and(|entry| entry.life.daemon);
        let handle = self.add_to_roster(newcomer.name, newcomer.daemon || inherits, newcomer.pool);
        self.changes.started.push(handle.id);
        handle
    }

    fn begin(&mut self, thread: Thread) {
        self.newborn.push(thread);
    }

    fn end(&mut self, by: By) -> Vec<ThreadId> {
        let workers = if by.who == ThreadId(0) { self.shut_down_all_pools() } else { Vec::new() };
        if !workers.is_empty() {
            return workers;
        }
        if let Some(pool) = self.dismiss(by.who) {
            if let Some(Object::Pool(state)) = self.objects.get_mut(pool.index()) {
                state.worker_ended(by.who);
            }
            self.changes.objects.push(pool);
        }
        workers
    }

    fn alive(&mut self, _by: By) -> usize {
        self.roster.iter().filter(|entry| !entry.life.ended || entry.handle.id == ThreadId(0)).count()
    }

    fn would_wait(&mut self, who: ThreadId, action: &Action) -> bool {
        !self.can_go_on(who, action) || self.waits_half_way(who, action)
    }

    fn clock(&mut self) -> i64 {
        self.clock
    }

    fn choose(&mut self, options: &[Value], chooser: &mut dyn Chooser) -> usize {
        chooser.option(options)
    }

    fn print(&mut self, _by: By, text: &str, log: &mut dyn Log) {
        log.print(text);
    }

    fn emit(&mut self, by: By, kind: EventKind, log: &mut dyn Log) {
        self.events += 1;
        let (sequence, step, time) = (self.events, self.steps, self.clock);
        log.event(Event { sequence, step, time, thread: by.who, kind, place: by.place }, self);
    }
}

fn no_pool() -> Exception {
    Exception::new("SystemError", "there is no such pool")
}

impl World {
    fn pool_mut(&mut self, object: ObjectRef) -> Option<&mut Pool> {
        match self.objects.get_mut(object.id.index()) {
            Some(Object::Pool(pool)) => Some(pool),
            _ => None,
        }
    }

    /// A condition changes its lock too.
    fn ask_condition(
        &mut self,
        by: By,
        object: ObjectRef,
        operation: ConditionOperation,
        expired: bool,
        chooser: &mut dyn Chooser,
        woken: &mut Vec<ThreadId>,
    ) -> Option<Reply> {
        let lock = self.image.lock_of(object)?;
        self.changes.objects.push(lock.id);
        let pair = self.objects.get_disjoint_mut([object.id.index(), lock.id.index()]);
        let Ok([Object::Condition(condition), lock]) = pair else { return None };
        let who = by.who;
        match (by.turn, operation) {
            (Turn::Wake, ConditionOperation::Waiting { depth, .. }) => {
                condition.wake(who);
                return Some(Reply::Continue(MutexOperation::Reacquire { depth, notified: true }.into()));
            }
            _ if expired => return condition.expire(who, operation),
            _ => {}
        }
        let lock = lock.as_mutex_mut()?;
        condition.perform(lock, who, operation, &mut |waiters| chooser.waiter(waiters), woken)
    }

    /// Where `main` ends, pools that were never shut down are; gives the workers that are left.
    fn shut_down_all_pools(&mut self) -> Vec<ThreadId> {
        let mut workers = Vec::new();
        for (index, object) in self.objects.iter_mut().enumerate() {
            if let Object::Pool(pool) = object {
                pool.interpreter_exit();
                workers.extend_from_slice(pool.workers());
                self.changes.objects.push(ObjectId::at(index));
            }
        }
        workers
    }

    /// Notes who holds what since when. Only reports read it.
    fn track_holds(&mut self, by: By, object: ObjectRef, operation: &Operation, reply: &Reply) {
        let lock = self.image.lock_of(object).map_or(object.id, |lock| lock.id);
        let got_it = matches!(reply, Reply::Done(Value::Bool(true)));
        match operation {
            Operation::Mutex(MutexOperation::Acquire(_)) | Operation::Semaphore(SemaphoreOperation::Acquire(_))
                if got_it =>
            {
                self.hold(by, object.id);
            }
            Operation::Mutex(MutexOperation::Reacquire { .. }) => self.hold(by, object.id),
            Operation::Condition(ConditionOperation::Waiting { .. }) if matches!(reply, Reply::Done(_)) => {
                self.hold(by, lock)
            }
            Operation::Condition(ConditionOperation::Wait(_)) if matches!(reply, Reply::Continue(_)) => {
                self.let_go(by.who, lock, usize::MAX);
            }
            Operation::RwLock(
                RwLockOperation::AcquireRead | RwLockOperation::AcquireWrite | RwLockOperation::WaitWrite,
            ) if matches!(reply, Reply::Done(_)) => {
                self.hold(by, object.id);
            }
            Operation::Mutex(MutexOperation::Release)
            | Operation::RwLock(RwLockOperation::ReleaseRead | RwLockOperation::ReleaseWrite)
                if matches!(reply, Reply::Done(_)) =>
            {
                self.let_go(by.who, object.id, 1);
            }
            Operation::Semaphore(SemaphoreOperation::Release(count)) if matches!(reply, Reply::Done(_)) => {
                self.let_go(by.who, object.id, usize::try_from(*count).unwrap_or(usize::MAX));
            }
            _ => {}
        }
    }

    fn hold(&mut self, by: By, object: ObjectId) {
        let hold = Hold { thread: by.who, step: self.steps, place: by.place };
        if let Some(holds) = self.holds.get_mut(object.index()) {
            holds.push(hold);
        }
    }

    /// Takes off `count` holds: those of `who` first, then (a lock or permit given back by another) the oldest.
    fn let_go(&mut self, who: ThreadId, object: ObjectId, count: usize) {
        let Some(holds) = self.holds.get_mut(object.index()) else { return };
        for _ in 0..count.min(holds.len()) {
            let index = holds.iter().rposition(|hold| hold.thread == who).unwrap_or(0);
            holds.remove(index);
        }
    }

    /// Whether an operation on a primitive is ready, its patience left aside. A condition's `acquire` and `release`
    /// act on its lock.
    pub(super) fn is_ready(&self, who: ThreadId, object: ObjectRef, operation: &Operation) -> bool {
        let object = self.image.acted_on(object, operation);
        let Some(state) = self.objects.get(object.id.index()) else { return true };
        match (state, operation) {
            (Object::Condition(condition), Operation::Condition(operation)) => {
                let lock = self.image.lock_of(object).and_then(|lock| self.objects.get(lock.id.index()));
                match lock.and_then(Object::as_mutex) {
                    Some(lock) => condition.ready(lock, who, operation),
                    None => true,
                }
            }
            (Object::Pool(pool), Operation::Pool(operation)) => match operation {
                PoolOperation::AwaitTask => pool.await_task_ready(),
                PoolOperation::AwaitWorkers => pool.await_workers_ready(),
                _ => true,
            },
            _ => state.ready(who, operation),
        }
    }
}
