//! The one format, rule by rule: each file in tests/fmt, and what becomes of it.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used, clippy::panic)]

use concur::format::{Refusal, format};
use concur::source::Source;

fn formatted(text: &str) -> String {
    format(&Source::new("test.cdl", text)).unwrap_or_else(|why| panic!("{why:?}\n{text:.2000}"))
}

/// What `text` becomes, and stays.
fn lasting(text: &str) -> String {
    let once = formatted(text);
    assert_eq!(once, formatted(&once), "it changes again");
    once
}

#[test]
fn every_rule_of_the_format() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("fmt/after");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("fmt/*.cdl", |path| {
            insta::assert_snapshot!(lasting(&std::fs::read_to_string(path).unwrap()));
        });
    });
}

#[test]
fn a_file_ends_with_one_newline_and_an_empty_one_stays_empty() {
    assert_eq!(lasting("print 1"), "print 1\n");
    assert_eq!(lasting("print 1\n\n\n"), "print 1\n");
    assert_eq!(lasting("print 1;"), "print 1\n");
    assert_eq!(lasting("# only this"), "# only this\n");
    assert_eq!(lasting(""), "");
    assert_eq!(lasting(" \n\n\t\n"), "");
    assert_eq!(lasting("\u{feff}"), "");
}

#[test]
fn line_ends_are_those_of_the_first_line() {
    assert_eq!(lasting("if True {\r\nprint 1 # a\r\n}\r\n"), "if True {\r\n    print 1  # a\r\n}\r\n");
    assert_eq!(lasting("\n  print 1\r\nprint 2\n\n\nprint 3"), "print 1\r\nprint 2\r\n\r\nprint 3\r\n");
    assert_eq!(lasting("print 1\nprint 2\r\n"), "print 1\nprint 2\n");
    assert_eq!(lasting("print 1\r\n"), "print 1\r\n");
}

#[test]
fn lines_of_output_keep_each_blank_whatever_the_line_ends() {
    let text = "print 1\r\nexpect output {\r\n| a  \r\n|\t\r\n  |\r\n}";
    assert_eq!(lasting(text), "print 1\r\nexpect output {\r\n    | a  \r\n    | \t\r\n    |\r\n}\r\n");
    for end in ["\n", "\r\n"] {
        let odd = format!("print 1{end}expect output {{{end}| a\r{end}| b\r\r{end}| c\r\r\r\n}}{end}");
        assert!(lasting(&odd).contains("| c\r\r\r\n"), "{odd:?}");
    }
}

#[test]
fn tabs_and_the_mark_of_utf_8_go_but_not_out_of_strings_and_comments() {
    assert_eq!(
        lasting("\u{feff}if\tTrue\t{\n\tprint\t\"a\tb\"\t#\tc\td\t\n\t}"),
        "if True {\n    print \"a\tb\"  #\tc\td\n}\n"
    );
}

#[test]
fn comments_end_where_blanks_of_the_language_begin() {
    // Others are blanks to Unicode, but no part of the language: they stay in the comment.
    for other in ["\u{b}", "\u{c}", "\u{85}", "\u{a0}", "\u{2028}"] {
        assert_eq!(
            lasting(&format!("print 1 # a{other} \t\r\n#{other}")),
            format!("print 1  # a{other}\r\n#{other}\r\n")
        );
    }
}

#[test]
fn comments_are_aligned_by_the_width_of_what_stands_before_them() {
    assert_eq!(
        lasting("print \"日本\"    # wide\nprint \"ab\"      # narrow\n"),
        "print \"日本\"  # wide\nprint \"ab\"    # narrow\n"
    );
}

#[test]
fn a_text_with_errors_is_refused_with_all_of_them() {
    let Err(Refusal::Wrong(errors)) = format(&Source::new("test.cdl", "print (1\nprint 2\nlet = 3\n")) else {
        panic!()
    };
    assert_eq!(errors.len(), 2, "{errors:?}");
}

#[test]
fn names_need_not_be_known_and_warnings_do_not_matter() {
    assert_eq!(lasting("nobody(knows  .this)"), "nobody(knows.this)\n");
    assert_eq!(lasting("print   \"\\q\""), "print \"\\q\"\n");
}

#[test]
fn a_large_file_takes_no_longer_than_reading_it() {
    // Each of these would take minutes if every line of it looked at every other one.
    let comments = "# a comment\n".repeat(100_000);
    assert_eq!(formatted(&comments), comments);
    let hanging = format!("x = 1  # a comment\n{}", "       # goes on\n".repeat(100_000));
    assert_eq!(formatted(&hanging), hanging);
    let schedule =
        format!("schedule {{{}}}", " alice*1 bob*2 alice*1 bob*2 alice*1 bob*2 alice*1 bob*2\n".repeat(10_000));
    assert_eq!(formatted(&schedule).lines().count(), 10_002);
    let nested = format!("fn f() {}{}\n", "{ loop ".repeat(40), "{ x = 1; y = 2 } ".to_owned() + &"}".repeat(40));
    assert!(formatted(&nested).lines().count() > 80);
}
