//! Partial-order reduction: where the order of steps makes no difference, one order is enough.
//!
//! Of the threads that can go on in a state, one alone is followed if nothing that any other thread may do before it (as
//! `foresight` sees it) depends on its next step. That is a persistent set of one thread (P. Godefroid: "Partial-Order
//! Methods for the Verification of Concurrent Systems", LNCS 1032, 1996, chapter 4), found in the manner of stubborn sets
//! with guards: what lies behind a lock that the thread holds is out of reach for the others.
//!
//! Every deadlock and every end is still come to, and with it, up to the order of independent steps, every schedule: so
//! exceptions, broken exclusion, races (two accesses that can come next at once are dependent, and neither is followed
//! alone) and, where prints count as dependent, outputs. Besides:
//!
//! - A write of a variable depends on every other access of it, also where it changes nothing: two such accesses that can
//!   come next at once are a race. What leaves a primitive as it was depends on those who change it, and on no others.
//! - A lock keeps others out only if none of them can get at it before.
//! - A step that changes what an invariant looks at is never followed alone (visibility).
//! - A step with which a thread does not get on in its code (a loop goes round) is never followed alone, so that no thread
//!   is put off for ever (the cycle proviso by sticky transitions: Kurshan, Levin, Minea, Peled, Yenigün, "Static
//!   partial order reduction", TACAS 1998).
//! - Daemons are cut off by the end of the others, and so all of their steps depend on it: where there are daemons, neither
//!   their steps nor the end of a thread is followed alone.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::foresight::{Foresight, MAIN, Rival};
use super::layout::{Cell, Layout};
use super::scratch::Alternative;
use super::script::Incident;
use super::store::{Content, FAILED, Store};
use super::touch::Touch;
use super::watched::{Footprint, Look};
use crate::machine::{Action, Image, OperationTarget, Thread};
use crate::primitives::{Mutex, Object, Operation};
use crate::value::{ObjectId, ThreadId};

/// What a thread can do in a state.
#[derive(Debug, Default)]
pub(super) struct Turns {
    pub(super) alternatives: Vec<Alternative>,
    /// What that depends on, and changes.
    touch: Touch,
    /// Threads of which it is looked at whether they have ended.
    awaited: Vec<ThreadId>,
    /// Whether the thread ends.
    ends: bool,
    /// Whether it can be followed alone, as far as it is up to itself.
    eligible: bool,
    /// Whether it may not get on in its code: every circle of states has such a step.
    pub(super) goes_round: bool,
}

impl Turns {
    /// What was found for a thread, whose step touches this. `visible` says whether a change of a cell counts.
    pub(super) fn new(
        thread: &Thread,
        footprint: &Footprint,
        alternatives: Vec<Alternative>,
        layout: &Layout,
        visible: impl Fn(usize) -> bool,
    ) -> Self {
        let (mut touch, mut awaited) = (Touch::default(), Vec::new());
        let who = thread.handle.id;
        let works = match &thread.pending {
            Action::FinishTask { .. } => true,
            Action::Operate { target: OperationTarget::Object(_), operation } => {
                matches!(operation, Operation::Pool(_))
            }
            _ => false,
        };
        for look in &footprint.looks {
            match look {
                Look::Ended(thread) if *thread != who => awaited.push(*thread),
                Look::Ended(_) => {}
                Look::At(Cell::Crew) => touch.lives = true,
                Look::At(Cell::Future(_)) => {
                    touch.settles = true;
                    touch.asks |= !works;
                }
                Look::At(Cell::Thread(_)) => {}
                Look::At(cell) => touch.reads.add(layout.position(*cell)),
            }
        }
        footprint.stores.iter().for_each(|place| touch.writes.add(*place));
        let (own, crew) = (layout.position(Cell::Thread(who)), layout.position(Cell::Crew));
        let (mut ends, mut eligible) = (false, !alternatives.is_empty());
        let goes_round = alternatives.iter().any(|alternative| !alternative.gets_on);
        for alternative in &alternatives {
            touch.prints |= alternative.printed.is_some();
            eligible &= alternative.gets_on;
            eligible &= !alternative.incidents.iter().any(|incident| matches!(incident, Incident::Endless { .. }));
            for (position, number) in &alternative.writes {
                let position = *position as usize;
                eligible &= !visible(position);
                match position {
                    position if position == own => ends |= *number <= FAILED,
                    position if position == crew => touch.starts = true,
                    position if position < layout.fixed() => touch.writes.add(position),
                    _ => {}
                }
            }
        }
        Self { alternatives, touch, awaited, ends, eligible, goes_round }
    }
}

