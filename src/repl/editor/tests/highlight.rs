use proptest::prelude::*;

use crate::repl::editor::gutter::with;
use crate::repl::editor::highlight::Drawing;

const COLOURED: Drawing = Drawing { colour: true, width: 5, cursor: None };

/// The colours as words: `<35>shared<0>`.
fn shown(drawn: &str) -> String {
    let mut parts = drawn.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    let coded = |part: &str| part.split_once('m').map(|(code, text)| format!("<{code}>{text}")).unwrap_or_default();
    first + &parts.map(coded).collect::<String>()
}

/// Without what sets colours.
fn bare(drawn: &str) -> String {
    let mut parts = drawn.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    first + &parts.map(|part| part.split_once('m').map_or("", |(_, text)| text)).collect::<String>()
}

#[test]
fn words_of_the_language_stand_out() {
    let lines = [
        "shared balance = 1_000 # in pounds",
        "lock a, b; semaphore s(2)",
        "shared queue = [lock, None]",
        "queue.append(len(queue))",
        "queue q(maxsize=2)",
        "thread \"Worker {i + 1:>3}!\" { sleep 100ms; join }",
        "let t = daemon thread worker(1)",
        "sleep(2) if atomic else sleep",
        "expect possible output { | a line",
        "expect never race on x",
        "race = deadlock",
        "print 'a",
        "print “a” € b",
    ];
    let drawn: Vec<String> = lines.iter().map(|line| shown(&COLOURED.draw(line))).collect();
    insta::assert_snapshot!(drawn.join("\n"));
}

#[test]
fn commands_are_known_or_not() {
    let lines = [":step producer 2", ":st", ":", ":stap producer", "  :quit"];
    let drawn: Vec<String> = lines.iter().map(|line| shown(&COLOURED.draw(line))).collect();
    insta::assert_snapshot!(drawn.join("\n"));
}

#[test]
fn the_bracket_at_the_cursor_is_shown_with_its_partner() {
    let at = |line: &str| {
        let cursor = line.find('|').unwrap();
        shown(&Drawing { cursor: Some(cursor), ..COLOURED }.draw(&line.replacen('|', "", 1)))
    };
    insta::assert_snapshot!(
        [
            at("f(xs[0|])"),
            at("f(xs[0])|"),
            at("f|(xs[0])"),
            at("f(x|s[0])"),
            at("f(\")\"|)"),
            at("f(x]|"),
            at("\"{f|(x)}\""),
        ]
        .join("\n")
    );
}

#[test]
fn the_gutter_is_drawn_with_and_without_colours() {
    let line = with("with L {\n    pass\n\n}", 5);
    let plain = Drawing { colour: false, ..COLOURED }.draw(&line);
    assert_eq!(plain, "with L {\n ...     pass\n ... \n ... }");
    assert_eq!(bare(&COLOURED.draw(&line)), plain);
}

proptest! {
    #[test]
    fn only_colours_are_added(text in "[^\x1b\u{2007}]{0,80}", cursor in 0..100_usize) {
        for colour in [true, false] {
            let drawing = Drawing { colour, width: 4, cursor: Some(cursor) };
            prop_assert_eq!(bare(&drawing.draw(&text)), &*text);
        }
    }

    #[test]
    fn only_colours_are_added_to_what_looks_like_a_scenario(text in "([a-z_ \n]|[(){}\\[\\]\"'#:|/*.,;]|\u{2007}{1,3}|thread |é|1s){0,60}") {
        let drawn = |colour| Drawing { colour, width: 3, cursor: Some(3) }.draw(&text);
        prop_assert_eq!(bare(&drawn(true)), drawn(false));
        prop_assert_eq!(drawn(false).chars().count(), text.chars().count());
    }
}
