//! `rwlock` and its guards.

use super::{Kind, Special};
use crate::primitives::{Object, RwLock};
use crate::value::{Exception, ObjectKind, Value};

pub(super) static RW_LOCK: Kind = Kind {
    kind: ObjectKind::RwLock,
    python: "",
    doc: "Many readers or one writer at a time; a writer that waits goes before readers that come later.",
    function: "RwLock.__init__",
    constructor: &[],
    build: |_| Ok(Object::RwLock(RwLock::default())),
    methods: &[],
    special: &[
        Special {
            name: "read",
            function: "RwLock.read",
            parameters: &[],
            doc: "For `with`: reads along with other readers.",
        },
        Special { name: "write", function: "RwLock.write", parameters: &[], doc: "For `with`: writes alone." },
    ],
    attributes: &[],
    guards: &[("read", ObjectKind::ReadGuard), ("write", ObjectKind::WriteGuard)],
    context_manager: false,
};

pub(super) static READ_GUARD: Kind = Kind {
    kind: ObjectKind::ReadGuard,
    python: "",
    doc: "What `read()` of an rwlock gives: `with` joins its readers.",
    function: "ReadGuard.__init__",
    constructor: &[],
    build: not_declared,
    methods: &[],
    special: &[],
    attributes: &[],
    guards: &[],
    context_manager: true,
};

pub(super) static WRITE_GUARD: Kind = Kind {
    kind: ObjectKind::WriteGuard,
    python: "",
    doc: "What `write()` of an rwlock gives: `with` becomes its writer.",
    function: "WriteGuard.__init__",
    constructor: &[],
    build: not_declared,
    methods: &[],
    special: &[],
    attributes: &[],
    guards: &[],
    context_manager: true,
};

fn not_declared(_values: Vec<Value>) -> Result<Object, Exception> {
    Err(Exception::new("SystemError", "a guard is not declared"))
}
