//! What fits where the cursor is: what commands are called and what they take; of the language, what [`assist`] knows.

use std::fs;
use std::path::MAIN_SEPARATOR;

use super::entries::is_command;
use crate::assist::{self, Completion, Vocabulary};
use crate::repl::{Argument, COMMANDS, Command};
use crate::report::explain::PAGES;
use crate::source::is_visible;
use crate::syntax::quote_thread;

/// Something that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// As it is listed.
    pub(super) shown: String,
    /// As it is typed.
    pub(super) typed: String,
}

impl Candidate {
    /// Listed as it is typed.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { shown: text.clone(), typed: text }
    }
}

impl rustyline::completion::Candidate for Candidate {
    fn display(&self) -> &str {
        &self.shown
    }

    fn replacement(&self) -> &str {
        &self.typed
    }
}

/// What fits at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fitting {
    /// From where on the text before the cursor is to be replaced.
    pub(super) start: usize,
    /// How much is to be replaced behind it.
    pub(super) behind: usize,
    /// What fits.
    pub(super) candidates: Vec<Candidate>,
}

/// What fits at the end of `text`; `behind` is what stands behind the cursor.
pub(super) fn complete(text: &str, behind: &str, vocabulary: &Vocabulary) -> Fitting {
    if is_command(text) {
        let (start, candidates) = command(text, vocabulary);
        return Fitting { start, behind: 0, candidates };
    }
    let Completion { start, behind, candidates } = assist::complete(text, behind, vocabulary);
    let candidates = candidates.into_iter().map(|one| Candidate { shown: one.shown, typed: one.typed }).collect();
    Fitting { start, behind, candidates }
}

fn command(text: &str, vocabulary: &Vocabulary) -> (usize, Vec<Candidate>) {
    let blanks = text.len() - text.trim_start().len();
    let line = text.trim_start();
    let Some(end) = line.find(char::is_whitespace) else {
        return (blanks, COMMANDS.iter().filter(|command| command.name.starts_with(line)).map(name).collect());
    };
    let argument = line.get(end..).unwrap_or_default().trim_start();
    let start = text.len() - argument.len();
    let Some(command) = line.get(..end).and_then(named) else { return (start, Vec::new()) };
    let candidates = match command.argument {
        Argument::Thread => threads(argument, vocabulary),
        Argument::File => return file(text, argument),
        Argument::Topic => topics(argument),
        Argument::Schedule => {
            let word = argument.rsplit(char::is_whitespace).next().unwrap_or_default();
            return (text.len() - word.len(), threads(word, vocabulary));
        }
        Argument::Nothing | Argument::Count | Argument::Duration => Vec::new(),
    };
    (start, candidates)
}

/// The command of that name, which may be cut short where that is clear.
pub(super) fn named(word: &str) -> Option<&'static Command> {
    let mut begun = COMMANDS.iter().filter(|command| command.name.starts_with(word));
    let exact = COMMANDS.iter().find(|command| command.name == word);
    exact.or_else(|| begun.next().filter(|_| begun.next().is_none()))
}

/// With a blank behind it if something more has to follow.
fn name(command: &Command) -> Candidate {
    let blank = if matches!(command.argument, Argument::Nothing) { "" } else { " " };
    Candidate { shown: command.name.to_owned(), typed: format!("{}{blank}", command.name) }
}

/// Labels as commands take them: quoted where they are more than one word.
fn threads(begun: &str, vocabulary: &Vocabulary) -> Vec<Candidate> {
    let fits = |label: &&String| label.starts_with(begun) || quote_thread(label).starts_with(begun);
    vocabulary.threads.iter().filter(fits).map(|label| Candidate::plain(quote_thread(label))).collect()
}

fn topics(begun: &str) -> Vec<Candidate> {
    let commands = COMMANDS.iter().map(|command| command.name);
    let words = assist::topics();
    // There are too many of them to be listed where nothing has begun.
    let codes = PAGES.iter().map(|page| page.code).filter(|_| !begun.is_empty());
    commands.chain(words).chain(codes).filter(|topic| topic.starts_with(begun)).map(Candidate::plain).collect()
}

/// Scenarios and folders. A name with blanks is quoted; one that would steer the terminal is not offered.
fn file(text: &str, argument: &str) -> (usize, Vec<Candidate>) {
    let begun = argument.trim_start_matches('"');
    let separator = |letter: char| letter == '/' || letter == MAIN_SEPARATOR;
    let (folder, begun) = begun.rfind(separator).map_or(("", begun), |at| begun.split_at(at + 1));
    let read = fs::read_dir(if folder.is_empty() { "." } else { folder });
    let mut found: Vec<Candidate> = read
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let name = Some(name).filter(|name| name.starts_with(begun) && is_visible(name))?;
            let is_folder = entry.path().is_dir();
            let hidden = name.starts_with('.') && begun.is_empty();
            let fits = !hidden && (is_folder || name.ends_with(".cdl"));
            let shown = if is_folder { format!("{name}{MAIN_SEPARATOR}") } else { name };
            let path = format!("{folder}{shown}");
            let typed = match path.contains(' ') {
                true if is_folder => format!("\"{path}"),
                true => format!("\"{path}\""),
                false => path,
            };
            fits.then_some(Candidate { shown, typed })
        })
        .collect();
    found.sort_by(|one, other| one.shown.cmp(&other.shown));
    (text.len() - argument.len(), found)
}
