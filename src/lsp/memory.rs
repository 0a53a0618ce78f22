//! How much memory the server takes, as the system tells it. What a check needs cannot be foreseen, so it is watched while it
//! is under way, and interrupted when it has had enough. Where the system does not tell, its other limits have to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam::channel::{Receiver, RecvTimeoutError};

use crate::system;

/// A check is interrupted when the whole server takes more than so many bytes,
const MOST: usize = 400 << 20;
/// unless it took nearly as much before: a check may always take so many more.
const LEAST: usize = 100 << 20;
/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(10);

/// Sets `interrupt` when the server takes too much memory. Looks until nothing holds the other end of `while_held`.
pub(super) fn watch(while_held: Receiver<()>, interrupt: Arc<AtomicBool>) {
    let Some(before) = resident() else { return };
    let most = most(before);
    let look = move || {
        while while_held.recv_timeout(GLANCE) == Err(RecvTimeoutError::Timeout) {
            if resident().is_some_and(|now| now > most) {
                interrupt.store(true, Ordering::Relaxed);
                return;
            }
        }
    };
    // If there is no thread for it, the check has its other limits.
    let _ = system::spawn("memory", None, look);
}

/// What the server may take while a check is under way that begins when it takes `before`.
fn most(before: usize) -> usize {
    MOST.max(before.saturating_add(LEAST))
}

/// How many bytes of memory the server takes now.
fn resident() -> Option<usize> {
    resident_in(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn resident_in(status: &str) -> Option<usize> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use crossbeam::channel::bounded;

    use super::*;

    #[test]
    fn what_the_system_tells_is_read() {
        let status = "Name:\tconcur\nVmHWM:\t    9000 kB\nVmRSS:\t    8192 kB\nThreads:\t3\n";
        assert_eq!(resident_in(status), Some(8 << 20));
        assert_eq!(resident_in("Name:\tconcur\n"), None);
        assert_eq!(resident_in("VmRSS:\tmuch\n"), None);
    }

    #[test]
    fn a_check_may_take_what_there_is_and_always_something() {
        assert_eq!(most(10 << 20), MOST);
        assert_eq!(most(MOST), MOST + LEAST);
    }

    #[test]
    fn nothing_is_interrupted_that_takes_little() {
        let (held, while_held) = bounded(0);
        let interrupt = Arc::new(AtomicBool::new(false));
        watch(while_held, Arc::clone(&interrupt));
        drop(held);
        assert!(!interrupt.load(Ordering::Relaxed));
    }
}
