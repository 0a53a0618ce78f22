//! Reading what is entered: from a terminal, with colours, completion and history, or from a pipe.
//!
//! Nothing here knows what an entry does. An entry is one statement or one command, whole: lines are joined while a
//! bracket is open, and several statements that come in one paste are given one after the other.

mod complete;
mod entries;
mod gutter;
mod highlight;
mod hint;
mod history;
mod keys;
mod pipe;
mod terminal;

#[cfg(test)]
mod tests;

use std::io::{self, BufRead};
use std::path::PathBuf;

use crate::assist::Vocabulary;

pub use history::history_file;

/// What reading gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// One whole entry, maybe of several lines, without a newline at its end.
    Entry(String),
    /// Ctrl-C: what had been typed is dropped.
    Interrupted,
    /// Nothing more comes.
    End,
}

/// Where entries come from.
pub trait Editor {
    /// The next entry, or how reading ended. `vocabulary` gives what can be completed now, to whoever completes.
    fn read(&mut self, prompt: &str, vocabulary: &dyn Fn() -> Vocabulary) -> io::Result<Input>;
    /// Keeps the history.
    fn finish(&mut self);
}

/// Reads from the terminal. A history that cannot be read or written is done without.
pub fn terminal(colour: bool, history: Option<PathBuf>) -> io::Result<Box<dyn Editor>> {
    Ok(Box::new(terminal::Terminal::new(colour, history)?))
}

/// Gives the terminal back as it is now: for whoever ends the program while an entry is being typed.
#[cfg(unix)]
pub fn restorer() -> impl Fn() + Send + 'static {
    use nix::sys::termios::{SetArg, Termios, tcgetattr, tcsetattr};
    let before: Option<nix::libc::termios> = tcgetattr(io::stdin()).ok().map(Into::into);
    move || {
        if let Some(before) = before {
            let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &Termios::from(before));
        }
    }
}

/// Where the terminal cannot be asked.
#[cfg(not(unix))]
pub fn restorer() -> impl Fn() + Send + 'static {
    || {}
}

/// Reads lines from somewhere else. There is no prompt; where the input ends, an entry that is still open is given as it is.
pub fn pipe(input: impl BufRead + 'static) -> Box<dyn Editor> {
    Box::new(pipe::Pipe::new(input))
}
