//! Signals: the first one ends a command, whatever it does just then.

#![cfg(unix)]
// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use std::io::{Read, Write};
use std::process::{Child, ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use stage::{Folder, command};

const SIGNALS: [Signal; 3] = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP];

/// Starts the program with an open standard input.
fn start(folder: &Folder, arguments: &[&str]) -> Child {
    let mut command = command(arguments);
    command.current_dir(folder.path(".")).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Sends a signal, and gives how the program ended; it is killed if it does not end.
fn ended_by(mut child: Child, signal: Signal) -> ExitStatus {
    kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), signal).unwrap();
    for _ in 0..600 {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    panic!("{signal} does not end it");
}

/// Long enough for the program to come to where it reads.
fn a_moment() {
    std::thread::sleep(Duration::from_millis(700));
}

#[test]
fn a_command_that_reads_its_input_is_ended_by_the_first_signal() {
    let folder = Folder::new("reads");
    for arguments in
        [&["check", "-"][..], &["script", "-"], &["outcomes", "-"], &["test", "-"], &["fmt", "-"], &["repl"]]
    {
        for signal in SIGNALS {
            let child = start(&folder, arguments);
            a_moment();
            assert!(!ended_by(child, signal).success(), "{arguments:?} {signal}");
        }
    }
}

#[test]
fn a_command_that_works_tells_what_it_knows_at_the_first_signal() {
    let folder = Folder::new("works");
    folder.write("counts.cdl", "shared x = 0\nthread a { loop { x += 1 } }\n");
    folder.write("computes.cdl", "let i = 0\nwhile True { i += 1 }\n");
    folder.write("computes_later.cdl", "shared x = 0\nlet i = x\nwhile True { i += 1 }\n");
    for (arguments, signal) in [
        (&["check", "counts.cdl"][..], Signal::SIGINT),
        (&["check", "counts.cdl"], Signal::SIGTERM),
        (&["outcomes", "counts.cdl"], Signal::SIGHUP),
        (&["script", "computes.cdl", "--max-steps", "1000000000000"], Signal::SIGINT),
        (&["script", "computes_later.cdl", "--max-steps", "1000000000000"], Signal::SIGTERM),
    ] {
        let child = start(&folder, arguments);
        a_moment();
        assert_eq!(ended_by(child, signal).code(), Some(4), "{arguments:?} {signal}");
    }
    // Local work without an end is a finding, and the files behind it are not looked at.
    let child = start(&folder, &["check", "computes.cdl", "computes_later.cdl", "counts.cdl"]);
    a_moment();
    assert!(!ended_by(child, Signal::SIGINT).success());
}

#[test]
fn a_session_that_works_for_a_program_is_ended_by_the_first_signal() {
    let folder = Folder::new("session");
    for signal in SIGNALS {
        let mut child = start(&folder, &["repl"]);
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"shared x = 0\nthread a { loop { x += 1 } }\n:check\n").unwrap();
        a_moment();
        assert_eq!(ended_by(child, signal).code(), Some(4), "{signal}");
        drop(input);
    }
}

#[test]
fn a_session_goes_on_reading_where_nothing_comes() {
    let folder = Folder::new("waits");
    let mut child = start(&folder, &["repl"]);
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"print 1\n").unwrap();
    a_moment();
    input.write_all(b"print 2\n").unwrap();
    drop(input);
    let mut printed = String::new();
    child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(printed.contains("print \"2\""), "{printed}");
}
