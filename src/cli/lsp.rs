//! `concur lsp`: serves an editor over standard input and output.

use clap::Args;

use super::{Console, Exit};
use crate::lsp::{self, Ended};

/// Serve an editor, over standard input and output
#[derive(Debug, Args)]
#[command(after_help = "Editors start it by themselves: see editors/ in the sources.")]
pub(super) struct Lsp {
    /// Over standard input and output, as it is anyway: some editors say so
    #[arg(long, hide = true)]
    stdio: bool,
}

/// `concur lsp`.
pub(super) fn run(_: &Lsp, console: &Console) -> Exit {
    let (connection, wire) = match lsp::stdio(console.output()) {
        Ok(both) => both,
        Err(error) => {
            console.say(&format!("concur lsp: there is no thread to listen: {error}\n"));
            return Exit::Limit;
        }
    };
    let ended = lsp::serve(&connection);
    drop(connection);
    let (failure, unsaid) = wire.close();
    if let Some(error) = unsaid {
        return console.lost(&error);
    }
    match (ended, failure) {
        (Ended::Properly, _) => Exit::Ok,
        (Ended::Abruptly, None) => {
            console.say("concur lsp: the editor went away without ending the session\n");
            Exit::Failed
        }
        (Ended::Abruptly, Some(error)) => {
            console.say(&format!("concur lsp: this is not what an editor says: {error}\n"));
            Exit::Wrong
        }
    }
}
