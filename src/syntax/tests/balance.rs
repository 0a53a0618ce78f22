//! What the layout gives to the grammar: whatever the text is, brackets and quotes are balanced there. Where they were not, the
//! grammar would look at what stands in them again and again, twice as often for each that is open.

use proptest::prelude::*;

use crate::syntax::layout::lay_out;

/// The first bracket or quote that has no partner.
fn unbalanced(text: &str) -> Option<String> {
    let mut open: Vec<char> = Vec::new();
    let mut rest = text.chars().peekable();
    // What stands before a bar where a line of output begins.
    let mut before = '\n';
    while let Some(next) = rest.next() {
        let quoted = open.last().copied().filter(|open| matches!(open, '"' | '\''));
        match (next, quoted) {
            ('\\', Some(_)) => drop(rest.next()),
            ('{', Some(_)) if rest.peek() == Some(&'{') => drop(rest.next()),
            ('{', Some(_)) => open.push('{'),
            (_, Some(quote)) if next == quote => drop(open.pop()),
            (_, Some(_)) => {}
            ('(' | '[' | '{' | '"' | '\'', None) => open.push(next),
            // A line of output holds whatever stands on it.
            ('|', None) if matches!(before, '\n' | '}') && matches!(open.last(), None | Some('{')) => {
                while rest.peek().is_some_and(|letter| *letter != '\n') {
                    rest.next();
                }
            }
            (')' | ']' | '}', None) => {
                let partner =
                    [('(', ')'), ('[', ']'), ('{', '}')].iter().find(|(_, close)| *close == next).map(|pair| pair.0);
                if open.pop() != partner {
                    return Some(format!("{next} closes nothing"));
                }
            }
            _ => {}
        }
        before = if next.is_ascii_whitespace() && next != '\n' { before } else { next };
    }
    open.pop().map(|open| format!("{open} is left open"))
}

fn assert_balanced(text: &str) {
    let layout = lay_out(text);
    for chunk in &layout.chunks {
        let given = format!("{}{}", layout.text.get(chunk.span.range()).unwrap_or_default(), chunk.closers);
        if let Some(what) = unbalanced(&given) {
            panic!("{what} in {given:?}, of {text:?}");
        }
    }
}

#[test]
fn what_stays_open_around_a_block_is_taken_out() {
    for text in [
        "x = ({{{b { 1",
        "(b { 1",
        "f({ b {\n    print 1\n",
        "if x {\n    y = {{ b { 1 }\nprint 1",
        "print \"{thread { f({ b {",
        "with a({ b { with c { }\n",
        "if x {\n    | }",
        "if x {\n    expect output {\n    | a\nprint 1",
        "if x {\n\tif y {\n\t\tif z {\n\tprint 1\n",
    ] {
        assert_balanced(text);
    }
}

/// What texts are made of.
const WORDS: [&str; 33] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "{",
    "}",
    "(",
    "\n",
    "\n",
    "\n    ",
    "\n        ",
    ";",
    ",",
    "x",
    "f(",
    "1",
    "=",
    "if x {",
    "{{",
    "thread",
    "thread {",
    "print",
    "with a",
    "let y =",
    "else {",
    "fn f() {",
    "try {",
    "# c\n",
    "schedule {",
    "not",
    "--",
];
const QUOTES: [&str; 5] = ["\"", "'", "\"{", "}\"", "\"s\""];
const BARS: [&str; 3] = ["\n| a", "\n| }", "expect output {"];

fn texts(others: &'static [&'static str]) -> impl Strategy<Value = String> {
    let word = prop_oneof![4 => prop::sample::select(&WORDS[..]), 1 => prop::sample::select(others)];
    prop::collection::vec(word, 0..30).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn brackets_and_quotes_are_balanced(text in texts(&QUOTES)) {
        assert_balanced(&text);
    }

    #[test]
    fn brackets_are_balanced_where_lines_of_output_hold_some(text in texts(&BARS)) {
        assert_balanced(&text);
    }
}
