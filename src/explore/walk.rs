//! A walk through the code that a thread may yet run, and what is met on the way.

use std::collections::BTreeSet;

use super::flow::{covers, jumps};
use super::foresight::{Foresight, MAIN, Rival};
use super::receiver::Receiver;
use super::touch::Touch;
use crate::machine::{Action, Arguments, OperationTarget, Thread};
use crate::primitives::{
    ConditionOperation, Demand, MutexOperation, Operation, PoolOperation, ThreadOperation, Wait, registry,
};
use crate::program::{Function, Op, Program, StartBody};
use crate::value::{FunctionId, ObjectId, ObjectKind, ThreadId, Value};

/// All kinds that have methods.
const KINDS: [ObjectKind; 12] = [
    ObjectKind::Lock,
    ObjectKind::RLock,
    ObjectKind::Semaphore,
    ObjectKind::BoundedSemaphore,
    ObjectKind::Event,
    ObjectKind::Condition,
    ObjectKind::Barrier,
    ObjectKind::Queue,
    ObjectKind::RwLock,
    ObjectKind::ReadGuard,
    ObjectKind::WriteGuard,
    ObjectKind::Pool,
];

/// One way through the code.
pub(super) struct Walk<'w> {
    foresight: &'w Foresight<'w>,
    rival: &'w Rival<'w>,
    /// Whose code it is.
    who: ThreadId,
    touch: Touch,
    /// Instructions that were met in functions that are yet to be called.
    seen: BTreeSet<(FunctionId, u32)>,
}

impl<'w> Walk<'w> {
    /// What `thread` may touch before `rival` has done its next step.
    pub(super) fn of(foresight: &'w Foresight<'w>, rival: &'w Rival<'w>, thread: &Thread) -> Touch {
        let who = thread.handle.id;
        let mut walk = Self { foresight, rival, who, touch: Touch::default(), seen: BTreeSet::new() };
        if walk.action(thread) {
            for (function, pc, locals) in thread.frames() {
                walk.from(function, pc, Some(locals));
            }
            // Its end closes them.
            if who == MAIN {
                walk.pools_change();
            }
        }
        walk.touch
    }

    /// The action that the thread stands at; false if it must wait for the rival.
    fn action(&mut self, thread: &Thread) -> bool {
        match &thread.pending {
            Action::Read { location } => self.touch.reads.add(location.variable.0 as usize),
            Action::Write { location, .. } | Action::Update { location, .. } => {
                self.touch.writes.add(location.variable.0 as usize);
            }
            Action::Method { location, method, arguments: Arguments { .. } } => {
                self.touch.writes.add(location.variable.0 as usize);
                self.unknown_method(method);
            }
            Action::Operate { target: OperationTarget::Object(object), operation } => {
                let acted = self.foresight.image.acted_on(*object, operation);
                let lock = self.foresight.image.lock_of(acted).map_or(acted.id, |lock| lock.id);
                let waits = match operation {
                    Operation::Mutex(MutexOperation::Acquire(Wait::Forever) | MutexOperation::Reacquire { .. }) => true,
                    Operation::Condition(ConditionOperation::Waiting { wait, .. }) => {
                        *wait == Wait::Forever && !self.foresight.spurious
                    }
                    _ => false,
                };
                if waits && self.rival.holds.contains(&lock) {
                    return false;
                }
                if let Operation::Pool(PoolOperation::Shutdown { wait: true, .. } | PoolOperation::AwaitWorkers) =
                    operation
                    && self.waits_for_pool(object.id)
                {
                    return false;
                }
                self.object(acted.id);
            }
            Action::Operate { target: OperationTarget::Thread(thread), operation } => {
                if *thread == self.rival.who && operation.patience() == Wait::Forever && is_join(operation) {
                    return false;
                }
                self.touch.lives = true;
            }
            Action::Operate { target: OperationTarget::Future(_), .. } => self.touch.asks = true,
            Action::FinishTask { .. } => self.touch.settles = true,
            Action::Print { .. } => self.touch.prints = true,
            Action::Start(request) => {
                self.touch.starts = true;
                match &request.callee {
                    Value::Function(function) => self.from(*function, 0, None),
                    _ => self.touch.everything = true,
                }
            }
            Action::Join { threads } | Action::JoinWorkers { workers: threads, .. } => {
                return !threads.contains(&self.rival.who);
            }
            Action::JoinAll => return self.join_all(self.rival.is_joined),
            Action::Now | Action::Count => self.touch.lives = true,
            Action::Enter { section } | Action::Leave { section } => self.section(*section),
            Action::WaitFor { condition, .. } => self.object(condition.id),
            Action::Continue | Action::Sleep { .. } | Action::Yield | Action::Choose { .. } | Action::BeginAtomic => {}
            // A worker leaves its pool.
            Action::End { .. } => self.pools_change(),
        }
        true
    }

