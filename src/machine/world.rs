//! What threads share: variables, primitives, futures, who is alive, the clock.

use std::sync::Arc;

use crate::machine::event::Cast;
use crate::machine::image::Image;
use crate::machine::naming::Naming;
use crate::machine::shared::NewName;
use crate::machine::thread::Thread;
use crate::primitives::{Future, Life, Object};
use crate::source::Span;
use crate::value::{Exception, FunctionId, FutureId, Names, ObjectId, ObjectRef, ThreadHandle, ThreadId, Value};

/// The shared part of a state.
#[derive(Clone, Debug)]
pub struct World {
    /// `shared` and `atomic` variables; `None` before their line.
    pub variables: Vec<Option<Value>>,
    /// Primitives by id.
    pub objects: Vec<Object>,
    /// Futures by id.
    pub futures: Vec<FutureEntry>,
    /// Threads by id.
    pub roster: Vec<RosterEntry>,
    /// Who is inside each critical section.
    pub sections: Vec<Vec<ThreadId>>,
    /// Virtual time in nanoseconds.
    pub clock: i64,
    /// Who holds each primitive, and since when: for reports, no part of what a step does.
    pub holds: Vec<Vec<Hold>>,
    /// What the latest step changed, for a driver that keeps lists of who waits.
    pub changes: Changes,
    /// Steps done.
    pub steps: u64,
    pub(super) events: u64,
    /// Threads started in this very step.
    pub(super) newborn: Vec<Thread>,
    pub(super) image: Arc<Image>,
    naming: Naming,
    unfinished: usize,
}

/// A future and what reports say of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FutureEntry {
    /// Its state.
    pub state: Future,
    /// The name of the function submitted.
    pub function: String,
    /// Where it was submitted.
    pub place: Option<Span>,
    /// The worker that runs it.
    pub worker: Option<ThreadId>,
}

/// A thread as others see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RosterEntry {
    /// Its handle.
    pub handle: Arc<ThreadHandle>,
    /// What traces call it.
    pub label: Arc<str>,
    /// The pool that it works for.
    pub pool: Option<ObjectId>,
    /// Whether it has ended, and whether the run ends without it.
    pub life: Life,
}

/// Who takes part: every thread started so far with its names, whoever of them has ended; and how many futures there are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Crew {
    /// Threads by id, as if none had ended.
    pub roster: Vec<RosterEntry>,
    /// How many futures there are.
    pub futures: usize,
    naming: Naming,
}

/// A thread holds a primitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Who.
    pub thread: ThreadId,
    /// Since which step.
    pub step: u64,
    /// Where it was taken.
    pub place: Option<Span>,
}

/// What a step changed.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Primitives whose state may have changed.
    pub objects: Vec<ObjectId>,
    /// Futures that may be over now.
    pub futures: Vec<FutureId>,
    /// Threads woken by name.
    pub woken: Vec<ThreadId>,
    /// Threads started.
    pub started: Vec<ThreadId>,
    /// Threads ended.
    pub ended: Vec<ThreadId>,
}

impl Changes {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.objects.clear();
        self.futures.clear();
        self.woken.clear();
        self.started.clear();
        self.ended.clear();
    }
}

impl World {
    /// The world before the first step, without any thread.
    pub fn new(image: Arc<Image>) -> Self {
        Self {
            variables: vec![None; image.program.variables.len()],
            objects: image.initial.clone(),
            futures: Vec::new(),
            roster: Vec::new(),
            sections: vec![Vec::new(); image.program.sections.len()],
            clock: 0,
            holds: vec![Vec::new(); image.initial.len()],
            changes: Changes::default(),
            steps: 0,
            events: 0,
            newborn: Vec::new(),
            image,
            naming: Naming::default(),
            unfinished: 0,
        }
    }

