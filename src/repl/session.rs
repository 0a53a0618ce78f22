//! A session: what is entered and commanded, step by step, and back again.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::command::{Command, words};
use super::notes::{Moves, notes, say};
use super::tape::{Onwards, Played, Tape};
use super::{answer, help, search, show};
use crate::conduct::{self, Horizon};
use crate::explore::Progress;
use crate::machine::Action;
use crate::report::{Paint, Scene, standing, uncaught};
use crate::run::{Doing, Standing};
use crate::source::{Look, Severity, render};
use crate::syntax::{ast::StatementKind, quote_thread};
use crate::value::ThreadId;

const MAIN: ThreadId = ThreadId(0);
/// Steps that threads do by themselves after one entry, at most.
const SPAN: u64 = 1_000;
/// Lines of a trace that are shown after one entry, at most, and how many of them from its end.
const SHOWN: usize = 60;
const SHOWN_AT_END: usize = 40;
/// Steps that one `:step` does, at most.
const MOST_STEPS: u64 = 1_000;

/// How a session looks, and how it is interrupted.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Colours.
    pub paint: Paint,
    /// How diagnostics are drawn.
    pub look: Look,
    /// How many threads search at `:check`.
    pub jobs: usize,
    /// Set by Ctrl-C: what is being done stops.
    pub interrupt: Arc<AtomicBool>,
}

/// What comes of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// To be shown.
    pub text: String,
    /// Whether something was wrong: the session is as it was.
    pub refused: bool,
    /// Whether the session is over.
    pub ends: bool,
}

/// A point to which one can go back.
#[derive(Clone, Debug)]
struct Moment {
    tape: Tape,
    moves: Moves,
    /// What was done then.
    what: String,
}

/// A session.
#[derive(Debug)]
pub struct Session {
    settings: Settings,
    tape: Tape,
    moves: Moves,
    now: Played,
    moments: Vec<Moment>,
}

