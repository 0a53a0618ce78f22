//! The built-in lessons print what they are documented to print, each time.

// Tests may fail by panicking.
#![allow(clippy::unwrap_used)]

use std::path::Path;

#[path = "cli/stage.rs"]
#[allow(dead_code)]
mod stage;

use stage::{Ran, command};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");

const LESSONS: [&str; 12] = [
    "bank",
    "barrier",
    "bounded_buffer",
    "condition",
    "deadlock",
    "dining",
    "event",
    "race",
    "readers_writers",
    "rlock",
    "semaphore",
    "threading",
];

/// The outputs that the lesson on concurrency documents, as they are printed there. It has none for the RLock, whose
/// program has only one.
const DOCUMENTED: [(&str, &str); 7] = [
    (
        "threading",
        "Printing from Worker_0. number=0
Printing from Worker_1. number=0
Printing from Worker_2. number=0
Printing from Worker_3. number=0
Printing from Worker_0. number=1
Printing from Worker_2. number=1
Printing from Worker_1. number=1
Printing from Worker_3. number=1
Printing from Worker_0. number=2
Printing from Worker_2. number=2
Printing from Worker_1. number=2
Printing from Worker_3. number=2
",
    ),
    (
        "bank",
        "Withdrawing 700...
Depositing 1000...
Withdrawing 300...
Final account balance: 1000
",
    ),
    (
        "rlock",
        "Outer task acquired lock.
Inner task acquired lock.
",
    ),
    (
        "semaphore",
        "Worker 0 waiting...
Worker 0 working...
Worker 1 waiting...
Worker 1 working...
Worker 2 waiting...
Worker 3 waiting...
Worker 0 done.
Worker 2 working...
Worker 1 done.
Worker 3 working...
Worker 2 done.
Worker 3 done.
",
    ),
    (
        "event",
        "Waiter thread is waiting for event...
Notifier thread sleeping...
Notifier thread set event.
Waiter thread received event!
",
    ),
    (
        "condition",
        "Consumer waiting for item...
Producer creating item...
Consumer got item: data
",
    ),
    (
        "barrier",
        "Worker 0: preparing
Worker 1: preparing
Worker 2: preparing
Worker 0: ready and waiting at barrier
Worker 1: ready and waiting at barrier
Worker 2: ready and waiting at barrier
Worker 2: passed the barrier, continuing
Worker 0: passed the barrier, continuing
Worker 1: passed the barrier, continuing
All threads have passed the barrier.
",
    ),
];

/// The program in the folder of the lessons, twice: it says the same.
fn concur(arguments: &[&str]) -> Ran {
    let run = || -> Ran { command(arguments).current_dir(FOLDER).output().unwrap().into() };
    let (first, second) = (run(), run());
    assert_eq!(first.stdout, second.stdout, "{arguments:?}");
    assert_eq!(first.stderr, second.stderr, "{arguments:?}");
    assert_eq!(first.code, second.code, "{arguments:?}");
    first
}

fn text_of(lesson: &str) -> String {
    std::fs::read_to_string(Path::new(FOLDER).join(format!("{lesson}.cdl"))).unwrap()
}

#[test]
fn every_scenario_in_the_folder_is_tested() {
    let entries = std::fs::read_dir(FOLDER).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    // The classics have a test of their own.
    names.retain(|name| name != "classics");
    names.sort();
    assert_eq!(names, LESSONS.map(|lesson| format!("{lesson}.cdl")));
}

#[test]
fn a_documented_output_is_printed_byte_for_byte() {
    for (lesson, output) in DOCUMENTED {
        let ran = concur(&["script", &format!("{lesson}.cdl")]);
        assert_eq!(ran.stdout, output, "{lesson}");
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{lesson}");
    }
}

#[test]
fn a_lesson_expects_the_output_that_is_documented() {
    for (lesson, output) in DOCUMENTED {
        let lines = output.lines().map(|line| format!("    | {line}\n")).collect::<String>();
        let block = format!("\nexpect output {{\n{lines}}}\n");
        assert!(text_of(lesson).contains(&block), "{lesson} has no{block}");
    }
}

