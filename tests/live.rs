//! Scenarios let loose: whatever order the operating system picks is one that the machine can follow.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::Path;
use std::time::Duration;

use concur::live::{self, Options};
use concur::machine::{Event, Scenario};
use concur::run::{Cast, End, Observer, Run};
use concur::source::Source;

/// Keeps what is printed, and counts events.
#[derive(Default)]
struct Ears {
    wants_events: bool,
    printed: String,
    events: usize,
}

impl Observer for Ears {
    fn wants_events(&self) -> bool {
        self.wants_events
    }

    fn event(&mut self, _event: &Event, _names: &dyn Cast) {
        self.events += 1;
    }

    fn print(&mut self, text: &str) {
        self.printed.push_str(text);
    }
}

fn options() -> Options {
    Options { time_scale: 0.01, keep_schedule: true, time_limit: Some(Duration::from_secs(60)), ..Options::default() }
}

fn load(name: &str, text: &str) -> Scenario {
    let loaded = Scenario::load(&Source::new(name, text));
    loaded.scenario.unwrap_or_else(|| panic!("{name}: {:?}", loaded.diagnostics))
}

fn let_loose(text: &str) -> (Run, Ears) {
    let (run, ears) = live::run(&load("live.cdl", text), options(), Ears::default());
    (run, ears.unwrap())
}

#[test]
fn every_lesson_can_be_followed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "cdl") {
            continue;
        }
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let scenario = load(&name, &std::fs::read_to_string(&path).unwrap());
        for round in 0..20 {
            let wants_events = round % 2 == 0;
            let (run, ears) = live::run(&scenario, options(), Ears { wants_events, ..Ears::default() });
            assert!(!matches!(run.end, End::Broken(_)), "{name}: {:?}", run.end);
            assert_eq!(ears.unwrap().events > 0, wants_events, "{name}");
        }
    }
}

#[test]
fn a_lock_keeps_every_update() {
    let (run, ears) = let_loose(
        "shared x = 0\nlock l\nfn work() { for i in 0..1000 { with l { x += 1 } } }\n\
         for i in 0..4 { thread work() }\njoin\nprint \"{x}\"\n",
    );
    assert!(matches!(run.end, End::Finished), "{:?}", run.end);
    assert_eq!(ears.printed, "4000\n");
}
