//! Local work that takes long, wherever it stands: all commands begin a scenario, and go on behind a step, in the same way.

#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use stage::{Folder, Ran};

/// More than is done before the drivers of runs look up, and less than is taken for endless.
const LONG: &str = "let i = 0\nwhile i < 300_000 { i += 1 }\n";

/// The exit codes of all commands, and what they say.
fn all(name: &str, text: &str) -> ([i32; 4], [Ran; 4]) {
    let folder = Folder::new(&format!("work-{name}"));
    folder.write("a.cdl", text);
    let ran = [&["script"][..], &["script", "--live"], &["check"], &["outcomes"]]
        .map(|command| folder.concur(&[command, &["a.cdl"]].concat()));
    (ran.each_ref().map(|ran| ran.code), ran)
}

#[test]
fn what_main_raises_before_its_first_action_is_found_by_all() {
    for (name, work) in [("large", "let s = \"ab\" * 30_000_000\n"), ("long", LONG), ("none", "")] {
        let (codes, [script, live, check, outcomes]) =
            all(&format!("first-{name}"), &format!("{work}raise ValueError(\"x\")\n"));
        assert_eq!(codes, [1, 1, 1, 0], "{name}");
        for ran in [&script, &live, &check] {
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(said.contains("ValueError: x"), "{name}: {said}");
        }
        assert!(outcomes.stdout.contains("1  exception  1 step"), "{name}: {}", outcomes.stdout);
    }
}

#[test]
fn what_is_behind_a_step_is_found_by_all() {
    for before in ["yield\n", "thread t {\n", "sleep 1ms\n"] {
        let after = if before.ends_with("{\n") { "\n}\njoin\n" } else { "" };
        for (name, work) in [("large", "let s = \"ab\" * 30_000_000\n"), ("long", LONG)] {
            let (codes, _) = all(&format!("behind-{name}"), &format!("{before}{work}raise ValueError(\"x\")\n{after}"));
            assert_eq!(codes, [1, 1, 1, 0], "{before}{name}");
        }
    }
}

#[test]
fn main_may_end_and_wait_behind_long_work() {
    assert_eq!(all("ends", LONG).0, [0, 0, 0, 0]);
    let (codes, ran) = all("prints", &format!("{LONG}print i\n"));
    assert_eq!((codes, ran[0].stdout.as_str(), ran[1].stdout.as_str()), ([0, 0, 0, 0], "300000\n", "300000\n"));
    let circle = format!("lock l\nl.acquire()\nthread t {{\n{LONG}l.acquire()\n}}\njoin\n");
    let (codes, ran) = all("circle", &circle);
    assert_eq!(codes, [3, 3, 1, 0]);
    for ran in &ran[..3] {
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(said.contains("main and t wait for each other"), "{said}");
    }
}

#[test]
fn work_that_never_ends_is_a_limit_or_a_finding() {
    for text in [
        "loop { pass }",
        "print 1\nloop { pass }",
        "thread t { loop { pass } }\nprint 1",
        "loop { let s = \"ab\" * 30_000_000 }",
    ] {
        let folder = Folder::new("work-endless");
        folder.write("a.cdl", text);
        for (command, code, said) in [
            (&["script"][..], 4, "instructions of local work: a hundred for each step of --max-steps"),
            (&["script", "--live"], 4, "instructions of local work"),
            (&["check"], 1, "cdl::check::endless"),
            (&["outcomes"], 4, "does not come to its next step"),
        ] {
            let steps = if command[0] == "script" { &["--max-steps", "5000"][..] } else { &[] };
            let ran = folder.concur(&[command, steps, &["a.cdl"]].concat());
            let words = format!("{}{}", ran.stdout, ran.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(ran.code, code, "{text}: {words}");
            assert!(words.replace("│ ", "").contains(said), "{text}: {words}");
        }
    }
}

#[test]
fn who_sleeps_or_gives_way_does_so_before_it_works_on() {
    for work in ["", LONG] {
        let sleeps = format!("thread t {{\nsleep 1s\n{work}print \"late\"\n}}\nsleep 500ms\nprint \"early\"\n");
        let gives_way = format!("thread t {{ print \"other\" }}\nprint \"before\"\nyield\n{work}print \"after\"\n");
        let folder = Folder::new("work-order");
        folder.write("sleeps.cdl", &sleeps);
        folder.write("gives_way.cdl", &gives_way);
        assert_eq!(folder.concur(&["script", "sleeps.cdl"]).stdout, "early\nlate\n", "{work}");
        assert_eq!(folder.concur(&["script", "gives_way.cdl"]).stdout, "before\nother\nafter\n", "{work}");
    }
}

#[test]
fn constants_and_claims_may_be_large() {
    let text = "const s = \"ab\" * 30_000_000\nshared x = 1\nexpect always len(s + \"c\") == 60_000_001 and x == 1\n";
    let folder = Folder::new("work-constant");
    folder.write("a.cdl", text);
    let ran = folder.concur(&["check", "a.cdl"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn the_schedule_of_endless_work_leads_into_it() {
    // Only if `a` comes first.
    let text = "event e\nthread a { e.set() }\nif e.is_set() { loop { pass } }\n";
    let (codes, [.., check, _]) = all("schedule", text);
    assert_eq!(codes[2], 1);
    let said = format!("{}{}", check.stdout, check.stderr);
    let schedule = said.split_once("--schedule ").unwrap().1.lines().next().unwrap().trim_matches('\'').to_owned();
    let folder = Folder::new("work-schedule-again");
    folder.write("a.cdl", text);
    let ran = folder.concur(&["script", "a.cdl", "--max-steps", "50", "--schedule", &schedule]);
    assert_eq!(ran.code, 4, "{schedule}: {}", ran.stderr);
}
