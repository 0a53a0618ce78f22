//! Traces in each of their forms.

use super::stage::{PLAIN, Paper, Stage};
use crate::conduct::PolicyKind;
use crate::machine::{EventKind, Outcome};
use crate::report::{Driver, Json, Lanes, Log, Paint};
use crate::run::End;
use crate::value::{ThreadId, Value};

fn lanes(stage: &Stage, end: End, width: usize) -> (String, Option<String>) {
    let (paper, run) = (Paper::default(), stage.run(end));
    let mut lanes = Lanes::new(paper.sink(), stage.source.clone(), PLAIN, width);
    stage.play(&mut lanes);
    let (sink, note) = lanes.finish(&stage.scene(&run));
    sink.finish().unwrap();
    (paper.text(), note)
}

fn log(stage: &Stage, paint: Paint) -> String {
    let paper = Paper::default();
    let mut log = Log::new(paper.sink(), stage.source.clone(), paint);
    stage.play(&mut log);
    log.finish().finish().unwrap();
    paper.text()
}

/// Threads that read, write, sleep, time out, raise and end.
fn busy() -> Stage {
    let mut stage = Stage::new(&["main", "phil 0", "phil 1"]);
    stage.start(1).start(2).acquire(1, 0);
    stage.event(1, EventKind::Read { location: "balance".into(), value: Value::Int(1000) }, "dine(0)");
    stage.event(1, EventKind::Sleep { duration: 100_000_000 }, "print").block(2, 0, 1);
    stage.time = 100_000_000;
    stage.event(1, EventKind::Write { location: "balance".into(), value: Value::Int(300) }, "dine(0)");
    let outcome = Outcome::Value(Value::None);
    stage.event(1, EventKind::Operate { object: super::stage::fork_of(0), operation: "release", outcome }, "dine(0)");
    stage.event(1, EventKind::Exit { uncaught: None }, "").acquire(2, 0);
    stage.time = 250_250_000;
    let raised = std::sync::Arc::new(crate::value::Exception::new("ValueError", "Insufficient\nbalance"));
    stage.event(2, EventKind::Exit { uncaught: Some(raised) }, "dine(1)");
    stage.event(0, EventKind::Join { threads: vec![ThreadId(1), ThreadId(2)] }, "");
    stage.event(0, EventKind::Exit { uncaught: None }, "");
    stage
}

#[test]
fn a_log_has_a_line_for_each_event() {
    insta::assert_snapshot!(log(&busy(), PLAIN));
}

#[test]
fn colours_change_nothing_but_colours() {
    let colored = log(&busy(), Paint { color: true });
    assert!(colored.contains("\u{1b}[33mphil 0\u{1b}[0m"));
    let mut plain = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    assert_eq!(plain + rest, log(&busy(), PLAIN));
}

#[test]
fn lanes_show_a_deadlock_side_by_side() {
    let stage = Stage::dining();
    insta::assert_snapshot!(lanes(&stage, stage.deadlock(), 110).0);
}

#[test]
fn lanes_mark_where_time_jumps_and_who_sleeps_or_waits() {
    insta::assert_snapshot!(lanes(&busy(), End::Finished, 100).0);
}

#[test]
fn lanes_shrink_in_a_narrow_terminal() {
    let stage = Stage::dining();
    let text = lanes(&stage, stage.deadlock(), 60).0;
    assert_eq!(text.lines().find(|line| super::super::cell::width(line) > 60), None);
    insta::assert_snapshot!(text);
}

#[test]
fn lanes_that_do_not_fit_are_spread_over_several_pictures() {
    let stage = Stage::dining();
    let text = lanes(&stage, stage.deadlock(), 40).0;
    assert_eq!(text.lines().find(|line| super::super::cell::width(line) > 40), None);
    insta::assert_snapshot!(text);
}

#[test]
fn too_many_threads_for_lanes_give_the_log() {
    let names: Vec<String> = (0..1000).map(|index| format!("w{index}")).collect();
    let mut stage = Stage::new(&names.iter().map(String::as_str).collect::<Vec<_>>());
    stage.print(999, "a\n");
    let (text, note) = lanes(&stage, End::Finished, 100);
    assert_eq!(text, log(&stage, PLAIN));
    assert_eq!(note.as_deref(), Some("1000 threads are too many for lanes, so this is the log"));
}

#[test]
fn too_many_events_for_lanes_give_the_log_from_its_beginning() {
    let mut stage = Stage::new(&["main"]);
    for _ in 0..=super::super::lanes::MOST {
        stage.event(0, EventKind::Yield, "");
    }
    let (text, note) = lanes(&stage, End::Finished, 100);
    assert!(text == log(&stage, PLAIN));
    assert_eq!(note.as_deref(), Some("more than 100000 events are too many for lanes, so this is the log"));
}

#[test]
fn json_has_a_line_for_each_event_between_begin_and_end() {
    let mut stage = busy();
    stage.print(0, "no newline");
    let (paper, run) = (Paper::default(), stage.run(End::Finished));
    let mut json =
        Json::begin(paper.sink(), stage.source.clone(), Driver::Conductor { policy: PolicyKind::Fifo, seed: 0 });
    stage.play(&mut json);
    json.finish(&stage.scene(&run)).finish().unwrap();
    insta::assert_snapshot!(paper.text());
}

#[test]
fn json_tells_who_waits_at_the_end() {
    let stage = Stage::dining();
    let (paper, run) = (Paper::default(), stage.run(stage.deadlock()));
    let json = Json::begin(paper.sink(), stage.source.clone(), Driver::Conductor { policy: PolicyKind::Fifo, seed: 0 });
    json.finish(&stage.scene(&run)).finish().unwrap();
    let text = paper.text();
    let end: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&end).unwrap());
}
