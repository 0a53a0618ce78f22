//! Threads go on: by steps, as far as they can, or with the time.

use super::{MAIN, SPAN, Session};
use crate::conduct::{self, Horizon};
use crate::repl::notes::Moves;
use crate::repl::tape::{Onwards, Played, Tape};
use crate::repl::{answer, notes, show};
use crate::report::phrase::{clock, duration as length};
use crate::report::standing;
use crate::run::{Doing, Standing};
use crate::syntax::quote_thread;
use crate::value::ThreadId;

/// Steps that one `:step` does, at most: each command plays all steps so far.
const MOST_STEPS: u64 = 10_000;

/// So many threads are named where none has the name that was typed.
const MOST_NAMED: usize = 20;

impl Session {
    /// Lets a thread do so many steps, if it does not stop before.
    pub(super) fn step(&mut self, who: &str, steps: u64) -> Result<String, String> {
        if steps > MOST_STEPS {
            return Err(format!("no more than {MOST_STEPS} steps at once\n"));
        }
        let count = if steps == 1 { String::new() } else { format!(" {steps}") };
        self.turn(who, steps, |label| format!("`:step {label}{count}`"))
    }

    /// Lets a thread go on until it stops. A turn has no end of its own where the thread goes round for ever.
    pub(super) fn run_one(&mut self, who: &str) -> Result<String, String> {
        self.turn(who, SPAN, |label| format!("`:run {label}`"))
    }

    /// A turn of one thread, of so many steps at most.
    fn turn(&mut self, who: &str, most: u64, what: impl Fn(&str) -> String) -> Result<String, String> {
        let thread = self.movable(who)?;
        let label = quote_thread(self.now.machine.world.label(thread));
        let upto = self.now.machine.world.steps.saturating_add(most);
        let played = self.tape.and(&label).play(Onwards::UpTo(upto), &self.settings)?;
        Ok(self.accept(played, what(&label)))
    }

    pub(super) fn run_all(&mut self) -> Result<String, String> {
        let most = self.now.machine.world.steps + SPAN;
        let played = self.tape.play(Onwards::Freely(Horizon::Endless, most), &self.settings)?;
        if played.run.schedule == self.now.run.schedule {
            return Err(format!(
                "no thread can go on\n{}",
                show::threads(&self.now, self.settings.paint, self.settings.look)
            ));
        }
        Ok(self.accept(played, "`:run`".to_owned()))
    }

    /// The thread of this name, if it can do a step.
    fn movable(&self, name: &str) -> Result<ThreadId, String> {
        let machine = &self.now.machine;
        let roster = &machine.world.roster;
        let Some(index) = roster.iter().position(|entry| *entry.label == *name) else {
            let labels: Vec<&str> = roster.iter().map(|entry| &*entry.label).take(MOST_NAMED).collect();
            let more = roster.len() - labels.len();
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            return Err(format!("there is no thread `{name}`: there is {}{more}\n", labels.join(", ")));
        };
        let who = ThreadId::at(index);
        if who == MAIN && conduct::rests(machine) {
            return Err("main has done all that was typed\n".to_owned());
        }
        let Some(stands) = Standing::of(machine, who) else { return Err(format!("{name} has ended\n")) };
        match stands.doing {
            Doing::Waiting { until: None, .. } => Err(standing(&stands, &self.scene(&self.now)) + "\n"),
            _ => Ok(who),
        }
    }

    pub(super) fn let_pass(&mut self, duration: &str) -> Result<String, String> {
        let machine = &self.now.machine;
        let (passes, main_is_free) = (answer::duration(duration)?, conduct::rests(machine));
        match self.moves {
            // `main` is free: it sleeps so long, which is part of the scenario from now on.
            Moves::Everyone if main_is_free => self.add(&format!("sleep {duration}"), format!("`:time {duration}`")),
            Moves::Everyone => {
                let horizon = Horizon::At(machine.world.clock.saturating_add(passes));
                let most = machine.world.steps + SPAN;
                let played = self.tape.play(Onwards::Freely(horizon, most), &self.settings)?;
                self.accept_if_moved(played, format!("`:time {duration}`"))
            }
            Moves::Nobody => {
                let until = machine.world.clock.saturating_add(passes);
                let asleep = if main_is_free { Some(self.sleeping(duration)?) } else { None };
                let played = self.woken_until(asleep.as_ref().unwrap_or(&self.now), until)?;
                self.accept_if_moved(played, format!("`:time {duration}`"))
            }
        }
    }

    /// `main`, which is free, has gone to sleep.
    fn sleeping(&self, duration: &str) -> Result<Played, String> {
        let longer = self.tape.longer(&format!("sleep {duration}"), &self.settings)?;
        longer.and("main").play(Onwards::Stop, &self.settings)
    }

    /// Wakes those whose sleep ends until then, one after the other, and lets none of them do a step.
    fn woken_until(&self, from: &Played, until: i64) -> Result<Played, String> {
        let machine = &from.machine;
        let roster = machine.threads.iter().filter_map(|thread| Some((thread.asleep_until?, thread.handle.id)));
        let mut due: Vec<(i64, ThreadId)> = roster.filter(|(wakes, _)| *wakes <= until).collect();
        // Those of one instant in the order of their threads: none of them does anything yet.
        due.sort_unstable();
        let rouse = |tape: Tape, (_, who): &(i64, ThreadId)| {
            tape.and(&format!("{}:wake", quote_thread(machine.world.label(*who))))
        };
        let mut tape = due.iter().fold(from.tape(), rouse);
        // `main` is not held back: where it waits no longer than that, it goes on.
        let main = machine.threads.first().filter(|_| !machine.can_go_on(MAIN));
        if main.is_some_and(|main| main.asleep_until.is_none() && main.deadline.is_some_and(|due| due <= until)) {
            tape = tape.and("main");
        }
        tape.play(Onwards::Stop, &self.settings)
    }

    fn accept_if_moved(&mut self, played: Played, what: String) -> Result<String, String> {
        if played.run.schedule != self.now.run.schedule {
            return Ok(self.accept(played, what));
        }
        let next = notes::timed(&self.now.machine).iter().filter_map(notes::due).min();
        let now = self.now.machine.world.clock;
        let next = next.map(|due| format!(", nor before {}: `:time {}` goes there", clock(due), length(due - now)));
        Err(format!("nothing happens in that time{}\n", next.unwrap_or_default()))
    }
}
