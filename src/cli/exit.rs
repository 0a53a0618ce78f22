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

/// Help and version go to standard output and are no error; wrong usage goes to standard error.
pub(super) fn after_usage(error: &clap::Error, console: &Console) -> Exit {
    if !error.use_stderr() {
        // A reader that has gone away is no reason to complain.
        let _ = error.print();
        return Exit::Ok;
    }
    let text = error.render();
    console.show(&if console.look.color { text.ansi().to_string() } else { text.to_string() });
    Exit::Wrong
}
