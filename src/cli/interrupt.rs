//! Ctrl-C: the first one ends the run at its next step, so that what is known so far is told; the second one ends all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;

/// A flag that Ctrl-C sets. To be called when nothing is read from standard input any more, and once.
pub(super) fn flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let (set, pressed) = (Arc::clone(&flag), AtomicBool::new(false));
    let handler = move || {
        if pressed.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Limit as i32);
        }
        set.store(true, Ordering::Relaxed);
    };
    // Without a handler Ctrl-C ends the program at once, which is the next best thing.
    let _ = ctrlc::set_handler(handler);
    flag
}
