//! Tables of runs made by hand.

use std::time::Duration;

use super::bar::bar;
use super::{Again, Asked, Distribution, Ending, Page, Ran, Stop, json, progress, text};
use crate::conduct::PolicyKind;
use crate::report::excerpt::{Excerpts, Row};
use crate::report::{Driver, Origin, Paint, Status};
use crate::run::{End, Inside, Overlap, Run, Uncaught};
use crate::value::{Exception, ThreadId};

const ROOM: usize = 1 << 20;
const PAGE: Page = Page { paint: Paint { color: false }, width: 80 };

fn ending(status: Status) -> Ending {
    Ending { status, exceptions: Vec::new(), detail: None }
}

fn asked(runs: u64) -> Asked {
    let origin = Origin::File("my files/a.cdl".into());
    Asked { origin, driver: Driver::Conductor { policy: PolicyKind::Random, seed: 7 }, runs, max_steps: None }
}

/// Runs with the seeds 7, 8, 9, ...
fn distribution(runs: &[(usize, &str, Ending)]) -> Distribution {
    let mut distribution = Distribution::new(ROOM);
    let all = runs.iter().flat_map(|(times, output, end)| vec![(*output, end); *times]);
    for (index, (output, end)) in all.enumerate() {
        let ran = Ran { output: output.to_owned(), end: end.clone(), again: Again::Seed(7 + index as u64) };
        assert_eq!(distribution.add(ran), Ok(()));
    }
    distribution
}

fn table(runs: &[(usize, &str, Ending)]) -> String {
    let all = runs.iter().map(|(times, ..)| *times as u64).sum();
    text("my files/a.cdl", &asked(all), &distribution(runs), None, PAGE)
}

const EIGHT: &str = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

#[test]
fn results_are_listed_by_how_often_they_came_and_then_by_when() {
    let runs = [(1, "c\n", ending(Status::Ok)), (1, "a\n", ending(Status::Ok)), (3, "b\n", ending(Status::Ok))];
    let distribution = distribution(&runs);
    let outputs: Vec<_> =
        distribution.outcomes().iter().map(|one| (one.output, one.count, one.again.clone())).collect();
    assert_eq!(outputs, [("b\n", 3, Again::Seed(9)), ("c\n", 1, Again::Seed(7)), ("a\n", 1, Again::Seed(8))]);
}

#[test]
fn the_table_shows_how_often_how_it_ended_what_differs_and_the_command() {
    let bad = Ending { exceptions: vec![Exception::new("ValueError", "not\nthis")], ..ending(Status::Exception) };
    insta::assert_snapshot!(table(&[
        (1200, EIGHT, ending(Status::Ok)),
        (700, "one\ntwo\nthree\nsix\nfive\nfour\nseven\neight\n", ending(Status::Ok)),
        (99, "one\ntwo\nthree\nfour\nfive\n", ending(Status::Deadlock)),
        (1, EIGHT, bad),
    ]));
}

#[test]
fn a_narrow_page_has_no_bars() {
    let runs = [(2, "one line that is much too long for this page\n", ending(Status::Ok)), (1, "", ending(Status::Ok))];
    let page = Page { width: 30, ..PAGE };
    insta::assert_snapshot!(text("a.cdl", &asked(3), &distribution(&runs), None, page));
}

#[test]
fn one_result_is_the_same_each_time() {
    let headline = |times| table(&[(times, "a\n", ending(Status::Ok))]).lines().next().unwrap().to_owned();
    assert_eq!(headline(5), "5 runs of my files/a.cdl: the same result each time");
    assert_eq!(headline(1), "1 run of my files/a.cdl: 1 result");
}

#[test]
fn runs_that_were_stopped_say_how_many_there_were_and_why() {
    let runs = distribution(&[(2, "a\n", ending(Status::Ok)), (1, "b\n", ending(Status::Ok))]);
    let said = text("a.cdl", &asked(10), &runs, Some(&Stop::Interrupted), PAGE);
    assert!(said.starts_with("stopped after 3 of 10 runs of a.cdl (interrupted): 2 different results\n"), "{said}");
    let none = Distribution::new(ROOM);
    let time = Stop::Time(Duration::from_millis(1500));
    let said = text("a.cdl", &asked(10), &none, Some(&time), PAGE);
    assert_eq!(said, "stopped after 0 of 10 runs of a.cdl (the limit of --time-limit, 1.5s)\n");
}

