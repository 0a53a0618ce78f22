//! Writes the choices of a run down as a schedule that replays it.

use crate::machine::Machine;
use crate::syntax;
use crate::value::ThreadId;

/// So many turns of one thread in a row are told as one of all their steps.
const LONG_ROW: usize = 4;

/// A schedule in the making.
#[derive(Debug, Default)]
pub struct Record {
    turns: Vec<Turn>,
}

#[derive(Debug)]
struct Turn {
    thread: ThreadId,
    steps: u64,
    stopped: bool,
    decision: Option<Decision>,
}

/// What a step left open, and how it was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// `choose` took the option with this repr.
    Option(String),
    /// These waiters were woken, not the longest waiting ones.
    Waiters(Vec<ThreadId>),
    /// It woke, without a notify or before any step.
    Woken,
}

impl Decision {
    /// One more waiter is woken in this step.
    pub fn add_waiter(decision: &mut Option<Self>, woken: Option<ThreadId>) {
        match decision {
            Some(Self::Waiters(all)) => all.extend(woken),
            _ => *decision = Some(Self::Waiters(woken.into_iter().collect())),
        }
    }
}

impl Record {
    /// A step was done; `stopped` if the thread cannot go on by itself after it.
    pub fn step(&mut self, thread: ThreadId, stopped: bool, decision: Option<Decision>) {
        if decision.is_none()
            && let Some(turn) =
                self.turns.last_mut().filter(|turn| turn.thread == thread && !turn.stopped && turn.decision.is_none())
        {
            turn.steps += 1;
            turn.stopped = stopped;
            return;
        }
        self.turns.push(Turn { thread, steps: 1, stopped, decision });
    }

    /// A sleeper woke and could do no step.
    pub fn wake(&mut self, thread: ThreadId) {
        self.turns.push(Turn { thread, steps: 0, stopped: true, decision: None });
    }

    /// A sleeper woke, and no step of it followed yet.
    pub fn rouse(&mut self, thread: ThreadId) {
        self.turns.push(Turn { thread, steps: 0, stopped: true, decision: Some(Decision::Woken) });
    }

    /// The schedule's text: `main a*2 b "Worker 1"`.
    pub fn text(&self, machine: &Machine) -> String {
        let quoted = |thread: &ThreadId| syntax::quote_thread(machine.world.label(*thread));
        let entry = |turn: &Turn| {
            let name = quoted(&turn.thread);
            match &turn.decision {
                Some(Decision::Option(value)) => format!("{name}:choose({value})"),
                Some(Decision::Woken) => format!("{name}:wake"),
                Some(Decision::Waiters(waiters)) => {
                    format!("{name}:notify({})", waiters.iter().map(quoted).collect::<Vec<_>>().join(", "))
                }
                None if turn.stopped => name,
                None => format!("{name}*{}", turn.steps),
            }
        };
        let rows = self.turns.chunk_by(|one, other| one.goes_on_as(other));
        let text = |row: &[Turn]| match row {
            [first, .., _] if row.len() >= LONG_ROW => {
                format!("{}*{}", quoted(&first.thread), row.iter().map(|turn| turn.steps).sum::<u64>())
            }
            row => row.iter().map(entry).collect::<Vec<_>>().join(" "),
        };
        rows.map(text).collect::<Vec<_>>().join(" ")
    }
}

impl Turn {
    /// Whether `next` is just more steps of the same thread. That a sleeper only wakes has to be said.
    fn goes_on_as(&self, next: &Self) -> bool {
        let plain = |turn: &Self| turn.decision.is_none() && turn.steps > 0;
        self.thread == next.thread && plain(self) && plain(next)
    }
}
