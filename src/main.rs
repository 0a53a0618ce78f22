//! The program `concur`: all of it is in [`concur::cli`], but for one look at standard output before the runtime begins.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use concur::cli::StandardOutput;

static CLOSED: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    let closed = CLOSED.load(Ordering::Relaxed);
    concur::cli::main(if closed { StandardOutput::Closed } else { StandardOutput::Open })
}

/// Runs before the runtime, which opens `/dev/null` in the place of a stream that is closed.
#[cfg(unix)]
extern "C" fn look_at_output() {
    let closed = nix::unistd::isatty(std::io::stdout()) == Err(nix::errno::Errno::EBADF);
    CLOSED.store(closed, Ordering::Relaxed);
}

// The section in which the system looks for what is to run first; nothing else says so.
#[cfg(unix)]
#[used]
#[allow(unsafe_code)]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
static LOOK_AT_OUTPUT: extern "C" fn() = look_at_output;
