//! The rows of the registry.

use super::{Attribute, Default, Kind, Method, Parameter};
use crate::primitives::{
    BarrierOperation, ConditionOperation, EventOperation, FutureOperation, MutexOperation, Operation, PoolOperation,
    QueueOperation, SemaphoreOperation, ThreadOperation, mutex, queue, semaphore, timeout,
};
use crate::value::{Exception, ObjectKind, Value};

const fn required(name: &'static str) -> Parameter {
    Parameter { name, default: None, variadic: false }
}

const fn optional(name: &'static str, default: Default) -> Parameter {
    Parameter { name, default: Some(default), variadic: false }
}

const NONE: &[Parameter] = &[];
const TIMEOUT: &[Parameter] = &[optional("timeout", Default::None)];
const BLOCK: &[Parameter] = &[optional("block", Default::Bool(true)), optional("timeout", Default::None)];
const PUT: &[Parameter] =
    &[required("item"), optional("block", Default::Bool(true)), optional("timeout", Default::None)];
const LOCK_ACQUIRE: &[Parameter] = &[optional("blocking", Default::Bool(true)), optional("timeout", Default::Int(-1))];
const SEMAPHORE_ACQUIRE: &[Parameter] =
    &[optional("blocking", Default::Bool(true)), optional("timeout", Default::None)];

type Bound = Result<Operation, Exception>;

/// The arguments, as many as the method has parameters.
fn take<const N: usize>(values: Vec<Value>) -> [Value; N] {
    let mut values = values.into_iter();
    std::array::from_fn(|_| values.next().unwrap_or(Value::None))
}

fn lock_acquire(values: Vec<Value>) -> Bound {
    let [blocking, timeout] = take(values);
    Ok(Operation::Mutex(MutexOperation::Acquire(mutex::patience(&blocking, &timeout)?)))
}

fn semaphore_acquire(values: Vec<Value>) -> Bound {
    let [blocking, timeout] = take(values);
    Ok(Operation::Semaphore(SemaphoreOperation::Acquire(semaphore::patience(&blocking, &timeout)?)))
}

fn semaphore_release(values: Vec<Value>) -> Bound {
    let [count] = take(values);
    Ok(Operation::Semaphore(SemaphoreOperation::Release(timeout::integer(&count)?)))
}

fn notify(values: Vec<Value>) -> Bound {
    let [count] = take(values);
    Ok(Operation::Condition(ConditionOperation::Notify(timeout::integer(&count)?)))
}

fn barrier_wait(values: Vec<Value>) -> Bound {
    let [wait] = take(values);
    let wait = match wait {
        Value::None => None,
        timeout => Some(timeout::optional(&timeout)?),
    };
    Ok(Operation::Barrier(BarrierOperation::Wait(wait)))
}

fn put(values: Vec<Value>) -> Bound {
    let [item, block, timeout] = take(values);
    Ok(Operation::Queue(QueueOperation::Put(item, queue::put_patience(&block, &timeout)?)))
}

fn get(values: Vec<Value>) -> Bound {
    let [block, timeout] = take(values);
    Ok(Operation::Queue(QueueOperation::Get(queue::get_patience(&block, &timeout)?)))
}

fn submit(values: Vec<Value>) -> Bound {
    let mut values = values.into_iter();
    let function = values.next().unwrap_or(Value::None);
    Ok(Operation::Pool(PoolOperation::Submit { function, arguments: values.collect() }))
}

fn map(values: Vec<Value>) -> Bound {
    let [function, items] = take(values);
    Ok(Operation::Pool(PoolOperation::Map { function, items }))
}

fn shutdown(values: Vec<Value>) -> Bound {
    let [wait, cancel] = take(values);
    Ok(Operation::Pool(PoolOperation::Shutdown { wait: wait.truth(), cancel: cancel.truth() }))
}

/// A method without parameters.
macro_rules! plain {
    ($name:literal, $operation:expr, $doc:literal) => {
        Method { name: $name, parameters: NONE, doc: $doc, bind: |_| Ok($operation) }
    };
}

/// A method that takes a timeout alone.
macro_rules! timed {
    ($name:literal, |$wait:ident| $operation:expr, $doc:literal) => {
        Method {
            name: $name,
            parameters: TIMEOUT,
            doc: $doc,
            bind: |values| {
                let [given] = take(values);
                let $wait = timeout::optional(&given)?;
                Ok($operation)
            },
        }
    };
}

const ACQUIRE: Method = Method {
    name: "acquire",
    parameters: LOCK_ACQUIRE,
    doc: "Takes it, waiting until it is free; gives whether it got it.",
    bind: lock_acquire,
};
const RELEASE: Method = plain!("release", Operation::Mutex(MutexOperation::Release), "Gives it back.");

const LOCK_METHODS: &[Method] =
    &[ACQUIRE, RELEASE, plain!("locked", Operation::Mutex(MutexOperation::Locked), "Whether anyone holds it.")];

static LOCK: Kind = Kind {
    python: "threading.Lock",
    doc: "Only one thread at a time holds it; any thread may release it.",
    constructor: NONE,
    methods: LOCK_METHODS,
    attributes: &[],
    guards: &[],
    context_manager: true,
};

