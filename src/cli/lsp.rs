//! `concur lsp`: serves an editor over standard input and output.

use clap::Args;
use lsp_server::Connection;

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
    let (connection, threads) = Connection::stdio();
    let ended = lsp::serve(&connection);
    drop(connection);
    match (ended, threads.join()) {
        (Ended::Properly, Ok(())) => Exit::Ok,
        (Ended::Abruptly, Ok(())) => {
            console.say("concur lsp: the editor went away without ending the session\n");
            Exit::Failed
        }
        (_, Err(error)) => {
            console.say(&format!("concur lsp: this is not what an editor says: {error}\n"));
            Exit::Wrong
        }
    }
}
