//! The limit of memory, held by what the operating system counts.

#![cfg(target_os = "linux")]
// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used)]

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use std::process::Stdio;
use std::time::Duration;

use stage::{Folder, command};

/// The most memory that a check takes, in megabytes, and its exit code.
fn peak(folder: &Folder, arguments: &[&str]) -> (u64, i32) {
    let mut command = command(arguments);
    let mut child = command.current_dir(folder.path(".")).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    loop {
        let told = std::fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
        most = most.max(kilobytes.unwrap_or(0) / 1000);
        if let Some(status) = child.try_wait().unwrap() {
            return (most, status.code().unwrap());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

const LIMIT: u64 = 60;

#[test]
fn a_search_keeps_within_its_limit_of_memory() {
    let folder = Folder::new("memory");
    for (name, text) in [
        ("counter", "shared x = 0\nthread a { loop { x += 1 } }\n"),
        ("text", "shared s = \"\"\nthread a { loop { s += \"abcdefghij\" } }\nthread b { loop { s += \"x\" } }\n"),
        ("list", "shared xs = []\nthread a { loop { xs.append(1) } }\n"),
        ("forks", "fn f() { thread f() }\nf()\n"),
        ("wide", "shared x = 0\nfn f() { for i in 0..50 { x += i } }\nfor i in 0..8 { thread f() }\n"),
        ("consumers", "queue q\nfor i in 0..60 { thread { q.get() } }\nfor i in 0..59 { q.put(i) }\n"),
    ] {
        folder.write(&format!("{name}.cdl"), text);
        let limit = format!("--max-memory={LIMIT}MB");
        let file = format!("{name}.cdl");
        let (most, code) = peak(&folder, &["check", &limit, "--max-states=30000", "--time-limit=10s", &file]);
        assert!([1, 4].contains(&code), "{name}: {code}");
        assert!(most <= LIMIT * 12 / 10 + 20, "{name} takes {most} MB");
    }
}

#[test]
fn a_deep_and_thin_search_takes_no_more_for_a_state_than_a_wide_one() {
    let folder = Folder::new("thin");
    folder.write("thin.cdl", "shared x = 0\nthread a { for i in 0..20000 { x += 1 } }\njoin\n");
    let (most, code) = peak(&folder, &["check", "thin.cdl"]);
    assert_eq!(code, 0);
    assert!(most <= 30, "{most} MB");
}
