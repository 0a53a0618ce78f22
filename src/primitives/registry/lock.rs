//! `lock` and `rlock`.

use super::convert::{Arguments, integer};
use super::{Default, Kind, Method, Parameter};
use crate::primitives::{Lock, MutexOperation, Object, Operation, RLock, timeout};
use crate::value::{Exception, ObjectKind, Value};

pub(super) static LOCK: Kind = Kind {
    kind: ObjectKind::Lock,
    python: "threading.Lock",
    doc: "One thread at a time can hold it; any thread can release it.",
    function: "Lock.__init__",
    constructor: &[],
    build: |_| Ok(Object::Lock(Lock::default())),
    methods: &[
        Method { function: "Lock.acquire", ..ACQUIRE },
        Method { function: "Lock.release", doc: "Gives it back, whoever holds it.", ..RELEASE },
        Method {
            name: "locked",
            function: "Lock.locked",
            parameters: &[],
            doc: "Whether anyone holds it.",
            bind: |_| Ok(MutexOperation::Locked.into()),
        },
    ],
    special: &[],
    attributes: &[],
    guards: &[],
    context_manager: true,
};

pub(super) static RLOCK: Kind = Kind {
    kind: ObjectKind::RLock,
    python: "threading.RLock",
    doc: "A lock that its owner can acquire again, and only its owner can release, once for each time.",
    function: "RLock.__init__",
    constructor: &[],
    build: |_| Ok(Object::RLock(RLock::default())),
    methods: &[ACQUIRE, RELEASE],
    special: &[],
    attributes: &[],
    guards: &[],
    context_manager: true,
};

pub(super) const ACQUIRE: Method = Method {
    name: "acquire",
    function: "RLock.acquire",
    parameters: &[Parameter::optional("blocking", Default::True), Parameter::optional("timeout", Default::Int(-1))],
    doc: "Takes it, waiting for it if blocking is true, and no longer than the timeout; gives whether it got it.",
    bind: acquire,
};

pub(super) const RELEASE: Method = Method {
    name: "release",
    function: "RLock.release",
    parameters: &[],
    doc: "Gives it back, one level.",
    bind: |_| Ok(MutexOperation::Release.into()),
};

fn acquire(values: Vec<Value>) -> Result<Operation, Exception> {
    let mut arguments = Arguments::new(values);
    let blocking = integer(&arguments.next())? != 0;
    Ok(MutexOperation::Acquire(timeout::of_lock(blocking, &arguments.next())?).into())
}
