//! `queue`.

use super::convert::{Arguments, compared};
use super::{Attribute, Default, Kind, Method, Parameter};
use crate::primitives::timeout::{self, Complaint};
use crate::primitives::{Object, Operation, Queue, QueueOperation, Wait};
use crate::value::{Exception, ObjectKind, Value};

const ITEM: Parameter = Parameter::required("item");
const BLOCK: Parameter = Parameter::optional("block", Default::True);
const TIMEOUT: Parameter = Parameter::optional("timeout", Default::None);

pub(super) static QUEUE: Kind = Kind {
    kind: ObjectKind::Queue,
    python: "queue.Queue",
    doc: "Passes values between threads, first in first out, with room for maxsize of them (any number if 0).",
    function: "Queue.__init__",
    constructor: &[Parameter::optional("maxsize", Default::Int(0))],
    build: |values| Ok(Object::Queue(Queue::new(compared(&Arguments::new(values).next(), ">")?))),
    methods: &[
        Method {
            name: "put",
            function: "Queue.put",
            parameters: &[ITEM, BLOCK, TIMEOUT],
            doc: "Adds an item, waiting for room; raises Full if it may not wait, or not that long.",
            bind: put,
        },
        Method {
            name: "get",
            function: "Queue.get",
            parameters: &[BLOCK, TIMEOUT],
            doc: "Takes the first item, waiting for one; raises Empty if it may not wait, or not that long.",
            bind: get,
        },
        Method {
            name: "put_nowait",
            function: "Queue.put_nowait",
            parameters: &[ITEM],
            doc: "Adds an item, or raises Full.",
            bind: |values| Ok(QueueOperation::Put(Arguments::new(values).next(), Wait::Never).into()),
        },
        Method {
            name: "get_nowait",
            function: "Queue.get_nowait",
            parameters: &[],
            doc: "Takes the first item, or raises Empty.",
            bind: |_| Ok(QueueOperation::Get(Wait::Never).into()),
        },
        Method {
            name: "qsize",
            function: "Queue.qsize",
            parameters: &[],
            doc: "How many items are in it.",
            bind: |_| Ok(QueueOperation::Size.into()),
        },
        Method {
            name: "empty",
            function: "Queue.empty",
            parameters: &[],
            doc: "Whether there is no item in it.",
            bind: |_| Ok(QueueOperation::Empty.into()),
        },
        Method {
            name: "full",
            function: "Queue.full",
            parameters: &[],
            doc: "Whether there is no room in it.",
            bind: |_| Ok(QueueOperation::Full.into()),
        },
        Method {
            name: "task_done",
            function: "Queue.task_done",
            parameters: &[],
            doc: "Says that an item that was taken is dealt with.",
            bind: |_| Ok(QueueOperation::TaskDone.into()),
        },
        Method {
            name: "join",
            function: "Queue.join",
            parameters: &[],
            doc: "Waits until every item that was put is dealt with.",
            bind: |_| Ok(QueueOperation::Join.into()),
        },
    ],
    special: &[],
    attributes: &[Attribute {
        name: "unfinished_tasks",
        doc: "How many items that were put are not dealt with.",
        operation: || QueueOperation::Unfinished.into(),
    }],
    guards: &[],
    context_manager: false,
};

fn put(values: Vec<Value>) -> Result<Operation, Exception> {
    let mut arguments = Arguments::new(values);
    let (item, block) = (arguments.next(), arguments.next().truth());
    let wait = if block { timeout::wait_to_put(limit(&arguments.next())?) } else { Wait::Never };
    Ok(QueueOperation::Put(item, wait).into())
}

/// Who does not block is not asked for a timeout.
fn get(values: Vec<Value>) -> Result<Operation, Exception> {
    let mut arguments = Arguments::new(values);
    let block = arguments.next().truth();
    let wait = if block { timeout::wait_to_get(limit(&arguments.next())?)? } else { Wait::Never };
    Ok(QueueOperation::Get(wait).into())
}

fn limit(timeout: &Value) -> Result<Option<i64>, Exception> {
    timeout::signed(timeout, Complaint::Less)
}
