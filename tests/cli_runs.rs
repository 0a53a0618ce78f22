//! Many runs of a scenario from the command line, and the table of their results.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used)]

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use stage::{Folder, Ran};

const RACE: &str = "shared n = 0\nthread a { n += 1 }\nthread b { n += 1 }\njoin\nprint \"n = {n}\"\n";
const CIRCLE: &str = "lock l\nlock m\nfn f(x, y) {\n    with x { with y { print \"in\" } }\n}\n\
                      thread a = f(l, m)\nthread b = f(m, l)\n";

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("race.cdl", format!("{RACE}schedule {{ main a b }}\n"));
    folder.write("circle.cdl", CIRCLE);
    folder
}

fn object(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn the_different_results_of_a_race_are_counted() {
    let folder = folder("runs-race");
    let ran = folder.concur(&["script", "race.cdl", "--runs", "200", "--seed", "1"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, "seed 1\n"));
    insta::assert_snapshot!(ran.stdout);
    let again = folder.concur(&["script", "race.cdl", "--runs", "200", "--seed", "1"]);
    assert_eq!(ran.stdout, again.stdout);
}

#[test]
fn the_command_beside_a_result_gives_it_again() {
    let folder = folder("runs-again");
    for file in ["race.cdl", "circle.cdl"] {
        let ran = folder.concur(&["script", file, "--runs", "100", "--policy", "pct", "--seed", "5"]);
        let commands: Vec<&str> = ran.stdout.lines().filter_map(|line| line.trim().strip_prefix("concur ")).collect();
        let json =
            folder.concur(&["script", file, "--runs", "100", "--policy", "pct", "--seed", "5", "--format", "json"]);
        let outcomes = object(&json)["outcomes"].as_array().unwrap().clone();
        assert_eq!(commands.len(), outcomes.len(), "{}", ran.stdout);
        for (command, outcome) in commands.iter().zip(&outcomes) {
            let once = folder.concur(&command.split(' ').collect::<Vec<_>>());
            assert_eq!(once.stdout, outcome["output"].as_str().unwrap(), "{command}");
            assert_eq!(once.code == 3, outcome["end"] == "deadlock", "{command}");
        }
    }
}

#[test]
fn the_exit_code_is_that_of_the_worst_run() {
    let folder = folder("runs-codes");
    folder.write("raises.cdl", "if choose(True, False) { raise ValueError(\"bad\") }\n");
    folder.write("spins.cdl", "while True { yield }\n");
    folder.write("wrong.cdl", "prnt \"a\"\n");
    let code =
        |arguments: &[&str]| folder.concur(&[&["script", "--runs", "50", "--seed", "1"], arguments].concat()).code;
    assert_eq!(code(&["race.cdl"]), 0);
    assert_eq!(code(&["raises.cdl"]), 1);
    assert_eq!(code(&["wrong.cdl"]), 2);
    assert_eq!(code(&["circle.cdl"]), 3);
    assert_eq!(code(&["spins.cdl", "--max-steps", "50"]), 4);
    assert_eq!(code(&["race.cdl", "circle.cdl", "raises.cdl"]), 3);
}

#[test]
fn what_cannot_go_with_many_runs_is_refused_with_the_reason() {
    let folder = folder("runs-refused");
    for (more, why) in [
        (&["--policy", "fifo"] as &[&str], "the same order each time"),
        (&["--policy", "round-robin"], "the same order each time"),
        (&["--schedule", "main a b"], "allows only one"),
        (&["--trace", "log"], "add --trace to that"),
        (&["--realtime"], "slower and no different"),
        (&["--runs", "0"], "invalid value '0'"),
    ] {
        let runs: &[&str] = if more.contains(&"--runs") { &[] } else { &["--runs", "3"] };
        let ran = folder.concur(&[&["script", "race.cdl"], runs, more].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{more:?}");
        assert!(ran.stderr.contains(why), "{}", ran.stderr);
    }
}

#[test]
fn json_is_one_object_for_each_file() {
    let folder = folder("runs-json");
    let ran = folder.concur(&["script", "race.cdl", "circle.cdl", "--runs", "60", "--seed", "3", "--format", "json"]);
    assert_eq!(ran.code, 3);
    let objects: Vec<serde_json::Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [race, circle] = objects.as_slice() else { panic!("{}", ran.stdout) };
    assert_eq!((&race["version"], &race["runs"], &race["complete"]), (&1.into(), &60.into(), &true.into()));
    assert_eq!((&race["seed"], &race["policy"], &race["file"]), (&3.into(), &"random".into(), &"race.cdl".into()));
    for object in [race, circle] {
        let outcomes = object["outcomes"].as_array().unwrap();
        assert_eq!(outcomes.iter().map(|outcome| outcome["count"].as_u64().unwrap()).sum::<u64>(), 60);
    }
    let ends: Vec<&str> =
        circle["outcomes"].as_array().unwrap().iter().map(|outcome| outcome["end"].as_str().unwrap()).collect();
    assert!(ends.contains(&"ok") && ends.contains(&"deadlock"), "{ends:?}");
}

#[test]
fn seeds_go_round_at_their_end() {
    let folder = folder("runs-wrap");
    let last = u64::MAX.to_string();
    let ran = folder.concur(&["script", "race.cdl", "--runs", "20", "--seed", &last, "--format", "json"]);
    let seeds = object(&ran)["outcomes"].as_array().unwrap().clone();
    assert!(seeds.iter().all(|outcome| outcome["seed"] == u64::MAX || outcome["seed"].as_u64().unwrap() < 20));
}

#[test]
fn a_scenario_that_prints_without_end_is_one_result_and_ends_no_other_run() {
    let folder = folder("runs-much");
    folder.write("a.cdl", "let text = \"x\" * 1_000_000\nif choose(True, False) { for i in 0..20 { print text } }\n");
    let ran = folder.concur(&["script", "a.cdl", "--runs", "10", "--seed", "1"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stdout.starts_with("10 runs of a.cdl: 2 different results\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("× it prints more than is kept"), "{}", ran.stdout);
}

#[test]
fn the_limit_of_time_is_for_all_runs_together() {
    let folder = folder("runs-time");
    let ran = folder.concur(&["script", "race.cdl", "--runs", "100000000", "--time-limit", "300ms"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stdout.starts_with("stopped after "), "{}", ran.stdout);
    assert!(
        ran.stdout.contains(" of 100000000 runs of race.cdl (the limit of --time-limit, 300ms): "),
        "{}",
        ran.stdout
    );
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_with_what_is_known_so_far() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let folder = folder("runs-interrupt");
    let path = folder.path("race.cdl");
    let mut command = stage::command(&["script", path.to_str().unwrap(), "--runs", "100000000", "--seed", "1"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Once it says its seed, it listens to Ctrl-C.
    let (mut stderr, mut said) = (BufReader::new(child.stderr.take().unwrap()), String::new());
    stderr.read_line(&mut said).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(400));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let ran: Ran = child.wait_with_output().unwrap().into();
    assert_eq!((ran.code, said.as_str()), (4, "seed 1\n"));
    assert!(ran.stdout.starts_with("stopped after "), "{}", ran.stdout);
    assert!(ran.stdout.contains(" of 100000000 runs of ") && ran.stdout.contains("(interrupted)"), "{}", ran.stdout);
    assert!(std::io::read_to_string(stderr).unwrap().is_empty());
}
