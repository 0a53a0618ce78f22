//! What `concur check` tells, and how it is asked.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used)]

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use std::path::Path;

use stage::{Folder, Ran, command};

const RACE: &str = "shared n = 0\nthread a { n += 1 }\nthread b { n += 1 }\njoin\nexpect always n == 2\n";

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("race.cdl", RACE);
    folder.write("fine.cdl", "lock l\nwith l { print 1 }\n");
    folder
}

fn object(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_kind_of_finding_is_told_so_that_a_learner_can_see_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("checks/told");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("checks/*.cdl", |path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            let ran: Ran = command(&["check", name]).current_dir(&folder).output().unwrap().into();
            let said = if ran.stderr.is_empty() { String::new() } else { format!("--- stderr\n{}", ran.stderr) };
            let source = std::fs::read_to_string(path).unwrap();
            insta::assert_snapshot!("told", format!("{source}--- exit code {}\n{}{said}", ran.code, ran.stdout));
        });
    });
}

#[test]
fn the_schedule_of_a_finding_runs_into_it_again() {
    let checks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks");
    let again = |file: &str, schedule: &str, code: i32| {
        let ran: Ran = command(&["script", file, "--schedule", schedule]).current_dir(&checks).output().unwrap().into();
        assert_eq!(ran.code, code, "{file} {schedule}\n{}", ran.stderr);
    };
    for (file, kind, code) in [
        ("deadlock.cdl", "deadlock", 3),
        ("overlap.cdl", "overlap", 1),
        ("failed_assert.cdl", "assert", 1),
        ("uncaught.cdl", "exception", 1),
    ] {
        let ran: Ran = command(&["check", file, "--format", "json"]).current_dir(&checks).output().unwrap().into();
        let finding = object(&ran.stdout)["findings"][0].clone();
        assert_eq!(finding["kind"], kind);
        again(file, finding["schedule"].as_str().unwrap(), code);
    }
}

