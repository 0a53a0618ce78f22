//! Schedules, in a file and on the command line.

use pest::Parser;
use pest::iterators::Pair;

use super::super::ast::{Choice, Name, Schedule, ScheduleEntry, Turn};
use super::super::grammar::{Grammar, Rule};
use super::super::mistakes;
use super::super::names::normal_name;
use super::{Builder, parts};

impl<'t> Builder<'t> {
    /// The text of `--schedule`.
    pub(in crate::syntax) fn schedule_text(&mut self) -> Schedule {
        let Some(pair) = Grammar::parse(Rule::schedule_text, self.text).ok().and_then(|mut pairs| pairs.next()) else {
            let span = self.at(0, self.text.trim_end().len());
            self.report(mistakes::schedule_entry(span, self.text.trim()));
            return Schedule::default();
        };
        match parts(pair.clone()).next() {
            Some(first) if first.as_rule() == Rule::schedule => self.schedule(first),
            _ => self.schedule(pair),
        }
    }

    pub(super) fn schedule(&mut self, pair: Pair<'t, Rule>) -> Schedule {
        let span = self.span(&pair);
        let mut entries = Vec::new();
        for part in parts(pair) {
            match part.as_rule() {
                Rule::entry => entries.extend(self.entry(part)),
                _ => {
                    let text = part.as_str().to_owned();
                    self.report(mistakes::schedule_entry(self.span(&part), &text));
                }
            }
        }
        Schedule { entries, span }
    }

    fn entry(&mut self, pair: Pair<'t, Rule>) -> Option<ScheduleEntry> {
        let span = self.span(&pair);
        let mut inner = parts(pair);
        let thread = inner.next().map(label)?;
        let turn = match inner.next() {
            None => Turn::UntilItStops,
            Some(part) => match part.as_rule() {
                Rule::steps => match part.as_str().trim_start_matches('*').parse::<u64>() {
                    Ok(steps) if steps > 0 => Turn::Steps(steps),
                    _ => {
                        self.report(mistakes::schedule_steps(self.span(&part)));
                        return None;
                    }
                },
                Rule::wake => Turn::Wake,
                _ => Turn::Choosing(std::iter::once(part).chain(inner).map(|part| self.choice(part)).collect()),
            },
        };
        Some(ScheduleEntry { thread, turn, span })
    }

    fn choice(&self, pair: Pair<'t, Rule>) -> Choice {
        match pair.as_rule() {
            Rule::choose => {
                Choice::Option(parts(pair).next().map(|option| printed(option.as_str())).unwrap_or_default())
            }
            _ => {
                let waiter = |pair: Pair<'t, Rule>| Name { span: self.span(&pair), text: label(pair) };
                Choice::Waiters(parts(pair).map(waiter).collect())
            }
        }
    }
}

/// A thread's label without its quotes.
fn label(pair: Pair<'_, Rule>) -> String {
    let text = |part: Pair<'_, Rule>| match part.as_rule() {
        Rule::bare => normal_name(part.as_str()).into_owned(),
        _ => part.as_str().to_owned(),
    };
    parts(pair).map(text).collect()
}

/// An option as it is printed: `"x"` is the string that prints as `'x'`.
fn printed(option: &str) -> String {
    let option = option.trim();
    match option.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(text) if !text.contains(['\'', '"', '\\']) => format!("'{text}'"),
        _ => option.to_owned(),
    }
}

/// Where the comment of a line begins. What stands in quotes is none.
fn comment_in(line: &str) -> Option<usize> {
    let (mut quote, mut escaped, mut behind_a_blank) = (None, false, true);
    for (at, letter) in line.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if letter == '\\' => escaped = true,
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if letter == '#' && behind_a_blank => return Some(at),
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            None => {}
        }
        behind_a_blank = letter.is_whitespace();
    }
    None
}

/// `text` with blanks in the place of comments. A `#` directly behind a thread's name is part of that.
pub(in crate::syntax) fn without_comments(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (code, rest) = line.split_at_checked(comment_in(line).unwrap_or(line.len())).unwrap_or((line, ""));
        plain.push_str(code);
        plain.extend(rest.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
    }
    plain
}
