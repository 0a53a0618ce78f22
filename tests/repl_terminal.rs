//! A session as someone meets it who types into a terminal: the whole program, with a screen and keys.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test")]

mod terminal;

use std::path::{Path, PathBuf};

use portable_pty::CommandBuilder;
use terminal::{CTRL_C, CTRL_D, ENTER, TAB, Terminal, UP};

/// A place for the user's data, of its own for each test.
fn data(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("session-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn start(data: &Path) -> Terminal {
    let mut program = CommandBuilder::new(env!("CARGO_BIN_EXE_concur"));
    program.arg("repl");
    program.env("XDG_DATA_HOME", data);
    program.env("HOME", data);
    let mut terminal = Terminal::start(program, 50, 110);
    terminal.shows("`:help` says more").line(">");
    terminal
}

/// One entry, and then the prompt again.
fn enter(terminal: &mut Terminal, entry: &str, answer: &str) {
    terminal.types(entry).types(ENTER).shows(answer).line(">");
}

#[test]
fn a_learner_makes_a_deadlock_sees_why_and_goes_back() {
    let mut terminal = start(&data("learner"));
    enter(&mut terminal, "lock left", "> lock left");
    enter(&mut terminal, "lock right", "> lock right");
    terminal.types("thread a {").types(ENTER).line("");
    terminal.types("with left { sleep 1s; with right { pass } }").types(ENTER).types("}").types(ENTER);
    terminal.shows("a sleeps, till 1.000s").line(">");
    enter(&mut terminal, "thread b { with right { sleep 1s; with left { pass } } }", "a and b sleep, till 1.000s");
    enter(&mut terminal, ":time 1s", "deadlock: a and b wait for each other");
    assert!(terminal.is_coloured("× deadlock"));
    enter(&mut terminal, ":undo", "took back `:time 1s` and its step");
    // Now in another order: a goes on alone.
    enter(&mut terminal, ":undo 1", "took back `thread b");
    enter(&mut terminal, ":time 1s", "a       exit");
    enter(&mut terminal, ":threads", "a has ended");
    terminal.line(">").types(CTRL_D);
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn what_was_typed_comes_back_in_the_next_session() {
    let data = data("history");
    let mut terminal = start(&data);
    enter(&mut terminal, "shared remembered = 1", "write remembered = 1");
    terminal.types(":quit").types(ENTER);
    assert_eq!(terminal.ends(), 0);
    let mut terminal = start(&data);
    terminal.types(UP).shows("> :quit").types(UP).line("> shared remembered = 1").types(ENTER);
    terminal.shows("write remembered = 1").line(">");
    terminal.types("rem").types(TAB).line("> remembered");
}

#[test]
fn ctrl_c_stops_what_runs_and_not_the_session() {
    let mut terminal = start(&data("interrupted"));
    enter(&mut terminal, ":manual", "from now on");
    enter(&mut terminal, "atomic x = 0", "write x = 0");
    enter(&mut terminal, "fn f(k) { for i in 0..5000 { x = x * 7 % 1000003 + k } }", "> fn f");
    enter(&mut terminal, "for k in 0..6 { thread \"w{k}\" = f(k) }", "can go on");
    terminal.types(":check").types(ENTER).shows("frontier").types(CTRL_C).shows("not complete: interrupted").line(">");
    terminal.types("zzz").line("> zzz").types(CTRL_C).line(">");
    enter(&mut terminal, "x + 41", "\n41");
    // Before the prompt is there again, the terminal takes the key for itself.
    terminal.line(">").types(CTRL_D);
    assert_eq!(terminal.ends(), 0);
}
