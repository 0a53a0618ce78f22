//! What the room says about text that is being typed.

use proptest::prelude::*;

use super::*;
use crate::source::Source;
use crate::value::ObjectKind;

#[test]
fn a_text_is_open_while_a_bracket_is() {
    for open in ["f(", "xs[0", "thread a {", "with L { f(\"}\")", "let d = {1: 2,", "if x { } else {", "{", "a {\n\n\n"]
    {
        assert!(is_open(open), "{open:?}");
    }
    for whole in
        ["", "lock L", "thread a { }", "print \"{\"", "print \"{{\"", "# (", "f(1)\n", "print \"{x}\"", "}", ")", "(]"]
    {
        assert!(!is_open(whole), "{whole:?}");
    }
}

#[test]
fn a_string_in_quotes_ends_with_its_line() {
    for whole in ["print \"a", "print 'it", "print \"a {x", "print \"a {", "f(\"a"] {
        assert!(!is_open(whole), "{whole:?}");
    }
    assert!(is_open("with L { print \"a"), "the block is open");
    assert!(is_open("let s = \"\"\"a\nb"), "three quotes may go on");
    assert!(!is_open("let s = \"\"\"a\nb\"\"\""));
    assert!(is_open("/* a"));
}

#[test]
fn a_line_that_ends_with_a_comma_or_an_operator_is_open_until_another_begins() {
    for open in ["let x = 1 +", "print a,", "let x = a and", "let x = 1 + # why", "let x = 1 \\"] {
        assert!(is_open(open), "{open:?}");
        assert!(!is_open(&format!("{open}\n")), "{open:?}");
    }
    for whole in ["return", "let x =", "t.", "print"] {
        assert!(!is_open(whole), "{whole:?}");
    }
}

#[test]
fn a_bracket_before_a_statement_was_forgotten() {
    assert!(!is_open("f(1,\nprint 2"));
    assert!(is_open("f(1,\n2"));
}

#[test]
fn lexemes_know_strings_and_their_holes() {
    use LexemeKind::{Bracket, Comment, Number, Sign, Text, Word};
    let text = "print \"a {b + 1:>3}!\" # c";
    let found: Vec<_> = lexemes(text)
        .iter()
        .filter(|one| one.kind != LexemeKind::Blank)
        .map(|one| (one.kind, &text[one.span.range()]))
        .collect();
    assert_eq!(
        found,
        [
            (Word, "print"),
            (Text, "\"a "),
            (Bracket, "{"),
            (Word, "b"),
            (Sign, "+"),
            (Number, "1"),
            (Sign, ":"),
            (Text, ">3"),
            (Bracket, "}"),
            (Text, "!\""),
            (Comment, "# c"),
        ]
    );
}

#[test]
fn lexemes_know_where_statements_begin() {
    let text = "lock L; if x {\n y = f(z)\n} else { w }\n\"s\"";
    let begin: Vec<_> = lexemes(text).into_iter().filter(|one| one.begins).map(|one| &text[one.span.range()]).collect();
    assert_eq!(begin, ["lock", "if", "y", "w", "\"s\""]);
}

#[test]
fn every_word_that_begins_a_statement_does() {
    for word in beginnings() {
        let text = match word {
            "assert" | "raise" | "sleep" | "invariant" | "print" | "return" => format!("{word} x"),
            "if" | "while" | "with" => format!("{word} x {{ }}"),
            "atomic" | "critical" | "loop" | "thread" => format!("{word} {{ }}"),
            "const" | "let" | "shared" => format!("{word} x = 1"),
            "expect" => "expect always x".to_owned(),
            "fn" => "fn f() { }".to_owned(),
            "for" => "for i in xs { }".to_owned(),
            "try" => "try { } finally { }".to_owned(),
            "daemon" => "daemon thread { }".to_owned(),
            "schedule" => "schedule { a }".to_owned(),
            "break" | "continue" | "join" | "pass" | "yield" => word.to_owned(),
            object if ObjectKind::from_keyword(object).is_some() => format!("{object} x(2)"),
            other => panic!("`{other}` begins no statement"),
        };
        let parsed = parse(&Source::new("typed", text.as_str()));
        assert!(parsed.diagnostics.is_empty(), "{text}: {:?}", parsed.diagnostics);
        assert!(!is_open(&text));
        assert!(lexemes(&text).first().is_some_and(|first| first.begins && text.get(first.span.range()) == Some(word)));
    }
}

proptest! {
    #[test]
    fn anything_can_be_typed(text in "(\\PC|\n|[(){}\\[\\]\"'#:|/*.,;\\\\]){0,80}") {
        is_open(&text);
        let mut end = 0;
        for lexeme in lexemes(&text) {
            prop_assert_eq!(lexeme.span.range().start, end);
            prop_assert!(!lexeme.span.is_empty());
            prop_assert!(text.get(lexeme.span.range()).is_some());
            end = lexeme.span.range().end;
        }
        prop_assert_eq!(end, text.len());
    }

    #[test]
    fn a_text_that_grows_is_open_as_the_whole_is(
        lines in prop::collection::vec("(f|if |print |else |thread |[(){}\\[\\]\"#, +:]|\"\"\"|/\\*|\\*/){0,6}", 1..6)
    ) {
        let mut growing = Growing::default();
        for (index, line) in lines.iter().enumerate() {
            growing.add(line);
            prop_assert_eq!(growing.is_open(), is_open(&lines[..=index].join("\n")), "{:?}", &lines[..=index]);
        }
    }

    #[test]
    fn what_is_right_is_whole(text in "(f|x = |print |if |thread |else |[(){}\\[\\]\", +:]|\n){0,12}") {
        if parse(&Source::new("typed", text.as_str())).diagnostics.is_empty() {
            prop_assert!(!is_open(text.trim_end()));
        }
    }
}
