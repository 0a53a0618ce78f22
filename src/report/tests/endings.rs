//! What standard error says when a run is over.

use std::sync::Arc;

use super::stage::{Stage, fork_of};
use crate::conduct::PolicyKind;
use crate::report::{Driver, ending};
use crate::run::{Deadlock, Doing, End, Inside, Limit, Overlap, Standing, Unasked, Uncaught};
use crate::source::Diagnostic;
use crate::value::{Exception, FutureId, ThreadId};

fn report(stage: &Stage, end: End) -> String {
    let run = stage.run(end);
    ending::report(&stage.scene(&run), None)
}

#[test]
fn a_clean_run_says_nothing() {
    assert_eq!(report(&Stage::dining(), End::Finished), "");
}

#[test]
fn a_deadlock_draws_its_circle() {
    let stage = Stage::dining();
    insta::assert_snapshot!(report(&stage, stage.deadlock()));
}

#[test]
fn a_deadlock_without_a_circle_says_who_waits_for_what() {
    let stage = Stage::dining();
    let doing = Doing::Waiting {
        object: fork_of(3),
        operation: "wait",
        holders: Vec::new(),
        detail: Some("1 of 2 parties has come".into()),
        until: None,
    };
    let standing = vec![Standing { thread: ThreadId(1), place: Some(stage.place("dine(0)")), doing }];
    insta::assert_snapshot!(report(&stage, End::Deadlock(Deadlock { standing, ..Deadlock::default() })));
}

#[test]
fn an_uncaught_exception_is_told_as_python_tells_it_and_with_its_place() {
    let stage = Stage::dining();
    let mut run = stage.run(End::Finished);
    let (exception, place) = (Arc::new(Exception::new("ValueError", "no fork")), Some(stage.place("dine(1)")));
    run.uncaught.push(Uncaught { thread: ThreadId(2), exception, place, step: 7 });
    let exception = Exception::new("ZeroDivisionError", "division by zero");
    let function = "dine".to_owned();
    run.unasked.push(Unasked { future: FutureId(1), function, exception, place: Some(stage.place("dine(0)")) });
    let place = Some(stage.place("forks[i]"));
    let (thread, others) = (ThreadId(1), vec![Inside { thread: ThreadId(2), place: Some(stage.place("print")) }]);
    run.overlaps.push(Overlap { section: "table".into(), thread, others, place, step: 9 });
    insta::assert_snapshot!(ending::report(&stage.scene(&run), None));
}

#[test]
fn a_limit_says_where_the_threads_stand() {
    let stage = Stage::dining();
    let stand = |thread, doing| Standing { thread: ThreadId(thread), place: Some(stage.place("print")), doing };
    let standing = vec![stand(1, Doing::Ready), stand(2, Doing::Sleeping { until: 2_000_000_000 })];
    insta::assert_snapshot!(report(&stage, End::Limit { limit: Limit::Steps(1000), standing }));
}

#[test]
fn a_crowd_is_told_of_in_part() {
    let names: Vec<String> = (0..40).map(|index| format!("w{index}")).collect();
    let stage = Stage::new(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let stand = |thread| {
        let (object, holders) = (fork_of(0), Vec::new());
        let doing = Doing::Waiting { object, operation: "wait", holders, detail: None, until: None };
        Standing { thread: ThreadId(thread), place: Some(stage.place("forks[i]")), doing }
    };
    let end = End::Deadlock(Deadlock { standing: (0..40).map(stand).collect(), ..Deadlock::default() });
    insta::assert_snapshot!(report(&stage, end));
}

#[test]
fn a_schedule_that_parts_is_shown_in_its_own_text() {
    let stage = Stage::dining();
    let schedule = crate::source::Source::new("--schedule", "main nobody");
    let place = crate::source::Span::new(5, 11);
    let diagnostic = Box::new(Diagnostic::error("cdl::schedule::parted", place, "no thread is called `nobody`"));
    let run = stage.run(End::Parted { diagnostic, standing: Vec::new() });
    insta::assert_snapshot!(ending::report(&stage.scene(&run), Some(&schedule)));
}

#[test]
fn a_run_is_repeated_by_whatever_is_shorter() {
    let stage = Stage::dining();
    let mut run = stage.run(stage.deadlock());
    let again = |run: &_, policy, seed| {
        let mut scene = stage.scene(run);
        scene.asked.driver = Driver::Conductor { policy, seed };
        scene.again()
    };
    let file = "concur script 'my files/dining.cdl'";
    let schedule = r#"'main "phil 0"*2 "phil 1"*2'"#;
    assert_eq!(again(&run, PolicyKind::Fifo, 0), format!("{file} --schedule {schedule}"));
    assert_eq!(again(&run, PolicyKind::Random, 7), format!("{file} --policy random --seed 7"));
    run.schedule = "main a*1000 ".repeat(100);
    assert_eq!(again(&run, PolicyKind::Fifo, 0), file);
}
