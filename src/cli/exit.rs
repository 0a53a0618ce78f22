//! Exit codes: what the program tells another program.

use std::process::ExitCode;

use super::Console;
use crate::report::Status;

/// How the program ends. Of several, the greatest counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All is well.
    #[default]
    Ok = 0,
    /// A claim or check failed, or an exception went uncaught.
    Failed = 1,
    /// The command line or the scenario's source is wrong.
    Wrong = 2,
    /// A run ended in a deadlock.
    Deadlock = 3,
    /// A limit ended it before the answer was known.
    Limit = 4,
    /// A bug of the tool.
    Bug = 70,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

impl From<Status> for Exit {
    fn from(status: Status) -> Self {
        match status {
            Status::Ok => Self::Ok,
            Status::Exception | Status::Overlap => Self::Failed,
            Status::Parted => Self::Wrong,
            Status::Deadlock => Self::Deadlock,
            Status::Limit => Self::Limit,
            Status::Broken => Self::Bug,
        }
    }
}

/// A file that would become larger than the system allows is an error of the write, and no reason to die.
pub(super) fn survive_file_limit() {
    // Without a handler the system ends the program, which is the next best thing.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(nix::sys::signal::Signal::SIGXFSZ as i32, std::sync::Arc::default());
}

/// Help and version go to standard output and are no error; wrong usage goes to standard error.
pub(super) fn after_usage(error: &clap::Error, console: &Console) -> Exit {
    let text = error.render();
    if !error.use_stderr() {
        return console.put(&if console.paint.color { text.ansi().to_string() } else { text.to_string() });
    }
    console.show(&if console.look.color { text.ansi().to_string() } else { text.to_string() });
    Exit::Wrong
}