    /// `join` without names; `waits` if it is sure to wait for the rival. If not, it depends on whom the rival starts.
    fn join_all(&mut self, waits: bool) -> bool {
        self.touch.lives |= !waits;
        !waits
    }

    fn section(&mut self, section: u32) {
        let first = self.foresight.variables + self.foresight.objects;
        self.touch.writes.add(first + section as usize);
    }

    /// It may do anything to this.
    fn object(&mut self, object: ObjectId) {
        self.touch.writes.add(self.foresight.object_place(object));
        let info = self.foresight.image.objects.get(object.index());
        if let Some(info) = info {
            if let Some(lock) = info.lock {
                self.touch.writes.add(self.foresight.object_place(lock.id));
            }
            match info.kind {
                // It may have an action.
                ObjectKind::Barrier => self.loose(),
                ObjectKind::Pool => self.tasks(),
                _ => {}
            }
        }
    }

    /// Someone ends, and no pool is as it was.
    fn pools_change(&mut self) {
        for pool in self.foresight.objects_of(ObjectKind::Pool) {
            self.touch.writes.add(self.foresight.object_place(pool));
        }
    }

    /// Whatever may be submitted to a pool, and done by a worker.
    fn tasks(&mut self) {
        self.touch.starts = true;
        self.touch.settles = true;
        self.loose();
    }

    /// Whether it waits for the rival's end when it waits for a pool's workers. (One of them would get an exception.)
    fn waits_for_pool(&self, pool: ObjectId) -> bool {
        self.rival.pool == Some(pool) && self.who == MAIN
    }

    fn all_of(&mut self, kind: ObjectKind) {
        for object in self.foresight.objects_of(kind) {
            self.object(object);
        }
    }

    /// Follows the code of a function from an instruction on.
    fn from(&mut self, function: FunctionId, pc: u32, locals: Option<&[Value]>) {
        let Some(code) = self.foresight.image.program.function(function) else { return };
        let (mut seen, mut open) = (vec![false; code.code.len()], vec![pc]);
        // The handlers around where it stands.
        open.extend(
            code.regions.iter().filter(|region| covers(region, pc.saturating_sub(1))).map(|region| region.handler),
        );
        while let Some(at) = open.pop() {
            let Some(op) = code.code.get(at as usize).copied() else { continue };
            if self.touch.everything {
                return;
            }
            match seen.get_mut(at as usize) {
                Some(known) if !*known => *known = true,
                _ => continue,
            }
            if locals.is_none() && !self.seen.insert((function, at)) {
                continue;
            }
            open.extend(code.regions.iter().filter(|region| covers(region, at)).map(|region| region.handler));
            if !self.op(function, code, at, op, locals) {
                continue;
            }
            open.extend(jumps(code, op));
            if !matches!(op, Op::Jump(_) | Op::Return | Op::Raise | Op::Reraise(_) | Op::EndGuarded(..)) {
                open.push(at + 1);
            }
        }
    }

