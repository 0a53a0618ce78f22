//! What is worth saying of a state besides what has happened: who waits in a circle, why `main` does not go on, who sleeps.

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
    let found = Deadlock::of(machine);
    if is_for_good(&found) && Deadlock::of(&before.machine).cycle != found.cycle {
        let ring = Deadlock {
            standing: found.standing.iter().filter(|one| found.cycle.contains(&one.thread)).cloned().collect(),
            ..found.clone()
        };
        text.push_str(&deadlock(&ring, &scene(now, &now.run, look)));
        text.push_str(&say(paint, "`:undo` takes back what led here; `:check` finds out what else can happen"));
        return text;
    }
    let ready = ready(machine);
    let sleepers: Vec<Standing> = Standing::all(machine)
        .into_iter()
        .filter(|one| matches!(one.doing, Doing::Sleeping { .. } | Doing::Waiting { until: Some(_), .. }))
        .collect();
    if !conduct::rests(machine)
        && let Some(stands) = Standing::of(machine, MAIN).filter(|stands| !matches!(stands.doing, Doing::Ready))
    {
        let why = standing(&stands, &scene(now, &now.run, look));
        text.push_str(&say(paint, &format!("{why}: what you type next is done once it goes on")));
    }
    if !ready.is_empty() {
        let names = names(machine, &ready);
        match moves {
            Moves::Everyone => text.push_str(&say(
                paint,
                &format!("{names} would go on and on, and was stopped here: `:run` lets it, `:manual` holds it back"),
            )),
            Moves::Nobody => {
                text.push_str(&say(paint, &format!("can go on: {names} (`:step {}`)", first(machine, &ready))));
            }
        }
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

/// Threads that can go on; `main` only if it has something to do.
pub(super) fn ready(machine: &Machine) -> Vec<ThreadId> {
    let threads = (0..machine.threads.len()).map(ThreadId::at);
    let can = |who: &ThreadId| {
        let asleep = machine.threads.get(who.index()).is_some_and(|thread| thread.asleep_until.is_some());
        let rests = *who == MAIN && conduct::rests(machine);
        !asleep && !rests && !machine.world.has_ended(*who) && machine.can_go_on(*who)
    };
    threads.filter(can).collect()
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

fn due(standing: &Standing) -> Option<i64> {
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
