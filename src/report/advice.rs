//! What to do about an exception that Python's own words only name.

use crate::value::Exception;

/// A hint for whoever sees this exception uncaught, where there is one that nearly always fits.
pub(super) fn on(exception: &Exception) -> Option<&'static str> {
    let message: &str = &exception.message;
    let said = |part: &str| message.contains(part);
    Some(match &*exception.type_name {
        "TypeError" if said("can only concatenate str") || said("for %: 'str'") => {
            "any value can be put into a string: \"balance: {balance}\""
        }
        "TypeError" if said("object is not callable") => {
            "only functions can be called; a pool is handed the function itself: `P.submit(f, 1)`, not `P.submit(f(1))`"
        }
        "TypeError" if said("NoneType") => "a function that comes to its end without `return` gives None",
        "RuntimeError" if said("release unlocked lock") => {
            "only a lock that is taken can be released; `with L { }` takes it and releases it on every way out"
        }
        "RuntimeError" if said("cannot release un-acquired lock") => {
            "only the thread that took an rlock can release it, as often as it took it; `with R { }` sees to that"
        }
        "RuntimeError" if said("wait on un-acquired lock") => "hold it while you wait: `with C { C.wait() }`",
        "RuntimeError" if said("notify on un-acquired lock") => "hold it while you notify: `with C { C.notify() }`",
        "ValueError" if said("Semaphore released too many times") => {
            "a bounded semaphore takes back no more permits than were taken; `with S { }` keeps count"
        }
        "RuntimeError" if said("inside an atomic block") => {
            "an atomic block is one step, and a step cannot wait in its middle: wait before it"
        }
        "RecursionError" => "a function that calls itself must come to a case in which it does not",
        "NameError" => "a `shared` variable has its value from its line on: declare it before the first use",
        "KeyError" => "`d.get(key)` gives None where there is no such key; `key in d` asks for it",
        "IndexError" if said("out of range") => "the first element has the index 0, the last one -1",
        "OverflowError" => "an int has 64 bits, up to 9223372036854775807; a float such as `1e20` can be larger",
        _ => return None,
    })
}
