//! What a search is to find out, and what it finds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::script::Incident;
use crate::machine::Location;
use crate::program::VariableId;
use crate::source::Span;
use crate::value::FunctionId;

/// What a search is to find out, besides deadlocks, races and what else shows by itself.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// What is done about what the scenario prints.
    pub outputs: Outputs,
    /// Whether it is asked how far schedules come with the wanted output, and what they print instead of its rest.
    pub parting: bool,
    /// Whether the ends of schedules are told apart, and by the values of which variables.
    pub endings: Option<Vec<VariableId>>,
    /// Whether it is asked for threads that go round for ever: that takes all states and steps to be kept.
    pub livelock: bool,
    /// Whether it is asked for threads that wait for ever while others go on.
    pub stuck: bool,
    /// Conditions that are to hold in every state.
    pub invariants: Vec<FunctionId>,
    /// Elements of variables for which races are told apart from others for the variable.
    pub elements: Vec<Location>,
    /// Conditions of which it is asked whether they hold at the end of a schedule.
    pub ends: Vec<FunctionId>,
}

/// What is done about what the scenario prints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outputs {
    /// Nothing: states are the same whatever was printed on the way.
    #[default]
    Ignored,
    /// Each output is told apart.
    Collected,
    /// Only schedules that print this, or the beginning of it, are of interest.
    Wanted(Arc<str>),
}

/// How a schedule ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EndKind {
    /// All threads that are no daemons have ended.
    Ok,
    /// The same, one of them by an exception that no one caught.
    Exception,
    /// No thread can go on.
    Deadlock,
}

/// One kind of thing to find. Each is reported once, with the shortest schedule that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// No thread can ever go on.
    Deadlock,
    /// Some threads can never go on, whatever the others do, which can: a partial deadlock.
    Stuck,
    /// Two threads are about to access one location, one of them to write it, neither atomically.
    Race(VariableId),
    /// The same for one of [`Question::elements`], or what it is part of.
    RaceOn(VariableId, usize),
    /// Two threads are in one critical section.
    Overlap(String),
    /// An exception that no one catches.
    Uncaught {
        /// Its type.
        type_name: String,
        /// Where it was raised.
        place: Option<Span>,
    },
    /// Threads go round for ever, and no fair scheduler has to end that.
    Livelock,
    /// Local work that does not come to an end.
    Endless {
        /// Where the thread stood when it was given up.
        place: Option<Span>,
    },
    /// This invariant is false in a state.
    Invariant(usize),
    /// This condition about the end is true, or false, at an end; or it raises.
    End {
        /// Which of [`Question::ends`].
        condition: usize,
        /// What it is.
        holds: Option<bool>,
    },
    /// A schedule prints so many bytes of the wanted output.
    Printed(u32),
    /// A schedule prints so many bytes of the wanted output, and then what is not there.
    Instead(u32, Arc<str>),
    /// A schedule ends so.
    Ending {
        /// How.
        kind: EndKind,
        /// What was printed: a number of the store.
        output: u32,
        /// The values of [`Question::endings`]: numbers of the store.
        values: Vec<u32>,
    },
}

impl From<&Incident> for Key {
    fn from(incident: &Incident) -> Self {
        match incident {
            Incident::Uncaught { type_name, place } => Self::Uncaught { type_name: type_name.clone(), place: *place },
            Incident::Overlap { section } => Self::Overlap(section.clone()),
            Incident::Endless { place } => Self::Endless { place: *place },
        }
    }
}

/// What was found, with the depth where it was found first and how often.
#[derive(Clone, Debug, Default)]
pub struct Found(pub BTreeMap<Key, Discovery>);

/// Where a thing was found first, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discovery {
    /// How many steps lead there at least.
    pub depth: u32,
    /// In how many states, or steps, it shows; a race and a partial deadlock are told of only once.
    pub count: u64,
}

impl Found {
    pub(super) fn add(&mut self, key: Key, depth: u32) {
        let known = self.0.entry(key).or_insert(Discovery { depth, count: 0 });
        known.depth = known.depth.min(depth);
        known.count += 1;
    }

    /// The values of endings, with the places of their cells: `variables` says where those are that were asked for.
    pub(super) fn values<'f>(
        &'f self,
        output: usize,
        variables: &'f [usize],
    ) -> impl Iterator<Item = (usize, u32)> + 'f {
        let ending = move |key: &'f Key| match key {
            Key::Ending { output: printed, values, .. } => {
                Some(std::iter::once((output, *printed)).chain(variables.iter().copied().zip(values.iter().copied())))
            }
            _ => None,
        };
        self.0.keys().filter_map(ending).flatten()
    }

    /// Gives the values of endings other numbers.
    pub(super) fn renumber(&mut self, output: usize, variables: &[usize], number: impl Fn(usize, u32) -> u32) {
        let renumbered = |(mut key, discovery): (Key, Discovery)| {
            if let Key::Ending { output: printed, values, .. } = &mut key {
                *printed = number(output, *printed);
                for (position, value) in variables.iter().zip(values) {
                    *value = number(*position, *value);
                }
            }
            (key, discovery)
        };
        self.0 = std::mem::take(&mut self.0).into_iter().map(renumbered).collect();
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (key, discovery) in other.0 {
            let is_told_once = matches!(key, Key::Race(_) | Key::RaceOn(..) | Key::Stuck);
            let known = self.0.entry(key).or_insert(Discovery { count: 0, ..discovery });
            known.depth = known.depth.min(discovery.depth);
            // By each of those who search.
            known.count = if is_told_once { 1 } else { known.count + discovery.count };
        }
    }
}
