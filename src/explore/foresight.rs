//! What a thread may yet do before another one has done its next step.
//!
//! From where a thread stands its code is followed in all directions, its calls included; what is met on the way is what
//! it may touch. The way ends where it must wait for the other thread: at a lock that this one holds, or at a `join` of
//! it. So an access that is always guarded by a lock is out of reach for others while the lock is held. Everything is
//! overestimated: what cannot be known from the text counts as all that is possible.

use std::collections::BTreeSet;

use super::flow::{assigns, covers, jumps};
use super::touch::Touch;
use crate::machine::{Action, Arguments, Image, OperationTarget, Thread};
use crate::primitives::{ConditionOperation, Demand, MutexOperation, Operation, Wait, registry};
use crate::program::{Function, Op, StartBody};
use crate::value::{self, FunctionId, ObjectId, ObjectKind, ThreadId, Value};

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

/// The one whose step others are held against.
pub(super) struct Rival<'a> {
    pub(super) who: ThreadId,
    /// The locks that it holds.
    pub(super) holds: &'a [ObjectId],
    /// Whether a `join` without names waits for it.
    pub(super) is_joined: bool,
}

/// What is known of the program before the search.
pub(super) struct Foresight<'a> {
    image: &'a Image,
    functions: Vec<Known>,
    /// Functions that are used as values, and can be called from anywhere.
    loose: Vec<FunctionId>,
    /// Whether there are atomic blocks, in which nothing waits.
    has_atomic: bool,
    /// Whether waiters may wake without a notify.
    spurious: bool,
    variables: usize,
    objects: usize,
}

/// What is known of a function.
struct Known {
    /// Whether a jump leads to an instruction.
    targets: Vec<bool>,
    /// For each local, whether it never changes once it has a value.
    constant: Vec<bool>,
}

impl<'a> Foresight<'a> {
    pub(super) fn of(image: &'a Image, spurious: bool) -> Self {
        let program = &image.program;
        let loose = program.literals.iter().filter_map(|literal| match literal {
            Value::Function(function) => Some(*function),
            _ => None,
        });
        let has_atomic = program.functions.iter().flat_map(|function| &function.code).any(|op| *op == Op::BeginAtomic);
        Self {
            image,
            functions: program.functions.iter().map(known).collect(),
            loose: loose.collect(),
            has_atomic,
            spurious,
            variables: program.variables.len(),
            objects: image.initial.len(),
        }
    }

    /// Whether the program has threads that are cut off where the others end: what they do depends on every end.
    pub(super) fn has_daemons(&self) -> bool {
        self.image.program.starts.iter().any(|start| start.daemon)
    }

    /// What `thread` may touch before `rival` has done its next step.
    pub(super) fn reach(&self, thread: &Thread, rival: &Rival<'_>) -> Touch {
        let mut walk = Walk { foresight: self, rival, touch: Touch::default(), seen: BTreeSet::new() };
        if walk.action(thread) {
            for (function, pc, locals) in thread.frames() {
                walk.from(function, pc, Some(locals));
            }
        }
        walk.touch
    }

    /// The locks that `thread` may yet do something to.
    pub(super) fn locks_of(&self, thread: &Thread) -> Vec<ObjectId> {
        let reach = self.reach(thread, &Rival { who: ThreadId(u32::MAX), holds: &[], is_joined: false });
        let objects = self.image.initial.iter().enumerate().map(|(index, object)| (ObjectId::at(index), object));
        let locks = objects.filter(|(_, object)| object.as_mutex().is_some()).map(|(lock, _)| lock);
        locks.filter(|lock| reach.everything || reach.writes.has(self.object_place(*lock))).collect()
    }

    fn object_place(&self, object: ObjectId) -> usize {
        self.variables + object.index()
    }
}

