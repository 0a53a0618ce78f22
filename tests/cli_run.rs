//! Scenarios run and judged from the command line.

#[path = "cli/stage.rs"]
mod stage;

use stage::{Folder, concur};

const DEAD: &str = "lock a\nprint \"one\"\na.acquire()\na.acquire()\n";

#[test]
fn standard_output_carries_what_is_printed_and_nothing_else() {
    let folder = Folder::new("plain");
    folder.write("a.cdl", "print \"one\"\nprint \"two\"\n");
    let ran = folder.concur(&["script", "a.cdl"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "one\ntwo\n", ""));
    let ran = folder.feed(&["script", "-"], "print \"three\"\n");
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (0, "three\n", ""));
}

#[test]
fn the_exit_code_says_how_a_run_ended() {
    let folder = Folder::new("codes");
    folder.write("ok.cdl", "print \"a\"\n");
    folder.write("raises.cdl", "raise ValueError(\"bad\")\n");
    folder.write("wrong.cdl", "prnt \"a\"\n");
    folder.write("dead.cdl", DEAD);
    folder.write("spins.cdl", "while True { yield }\n");
    let code = |arguments: &[&str]| folder.concur(&[&["script"], arguments].concat()).code;
    assert_eq!(code(&["ok.cdl"]), 0);
    assert_eq!(code(&["raises.cdl"]), 1);
    assert_eq!(code(&["wrong.cdl"]), 2);
    assert_eq!(code(&["ok.cdl", "--schedule", "!"]), 2);
    assert_eq!(code(&["dead.cdl"]), 3);
    assert_eq!(code(&["spins.cdl", "--max-steps", "100"]), 4);
    assert_eq!(code(&["ok.cdl", "dead.cdl", "raises.cdl"]), 3);
}

