//! A thread's handle.

use super::convert::Arguments;
use super::{Attribute, Handle, Method, Special, TIMEOUT};
use crate::primitives::timeout::{self, Complaint};
use crate::primitives::{Operation, ThreadOperation};
use crate::value::{Exception, Value};

/// What a thread's handle can do.
pub fn thread() -> &'static Handle {
    &THREAD
}

static THREAD: Handle = Handle {
    python: "threading.Thread",
    doc: "A thread.",
    methods: &[
        Method {
            name: "join",
            function: "Thread.join",
            parameters: TIMEOUT,
            doc: "Waits for the thread's end, no longer than the timeout.",
            bind: join,
        },
        Method {
            name: "is_alive",
            function: "Thread.is_alive",
            parameters: &[],
            doc: "Whether the thread has not ended.",
            bind: |_| Ok(ThreadOperation::IsAlive.into()),
        },
    ],
    attributes: &[Attribute {
        name: "daemon",
        doc: "Whether the scenario ends without waiting for it.",
        operation: || ThreadOperation::Daemon.into(),
    }],
    special: &[Special { name: "name", function: "Thread.name", parameters: &[], doc: "The thread's name." }],
};

fn join(values: Vec<Value>) -> Result<Operation, Exception> {
    let timeout = timeout::optional(&Arguments::new(values).next(), Complaint::Maximum)?;
    Ok(ThreadOperation::Join(timeout).into())
}
