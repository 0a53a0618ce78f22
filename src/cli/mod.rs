//! The command line: one file per command. Standard output carries the result and nothing else.

mod arguments;
mod bug;
mod check;
mod completions;
mod console;
mod exit;
mod explain;
mod fmt;
mod interrupt;
mod lessons;
mod lsp;
mod man;
mod outcomes;
mod parallel;
mod progress;
mod repl;
mod replace;
mod script;
mod test;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use console::{Color, Console};
pub use exit::Exit;

/// Runs and explains concurrency scenarios, the same way each time
#[derive(Debug, Parser)]
#[command(name = "concur", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(after_help = "Examples:\n  concur script bank.cdl --trace lanes\n  concur lessons dining --run")]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 100)]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    Script(script::Script),
    Check(check::Check),
    Repl(repl::Repl),
    Outcomes(outcomes::Outcomes),
    Test(test::Test),
    Fmt(fmt::Fmt),
    Lessons(lessons::Lessons),
    Explain(explain::Explain),
    Lsp(lsp::Lsp),
    Completions(completions::Completions),
    Man(man::Man),
}

/// The whole program, with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = arguments::prepared(std::env::args_os());
    bug::install(&arguments);
    // The hook has told of a panic by the time that it arrives here.
    catch_unwind(AssertUnwindSafe(|| run(&arguments))).unwrap_or(Exit::Bug).into()
}

fn run(arguments: &[OsString]) -> Exit {
    let color = arguments::color(arguments);
    let parse = |arguments: &[OsString]| {
        let parsed = Cli::command().color(color.for_help()).try_get_matches_from(arguments);
        parsed.and_then(|matches| Cli::from_arg_matches(&matches))
    };
    let cli = match parse(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // What is quoted back must not steer the terminal, so it is the escaped words that are wrong.
            let error = parse(&arguments::visible(arguments)).err().unwrap_or(error);
            return exit::after_usage(&error, &Console::new(color));
        }
    };
    let console = Console::new(cli.color);
    match &cli.command {
        Command::Script(command) => script::run(command, &console),
        Command::Check(command) => check::run(command, &console),
        Command::Repl(command) => repl::run(command, &console),
        Command::Outcomes(command) => outcomes::run(command, &console),
        Command::Test(command) => test::run(command, &console),
        Command::Fmt(command) => fmt::run(command, &console),
        Command::Lessons(command) => lessons::run(command, &console),
        Command::Lsp(command) => lsp::run(command, &console),
        Command::Explain(command) => explain::run(command, &console),
        Command::Completions(command) => completions::run(command, &console),
        Command::Man(_) => man::run(&console),
    }
}
