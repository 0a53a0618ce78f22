//! Who can go on, in the order in which they became able to; who waits for what; who sleeps until when.
//!
//! Threads that wait in one class of one object become ready together, so such a class stands in the queue as one
//! entry: a lock with ten thousand waiters costs no more to release than one with two.

use std::collections::{BTreeMap, VecDeque};

use crate::machine::{Awaited, Machine};
use crate::primitives::CLASSES;
use crate::value::{ObjectId, ThreadId};

/// The threads that do not run at the moment.
#[derive(Debug, Default)]
pub(super) struct Ready {
    queue: VecDeque<Entry>,
    waiting: BTreeMap<Awaited, VecDeque<ThreadId>>,
    timers: BTreeMap<(i64, u64), ThreadId>,
    seats: Vec<Seat>,
    ready_classes: BTreeMap<Awaited, u64>,
    stamp: u64,
}

#[derive(Clone, Copy, Debug)]
enum Entry {
    Thread(ThreadId, u64),
    Class(Awaited, u64),
}

/// Where a thread is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Seat {
    place: Place,
    timer: Option<(i64, u64)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Place {
    /// Not here: it runs, or has ended.
    #[default]
    Away,
    /// In the queue, with this stamp.
    Queue(u64),
    /// In a list of who waits.
    Waiting(Awaited),
    /// Among the timers only.
    Asleep,
}

impl Ready {
    fn seat(&mut self, who: ThreadId) -> &mut Seat {
        if self.seats.len() <= who.index() {
            self.seats.resize(who.index() + 1, Seat::default());
        }
        let last = self.seats.len() - 1;
        &mut self.seats[who.index().min(last)]
    }

    fn next_stamp(&mut self) -> u64 {
        self.stamp += 1;
        self.stamp
    }

    /// Takes in a thread that stops running, or has just been started or woken: at the end of the queue, if it can go on.
    pub(super) fn admit(&mut self, who: ThreadId, machine: &Machine) {
        let Some(thread) = machine.threads.get(who.index()) else { return };
        if machine.world.has_ended(who) {
            *self.seat(who) = Seat::default();
            return;
        }
        if let Some(until) = thread.asleep_until {
            self.seat(who).place = Place::Asleep;
            self.set_timer(who, until);
        } else if machine.can_go_on(who) {
            let stamp = self.next_stamp();
            self.seat(who).place = Place::Queue(stamp);
            self.queue.push_back(Entry::Thread(who, stamp));
        } else {
            let awaited = machine.awaited(who);
            self.seat(who).place = Place::Waiting(awaited);
            self.waiting.entry(awaited).or_default().push_back(who);
            if let Some(deadline) = thread.deadline {
                self.set_timer(who, deadline);
            }
        }
    }

    fn set_timer(&mut self, who: ThreadId, due: i64) {
        let key = (due, self.next_stamp());
        self.timers.insert(key, who);
        self.seat(who).timer = Some(key);
    }

    /// Takes a thread out, wherever it is.
    pub(super) fn remove(&mut self, who: ThreadId) {
        let seat = std::mem::take(self.seat(who));
        if let Some(timer) = seat.timer {
            self.timers.remove(&timer);
        }
        if let Place::Waiting(awaited) = seat.place {
            self.remove_waiter(awaited, who);
        }
        // An entry of the queue is passed over later, because its stamp is no longer the thread's.
    }

    fn remove_waiter(&mut self, awaited: Awaited, who: ThreadId) {
        let Some(list) = self.waiting.get_mut(&awaited) else { return };
        if list.front() == Some(&who) {
            list.pop_front();
        } else if let Some(index) = list.iter().position(|waiter| *waiter == who) {
            list.remove(index);
        }
        if list.is_empty() {
            self.waiting.remove(&awaited);
            self.ready_classes.remove(&awaited);
        }
    }