/// Whom a thread would meet that goes on alone.
enum Met {
    Nobody,
    /// One whose steps depend on its.
    Conflict,
    /// One that may do something to these locks before anyone has released them.
    Releaser(Vec<ObjectId>),
}

/// Whom a lock that is held keeps out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeepsOut {
    Everyone,
    AllBut(ThreadId),
}

/// A thread and its number, a rival with the pool that it works for, and the locks that it holds, numbered.
type Encounter = (u32, u32, (u32, Option<ObjectId>), u32);

/// What makes a thread unlike others.
#[derive(Clone, Copy, Debug, Default)]
struct Post {
    /// The pool that it works for.
    pool: Option<ObjectId>,
    daemon: bool,
}

/// Finds threads that can be followed alone.
pub(super) struct Reducer<'g> {
    foresight: Foresight<'g>,
    layout: Layout,
    store: &'g Store,
    prints_matter: bool,
    /// What a thread in this state may touch before a rival, by the rival and its locks.
    reaches: FxHashMap<Encounter, Arc<Touch>>,
    /// For each crew: what its threads are.
    posts: FxHashMap<u32, Vec<Post>>,
    /// Sets of locks that were held together, numbered.
    held: FxHashMap<Vec<ObjectId>, u32>,
    /// For each thread and its number: the locks that it may yet do something to.
    locks: FxHashMap<(u32, u32), Vec<ObjectId>>,
    /// For each lock and its number: whom it keeps out, if it is held.
    held_locks: FxHashMap<(u32, u32), Option<KeepsOut>>,
}

impl<'g> Reducer<'g> {
    /// With nothing known yet.
    pub(super) fn of(image: &'g Image, layout: Layout, store: &'g Store, prints_matter: bool, spurious: bool) -> Self {
        Self {
            foresight: Foresight::of(image, spurious),
            layout,
            store,
            prints_matter,
            reaches: FxHashMap::default(),
            posts: FxHashMap::default(),
            held: FxHashMap::default(),
            locks: FxHashMap::default(),
            held_locks: FxHashMap::default(),
        }
    }

    /// One of the threads that can go on here, which alone needs to be followed: an index into `movers`.
    pub(super) fn one<'t>(
        &mut self,
        row: &[u32],
        movers: impl Iterator<Item = (ThreadId, &'t Turns)> + Clone,
    ) -> Option<usize> {
        for (index, (who, turns)) in movers.clone().enumerate() {
            if !turns.eligible || turns.awaited.iter().any(|other| !self.has_ended(*other, row)) {
                continue;
            }
            if self.foresight.has_daemons && (turns.ends || self.post_of(who, row).daemon) {
                continue;
            }
            // Most that cannot be followed alone depend on what another may do at once, and that is soon seen.
            let meets = |(other, others): (ThreadId, &Turns)| {
                other != who && turns.touch.conflicts(&others.touch, self.prints_matter)
            };
            if movers.clone().any(meets) {
                continue;
            }
            let holds = self.held_by(who, row);
            if self.is_independent(who, turns, holds, row) {
                return Some(index);
            }
        }
        None
    }

    /// Whether nothing that others may do first depends on the thread's step.
    fn is_independent(&mut self, who: ThreadId, turns: &Turns, mut holds: Vec<ObjectId>, row: &[u32]) -> bool {
        loop {
            match self.meets_others(who, turns, &holds, row) {
                Met::Nobody => return true,
                Met::Conflict => return false,
                // A lock that another can get at keeps no one out.
                Met::Releaser(locks) => holds.retain(|lock| !locks.contains(lock)),
            }
        }
    }

