//! `concur completions`: what a shell needs to complete commands and flags.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Console, Exit};

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  concur completions bash > ~/.local/share/bash-completion/completions/concur\n  \
                        concur completions fish > ~/.config/fish/completions/concur.fish")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

/// `concur completions`.
pub(super) fn run(command: &Completions, console: &Console) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(command.shell, &mut Cli::command(), "concur", &mut text);
    console.put_text(&String::from_utf8_lossy(&text))
}
