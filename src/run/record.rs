//! Writes the choices of a run down as a schedule that replays it.

use crate::machine::Machine;
use crate::syntax;
use crate::value::{self, Names, ThreadId, Value};

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
    decisions: Vec<Decision>,
}

/// How one thing was decided that a step left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// `choose` took the option of this text (see [`option_texts`]).
    Option(String),
    /// These waiters were woken, in this order.
    Waiters(Vec<ThreadId>),
    /// It woke, without a notify or before any step.
    Woken,
}

impl Decision {
    /// One more waiter is woken in a step of which this was decided so far.
    pub fn add_waiter(decisions: &mut Vec<Self>, woken: Option<ThreadId>) {
        match decisions.last_mut() {
            Some(Self::Waiters(all)) => all.extend(woken),
            _ => decisions.push(Self::Waiters(woken.into_iter().collect())),
        }
    }
}

/// What schedules call the options of a `choose`: each as it is printed (its repr). Of different options that are printed
/// alike, such as two threads of one name, the second has `#2` behind it.
pub fn option_texts(options: &[Value], names: &dyn Names) -> Vec<String> {
    let texts: Vec<String> = options.iter().map(|option| value::repr(option, names)).collect();
    let text = |(index, text): (usize, &String)| {
        let mut alike: Vec<&Value> = Vec::new();
        for (option, other) in options.iter().zip(&texts).take(index + 1) {
            if other == text && !alike.contains(&option) {
                alike.push(option);
            }
        }
        let own = options.get(index);
        match alike.iter().position(|option| Some(*option) == own) {
            Some(place) if place > 0 => format!("{text}#{}", place + 1),
            _ => text.clone(),
        }
    };
    texts.iter().enumerate().map(text).collect()
}

impl Record {
    /// A step was done; `stopped` if the thread cannot go on by itself after it.
    pub fn step(&mut self, thread: ThreadId, stopped: bool, decisions: Vec<Decision>) {
        let goes_on = |turn: &&mut Turn| turn.thread == thread && !turn.stopped && turn.decisions.is_empty();
        match self.turns.last_mut().filter(goes_on) {
            Some(turn) if decisions.is_empty() => {
                turn.steps += 1;
                turn.stopped = stopped;
            }
            _ => self.turns.push(Turn { thread, steps: 1, stopped, decisions }),
        }
    }

    /// A sleeper woke and could do no step.
    pub fn wake(&mut self, thread: ThreadId) {
        self.turns.push(Turn { thread, steps: 0, stopped: true, decisions: Vec::new() });
    }

    /// A sleeper woke, and no step of it followed yet.
    pub fn rouse(&mut self, thread: ThreadId) {
        self.turns.push(Turn { thread, steps: 0, stopped: true, decisions: vec![Decision::Woken] });
    }

    /// The schedule's text: `main a*2 b "Worker 1"`.
    pub fn text(&self, machine: &Machine) -> String {
        let quoted = |thread: &ThreadId| syntax::quote_thread(machine.world.label(*thread));
        let entry = |turn: &Turn| {
            let name = quoted(&turn.thread);
            let decided = |decision: &Decision| match decision {
                Decision::Option(text) => format!(":choose({text})"),
                Decision::Woken => ":wake".to_owned(),
                Decision::Waiters(waiters) => {
                    format!(":notify({})", waiters.iter().map(quoted).collect::<Vec<_>>().join(", "))
                }
            };
            match turn.decisions.as_slice() {
                [] if turn.stopped => name,
                [] => format!("{name}*{}", turn.steps),
                decisions => name + &decisions.iter().map(decided).collect::<String>(),
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
        let plain = |turn: &Self| turn.decisions.is_empty() && turn.steps > 0;
        self.thread == next.thread && plain(self) && plain(next)
    }
}
