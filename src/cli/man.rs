//! `concur man`: one manual page for the program and all its commands.

use std::io::{self, Write};

use clap::{Args, Command, CommandFactory};

use super::{Cli, Console, Exit};

/// Print the manual page
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  concur man > concur.1\n  concur man | man -l -")]
pub(super) struct Man {}

/// `concur man`.
pub(super) fn run(console: &Console) -> Exit {
    let mut text = Vec::new();
    if let Err(error) = page(&mut text) {
        console.say(&format!("concur: the manual page cannot be made: {error}\n"));
        return Exit::Bug;
    }
    console.put_text(&String::from_utf8_lossy(&text))
}

fn page(out: &mut Vec<u8>) -> io::Result<()> {
    let mut command = Cli::command();
    command.build();
    let man = clap_mangen::Man::new(command.clone());
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    for inner in command.get_subcommands() {
        section(inner, out)?;
    }
    out.write_all(EXIT.as_bytes())
}

/// A command's own section: what it does, how it is called, its flags and examples.
fn section(command: &Command, out: &mut Vec<u8>) -> io::Result<()> {
    let man = clap_mangen::Man::new(command.clone());
    let mut body = Vec::new();
    man.render_synopsis_section(&mut body)?;
    man.render_options_section(&mut body)?;
    man.render_extra_section(&mut body)?;
    let body = String::from_utf8_lossy(&body).replace(".SH ", ".SS ");
    let about = command.get_about().map(|about| about.to_string()).unwrap_or_default();
    write!(out, ".SH \"CONCUR {}\"\n{about}\n{body}", command.get_name().to_uppercase())
}

const EXIT: &str = ".SH \"EXIT STATUS\"
.IP 0
all is well
.IP 1
a claim or check failed, or an exception went uncaught
.IP 2
the command line or the scenario's source is wrong
.IP 3
a run ended in a deadlock
.IP 4
a limit or Ctrl\\-C ended it before the answer was known
.IP 70
a bug of the tool
";
