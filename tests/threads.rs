//! More threads than the system has room for: each run ends with a limit and with what is known, and none aborts.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use std::process::Command;
use std::sync::Arc;

use concur::sync::{Event, ThreadPool};
use stage::{Folder, Ran};

/// So many threads, each of which waits for the next.
fn chain(threads: usize) -> String {
    format!(
        "fn f(n) {{\n    if n > 0 {{\n        let t = thread f(n - 1)\n        t.join()\n    }}\n}}\nf({threads})\n"
    )
}

/// Whether the kernel has no room for 17,000 threads of one process: four memory maps each.
fn has_few_maps() -> bool {
    let most = std::fs::read_to_string("/proc/sys/vm/max_map_count").unwrap();
    most.trim().parse::<usize>().unwrap() < 4 * 17_000
}

/// The run had at least so many threads when it was ended by a limit, and says what one can do.
fn is_stopped(ran: &Ran, threads: usize, advice: &str) {
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    let words = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ").replace("│ ", "");
    let (_, behind) = words.split_once("no room for more than ").ok_or(&words).unwrap();
    let had: usize = behind.split(' ').next().unwrap().parse().unwrap();
    assert!(had >= threads, "only {had} threads: {words}");
    assert!(words.contains(advice) && words.contains("where the threads stand:"), "{words}");
}

/// One test, since two at once might take all that the system has.
#[test]
fn what_the_system_has_no_room_for_is_a_limit() {
    let folder = Folder::new("threads");
    folder.write("many.cdl", chain(17_000));
    for how in [&["script"][..], &["script", "--realtime"], &["script", "--live"]] {
        let ran = folder.concur(&[how, &["many.cdl"]].concat());
        if has_few_maps() {
            is_stopped(&ran, 16_000, "vm.max_map_count");
        } else {
            assert!([0, 4].contains(&ran.code), "{}", ran.stderr);
        }
    }

    folder.write("some.cdl", chain(6_000));
    for how in ["script", "script --live"] {
        let limited = format!("ulimit -v 1500000; exec {} {how} some.cdl", env!("CARGO_BIN_EXE_concur"));
        let output = Command::new("sh").args(["-c", &limited]).current_dir(folder.path("")).output().unwrap();
        is_stopped(&output.into(), 16, "ulimit -v");
    }

    let (pool, go) = (ThreadPool::new(17_000).unwrap(), Arc::new(Event::new()));
    let waiting = || {
        let go = Arc::clone(&go);
        pool.submit(move || go.wait(None))
    };
    let refused = (0..17_000).find_map(|_| waiting().err());
    assert!(refused.is_some() || !has_few_maps());
    assert!(refused.is_none_or(|error| error.to_string() == "RuntimeError: can't start new thread"));
    go.set();
}

#[test]
fn the_tests_of_a_suite_take_no_room_from_each_other() {
    let folder = Folder::new("threads-suite");
    let body = "event go\nfor i in 0..9_000 { thread { go.wait() } }\nsleep 1ms\nprint \"all wait\"\ngo.set()\n";
    for name in ["a.cdl", "b.cdl", "c.cdl"] {
        folder.write(name, format!("{body}\nexpect output {{\n    | all wait\n}}\n"));
    }
    let ran = folder.concur(&["test", "--jobs", "3", "."]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}