fn known(function: &Function) -> Known {
    let mut targets = vec![false; function.code.len() + 1];
    let mut assigned: Vec<Vec<usize>> = vec![Vec::new(); function.locals as usize];
    let mut loops = Vec::new();
    for (at, op) in function.code.iter().enumerate() {
        for target in jumps(function, *op) {
            if let Some(place) = targets.get_mut(target as usize) {
                *place = true;
            }
            if target as usize <= at {
                loops.push(target as usize..=at);
            }
        }
        for slot in assigns(*op) {
            if let Some(places) = assigned.get_mut(slot as usize) {
                places.push(at);
            }
        }
    }
    for region in &function.regions {
        if let Some(place) = targets.get_mut(region.handler as usize) {
            *place = true;
        }
    }
    let parameters = function.parameters.len();
    let constant = assigned.iter().enumerate().map(|(slot, places)| match places.as_slice() {
        [] => slot < parameters,
        [once] => slot >= parameters && !loops.iter().any(|body| body.contains(once)),
        _ => false,
    });
    Known { constant: constant.collect(), targets }
}

/// One way through the code.
struct Walk<'w> {
    foresight: &'w Foresight<'w>,
    rival: &'w Rival<'w>,
    touch: Touch,
    /// Instructions that were met in functions that are yet to be called.
    seen: BTreeSet<(FunctionId, u32)>,
}

/// What an operation is done on, as far as the text says.
enum Receiver {
    One(ObjectId),
    /// An element of an array: first and how many.
    Some(ObjectId, usize),
    Thread(ThreadId),
    Unknown,
}