    /// Takes in what the latest step changed.
    pub(super) fn react(&mut self, machine: &mut Machine) {
        let mut changes = std::mem::take(&mut machine.world.changes);
        for thread in changes.woken.iter().chain(&changes.started) {
            self.remove(*thread);
            self.admit(*thread, machine);
        }
        for object in &changes.objects {
            self.object_changed(*object, machine);
        }
        for future in &changes.futures {
            self.readmit(Awaited::Future(*future), machine);
        }
        for thread in &changes.ended {
            self.readmit(Awaited::Thread(*thread), machine);
        }
        changes.clear();
        machine.world.changes = changes;
    }

    /// Looks again at all who wait for something that may have come.
    fn readmit(&mut self, awaited: Awaited, machine: &Machine) {
        let Some(list) = self.waiting.get(&awaited) else { return };
        for thread in list.clone() {
            if machine.can_go_on(thread) || machine.awaited(thread) != awaited {
                self.remove(thread);
                self.admit(thread, machine);
            }
        }
    }

    fn object_changed(&mut self, object: ObjectId, machine: &Machine) {
        for class in 0..CLASSES {
            let awaited = Awaited::Object(object, class);
            let Some(first) = self.waiting.get(&awaited).and_then(|list| list.front()).copied() else { continue };
            let ready = machine.can_go_on(first);
            if !ready {
                self.ready_classes.remove(&awaited);
            } else if !self.ready_classes.contains_key(&awaited) {
                let stamp = self.next_stamp();
                self.ready_classes.insert(awaited, stamp);
                self.queue.push_back(Entry::Class(awaited, stamp));
            }
        }
    }

    /// Takes out the thread that has been ready longest.
    pub(super) fn pop_longest(&mut self, machine: &Machine) -> Option<ThreadId> {
        while let Some(entry) = self.queue.front().copied() {
            match entry {
                Entry::Class(awaited, stamp) => {
                    let current = self.ready_classes.get(&awaited) == Some(&stamp);
                    let first = self.waiting.get(&awaited).and_then(|list| list.front()).copied();
                    match first {
                        Some(who) if current => {
                            self.remove(who);
                            return Some(who);
                        }
                        _ => {
                            self.queue.pop_front();
                        }
                    }
                }
                Entry::Thread(who, stamp) => {
                    self.queue.pop_front();
                    if self.seat(who).place != Place::Queue(stamp) {
                        continue;
                    }
                    self.remove(who);
                    if machine.can_go_on(who) {
                        return Some(who);
                    }
                    // Another was faster: from here on it waits.
                    self.admit(who, machine);
                }
            }
        }
        None
    }

    /// All who can go on, by id.
    pub(super) fn candidates(&mut self, machine: &Machine) -> Vec<ThreadId> {
        let mut found = Vec::new();
        for entry in self.queue.clone() {
            match entry {
                Entry::Class(awaited, stamp) if self.ready_classes.get(&awaited) == Some(&stamp) => {
                    found.extend(self.waiting.get(&awaited).into_iter().flatten().copied());
                }
                Entry::Thread(who, stamp) if self.seat(who).place == Place::Queue(stamp) => {
                    if machine.can_go_on(who) {
                        found.push(who);
                    } else {
                        self.remove(who);
                        self.admit(who, machine);
                    }
                }
                _ => {}
            }
        }
        self.drop_stale_entries();
        found.sort_unstable();
        found
    }

    fn drop_stale_entries(&mut self) {
        let (seats, classes) = (&self.seats, &self.ready_classes);
        self.queue.retain(|entry| match entry {
            Entry::Class(awaited, stamp) => classes.get(awaited) == Some(stamp),
            Entry::Thread(who, stamp) => seats.get(who.index()).is_some_and(|seat| seat.place == Place::Queue(*stamp)),
        });
    }

    /// When the next sleeper or timeout is due.
    pub(super) fn next_due(&self) -> Option<i64> {
        self.timers.first_key_value().map(|((due, _), _)| *due)
    }

    /// The threads that are due then, in the order in which they went to sleep or began to wait.
    pub(super) fn due_at(&self, due: i64) -> impl Iterator<Item = ThreadId> {
        self.timers.range((due, 0)..=(due, u64::MAX)).map(|(_, who)| *who)
    }
}