impl Session {
    /// A session in which nothing has happened. Fails only if the tool is broken.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let tape = Tape::default();
        let now = tape.play(Onwards::Stop, &settings)?;
        Ok(Self { settings, tape, moves: Moves::Everyone, now, moments: Vec::new() })
    }

    /// Takes one entry: text of a scenario, a question, or a command. `tell` hears how far a search is.
    pub fn enter(&mut self, entry: &str, tell: &mut dyn FnMut(&Progress)) -> Reply {
        self.settings.interrupt.store(false, Ordering::Relaxed);
        let entry = entry.trim_end();
        let done = match entry.trim_start() {
            "" => Ok(String::new()),
            ":quit" | ":q" | ":exit" => return Reply { ends: true, ..Reply::default() },
            command if command.starts_with(':') => self.command(command, tell),
            _ => self.add(entry),
        };
        match done {
            Ok(text) => Reply { text, ..Reply::default() },
            Err(text) => Reply { text, refused: true, ends: false },
        }
    }

    /// More text.
    fn add(&mut self, entry: &str) -> Result<String, String> {
        if self.now.machine.world.has_ended(MAIN) {
            return Err("main has ended, and does nothing more: `:undo` takes that back, `:reset` begins anew\n".into());
        }
        let begin = self.tape.text.len();
        let longer = Tape { text: format!("{}{entry}\n", self.tape.text), schedule: self.tape.schedule.clone() };
        let there = longer.play(Onwards::Stop, &self.settings)?;
        if let Some(question) = answer::question(&there.script, &longer.text, begin) {
            return Ok(format!("{}\n", answer::answer(&self.tape, question, &self.settings)?));
        }
        if there
            .script
            .statements
            .iter()
            .any(|one| one.span.range().start >= begin && matches!(one.kind, StatementKind::Schedule(_)))
        {
            return Err("a session makes its own schedule: `:step` and `:run` go on, `:play` follows one\n".into());
        }
        if !there.lines.starts_with(&self.now.lines) {
            return Err("with this line, what was before it would have happened in another way\n".into());
        }
        let played = self.go_on(longer, &there)?;
        if matches!(played.machine.pending(MAIN), Some(Action::Continue)) {
            return Err("main would compute for ever here, and never come to a step\n".into());
        }
        let raised = played.run.uncaught.iter().find(|one| one.thread == MAIN);
        if let Some(raised) = raised.filter(|one| one.place.is_none_or(|place| place.range().start >= begin)) {
            let text = uncaught(raised, &self.scene(&played));
            return Err(text + &say(self.settings.paint, "it is as if this had not been typed"));
        }
        let warnings = played
            .warnings
            .iter()
            .filter(|warning| warning.severity != Severity::Error && warning.span().range().start >= begin);
        let warnings: String =
            warnings.map(|warning| render(warning, &played.source, self.settings.look) + "\n").collect();
        Ok(warnings + &self.accept(played, format!("`{}`", headline(entry))))
    }

    /// `main` does what has come to its text, and then all others that move by themselves go on. `there` is where the tape ends.
    fn go_on(&self, tape: Tape, there: &Played) -> Result<Played, String> {
        let is_free = there.machine.can_go_on(MAIN) && !conduct::rests(&there.machine);
        let tape = if is_free { tape.and("main") } else { tape };
        let onwards = match self.moves {
            Moves::Everyone => Onwards::Freely(Horizon::UntilMainRests, there.machine.world.steps + SPAN),
            Moves::Nobody => Onwards::Stop,
        };
        tape.play(onwards, &self.settings)
    }

    /// What was played is what is now. Says what has happened by it.
    fn accept(&mut self, played: Played, what: String) -> String {
        let Settings { paint, look, .. } = self.settings;
        let mut text = happened(&self.now.lines, &played.lines, paint);
        text.push_str(&notes(&self.now, &played, self.moves, paint, look));
        self.remember(what);
        self.tape = Tape { text: played.source.text().to_owned(), schedule: played.run.schedule.clone() };
        self.now = played;
        text
    }

    fn remember(&mut self, what: String) {
        self.moments.push(Moment { tape: self.tape.clone(), moves: self.moves, what });
    }

    fn command(&mut self, line: &str, tell: &mut dyn FnMut(&Progress)) -> Result<String, String> {
        let words = words(line);
        let Some((name, arguments)) = words.split_first() else { return Ok(String::new()) };
        let command = Command::of(name).map_err(|why| why + "\n")?;
        let rest = line.get(name.len()..).unwrap_or_default().trim();
        let Settings { paint, look, .. } = self.settings;
        let none = |text: String| match arguments {
            [] => Ok(text),
            _ => Err(usage(command)),
        };
        match (command.name, arguments) {
            (":threads", _) => none(show::threads(&self.now, paint, look)),
            (":locks", _) => none(show::objects(&self.now)),
            (":vars", _) => none(show::variables(&self.now, &self.locals())),
            (":text", _) => none(self.text()),
            (":trace", []) => Ok(self.trace(usize::MAX)),
            (":trace", [last]) => Ok(self.trace(number(last, command)?)),
            (":step", [who]) => self.step(who, 1),
            (":step", [who, steps]) => self.step(who, number(steps, command)? as u64),
            (":run", []) => self.run_all(),
            (":run", [who]) => self.run_one(who),
            (":time", [_, ..]) => self.let_pass(rest),
            (":manual", []) => Ok(self.moves(Moves::Nobody, "from now on threads move only at `:step` and `:run`")),
            (":auto", []) => {
                Ok(self.moves(Moves::Everyone, "from now on threads run by themselves; `:run` lets them now"))
            }
            (":undo", []) => self.undo(1),
            (":undo", [count]) => self.undo(number(count, command)?),
            (":check", []) => search::check(&self.tape, &self.now, &self.settings, tell),
            (":play", [_, ..]) => self.play(rest),
            (":save", [file]) => self.save(Path::new(file)),
            (":load", [file]) => self.load(Path::new(file)),
            (":reset", []) => self.replace(Tape::default(), "`:reset`"),
            (":help", _) => help::help(rest, paint),
            _ => Err(usage(command)),
        }
    }

    /// Lets a thread do single steps.
    fn step(&mut self, who: &str, steps: u64) -> Result<String, String> {
        let thread = self.movable(who)?;
        let label = quote_thread(self.now.machine.world.label(thread));
        let (mut tape, mut last) = (self.tape.clone(), None);
        for _ in 0..steps.min(MOST_STEPS) {
            let played = tape.and(&format!("{label}*1")).play(Onwards::Stop, &self.settings)?;
            let goes_on = super::notes::ready(&played.machine).contains(&thread);
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

    fn run_one(&mut self, who: &str) -> Result<String, String> {
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

    fn run_all(&mut self) -> Result<String, String> {
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

    fn let_pass(&mut self, duration: &str) -> Result<String, String> {
        let begin = self.now.machine.world.clock;
        if conduct::rests(&self.now.machine) {
            // `main` is free: it sleeps so long, which is part of the scenario from now on.
            return self.add(&format!("sleep {duration}"));
        }
        let passes = answer::duration(duration)?;
        let most = self.now.machine.world.steps + SPAN;
        let horizon = Horizon::At(begin.saturating_add(passes));
        let played = self.tape.play(Onwards::Freely(horizon, most), &self.settings)?;
        if played.lines.len() == self.now.lines.len() {
            return Err("nothing happens in that time\n".to_owned());
        }
        Ok(self.accept(played, format!("`:time {duration}`")))
    }

    fn moves(&mut self, moves: Moves, words: &str) -> String {
        if self.moves != moves {
            self.remember(if moves == Moves::Nobody { "`:manual`" } else { "`:auto`" }.to_owned());
            self.moves = moves;
        }
        say(self.settings.paint, words)
    }

    /// Takes back what was done last.
    fn undo(&mut self, count: usize) -> Result<String, String> {
        if self.moments.is_empty() {
            return Err("there is nothing to take back\n".to_owned());
        }
        let keep = self.moments.len().saturating_sub(count);
        let gone = self.moments.split_off(keep);
        let Some(to) = gone.first() else { return Ok(String::new()) };
        let now = to.tape.play(Onwards::Stop, &self.settings)?;
        let steps = self.now.machine.world.steps.saturating_sub(now.machine.world.steps);
        let what: Vec<&str> = gone.iter().map(|moment| moment.what.as_str()).collect();
        let steps = match steps {
            0 => String::new(),
            1 => " and its step".to_owned(),
            steps => format!(" and its {steps} steps"),
        };
        (self.tape, self.moves, self.now) = (to.tape.clone(), to.moves, now);
        Ok(say(self.settings.paint, &format!("took back {}{steps}", what.join(", "))))
    }

    /// Another tape in the place of this one.
    fn replace(&mut self, tape: Tape, what: &str) -> Result<String, String> {
        let played = tape.play(Onwards::Stop, &self.settings)?;
        Ok(self.accept(played, what.to_owned()))
    }

    fn play(&mut self, schedule: &str) -> Result<String, String> {
        let schedule = schedule.trim_matches(|mark| mark == '\'' || mark == '"').to_owned();
        self.replace(Tape { text: self.tape.text.clone(), schedule }, "`:play`")
    }

    fn load(&mut self, file: &Path) -> Result<String, String> {
        let read = std::fs::read_to_string(file);
        let text = read.map_err(|error| format!("`{}` cannot be read: {error}\n", file.display()))?;
        let tape = Tape::of_file(&text);
        let played = tape.play(Onwards::Stop, &self.settings)?;
        let played = if tape.schedule.is_empty() { self.go_on(tape, &played)? } else { played };
        Ok(self.accept(played, format!("`:load {}`", file.display())))
    }

    /// The scenario with the schedule that was played.
    fn text(&self) -> String {
        let Tape { text, schedule } = &self.tape;
        if schedule.is_empty() { text.clone() } else { format!("{text}\nschedule {{ {schedule} }}\n") }
    }

    fn save(&self, file: &Path) -> Result<String, String> {
        match std::fs::write(file, self.text()) {
            Ok(()) => Ok(say(self.settings.paint, &format!("written: concur script {}", file.display()))),
            Err(error) => Err(format!("`{}` cannot be written: {error}\n", file.display())),
        }
    }

    fn trace(&self, last: usize) -> String {
        let lines = &self.now.lines;
        let shown = lines.get(lines.len().saturating_sub(last)..).unwrap_or_default();
        shown.iter().map(|line| format!("{line}\n")).collect()
    }

    /// The locals of `main`, with their values.
    fn locals(&self) -> Vec<(String, String)> {
        let names = answer::locals(&self.now.script);
        let value = |name: &String| Some((name.clone(), answer::answer(&self.tape, name, &self.settings).ok()?));
        names.iter().filter_map(value).collect()
    }

    fn scene<'a>(&self, played: &'a Played) -> Scene<'a> {
        show::scene(played, &played.run, self.settings.look)
    }
}

/// What stands in `now` and not in `before`; the middle of much is left out.
fn happened(before: &[String], now: &[String], paint: Paint) -> String {
    let same = before.iter().zip(now).take_while(|(one, other)| one == other).count();
    let new = now.get(same..).unwrap_or_default();
    let line = |line: &String| format!("{line}\n");
    let Some(left_out) = new.len().checked_sub(SHOWN).filter(|more| *more > 0) else {
        return new.iter().map(line).collect();
    };
    let (first, last) = (new.iter().take(SHOWN - SHOWN_AT_END), new.iter().skip(new.len() - SHOWN_AT_END));
    let between = say(paint, &format!("... {left_out} more lines (`:trace` shows all) ..."));
    first.map(line).collect::<String>() + &between + &last.map(line).collect::<String>()
}

fn number(word: &str, command: &Command) -> Result<usize, String> {
    word.parse().ok().filter(|number| *number > 0).ok_or_else(|| usage(command))
}

fn usage(command: &Command) -> String {
    format!("usage: {}   {}\n", command.usage, command.help)
}

/// An entry's first line, cut short.
fn headline(entry: &str) -> String {
    const WIDE: usize = 40;
    let line = entry.lines().next().unwrap_or_default().trim();
    let cut: String = line.chars().take(WIDE).collect();
    if cut.len() < line.len() || entry.lines().count() > 1 { format!("{cut}...") } else { cut }
}
