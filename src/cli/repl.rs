//! `concur repl`: a session in the terminal, or from standard input.

use std::io::BufRead;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;

use super::check::cores;
use super::progress::Progress;
use super::{Console, Exit};
use crate::repl::{Session, Settings};
use crate::report::check as report;

/// Poke at threads: type a scenario line by line, step, undo
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  concur repl\n  concur repl bank.cdl\n  concur repl < lines.txt")]
pub(super) struct Repl {
    /// A scenario to begin with
    file: Option<String>,
}

/// `concur repl`.
pub(super) fn run(command: &Repl, console: &Console) -> Exit {
    let interrupt = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&interrupt);
    let _ = ctrlc::set_handler(move || set.store(true, Ordering::Relaxed));
    let settings = Settings { paint: console.paint, look: console.look, jobs: cores(), interrupt };
    let mut session = match Session::new(settings) {
        Ok(session) => session,
        Err(why) => {
            console.say(&why);
            return Exit::Bug;
        }
    };
    if let Some(file) = &command.file {
        let reply = session.enter(&format!(":load \"{file}\""), &mut |_| {});
        console.put(&reply.text);
    }
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        let mut progress = Progress::new();
        let width = console.width;
        let reply = session.enter(&line, &mut |so_far| progress.show(|time| report::progress(so_far, time, width)));
        drop(progress);
        console.put(&reply.text);
        if reply.ends {
            break;
        }
    }
    Exit::Ok
}
