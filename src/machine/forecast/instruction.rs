//! Which steps an instruction makes.

use super::Forecast;
use super::doing::Doing;
use super::receiver::Receiver;
use crate::machine::action::operation_name;
use crate::machine::resume::entering;
use crate::primitives::registry::{self, Method};
use crate::primitives::{
    BarrierOperation, ConditionOperation, EventOperation, Operation, PoolOperation, RwLockOperation,
};
use crate::program::{ATOMIC_METHODS, CallShape, Function, Op};
use crate::value::{self, DataType, FunctionId, ObjectKind, Value};

impl Forecast<'_> {
    /// What the instruction at `at` does.
    pub(super) fn doing(&self, function: &Function, at: usize) -> Doing {
        match function.code.get(at).copied() {
            Some(Op::ReadShared { .. }) => Doing::access("read"),
            Some(Op::WriteShared { .. }) => Doing::access("write"),
            Some(Op::UpdateAtomic { .. }) => Doing::access("update"),
            Some(Op::Print { .. }) => Doing::one("print"),
            Some(Op::Sleep) => Doing::one("sleep"),
            Some(Op::Yield) => Doing::one("yield"),
            Some(Op::Start(_)) => Doing::one("start"),
            Some(Op::Join(_) | Op::JoinAll) => Doing::one("join"),
            Some(Op::Choose(_)) => Doing::one("choose"),
            Some(Op::Now) => Doing::one("now()"),
            Some(Op::ActiveCount) => Doing::one("active_count()"),
            Some(Op::EnterSection(_)) => Doing::one("enter"),
            Some(Op::LeaveSection(_)) => Doing::one("leave"),
            Some(Op::BeginAtomic) => Doing::one("atomic"),
            // At the end of a `with`, and so part of no statement.
            Some(Op::Leave(_)) => Doing::many(0, &[]),
            // When the time is over there is no more to do.
            Some(Op::WaitFor(_)) => Doing::several(0, &["wait", "wake", "reacquire"]),
            Some(Op::Enter(_)) => self.enters(self.context(function, at)),
            Some(Op::Attribute(name)) => self.looks_at(self.symbol(name)),
            Some(Op::CallFunction(callee, _)) => self.calls(callee),
            Some(Op::Call(_)) if self.unknown_acts => Doing::call(self.callee(function, at)),
            Some(op) => self.does_method(function, at, op),
            None => Doing::nothing(),
        }
    }

    fn does_method(&self, function: &Function, at: usize, op: Op) -> Doing {
        let place = |site: u32| self.program.places.get(site as usize);
        match op {
            Op::Operate { method, .. } => {
                self.program.methods.get(method as usize).map_or_else(Doing::nothing, |method| self.method(method))
            }
            Op::CallMethod { name, shape } => {
                let receiver = self.receiver(function, at);
                let ways = self.of_handles(self.symbol(name), shape, receiver);
                let local = self.is_of_data(self.symbol(name), shape, receiver).then(Doing::nothing);
                Doing::any(ways.into_iter().chain(local))
            }
            Op::CallLocalMethod { site, shape } => {
                let Some(site) = place(site) else { return Doing::nothing() };
                let ways = self.of_handles(&site.method, shape, Receiver::Unknown);
                let local = self.is_of_data(&site.method, shape, Receiver::Unknown).then(Doing::nothing);
                Doing::any(ways.into_iter().chain(local))
            }
            Op::CallSharedMethod { site, shape } => {
                let Some(site) = place(site) else { return Doing::nothing() };
                // A handle is read, and its method comes behind that.
                let ways = self.of_handles(&site.method, shape, Receiver::Unknown).into_iter();
                let ways = ways.map(|way| Doing::access("read").then(way));
                let updates = data_method(&site.method).map(Doing::access);
                let updates = updates.filter(|_| self.is_of_data(&site.method, shape, Receiver::Data));
                Doing::any(ways.chain(updates))
            }
            _ => Doing::nothing(),
        }
    }

    fn calls(&self, callee: FunctionId) -> Doing {
        let acts = self.acts.get(callee.index()) == Some(&true);
        let name = self.program.function(callee).filter(|_| acts).map(|function| function.name.clone());
        name.map_or_else(Doing::nothing, Doing::call)
    }

    /// What is called at `at`, as the text has it if that is a name.
    fn callee(&self, function: &Function, at: usize) -> String {
        let text = function.places.get(at).map_or("", |place| self.program.source.slice(*place));
        let name = text.split('(').next().unwrap_or_default().trim_end();
        let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
        if is_name { name.to_owned() } else { "call".to_owned() }
    }

    /// The kinds of primitives that a receiver may be of.
    pub(super) fn kinds_of(&self, receiver: Receiver) -> Vec<ObjectKind> {
        match receiver {
            Receiver::Primitive(kind) => vec![kind],
            Receiver::Unknown => self.kinds.iter().copied().collect(),
            Receiver::Thread | Receiver::Data => Vec::new(),
        }
    }

    /// What a method of that name may do, on each thing with identity that has it.
    fn of_handles(&self, name: &str, shape: u32, receiver: Receiver) -> Vec<Doing> {
        let mut ways = Vec::new();
        let kinds = self.kinds_of(receiver);
        if kinds.iter().any(|kind| guard(*kind, name).is_some()) {
            ways.push(Doing::nothing());
        }
        let of_primitives = kinds.iter().filter_map(|kind| registry::method(*kind, name));
        let unknown = receiver == Receiver::Unknown;
        let threads = (unknown || receiver == Receiver::Thread).then(registry::thread);
        let futures = (unknown && self.kinds.contains(&ObjectKind::Pool)).then(registry::future);
        let of_others = threads.into_iter().chain(futures).flat_map(|handle| handle.methods);
        let methods = of_primitives.chain(of_others.filter(|method| method.name == name));
        let shape = self.program.calls.get(shape as usize);
        ways.extend(methods.filter(|method| shape.is_none_or(|shape| takes(method, shape))).map(|it| self.method(it)));
        ways
    }

    /// Whether it may be a method of a value, which is local work.
    fn is_of_data(&self, name: &str, shape: u32, receiver: Receiver) -> bool {
        let fits = |method: &value::MethodInfo| {
            self.program.calls.get(shape as usize).is_none_or(|shape| takes_so_many(method, shape))
        };
        let of_a_type = |data_type: DataType| value::method_of(data_type, name).is_some_and(fits);
        let of_atomic = ATOMIC_METHODS.iter().any(|method| method.name == name);
        matches!(receiver, Receiver::Data | Receiver::Unknown)
            && (of_atomic || DataType::ALL.into_iter().any(of_a_type))
    }

    fn method(&self, method: &Method) -> Doing {
        let required = method.parameters.iter().filter(|parameter| parameter.default.is_none() && !parameter.variadic);
        let operation = method.call(vec![Value::None; required.count()], Vec::new());
        operation.map_or_else(|_| Doing::one(method.name), |operation| self.performs(&operation))
    }

    /// An operation, and what it may go on as.
    fn performs(&self, operation: &Operation) -> Doing {
        match operation {
            Operation::Event(EventOperation::Wait(_)) => Doing::several(1, &["wait", "wake"]),
            Operation::Condition(ConditionOperation::Wait(_)) => Doing::several(2, &["wait", "wake", "reacquire"]),
            Operation::Barrier(BarrierOperation::Wait(_)) if self.barriers_act => Doing::many(1, &["wait", "wake"]),
            Operation::Barrier(BarrierOperation::Wait(_)) => Doing::several(1, &["wait", "wake"]),
            Operation::RwLock(RwLockOperation::AcquireWrite) => {
                Doing::several(1, &[operation_name(operation), operation_name(operation)])
            }
            Operation::Pool(PoolOperation::Shutdown { wait: true, .. }) => {
                Doing::several(1, &[operation_name(operation), operation_name(operation)])
            }
            Operation::Pool(PoolOperation::Map { .. }) => Doing::many(0, &["submit", "result"]),
            operation => Doing::one(operation_name(operation)),
        }
    }

    /// The start of a `with`.
    fn enters(&self, context: Receiver) -> Doing {
        let kinds = self.kinds_of(context);
        let guards = kinds.iter().flat_map(|kind| registry::kind(*kind).guards).map(|(_, guard)| *guard);
        let entered = kinds.iter().copied().filter(|kind| registry::kind(*kind).context_manager).chain(guards);
        let enter = |kind| entering(kind).map_or_else(Doing::nothing, |operation| self.performs(&operation));
        Doing::any(entered.map(enter))
    }

    /// `object.name`.
    fn looks_at(&self, name: &str) -> Doing {
        let handles = [registry::thread(), registry::future()];
        let of_primitives = self.kinds.iter().flat_map(|kind| registry::kind(*kind).attributes);
        let of_handles = handles.iter().flat_map(|handle| handle.attributes);
        let looks = of_primitives.chain(of_handles).filter(|attribute| attribute.name == name);
        let looks = looks.map(|attribute| self.performs(&(attribute.operation)()));
        // What a handle or an exception says of itself.
        let own = handles.iter().flat_map(|handle| handle.special).any(|special| special.name == name);
        let own = own || ["type", "message"].contains(&name);
        Doing::any(looks.chain(own.then(Doing::nothing)))
    }

    pub(super) fn symbol(&self, index: u32) -> &str {
        self.program.symbols.get(index as usize).map_or("", |symbol| symbol)
    }
}

