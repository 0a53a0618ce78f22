//! Many runs of one scenario: those that printed the same and ended the same belong together.
//!
//! Nothing here knows how a run was made: whoever makes it says what it printed, how it ended and what gives it again.

mod bar;
mod ending;
mod json;
mod text;

#[cfg(test)]
mod tests;

use std::time::Duration;

use indexmap::IndexMap;

pub use bar::progress;
pub use ending::Ending;
pub use json::json;
pub use text::text;

use crate::report::{Driver, Origin, Paint};

/// One run, as far as it is compared with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// What the scenario printed.
    pub output: String,
    /// How it ended.
    pub end: Ending,
    /// What gives it again.
    pub again: Again,
}

/// What gives a run again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// A seed.
    Seed(u64),
    /// A schedule.
    Schedule(String),
    /// Nothing.
    Nothing,
}

/// How the runs were asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What was run.
    pub origin: Origin,
    /// Who decided who runs next; the seed is that of the first run.
    pub driver: Driver,
    /// How many runs.
    pub runs: u64,
    /// `--max-steps`, where it is not the default: a command that gives a run again needs it.
    pub max_steps: Option<u64>,
}

/// Why there are fewer runs than were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Ctrl-C.
    Interrupted,
    /// `--time-limit`.
    Time(Duration),
    /// More different outputs than are kept (bytes).
    Memory(usize),
    /// A bug of the tool.
    Bug(String),
}

/// Where the table is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Its colours.
    pub paint: Paint,
    /// Its columns.
    pub width: usize,
}

/// Runs that printed the same and ended the same.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'a> {
    /// What they printed.
    pub output: &'a str,
    /// How they ended.
    pub end: &'a Ending,
    /// How many there were.
    pub count: u64,
    /// What gives the first of them again.
    pub again: &'a Again,
}

/// What is known of a number of runs.
#[derive(Clone, Debug)]
pub struct Distribution {
    outcomes: IndexMap<(String, Ending), Seen>,
    runs: u64,
    bytes: usize,
    most: usize,
}

#[derive(Clone, Debug)]
struct Seen {
    count: u64,
    again: Again,
}

impl Distribution {
    /// Nothing is known yet; so many bytes of different outputs are kept at most.
    pub fn new(most: usize) -> Self {
        Self { outcomes: IndexMap::new(), runs: 0, bytes: 0, most }
    }

    /// Counts one more run; says when there is no room for another output.
    pub fn add(&mut self, ran: Ran) -> Result<(), Stop> {
        let Ran { output, end, again } = ran;
        let bytes = output.len() + std::mem::size_of::<(String, Ending, Seen)>();
        let entry = self.outcomes.entry((output, end));
        if matches!(entry, indexmap::map::Entry::Vacant(_)) {
            if self.bytes + bytes > self.most {
                return Err(Stop::Memory(self.most));
            }
            self.bytes += bytes;
        }
        entry.or_insert(Seen { count: 0, again }).count += 1;
        self.runs += 1;
        Ok(())
    }

    /// How many runs there were.
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// How many different outcomes.
    pub fn distinct(&self) -> usize {
        self.outcomes.len()
    }

    /// The outcomes, the most frequent first; of equally frequent ones, that which was seen first.
    pub fn outcomes(&self) -> Vec<Outcome<'_>> {
        let seen = self.outcomes.iter();
        let mut outcomes: Vec<Outcome<'_>> =
            seen.map(|((output, end), seen)| Outcome { output, end, count: seen.count, again: &seen.again }).collect();
        outcomes.sort_by_key(|outcome| std::cmp::Reverse(outcome.count));
        outcomes
    }
}

impl Stop {
    /// Why, in a few words behind "stopped after 3 of 10 runs".
    fn words(&self) -> String {
        match self {
            Self::Interrupted => "interrupted".into(),
            Self::Time(time) => format!("the limit of --time-limit, {time:?}"),
            Self::Memory(bytes) => format!("their different outputs take more than {} MiB", bytes >> 20),
            Self::Bug(_) => "a bug of concur".into(),
        }
    }
}