#[test]
fn a_saved_schedule_shows_the_first_problem() {
    let folder = folder("check-save");
    folder
        .write("dead.cdl", "lock a\nlock b\nthread x { with a { with b { } } }\nthread y { with b { with a { } } }\n");
    let ran = folder.concur(&["check", "dead.cdl", "--save-schedule", "dead.txt"]);
    assert_eq!(ran.code, 1);
    let ran = folder.concur(&["script", "dead.cdl", "--schedule", "@dead.txt"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    let ran = folder.concur(&["check", "dead.cdl", "--save-schedule", "no/such/folder"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`no/such/folder` cannot be written"), "{}", ran.stderr);
    let ran = folder.concur(&["check", "fine.cdl", "--save-schedule", "none.txt"]);
    assert!(ran.code == 0 && !folder.path("none.txt").exists());
}

#[test]
fn a_search_that_a_limit_cut_short_is_never_ok() {
    let folder = folder("check-limits");
    let loops =
        "shared n = 0\nthread a { for i in 0..100000 { n += 1 } }\nthread b { for i in 0..100000 { n -= 1 } }\n";
    folder.write("large.cdl", format!("{loops}invariant n < 1000000\nexpect possible race on n\n"));
    for (limit, said) in [
        (&["--max-states", "10"], "not complete: stopped at 10 states (--max-states); "),
        (&["--time-limit", "100ms"], "not complete: stopped after 100ms (--time-limit); "),
        (&["--max-memory", "1MB"], "not complete: stopped at 1 MiB (--max-memory); "),
    ] {
        let ran = folder.concur(&[&["check", "large.cdl"] as &[&str], limit].concat());
        assert_eq!(ran.code, 4, "{}", ran.stdout);
        assert!(ran.stdout.contains(said), "{}", ran.stdout);
        assert!(ran.stdout.contains("4: invariant n < 1000000  not known\n"), "{}", ran.stdout);
    }
    // What is known to be wrong stays wrong.
    let ran = folder.concur(&["check", "race.cdl", "--max-states", "20"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("FAILED race.cdl  not complete: stopped at 20 states"), "{}", ran.stdout);
    for limit in [["--max-states", "0"], ["--jobs", "0"], ["--time-limit", "0s"], ["--max-memory", "1"]] {
        let ran = folder.concur(&[&["check", "race.cdl"] as &[&str], &limit].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{limit:?}");
    }
}

#[test]
fn json_says_what_the_text_says() {
    let folder = folder("check-json");
    let ran = folder.concur(&["check", "race.cdl", "fine.cdl", "--format", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    let objects: Vec<serde_json::Value> = ran.stdout.lines().map(object).collect();
    let [race, fine] = objects.as_slice() else { panic!("{}", ran.stdout) };
    assert_eq!((&race["version"], &race["file"], &race["complete"]), (&1.into(), &"race.cdl".into(), &true.into()));
    let finding = |kind: &str| race["findings"].as_array().unwrap().iter().find(|found| found["kind"] == kind).unwrap();
    let claim = finding("claim");
    assert_eq!((&claim["line"], &claim["expected"]), (&5.into(), &false.into()));
    assert_eq!(claim["message"], "the claim does not hold at the end: n = 1");
    assert_eq!((&finding("race")["object"], &finding("race")["length"]), (&"n".into(), &4.into()));
    assert_eq!(
        race["claims"][0],
        serde_json::json!({
            "text": "expect always n == 2", "line": 5, "holds": false, "length": claim["length"], "message": null
        })
    );
    assert_eq!((&fine["findings"], &fine["claims"]), (&serde_json::json!([]), &serde_json::json!([])));
    assert!(fine["states"].as_u64().unwrap() > 0 && fine["cut"].is_null());
    let ran = folder.concur(&["check", "race.cdl", "--max-states", "5", "--format", "json"]);
    assert_eq!((&object(&ran.stdout)["complete"], &object(&ran.stdout)["cut"]), (&false.into(), &"states".into()));
}

#[test]
fn json_tells_a_partial_deadlock_from_a_total_one() {
    let checks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks");
    for (file, partial) in [("deadlock.cdl", Some(false)), ("partial_deadlock.cdl", Some(true)), ("race.cdl", None)] {
        let ran: Ran = command(&["check", file, "--format", "json"]).current_dir(&checks).output().unwrap().into();
        let finding = object(&ran.stdout)["findings"][0].clone();
        let stuck = partial.map(|_| ["left", "right"]);
        assert_eq!((&finding["partial"], &finding["stuck"]), (&partial.into(), &serde_json::json!(stuck)), "{file}");
    }
}

#[test]
fn a_wake_up_without_notify_is_told_as_what_it_is() {
    let folder = folder("check-spurious");
    folder.write(
        "bare.cdl",
        "condition C\nshared ready = False\nthread c { with C { if not ready { C.wait() }\n assert ready } }\n\
         thread p { with C { ready = True; C.notify() } }\n",
    );
    assert_eq!(folder.concur(&["check", "bare.cdl"]).code, 0);
    let ran = folder.concur(&["check", "bare.cdl", "--wakeups", "spurious"]);
    assert_eq!(ran.code, 1);
    let rows = |text: &str| text.lines().filter(|row| row.contains(" wake C")).count();
    assert!(ran.stdout.contains(" wake C, not notified\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains(" reacquire C\n") && rows(&ran.stdout) == 1, "{}", ran.stdout);
    let schedule = ran.stdout.split_once("--schedule '").unwrap().1.split_once('\'').unwrap().0;
    assert!(schedule.contains("c:wake"), "{schedule}");
    let log = folder.concur(&["script", "bare.cdl", "--schedule", schedule, "--trace", "log"]).stdout;
    assert!(log.contains(" wake C, not notified ") && log.contains(" reacquire C "), "{log}");
    let json = folder.concur(&["script", "bare.cdl", "--schedule", schedule, "--format", "json"]).stdout;
    let kinds: Vec<String> = json.lines().map(|line| object(line)["kind"].as_str().unwrap().to_owned()).collect();
    assert!(kinds.windows(2).any(|two| two == ["wake", "reacquire"]), "{json}");
}

#[test]
fn files_are_checked_one_after_the_other_and_the_worst_counts() {
    let folder = folder("check-files");
    folder.write("wrong.cdl", "prnt 1\n");
    assert_eq!(folder.concur(&["check", "fine.cdl"]).code, 0);
    let ran = folder.concur(&["check", "fine.cdl", "race.cdl", "none.cdl", "wrong.cdl"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.starts_with("ok     fine.cdl  every schedule: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("FAILED race.cdl"), "{}", ran.stdout);
    assert!(ran.stderr.contains("there is no file `none.cdl`") && ran.stderr.contains("[wrong.cdl:1:1]"));
    std::fs::create_dir(folder.path("folder")).unwrap();
    let ran = folder.concur(&["check", "folder"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("`folder` is a folder"), "{}", ran.stderr);
    let ran = folder.feed(&["check", "-"], "print 1\nexpect never race\n");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.ends_with("; 1 claim holds\n"), "{}", ran.stdout);
}

#[test]
fn a_search_finds_the_same_however_many_search_and_with_or_without_reduction() {
    let folder = folder("check-jobs");
    let found = |more: &[&str]| {
        let ran = folder.concur(&[&["check", "race.cdl", "--format", "json"], more].concat());
        let object = object(&ran.stdout);
        (object["findings"].clone(), object["claims"].clone())
    };
    let one = found(&["--jobs", "1"]);
    assert_eq!(one, found(&["--jobs", "4"]));
    assert_eq!(one, found(&["--no-reduction"]));
}
