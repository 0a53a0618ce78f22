//! A terminal for tests: a program runs in it, keys are typed, and the screen is looked at.
//!
//! Nothing here goes by the clock: what is typed next waits until the screen shows what came of the keys before.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test, and not each one uses all of it"
)]

use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Keys as a terminal sends them.
pub const ENTER: &str = "\r";
pub const TAB: &str = "\t";
pub const BACKSPACE: &str = "\x7f";
pub const UP: &str = "\x1b[A";
pub const DOWN: &str = "\x1b[B";
pub const RIGHT: &str = "\x1b[C";
pub const LEFT: &str = "\x1b[D";
pub const HOME: &str = "\x1b[H";
pub const CTRL_C: &str = "\x03";
pub const CTRL_D: &str = "\x04";
pub const CTRL_R: &str = "\x12";

/// How long to wait for what must come. Generous: only a test that fails waits so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A terminal in which a program runs. The program ends with it.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    screen: Arc<(Mutex<Seen>, Condvar)>,
    _pty: Box<dyn MasterPty + Send>,
}

struct Seen {
    parser: vt100::Parser,
    /// Whether the program has closed the terminal.
    ended: bool,
}

impl Terminal {
    /// Starts `program` in a terminal of that size.
    pub fn start(mut program: CommandBuilder, rows: u16, columns: u16) -> Self {
        if program.get_env("TERM").is_none_or(|term| term != "dumb") {
            program.env("TERM", "xterm-256color");
        }
        program.env_remove("NO_COLOR");
        if program.get_cwd().is_none() {
            program.cwd(std::env::current_dir().unwrap());
        }
        let size = PtySize { rows, cols: columns, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(program).unwrap();
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let seen =
            Seen { parser: vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0), ended: false };
        let screen = Arc::new((Mutex::new(seen), Condvar::new()));
        let shared = Arc::clone(&screen);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                // A pseudo-terminal that nobody writes to any more gives an error on some systems.
                let length = output.read(&mut buffer).unwrap_or(0);
                let Ok(mut seen) = shared.0.lock() else { return };
                seen.parser.process(&buffer[..length]);
                seen.ended = length == 0;
                shared.1.notify_all();
                if length == 0 {
                    return;
                }
            }
        });
        Self { child, keys, screen, _pty: pair.master }
    }

    /// Types.
    pub fn types(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    /// Pastes, as terminals do that say what is pasted.
    pub fn pastes(&mut self, text: &str) -> &mut Self {
        self.types(&format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r")))
    }

    /// Waits until the screen shows `text`.
    pub fn shows(&mut self, text: &str) -> &mut Self {
        self.wait(&format!("`{text}`"), |seen| seen.parser.screen().contents().contains(text))
    }

    /// Waits until the line of the cursor is `line`, without blanks at its end.
    pub fn line(&mut self, line: &str) -> &mut Self {
        self.wait(&format!("the line `{line}`"), |seen| {
            let (row, _) = seen.parser.screen().cursor_position();
            rows(seen).get(usize::from(row)).is_some_and(|shown| shown == line)
        })
    }

    /// Waits until the last rows that are not empty are these.
    pub fn ends_with(&mut self, lines: &[&str]) -> &mut Self {
        self.wait(&format!("{lines:#?}"), |seen| {
            let mut rows = rows(seen);
            rows.truncate(rows.iter().rposition(|row| !row.is_empty()).map_or(0, |last| last + 1));
            rows.ends_with(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
        })
    }

    /// Waits until the program has ended.
    pub fn ends(&mut self) -> u32 {
        self.wait("the end", |seen| seen.ended);
        self.child.wait().unwrap().exit_code()
    }

    /// What the screen shows, without blanks at the ends of lines.
    pub fn text(&self) -> String {
        rows(&self.screen.0.lock().unwrap()).join("\n").trim_end().to_owned()
    }

    /// Whether any of `text`, which is on the screen, has a colour, is bold or the like.
    pub fn is_coloured(&self, text: &str) -> bool {
        let seen = self.screen.0.lock().unwrap();
        let row = rows(&seen).iter().rposition(|row| row.contains(text)).unwrap();
        let screen = seen.parser.screen();
        let start = rows(&seen)[row].find(text).unwrap();
        (start..start + text.len()).any(|column| {
            let cell = screen.cell(u16::try_from(row).unwrap(), u16::try_from(column).unwrap());
            cell.is_some_and(|cell| cell.fgcolor() != vt100::Color::Default || cell.bold() || cell.dim())
        })
    }

    fn wait(&mut self, what: &str, holds: impl Fn(&Seen) -> bool) -> &mut Self {
        let begin = Instant::now();
        let (seen, changed) = &*self.screen;
        let mut seen = seen.lock().unwrap();
        while !holds(&seen) {
            let left = PATIENCE.saturating_sub(begin.elapsed());
            assert!(!left.is_zero() && !seen.ended, "waited for {what}; the screen shows\n{}", rows(&seen).join("\n"));
            seen = changed.wait_timeout(seen, left).unwrap().0;
        }
        drop(seen);
        self
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn rows(seen: &Seen) -> Vec<String> {
    let screen = seen.parser.screen();
    let (_, columns) = screen.size();
    screen.rows(0, columns.get()).map(|row| row.trim_end().to_owned()).collect()
}
