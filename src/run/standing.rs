//! Where threads stand, who waits for whom, and whether that closes a ring.

use crate::machine::{Machine, Target};
use crate::run::{Deadlock, Doing, Holder, Standing};
use crate::value::{Names, ThreadId};

impl Standing {
    /// Where a thread stands, if it has not ended.
    pub fn of(machine: &Machine, who: ThreadId) -> Option<Self> {
        let thread = machine.threads.get(who.index()).filter(|_| !machine.world.has_ended(who))?;
        match thread.asleep_until {
            Some(until) => {
                Some(Self { thread: who, place: thread.place(&machine.image), doing: Doing::Sleeping { until } })
            }
            None => Self::awake(machine, who),
        }
    }

    /// Where a thread stands that has not ended, once it does not sleep any more.
    fn awake(machine: &Machine, who: ThreadId) -> Option<Self> {
        let thread = machine.threads.get(who.index()).filter(|_| !machine.world.has_ended(who))?;
        let doing = if machine.can_go_on(who) {
            Doing::Ready
        } else {
            let (object, operation) = machine.waits_for(who)?;
            let holders =
                machine.in_the_way(who).into_iter().map(|holder| holder_of(machine, &object, holder)).collect();
            Doing::Waiting { object, operation, holders, detail: machine.wait_detail(who), until: thread.deadline }
        };
        Some(Self { thread: who, place: thread.place(&machine.image), doing })
    }

    /// Where every thread stands that has not ended.
    pub fn all(machine: &Machine) -> Vec<Self> {
        (0..machine.threads.len()).filter_map(|index| Self::of(machine, ThreadId::at(index))).collect()
    }

    /// Why the thread cannot run, in a few words.
    pub fn in_words(&self, machine: &Machine) -> String {
        let Doing::Waiting { object, operation, holders, detail, .. } = &self.doing else {
            return "it can run".to_owned();
        };
        let what = match object {
            Target::Object(object) => format!("`{}`", machine.object(*object)),
            Target::Thread(thread) => format!("the end of `{}`", machine.world.label(*thread)),
            Target::Threads(threads) => {
                let labels: Vec<String> =
                    threads.iter().map(|thread| format!("`{}`", machine.world.label(*thread))).collect();
                format!("the end of {}", labels.join(", "))
            }
            Target::Future(_) => "a future".to_owned(),
        };
        let mut text = format!("it waits for {what} ({operation})");
        let held: Vec<String> = holders
            .iter()
            .filter_map(|holder| {
                Some(format!("held by `{}` since step {}", machine.world.label(holder.thread), holder.since?))
            })
            .collect();
        if !held.is_empty() {
            text.push_str(&format!(", {}", held.join(" and ")));
        } else if let Some(detail) = detail {
            text.push_str(&format!(": {detail}"));
        }
        text
    }

    /// Whom it waits for.
    fn waits_for(&self) -> impl Iterator<Item = ThreadId> {
        match &self.doing {
            Doing::Waiting { holders, .. } => {
                holders.iter().map(|holder| holder.thread).collect::<Vec<_>>().into_iter()
            }
            _ => Vec::new().into_iter(),
        }
    }
}

fn holder_of(machine: &Machine, object: &Target, thread: ThreadId) -> Holder {
    let id = match object {
        Target::Object(object) => {
            let lock = machine.image.lock_of(*object).map_or(object.id, |lock| lock.id);
            Some(lock)
        }
        _ => None,
    };
    let holds = id.and_then(|id| machine.world.holds.get(id.index()));
    let hold = holds.and_then(|holds| holds.iter().find(|hold| hold.thread == thread));
    Holder { thread, since: hold.map(|hold| hold.step), place: hold.and_then(|hold| hold.place) }
}

impl Deadlock {
    /// The wait-for graph of a state in which no thread can go on.
    pub fn of(machine: &Machine) -> Self {
        let standing = Standing::all(machine);
        let cycle = cycle(&standing);
        Self { standing, cycle, going: Vec::new() }
    }

    /// The same for threads that are known to be stuck while others go on. None if one of them can go on after all.
    pub fn among(machine: &Machine, stuck: &[ThreadId]) -> Option<Self> {
        let standing: Vec<Standing> = stuck.iter().filter_map(|who| Standing::awake(machine, *who)).collect();
        let is_sure = |one: &Standing| matches!(one.doing, Doing::Waiting { until: None, .. });
        if standing.is_empty() || standing.len() < stuck.len() || !standing.iter().all(is_sure) {
            return None;
        }
        let goes_on = |other: &Standing| match other.doing {
            Doing::Ready | Doing::Sleeping { .. } => true,
            Doing::Waiting { until, .. } => until.is_some(),
        };
        let others = Standing::all(machine).into_iter().filter(|other| !stuck.contains(&other.thread));
        let going = others.filter(goes_on).map(|other| other.thread).collect();
        let standing = without_idle_daemons(machine, standing);
        Some(Self { cycle: cycle(&standing), standing, going })
    }
}

/// A daemon may wait for ever: it is of interest only where another waits for it.
fn without_idle_daemons(machine: &Machine, standing: Vec<Standing>) -> Vec<Standing> {
    let is_daemon = |thread: ThreadId| machine.world.roster.get(thread.index()).is_some_and(|entry| entry.life.daemon);
    let mut wanted: Vec<ThreadId> = standing.iter().map(|one| one.thread).filter(|who| !is_daemon(*who)).collect();
    let mut at = 0;
    while let Some(who) = wanted.get(at).copied() {
        let next = standing.iter().filter(|one| one.thread == who).flat_map(Standing::waits_for);
        let fresh: Vec<ThreadId> = next.filter(|next| !wanted.contains(next)).collect();
        wanted.extend(fresh);
        at += 1;
    }
    standing.into_iter().filter(|one| wanted.contains(&one.thread)).collect()
}

/// A ring of threads each of which waits for the next: the first one found from the lowest thread, following the first
/// holder of each.
fn cycle(standing: &[Standing]) -> Vec<ThreadId> {
    let find = |thread: ThreadId| standing.iter().find(|other| other.thread == thread);
    for start in standing {
        let mut path = vec![start.thread];
        let mut at = start;
        while let Some(next) = at.waits_for().find_map(find) {
            if let Some(begin) = path.iter().position(|thread| *thread == next.thread) {
                return path.split_off(begin);
            }
            path.push(next.thread);
            at = next;
        }
    }
    Vec::new()
}
