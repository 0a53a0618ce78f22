//! The program `concur`: all of it is in [`concur::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    concur::cli::main()
}
