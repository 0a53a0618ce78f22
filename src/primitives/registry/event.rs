//! `event`.

use super::convert::Arguments;
use super::{Kind, Method, TIMEOUT};
use crate::primitives::timeout::{self, Complaint};
use crate::primitives::{Event, EventOperation, Object, Operation};
use crate::value::{Exception, ObjectKind, Value};

pub(super) static EVENT: Kind = Kind {
    kind: ObjectKind::Event,
    python: "threading.Event",
    doc: "A flag that threads can wait for.",
    function: "Event.__init__",
    constructor: &[],
    build: |_| Ok(Object::Event(Event::default())),
    methods: &[
        Method {
            name: "set",
            function: "Event.set",
            parameters: &[],
            doc: "Sets the flag and wakes all who wait for it.",
            bind: |_| Ok(EventOperation::Set.into()),
        },
        Method {
            name: "clear",
            function: "Event.clear",
            parameters: &[],
            doc: "Clears the flag.",
            bind: |_| Ok(EventOperation::Clear.into()),
        },
        Method {
            name: "wait",
            function: "Event.wait",
            parameters: TIMEOUT,
            doc: "Waits until the flag is set, no longer than the timeout; gives whether it was.",
            bind: wait,
        },
        Method {
            name: "is_set",
            function: "Event.is_set",
            parameters: &[],
            doc: "Whether the flag is set.",
            bind: |_| Ok(EventOperation::IsSet.into()),
        },
    ],
    special: &[],
    attributes: &[],
    guards: &[],
    context_manager: false,
};

fn wait(values: Vec<Value>) -> Result<Operation, Exception> {
    let timeout = timeout::optional(&Arguments::new(values).next(), Complaint::Greater)?;
    Ok(EventOperation::Wait(timeout).into())
}
