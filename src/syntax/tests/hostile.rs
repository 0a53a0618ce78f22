//! Text that is meant to break the parser, and text that is long.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn quick(what: &str, text: &str) -> Vec<(String, String)> {
    let start = Instant::now();
    let found = complaints(text);
    // Generous: this must only tell linear from exponential, on a slow and busy machine.
    assert!(start.elapsed() < Duration::from_secs(20), "{what} takes {:?}", start.elapsed());
    found
}

#[test]
fn deep_nesting_gives_one_error() {
    for open in ["(", "[", "{", "if x {\n", "f(", "x[", "\"{", "{\"a\":", "thread {", "let t = thread {\n"] {
        let found = quick(open, &format!("let x = {}", open.repeat(100_000)));
        assert_eq!(found.len(), 1, "{open}: {:?}", found.iter().take(3).collect::<Vec<_>>());
    }
}

#[test]
fn long_chains_give_one_error() {
    let units = ["not ", "- ", "-", "a ** ", "1 + ", "x if y else ", "f().", "a and ", "a < ", "a .. ", "f()()"];
    for unit in units {
        let found = quick(unit, &format!("let x = {}1\nlet y = 1", unit.repeat(100_000)));
        assert_eq!(found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["limit::expression"], "{unit}");
    }
    assert_eq!(quick("sum", &format!("print 1{}", "+1".repeat(1_500_000))).len(), 1);
}

#[test]
fn many_clauses_are_fine() {
    assert_eq!(quick("elif", &format!("if a {{ }}{}", "\nelif b { }".repeat(20_000))), []);
    assert_eq!(quick("list", &format!("let x = [{}]", "1, ".repeat(50_000))), []);
    assert_eq!(quick("blank lines", &format!("if a {{ }}{}else {{ }}", "\n".repeat(200_000))), []);
    assert_eq!(quick("comments", &format!("if a {{ }}\n{}else {{ }}", "# x\n".repeat(50_000))), []);
}

#[test]
fn sixty_brackets_of_any_kind_are_read_at_once() {
    let pairs = [
        ("(", ")"),
        ("[", "]"),
        ("f(", ")"),
        ("x[", "]"),
        ("{1: ", "}"),
        ("[(", ")]"),
        ("f([", "])"),
        ("(f(x)[", "])"),
        ("[y for x in ", "]"),
    ];
    for (open, close) in pairs {
        let depth = 60 / open.matches(['(', '[', '{']).count();
        for junk in ["", " 1 1", " ,", " :", " for"] {
            let text = format!("let x = {}1{junk}{}", open.repeat(depth), close.repeat(depth));
            quick(open, &text);
        }
    }
    for head in [
        "if x {\n",
        "if x y {\n",
        "thread {\n",
        "foo bar {\n",
        "if x + {\n",
        "with {\n",
        "try {\n",
        "let t = thread {\n",
        "f(thread {\n",
        "print (thread {\n",
        "let d = {1: thread {\n",
    ] {
        let close = if head.contains('(') {
            "}) 1\n"
        } else if head.contains("1:") {
            "} 1}\n"
        } else {
            "} 1\n"
        };
        let depth = 60 / head.matches(['(', '{']).count();
        quick(head, &format!("{}x 1\n{}", head.repeat(depth), close.repeat(depth)));
    }
}

#[test]
fn long_files_are_read_in_time() {
    let text = "fn f(a, b=1) {\n    with l {\n        x += a * 2 + f(b)[1]\n        print \"value {x!r:>5} of {a}\"\n    }\n}\n".repeat(2_000);
    assert_eq!(quick("long file", &text), []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_parsed(text in "\\PC{0,80}") {
        parsed(&text);
    }

    #[test]
    fn any_bytes_are_parsed(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        parsed(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_row_of_words_is_parsed(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..40)) {
        parsed(&words.concat());
    }

    #[test]
    fn a_scenario_with_other_bytes_is_parsed(changes in proptest::collection::vec((0usize..1200, any::<u8>()), 1..6)) {
        let mut bytes = BANK.as_bytes().to_vec();
        for (at, byte) in changes {
            if let Some(place) = bytes.get_mut(at) { *place = byte; }
        }
        parsed(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_schedule_is_parsed(text in "[a-c*:#(),\" 0-9{}\n]{0,40}") {
        let _ = parse_schedule(&Source::new("s", text.as_str()));
    }
}

const WORDS: &[&str] = &[
    "if ",
    "else ",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "'",
    "\n",
    "\n    ",
    " ",
    "x",
    " x ",
    "=",
    "==",
    "+",
    "thread ",
    "print ",
    "let ",
    "for ",
    "in ",
    ":",
    ",",
    ";",
    "\\",
    "|",
    "#",
    "expect output {",
    "schedule {",
    "fn f",
    "1",
    "2s",
    "ä",
    "“",
    "\u{a0}",
    "!",
    "try ",
    "except ",
    "{x",
    "\"\"\"",
    "..",
    "//",
    "/*",
    "with ",
    "not ",
    "as ",
    "\u{0}",
    "\r\n",
    "lock ",
    "{{",
    "elif ",
];
