//! What a thread may yet do before another one has done its next step.
//!
//! From where a thread stands its code is followed in all directions, its calls included; what is met on the way is what
//! it may touch. The way ends where it must wait for the other thread: at a lock that this one holds, or at a `join` of
//! it. So an access that is always guarded by a lock is out of reach for others while the lock is held. Everything is
//! overestimated: what cannot be known from the text counts as all that is possible.

use std::collections::BTreeSet;

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

/// A set of small numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn add(&mut self, index: usize) {
        if self.0.len() <= index / 64 {
            self.0.resize(index / 64 + 1, 0);
        }
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    pub(super) fn has(&self, index: usize) -> bool {
        self.0.get(index / 64).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(one, other)| one & other != 0)
    }
}

/// What is touched, or may be. Variables, primitives and critical sections go by their places in a state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Touch {
    pub(super) reads: Bits,
    pub(super) writes: Bits,
    /// Starts threads, or gives out futures.
    pub(super) starts: bool,
    /// Looks at who is alive, without waiting for it.
    pub(super) lives: bool,
    /// Prints.
    pub(super) prints: bool,
    /// Has to do with a future, or who knows what.
    pub(super) everything: bool,
}

impl Touch {
    /// Whether the order of two such steps can make a difference. That one of them may end a thread is not looked at.
    pub(super) fn conflicts(&self, other: &Self, prints_matter: bool) -> bool {
        self.everything
            || other.everything
            || self.writes.meets(&other.writes)
            || self.writes.meets(&other.reads)
            || self.reads.meets(&other.writes)
            || (self.starts && (other.starts || other.lives))
            || (self.lives && other.starts)
            || (prints_matter && self.prints && other.prints)
    }
}

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
    /// The locals that hold what `with` has entered.
    entered: Vec<u32>,
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

    /// The locks that `thread` has entered with `with`, or is about to enter or leave.
    pub(super) fn entered(&self, thread: &Thread) -> Vec<ObjectId> {
        let mut found = Vec::new();
        if let Action::Operate { target: OperationTarget::Object(object), operation: Operation::Mutex(_) } =
            &thread.pending
        {
            found.push(self.image.lock_of(*object).map_or(object.id, |lock| lock.id));
        }
        for (function, _, locals) in thread.frames() {
            let Some(known) = self.functions.get(function.index()) else { continue };
            for slot in &known.entered {
                if let Some(Value::Object(object)) = locals.get(*slot as usize) {
                    found.push(self.image.lock_of(*object).map_or(object.id, |lock| lock.id));
                }
            }
        }
        found
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
    let entered = function.code.iter().filter_map(|op| match op {
        Op::Enter(slot) => Some(*slot),
        _ => None,
    });
    Known { constant: constant.collect(), entered: entered.collect(), targets }
}

/// Where an instruction can go on besides the next one.
fn jumps(function: &Function, op: Op) -> Vec<u32> {
    match op {
        Op::Jump(target)
        | Op::JumpIfFalse(target)
        | Op::JumpIfTrue(target)
        | Op::JumpUnless(_, _, target)
        | Op::JumpIfFalseOrPop(target)
        | Op::JumpIfTrueOrPop(target)
        | Op::IterNext(_, target)
        | Op::IterInto { end: target, .. }
        | Op::EndGuarded(_, target)
        | Op::TakeTask(target) => vec![target],
        Op::EndFinally { table, .. } => function.exits.get(table as usize).cloned().unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The locals that an instruction changes.
fn assigns(op: Op) -> Vec<u32> {
    match op {
        Op::SetLocal(slot)
        | Op::Append(slot)
        | Op::UpdateLocal(slot, ..)
        | Op::SetPath { slot, .. }
        | Op::Reraise(slot)
        | Op::EndGuarded(slot, _)
        | Op::Enter(slot)
        | Op::Leave(slot)
        | Op::FailTask(slot) => vec![slot],
        Op::IterBegin(slot) | Op::IterNext(slot, _) | Op::EndFinally { slot, .. } => vec![slot, slot + 1],
        Op::IterInto { walk, into, .. } => vec![walk, walk + 1, into],
        Op::WaitFor(slot) => vec![slot, slot + 1, slot + 2, slot + 3],
        Op::TakeTask(_) => vec![1],
        _ => Vec::new(),
    }
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
                site(*of).map_or(Receiver::Unknown, |(first, count)| Receiver::Some(first, count))
            }
            Some(Op::Local(slot)) => self.local(function, *slot, locals),
            _ => Receiver::Unknown,
        }
    }

    /// The value of a local that does not change any more.
    fn local(&self, function: FunctionId, slot: u32, locals: Option<&[Value]>) -> Receiver {
        let constant =
            self.foresight.functions.get(function.index()).and_then(|known| known.constant.get(slot as usize));
        match locals.and_then(|locals| locals.get(slot as usize)).filter(|_| constant == Some(&true)) {
            Some(Value::Object(object)) => Receiver::One(object.id),
            Some(Value::Thread(thread)) => Receiver::Thread(thread.id),
            _ => Receiver::Unknown,
        }
    }
}

fn symbol(program: &crate::program::Program, index: u32) -> &str {
    program.symbols.get(index as usize).map_or("", |symbol| symbol)
}

fn covers(region: &crate::program::Region, at: u32) -> bool {
    (region.start..region.end).contains(&at)
}

fn is_join(operation: &Operation) -> bool {
    matches!(operation, Operation::Thread(crate::primitives::ThreadOperation::Join(_)))
}
