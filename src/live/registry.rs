//! Who takes part in a live run: threads by id, what they are called, and how many the run still waits for.

use std::sync::Arc;

use super::participant::Participant;
use crate::machine::{Naming, Newcomer};
use crate::primitives::{Life, ThreadOperation, never_compact};
use crate::sync::{Caller, Monitor, Note};
use crate::value::{ObjectId, ThreadHandle, ThreadId};

/// Remembers nobody: for monitors that no one waits for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Nobody {}

impl<P> Note<P> for Nobody {
    fn can_go_on(&self, _state: &P, _who: ThreadId) -> bool {
        match *self {}
    }

    fn class(&self) -> u8 {
        match *self {}
    }

    fn takes(&self) -> bool {
        match *self {}
    }

    fn is_woken_by_name(&self) -> bool {
        match *self {}
    }
}

/// A thread's end, to wait for.
pub(super) type LifeMonitor = Monitor<Life, ThreadOperation>;

/// A thread as others see it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) handle: Arc<ThreadHandle>,
    pub(super) label: Arc<str>,
    pub(super) pool: Option<ObjectId>,
    pub(super) daemon: bool,
    pub(super) life: Arc<LifeMonitor>,
    ended: bool,
}

impl Entry {
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }
}

/// All threads.
#[derive(Debug, Default)]
pub(super) struct Registry {
    entries: Vec<Entry>,
    naming: Naming,
    unfinished: usize,
    alive: usize,
}

never_compact!([] Registry);

impl Registry {
    /// Enters a thread, a daemon if whoever starts it is one.
    pub(super) fn enroll(&mut self, starter: Option<ThreadId>, newcomer: Newcomer) -> Entry {
        let inherits = starter.and_then(|who| self.entries.get(who.index())).is_some_and(|entry| entry.daemon);
        let daemon = newcomer.daemon || inherits;
        let (name, label) = self.naming.christen(newcomer.name);
        let handle = Arc::new(ThreadHandle { id: ThreadId::at(self.entries.len()), name });
        let life = Arc::new(Monitor::new(Life { ended: false, daemon }));
        let entry = Entry { handle, label, pool: newcomer.pool, daemon, life, ended: false };
        self.entries.push(entry.clone());
        self.unfinished += usize::from(!daemon);
        self.alive += 1;
        entry
    }

    /// A thread ends: whoever joins it can go on. Gives whether the run is over: only daemons are left.
    pub(super) fn dismiss(&mut self, me: &Participant) -> bool {
        let Some(entry) = self.entries.get_mut(me.id().index()).filter(|entry| !entry.ended) else { return false };
        entry.ended = true;
        entry.life.with(me, |life| life.ended = true);
        self.unfinished -= usize::from(!entry.daemon);
        // As in CPython, `main` counts to the last.
        self.alive -= usize::from(me.id() != ThreadId(0));
        self.unfinished == 0
    }

    pub(super) fn entry(&self, who: ThreadId) -> Option<&Entry> {
        self.entries.get(who.index())
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn alive(&self) -> usize {
        self.alive
    }

    /// Whom `join` without names waits for, if all have ended.
    pub(super) fn all_have_ended(&self, caller: ThreadId) -> Option<Vec<ThreadId>> {
        let threads = self.started_so_far(caller);
        let ended = |thread: &ThreadId| self.entry(*thread).is_some_and(Entry::has_ended);
        threads.iter().all(ended).then_some(threads)
    }

    /// Whom `join` without names waits for.
    pub(super) fn started_so_far(&self, caller: ThreadId) -> Vec<ThreadId> {
        let counts = |entry: &&Entry| {
            let id = entry.handle.id;
            !entry.daemon && entry.pool.is_none() && id != ThreadId(0) && id != caller
        };
        self.entries.iter().filter(counts).map(|entry| entry.handle.id).collect()
    }
}
