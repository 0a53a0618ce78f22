//! What stands faintly behind the cursor: how a command goes on, an entry of the past, or the rest of the only word
//! that fits. Only what can be typed so is taken over with the right arrow.

use rustyline::history::{History, SearchDirection};

use super::Vocabulary;
use super::complete::{Fitting, complete, named};
use super::entries::is_command;
use super::gutter::plain;

/// A hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hint {
    shown: String,
    typed: Option<String>,
}

impl rustyline::hint::Hint for Hint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.typed.as_deref()
    }
}

/// The hint behind `line`, if there is anything to say.
pub(super) fn hint(line: &str, vocabulary: &Vocabulary, history: &dyn History) -> Option<Hint> {
    if line.trim().is_empty() {
        return None;
    }
    still_open(line).or_else(|| usage(line)).or_else(|| past(line, history)).or_else(|| the_only_word(line, vocabulary))
}

/// A command in an entry that has not come to its end is only more text of that.
fn still_open(line: &str) -> Option<Hint> {
    let text = plain(line);
    let (_, last) = text.rsplit_once('\n')?;
    let shown = "   the entry above is still open: Ctrl-C drops it".to_owned();
    (is_command(last) && last.trim().len() > 1).then_some(Hint { shown, typed: None })
}

/// What a command takes, beyond what is there.
fn usage(line: &str) -> Option<Hint> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let command = words.first().filter(|_| is_command(line)).and_then(|word| named(word))?;
    let whole = line.ends_with(char::is_whitespace);
    if !whole && (words.len() > 1 || words.first() != Some(&command.name)) {
        return None;
    }
    let rest: Vec<&str> = command.usage.split_whitespace().skip(words.len()).collect();
    let blank = if whole { "" } else { " " };
    (!rest.is_empty()).then(|| Hint { shown: format!("{blank}{}", rest.join(" ")), typed: None })
}

fn the_only_word(line: &str, vocabulary: &Vocabulary) -> Option<Hint> {
    let line = plain(line);
    let Fitting { start, candidates, .. } = complete(&line, "", vocabulary);
    let begun = line.get(start..).filter(|begun| !begun.is_empty())?;
    let [only] = candidates.as_slice() else { return None };
    let rest = only.typed.strip_prefix(begun).filter(|rest| !rest.trim().is_empty())?;
    Some(Hint { shown: rest.to_owned(), typed: Some(rest.to_owned()) })
}

/// The latest entry that begins so. Of several lines only the first is shown, all are taken over.
fn past(line: &str, history: &dyn History) -> Option<Hint> {
    let last = history.len().checked_sub(1)?;
    let found = history.starts_with(line, last, SearchDirection::Reverse).ok()??;
    let rest = found.entry.get(line.len()..).filter(|rest| !rest.is_empty())?.to_owned();
    let first = rest.split('\n').next().unwrap_or_default();
    let more = if first.len() < rest.len() { " ..." } else { "" };
    Some(Hint { shown: format!("{first}{more}"), typed: Some(rest) })
}