#[test]
fn several_files_are_headed_on_standard_error() {
    let folder = Folder::new("several");
    folder.write("a.cdl", "print \"a\"\n");
    folder.write("b.cdl", "print \"b\"\n");
    let ran = folder.concur(&["script", "a.cdl", "none.cdl", "b.cdl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, "a\nb\n"));
    assert!(ran.stderr.starts_with("== a.cdl\n"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("== b.cdl\n"), "{}", ran.stderr);
}

#[test]
fn an_uncaught_exception_is_told_as_python_tells_it() {
    let folder = Folder::new("uncaught");
    folder.write("a.cdl", "print \"a\"\nraise ValueError(\"bad\")\n");
    let ran = folder.concur(&["script", "a.cdl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, "a\n"));
    assert_eq!(ran.stderr.lines().next(), Some("Exception in thread main: ValueError: bad"));
    assert!(ran.stderr.contains("[a.cdl:2:1]"), "{}", ran.stderr);
}

#[test]
fn a_deadlock_ends_with_the_line_that_shows_it_again() {
    let folder = Folder::new("dead");
    folder.write("a b.cdl", DEAD);
    let ran = folder.concur(&["script", "a b.cdl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (3, "one\n"));
    assert!(ran.stderr.contains("deadlock: main waits for itself"), "{}", ran.stderr);
    let last = ran.stderr.lines().last().unwrap();
    assert!(last.starts_with("  run it again: concur script 'a b.cdl' --schedule "), "{last}");
}

#[test]
fn a_schedule_that_goes_on_when_the_run_is_over_is_a_mistake() {
    let folder = Folder::new("too_long");
    folder.write("a.cdl", "thread a { print 1 }\ndaemon thread d { loop { yield } }\n");
    let told = |schedule: &str| {
        let ran = folder.concur(&["script", "a.cdl", "--schedule", schedule]);
        (ran.code, ran.stderr.lines().find(|line| line.contains('×')).unwrap_or_default().trim().to_owned())
    };
    assert_eq!(told("main a"), (0, String::new()));
    assert_eq!(told("main a zz"), (2, "× there is no thread `zz` at this point".to_owned()));
    assert_eq!(told("main a main*9"), (2, "× thread `main` has ended and can do no step".to_owned()));
    assert_eq!(told("main a d"), (2, "× the run is over before `d` comes to this step".to_owned()));
}

#[test]
fn a_sleeper_can_be_woken_before_it_does_anything() {
    let folder = Folder::new("woken");
    folder.write("a.cdl", "thread a { sleep 1s; print \"a\" }\nthread b { sleep 2s; print \"b\" }\n");
    let ran = folder.concur(&["script", "a.cdl", "--schedule", "main a b b:wake b*1 a", "--trace", "log"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let printed: Vec<&str> = ran.stdout.lines().filter(|line| line.contains("print")).collect();
    let [first, second] = printed.as_slice() else { panic!("{}", ran.stdout) };
    assert!(first.contains("2.000s  b") && second.contains("2.000s  a"), "{}", ran.stdout);
}

#[test]
fn a_random_policy_says_its_seed_so_that_it_can_be_repeated() {
    let folder = Folder::new("seed");
    folder.write("a.cdl", "print \"a\"\n");
    assert_eq!(folder.concur(&["script", "a.cdl", "--policy", "random", "--seed", "7"]).stderr, "seed 7\n");
    let fresh = folder.concur(&["script", "a.cdl", "--policy", "pct"]).stderr;
    assert!(fresh.trim().strip_prefix("seed ").is_some_and(|seed| seed.parse::<u64>().is_ok()), "{fresh}");
    assert_eq!(folder.concur(&["script", "a.cdl", "--policy", "round-robin"]).stderr, "");
}

#[test]
fn a_trace_shows_prints_among_the_other_events() {
    let folder = Folder::new("trace");
    folder.write("a.cdl", DEAD);
    let log = folder.concur(&["script", "--trace", "a.cdl"]).stdout;
    assert!(log.contains("print \"one\"") && log.contains("waits for a, held by main"), "{log}");
    assert_eq!(log, folder.concur(&["script", "a.cdl", "--trace", "log"]).stdout);
    let lanes = folder.concur(&["script", "a.cdl", "--trace", "lanes"]).stdout;
    assert!(lanes.starts_with(" step  main\n"), "{lanes}");
    assert!(lanes.contains("acquire a ┄┄┄ held by main since step "), "{lanes}");
}

#[test]
fn json_is_one_object_per_line_from_begin_to_end() {
    let folder = Folder::new("json");
    folder.write("a.cdl", DEAD);
    folder.write("wrong.cdl", "prnt \"a\"\n");
    let lines = |file: &str| -> Vec<serde_json::Value> {
        let ran = folder.concur(&["script", file, "--format", "json"]);
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let ran = lines("a.cdl");
    let (first, last) = (ran.first().unwrap(), ran.last().unwrap());
    assert_eq!((&first["kind"], &first["version"], &first["file"]), (&"begin".into(), &1.into(), &"a.cdl".into()));
    assert_eq!(
        (&last["kind"], &last["status"], &last["cycle"][0]),
        (&"end".into(), &"deadlock".into(), &"main".into())
    );
    assert!(ran.iter().any(|event| event["kind"] == "print" && event["value"] == "one" && event["line"] == 2));
    let wrong = lines("wrong.cdl");
    assert_eq!((&wrong[0]["kind"], &wrong[0]["severity"]), (&"diagnostic".into(), &"error".into()));
    assert_eq!(wrong.last().unwrap()["status"], "invalid");
}

#[test]
#[cfg(unix)]
fn a_reader_that_has_had_enough_ends_the_run_quietly() {
    use std::process::Stdio;
    let folder = Folder::new("pipe");
    folder.write("a.cdl", "print \"a\"\n".repeat(100_000));
    let path = folder.path("a.cdl");
    let mut command = stage::command(&["script", path.to_str().unwrap()]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ran: stage::Ran = child.wait_with_output().unwrap().into();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_of() {
    let folder = Folder::new("full");
    folder.write("a.cdl", "print \"a\"\n");
    let path = folder.path("a.cdl");
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let ran: stage::Ran = stage::command(&["script", path.to_str().unwrap()]).stdout(full).output().unwrap().into();
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("standard output cannot be written"), "{}", ran.stderr);
}

const DIFFERS: &str = "print \"one\"\nprint \"two\"\n\nexpect output {\n  | one\n  | 2\n}\n# the end";

#[test]
fn a_test_compares_what_is_printed() {
    let folder = Folder::new("test");
    std::fs::create_dir_all(folder.path("deep/er")).unwrap();
    std::fs::create_dir_all(folder.path(".hidden")).unwrap();
    folder.write(".hidden/a.cdl", "nonsense");
    folder.write("deep/er/differs.cdl", DIFFERS);
    folder.write("b.cdl", "print \"b\"\nexpect output {\n    | b\n}\nexpect never deadlock\n");
    folder.write("c.cdl", "print \"c\"\n");
    folder.write("dead.cdl", format!("{DEAD}expect output {{\n    | two\n}}\n"));
    folder.write("d.md", "# Title\n\n```cdl\nprint \"d\"\nexpect output {\n    | e\n}\n```\n");
    let ran = folder.concur(&["test", "."]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    insta::assert_snapshot!(ran.stdout);
    let ran = folder.concur(&["test", "b.cdl"]);
    assert_eq!(ran.code, 0);
    let ran = folder.concur(&["test", ".", "--filter", "b.c", "--format", "json"]);
    let claims: Vec<serde_json::Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((ran.code, claims.len()), (0, 2));
    assert_eq!((&claims[0]["status"], &claims[0]["line"]), (&"ok".into(), &2.into()));
    assert_eq!((&claims[1]["status"], &claims[1]["claim"]), (&"ok".into(), &"expect never deadlock".into()));
}

#[test]
fn a_scenario_whose_source_is_wrong_counts_more_than_a_failed_claim() {
    let folder = Folder::new("wrong");
    folder.write("a.cdl", DIFFERS);
    folder.write("b.cdl", "prnt \"a\"\n");
    let ran = folder.concur(&["test", "."]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("[b.cdl:1:1]"), "{}", ran.stderr);
    assert!(ran.stdout.contains("FAILED b.cdl  its source is wrong\n"), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("0 ok, 1 failed, 1 scenario cannot run\n"), "{}", ran.stdout);
}

#[test]
fn where_there_is_no_scenario_a_test_says_so() {
    let folder = Folder::new("none");
    let ran = folder.concur(&["test", "."]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("there is no scenario in `.`"), "{}", ran.stderr);
    folder.write("a.cdl", "print \"a\"\n");
    let ran = folder.concur(&["test", ".", "--filter", "zzz"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (2, "concur: no scenario's name contains `zzz`\n"));
}

#[test]
fn blessing_writes_the_blocks_anew_and_nothing_else() {
    let folder = Folder::new("bless");
    let markdown = "# Tïtle\n```cdl\nprint \"d\"\nexpect output {\n}\n```\ntext\n```cdl\nprint \"e\"\nexpect output {\n    | x\n}\n```\n";
    folder.write("a.cdl", DIFFERS);
    folder.write("b.md", markdown);
    folder.write("same.cdl", "print \"b\"\nexpect output { \n  | b\n}\n");
    let ran = folder.concur(&["test", ".", "--bless"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.contains("wrote 3 expect output blocks anew in 2 files\n"), "{}", ran.stdout);
    assert_eq!(folder.read("a.cdl"), DIFFERS.replace("  | 2", "  | two"));
    assert_eq!(folder.read("b.md"), markdown.replace("{\n}", "{\n    | d\n}").replace("| x", "| e"));
    assert_eq!(folder.read("same.cdl"), "print \"b\"\nexpect output { \n  | b\n}\n");
    let ran = folder.concur(&["test", ".", "--bless"]);
    assert!(ran.stdout.contains("nothing to bless\n"), "{}", ran.stdout);
    assert_eq!(folder.feed(&["test", "-", "--bless"], DIFFERS).code, 2);
    assert_eq!(folder.feed(&["test", "-"], DIFFERS).code, 1);
}

#[test]
fn a_lesson_runs_as_a_script_does() {
    assert_eq!(concur(&["lessons", "threading", "--run"]).code, 0);
}

#[test]
fn a_first_action_that_must_wait_waits() {
    let folder = Folder::new("first");
    folder.write("ever.cdl", "queue q\nq.get()\n");
    folder.write("fed.cdl", "queue q\nthread a { q.put(1) }\nprint q.get()\n");
    folder.write("while.cdl", "semaphore s(0)\nprint s.acquire(timeout=1s)\n");
    folder.write("caught.cdl", "event e\nprint e.wait(timeout=5ms)\n");
    for how in [&["script"][..], &["script", "--policy", "random"], &["script", "--live"], &["script", "--trace"]] {
        let ran = |name: &str| folder.concur(&[how, &[name]].concat());
        assert_eq!(ran("ever.cdl").code, 3, "{how:?}");
        assert!(ran("ever.cdl").stderr.contains("main waits for q"), "{how:?}");
        for (name, printed) in [("fed.cdl", "1"), ("while.cdl", "False"), ("caught.cdl", "False")] {
            let ran = ran(name);
            assert_eq!(ran.code, 0, "{how:?} {name}: {}", ran.stderr);
            assert!(ran.stdout.contains(printed), "{how:?} {name}: {}", ran.stdout);
        }
    }
    for command in ["check", "outcomes"] {
        for (name, code) in [("ever.cdl", 1), ("fed.cdl", 0), ("while.cdl", 0), ("caught.cdl", 0)] {
            let ran = folder.concur(&[command, name]);
            assert_eq!(ran.code, if command == "check" { code } else { 0 }, "{command} {name}: {}", ran.stderr);
        }
    }
}