/// The kind of the guard that a method of that name gives.
pub(super) fn guard(kind: ObjectKind, name: &str) -> Option<ObjectKind> {
    registry::kind(kind).guards.iter().find(|(method, _)| *method == name).map(|(_, guard)| *guard)
}

/// The name of a method that values have, as the trace shows it.
fn data_method(name: &str) -> Option<&'static str> {
    let of_types = DataType::ALL.into_iter().find_map(|data_type| value::method_of(data_type, name));
    let of_atomic = ATOMIC_METHODS.iter().find(|method| method.name == name);
    of_types.map(|method| method.name).or(of_atomic.map(|method| method.name))
}

/// Whether a method takes these arguments; if not, it is not the one that is meant, or raises.
fn takes(method: &Method, shape: &CallShape) -> bool {
    let positional = vec![Value::None; shape.positional as usize];
    let keywords = shape.keywords.iter().map(|name| (name.to_string(), Value::None)).collect();
    registry::arguments(method.function, method.parameters, positional, keywords).is_ok()
}

/// The same for a method of a value.
fn takes_so_many(method: &value::MethodInfo, shape: &CallShape) -> bool {
    let positional = shape.positional as usize;
    positional <= method.arity.maximum().unwrap_or(usize::MAX)
        && shape.count() >= method.arity.minimum()
        && shape.keywords.iter().all(|name| method.arity.keywords().any(|keyword| *keyword == **name))
}
