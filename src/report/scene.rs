//! A finished run with everything that is needed to tell of it.

use super::phrase::shell;
use crate::conduct::PolicyKind;
use crate::run::{Cast, Run};
use crate::source::{Look, Source};
use crate::value::{FunctionId, Names, ObjectRef, ThreadId};

/// A run, its source, and the names of what took part.
pub struct Scene<'a> {
    /// How it went.
    pub run: &'a Run,
    /// The scenario.
    pub source: &'a Source,
    /// Names of functions and primitives.
    pub names: &'a dyn Names,
    /// How reports are drawn.
    pub look: Look,
    /// How the run was asked for.
    pub asked: Asked,
}

/// How a run was asked for, as far as it takes to ask for it again.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What was run.
    pub origin: Origin,
    /// Who decided who runs next.
    pub driver: Driver,
}

/// Who decides who runs next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// The conductor.
    Conductor {
        /// By this policy.
        policy: PolicyKind,
        /// With this seed.
        seed: u64,
    },
    /// The operating system: nothing but its schedule gives such a run again.
    Live,
}

impl Driver {
    /// Its word: a policy as it is written on the command line, or `live`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Conductor { policy, .. } => policy_word(policy),
            Self::Live => "live",
        }
    }

    /// Its seed, if one gives the run again.
    pub(super) fn seed(self) -> Option<u64> {
        match self {
            Self::Conductor { seed, .. } => Some(seed),
            Self::Live => None,
        }
    }
}

/// What was run, as the command line named it.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A file.
    File(String),
    /// A built-in lesson.
    Lesson(String),
    /// A session.
    Session,
}

impl Origin {
    /// What it is called in sentences.
    pub fn name(&self) -> &str {
        match self {
            Self::File(name) | Self::Lesson(name) => name,
            Self::Session => "session",
        }
    }
}

impl Names for Scene<'_> {
    fn function(&self, id: FunctionId) -> &str {
        self.names.function(id)
    }

    fn object(&self, object: ObjectRef) -> String {
        self.names.object(object)
    }
}

impl Cast for Scene<'_> {
    fn label(&self, thread: ThreadId) -> &str {
        self.run.threads.get(thread.index()).map_or("?", |thread| &thread.label)
    }
}

/// A schedule longer than this is not worth a line on the terminal where something shorter says the same.
const LONG: usize = 240;

impl Scene<'_> {
    /// The command that gives the same run: by its schedule, or by policy and seed where that is shorter.
    pub fn again(&self) -> String {
        let file = match &self.asked.origin {
            Origin::File(file) => shell(file),
            Origin::Lesson(name) => return format!("concur lessons {} --run", shell(name)),
            Origin::Session => return format!(":play {}", self.run.schedule),
        };
        let by_schedule = format!("concur script {file} --schedule {}", shell(&self.run.schedule));
        let Driver::Conductor { policy, seed } = self.asked.driver else { return by_schedule };
        let by_seed = match policy {
            PolicyKind::Fifo => format!("concur script {file}"),
            policy => format!("concur script {file} --policy {} --seed {seed}", policy_word(policy)),
        };
        let deterministic = matches!(policy, PolicyKind::Fifo | PolicyKind::RoundRobin);
        let short = if deterministic { by_schedule.len() <= LONG } else { by_schedule.len() <= by_seed.len() };
        if short && !self.run.schedule.is_empty() { by_schedule } else { by_seed }
    }

    /// `line:column` of a place.
    pub fn at(&self, place: crate::source::Span) -> String {
        let position = self.source.position(place.start);
        format!("{}:{}", position.line, position.column)
    }
}

/// The policy as it is written on the command line.
pub(super) fn policy_word(policy: PolicyKind) -> &'static str {
    match policy {
        PolicyKind::Fifo => "fifo",
        PolicyKind::RoundRobin => "round-robin",
        PolicyKind::Random => "random",
        PolicyKind::Pct => "pct",
    }
}
