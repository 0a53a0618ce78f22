//! Back and forth between tapes: undone, played anew, saved, loaded.

use std::path::Path;

use super::Session;
use crate::repl::notes::say;
use crate::repl::tape::{Onwards, Tape};

impl Session {
    /// Takes back what was done last.
    pub(super) fn undo(&mut self, count: usize) -> Result<String, String> {
        if self.moments.is_empty() {
            return Err("there is nothing to take back\n".to_owned());
        }
        let keep = self.moments.len().saturating_sub(count);
        let gone = self.moments.split_off(keep);
        let Some(to) = gone.first() else { return Ok(String::new()) };
        let now = to.tape.play(Onwards::Stop, &self.settings)?;
        let steps = self.now.machine.world.steps.saturating_sub(now.machine.world.steps);
        let what: Vec<&str> = gone.iter().map(|moment| moment.what.as_str()).collect();
        let whose = if gone.len() == 1 { "its" } else { "their" };
        let steps = match steps {
            0 => String::new(),
            1 => format!(" and {whose} step"),
            steps => format!(" and {whose} {steps} steps"),
        };
        (self.tape, self.moves, self.now) = (to.tape.clone(), to.moves, now);
        Ok(say(self.settings.paint, &format!("took back {}{steps}", what.join(", "))))
    }

    /// Another tape in the place of this one.
    pub(super) fn replace(&mut self, tape: Tape, what: &str) -> Result<String, String> {
        let played = tape.play(Onwards::Stop, &self.settings)?;
        Ok(self.accept(played, what.to_owned()))
    }

    pub(super) fn play(&mut self, schedule: &str) -> Result<String, String> {
        let schedule = schedule.trim_matches(|mark| mark == '\'' || mark == '"').to_owned();
        self.replace(Tape { text: self.tape.text.clone(), schedule }, "`:play`")
    }

    pub(super) fn load(&mut self, file: &Path) -> Result<String, String> {
        let read = std::fs::read_to_string(file);
        let text = read.map_err(|error| format!("`{}` cannot be read: {error}\n", file.display()))?;
        let tape = Tape::of_file(&text);
        let played = tape.play(Onwards::Stop, &self.settings)?;
        let played = if tape.schedule.is_empty() { self.go_on(tape, &played)? } else { played };
        Ok(self.accept(played, format!("`:load {}`", file.display())))
    }

    /// The scenario with the schedule that was played.
    pub(super) fn text(&self) -> String {
        let Tape { text, schedule } = &self.tape;
        if schedule.is_empty() { text.clone() } else { format!("{text}\nschedule {{ {schedule} }}\n") }
    }

    pub(super) fn save(&self, file: &Path) -> Result<String, String> {
        match std::fs::write(file, self.text()) {
            Ok(()) => Ok(say(self.settings.paint, &format!("written: concur script {}", file.display()))),
            Err(error) => Err(format!("`{}` cannot be written: {error}\n", file.display())),
        }
    }
}