#[test]
fn another_output_than_there_is_room_for_ends_the_runs_and_one_that_is_known_does_not() {
    let mut runs = Distribution::new(ROOM);
    let ran = |letter: &str| Ran { output: letter.repeat(ROOM - 1000), end: ending(Status::Ok), again: Again::Nothing };
    assert_eq!(runs.add(ran("a")), Ok(()));
    assert_eq!(runs.add(ran("a")), Ok(()));
    assert_eq!(runs.add(ran("b")), Err(Stop::Memory(ROOM)));
    assert_eq!((runs.runs(), runs.distinct()), (2, 1));
}

#[test]
fn a_rare_way_to_end_is_shown_among_many_results() {
    let outputs: Vec<String> = (0..30).map(|index| format!("{index}\n")).collect();
    let mut runs: Vec<_> = outputs.iter().map(|output| (2, output.as_str(), ending(Status::Ok))).collect();
    runs.push((1, "stuck\n", ending(Status::Deadlock)));
    let table = table(&runs);
    assert!(table.contains("60 ok, 1 deadlock\n"), "{table}");
    assert!(
        table.contains("  31     1    1.6%  ▌                                 deadlock\n      │ stuck\n"),
        "{table}"
    );
    assert!(table.ends_with("\n      and 20 more results (40 runs); --format json lists them all\n"), "{table}");
}

#[test]
fn a_command_names_the_limit_that_a_run_depends_on() {
    let runs = distribution(&[(1, "a\n", ending(Status::Limit))]);
    let said = text("a.cdl", &Asked { max_steps: Some(50), ..asked(1) }, &runs, None, PAGE);
    let last = said.lines().last().unwrap();
    assert_eq!(last, "      concur script 'my files/a.cdl' --policy random --seed 7 --max-steps 50");
}

#[test]
fn what_cannot_be_had_again_has_no_command() {
    let mut runs = Distribution::new(ROOM);
    assert_eq!(runs.add(Ran { output: "a\n".into(), end: ending(Status::Ok), again: Again::Nothing }), Ok(()));
    assert!(!text("a.cdl", &asked(1), &runs, None, PAGE).contains("concur script"));
}

#[test]
fn json_has_every_outcome() {
    let bad = Ending { exceptions: vec![Exception::new("ValueError", "bad")], ..ending(Status::Exception) };
    let runs = distribution(&[(2, "a\n", ending(Status::Ok)), (1, "", bad)]);
    insta::assert_snapshot!(json("a.cdl", &asked(4), &runs, Some(&Stop::Interrupted)));
}

#[test]
fn an_ending_does_not_depend_on_who_failed_first() {
    let uncaught = |thread, name: &str| Uncaught {
        thread: ThreadId(thread),
        exception: Exception::new(name, "bad").into(),
        place: None,
        step: 3,
    };
    let run = |uncaught| Run {
        end: End::Finished,
        uncaught,
        unasked: Vec::new(),
        overlaps: Vec::new(),
        threads: Vec::new(),
        schedule: String::new(),
        steps: 3,
        time: 0,
    };
    let one = Ending::of(&run(vec![uncaught(1, "KeyError"), uncaught(2, "ValueError"), uncaught(3, "KeyError")]));
    let other = Ending::of(&run(vec![uncaught(3, "ValueError"), uncaught(2, "KeyError"), uncaught(1, "KeyError")]));
    assert_eq!(one, other);
    assert_eq!(one.notes(), ["2 × KeyError: bad", "ValueError: bad"]);
    let overlap = |section: &str| Overlap {
        section: section.to_owned(),
        thread: ThreadId(1),
        others: vec![Inside { thread: ThreadId(2), place: None }],
        place: None,
        step: 3,
    };
    let overlaps = Run { overlaps: vec![overlap("till"), overlap(""), overlap("till")], ..run(Vec::new()) };
    assert_eq!(Ending::of(&overlaps).notes(), ["two threads in till"]);
    let nameless = Ending::of(&Run { overlaps: vec![overlap("")], ..run(Vec::new()) });
    assert_eq!((nameless.status, nameless.notes().len()), (Status::Overlap, 0));
}

#[test]
fn a_bar_is_as_long_as_its_share() {
    let bars = [(0, 8), (1, 1000), (1, 8), (3, 16), (8, 8)].map(|(part, whole)| bar(part, whole, 4));
    assert_eq!(bars, ["    ", "▏   ", "▌   ", "▊   ", "████"]);
    assert_eq!(bar(u64::MAX, u64::MAX, 2), "██");
}

