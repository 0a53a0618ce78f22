//! `concur lessons`: the scenarios that are built in.

use std::path::Path;

use clap::Args;

use super::script::{Format, MAX_STEPS, Script, Session};
use super::{Console, Exit, interrupt};
use crate::report::Origin;
use crate::source::Source;

/// List, show, run or write the built-in lessons
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  concur lessons dining --run\n  concur lessons --write lessons")]
pub(super) struct Lessons {
    /// One lesson; without it, all are listed
    name: Option<String>,

    /// Run it as `concur script` does
    #[arg(long, requires = "name", conflicts_with = "write")]
    run: bool,

    /// Write it (or all) to a folder
    #[arg(long, value_name = "DIR")]
    write: Option<String>,
}

/// A built-in scenario.
struct Lesson {
    name: &'static str,
    text: &'static str,
}

macro_rules! lessons {
    ($($name:literal),* $(,)?) => {
        const LESSONS: &[Lesson] = &[$(
            Lesson { name: $name, text: include_str!(concat!("../../scenarios/", $name, ".cdl")) },
        )*];
    };
}

// In the order in which they are best read.
lessons! {
    "threading", "race", "bank", "rlock", "semaphore", "event", "condition", "barrier", "deadlock", "bounded_buffer",
    "dining", "readers_writers",
}

/// `concur lessons`.
pub(super) fn run(command: &Lessons, console: &Console) -> Exit {
    let lesson = match command.name.as_deref().map(find) {
        Some(Ok(lesson)) => Some(lesson),
        Some(Err(message)) => {
            console.say(&message);
            return Exit::Wrong;
        }
        None => None,
    };
    match (lesson, &command.write) {
        (Some(lesson), Some(folder)) => write(&[lesson], folder, console),
        (None, Some(folder)) => write(&LESSONS.iter().collect::<Vec<_>>(), folder, console),
        (Some(lesson), None) if command.run => play(lesson, console),
        (Some(lesson), None) => console.put_text(lesson.text),
        (None, None) => console.put(&list(console)),
    }
}

fn find(name: &str) -> Result<&'static Lesson, String> {
    let wanted = name.strip_suffix(".cdl").unwrap_or(name);
    LESSONS.iter().find(|lesson| lesson.name == wanted).ok_or_else(|| {
        let likeness = |lesson: &&Lesson| strsim::jaro_winkler(lesson.name, wanted);
        let close = LESSONS.iter().filter(|lesson| likeness(lesson) > 0.8);
        let close = close.max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
        let meant = close.map(|lesson| format!("; did you mean `{}`?", lesson.name)).unwrap_or_default();
        format!("concur: there is no lesson `{name}`{meant}\n`concur lessons` lists them\n")
    })
}

fn list(console: &Console) -> String {
    let wide = LESSONS.iter().map(|lesson| lesson.name.len()).max().unwrap_or(0);
    let line = |lesson: &Lesson| {
        let name = console.paint.bold(lesson.name);
        format!("{name}{}  {}\n", " ".repeat(wide - lesson.name.len()), about(lesson))
    };
    LESSONS.iter().map(line).collect()
}

/// The first comment line, without the file's own name.
fn about(lesson: &Lesson) -> &'static str {
    let line = lesson.text.lines().find_map(|line| line.strip_prefix('#')).unwrap_or_default().trim();
    let rest = line.strip_prefix(lesson.name).unwrap_or(line);
    let rest = rest.strip_prefix(".cdl").unwrap_or(rest);
    rest.strip_prefix(':').unwrap_or(rest).trim()
}

fn play(lesson: &Lesson, console: &Console) -> Exit {
    let file = format!("{}.cdl", lesson.name);
    let command = Script {
        files: vec![file.clone()],
        trace: None,
        format: Format::Text,
        schedule: None,
        log: None,
        policy: None,
        seed: None,
        runs: None,
        realtime: false,
        live: false,
        time_scale: None,
        max_steps: MAX_STEPS,
        time_limit: None,
    };
    let session =
        Session { command: &command, console, schedule: None, log: None, interrupt: interrupt::flag(), several: false };
    session.play(Origin::Lesson(lesson.name.to_owned()), &Source::new(file.as_str(), lesson.text))
}

/// Writes each lesson that is not there yet. What someone has changed is never overwritten.
fn write(lessons: &[&Lesson], folder: &str, console: &Console) -> Exit {
    if let Err(error) = std::fs::create_dir_all(folder) {
        console.say(&format!("concur: the folder `{folder}` cannot be made: {error}\n"));
        return Exit::Wrong;
    }
    let (mut written, mut exit) = (String::new(), Exit::Ok);
    for lesson in lessons {
        let path = Path::new(folder).join(format!("{}.cdl", lesson.name));
        let shown = path.display();
        match std::fs::read_to_string(&path) {
            Ok(text) if text == lesson.text => continue,
            Ok(_) => {
                console.say(&format!("concur: `{shown}` is there already and differs; it is left as it is\n"));
                exit = Exit::Wrong;
            }
            Err(_) => match std::fs::write(&path, lesson.text) {
                Ok(()) => written.push_str(&format!("{shown}\n")),
                Err(error) => exit = console.unwritable(&shown.to_string(), &error),
            },
        }
    }
    exit.max(console.put(&written))
}