static RLOCK: Kind = Kind {
    python: "threading.RLock",
    doc: "A lock that its owner can take again; it is free after as many releases.",
    constructor: NONE,
    methods: &[ACQUIRE, RELEASE],
    attributes: &[],
    guards: &[],
    context_manager: true,
};

const SEMAPHORE_METHODS: &[Method] = &[
    Method {
        name: "acquire",
        parameters: SEMAPHORE_ACQUIRE,
        doc: "Takes a permit, waiting until there is one; gives whether it got one.",
        bind: semaphore_acquire,
    },
    Method {
        name: "release",
        parameters: &[optional("n", Default::Int(1))],
        doc: "Gives back n permits.",
        bind: semaphore_release,
    },
];
const SEMAPHORE_ATTRIBUTES: &[Attribute] = &[Attribute {
    name: "value",
    doc: "How many permits are left.",
    operation: || Operation::Semaphore(SemaphoreOperation::Value),
}];

static SEMAPHORE: Kind = Kind {
    python: "threading.Semaphore",
    doc: "A number of permits; who wants one waits while there is none.",
    constructor: &[optional("value", Default::Int(1))],
    methods: SEMAPHORE_METHODS,
    attributes: SEMAPHORE_ATTRIBUTES,
    guards: &[],
    context_manager: true,
};

static BOUNDED_SEMAPHORE: Kind = Kind {
    python: "threading.BoundedSemaphore",
    doc: "A semaphore that refuses to have more permits than it began with.",
    constructor: &[optional("value", Default::Int(1))],
    methods: SEMAPHORE_METHODS,
    attributes: SEMAPHORE_ATTRIBUTES,
    guards: &[],
    context_manager: true,
};

static EVENT: Kind = Kind {
    python: "threading.Event",
    doc: "A flag that threads can wait for.",
    constructor: NONE,
    methods: &[
        plain!("set", Operation::Event(EventOperation::Set), "Sets the flag and wakes all who wait."),
        plain!("clear", Operation::Event(EventOperation::Clear), "Clears the flag."),
        plain!("is_set", Operation::Event(EventOperation::IsSet), "The flag."),
        timed!(
            "wait",
            |wait| Operation::Event(EventOperation::Wait(wait)),
            "Waits until the flag is set; gives False if time ran out."
        ),
    ],
    attributes: &[],
    guards: &[],
    context_manager: false,
};

static CONDITION: Kind = Kind {
    python: "threading.Condition",
    doc: "Threads wait, holding its lock, until others notify them.",
    constructor: &[optional("lock", Default::None)],
    methods: &[
        ACQUIRE,
        RELEASE,
        timed!(
            "wait",
            |wait| Operation::Condition(ConditionOperation::Wait(wait)),
            "Releases the lock, waits to be notified, takes the lock back; gives False if time ran out."
        ),
        Method {
            name: "notify",
            parameters: &[optional("n", Default::Int(1))],
            doc: "Wakes up to n waiters, the longest waiting first.",
            bind: notify,
        },
        plain!("notify_all", Operation::Condition(ConditionOperation::NotifyAll), "Wakes all waiters."),
    ],
    attributes: &[Attribute {
        name: "waiters",
        doc: "How many wait.",
        operation: || Operation::Condition(ConditionOperation::Waiters),
    }],
    guards: &[],
    context_manager: true,
};

static BARRIER: Kind = Kind {
    python: "threading.Barrier",
    doc: "A number of threads wait for each other; when the last has come, all go on.",
    constructor: &[required("parties"), optional("action", Default::None), optional("timeout", Default::None)],
    methods: &[
        Method {
            name: "wait",
            parameters: TIMEOUT,
            doc: "Waits until all have come; gives how many came before.",
            bind: barrier_wait,
        },
        plain!(
            "reset",
            Operation::Barrier(BarrierOperation::Reset),
            "Back to empty; those who wait get BrokenBarrierError."
        ),
        plain!("abort", Operation::Barrier(BarrierOperation::Abort), "Breaks it; all who wait get BrokenBarrierError."),
    ],
    attributes: &[
        Attribute {
            name: "parties",
            doc: "How many threads it is for.",
            operation: || Operation::Barrier(BarrierOperation::Parties),
        },
        Attribute {
            name: "n_waiting",
            doc: "How many have come.",
            operation: || Operation::Barrier(BarrierOperation::Waiting),
        },
        Attribute {
            name: "broken",
            doc: "Whether it is broken.",
            operation: || Operation::Barrier(BarrierOperation::Broken),
        },
    ],
    guards: &[],
    context_manager: false,
};

