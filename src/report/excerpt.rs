//! What is shown of an output beside others: of the first as much as fits, of each other what sets it apart from the
//! first. Whatever is left out, the place where two outputs part stays in sight.

use unicode_width::UnicodeWidthChar;

use crate::report::cell::{cut, width};
use crate::report::phrase::count;
use crate::source::one_line;

/// An output of so many lines is shown whole if it is the first.
const WHOLE: usize = 10;
/// An output of so many lines is shown whole even where most of them are those of the first.
const SHORT: usize = 4;
/// So many lines are shown of a longer one.
const SHOWN: usize = 6;
/// So few common lines are not worth leaving out; as many are shown before the first output parts from the second.
const CONTEXT: usize = 2;

/// A line of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// As it was printed.
    Line(String),
    /// Words about what is not shown.
    Gap(String),
}

/// How excerpts are made: each outcome stands beside the first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Excerpts {
    /// What the first is called, without its number: `result`.
    pub(super) noun: &'static str,
    /// Columns.
    pub(super) room: usize,
}

impl Excerpts {
    /// Of the first output, beside which the others are shown; `second` is the next one.
    pub(super) fn first(self, output: &str, second: Option<&str>) -> Vec<Row> {
        let pair = Pair::new(output, second.unwrap_or_default(), self);
        let all = pair.own.len();
        if all <= WHOLE {
            return pair.rows(0, all);
        }
        // Where it parts from the second only further down, its beginning is of less interest.
        let far = second.is_some() && (SHOWN..all).contains(&pair.part);
        let from = if far { pair.part - CONTEXT } else { 0 };
        let to = (from + SHOWN).min(all);
        let mut rows: Vec<Row> = gap(from, "line").into_iter().collect();
        rows.extend(pair.rows(from, to));
        rows.extend(gap(all - to, "more line"));
        rows
    }

    /// Of another output: the lines from where it parts from `first` to where it is the same again.
    pub(super) fn other(self, output: &str, first: &str) -> Vec<Row> {
        if output == first {
            return vec![Row::Gap(format!("the same output as {} 1", self.noun))];
        }
        let pair = Pair::new(output, first, self);
        let all = pair.own.len();
        if all <= SHORT {
            return pair.rows(0, all);
        }
        let worth_leaving_out = |lines: usize| if lines < CONTEXT { 0 } else { lines };
        let (from, again) = (worth_leaving_out(pair.part), worth_leaving_out(pair.again()));
        let end = all - again;
        // One line more takes no more room than to say that there is one.
        let to = if end > from + SHOWN + 1 { from + SHOWN } else { end };
        let mut rows: Vec<Row> = self.of_first("first", from).into_iter().collect();
        rows.extend(pair.rows(from, to));
        rows.extend(gap(end - to, "more line"));
        if from == end {
            rows.extend(pair.missing(again));
        }
        rows.extend(self.of_first("last", again));
        rows
    }

    fn of_first(self, which: &str, lines: usize) -> Option<Row> {
        (lines > 0).then(|| Row::Gap(format!("the {which} {} of {} 1", count(lines, "line"), self.noun)))
    }
}

/// An output and the one beside which it is shown.
struct Pair<'a> {
    own: Vec<&'a str>,
    beside: Vec<&'a str>,
    /// How many lines they begin with that are the same.
    part: usize,
    /// Whether the last line has a newline at its end.
    closed: bool,
    excerpts: Excerpts,
}

impl<'a> Pair<'a> {
    fn new(output: &'a str, beside: &'a str, excerpts: Excerpts) -> Self {
        let closed = output.ends_with('\n');
        let (own, beside) = (lines(output), lines(beside));
        let part = common(own.iter(), beside.iter());
        Self { own, beside, part, closed, excerpts }
    }

    /// How many lines they end with that are the same, and not among those that they begin with.
    fn again(&self) -> usize {
        let rest = |lines: &[&str]| lines.len() - self.part;
        let (own, beside) = (self.own.iter().rev(), self.beside.iter().rev());
        common(own.take(rest(&self.own)), beside.take(rest(&self.beside)))
    }

    /// The lines from `from` to `to`.
    fn rows(&self, from: usize, to: usize) -> Vec<Row> {
        let row = |(index, line): (usize, &&str)| {
            let beside = self.beside.get(index).filter(|_| index == self.part);
            Row::Line(fit(line, beside.copied(), self.excerpts.room))
        };
        let mut rows: Vec<Row> = self.own.iter().enumerate().take(to).skip(from).map(row).collect();
        if self.own.is_empty() {
            rows.push(Row::Gap("no output".into()));
        } else if to == self.own.len() && !self.closed {
            rows.push(Row::Gap("no newline at its end".into()));
        }
        rows
    }

    /// What the first output has more, where this one has nothing of its own.
    fn missing(&self, again: usize) -> Option<Row> {
        let missing = self.beside.len().checked_sub(self.own.len()).filter(|lines| *lines > 0)?;
        let (missing, noun) = (count(missing, "line"), self.excerpts.noun);
        Some(Row::Gap(match again {
            0 => format!("and no more: {noun} 1 goes on for {missing}"),
            _ => format!("here {noun} 1 has {missing} more"),
        }))
    }
}

fn gap(left_out: usize, noun: &str) -> Option<Row> {
    (left_out > 0).then(|| Row::Gap(count(left_out, noun)))
}

/// The lines of `text`; the newline at its end begins no other.
fn lines(text: &str) -> Vec<&str> {
    match text.strip_suffix('\n').unwrap_or(text) {
        "" if text.is_empty() => Vec::new(),
        text => text.split('\n').collect(),
    }
}

/// How many items two sequences begin with that are the same.
fn common<T: PartialEq>(one: impl Iterator<Item = T>, other: impl Iterator<Item = T>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).count()
}

/// `line` in `room` columns. If it is longer, and parts from `beside` out of sight, its beginning is left out.
fn fit(line: &str, beside: Option<&str>, room: usize) -> String {
    let line = one_line(line);
    let part = beside.map_or(0, |beside| common(line.chars(), one_line(beside).chars()));
    let before: usize = line.chars().take(part).map(|character| character.width().unwrap_or(0)).sum();
    // A few columns of what differs are to be seen behind what is the same.
    if width(&line) <= room || before + room / 4 <= room {
        return cut(&line, room);
    }
    let (mut left_out, most) = (0, before.saturating_sub(room / 2));
    let rest = line.chars().skip_while(|character| {
        left_out += character.width().unwrap_or(0);
        left_out <= most
    });
    cut(&format!("…{}", rest.collect::<String>()), room)
}
