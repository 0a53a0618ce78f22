//! Partial deadlocks: threads that wait for what nobody will ever do, while others go on.
//!
//! They are the largest set of waiting threads such that no one outside of it may ever touch what one inside waits for.
//! What those outside may touch is read off their code (`foresight`); what lies behind a lock that stays held is out of
//! their reach. All of it is overestimated, so who is found here is stuck; not all who are stuck are found.
//!
//! Who is stuck stays so, and shows to be so: no step of the others changes what the set waits for, and what they may yet
//! do only shrinks. So a search that leaves out orders of steps (each state that it passes over leads to one that it looks
//! at, since no thread is put off for ever: `reduce`) comes by such a state all the same; and to take threads for each other
//! that differ in nothing (`symmetry`) makes no difference to it. (If the others come to an end, what it comes by may be the
//! state in which no thread can go on: the same deadlock, total by then.)
//!
//! Where all code comes to an end (`rounds`), the others end or wait as well, and it is a deadlock like any other: nothing is
//! done here then.

use rustc_hash::FxHashMap;

use super::layout::{Cell, Layout};
use super::need::Need;
use super::outlook::{At, Lasting, Outlook};
use super::rounds::can_go_round;
use super::store::{Content, ENDED, FAILED, Store};
use super::touch::{Bits, Touch};
use super::worker::Ground;
use crate::machine::RosterEntry;
use crate::primitives::{Mutex, Object};
use crate::value::{ObjectId, ThreadId};

/// What the crew says of a thread.
#[derive(Clone, Copy, Debug)]
struct Role {
    daemon: bool,
    /// Whether a `join` without names waits for it.
    joined: bool,
}

/// Who is still taken to wait for ever in a state, and who may go on.
#[derive(Debug, Default)]
struct Split {
    /// Each with an index into the needs.
    waiting: Vec<(At, u32)>,
    going: Vec<At>,
    /// What those may touch who may go on.
    writes: Bits,
    everything: bool,
}

impl Split {
    fn touch_nothing(&mut self) {
        self.writes.clear();
        self.everything = false;
    }

    /// Takes in what another may touch. None: anything.
    fn add(&mut self, touch: Option<&Touch>) {
        match touch {
            Some(touch) => self.writes.join(&touch.writes),
            None => self.everything = true,
        }
    }

    fn touches(&self, position: usize) -> bool {
        self.everything || self.writes.has(position)
    }

    fn waits(&self, thread: ThreadId) -> bool {
        self.waiting.iter().any(|(at, _)| at.who == thread)
    }
}

/// Finds threads that are stuck.
pub(super) struct Stuck<'g> {
    outlook: Outlook<'g>,
    layout: Layout,
    store: &'g Store,
    crews: FxHashMap<u32, Vec<Role>>,
    /// Kept between two states, so that it need not be made anew.
    split: Split,
}

impl<'g> Stuck<'g> {
    /// None if it is not asked for, or if every schedule ends or comes to a state in which no thread can go on.
    pub(super) fn of(ground: &'g Ground<'_>) -> Option<Self> {
        let is_of_use = ground.question.stuck && can_go_round(&ground.image.program);
        is_of_use.then(|| Self {
            outlook: Outlook::of(ground),
            layout: ground.layout,
            store: &ground.store,
            crews: FxHashMap::default(),
            split: Split::default(),
        })
    }

    /// The threads that are stuck in a state in which `movers` (in order) can go on.
    pub(super) fn find(&mut self, row: &[u32], movers: impl Iterator<Item = ThreadId>) -> Vec<ThreadId> {
        let mut split = std::mem::take(&mut self.split);
        self.divide(row, movers, &mut split);
        let is_sure = !split.waiting.is_empty() && self.narrow(row, &mut split) && self.is_certain(row, &mut split);
        let mut found: Vec<ThreadId> =
            if is_sure { split.waiting.iter().map(|(at, _)| at.who).collect() } else { Vec::new() };
        found.sort();
        self.split = split;
        found
    }

    /// Who waits with no limit, and who does not.
    fn divide(&mut self, row: &[u32], movers: impl Iterator<Item = ThreadId>, split: &mut Split) {
        split.waiting.clear();
        split.going.clear();
        let mut movers = movers.peekable();
        let layout = self.layout;
        for (who, position) in layout.threads(row) {
            let number = row.get(position).copied().unwrap_or(0);
            if number <= FAILED {
                continue;
            }
            let is_mover = movers.next_if_eq(&who).is_some();
            let is_timed =
                layout.has_timers() && row.get(layout.position(Cell::Timer(who))).is_some_and(|timer| *timer != 0);
            let at = At { who, number, is_timed };
            match is_mover || is_timed {
                true => split.going.push(at),
                false => split.waiting.push((at, self.outlook.need_of(at))),
            }
        }
    }

