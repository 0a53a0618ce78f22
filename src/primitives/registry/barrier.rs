//! `barrier`.

use super::convert::{Arguments, integer, type_error};
use super::{Attribute, Default, Kind, Method, Parameter, TIMEOUT};
use crate::primitives::timeout::{self, Complaint};
use crate::primitives::{Barrier, BarrierOperation, Object, Operation};
use crate::value::{Exception, ObjectKind, Value};

pub(super) static BARRIER: Kind = Kind {
    kind: ObjectKind::Barrier,
    python: "threading.Barrier",
    doc: "Lets a number of threads go on only when all of them have come.",
    function: "Barrier.__init__",
    constructor: &[
        Parameter::required("parties"),
        Parameter::optional("action", Default::None),
        Parameter::optional("timeout", Default::None),
    ],
    build,
    methods: &[
        Method {
            name: "wait",
            function: "Barrier.wait",
            parameters: TIMEOUT,
            doc: "Waits for the others; gives how many came before. Too long a wait breaks the barrier for all.",
            bind: wait,
        },
        Method {
            name: "reset",
            function: "Barrier.reset",
            parameters: &[],
            doc: "Makes it as new; those who wait get BrokenBarrierError.",
            bind: |_| Ok(BarrierOperation::Reset.into()),
        },
        Method {
            name: "abort",
            function: "Barrier.abort",
            parameters: &[],
            doc: "Breaks it: those who wait, and those who come, get BrokenBarrierError.",
            bind: |_| Ok(BarrierOperation::Abort.into()),
        },
    ],
    special: &[],
    attributes: &[
        Attribute {
            name: "parties",
            doc: "How many threads go on together.",
            operation: || BarrierOperation::Parties.into(),
        },
        Attribute {
            name: "n_waiting",
            doc: "How many threads wait for the others.",
            operation: || BarrierOperation::Waiting.into(),
        },
        Attribute { name: "broken", doc: "Whether it is broken.", operation: || BarrierOperation::Broken.into() },
    ],
    guards: &[],
    context_manager: false,
};

fn build(values: Vec<Value>) -> Result<Object, Exception> {
    let mut arguments = Arguments::new(values);
    let parties = integer(&arguments.next())?;
    let action = match arguments.next() {
        Value::None => None,
        action @ (Value::Function(_) | Value::Builtin(_)) => Some(action),
        other => return Err(type_error(format!("'{}' object is not callable", other.type_name()))),
    };
    let timeout = timeout::optional(&arguments.next(), Complaint::Sum)?;
    Ok(Object::Barrier(Barrier::new(parties, action, timeout)?))
}

/// Without a timeout, the barrier's own holds.
fn wait(values: Vec<Value>) -> Result<Operation, Exception> {
    let timeout = timeout::signed(&Arguments::new(values).next(), Complaint::Sum)?;
    Ok(BarrierOperation::Wait(timeout.map(timeout::wait_for)).into())
}
