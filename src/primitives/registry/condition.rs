//! `condition`.

use super::convert::{Arguments, integer};
use super::lock::{ACQUIRE, RELEASE};
use super::{Attribute, Default, Kind, Method, Parameter, Special, TIMEOUT};
use crate::primitives::timeout::{self, Complaint};
use crate::primitives::{Condition, ConditionOperation, Object, Operation};
use crate::value::{Exception, ObjectKind, Value};

pub(super) static CONDITION: Kind = Kind {
    kind: ObjectKind::Condition,
    python: "threading.Condition",
    doc: "Lets threads that hold its lock (an rlock of its own, or the one given) wait until another notifies them.",
    function: "Condition.__init__",
    constructor: &[Parameter::optional("lock", Default::None)],
    build,
    methods: &[
        ACQUIRE,
        RELEASE,
        Method {
            name: "wait",
            function: "Condition.wait",
            parameters: TIMEOUT,
            doc: "Gives up the lock, waits for a notify, takes the lock back; gives False if the timeout came first.",
            bind: wait,
        },
        Method {
            name: "notify",
            function: "Condition.notify",
            parameters: &[Parameter::optional("n", Default::Int(1))],
            doc: "Wakes up to so many of those who wait.",
            bind: |values| Ok(ConditionOperation::Notify(integer(&Arguments::new(values).next())?).into()),
        },
        Method {
            name: "notify_all",
            function: "Condition.notify_all",
            parameters: &[],
            doc: "Wakes all who wait.",
            bind: |_| Ok(ConditionOperation::NotifyAll.into()),
        },
    ],
    special: &[Special {
        name: "wait_for",
        function: "Condition.wait_for",
        parameters: &[Parameter::required("predicate"), Parameter::optional("timeout", Default::None)],
        doc: "Waits until the expression, evaluated anew at each wake-up, is true; gives its last value.",
    }],
    attributes: &[Attribute {
        name: "waiters",
        doc: "How many threads wait.",
        operation: || ConditionOperation::Waiters.into(),
    }],
    guards: &[],
    context_manager: true,
};

fn build(values: Vec<Value>) -> Result<Object, Exception> {
    let lock = match Arguments::new(values).next() {
        Value::None => None,
        Value::Object(object) if matches!(object.kind, ObjectKind::Lock | ObjectKind::RLock) => Some(object),
        other => {
            let message = format!("'{}' object has no attribute 'acquire'", other.type_name());
            return Err(Exception::new("AttributeError", message));
        }
    };
    Ok(Object::Condition(Condition::over(lock)))
}

fn wait(values: Vec<Value>) -> Result<Operation, Exception> {
    let timeout = timeout::optional(&Arguments::new(values).next(), Complaint::Greater)?;
    Ok(ConditionOperation::Wait(timeout).into())
}
