//! What operations on primitives answer, in Python's words.
//!
//! What Rust leaves unsaid is added: `acquire()` gives nothing where Python's always gives True.

use std::panic;
use std::thread;

use concur::sync::{Barrier, Error, Event, Future, Lock, Queue, RLock, Semaphore, Timeout};

use super::operation::Call;
use super::table::milliseconds;

/// A value as Python writes it, or an exception.
pub(crate) type Said = Result<String, Error>;

/// How long a lock or semaphore is to be waited for.
pub(crate) enum Patience {
    Forever,
    No,
    For(Timeout),
}

impl Call {
    pub(crate) fn timeout(&self, place: usize) -> Result<Timeout, Error> {
        self.argument(place, "timeout").map_or(Ok(Timeout::FOREVER), timeout)
    }

    pub(crate) fn number(&self, place: usize, name: &str) -> Option<i64> {
        self.argument(place, name).map(|value| value.parse().unwrap())
    }

    pub(crate) fn patience(&self) -> Result<Patience, Error> {
        Ok(match (self.argument(0, "blocking"), self.argument(1, "timeout")) {
            (Some("False"), None) => Patience::No,
            (None, None) => Patience::Forever,
            (None, Some(time)) => Patience::For(timeout(time)?),
            other => panic!("Rust has no acquire of {other:?}"),
        })
    }
}

pub(crate) fn of_lock(lock: &Lock, call: &Call) -> Said {
    match call.method.as_str() {
        "acquire" => truth(match call.patience()? {
            Patience::Forever => (lock.acquire(), true).1,
            Patience::No => lock.try_acquire(),
            Patience::For(timeout) => lock.acquire_timeout(timeout)?,
        }),
        "release" => none(lock.release()?),
        "locked" => truth(lock.locked()),
        method => panic!("lock.{method}"),
    }
}

pub(crate) fn of_rlock(lock: &RLock, call: &Call) -> Said {
    match call.method.as_str() {
        "acquire" => truth(match call.patience()? {
            Patience::Forever => lock.acquire().map(|()| true)?,
            Patience::No => lock.try_acquire()?,
            Patience::For(timeout) => lock.acquire_timeout(timeout)?,
        }),
        "release" => none(lock.release()?),
        method => panic!("rlock.{method}"),
    }
}

pub(crate) fn of_semaphore(semaphore: &Semaphore, call: &Call) -> Said {
    match call.method.as_str() {
        "acquire" => truth(match call.patience()? {
            Patience::Forever => (semaphore.acquire(), true).1,
            Patience::No => semaphore.try_acquire(),
            Patience::For(timeout) => semaphore.acquire_timeout(timeout),
        }),
        "release" => call
            .number(0, "n")
            .map_or_else(|| semaphore.release(), |permits| semaphore.release_many(permits))
            .and_then(none),
        "value" => Ok(semaphore.value().to_string()),
        method => panic!("semaphore.{method}"),
    }
}

pub(crate) fn of_event(event: &Event, call: &Call) -> Said {
    match call.method.as_str() {
        "set" => {
            event.set();
            none(())
        }
        "clear" => {
            event.clear();
            none(())
        }
        "is_set" => truth(event.is_set()),
        "wait" => truth(event.wait(call.timeout(0)?)),
        method => panic!("event.{method}"),
    }
}

pub(crate) fn of_barrier(barrier: &Barrier, call: &Call) -> Said {
    match call.method.as_str() {
        "wait" => Ok(barrier.wait(call.timeout(0)?)?.to_string()),
        "reset" => {
            barrier.reset();
            none(())
        }
        "abort" => {
            barrier.abort();
            none(())
        }
        "parties" => Ok(barrier.parties().to_string()),
        "n_waiting" => Ok(barrier.n_waiting().to_string()),
        "broken" => truth(barrier.broken()),
        method => panic!("barrier.{method}"),
    }
}

pub(crate) fn of_queue(queue: &Queue<i64>, call: &Call) -> Said {
    let item = || call.number(0, "item").unwrap();
    match call.method.as_str() {
        "put" => none(queue.put(item(), call.timeout(2)?)?),
        "put_nowait" => none(queue.put_nowait(item())?),
        "get" => Ok(queue.get(call.timeout(1)?)?.to_string()),
        "get_nowait" => Ok(queue.get_nowait()?.to_string()),
        "task_done" => none(queue.task_done()?),
        "join" => {
            queue.join();
            none(())
        }
        "qsize" => Ok(queue.qsize().to_string()),
        "empty" => truth(queue.empty()),
        "full" => truth(queue.full()),
        "unfinished_tasks" => Ok(queue.unfinished_tasks().to_string()),
        method => panic!("queue.{method}"),
    }
}

pub(crate) fn of_future(future: &Future<String>, call: &Call) -> Said {
    match call.method.as_str() {
        "result" => future.result(call.timeout(0)?),
        "exception" => Ok(future.exception(call.timeout(0)?)?.map_or("None".to_owned(), |error| error.to_string())),
        "done" => truth(future.done()),
        "running" => truth(future.running()),
        "cancel" => truth(future.cancel()),
        "cancelled" => truth(future.cancelled()),
        method => panic!("future.{method}"),
    }
}

pub(crate) fn timeout(text: &str) -> Result<Timeout, Error> {
    match milliseconds(text) {
        Some(duration) => Ok(duration.into()),
        None if text == "None" => Ok(Timeout::FOREVER),
        None => Timeout::seconds(text.parse().unwrap()),
    }
}

pub(crate) fn truth(value: bool) -> Said {
    Ok(if value { "True" } else { "False" }.to_owned())
}

pub(crate) fn none((): ()) -> Said {
    Ok("None".to_owned())
}

pub(crate) fn list(items: &[String]) -> String {
    format!("[{}]", items.join(", "))
}

pub(crate) fn thread_name() -> String {
    thread::current().name().unwrap_or_default().to_owned()
}

pub(crate) fn raise(type_name: &str, message: &str) -> ! {
    panic::resume_unwind(Box::new(Error::new(type_name, message)))
}
