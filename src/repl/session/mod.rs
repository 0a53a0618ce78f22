//! A session: what is entered and commanded, step by step, and back again.

mod add;
mod happened;
mod keep;
mod moves;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::command::{Command, words};
use super::notes::{Moves, notes, say};
use super::tape::{Onwards, Played, Tape};
use super::text::Text;
use super::{answer, help, search, show};
use crate::assist::Vocabulary;
use crate::conduct;
use crate::explore::Progress;
use crate::report::{Paint, Scene, overlap, uncaught, wrapped};
use crate::source::Look;
use crate::value::ThreadId;
use happened::happened;

const MAIN: ThreadId = ThreadId(0);
/// Steps that threads do by themselves after one entry, at most.
pub(super) const SPAN: u64 = 1_000;

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
    /// Files that may be written over: those that this session wrote, or was told about once.
    may_write: BTreeSet<PathBuf>,
}

impl Session {
    /// A session in which nothing has happened. Fails only if the tool is broken.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let tape = Tape::fresh(Text::read("", &settings)?);
        let now = tape.play(Onwards::Stop, &settings)?;
        Ok(Self { settings, tape, moves: Moves::Everyone, now, moments: Vec::new(), may_write: BTreeSet::new() })
    }

    /// Takes one entry: text of a scenario, a question, or a command. `tell` hears how far a search is.
    pub fn enter(&mut self, entry: &str, tell: &mut dyn FnMut(&Progress)) -> Reply {
        self.settings.interrupt.store(false, Ordering::Relaxed);
        let entry = entry.trim_end();
        let done = match &*self.meant(entry.trim_start()) {
            "" => Ok(String::new()),
            ":quit" | ":q" | ":exit" => return Reply { ends: true, ..Reply::default() },
            command if command.starts_with(':') => self.command(command, tell),
            _ => self.add(entry, format!("`{}`", headline(entry))),
        };
        match done {
            Ok(text) => Reply { text, ..Reply::default() },
            Err(text) => Reply { text, refused: true, ends: false },
        }
    }

    /// The command that is meant by a word that leads out of other sessions, or to help; unless it is a name here.
    fn meant<'e>(&self, entry: &'e str) -> Cow<'e, str> {
        let (first, rest) = entry.split_once(' ').unwrap_or((entry, ""));
        let word = first.trim_end_matches("()");
        match (word, rest) {
            _ if self.declares(word) => entry.into(),
            ("exit" | "quit", "") => ":quit".into(),
            ("help" | "?", topic) if !topic.contains(' ') => format!(":help {topic}").into(),
            _ => entry.into(),
        }
    }

    /// Whether Ctrl-C was pressed while the latest entry was being done.
    pub fn was_interrupted(&self) -> bool {
        self.settings.interrupt.load(Ordering::Relaxed)
    }

    fn declares(&self, word: &str) -> bool {
        self.now.text.names().definitions.iter().any(|one| one.name.text == word)
    }

    /// The names that there are.
    pub fn vocabulary(&self) -> Vocabulary {
        let Played { text, machine, .. } = &self.now;
        let alive = machine.world.roster.iter().filter(|one| !one.life.ended);
        Vocabulary {
            threads: alive.map(|one| one.label.to_string()).collect(),
            ..Vocabulary::at(&text.names(), text.source.text().len())
        }
    }

    /// What was played is what is now. Says what has happened by it.
    fn accept(&mut self, played: Played, what: String) -> String {
        self.accept_with(played, what, "")
    }

    /// The same, with an answer to what was asked by the way.
    fn accept_with(&mut self, played: Played, what: String, answer: &str) -> String {
        let Settings { paint, look, .. } = self.settings;
        let mut text = happened(&self.now.lines, &played.lines, paint);
        text.push_str(answer);
        text.push_str(&self.mishaps(&played));
        text.push_str(&notes(&self.now, &played, self.moves, paint, look));
        let clock = played.machine.world.clock;
        if text.is_empty() && clock > self.now.machine.world.clock {
            text = say(paint, &format!("it is {} now", crate::report::phrase::clock(clock)));
        }
        self.remember(what);
        self.tape = played.tape();
        self.now = played;
        text
    }

    /// What has gone wrong since: exceptions that ended threads, and threads together in a critical section.
    fn mishaps(&self, played: &Played) -> String {
        let (before, scene) = (self.now.machine.world.steps, self.scene(played));
        let raised = played.run.uncaught.iter().filter(|one| one.step > before).map(|one| uncaught(one, &scene));
        let overlaps = played.run.overlaps.iter().filter(|one| one.step > before).map(|one| overlap(one, &scene));
        raised.chain(overlaps).collect()
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
            (":threads", _) => none(wrapped(&show::threads(&self.now, paint, look), look.width)),
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
            (":reset", []) => self.replace(Tape::fresh(Text::read("", &self.settings)?), "`:reset`".to_owned()),
            (":help", _) => help::help(rest, paint).map(|text| wrapped(&text, look.width)),
            _ => Err(usage(command)),
        }
    }

    fn moves(&mut self, moves: Moves, words: &str) -> String {
        if self.moves != moves {
            self.remember(if moves == Moves::Nobody { "`:manual`" } else { "`:auto`" }.to_owned());
            self.moves = moves;
        }
        say(self.settings.paint, words)
    }

    fn trace(&self, last: usize) -> String {
        let lines = &self.now.lines;
        let shown = lines.get(lines.len().saturating_sub(last)..).unwrap_or_default();
        shown.iter().map(|line| format!("{}\n", line.text)).collect()
    }

    /// The locals of `main`, with their values.
    fn locals(&self) -> Vec<(String, String)> {
        let names = answer::locals(&self.now.text.script);
        if !conduct::rests(&self.now.machine) {
            return names.into_iter().map(|name| (name, "(main waits, and cannot be asked)".to_owned())).collect();
        }
        let value = |name: &String| Some((name.clone(), answer::answer(&self.tape, name, &self.settings).ok()?));
        names.iter().filter_map(value).collect()
    }

    fn scene<'a>(&self, played: &'a Played) -> Scene<'a> {
        show::scene(played, &played.run, self.settings.look)
    }
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
