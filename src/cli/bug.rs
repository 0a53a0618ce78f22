//! A panic of the tool is told of as what it is, with the command that shows it again.

use std::ffi::OsString;
use std::panic::PanicHookInfo;

use super::console::tell;
use crate::report::Paint;
use crate::report::phrase::{one_line, shell};

/// Tells of every panic from now on.
pub(super) fn install(arguments: &[OsString]) {
    let command = command(arguments);
    std::panic::set_hook(Box::new(move |info| {
        let place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        let text = told(&format!("{}{place}", message(info)), &command);
        tell(&text, Paint::default());
    }));
}

/// What is said of a bug.
pub(super) fn told(what: &str, command: &str) -> String {
    format!(
        "concur: this is a bug of concur {}, not of your scenario: {}\n\
         Please report it, together with the scenario and this command line:\n  {command}\n",
        env!("CARGO_PKG_VERSION"),
        one_line(what)
    )
}

/// The command line, ready to paste into a shell.
pub(super) fn command(arguments: &[OsString]) -> String {
    let rest = arguments.iter().skip(1).map(|argument| shell(&argument.to_string_lossy()));
    std::iter::once("concur".to_owned()).chain(rest).collect::<Vec<_>>().join(" ")
}

fn message<'a>(info: &'a PanicHookInfo<'_>) -> &'a str {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_is_told_with_the_command_that_shows_it() {
        let arguments = ["/usr/bin/concur", "script", "a b.cdl", "--seed", "3"].map(OsString::from);
        let text = told("index out of range (x.rs:1)", &command(&arguments));
        assert!(text.contains("not of your scenario: index out of range (x.rs:1)"), "{text}");
        assert!(text.contains("Please report it"), "{text}");
        assert!(text.ends_with("\n  concur script 'a b.cdl' --seed 3\n"), "{text}");
    }
}
