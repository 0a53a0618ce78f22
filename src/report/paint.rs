//! Colours for a terminal, or none: every report asks a [`Paint`] and never writes an escape code itself.

use crate::source::Form;
use crate::value::ThreadId;

/// Whether to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paint {
    /// Whether ANSI colours are wanted.
    pub color: bool,
}

/// Colours of threads, apart from red, which means that something is wrong.
const THREADS: [&str; 10] = ["36", "33", "35", "32", "34", "96", "93", "95", "92", "94"];

impl Paint {
    /// What may stand in a text in these colours.
    pub fn form(self) -> Form {
        if self.color { Form::Colored } else { Form::Lines }
    }

    /// Text of little weight: places, rulers, lifelines.
    pub fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    /// Text of weight: headings.
    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// What is well.
    pub fn good(self, text: &str) -> String {
        self.with("32", text)
    }

    /// What is wrong.
    pub fn bad(self, text: &str) -> String {
        self.with("31", text)
    }

    /// What waits, or is not known.
    pub fn doubt(self, text: &str) -> String {
        self.with("33", text)
    }

    /// In the thread's own colour, the same in every report.
    pub fn thread(self, thread: ThreadId, text: &str) -> String {
        let code = THREADS.get(thread.index() % THREADS.len()).copied().unwrap_or("0");
        self.with(code, text)
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
