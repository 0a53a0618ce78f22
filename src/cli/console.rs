//! The two streams, their colours and their width.
//!
//! Scenarios, names of files and arguments may be written by anyone, so what is told goes out through `visible`: it cannot
//! steer the terminal.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::{ColorChoice, ValueEnum};

use super::Exit;
use crate::report::{Haste, Paint, Sink};
use crate::source::{Diagnostic, Look, Severity, Source, render, visible};
use crate::suite::Refused;

// Variants without doc comments: clap would give each a line in every help.
/// When to colour; `Auto` means on a terminal, unless NO_COLOR is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    pub(super) fn for_help(self) -> ColorChoice {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
    }

    fn on(self, terminal: bool) -> bool {
        let wanted = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => terminal && wanted("NO_COLOR").is_none() && wanted("TERM").is_none_or(|term| term != "dumb"),
        }
    }
}

/// Columns where there is no terminal to ask.
const WIDTH: usize = 100;
/// Columns below which reports are no longer laid out anew.
const NARROWEST: usize = 24;

/// Standard output and standard error.
#[derive(Debug)]
pub(super) struct Console {
    /// Colours on standard output.
    pub(super) paint: Paint,
    /// How diagnostics on standard error are drawn.
    pub(super) look: Look,
    /// Columns of standard output.
    pub(super) width: usize,
    /// Whether someone watches standard output.
    pub(super) watched: bool,
}

impl Console {
    /// Looks at both streams once.
    pub(super) fn new(color: Color) -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        let width = terminal_size::terminal_size_of(&out).map_or(WIDTH, |(width, _)| usize::from(width.0));
        let err_width = terminal_size::terminal_size_of(&err).map_or(WIDTH, |(width, _)| usize::from(width.0));
        Self {
            paint: Paint { color: color.on(out.is_terminal()) },
            look: Look { color: color.on(err.is_terminal()), width: err_width.clamp(NARROWEST, 120) },
            width: width.max(NARROWEST),
            watched: out.is_terminal(),
        }
    }

    /// Writes words to standard error.
    pub(super) fn say(&self, text: &str) {
        tell(text, Paint::default());
    }

    /// Writes what was drawn in colours to standard error.
    pub(super) fn show(&self, drawn: &str) {
        tell(drawn, Paint { color: self.look.color });
    }

    /// A diagnostic with a blank line behind it, on standard error.
    pub(super) fn diagnose(&self, diagnostic: &Diagnostic, source: &Source) {
        self.show(&format!("{}\n", render(diagnostic, source, self.look)));
    }

    /// All that is wrong with a text, up to what anyone would read; errors go before warnings if there is too much.
    pub(super) fn diagnose_all(&self, diagnostics: &[Diagnostic], source: &Source) {
        const MOST: usize = 30;
        let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
        let errors = diagnostics.iter().filter(is_error).count();
        if diagnostics.len() <= MOST {
            diagnostics.iter().for_each(|diagnostic| self.diagnose(diagnostic, source));
            return;
        }
        let warnings = diagnostics.iter().filter(|diagnostic| !is_error(diagnostic));
        let shown = diagnostics.iter().filter(is_error).chain(warnings).take(MOST);
        shown.for_each(|diagnostic| self.diagnose(diagnostic, source));
        let (errors, all) = (errors.saturating_sub(MOST), diagnostics.len() - MOST);
        self.say(&format!("... and {all} more ({errors} errors, {} warnings)\n", all - errors));
    }

    /// Why a file could not be read.
    pub(super) fn refuse(&self, refused: &Refused) -> Exit {
        self.diagnose(&refused.diagnostic, &refused.source);
        Exit::Wrong
    }

    /// Why a file could not be written.
    pub(super) fn unwritable(&self, path: &str, error: &io::Error) -> Exit {
        self.say(&format!("concur: `{path}` cannot be written: {error}\n"));
        Exit::Wrong
    }

    /// Standard output as a sink that sets `stop` when no one reads it any more.
    pub(super) fn sink(&self, haste: Haste, stop: &Arc<AtomicBool>) -> Sink {
        Sink::new(Box::new(io::stdout()), haste, self.paint, Arc::clone(stop))
    }

    /// Writes a whole result to standard output.
    pub(super) fn put(&self, text: &str) -> Exit {
        let mut sink = self.sink(Haste::Buffered, &Arc::default());
        sink.write(text);
        self.finish(sink).unwrap_or(Exit::Ok)
    }

    /// Writes a text that is the result itself, to standard output: byte for byte where a program or a file takes it.
    pub(super) fn put_text(&self, text: &str) -> Exit {
        let mut sink = self.sink(Haste::Buffered, &Arc::default());
        if self.watched {
            sink.write(text)
        } else {
            sink.pass(text)
        }
        self.finish(sink).unwrap_or(Exit::Ok)
    }

    /// Ends a result. `None`: all of it arrived. A reader that has had enough is no error; a full disk is.
    pub(super) fn finish(&self, sink: Sink) -> Option<Exit> {
        let error = sink.finish().err()?;
        if error.kind() == ErrorKind::BrokenPipe {
            return Some(Exit::Ok);
        }
        self.say(&format!("concur: standard output cannot be written: {error}\n"));
        Some(Exit::Limit)
    }
}

/// Writes to standard error. If that fails there is no one left to tell.
pub(super) fn tell(text: &str, paint: Paint) {
    let _ = io::stderr().lock().write_all(visible(text, paint.form()).as_bytes());
}
