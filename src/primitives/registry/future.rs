//! A future's handle.

use super::convert::Arguments;
use super::{Handle, Method, TIMEOUT};
use crate::primitives::timeout::{self, Complaint};
use crate::primitives::{FutureOperation, Wait};
use crate::value::{Exception, Value};

/// What a future can do.
pub fn future() -> &'static Handle {
    &FUTURE
}

static FUTURE: Handle = Handle {
    python: "concurrent.futures.Future",
    doc: "What will have come of a call that was submitted to a pool.",
    methods: &[
        Method {
            name: "result",
            function: "Future.result",
            parameters: TIMEOUT,
            doc: "Waits for the call's end; gives its value, or raises its exception.",
            bind: |values| Ok(FutureOperation::Result(wait(values)?).into()),
        },
        Method {
            name: "exception",
            function: "Future.exception",
            parameters: TIMEOUT,
            doc: "Waits for the call's end; gives its exception, or None.",
            bind: |values| Ok(FutureOperation::Exception(wait(values)?).into()),
        },
        Method {
            name: "done",
            function: "Future.done",
            parameters: &[],
            doc: "Whether the call is over or was cancelled.",
            bind: |_| Ok(FutureOperation::Done.into()),
        },
        Method {
            name: "running",
            function: "Future.running",
            parameters: &[],
            doc: "Whether the call has begun and is not over.",
            bind: |_| Ok(FutureOperation::Running.into()),
        },
        Method {
            name: "cancel",
            function: "Future.cancel",
            parameters: &[],
            doc: "Cancels the call if it has not begun; gives whether it is cancelled.",
            bind: |_| Ok(FutureOperation::Cancel.into()),
        },
        Method {
            name: "cancelled",
            function: "Future.cancelled",
            parameters: &[],
            doc: "Whether the call was cancelled.",
            bind: |_| Ok(FutureOperation::Cancelled.into()),
        },
    ],
    attributes: &[],
    special: &[],
};

fn wait(values: Vec<Value>) -> Result<Wait, Exception> {
    timeout::optional(&Arguments::new(values).next(), Complaint::Greater)
}
