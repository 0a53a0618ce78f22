//! `semaphore` and `bounded_semaphore`.

use super::convert::{Arguments, compared};
use super::{Attribute, Default, Kind, Method, Parameter};
use crate::primitives::{Object, Operation, Semaphore, SemaphoreOperation, timeout};
use crate::value::{Exception, ObjectKind, Value};

pub(super) static SEMAPHORE: Kind = Kind {
    kind: ObjectKind::Semaphore,
    python: "threading.Semaphore",
    doc: "A number of permits: acquire takes one and waits while there is none, release gives some back.",
    function: "Semaphore.__init__",
    constructor: &[Parameter::optional("value", Default::Int(1))],
    build: |values| Ok(Object::Semaphore(Semaphore::new(initial(values)?)?)),
    methods: &[ACQUIRE, RELEASE],
    special: &[],
    attributes: &[VALUE],
    guards: &[],
    context_manager: true,
};

pub(super) static BOUNDED_SEMAPHORE: Kind = Kind {
    kind: ObjectKind::BoundedSemaphore,
    python: "threading.BoundedSemaphore",
    doc: "A semaphore that never has more permits than it started with: releasing too often is an error.",
    function: "BoundedSemaphore.__init__",
    constructor: &[Parameter::optional("value", Default::Int(1))],
    build: |values| Ok(Object::Semaphore(Semaphore::bounded(initial(values)?)?)),
    methods: &[
        ACQUIRE,
        Method {
            function: "BoundedSemaphore.release",
            doc: "Gives back so many permits, or none and an error if that were too many.",
            ..RELEASE
        },
    ],
    special: &[],
    attributes: &[VALUE],
    guards: &[],
    context_manager: true,
};

const ACQUIRE: Method = Method {
    name: "acquire",
    function: "Semaphore.acquire",
    parameters: &[Parameter::optional("blocking", Default::True), Parameter::optional("timeout", Default::None)],
    doc: "Takes a permit, waiting for one if blocking is true, and no longer than the timeout; gives whether it got one.",
    bind: acquire,
};

const RELEASE: Method = Method {
    name: "release",
    function: "Semaphore.release",
    parameters: &[Parameter::optional("n", Default::Int(1))],
    doc: "Gives back so many permits.",
    bind: |values| Ok(SemaphoreOperation::Release(compared(&Arguments::new(values).next(), "<")?).into()),
};

const VALUE: Attribute =
    Attribute { name: "value", doc: "How many permits are left.", operation: || SemaphoreOperation::Value.into() };

fn initial(values: Vec<Value>) -> Result<i64, Exception> {
    compared(&Arguments::new(values).next(), "<")
}

fn acquire(values: Vec<Value>) -> Result<Operation, Exception> {
    let mut arguments = Arguments::new(values);
    let blocking = arguments.next().truth();
    Ok(SemaphoreOperation::Acquire(timeout::of_semaphore(blocking, &arguments.next())?).into())
}
