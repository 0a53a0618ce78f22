//! `pool`.

use super::convert::{Arguments, compared, type_error};
use super::{Default, Kind, Method, Parameter};
use crate::primitives::{Object, Operation, Pool, PoolOperation};
use crate::value::{Exception, ObjectKind, Value};

/// CPython asks the machine how many processors it has; a scenario runs the same everywhere.
const WORKERS: i64 = 8;

pub(super) static POOL: Kind = Kind {
    kind: ObjectKind::Pool,
    python: "concurrent.futures.ThreadPoolExecutor",
    doc: "Threads, started as they are needed up to max_workers, that do what is submitted, first in first out.",
    function: "ThreadPoolExecutor.__init__",
    constructor: &[
        Parameter::optional("max_workers", Default::None),
        Parameter::optional("thread_name_prefix", Default::Str("")),
    ],
    build,
    methods: &[
        Method {
            name: "submit",
            function: "ThreadPoolExecutor.submit",
            parameters: &[Parameter::required("fn"), Parameter::variadic("args"), Parameter::names("kwargs")],
            doc: "Has a worker call the function; gives a future at once.",
            bind: submit,
        },
        Method {
            name: "map",
            function: "Executor.map",
            parameters: &[Parameter::required("fn"), Parameter::required("iterable")],
            doc: "Has the function called with each item of a list; gives the results in the list's order.",
            bind: map,
        },
        Method {
            name: "shutdown",
            function: "ThreadPoolExecutor.shutdown",
            parameters: &[
                Parameter::optional("wait", Default::True),
                Parameter::keyword("cancel_futures", Default::False),
            ],
            doc: "Takes no more calls; waits until those it has are done, or cancels what has not begun.",
            bind: shutdown,
        },
    ],
    special: &[],
    attributes: &[],
    guards: &[],
    context_manager: true,
};

fn build(values: Vec<Value>) -> Result<Object, Exception> {
    let mut arguments = Arguments::new(values);
    let max_workers = match arguments.next() {
        Value::None => WORKERS,
        given => compared(&given, "<=")?,
    };
    let prefix = match arguments.next() {
        Value::Str(prefix) => Some(prefix).filter(|prefix| !prefix.is_empty()).map(|prefix| prefix.as_str().into()),
        Value::None => None,
        other => {
            return Err(type_error(format!("thread_name_prefix must be a str, not {}", other.type_name())));
        }
    };
    Ok(Object::Pool(Pool::new(max_workers, prefix)?))
}

fn submit(values: Vec<Value>) -> Result<Operation, Exception> {
    let mut arguments = Arguments::new(values);
    let (function, keywords) = (arguments.next(), arguments.next());
    Ok(PoolOperation::Submit { function, arguments: arguments.rest(), keywords }.into())
}

fn map(values: Vec<Value>) -> Result<Operation, Exception> {
    let mut arguments = Arguments::new(values);
    let (function, items) = (arguments.next(), arguments.next());
    Ok(PoolOperation::Map { function, items }.into())
}

fn shutdown(values: Vec<Value>) -> Result<Operation, Exception> {
    let mut arguments = Arguments::new(values);
    let (wait, cancel) = (arguments.next().truth(), arguments.next().truth());
    Ok(PoolOperation::Shutdown { wait, cancel }.into())
}