    /// Enters a new thread; gives its handle.
    pub(super) fn add_to_roster(&mut self, name: NewName, daemon: bool, pool: Option<ObjectId>) -> Arc<ThreadHandle> {
        let (name, label) = self.naming.christen(name);
        let handle = Arc::new(ThreadHandle { id: ThreadId::at(self.roster.len()), name });
        self.unfinished += usize::from(!daemon);
        self.roster.push(RosterEntry { handle: Arc::clone(&handle), label, pool, life: Life { ended: false, daemon } });
        handle
    }

    /// Who takes part.
    pub fn crew(&self) -> Crew {
        let mut roster = self.roster.clone();
        for entry in &mut roster {
            entry.life.ended = false;
        }
        Crew { roster, futures: self.futures.len(), naming: self.naming.clone() }
    }

    /// Makes it that these take part, of whom those have ended that `ended` says.
    pub fn restore_crew(&mut self, crew: &Crew, ended: impl Fn(ThreadId) -> bool) {
        self.roster.clone_from(&crew.roster);
        self.naming = crew.naming.clone();
        self.restore_lives(ended);
    }

    /// Makes it that of those who take part these have ended.
    pub fn restore_lives(&mut self, ended: impl Fn(ThreadId) -> bool) {
        self.unfinished = 0;
        for entry in &mut self.roster {
            entry.life.ended = ended(entry.handle.id);
            self.unfinished += usize::from(!entry.life.ended && !entry.life.daemon);
        }
    }

    /// The threads that were started by the latest step, before their local work.
    pub fn take_newborn(&mut self) -> Vec<Thread> {
        std::mem::take(&mut self.newborn)
    }

    /// Whether a thread has ended.
    pub fn has_ended(&self, thread: ThreadId) -> bool {
        self.roster.get(thread.index()).is_some_and(|entry| entry.life.ended)
    }

    /// What traces call a thread.
    pub fn label(&self, thread: ThreadId) -> &str {
        self.roster.get(thread.index()).map_or("?", |entry| &entry.label)
    }

    /// Whether the run is over: only daemons are left.
    pub fn is_over(&self) -> bool {
        self.unfinished == 0
    }

    /// How many threads that are no daemons have not ended.
    pub fn unfinished(&self) -> usize {
        self.unfinished
    }

    /// A thread ends; gives the pool that it worked for.
    pub(super) fn dismiss(&mut self, thread: ThreadId) -> Option<ObjectId> {
        let entry = self.roster.get_mut(thread.index())?;
        if !entry.life.ended && !entry.life.daemon {
            self.unfinished -= 1;
        }
        entry.life.ended = true;
        self.changes.ended.push(thread);
        entry.pool
    }

    /// Whom `join` without names waits for: all threads started so far but daemons, workers, `main` and the caller.
    pub(super) fn started_so_far(&self, caller: ThreadId) -> Vec<ThreadId> {
        let counts = |entry: &&RosterEntry| {
            let id = entry.handle.id;
            !entry.life.daemon && entry.pool.is_none() && id != ThreadId(0) && id != caller
        };
        self.roster.iter().filter(counts).map(|entry| entry.handle.id).collect()
    }

    /// Who holds a primitive.
    pub fn holders(&self, object: ObjectId) -> impl Iterator<Item = ThreadId> {
        self.holds.get(object.index()).into_iter().flatten().map(|hold| hold.thread)
    }

    /// Futures that failed, and nobody asked.
    pub fn unasked(&self) -> impl Iterator<Item = (FutureId, &FutureEntry, &Exception)> {
        self.futures.iter().enumerate().filter_map(|(index, entry)| {
            entry.state.unseen_exception().map(|exception| (FutureId::at(index), entry, &**exception))
        })
    }
}

impl Names for World {
    fn function(&self, id: FunctionId) -> &str {
        Names::function(&*self.image, id)
    }

    fn object(&self, object: ObjectRef) -> String {
        Names::object(&*self.image, object)
    }
}

impl Cast for World {
    fn label(&self, thread: ThreadId) -> &str {
        World::label(self, thread)
    }
}
