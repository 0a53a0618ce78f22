//! What is worth saying of a state besides what has happened: who waits in a circle, why `main` does not go on, who sleeps.

use super::session::SPAN;
use super::show::scene;
use super::tape::Played;
use crate::conduct;
use crate::machine::Machine;
use crate::report::phrase::{clock, list};
use crate::report::{Paint, deadlock, standing};
use crate::run::{Cast, Deadlock, Doing, Standing};
use crate::source::Look;
use crate::value::ThreadId;

const MAIN: ThreadId = ThreadId(0);
/// Threads that are named one by one.
const MANY: usize = 6;

/// Who moves when nobody is told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moves {
    /// All who can.
    Everyone,
    /// No one.
    Nobody,
}

/// What is new about `now`, to be said below what has happened.
pub(super) fn notes(before: &Played, now: &Played, moves: Moves, paint: Paint, look: Look) -> String {
    let machine = &now.machine;
    let mut text = String::new();
    if let Some(found) = news_of_deadlock(&before.machine, machine) {
        text.push_str(&deadlock(&found, &scene(now, &now.run, look)));
        text.push_str(&say(paint, "`:undo` takes back what led here; `:check` finds out what else can happen"));
        return text;
    }
    if is_stuck(machine) {
        return say(paint, STUCK);
    }
    let ready = ready(machine);
    let sleepers = timed(machine);
    if !conduct::rests(machine)
        && let Some(stands) = Standing::of(machine, MAIN).filter(|_| !ready.contains(&MAIN))
    {
        let why = standing(&stands, &scene(now, &now.run, look));
        text.push_str(&say(paint, &format!("{why}: what you type next is done once it goes on")));
    }
    if !ready.is_empty() {
        let names = names(machine, &ready);
        let stopped = machine.world.steps.saturating_sub(before.machine.world.steps) >= SPAN;
        let words = match (moves, stopped) {
            (Moves::Everyone, true) => format!("can go on: {names} (`:run`; `:manual` holds threads back)"),
            (Moves::Everyone, false) => format!("can go on: {names} (`:run`)"),
            (Moves::Nobody, _) => format!("can go on: {names} (`:step {}`)", first(machine, &ready)),
        };
        let after = if stopped { format!("stopped after {SPAN} steps; ") } else { String::new() };
        let words = format!("{after}{words}");
        text.push_str(&say(paint, &words));
    } else if let Some(due) = sleepers.iter().filter_map(due).min() {
        let who: Vec<ThreadId> = sleepers.iter().map(|one| one.thread).collect();
        let passes = crate::report::phrase::duration(due - machine.world.clock);
        let all_sleep = sleepers.iter().all(|one| matches!(one.doing, Doing::Sleeping { .. }));
        let does = match (all_sleep, who.len()) {
            (true, 1) => "sleeps",
            (true, _) => "sleep",
            (false, 1) => "waits for a while",
            (false, _) => "wait for a while",
        };
        let (names, until) = (names(machine, &who), clock(due));
        text.push_str(&say(paint, &format!("{names} {does}, till {until}: `:time {passes}` lets that pass")));
    }
    text
}

/// Said where `main` can never go on.
pub(super) const STUCK: &str = "main waits for ever, and does nothing more: `:undo` takes back what led here";

/// A deadlock that was none before: a circle of threads, or, where `main` can never go on, all who wait.
fn news_of_deadlock(before: &Machine, now: &Machine) -> Option<Deadlock> {
    let (old, found) = (Deadlock::of(before), Deadlock::of(now));
    if is_for_good(&found) && old.cycle != found.cycle {
        let in_it = found.standing.iter().filter(|one| found.cycle.contains(&one.thread)).cloned();
        return Some(Deadlock { standing: in_it.collect(), ..found });
    }
    (is_stuck(now) && !is_stuck(before)).then_some(found)
}

/// Whether `main` can never go on: no thread can, and there is nothing to come with the time.
pub(super) fn is_stuck(machine: &Machine) -> bool {
    let main_goes_on = machine.world.has_ended(MAIN) || conduct::rests(machine);
    !main_goes_on && ready(machine).is_empty() && timed(machine).is_empty()
}

/// Threads that can go on; `main` only if it has something to do. With them those whose time has come: for whoever moves
/// threads by hand, a sleep is over when the clock says so.
pub(super) fn ready(machine: &Machine) -> Vec<ThreadId> {
    let threads = (0..machine.threads.len()).map(ThreadId::at);
    let can = |who: &ThreadId| {
        let Some(thread) = machine.threads.get(who.index()) else { return false };
        let rests = *who == MAIN && conduct::rests(machine);
        let is_due = |time: i64| time <= machine.world.clock;
        let goes_on = machine.can_go_on(*who) || thread.deadline.is_some_and(is_due);
        !rests && !machine.world.has_ended(*who) && thread.asleep_until.is_none_or(is_due) && goes_on
    };
    threads.filter(can).collect()
}

/// Threads that go on, at the latest, when a time comes that is still to come.
pub(super) fn timed(machine: &Machine) -> Vec<Standing> {
    let later = |one: &Standing| due(one).is_some_and(|due| due > machine.world.clock);
    Standing::all(machine).into_iter().filter(later).collect()
}

/// A note.
pub(super) fn say(paint: Paint, text: &str) -> String {
    format!("{}\n", paint.dim(&format!("  {text}")))
}

/// A circle none of whose waits has a limit.
fn is_for_good(found: &Deadlock) -> bool {
    let waits = |who: &ThreadId| {
        let stands = found.standing.iter().find(|one| one.thread == *who);
        stands.is_some_and(|one| matches!(one.doing, Doing::Waiting { until: None, .. }))
    };
    !found.cycle.is_empty() && found.cycle.iter().all(waits)
}

/// When a thread goes on by itself, if it does.
pub(super) fn due(standing: &Standing) -> Option<i64> {
    match standing.doing {
        Doing::Sleeping { until } => Some(until),
        Doing::Waiting { until, .. } => until,
        Doing::Ready => None,
    }
}

fn names(machine: &Machine, threads: &[ThreadId]) -> String {
    let mut names: Vec<String> =
        threads.iter().take(MANY).map(|who| Cast::label(&machine.world, *who).to_owned()).collect();
    if threads.len() > MANY {
        names.push(format!("{} more", threads.len() - MANY));
    }
    list(&names)
}

fn first(machine: &Machine, threads: &[ThreadId]) -> String {
    threads.first().map(|who| crate::syntax::quote_thread(machine.world.label(*who))).unwrap_or_default()
}
