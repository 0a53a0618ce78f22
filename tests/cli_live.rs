//! Threads let loose from the command line: nothing hangs, what is reported can be repeated, and nonsense is refused.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used)]

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use std::process::Stdio;
use std::time::Duration;

use stage::{Folder, Ran, command};

/// Both have their first lock before either goes on.
const CIRCLE: &str = "lock l\nlock m\nbarrier both(2)\nfn f(x, y) {\n    with x {\n        both.wait()\n        \
                      with y { pass }\n    }\n}\nthread a = f(l, m)\nthread b = f(m, l)\n";

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("circle.cdl", CIRCLE);
    folder.write("race.cdl", "shared n = 0\nthread a { n += 1 }\nthread b { n += 1 }\njoin\nprint \"n = {n}\"\n");
    folder
}

fn repeated(folder: &Folder, said: &str) -> Ran {
    let command = said.lines().find_map(|line| line.trim().strip_prefix("run it again: ")).unwrap();
    let (start, schedule) = command.split_once(" --schedule ").unwrap();
    let words: Vec<&str> = start.split(' ').skip(1).collect();
    folder.concur(&[&words[..], &["--schedule", schedule.trim_matches('\'')]].concat())
}

#[test]
fn a_deadlock_is_reported_at_once_and_can_be_repeated() {
    let folder = folder("live-deadlock");
    let ran = folder.concur(&["script", "circle.cdl", "--live", "--time-limit", "50s"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    assert!(ran.stderr.contains("a and b wait for each other"), "{}", ran.stderr);
    let again = repeated(&folder, &ran.stderr);
    assert_eq!(again.code, 3, "{}", again.stderr);
    assert!(again.stderr.contains("a and b wait for each other"), "{}", again.stderr);
}

#[test]
fn an_uncaught_exception_is_told_with_its_place_and_can_be_repeated() {
    let folder = folder("live-raises");
    folder.write("raises.cdl", "shared n = 0\nthread a {\n    n += 1\n    n = n // 0\n}\njoin\nprint n\n");
    let ran = folder.concur(&["script", "raises.cdl", "--live"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, "1\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("ZeroDivisionError"), "{}", ran.stderr);
    assert!(ran.stderr.contains("raises.cdl:4:"), "{}", ran.stderr);
    assert_eq!(repeated(&folder, &ran.stderr).stdout, "1\n");
}

#[test]
fn sleeps_last_and_can_be_shortened() {
    let folder = folder("live-sleeps");
    folder.write("sleeps.cdl", "let before = now()\nsleep 200s\nprint now() - before >= 200s\n");
    let ran = folder.concur(&["script", "sleeps.cdl", "--live", "--time-scale", "0.0001"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "True\n"), "{}", ran.stderr);
}

#[test]
fn what_is_printed_comes_as_it_happens() {
    let folder = folder("live-prints");
    folder.write("waits.cdl", "print \"before\"\nsleep 1000s\n");
    let mut live = command(&["script", "waits.cdl", "--live"]);
    let mut child = live.current_dir(folder.path("")).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
    assert_eq!(line, "before\n");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[cfg(unix)]
#[test]
fn ctrl_c_tells_where_every_thread_stands() {
    let folder = folder("live-interrupted");
    folder.write("stuck.cdl", "event e\nthread w { e.wait() }\nprint \"up\"\nsleep 1000s\n");
    let mut live = command(&["script", "stuck.cdl", "--live"]);
    let live = live.current_dir(folder.path("")).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = live.spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{said}");
    for words in ["interrupted", "main sleeps until", "w waits for e"] {
        assert!(said.contains(words), "{words} in\n{said}");
    }
}

#[test]
fn an_endless_thread_comes_to_a_limit() {
    let folder = folder("live-endless");
    for text in ["shared n = 0\nwhile True { n += 1 }\n", "while True { pass }\n"] {
        folder.write("endless.cdl", text);
        let ran = folder.concur(&["script", "endless.cdl", "--live", "--max-steps", "10000"]);
        assert_eq!(ran.code, 4, "{}", ran.stderr);
    }
    let ran = folder.concur(&["script", "endless.cdl", "--live", "--time-limit", "200ms", "--max-steps", "1000000000"]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
}

#[test]
fn a_trace_is_that_of_the_run_that_was() {
    let folder = folder("live-trace");
    let ran = folder.concur(&["script", "race.cdl", "--live", "--trace"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for words in ["start a", "start b", "read n = 0", "print \"n = "] {
        assert!(ran.stdout.contains(words), "{words} in\n{}", ran.stdout);
    }
    let ran = folder.concur(&["script", "race.cdl", "--live", "--format", "json"]);
    let lines: Vec<serde_json::Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["policy"], "live");
    assert!(lines.iter().any(|line| line["kind"] == "print"));
    assert_eq!(lines.last().unwrap()["status"], "ok");
}

#[test]
fn runs_are_counted_each_kind_with_a_schedule_that_repeats_it() {
    let folder = folder("live-runs");
    for file in ["race.cdl", "circle.cdl"] {
        let ran = folder.concur(&["script", file, "--live", "--runs", "50", "--format", "json"]);
        let table: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!((&table["runs"], &table["complete"]), (&50.into(), &true.into()));
        let outcomes = table["outcomes"].as_array().unwrap();
        assert_eq!(outcomes.iter().map(|outcome| outcome["count"].as_u64().unwrap()).sum::<u64>(), 50);
        for outcome in outcomes {
            let schedule = outcome["schedule"].as_str().unwrap();
            let again = folder.concur(&["script", file, "--schedule", schedule]);
            assert_eq!(again.stdout, outcome["output"].as_str().unwrap(), "{schedule}");
            assert_eq!(again.code == 3, outcome["end"] == "deadlock", "{schedule}");
        }
    }
}

#[test]
fn what_cannot_go_together_is_refused() {
    let folder = folder("live-refused");
    for wrong in [
        &["--policy", "random"][..],
        &["--schedule", "main"],
        &["--realtime"],
        &["--time-scale", "0"],
        &["--time-scale", "fast"],
        &["--runs", "3", "--trace"],
    ] {
        let ran = folder.concur(&[&["script", "race.cdl", "--live"], wrong].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{wrong:?}: {}", ran.stderr);
        assert!(wrong.iter().any(|word| ran.stderr.contains(word)), "{wrong:?}: {}", ran.stderr);
    }
    let ran = folder.concur(&["script", "race.cdl", "--time-scale", "0.5"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}

#[test]
fn what_is_submitted_with_names_is_called_with_them_live_and_in_every_schedule() {
    let folder = folder("live-names");
    let text = "pool p(max_workers=2)\nshared sum = 0\natomic calls = 0\nfn f(a, b=2) { sum = a * b; calls += 1 }\n\
                let g = f\nwith p {\n    p.submit(f, 1, b=3).result()\n    p.submit(g, b=5, a=4).result()\n}\n\
                print sum\nexpect always sum == 20 and calls == 2\n";
    folder.write("names.cdl", text);
    let ran = folder.concur(&["script", "names.cdl", "--live"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "20\n"), "{}", ran.stderr);
    let ran = folder.concur(&["check", "names.cdl"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}
