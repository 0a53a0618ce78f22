//! Threads go on: by steps, as far as they can, or with the time.

use super::{MAIN, SPAN, Session};
use crate::conduct::{self, Horizon};
use crate::repl::tape::Onwards;
use crate::repl::{answer, notes, show};
use crate::report::standing;
use crate::run::{Doing, Standing};
use crate::syntax::quote_thread;
use crate::value::ThreadId;

/// Steps that one `:step` does, at most.
const MOST_STEPS: u64 = 1_000;

impl Session {
    /// Lets a thread do single steps.
    pub(super) fn step(&mut self, who: &str, steps: u64) -> Result<String, String> {
        let thread = self.movable(who)?;
        let label = quote_thread(self.now.machine.world.label(thread));
        let (mut tape, mut last) = (self.tape.clone(), None);
        let sleeps = Standing::of(&self.now.machine, thread);
        let sleeps = sleeps.is_some_and(|stands| matches!(stands.doing, Doing::Sleeping { .. }));
        for step in 0..steps.min(MOST_STEPS) {
            let one = tape.and(&format!("{label}*1")).play(Onwards::Stop, &self.settings);
            // Who wakes may find that what it wants is not to be had: then it wakes, and no more.
            let played = match one {
                Err(_) if step == 0 && sleeps => tape.and(&label).play(Onwards::Stop, &self.settings)?,
                played => played?,
            };
            let goes_on = notes::ready(&played.machine).contains(&thread);
            tape.schedule.clone_from(&played.run.schedule);
            last = Some(played);
            if !goes_on {
                break;
            }
        }
        match last {
            Some(played) => Ok(self.accept(played, format!("`:step {label}`"))),
            None => Ok(String::new()),
        }
    }

    pub(super) fn run_one(&mut self, who: &str) -> Result<String, String> {
        let thread = self.movable(who)?;
        let label = quote_thread(self.now.machine.world.label(thread));
        // A turn has no end of its own where the thread goes round for ever.
        let mut tape = self.tape.and(&label);
        let most = self.now.machine.world.steps + SPAN;
        let played = tape.play(Onwards::Freely(Horizon::At(self.now.machine.world.clock), most), &self.settings)?;
        if played.machine.world.steps >= most {
            return self.step(who, SPAN);
        }
        tape.schedule = self.tape.and(&label).schedule;
        let played = tape.play(Onwards::Stop, &self.settings)?;
        Ok(self.accept(played, format!("`:run {label}`")))
    }

    pub(super) fn run_all(&mut self) -> Result<String, String> {
        let most = self.now.machine.world.steps + SPAN;
        let played = self.tape.play(Onwards::Freely(Horizon::Endless, most), &self.settings)?;
        if played.lines.len() == self.now.lines.len() {
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
            let labels: Vec<&str> = roster.iter().map(|entry| &*entry.label).collect();
            return Err(format!("there is no thread `{name}`: there is {}\n", labels.join(", ")));
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
        let begin = self.now.machine.world.clock;
        let passes = answer::duration(duration)?;
        if conduct::rests(&self.now.machine) {
            // `main` is free: it sleeps so long, which is part of the scenario from now on.
            return self.add(&format!("sleep {duration}"));
        }
        let most = self.now.machine.world.steps + SPAN;
        let horizon = Horizon::At(begin.saturating_add(passes));
        let played = self.tape.play(Onwards::Freely(horizon, most), &self.settings)?;
        if played.lines.len() == self.now.lines.len() {
            return Err("nothing happens in that time\n".to_owned());
        }
        Ok(self.accept(played, format!("`:time {duration}`")))
    }
}
