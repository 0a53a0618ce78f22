//! More text: what `main` does of it, and what it comes to.

use super::{MAIN, SPAN, Session};
use crate::conduct::Horizon;
use crate::repl::answer;
use crate::repl::notes::{Moves, STUCK, is_stuck, ready, say};
use crate::repl::tape::{Onwards, Played, Tape};
use crate::report::uncaught;
use crate::source::{Severity, brief, render};
use crate::syntax::ast::StatementKind;

impl Session {
    /// More text. `what` is what is taken back if it is.
    pub(super) fn add(&mut self, entry: &str, what: String) -> Result<String, String> {
        if self.now.machine.world.has_ended(MAIN) {
            return Err("main has ended, and does nothing more: `:undo` takes that back, `:reset` begins anew\n".into());
        }
        if is_stuck(&self.now.machine) {
            return Err(format!("{STUCK}\n"));
        }
        let begin = self.tape.text.source.text().len();
        let longer = self.tape.longer(entry, &self.settings)?;
        let there = longer.play(Onwards::Stop, &self.settings)?;
        let expression = answer::expression(&there.text.script, begin);
        if let Some(question) = expression.filter(|one| answer::is_pure(one)) {
            let question = there.text.source.slice(question.span);
            return Ok(format!("{}\n", brief(&answer::answer(&self.tape, question, &self.settings)?)));
        }
        if there
            .text
            .script
            .statements
            .iter()
            .any(|one| one.span.range().start >= begin && matches!(one.kind, StatementKind::Schedule(_)))
        {
            return Err("a session makes its own schedule: `:step` and `:run` go on, `:play` follows one\n".into());
        }
        let steps = |played: &'_ Played| played.lines.iter().filter(|line| line.is_step).cloned().collect::<Vec<_>>();
        if !steps(&there).starts_with(&steps(&self.now)) {
            return Err("with this line, what was before it would have happened in another way\n".into());
        }
        let played = self.go_on(longer, &there)?;
        if let Some(raised) = played.run.uncaught.iter().find(|one| one.thread == MAIN) {
            let text = uncaught(raised, &self.scene(&played));
            return Err(text + &say(self.settings.paint, "it is as if this had not been typed"));
        }
        let warnings = played
            .text
            .warnings
            .iter()
            .filter(|warning| warning.severity != Severity::Error && warning.span().range().start >= begin);
        let warnings: String =
            warnings.map(|warning| render(warning, &played.text.source, self.settings.look) + "\n").collect();
        let value = expression.and_then(|one| self.value(there.text.source.slice(one.span), &played));
        let value = value.filter(|value| value != "None").map(|value| format!("{}\n", brief(&value)));
        let told = self.accept_with(played, what, &value.unwrap_or_default());
        Ok(warnings + &told)
    }

    /// What an expression comes to that is more than a look, if `main` comes to the end of it: as if it were printed.
    /// `silent` is what was played of it.
    fn value(&self, expression: &str, silent: &Played) -> Option<String> {
        let longer = self.tape.longer(&format!("print [{expression}]"), &self.settings).ok()?;
        let there = longer.play(Onwards::Stop, &self.settings).ok()?;
        let asked = self.go_on(longer, &there).ok()?;
        answer::printed_besides(&silent.printed, &asked.printed)
    }

    /// `main` does what has come to its text, and then all others that move by themselves go on. `there` is where the tape ends.
    pub(super) fn go_on(&self, tape: Tape, there: &Played) -> Result<Played, String> {
        let is_free = ready(&there.machine).contains(&MAIN) && there.machine.can_go_on(MAIN);
        let tape = if is_free { tape.and("main") } else { tape };
        let onwards = match self.moves {
            Moves::Everyone => Onwards::Freely(Horizon::UntilMainRests, there.machine.world.steps + SPAN),
            Moves::Nobody => Onwards::Stop,
        };
        tape.play(onwards, &self.settings)
    }
}
