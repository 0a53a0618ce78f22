//! Every output of a scenario from the command line, and the schedule that prints a given one.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used)]

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use std::path::Path;

use stage::{Folder, Ran, command};

const RACE: &str = "shared n = 0\nthread a { n += 1 }\nthread b { n += 1 }\njoin\nprint \"n = {n}\"\n";
const CIRCLE: &str = "lock l\nlock m\nfn f(x, y, me) {\n    with x { print \"{me} is in\"; with y { print \"{me} is through\" } }\n}\n\
                      thread a = f(l, m, \"a\")\nthread b = f(m, l, \"b\")\n";
const LITMUS: &str = "shared x = 0\nshared y = 0\nshared seen_by_a = 0\nshared seen_by_b = 0\n\
                      thread a { x = 1; seen_by_a = y }\nthread b { y = 1; seen_by_b = x }\n";
const RAISES: &str = "shared n = 0\nthread a { n += 1; if n == 2 { raise ValueError(\"two\") } }\nthread b { n += 1 }\n\
                      join\nprint \"end\"\n";

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    for (file, text) in [("race.cdl", RACE), ("circle.cdl", CIRCLE), ("litmus.cdl", LITMUS), ("raises.cdl", RAISES)] {
        folder.write(file, text);
    }
    folder
}

