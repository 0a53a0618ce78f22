//! Back and forth between tapes: undone, played anew, saved, loaded.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use super::Session;
use crate::repl::notes::say;
use crate::repl::tape::{Onwards, Tape};
use crate::report::phrase::shell;
use crate::source::{create, replace};

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
        let all = if gone.len() < count { ": that was all" } else { "" };
        Ok(say(self.settings.paint, &format!("took back {}{steps}{all}", what.join(", "))))
    }

    /// Another tape in the place of this one.
    pub(super) fn replace(&mut self, tape: Tape, what: String) -> Result<String, String> {
        let played = tape.play(Onwards::Stop, &self.settings)?;
        Ok(self.accept(played, what))
    }

    /// The text in another order: all that happens is shown, from the first step.
    pub(super) fn play(&mut self, given: &str) -> Result<String, String> {
        let quoted = ['\'', '"'].iter().find_map(|mark| given.strip_prefix(*mark)?.strip_suffix(*mark));
        let schedule = quoted.filter(|inside| !inside.contains('"')).unwrap_or(given).to_owned();
        let played = Tape { text: Arc::clone(&self.tape.text), schedule }.play(Onwards::Stop, &self.settings)?;
        // From the first step on, so that all of it is new.
        self.now = Tape::fresh(Arc::clone(&self.tape.text)).play(Onwards::Stop, &self.settings)?;
        Ok(self.accept(played, format!("`:play {given}`")))
    }

    pub(super) fn load(&mut self, file: &Path) -> Result<String, String> {
        let read = std::fs::read_to_string(file);
        let text = read.map_err(|error| format!("`{}` cannot be read: {error}\n", file.display()))?;
        let tape = Tape::of_file(&text, &self.settings)?;
        let played = tape.play(Onwards::Stop, &self.settings)?;
        let played = if tape.schedule.is_empty() { self.go_on(tape, &played)? } else { played };
        Ok(self.accept(played, format!("`:load {}`", file.display())))
    }

    /// The scenario with the schedule that was played.
    pub(super) fn text(&self) -> String {
        let Tape { text, schedule } = &self.tape;
        let text = text.source.text();
        if schedule.is_empty() { text.to_owned() } else { format!("{text}\nschedule {{ {schedule} }}\n") }
    }

    pub(super) fn save(&mut self, file: &Path) -> Result<String, String> {
        if self.may_write.insert(file.to_owned()) && file.exists() {
            return Err(format!("`{}` is there already: the same command once more writes over it\n", file.display()));
        }
        let name = file.display();
        let text = self.text();
        let written = match std::fs::read_to_string(file) {
            Ok(before) => replace(file, &before, &text),
            Err(error) if error.kind() == ErrorKind::NotFound => create(file, &text),
            Err(error) => Err(error),
        };
        match written {
            Ok(()) => {
                let command = format!("written: concur script {}", shell(&name.to_string()));
                Ok(say(self.settings.paint, &command))
            }
            Err(error) => Err(format!("`{name}` cannot be written: {error}\n")),
        }
    }
}