    /// Takes out who may go on even if every lock were held for ever: nearly always that is all.
    fn narrow(&mut self, row: &[u32], split: &mut Split) -> bool {
        split.touch_nothing();
        for index in 0..split.going.len() {
            let Some(at) = split.going.get(index).copied() else { break };
            split.add(self.outlook.least(at));
        }
        while !split.everything {
            let Some(freed) = self.freed(row, split) else { return self.matters(row, split) };
            let (at, _) = split.waiting.swap_remove(freed);
            split.going.push(at);
            if split.waiting.is_empty() {
                return false;
            }
            split.add(self.outlook.least(at));
        }
        false
    }

    /// Takes out who may go on, given the locks that really stay held; whether anyone is left.
    fn is_certain(&mut self, row: &[u32], split: &mut Split) -> bool {
        let mut released: Vec<ObjectId> = Vec::new();
        loop {
            let holds = self.held(row, split, &released);
            let roles = self.roles(row);
            let is_joined = |(at, _): &(At, u32)| roles.get(at.who.index()).is_some_and(|role| role.joined);
            let is_joined = split.waiting.iter().any(is_joined);
            let lasting = Lasting { holds, is_joined };
            let number = self.outlook.number(&lasting);
            split.touch_nothing();
            for index in 0..split.going.len() {
                let Some(at) = split.going.get(index).copied() else { break };
                split.add(self.outlook.reach(at, &lasting, number));
            }
            if split.everything {
                return false;
            }
            // A lock that someone outside can get at does not stay held.
            let place = |lock: &ObjectId| self.layout.position(Cell::Object(lock.index()));
            let known = released.len();
            released.extend(lasting.holds.iter().filter(|lock| split.touches(place(lock))));
            if released.len() > known {
                continue;
            }
            let Some(freed) = self.freed(row, split) else { return self.matters(row, split) };
            let (at, _) = split.waiting.swap_remove(freed);
            split.going.push(at);
        }
    }

    /// Whether anyone waits for whom the scenario cannot end.
    fn matters(&mut self, row: &[u32], split: &Split) -> bool {
        let roles = self.roles(row);
        split.waiting.iter().any(|(at, _)| roles.get(at.who.index()).is_some_and(|role| !role.daemon))
    }

    /// One of those who wait that may go on after all.
    fn freed(&mut self, row: &[u32], split: &Split) -> Option<usize> {
        (0..split.waiting.len())
            .find(|index| split.waiting.get(*index).is_some_and(|one| self.is_freed(row, *one, split)))
    }

    fn is_freed(&mut self, row: &[u32], (at, need): (At, u32), split: &Split) -> bool {
        match self.outlook.need(need) {
            Need::Change(position) => split.touches(*position),
            Need::Notify { condition, lock } => match (split.touches(*condition), split.touches(*lock)) {
                (notified, released) if notified == released => notified,
                // A notify is of use to one that waits for it, a free lock to one that is notified.
                (notified, _) => self.awaits_notify(row, at.who, *condition) == notified,
            },
            Need::Ends(threads) => !threads.iter().any(|thread| split.waits(*thread)),
            Need::AllEnds => {
                let roles = self.roles(row);
                let joined = |who: ThreadId| roles.get(who.index()).is_some_and(|role| role.joined);
                !split.waiting.iter().any(|(other, _)| other.who != at.who && joined(other.who))
            }
            Need::Unknown => true,
        }
    }

    fn awaits_notify(&self, row: &[u32], who: ThreadId, condition: usize) -> bool {
        match self.store.content(condition, row.get(condition).copied().unwrap_or(0)) {
            Some(Content::Object(Object::Condition(state))) => state.waiters().contains(&who),
            _ => true,
        }
    }

    /// The locks that are held, and not by one who may go on.
    fn held(&self, row: &[u32], split: &Split, released: &[ObjectId]) -> Vec<ObjectId> {
        let is_gone = |thread: ThreadId| {
            let number = row.get(self.layout.position(Cell::Thread(thread)));
            number.is_some_and(|number| (ENDED..=FAILED).contains(number))
        };
        let is_held = |lock: &&ObjectId| {
            let position = self.layout.position(Cell::Object(lock.index()));
            match self.store.content(position, row.get(position).copied().unwrap_or(0)) {
                // It is the same whoever holds it: anyone may release it, and then it is touched.
                Some(Content::Object(Object::Lock(lock))) => lock.holder().is_some(),
                // Its holder gets in again.
                Some(Content::Object(object)) => object
                    .as_mutex()
                    .and_then(|lock| lock.holder())
                    .is_some_and(|holder| is_gone(holder) || split.waits(holder)),
                _ => false,
            }
        };
        self.outlook.locks.iter().filter(|lock| !released.contains(lock)).filter(is_held).copied().collect()
    }

    fn roles(&mut self, row: &[u32]) -> &[Role] {
        let position = self.layout.position(Cell::Crew);
        let crew = row.get(position).copied().unwrap_or(0);
        self.crews.entry(crew).or_insert_with(|| match self.store.content(position, crew) {
            Some(Content::Crew(crew)) => {
                let role = |(index, entry): (usize, &RosterEntry)| Role {
                    daemon: entry.life.daemon,
                    joined: index > 0 && !entry.life.daemon && entry.pool.is_none(),
                };
                crew.roster.iter().enumerate().map(role).collect()
            }
            _ => Vec::new(),
        })
    }
}
