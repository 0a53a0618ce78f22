//! What a caller can ask of a run, and how it listens.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::source::Source;
use crate::syntax::ast::Schedule;
use crate::value::ThreadId;

/// How a run is conducted.
#[derive(Clone, Debug)]
pub struct Options {
    /// Who runs next where the schedule does not say.
    pub policy: PolicyKind,
    /// The seed of all chance: random policies and `choose`.
    pub seed: u64,
    /// Choices to follow first, with the text that they stand in. `None`: the default policy from the start.
    pub schedule: Option<(Source, Schedule)>,
    /// Whether the run stops where its schedule is over, as at a limit of so many steps.
    pub stops_with_schedule: bool,
    /// Who is known to be stuck there, whatever the others do: then the run ends in a deadlock of these.
    pub stuck: Vec<ThreadId>,
    /// Whether there is more to come behind the scenario's last statement: then `main` does not end but rests there, and a
    /// run in which no thread can go on rests, too, as at a limit of so many steps.
    pub open: bool,
    /// How far virtual time goes before the run rests.
    pub horizon: Horizon,
    /// How many steps at most.
    pub max_steps: u64,
    /// How many instructions of local work at most.
    pub patience: Patience,
    /// How long at most, in real time.
    pub time_limit: Option<Duration>,
    /// Whether sleeps last.
    pub pace: Pace,
    /// Set by Ctrl-C: the run ends at its next step.
    pub interrupt: Arc<AtomicBool>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            policy: PolicyKind::Fifo,
            seed: 0,
            schedule: None,
            stops_with_schedule: false,
            stuck: Vec::new(),
            open: false,
            horizon: Horizon::Endless,
            max_steps: 1_000_000,
            patience: Patience::AHundredAStep,
            time_limit: None,
            pace: Pace::Virtual,
            interrupt: Arc::default(),
        }
    }
}

/// How much local work is too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// A hundred instructions for each step that is allowed, all in all.
    AHundredAStep,
    /// So many from one step to the next.
    BetweenSteps(u64),
}

/// How far virtual time goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Horizon {
    /// As far as there is something to come.
    Endless,
    /// Not past this time, in nanoseconds.
    At(i64),
    /// Only where `main` of an open scenario does not rest: while it does, there is all the time in the world.
    UntilMainRests,
}

/// Who runs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PolicyKind {
    /// A thread runs until it blocks, sleeps or ends; then the one that has been ready longest.
    Fifo,
    /// Each ready thread in turn, one step each.
    RoundRobin,
    /// Any ready thread at each step, all equally likely.
    Random,
    /// Probabilistic concurrency testing: random priorities, lowered at a few random steps.
    Pct,
}

/// Whether sleeps last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pace {
    /// Time stands still while any thread can run, then jumps.
    Virtual,
    /// Each jump of virtual time is waited for.
    Realtime,
}