#[test]
fn every_claim_about_an_output_holds() {
    let ran = concur(&["test", "."]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(!ran.stdout.contains("no claims"), "{}", ran.stdout);
}

#[test]
fn the_other_lessons_print_and_end_as_before() {
    for lesson in LESSONS.iter().filter(|lesson| DOCUMENTED.iter().all(|(documented, _)| documented != *lesson)) {
        let ran = concur(&["script", &format!("{lesson}.cdl")]);
        insta::assert_snapshot!(
            format!("plain_{lesson}"),
            format!("{}exit code {}\n\n{}", ran.stdout, ran.code, ran.stderr)
        );
    }
}

#[test]
fn a_built_in_lesson_is_the_one_in_the_folder() {
    for lesson in LESSONS {
        assert_eq!(concur(&["lessons", lesson]).stdout, text_of(lesson));
        let (built_in, file) = (concur(&["lessons", lesson, "--run"]), concur(&["script", &format!("{lesson}.cdl")]));
        assert_eq!((built_in.stdout, built_in.code), (file.stdout, file.code), "{lesson}");
    }
}

#[test]
fn traces_show_each_step() {
    for (lesson, trace) in [
        ("bank", "log"),
        ("condition", "log"),
        ("event", "log"),
        ("race", "log"),
        ("barrier", "lanes"),
        ("condition", "lanes"),
        ("dining", "lanes"),
        ("race", "lanes"),
        ("readers_writers", "lanes"),
        ("semaphore", "lanes"),
    ] {
        let ran = concur(&["script", &format!("{lesson}.cdl"), "--trace", trace]);
        insta::assert_snapshot!(format!("{trace}_{lesson}"), ran.stdout);
    }
}

#[test]
fn json_tells_the_same_to_programs() {
    for lesson in ["condition", "deadlock", "race", "rlock", "threading"] {
        let ran = concur(&["script", &format!("{lesson}.cdl"), "--format", "json"]);
        insta::assert_snapshot!(format!("json_{lesson}"), ran.stdout);
        let events = ran.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let prints = events.filter(|event| event["kind"] == "print");
        let printed: String = prints.map(|print| format!("{}\n", print["value"].as_str().unwrap())).collect();
        assert_eq!(printed, concur(&["script", &format!("{lesson}.cdl")]).stdout);
    }
}

/// The arguments of a command in a lesson's comment, which ends at two blanks; quotes are taken off.
fn arguments(line: &str) -> Vec<String> {
    let mut arguments = Vec::new();
    let line = line.split_once("  ").map_or(line, |(command, _)| command);
    for (index, part) in line.split('\'').enumerate() {
        match index % 2 {
            0 => arguments.extend(part.split_whitespace().map(str::to_owned)),
            _ => arguments.push(part.to_owned()),
        }
    }
    arguments
}

#[test]
fn every_command_that_a_lesson_names_can_be_followed() {
    let mut count = 0;
    for lesson in LESSONS {
        for (_, line) in text_of(lesson).lines().filter_map(|line| line.split_once("concur script ")) {
            let given = arguments(line);
            let given: Vec<&str> = ["script"].into_iter().chain(given.iter().map(String::as_str)).collect();
            let ran = concur(&given);
            assert!([0, 3].contains(&ran.code), "concur {}\n{}", given.join(" "), ran.stderr);
            count += 1;
        }
    }
    assert!(count > LESSONS.len(), "only {count} commands");
}

#[test]
fn a_lesson_begins_with_its_name_and_says_what_to_try() {
    for lesson in LESSONS {
        let text = text_of(lesson);
        assert!(text.starts_with(&format!("# {lesson}.cdl: ")), "{lesson}");
        assert!(text.contains("\n# Look at: ") && text.contains("\n# Try:  "), "{lesson}");
        assert!(text.lines().all(|line| line.chars().count() <= 120), "{lesson} has a line that is too long");
    }
}
