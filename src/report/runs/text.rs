//! All outcomes as a table: how often, how it ended, what was printed, and the command that shows one of them again.

use std::collections::{BTreeSet, HashSet};

use super::bar::bar;
use super::{Again, Asked, Distribution, Ending, Outcome, Page, Stop};
use crate::report::Paint;
use crate::report::entries::{Entries, INDENT, colored, statuses};
use crate::report::phrase::{count, one_line, shell};
use crate::report::scene::Origin;

/// So many outcomes are shown, and beyond them the first of each way to end that is not among them.
const FREQUENT: usize = 10;
/// So many outcomes are shown at most.
const MOST: usize = 20;
/// Columns of the bar that stands for all runs.
const BAR: usize = 32;
/// A page that is narrower has no room for bars.
const ROOM_FOR_BARS: usize = 64;

/// The table.
pub fn text(file: &str, asked: &Asked, distribution: &Distribution, stop: Option<&Stop>, page: Page) -> String {
    let outcomes = distribution.outcomes();
    let mut text = headline(file, asked, distribution, stop, page.paint);
    let ends = outcomes.iter().map(|outcome| (outcome.end.status, outcome.count));
    text.push_str(&statuses(ends, |count| count.to_string(), page.paint));
    let entries = Entries { noun: "result", paint: page.paint, width: page.width };
    let table = Table { asked, page, entries, runs: distribution.runs(), outcomes: &outcomes };
    text.push_str(&table.draw());
    text
}

/// `1000 runs of race.cdl: 2 different results`.
fn headline(file: &str, asked: &Asked, distribution: &Distribution, stop: Option<&Stop>, paint: Paint) -> String {
    let (file, runs) = (one_line(file), count_runs(asked.runs));
    let so_far = |stop: &Stop| format!("stopped after {} of {runs} of {file} ({})", distribution.runs(), stop.words());
    let what = stop.map_or_else(|| format!("{runs} of {file}"), so_far);
    let what = if stop.is_some() { paint.doubt(&what) } else { paint.bold(&what) };
    match (distribution.distinct(), distribution.runs()) {
        (0, _) => format!("{what}\n"),
        (1, 1) => format!("{what}: 1 result\n"),
        (1, _) => format!("{what}: the same result each time\n"),
        (distinct, _) => format!("{what}: {} different results\n", paint.bold(&distinct.to_string())),
    }
}

struct Table<'a> {
    asked: &'a Asked,
    page: Page,
    entries: Entries,
    runs: u64,
    outcomes: &'a [Outcome<'a>],
}

impl<'a> Table<'a> {
    fn draw(&self) -> String {
        let Some(first) = self.outcomes.first() else { return String::new() };
        let digits = first.count.to_string().len().max("runs".len());
        let chosen = self.chosen();
        let mut text = format!("\n{}\n", self.page.paint.dim(&self.head(digits)));
        for (index, outcome) in chosen.iter().filter_map(|index| Some((*index, self.outcomes.get(*index)?))) {
            text.push_str(&self.row(index, outcome, digits));
            text.push_str(&self.output(index, outcome, first));
            text.push_str(&self.entries.notes(&outcome.end.notes(), outcome.end.status));
            text.push_str(&self.again(outcome));
            text.push('\n');
        }
        text.push_str(&self.rest(&chosen));
        // The blank line behind the last outcome stands before the rest, if there is one.
        if text.ends_with("\n\n") {
            text.pop();
        }
        text
    }

    /// The most frequent outcomes, and the first one of each other way to end.
    fn chosen(&self) -> BTreeSet<usize> {
        let mut ends: HashSet<&Ending> = HashSet::new();
        let new_end = |(index, outcome): (usize, &'a Outcome<'a>)| {
            let new = ends.insert(outcome.end);
            (new || index < FREQUENT).then_some(index)
        };
        self.outcomes.iter().enumerate().filter_map(new_end).take(MOST).collect()
    }

    fn bars(&self) -> bool {
        self.page.width >= ROOM_FOR_BARS
    }

    fn head(&self, digits: usize) -> String {
        let bar = if self.bars() { " ".repeat(BAR + 2) } else { String::new() };
        format!("{:INDENT$}{:>digits$}   share  {bar}end", "", "runs")
    }

    fn row(&self, index: usize, outcome: &Outcome<'_>, digits: usize) -> String {
        let (paint, status) = (self.page.paint, outcome.end.status);
        let number = paint.bold(&format!("{:>4}", index + 1));
        let numbers = format!("{:>digits$}  {:>6}", outcome.count, share(outcome.count, self.runs));
        let bar = colored(status, &bar(outcome.count, self.runs, BAR), paint);
        let bar = if self.bars() { format!("{bar}  ") } else { String::new() };
        format!("{number}  {numbers}  {bar}{}\n", colored(status, status.word(), paint))
    }

    fn output(&self, index: usize, outcome: &Outcome<'_>, first: &Outcome<'_>) -> String {
        let second = self.outcomes.iter().map(|other| other.output).find(|other| *other != first.output);
        self.entries.output(index, outcome.output, first.output, second)
    }

    /// The command that shows such a run again.
    fn again(&self, outcome: &Outcome<'_>) -> String {
        let Origin::File(file) = &self.asked.origin else { return String::new() };
        let max_steps = self.asked.max_steps.map(|most| format!(" --max-steps {most}")).unwrap_or_default();
        match outcome.again {
            Again::Seed(seed) => {
                let policy = self.asked.driver.word();
                let command = format!("concur script {} --policy {policy} --seed {seed}{max_steps}", shell(file));
                self.entries.command(&command)
            }
            Again::Schedule(schedule) => self.entries.follow(file, schedule, &max_steps, None),
            Again::Nothing => String::new(),
        }
    }

    fn rest(&self, chosen: &BTreeSet<usize>) -> String {
        let left_out = self.outcomes.iter().enumerate().filter(|(index, _)| !chosen.contains(index));
        let (results, runs) =
            left_out.fold((0, 0), |(results, runs), (_, outcome)| (results + 1, runs + outcome.count));
        if results == 0 {
            return String::new();
        }
        let runs = count_runs(runs);
        format!("{:INDENT$}and {} ({runs}); --format json lists them all\n", "", count(results, "more result"))
    }
}

fn count_runs(runs: u64) -> String {
    if runs == 1 { "1 run".into() } else { format!("{runs} runs") }
}

/// `61.2%`; what is not all never reads as all, nor what is there as nothing.
fn share(count: u64, all: u64) -> String {
    let thousand = u128::from(count) * 1000;
    let all = u128::from(all.max(1));
    let rounded = (thousand * 2 + all) / (all * 2);
    match rounded {
        0 => "<0.1%".into(),
        1000 if u128::from(count) < all => ">99.9%".into(),
        1000 => "100%".into(),
        rounded => format!("{}.{}%", rounded / 10, rounded % 10),
    }
}
