//! `concur repl`: a session in the terminal, or from standard input.

use std::io::{self, BufReader, IsTerminal};
use std::sync::Arc;

use clap::Args;

use super::check::cores;
use super::interrupt::SessionSignals;
use super::progress::Progress;
use super::{Console, Exit};
use crate::repl::editor::{self, Editor, Input};
use crate::repl::{Reply, Session, Settings};
use crate::report::check as report;

const PROMPT: &str = "> ";

/// Poke at threads: type a scenario line by line, step, look, undo
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  concur repl\n  concur repl bank.cdl\n  concur repl < lines.txt")]
pub(super) struct Repl {
    /// A scenario to begin with
    file: Option<String>,
}

/// `concur repl`.
pub(super) fn run(command: &Repl, console: &Console) -> Exit {
    // Ctrl-C stops what is being done, and not the session.
    let typed = io::stdin().is_terminal();
    let signals = SessionSignals::new(typed, editor::restorer());
    let interrupt = Arc::clone(&signals.interrupt);
    let settings = Settings { paint: console.paint, look: console.look, jobs: cores(), interrupt };
    let session = match Session::new(settings) {
        Ok(session) => session,
        Err(why) => {
            console.say(&why);
            return Exit::Bug;
        }
    };
    let mut talk = Talk { session, console, signals, typed, worst: Exit::Ok };
    let editor = match typed && io::stdout().is_terminal() {
        true => editor::terminal(console.paint.color, editor::history_file()),
        false => Ok(editor::pipe(BufReader::new(io::stdin()))),
    };
    match editor {
        Ok(mut editor) => {
            if typed {
                console.put(&talk.greeting());
            }
            if let Some(file) = &command.file {
                talk.enter(&format!(":load \"{file}\""));
            }
            talk.go_on(&mut *editor);
            editor.finish();
            talk.worst
        }
        Err(error) => {
            console.say(&format!("concur: the terminal cannot be used: {error}\n"));
            Exit::Wrong
        }
    }
}

/// A session and those who talk with it.
struct Talk<'c> {
    session: Session,
    console: &'c Console,
    signals: SessionSignals,
    /// Whether someone types.
    typed: bool,
    /// What goes wrong counts only where nobody is there to see it.
    worst: Exit,
}

impl Talk<'_> {
    fn greeting(&self) -> String {
        let text = concat!(
            "concur ",
            env!("CARGO_PKG_VERSION"),
            ": type a scenario line by line; `:help` says more, Ctrl-D leaves"
        );
        format!("{}\n", self.console.paint.dim(text))
    }

    fn go_on(&mut self, editor: &mut dyn Editor) {
        loop {
            let entry = self.signals.while_reading(|| editor.read(PROMPT, &|| self.session.vocabulary()));
            match entry {
                Ok(Input::Entry(entry)) => {
                    if !self.typed {
                        self.echo(&entry);
                    }
                    if self.enter(&entry).ends {
                        return;
                    }
                    if self.signals.ends() {
                        self.worst = Exit::Limit;
                        return;
                    }
                }
                Ok(Input::Interrupted) => {}
                Ok(Input::End) => return,
                Err(error) => {
                    self.console.say(&format!("concur: standard input cannot be read: {error}\n"));
                    self.worst = Exit::Wrong;
                    return;
                }
            }
        }
    }

    /// So that what is written down reads like what is seen in a terminal.
    fn echo(&self, entry: &str) {
        let mut prompt = PROMPT;
        for line in entry.lines() {
            self.console.put(&format!("{}\n", format!("{prompt}{line}").trim_end()));
            prompt = "  ";
        }
    }

    fn enter(&mut self, entry: &str) -> Reply {
        let mut progress = Progress::new();
        let width = self.console.width;
        let reply =
            self.session.enter(entry, &mut |so_far| progress.show(|time| report::progress(so_far, time, width)));
        drop(progress);
        // The terminal has written `^C` where the answer is to begin.
        if self.typed && self.session.was_interrupted() {
            self.console.put("\n");
        }
        self.console.put(&reply.text);
        if reply.refused && !self.typed {
            self.worst = Exit::Wrong;
        }
        reply
    }
}