static QUEUE: Kind = Kind {
    python: "queue.Queue",
    doc: "First in, first out; getters wait for items, putters for room.",
    constructor: &[optional("maxsize", Default::Int(0))],
    methods: &[
        Method { name: "put", parameters: PUT, doc: "Adds an item, waiting for room.", bind: put },
        Method { name: "get", parameters: BLOCK, doc: "Takes the first item, waiting for one.", bind: get },
        Method {
            name: "put_nowait",
            parameters: &[required("item")],
            doc: "Adds an item, or raises Full.",
            bind: |values| {
                let [item] = take(values);
                put(vec![item, Value::Bool(false)])
            },
        },
        Method {
            name: "get_nowait",
            parameters: NONE,
            doc: "Takes the first item, or raises Empty.",
            bind: |_| get(vec![Value::Bool(false)]),
        },
        plain!("qsize", Operation::Queue(QueueOperation::Size), "How many items are in it."),
        plain!("empty", Operation::Queue(QueueOperation::Empty), "Whether there is none."),
        plain!("full", Operation::Queue(QueueOperation::Full), "Whether there is no room."),
        plain!("task_done", Operation::Queue(QueueOperation::TaskDone), "Says that an item taken is dealt with."),
        plain!("join", Operation::Queue(QueueOperation::Join), "Waits until every item put is dealt with."),
    ],
    attributes: &[Attribute {
        name: "unfinished_tasks",
        doc: "How many items are not dealt with.",
        operation: || Operation::Queue(QueueOperation::Unfinished),
    }],
    guards: &[],
    context_manager: false,
};

static RWLOCK: Kind = Kind {
    python: "no counterpart in Python",
    doc: "Many readers or one writer; a waiting writer goes before new readers.",
    constructor: NONE,
    methods: &[],
    attributes: &[],
    guards: &[("read", ObjectKind::ReadGuard), ("write", ObjectKind::WriteGuard)],
    context_manager: false,
};

static GUARD: Kind = Kind {
    python: "no counterpart in Python",
    doc: "Reads or writes under an rwlock, inside `with`.",
    constructor: NONE,
    methods: &[],
    attributes: &[],
    guards: &[],
    context_manager: true,
};

static POOL: Kind = Kind {
    python: "concurrent.futures.ThreadPoolExecutor",
    doc: "Worker threads that take submitted calls one after the other.",
    constructor: &[optional("max_workers", Default::None), optional("thread_name_prefix", Default::EmptyText)],
    methods: &[
        Method {
            name: "submit",
            parameters: &[required("fn"), Parameter { name: "args", default: None, variadic: true }],
            doc: "Queues a call; gives its future.",
            bind: submit,
        },
        Method {
            name: "map",
            parameters: &[required("fn"), required("items")],
            doc: "Calls fn with each item; gives the list of results, in order.",
            bind: map,
        },
        Method {
            name: "shutdown",
            parameters: &[optional("wait", Default::Bool(true)), optional("cancel_futures", Default::Bool(false))],
            doc: "No more submits; waits for the workers.",
            bind: shutdown,
        },
    ],
    attributes: &[],
    guards: &[],
    context_manager: true,
};

static THREAD: Kind = Kind {
    python: "threading.Thread",
    doc: "A thread's handle.",
    constructor: NONE,
    methods: &[
        timed!("join", |wait| Operation::Thread(ThreadOperation::Join(wait)), "Waits for its end."),
        plain!("is_alive", Operation::Thread(ThreadOperation::IsAlive), "Whether it has not ended."),
    ],
    attributes: &[Attribute {
        name: "daemon",
        doc: "Whether the run ends without it.",
        operation: || Operation::Thread(ThreadOperation::Daemon),
    }],
    guards: &[],
    context_manager: false,
};

static FUTURE: Kind = Kind {
    python: "concurrent.futures.Future",
    doc: "What a submitted call will have given.",
    constructor: NONE,
    methods: &[
        timed!(
            "result",
            |wait| Operation::Future(FutureOperation::Result(wait)),
            "Waits for the call's value; raises what it raised."
        ),
        timed!(
            "exception",
            |wait| Operation::Future(FutureOperation::Exception(wait)),
            "Waits; gives what the call raised, or None."
        ),
        plain!("done", Operation::Future(FutureOperation::Done), "Whether it is over."),
        plain!("running", Operation::Future(FutureOperation::Running), "Whether it has begun and is not over."),
        plain!("cancel", Operation::Future(FutureOperation::Cancel), "Cancels it if it has not begun."),
        plain!("cancelled", Operation::Future(FutureOperation::Cancelled), "Whether it was cancelled."),
    ],
    attributes: &[],
    guards: &[],
    context_manager: false,
};

/// The row of a kind of primitive.
pub fn kind(kind: ObjectKind) -> &'static Kind {
    match kind {
        ObjectKind::Lock => &LOCK,
        ObjectKind::RLock => &RLOCK,
        ObjectKind::Semaphore => &SEMAPHORE,
        ObjectKind::BoundedSemaphore => &BOUNDED_SEMAPHORE,
        ObjectKind::Event => &EVENT,
        ObjectKind::Condition => &CONDITION,
        ObjectKind::Barrier => &BARRIER,
        ObjectKind::Queue => &QUEUE,
        ObjectKind::RwLock => &RWLOCK,
        ObjectKind::ReadGuard | ObjectKind::WriteGuard => &GUARD,
        ObjectKind::Pool => &POOL,
    }
}

/// The row of a thread's handle.
pub fn thread() -> &'static Kind {
    &THREAD
}

/// The row of a future.
pub fn future() -> &'static Kind {
    &FUTURE
}