    /// What an instruction may touch; false if the thread cannot get past it.
    fn op(&mut self, function: FunctionId, code: &Function, at: u32, op: Op, locals: Option<&[Value]>) -> bool {
        let program = &self.foresight.image.program;
        match op {
            Op::ReadShared { variable, .. } => self.touch.reads.add(variable.0 as usize),
            Op::WriteShared { variable, .. } | Op::UpdateAtomic { variable, .. } => {
                self.touch.writes.add(variable.0 as usize);
            }
            Op::CallSharedMethod { site, .. } => {
                let Some(site) = program.places.get(site as usize) else { return true };
                self.touch.writes.add(site.root as usize);
                self.unknown_method(&site.method);
            }
            Op::CallLocalMethod { site, shape } => {
                let Some(site) = program.places.get(site as usize) else { return true };
                let receiver = match site.depth {
                    0 => self.foresight.local(function, site.root, locals),
                    _ => Receiver::Unknown,
                };
                return self.method(&site.method, shape, receiver);
            }
            Op::CallMethod { name, shape } => {
                let arguments = program.calls.get(shape as usize).map_or(0, |shape| shape.count());
                let receiver = self.foresight.receiver(function, code, at, arguments, locals);
                let Some(name) = program.symbols.get(name as usize) else { return true };
                return self.method(name, shape, receiver);
            }
            Op::Operate { method, shape } => {
                let arguments = program.calls.get(shape as usize).map_or(0, |shape| shape.count());
                let name = program.methods.get(method as usize).map_or("", |method| method.name);
                let receiver = self.foresight.receiver(function, code, at, arguments, locals);
                return self.operation(&receiver, name == "acquire" && arguments == 0);
            }
            Op::Attribute(name) => {
                let name = symbol(program, name);
                let known = |kind: &ObjectKind| registry::kind(*kind).attributes.iter().any(|its| name == its.name);
                KINDS.into_iter().filter(known).for_each(|kind| self.all_of(kind));
                self.touch.lives |= name == "daemon";
            }
            Op::CallFunction(callee, _) => self.from(callee, 0, None),
            Op::Call(_) => self.loose(),
            Op::Print { .. } => self.touch.prints = true,
            Op::Start(shape) => {
                self.touch.starts = true;
                match program.starts.get(shape as usize).map(|start| &start.body) {
                    Some(StartBody::Block(block, _)) => self.from(*block, 0, None),
                    _ => self.loose(),
                }
            }
            Op::JoinAll => return self.join_all(self.rival.is_joined && !self.foresight.has_atomic),
            Op::ActiveCount | Op::Now => self.touch.lives = true,
            Op::EnterSection(section) | Op::LeaveSection(section) => self.section(section),
            Op::Enter(_) => {
                let receiver = self.foresight.receiver(function, code, at, 0, locals);
                return self.operation(&receiver, true);
            }
            // What is entered on the way there counts where it is entered.
            Op::Leave(slot) => {
                if let Some(Value::Object(object)) = locals.and_then(|locals| locals.get(slot as usize)) {
                    self.object(object.id);
                    return self.foresight.has_atomic || !self.waits_for_pool(object.id);
                }
            }
            Op::WaitFor(slot) => match locals.and_then(|locals| locals.get(slot as usize)) {
                Some(Value::Object(object)) => self.object(object.id),
                _ => self.all_objects(),
            },
            Op::TakeTask(_) => match locals.and_then(|locals| locals.first()) {
                Some(Value::Object(pool)) => self.object(pool.id),
                _ => self.all_of(ObjectKind::Pool),
            },
            Op::CallTask => self.tasks(),
            Op::FinishTask | Op::FailTask(_) => self.touch.settles = true,
            Op::ReleaseBarrier(_) => self.all_of(ObjectKind::Barrier),
            _ => {}
        }
        true
    }

    /// Any function that is used as a value.
    fn loose(&mut self) {
        for function in &self.foresight.loose {
            self.from(*function, 0, None);
        }
    }

    fn all_objects(&mut self) {
        for index in 0..self.foresight.objects {
            self.object(ObjectId::at(index));
        }
    }

    /// An operation; `takes` if it waits for a lock without limit. False if the thread cannot get past it.
    fn operation(&mut self, receiver: &Receiver, takes: bool) -> bool {
        let (first, count) = match receiver {
            Receiver::One(object) => (*object, 1),
            Receiver::Some(first, count) => (*first, *count),
            Receiver::Thread(_) => return true,
            Receiver::Unknown => (ObjectId::at(0), self.foresight.objects),
        };
        let mut gets_past = count == 0;
        for object in (first.index()..first.index() + count).map(ObjectId::at) {
            let lock = self.foresight.image.objects.get(object.index()).and_then(|info| info.lock);
            let lock = lock.map_or(object, |lock| lock.id);
            if takes && !self.foresight.has_atomic && self.rival.holds.contains(&lock) {
                continue;
            }
            gets_past = true;
            self.object(object);
        }
        gets_past
    }

    /// A method of whatever has one of that name. False if the thread cannot get past it.
    fn method(&mut self, name: &str, shape: u32, receiver: Receiver) -> bool {
        let arguments = self.foresight.image.program.calls.get(shape as usize).map_or(0, |shape| shape.count());
        match receiver {
            Receiver::Thread(thread) if name == "join" && arguments == 0 => thread != self.rival.who,
            Receiver::One(_) | Receiver::Some(..) => self.operation(&receiver, name == "acquire" && arguments == 0),
            _ => {
                self.unknown_method(name);
                true
            }
        }
    }

    /// A method of who knows what: of whatever has one of that name.
    fn unknown_method(&mut self, name: &str) {
        for kind in KINDS {
            let info = registry::kind(kind);
            let has = info.methods.iter().any(|method| method.name == name)
                || info.special.iter().any(|special| special.name == name)
                || info.guards.iter().any(|(guard, _)| *guard == name);
            match kind {
                ObjectKind::ReadGuard | ObjectKind::WriteGuard if has => self.all_of(ObjectKind::RwLock),
                _ if has => self.all_of(kind),
                _ => {}
            }
        }
        let is_of = |handle: &registry::Handle| handle.methods.iter().any(|method| method.name == name);
        self.touch.lives |= is_of(registry::thread());
        self.touch.asks |= is_of(registry::future());
    }
}

fn symbol(program: &Program, index: u32) -> &str {
    program.symbols.get(index as usize).map_or("", |symbol| symbol)
}

fn is_join(operation: &Operation) -> bool {
    matches!(operation, Operation::Thread(ThreadOperation::Join(_)))
}