    fn meets_others(&mut self, who: ThreadId, turns: &Turns, holds: &[ObjectId], row: &[u32]) -> Met {
        let fresh = u32::try_from(self.held.len()).unwrap_or(u32::MAX);
        let held = *self.held.entry(holds.to_vec()).or_insert(fresh);
        let pool = self.post_of(who, row).pool;
        // It is no daemon: those are never followed alone.
        let is_joined = who != MAIN && pool.is_none();
        for (other, position) in self.layout.threads(row) {
            let number = row.get(position).copied().unwrap_or(0);
            if other == who || number <= FAILED {
                continue;
            }
            let key = (other.0, number, (who.0, pool), held);
            let reach = match self.reaches.get(&key) {
                Some(reach) => Arc::clone(reach),
                None => {
                    let reach = Arc::new(self.reach(other, number, &Rival { who, holds, pool, is_joined }));
                    self.reaches.insert(key, Arc::clone(&reach));
                    reach
                }
            };
            if turns.touch.conflicts(&reach, self.prints_matter) || (turns.ends && reach.lives) {
                return Met::Conflict;
            }
            let place = |lock: &ObjectId| self.layout.position(Cell::Object(lock.index()));
            let released: Vec<ObjectId> =
                holds.iter().filter(|lock| reach.everything || reach.writes.has(place(lock))).copied().collect();
            if !released.is_empty() {
                return Met::Releaser(released);
            }
        }
        Met::Nobody
    }

    fn reach(&self, other: ThreadId, number: u32, rival: &Rival<'_>) -> Touch {
        let position = self.layout.position(Cell::Thread(other));
        let Some(Content::Thread(thread)) = self.store.content(position, number) else {
            return Touch { everything: true, ..Touch::default() };
        };
        self.foresight.reach(&thread, rival)
    }

    /// What a thread is.
    fn post_of(&mut self, who: ThreadId, row: &[u32]) -> Post {
        if !self.layout.has_futures() && !self.foresight.has_daemons {
            return Post::default();
        }
        let position = self.layout.position(Cell::Crew);
        let number = row.get(position).copied().unwrap_or(0);
        let store = self.store;
        let posts = self.posts.entry(number).or_insert_with(|| match store.content(position, number) {
            Some(Content::Crew(crew)) => {
                crew.roster.iter().map(|entry| Post { pool: entry.pool, daemon: entry.life.daemon }).collect()
            }
            _ => Vec::new(),
        });
        posts.get(who.index()).copied().unwrap_or_default()
    }

    fn has_ended(&self, thread: ThreadId, row: &[u32]) -> bool {
        row.get(self.layout.position(Cell::Thread(thread))).is_some_and(|number| (1..=FAILED).contains(number))
    }

    /// The locks that are held and that a thread may release: its own, unless another turns out to get at them. An rlock lets
    /// its holder in without being released first, so it must be this thread's.
    fn held_by(&mut self, who: ThreadId, row: &[u32]) -> Vec<ObjectId> {
        let number = row.get(self.layout.position(Cell::Thread(who))).copied().unwrap_or(0);
        let (store, layout, foresight) = (self.store, self.layout, &self.foresight);
        let locks = self.locks.entry((who.0, number)).or_insert_with(|| {
            match store.content(layout.position(Cell::Thread(who)), number) {
                Some(Content::Thread(thread)) => foresight.locks_of(&thread),
                _ => Vec::new(),
            }
        });
        let is_held = |lock: &&ObjectId| {
            let position = layout.position(Cell::Object(lock.index()));
            let number = row.get(position).copied().unwrap_or(0);
            let keeps_out =
                self.held_locks.entry((lock.0, number)).or_insert_with(|| match store.content(position, number) {
                    Some(Content::Object(Object::Lock(lock))) => lock.holder().map(|_| KeepsOut::Everyone),
                    Some(Content::Object(object)) => {
                        object.as_mutex().and_then(|mutex| mutex.holder()).map(KeepsOut::AllBut)
                    }
                    _ => None,
                });
            matches!(keeps_out, Some(KeepsOut::Everyone)) || *keeps_out == Some(KeepsOut::AllBut(who))
        };
        locks.iter().filter(is_held).copied().collect()
    }
}
