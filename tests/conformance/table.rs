//! The table of what CPython was seen to do, as plain data: entries of lines, one step of one thread each.
//!
//! ```text
//! ## LK17 LK18: a second acquire() by the holder blocks, until another thread releases
//! lock l
//! a: l.acquire() -> True
//! a: l.acquire() ...
//! b: l.release() -> None
//! a: -> True
//! ```
//!
//! `a: OPERATION -> ANSWER` waits for the answer, `after 20ms` behind it says how long that takes; `a: OPERATION ...` has to
//! wait for others, and `a: ...` still has to; `a: -> ANSWER` is what comes of it. `a, b:` is a line for each, `a|b:` one for
//! whichever is first, from then on called `it`. An assignment answers `None`. `a: ends` ends the thread. `repeat N` does
//! all the lines that often. `DECLARATION -> ERROR` is one that is refused. `only: library` leaves the conductor out, and
//! `only: without chance` the policies that choose by chance whom a notify wakes or who gets an item.

use std::time::Duration;

/// Some rows of the catalogue, and what shows them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// The ids of the rows.
    pub(crate) rows: Vec<String>,
    /// Where it begins: `lock.txt:12`.
    pub(crate) place: String,
    /// The primitives, as CDL declares them.
    pub(crate) declarations: Vec<String>,
    /// Declarations that are refused, with the error.
    pub(crate) refused: Vec<(String, String)>,
    /// The threads, in the order in which they come.
    pub(crate) threads: Vec<String>,
    /// What they do.
    pub(crate) lines: Vec<Line>,
    /// Whether CDL cannot say it.
    pub(crate) library_only: bool,
    /// Whether those that wait have to be served in the order in which they came, which no one promises.
    pub(crate) without_chance: bool,
}

/// One step, and what is to be seen.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// In its file, from 1.
    pub(crate) number: usize,
    /// Whose.
    pub(crate) who: Who,
    /// What the thread is told to do; none if it has been told.
    pub(crate) operation: Option<String>,
    /// What is to come of it.
    pub(crate) expected: Expected,
}

/// Whose line it is: threads by their place in [`Entry::threads`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    One(usize),
    /// Whoever answers first.
    First(Vec<usize>),
    /// Who answered first.
    It,
}

/// What is to be seen of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Waits,
    Says { text: String, after: Option<Duration> },
}

/// What was seen of a line: none if the thread waits.
pub(crate) type Seen = Option<Answer>;

/// What came of an operation: a value or an error as Python writes them, and how long it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) took: Duration,
}

/// What time is to the driver: on a clock that stands still while anyone runs, all is exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    Virtual,
    Real,
}

impl Line {
    /// What is wrong with what was seen, if anything.
    pub(crate) fn fault(&self, seen: &Seen, clock: Clock) -> Option<String> {
        let right = match (&self.expected, seen) {
            (Expected::Waits, seen) => seen.is_none(),
            (Expected::Says { .. }, None) => false,
            (Expected::Says { text, after }, Some(answer)) => {
                let least = after.unwrap_or_default();
                let exact = clock == Clock::Virtual && self.operation.is_some();
                *text == answer.text && answer.took >= least && (!exact || answer.took == least)
            }
        };
        (!right).then(|| format!("line {}: expected {:?}, saw {seen:?}", self.number, self.expected))
    }
}

/// The entries of a file. What is written wrongly is a panic: this is a test's data.
pub(crate) fn read(file: &str, text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut repeats = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let (number, line) = (index + 1, line.trim());
        if line.is_empty() || (line.starts_with('#') && !line.starts_with("## ")) {
            continue;
        }
        if let Some(head) = line.strip_prefix("## ") {
            let (rows, _) = head.split_once(':').unwrap_or_else(|| panic!("{file}:{number}: no title"));
            let rows = rows.split_whitespace().map(str::to_owned).collect();
            entries.push(Entry { rows, place: format!("{file}:{number}"), ..Entry::default() });
            repeats.push(1);
            continue;
        }
        let entry = entries.last_mut().unwrap_or_else(|| panic!("{file}:{number}: a line without an entry"));
        if let Some(count) = line.strip_prefix("repeat ") {
            *repeats.last_mut().unwrap() = count.parse().unwrap();
        } else if line == "only: library" {
            entry.library_only = true;
        } else if line == "only: without chance" {
            entry.without_chance = true;
        } else if let Some((who, rest)) = line.split_once(": ").filter(|(who, _)| is_who(who)) {
            entry.add_lines(number, who, rest);
        } else if let Some((declaration, error)) = line.split_once(" -> ") {
            entry.refused.push((declaration.to_owned(), error.to_owned()));
        } else {
            entry.declarations.push(line.to_owned());
        }
    }
    for (entry, count) in entries.iter_mut().zip(repeats) {
        entry.lines = std::iter::repeat_n(&entry.lines, count).flatten().cloned().collect();
    }
    entries
}

/// Threads are called by single letters.
fn is_who(text: &str) -> bool {
    text == "it" || text.split([',', '|']).all(|name| matches!(name.trim().as_bytes(), [b'a'..=b'z']))
}

impl Entry {
    fn add_lines(&mut self, number: usize, who: &str, rest: &str) {
        let (operation, expected) = split(rest);
        let whose = match who {
            "it" => vec![Who::It],
            who if who.contains('|') => vec![Who::First(who.split('|').map(|name| self.thread(name)).collect())],
            who => who.split(',').map(|name| Who::One(self.thread(name.trim()))).collect(),
        };
        assert!(!matches!(whose[0], Who::First(_)) || operation.is_none(), "line {number}: one answers, all do");
        let line = |who| Line { number, who, operation: operation.clone(), expected: expected.clone() };
        self.lines.extend(whose.into_iter().map(line));
    }

    fn thread(&mut self, name: &str) -> usize {
        if let Some(index) = self.threads.iter().position(|known| known == name) {
            return index;
        }
        self.threads.push(name.to_owned());
        self.threads.len() - 1
    }
}

/// The operation and what is expected of it.
fn split(text: &str) -> (Option<String>, Expected) {
    let (operation, expected) = if let Some(operation) = text.strip_suffix("...") {
        (operation.trim(), Expected::Waits)
    } else if let Some((operation, answer)) = text.rsplit_once("-> ") {
        (operation.trim(), says(answer))
    } else {
        (text, says("None"))
    };
    ((!operation.is_empty()).then(|| operation.to_owned()), expected)
}

fn says(answer: &str) -> Expected {
    let timed = answer.rsplit_once(" after ").and_then(|(text, time)| Some((text, milliseconds(time)?)));
    let (text, after) = timed.map_or((answer, None), |(text, time)| (text, Some(time)));
    Expected::Says { text: text.to_owned(), after }
}

/// `20ms`.
pub(crate) fn milliseconds(text: &str) -> Option<Duration> {
    text.strip_suffix("ms")?.parse().ok().map(Duration::from_millis)
}