fn object(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

/// The command, what it prints, and its exit code if that is not 0.
fn told(folder: &Folder, arguments: &[&str]) -> String {
    let ran = folder.concur(arguments);
    let code = if ran.code == 0 { String::new() } else { format!("exit code {}\n", ran.code) };
    let said = if ran.stderr.is_empty() { String::new() } else { format!("--- stderr\n{}", ran.stderr) };
    format!("$ concur {}\n{}{said}{code}\n", arguments.join(" "), ran.stdout)
}

#[test]
fn every_output_is_listed_with_its_end_and_its_schedule() {
    let folder = folder("outcomes-text");
    folder.write("one.cdl", "print \"always\"\n");
    folder.write("silent.cdl", "shared x = 0\nthread a { x = 1 }\nthread b { x = 2 }\n");
    let files = ["race.cdl", "circle.cdl", "raises.cdl", "one.cdl", "silent.cdl"];
    insta::assert_snapshot!(files.map(|file| told(&folder, &["outcomes", file])).concat());
}

#[test]
fn final_values_are_told_apart_whatever_is_printed() {
    let folder = folder("outcomes-of");
    folder.write("wide.cdl", format!("shared xs = [0] * 40\nshared {} = 1\nxs[0] = 1\n", "long".repeat(10)));
    let told = [
        told(&folder, &["outcomes", "litmus.cdl", "--of", "seen_by_a,seen_by_b"]),
        told(&folder, &["outcomes", "race.cdl", "--of", "n"]),
        told(&folder, &["outcomes", "wide.cdl", "--of", &format!("xs,{}", "long".repeat(10))]),
        told(&folder, &["outcomes", "litmus.cdl", "--of", "seen_by_c"]),
        told(&folder, &["outcomes", "litmus.cdl", "--of", "n"]),
        told(&folder, &["outcomes", "circle.cdl", "--of", "n"]),
    ];
    insta::assert_snapshot!(told.concat());
}

#[test]
fn of_many_outcomes_some_of_each_end_are_shown() {
    let folder = folder("outcomes-many");
    folder.write(
        "many.cdl",
        "lock l\nlock m\nthread a { with l { print \"a\"; with m { } } }\nthread b { with m { print \"b\"; with l { } } }\n\
         thread c { for i in 0..3 { print i } }\nthread d { print \"d\" }\n",
    );
    insta::assert_snapshot!(told(&folder, &["outcomes", "many.cdl"]));
}

#[test]
fn what_a_limit_cut_short_is_said_to_be_not_complete() {
    let folder = folder("outcomes-limits");
    let ran = folder.concur(&["outcomes", "race.cdl", "--max-states", "10"]);
    assert_eq!(ran.code, 4);
    insta::assert_snapshot!(ran.stdout);
    let ran = folder.concur(&["outcomes", "race.cdl", "--max-states", "10", "--format", "json"]);
    assert_eq!((ran.code, &object(&ran)["complete"], &object(&ran)["cut"]), (4, &false.into(), &"states".into()));
    folder.write("endless.cdl", "thread a { while True { } }\nprint 1\n");
    let ran = folder.concur(&["outcomes", "endless.cdl"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stdout.contains("not complete: a thread does not come to its next step"), "{}", ran.stdout);
    assert_eq!(folder.concur(&["outcomes", "race.cdl", "--max-states", "0"]).code, 2);
}

/// Two threads with many more orders than a small search sees; either can print last, and they can deadlock.
const LONG: &str = "lock l\nlock m\n\
                    fn f(x, y, me) { for i in 0..20 { print me; sleep 1ms }\n with x { sleep 1ms; with y { } } }\n\
                    thread a = f(l, m, \"a\")\nthread b = f(m, l, \"b\")\njoin\nprint \"end\"\n";

#[test]
fn where_a_search_is_cut_short_random_runs_show_some_outcomes() {
    let folder = folder("outcomes-sampled");
    folder.write("long.cdl", LONG);
    let arguments = ["outcomes", "long.cdl", "--max-states", "2000", "--jobs", "1"];
    let ran = folder.concur(&arguments);
    assert_eq!(ran.code, 4);
    let mut lines = ran.stdout.lines();
    let headline = "long.cdl: not complete: stopped at 2,000 states (--max-states); no outcome so far, in ";
    assert!(lines.next().is_some_and(|line| line.starts_with(headline)), "{}", ran.stdout);
    assert!(lines.any(|line| line.ends_with(" random runs") && line.contains(" outcomes from ")), "{}", ran.stdout);
    assert!(lines.any(|line| line.contains("  deadlock  ")), "{}", ran.stdout);
    let all = object(&folder.concur(&[&arguments as &[&str], &["--format", "json"]].concat()));
    assert!(all["runs"].as_u64().unwrap() > 10 && all["complete"] == false, "{all}");
    let outcomes = all["outcomes"].as_array().unwrap();
    assert!(outcomes.len() > 10);
    let mut known = std::collections::BTreeSet::new();
    for outcome in outcomes {
        assert!(known.insert((outcome["output"].to_string(), outcome["end"].to_string())), "{outcome}");
        assert!(outcome["seed"].is_u64() && outcome["schedule"].is_string(), "{outcome}");
    }
    for outcome in outcomes.iter().take(3) {
        let seed = outcome["seed"].to_string();
        for how in
            [&["--schedule", outcome["schedule"].as_str().unwrap()], &["--policy", "random", "--seed", &seed][..]]
        {
            let ran = folder.concur(&[&["script", "long.cdl"], how].concat());
            assert_eq!(ran.stdout, outcome["output"].as_str().unwrap());
        }
    }
}

/// One outcome shows after few steps, the others after many.
const LATE: &str = "shared x = 0\nthread a { x = 1 }\nif x == 0 {\n    raise ValueError(\"early\")\n}\n\
                    thread b { sleep 1s; for i in 0..10 { x += 1 }; print \"b\" }\nthread c { sleep 1s; x = 5; print \"c\" }\n";

#[test]
fn random_runs_add_only_outcomes_that_the_search_does_not_know() {
    let folder = folder("outcomes-sampled-more");
    folder.write("late.cdl", LATE);
    let ran = folder.concur(&["outcomes", "late.cdl", "--max-states", "30", "--jobs", "1"]);
    assert_eq!(ran.code, 4);
    insta::assert_snapshot!(ran.stdout);
    let all = object(&folder.concur(&["outcomes", "litmus.cdl", "--format", "json"]));
    assert_eq!((&all["runs"], &all["outcomes"][0]["seed"]), (&0.into(), &serde_json::Value::Null));
}

#[test]
fn what_never_ends_has_no_outcome() {
    let folder = folder("outcomes-never");
    folder.write("round.cdl", "print 1\nwhile True { yield }\n");
    let ran = folder.concur(&["outcomes", "round.cdl"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.starts_with("round.cdl: no outcome in "), "{}", ran.stdout);
    assert!(ran.stdout.ends_with(": no schedule comes to an end\n"), "{}", ran.stdout);
}

#[test]
fn json_has_all_outcomes_with_their_values() {
    let folder = folder("outcomes-json");
    let ran = folder.concur(&["outcomes", "raises.cdl", "--format", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let all = object(&ran);
    assert_eq!((&all["version"], &all["file"], &all["complete"]), (&1.into(), &"raises.cdl".into(), &true.into()));
    let ends: Vec<_> =
        all["outcomes"].as_array().unwrap().iter().map(|one| (&one["end"], &one["exceptions"])).collect();
    let two = serde_json::json!([{"type": "ValueError", "message": "two"}]);
    assert_eq!(ends, [(&"ok".into(), &serde_json::json!([])), (&"exception".into(), &two)]);
    let ran = folder.concur(&["outcomes", "litmus.cdl", "--of", "seen_by_a,seen_by_b", "--format", "json"]);
    let outcomes = object(&ran)["outcomes"].as_array().unwrap().clone();
    let seen: Vec<_> = outcomes.iter().map(|one| (&one["values"]["seen_by_a"], &one["values"]["seen_by_b"])).collect();
    assert_eq!(seen, [(&0.into(), &1.into()), (&1.into(), &0.into()), (&1.into(), &1.into())]);
    assert!(outcomes.iter().all(|one| one["output"].is_null() && one["schedule"].is_string()));
}

#[test]
fn the_schedule_of_each_outcome_prints_it() {
    let folder = folder("outcomes-again");
    let classics = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for name in ["deadlock", "condition", "event", "bank", "race", "classics/barber_broken", "classics/h2o_broken"] {
        let file = format!("{}.cdl", name.replace('/', "-"));
        folder.write(&file, std::fs::read(classics.join(format!("{name}.cdl"))).unwrap());
        again(&folder, &file);
    }
    for file in ["race.cdl", "circle.cdl", "raises.cdl"] {
        again(&folder, file);
    }
}

fn again(folder: &Folder, file: &str) {
    let outcomes = object(&folder.concur(&["outcomes", file, "--format", "json"]))["outcomes"].clone();
    assert!(!outcomes.as_array().unwrap().is_empty());
    for outcome in outcomes.as_array().unwrap().iter().take(12) {
        let ran = folder.concur(&["script", file, "--schedule", outcome["schedule"].as_str().unwrap()]);
        assert_eq!(ran.stdout, outcome["output"].as_str().unwrap(), "{file}: {outcome}");
        let code = match outcome["end"].as_str().unwrap() {
            "ok" => 0,
            "exception" => 1,
            _ => 3,
        };
        assert_eq!(ran.code, code, "{file}: {outcome}");
    }
}

#[test]
fn jobs_and_reduction_change_no_outcome() {
    let folder = folder("outcomes-jobs");
    for file in ["race.cdl", "circle.cdl", "raises.cdl"] {
        let outcomes = |more: &[&str]| {
            object(&folder.concur(&[&["outcomes", file, "--format", "json"], more].concat()))["outcomes"].clone()
        };
        let one = outcomes(&["--jobs", "1"]);
        assert_eq!(one, outcomes(&["--jobs", "4"]));
        assert_eq!(one, outcomes(&["--no-reduction"]));
    }
}

#[test]
fn what_cannot_be_searched_is_refused() {
    let folder = folder("outcomes-refused");
    folder.write("now.cdl", "sleep 1s\nprint now()\n");
    folder.write("wrong.cdl", "prnt 1\n");
    let ran = folder.concur(&["outcomes", "now.cdl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.starts_with("cdl::check::now\n"), "{}", ran.stderr);
    let ran = folder.concur(&["outcomes", "now.cdl", "--timing", "exact"]);
    assert!(ran.code == 0 && ran.stdout.contains("│ 1s\n"), "{}", ran.stdout);
    assert_eq!(folder.concur(&["outcomes", "wrong.cdl"]).code, 2);
    assert_eq!(folder.concur(&["outcomes", "none.cdl"]).code, 2);
    assert_eq!(folder.concur(&["outcomes", "."]).code, 2);
    assert_eq!(folder.feed(&["outcomes", "-"], RACE).code, 0);
}

#[test]
fn a_log_is_matched_by_the_schedule_that_prints_it() {
    let folder = folder("match");
    folder.write("seen.log", "n = 1\n");
    let ran = folder.concur(&["script", "race.cdl", "--match", "seen.log"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "n = 1\n"));
    let schedule = ran.stderr.strip_prefix("schedule ").unwrap().trim_end();
    assert_eq!(folder.concur(&["script", "race.cdl", "--schedule", schedule]).stdout, "n = 1\n");
    // From standard input, as a terminal of another system ends its lines, and without the last newline.
    let ran =
        folder.feed(&["script", "circle.cdl", "--match", "-"], "b is in\r\nb is through\r\na is in\r\na is through");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "b is in\nb is through\na is in\na is through\n"));
    let ran = folder.feed(&["script", "circle.cdl", "--match", "-", "--trace", "lanes"], "b is in\na is in\n");
    assert_eq!(ran.code, 3);
    assert!(ran.stdout.contains("print \"b is in\""), "{}", ran.stdout);
    let ran = folder.feed(&["script", "race.cdl", "--match", "-", "--format", "json"], "n = 1\n");
    assert!(ran.code == 0 && ran.stderr.is_empty() && ran.stdout.contains("\"value\":\"n = 1\""), "{}", ran.stdout);
    // A scenario that asks for the time has that of a run.
    folder.write("now.cdl", "sleep 1s\nprint now()\n");
    assert_eq!(folder.feed(&["script", "now.cdl", "--match", "-"], "1s\n").code, 0);
}

#[test]
fn where_no_schedule_prints_a_log_the_line_is_shown_with_which_all_part_from_it() {
    let folder = folder("match-none");
    let mut all = String::new();
    for (file, log) in [
        ("race.cdl", "n = 3\n"),
        ("race.cdl", "n = 2\nn = 3\n"),
        ("race.cdl", ""),
        ("circle.cdl", "a is in\nb is in\nb is through\n"),
        ("circle.cdl", "a is in\na is through\nb is in\n"),
        ("circle.cdl", "a is in\n\nb is in\n"),
    ] {
        folder.write("seen.log", log);
        all.push_str(&told(&folder, &["script", file, "--match", "seen.log"]));
    }
    insta::assert_snapshot!(all);
    let ran = folder.feed(&["script", "race.cdl", "--match", "-", "--format", "json"], "n = 3\n");
    let lines: Vec<serde_json::Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((ran.code, &lines[0]["code"], &lines[0]["line"]), (1, &"cdl::file::match".into(), &1.into()));
    assert_eq!((&lines[1]["kind"], &lines[1]["status"]), (&"end".into(), &"unmatched".into()));
    assert_eq!(
        (&lines[1]["instead"], &lines[1]["ends"]),
        (&serde_json::json!(["n = 1", "n = 2"]), &serde_json::json!([]))
    );
    let ran = folder.feed(&["script", "circle.cdl", "--match", "-", "--format", "json"], "a is in\nb is in\nno\n");
    let end: serde_json::Value = serde_json::from_str(ran.stdout.lines().last().unwrap()).unwrap();
    assert_eq!((&end["instead"], &end["ends"]), (&serde_json::json!([]), &serde_json::json!(["deadlock"])));
}

#[test]
fn a_match_that_is_not_known_is_not_complete() {
    let folder = folder("match-limit");
    folder.write(
        "large.cdl",
        "shared n = 0\nfn f() { for i in 0..100000 { n += 1 } }\nthread a = f()\nthread b = f()\njoin\nprint n\n",
    );
    let ran = folder.feed(&["script", "large.cdl", "--match", "-", "--time-limit", "200ms"], "17\n");
    assert_eq!((ran.code, ran.stdout.as_str()), (4, ""));
    assert!(ran.stderr.contains("large.cdl: not complete: stopped after 200ms (--time-limit); "), "{}", ran.stderr);
}

#[test]
fn what_cannot_go_with_a_match_is_refused() {
    let folder = folder("match-refused");
    folder.write("seen.log", "n = 1\n");
    let more: [&[&str]; 5] =
        [&["--schedule", "main"], &["--policy", "random"], &["--seed", "1"], &["--runs", "3"], &["--live"]];
    for more in more {
        let ran = folder.concur(&[&["script", "race.cdl", "--match", "seen.log"], more].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{more:?}");
        assert!(ran.stderr.contains("cannot be used with"), "{}", ran.stderr);
    }
    assert_eq!(folder.feed(&["script", "-", "--match", "-"], RACE).code, 2);
    let ran = folder.concur(&["script", "race.cdl", "--match", "sen.log"]);
    assert!(ran.code == 2 && ran.stderr.contains("did you mean `seen.log`?"), "{}", ran.stderr);
    assert_eq!(command(&["script", "race.cdl", "--match"]).output().unwrap().status.code(), Some(2));
}
