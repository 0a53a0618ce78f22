//! Words that a reader brings along from Python and other languages, and what to write in their place.

/// What to write instead of a name that means nothing here.
pub(super) fn name(name: &str) -> Option<&'static str> {
    Some(match value(name) {
        Some("True") => "write `True`",
        Some("False") => "write `False`",
        Some(_) => "write `None`",
        None => return word(name),
    })
}

/// The value that is written so elsewhere.
pub(super) fn value(name: &str) -> Option<&'static str> {
    Some(match name {
        "true" => "True",
        "false" => "False",
        "null" | "nil" | "none" | "undefined" => "None",
        _ => return None,
    })
}

fn word(name: &str) -> Option<&'static str> {
    Some(match name {
        "threading" | "Thread" => {
            "threads and primitives need no import: `thread w = worker(1)` starts a thread, `lock L` declares a lock"
        }
        "Lock" => "declare it: `lock L`",
        "RLock" => "declare it: `rlock R`",
        "Semaphore" => "declare it: `semaphore S(2)`",
        "BoundedSemaphore" => "declare it: `bounded_semaphore S(2)`",
        "Event" => "declare it: `event E`",
        "Condition" => "declare it: `condition C`",
        "Barrier" => "declare it: `barrier B(3)`",
        "Queue" => "declare it: `queue Q` or `queue Q(maxsize=2)`",
        "ThreadPoolExecutor" => "declare it: `pool P(max_workers=4)`",
        "time" => "`sleep 100ms` sleeps, `now()` gives the time since the start",
        "random" => "`choose(1, 2, 3)` gives any one of them",
        "self" | "this" => "CDL has no classes: use functions and shared variables",
        "__name__" => "a scenario runs from top to bottom; leave this out",
        "input" | "open" | "exit" | "quit" => {
            "a scenario talks to nothing outside; it prints, and its result is what threads did"
        }
        "tuple" | "set" => "use a list",
        "isinstance" | "type" => "values have no classes to look at; an exception has `e.type`",
        "map" | "filter" => "use a list comprehension: `[f(x) for x in xs if c]`",
        _ => return None,
    })
}

/// What is missing behind a word that declares a primitive and stands alone.
pub(super) fn declaration(name: &str) -> Option<&'static str> {
    Some(match name {
        "lock" => "a lock is declared with a name: `lock account_lock`",
        "rlock" => "an rlock is declared with a name: `rlock account_lock`",
        "semaphore" => "a semaphore is declared with a name: `semaphore permits(2)`",
        "bounded_semaphore" => "a bounded semaphore is declared with a name: `bounded_semaphore permits(2)`",
        "event" => "an event is declared with a name: `event ready`",
        "condition" => "a condition is declared with a name: `condition changed`",
        "barrier" => "a barrier is declared with a name: `barrier gate(3)`",
        "queue" => "a queue is declared with a name: `queue jobs`",
        "rwlock" => "an rwlock is declared with a name: `rwlock book`",
        "pool" => "a pool is declared with a name: `pool workers(max_workers=2)`",
        "sleep" => "say how long: `sleep 100ms`",
        "join" => {
            "name the threads to wait for, `join t, u`; a list of them stands in parentheses, `join (workers[1:])`"
        }
        _ => return None,
    })
}

/// What to write instead of a method that nothing has.
pub(super) fn method(name: &str) -> Option<&'static str> {
    Some(match name {
        "start" | "run" => "a thread runs from the line that makes it: leave this out",
        "setDaemon" => "a daemon is made by `daemon thread ...`",
        "format" => "every string interpolates: write \"balance: {balance}\"",
        "lock" => "a lock is taken with `acquire`, or by `with L { }`",
        "unlock" => "a lock is given back with `release`, or at the end of `with L { }`",
        "signal" => "one waiter is woken with `notify`",
        "broadcast" | "notifyAll" => "all waiters are woken with `notify_all`",
        "push" | "add" => "a list has `append`",
        "length" | "size" => "write `len(xs)`",
        _ => return None,
    })
}
