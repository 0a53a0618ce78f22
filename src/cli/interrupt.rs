//! Signals that ask the program to end: Ctrl-C (SIGINT), SIGTERM and SIGHUP.
//!
//! While a command reads its input, the program ends at once, as if nobody had asked for the signal. While a command works,
//! the first signal ends the work at its next step, so that what is known so far is told; the second one ends all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;

/// A flag that a signal sets. To be called once, and when nothing is read from standard input or a file any more: until then
/// a signal ends the program.
pub(super) fn flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let (set, pressed) = (Arc::clone(&flag), AtomicBool::new(false));
    let handler = move || {
        if pressed.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Limit as i32);
        }
        set.store(true, Ordering::Relaxed);
    };
    // Without a handler a signal ends the program at once, which is the next best thing.
    let _ = ctrlc::set_handler(handler);
    flag
}

/// What a session, which reads and works in turn, knows of signals.
#[derive(Clone, Debug, Default)]
pub(super) struct SessionSignals {
    /// Set by a signal that came while the session worked.
    pub(super) interrupt: Arc<AtomicBool>,
    /// Set by a signal that asks for the end of the session.
    ends: Arc<AtomicBool>,
    reads: Arc<AtomicBool>,
}

/// What a signal asks of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    /// Ctrl-C: to stop what it is doing.
    Stop,
    /// SIGTERM, SIGHUP: to end.
    End,
}

impl SessionSignals {
    /// To be called once. Where someone types, Ctrl-C does not end the session; all other signals do, at once while it reads,
    /// and else when its work has stopped. `restore` gives the terminal back as it was.
    pub(super) fn new(typed: bool, restore: impl Fn() + Send + 'static) -> Self {
        let signals = Self::default();
        let Self { interrupt, ends, reads } = signals.clone();
        for_each_signal(move |asks| {
            let is_end = asks == Asks::End || !typed;
            let reads = reads.load(Ordering::Relaxed);
            if is_end && (reads || ends.swap(true, Ordering::Relaxed)) {
                restore();
                std::process::exit(Exit::Limit as i32);
            }
            interrupt.store(true, Ordering::Relaxed);
        });
        signals
    }

    /// Whether the session was asked to end.
    pub(super) fn ends(&self) -> bool {
        self.ends.load(Ordering::Relaxed)
    }

    /// Reads, while a signal that asks for the end ends the program.
    pub(super) fn while_reading<R>(&self, read: impl FnOnce() -> R) -> R {
        self.reads.store(true, Ordering::Relaxed);
        let result = read();
        self.reads.store(false, Ordering::Relaxed);
        result
    }
}

#[cfg(unix)]
fn for_each_signal(handler: impl Fn(Asks) + Send + 'static) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    // Without a handler a signal ends the program at once, which is the next best thing.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]) else { return };
    let wait = move || {
        for signal in signals.forever() {
            handler(if signal == SIGINT { Asks::Stop } else { Asks::End });
        }
    };
    let _ = crate::system::spawn("signals", None, wait);
}

#[cfg(not(unix))]
fn for_each_signal(handler: impl Fn(Asks) + Send + 'static) {
    let _ = ctrlc::set_handler(move || handler(Asks::Stop));
}