impl Walk<'_> {
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
                match operation {
                    Operation::Pool(_) => self.touch.everything = true,
                    _ => self.object(acted.id),
                }
            }
            Action::Operate { target: OperationTarget::Thread(thread), operation } => {
                if *thread == self.rival.who && operation.patience() == Wait::Forever && is_join(operation) {
                    return false;
                }
                self.touch.lives = true;
            }
            Action::Operate { .. } | Action::FinishTask { .. } => self.touch.everything = true,
            Action::Print { .. } => self.touch.prints = true,
            Action::Start(request) => {
                self.touch.starts = true;
                match &request.callee {
                    Value::Function(function) => self.from(*function, 0, None),
                    _ => self.touch.everything = true,
                }
            }
            Action::Join { threads } => return !threads.contains(&self.rival.who),
            Action::JoinAll => return self.join_all(self.rival.is_joined),
            Action::Now | Action::Count => self.touch.lives = true,
            Action::Enter { section } | Action::Leave { section } => self.section(*section),
            Action::WaitFor { condition, .. } => self.object(condition.id),
            Action::Continue
            | Action::Sleep { .. }
            | Action::Yield
            | Action::Choose { .. }
            | Action::BeginAtomic
            | Action::End { .. } => {}
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
            self.touch.everything |= info.kind == ObjectKind::Pool;
            // It may have an action.
            if info.kind == ObjectKind::Barrier {
                self.loose();
            }
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
                    0 => self.local(function, site.root, locals),
                    _ => Receiver::Unknown,
                };
                return self.method(&site.method, shape, receiver);
            }
            Op::CallMethod { name, shape } => {
                let arguments = program.calls.get(shape as usize).map_or(0, |shape| shape.count());
                let receiver = self.receiver(function, code, at, arguments, locals);
                let Some(name) = program.symbols.get(name as usize) else { return true };
                return self.method(name, shape, receiver);
            }
            Op::Operate { method, shape } => {
                let arguments = program.calls.get(shape as usize).map_or(0, |shape| shape.count());
                let name = program.methods.get(method as usize).map_or("", |method| method.name);
                let receiver = self.receiver(function, code, at, arguments, locals);
                return self.operation(&receiver, name == "acquire" && arguments == 0);
            }
            Op::Attribute(name) => {
                let known = |kind: ObjectKind| {
                    registry::kind(kind).attributes.iter().any(|its| symbol(program, name) == its.name)
                };
                if KINDS.into_iter().any(known) || symbol(program, name) == "daemon" {
                    self.touch.everything = true;
                }
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
                let receiver = self.receiver(function, code, at, 0, locals);
                return self.operation(&receiver, true);
            }
            // What is entered on the way there counts where it is entered.
            Op::Leave(slot) => {
                if let Some(Value::Object(object)) = locals.and_then(|locals| locals.get(slot as usize)) {
                    self.object(object.id);
                }
            }
            Op::WaitFor(slot) => match locals.and_then(|locals| locals.get(slot as usize)) {
                Some(Value::Object(object)) => self.object(object.id),
                _ => self.all_objects(),
            },
            Op::TakeTask(_) | Op::CallTask | Op::FinishTask | Op::FailTask(_) | Op::ReleaseBarrier(_) => {
                self.touch.everything = true;
            }
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

    /// A method of who knows what: only a value's own, or anything at all.
    fn unknown_method(&mut self, name: &str) {
        let of_objects = KINDS.into_iter().any(|kind| {
            let kind = registry::kind(kind);
            kind.methods.iter().any(|method| method.name == name)
                || kind.special.iter().any(|special| special.name == name)
                || kind.guards.iter().any(|(guard, _)| *guard == name)
        });
        let of_handles = [registry::thread(), registry::future()]
            .into_iter()
            .any(|handle| handle.methods.iter().any(|method| method.name == name));
        self.touch.everything |= of_objects || of_handles || !value::is_data_method(name);
    }

    /// What lies below so many arguments on the stack, if that is plain to see.
    fn receiver(
        &self,
        function: FunctionId,
        code: &Function,
        at: u32,
        arguments: usize,
        locals: Option<&[Value]>,
    ) -> Receiver {
        let Some(known) = self.foresight.functions.get(function.index()) else { return Receiver::Unknown };
        let Some(from) = (at as usize).checked_sub(arguments + 1) else { return Receiver::Unknown };
        let joins = known.targets.get(from + 1..=at as usize).unwrap_or_default().contains(&true);
        let plain = |op: &Op| matches!(op, Op::Literal(_) | Op::Local(_) | Op::Constant(_));
        if joins || !code.code.get(from + 1..at as usize).unwrap_or_default().iter().all(plain) {
            return Receiver::Unknown;
        }
        let site = |site: u32| self.foresight.image.sites.get(site as usize).copied();
        match code.code.get(from) {
            Some(Op::Object(of)) => site(*of).map_or(Receiver::Unknown, |(first, _)| Receiver::One(first)),
            Some(Op::ObjectElement(of)) => {
                let Some((first, count)) = site(*of) else { return Receiver::Unknown };
                let joins = known.targets.get(from) == Some(&true);
                let index = from.checked_sub(1).and_then(|at| code.code.get(at)).filter(|_| !joins);
                let index = match index {
                    Some(Op::Local(slot)) => self.constant(function, *slot, locals),
                    Some(Op::Literal(literal)) => self.foresight.image.program.literals.get(*literal as usize),
                    _ => None,
                };
                match index {
                    Some(Value::Int(index)) if usize::try_from(*index).is_ok_and(|index| index < count) => {
                        Receiver::One(ObjectId::at(first.index() + usize::try_from(*index).unwrap_or(0)))
                    }
                    _ => Receiver::Some(first, count),
                }
            }
            Some(Op::Local(slot)) => self.local(function, *slot, locals),
            _ => Receiver::Unknown,
        }
    }

    /// The value of a local that does not change any more.
    fn constant<'v>(&self, function: FunctionId, slot: u32, locals: Option<&'v [Value]>) -> Option<&'v Value> {
        let known = self.foresight.functions.get(function.index())?;
        locals?.get(slot as usize).filter(|_| known.constant.get(slot as usize) == Some(&true))
    }

    /// What such a local says of a receiver.
    fn local(&self, function: FunctionId, slot: u32, locals: Option<&[Value]>) -> Receiver {
        match self.constant(function, slot, locals) {
            Some(Value::Object(object)) => Receiver::One(object.id),
            Some(Value::Thread(thread)) => Receiver::Thread(thread.id),
            _ => Receiver::Unknown,
        }
    }
}

fn symbol(program: &crate::program::Program, index: u32) -> &str {
    program.symbols.get(index as usize).map_or("", |symbol| symbol)
}

fn is_join(operation: &Operation) -> bool {
    matches!(operation, Operation::Thread(crate::primitives::ThreadOperation::Join(_)))
}