#[test]
fn progress_says_how_many_how_fast_and_how_different() {
    let runs = distribution(&[(2, "a\n", ending(Status::Ok)), (1, "b\n", ending(Status::Ok))]);
    let line = |width| progress(12, &runs, Duration::from_millis(1500), width);
    assert_eq!(line(80), "██████                    3 of 12 runs  2 runs/s  2 different");
    assert_eq!(line(40), "██████                    3 of 12 runs…");
}

fn excerpts(room: usize) -> Excerpts {
    Excerpts { noun: "result", room }
}

fn shown(rows: Vec<Row>) -> Vec<String> {
    let row = |row| match row {
        Row::Line(line) => line,
        Row::Gap(words) => format!("⋮ {words}"),
    };
    rows.into_iter().map(row).collect()
}

#[test]
fn an_output_that_is_a_part_of_the_first_says_what_is_missing() {
    let other = |output: &str| shown(excerpts(40).other(output, EIGHT));
    assert_eq!(
        other("one\ntwo\nthree\nfour\nfive\n"),
        ["⋮ the first 5 lines of result 1", "⋮ and no more: result 1 goes on for 3 lines"]
    );
    assert_eq!(
        other("one\ntwo\nthree\nfive\nsix\nseven\neight\n"),
        ["⋮ the first 3 lines of result 1", "⋮ here result 1 has 1 line more", "⋮ the last 4 lines of result 1"]
    );
    assert_eq!(other("one\ntwo\n"), ["one", "two"]);
    assert_eq!(other(""), ["⋮ no output"]);
    assert_eq!(other(EIGHT), ["⋮ the same output as result 1"]);
    assert_eq!(other(EIGHT.trim_end()), ["⋮ the first 8 lines of result 1", "⋮ no newline at its end"]);
}

#[test]
fn lines_that_only_look_shared_are_not_counted_twice() {
    assert_eq!(
        shown(excerpts(40).other("a\na\na\na\na\na\n", "a\na\na\na\na\n")),
        ["⋮ the first 5 lines of result 1", "a"]
    );
}

#[test]
fn long_outputs_keep_the_place_where_they_part_in_sight() {
    let line = |index: usize| format!("line {index}\n");
    let one: String = (1..=40).map(line).collect();
    let other = one.replace("line 30\n", "LINE 30\n");
    assert_eq!(
        shown(excerpts(40).first(&one, Some(&other))),
        ["⋮ 27 lines", "line 28", "line 29", "line 30", "line 31", "line 32", "line 33", "⋮ 7 more lines"]
    );
    assert_eq!(
        shown(excerpts(40).other(&other, &one)),
        ["⋮ the first 29 lines of result 1", "LINE 30", "⋮ the last 10 lines of result 1"]
    );
    let long: String = (101..=120).map(line).collect();
    let rows = shown(excerpts(40).other(&long, &one));
    assert_eq!((rows.len(), rows.last().unwrap().as_str()), (7, "⋮ 14 more lines"));
}

#[test]
fn a_long_line_is_cut_where_nothing_is_lost() {
    let (one, other) = (format!("{}1, and so on\n", "x".repeat(100)), format!("{}2, and so on\n", "x".repeat(100)));
    assert_eq!(shown(excerpts(20).other(&other, &one)), ["…xxxxxxxxxx2, and s…"]);
    assert_eq!(shown(excerpts(20).first(&one, Some(&other))), ["…xxxxxxxxxx1, and s…"]);
    assert_eq!(shown(excerpts(20).first(&one, None)), [format!("{}…", "x".repeat(19))]);
}

#[test]
fn no_output_brings_the_excerpt_out_of_step() {
    let texts = ["", "\n", "a", "a\n", "a\nb\n", "b\nb\na\nb\nb\nc\nb\n", EIGHT, "\n\n\n\n\n\n\n\n\n\n\n\n"];
    for (one, other) in texts.iter().flat_map(|one| texts.iter().map(move |other| (one, other))) {
        for room in [0, 1, 40] {
            let rows = [excerpts(room).first(one, Some(other)), excerpts(room).other(one, other)];
            assert!(rows.iter().all(|rows| !rows.is_empty()), "{one:?} beside {other:?}");
        }
    }
}
