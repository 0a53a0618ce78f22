//! The line editor as someone meets it who types into a terminal.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

mod terminal;

use std::env;
use std::fs;
use std::path::PathBuf;

use concur::assist::{Named, Shape, Sort, Vocabulary};
use concur::repl::editor::{self, Input};
use concur::value::ObjectKind;
use portable_pty::CommandBuilder;
use terminal::{BACKSPACE, CTRL_C, CTRL_D, CTRL_R, DOWN, ENTER, HOME, LEFT, RIGHT, TAB, Terminal, UP};

/// Not a test, but what runs in the terminal: tells what it reads.
#[test]
#[ignore = "the other tests start it"]
fn reader() {
    let history = env::var_os("HISTORY").map(PathBuf::from);
    let colour = env::var_os("COLOUR").is_some();
    let mut editor = editor::terminal(colour, history).unwrap();
    let vocabulary = Vocabulary {
        names: vec![
            Named::new("balance", Sort::Shared, Shape::Plain),
            Named::new("account_lock", Sort::Primitive, Shape::Primitive(ObjectKind::Lock)),
            Named::new("arrivals", Sort::Primitive, Shape::Primitive(ObjectKind::Queue)),
        ],
        threads: vec!["Worker 1".to_owned(), "zoe".to_owned()],
        ..Vocabulary::default()
    };
    loop {
        match editor.read("cdl> ", &|| vocabulary.clone()).unwrap() {
            Input::Entry(entry) => println!("read {entry:?}"),
            Input::Interrupted => println!("interrupted"),
            Input::End => break,
        }
    }
    editor.finish();
    println!("over");
}

fn start(settings: &[(&str, &str)]) -> Terminal {
    start_in(30, 80, settings)
}

fn start_in(rows: u16, columns: u16, settings: &[(&str, &str)]) -> Terminal {
    let mut program = CommandBuilder::new(env::current_exe().unwrap());
    program.args(["reader", "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
    settings.iter().for_each(|(name, value)| program.env(name, value));
    let mut terminal = Terminal::start(program, rows, columns);
    terminal.shows("cdl> ");
    terminal
}

#[test]
fn an_entry_goes_on_while_a_brace_is_open_and_is_indented() {
    let mut terminal = start(&[]);
    terminal.types("thread a {").types(ENTER).line(" ...").types("with account_lock {").types(ENTER);
    terminal.types("balance += 1").types(ENTER).types("}").types(ENTER).types("}");
    terminal.ends_with(&[
        "cdl> thread a {",
        " ...     with account_lock {",
        " ...         balance += 1",
        " ...     }",
        " ... }",
    ]);
    terminal.types(ENTER).shows(r#"read "thread a {\n    with account_lock {\n        balance += 1\n    }\n}""#);
}

#[test]
fn lines_above_can_be_changed() {
    let mut terminal = start(&[]);
    terminal.types("lock L {").types(ENTER).types("x").line(" ...     x");
    terminal.types(UP).types(HOME).types("a").types(DOWN).types(HOME).types("y").line(" ... y    x");
    terminal.types(LEFT).types(LEFT).types("b").types(RIGHT).types("z").ends_with(&["cdl> alock L {b", " ... zy    x"]);
    terminal.types(LEFT).types(BACKSPACE).ends_with(&["cdl> alock L {bzy    x"]);
}

#[test]
fn ctrl_c_drops_what_is_open_and_ctrl_d_ends() {
    let mut terminal = start(&[]);
    terminal.types("thread a {").types(ENTER).types(ENTER).types(ENTER).types(CTRL_C).shows("interrupted").line("cdl>");
    terminal.types("lock L").types(ENTER).shows(r#"read "lock L""#).line("cdl>");
    terminal.types(CTRL_D).shows("over");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn nothing_of_a_paste_is_lost() {
    let mut terminal = start(&[]);
    terminal.pastes("lock L\nthread a {\n    with L { }\n}\n:threads\nlet x = [1,").line("let x = [1,");
    terminal.types(ENTER).types("2]").types(ENTER);
    terminal.ends_with(&[
        r#"read "lock L""#,
        r#"read "thread a {\n    with L { }\n}""#,
        r#"read ":threads""#,
        r#"read "let x = [1,\n2]""#,
        "cdl>",
    ]);
}

#[test]
fn what_is_typed_ahead_waits_for_its_turn() {
    let mut terminal = start(&[]);
    terminal.types("lock L\rthread a {\rpass\r}\r:threads\rlock M");
    terminal.shows(r#"read "lock L""#).shows(r#"read "thread a {\n    pass\n}""#).shows(r#"read ":threads""#);
    terminal.line("cdl> lock M");
}

#[test]
fn a_search_in_the_past_shows_whole_entries() {
    let mut terminal = start(&[]);
    terminal.types("thread a {\rpass\r}\rlock L\r").shows(r#"read "lock L""#).line("cdl>");
    terminal.types(CTRL_R).types("read").shows("(reverse-i-search)`read': thread a {").types("x").types("}");
    terminal.shows("(failed reverse-i-search)`readx}'").types(BACKSPACE).types(BACKSPACE).types(RIGHT);
    terminal.types(ENTER);
    let whole = r#"read "thread a {\n    pass\n}""#;
    terminal.ends_with(&["cdl> thread a {", " ...     pass", " ... }", whole, "cdl>"]);
}

#[test]
fn a_terminal_that_only_prints_lines_will_do() {
    let mut terminal = start(&[("TERM", "dumb")]);
    terminal.types("thread a {\n    pass\n}\n").shows(r#"read "thread a {\n    pass\n}""#).line("cdl>").types(CTRL_D);
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn a_narrow_terminal_folds_lines() {
    let mut terminal = start_in(30, 24, &[]);
    terminal.types("thread a_long_name_for_a {").types(ENTER).types("pass").types(UP).types("!");
    terminal.ends_with(&["cdl> thread a!_long_name", "_for_a {", " ...     pass"]);
}

#[test]
fn tab_completes_and_lists() {
    let mut terminal = start(&[]);
    terminal
        .types("acc")
        .types(TAB)
        .line("cdl> account_lock")
        .types(".rel")
        .types(TAB)
        .line("cdl> account_lock.release()");
    terminal.types(CTRL_C).line("cdl>");
    terminal.types(":step W").types(TAB).line("cdl> :step \"Worker 1\"").types(CTRL_C).line("cdl>");
    terminal.types("account_lock.").types(TAB).shows("acquire(blocking=True, timeout=-1)").shows("locked()");
    terminal.line("cdl> account_lock.");
}

#[test]
fn the_past_comes_back_whole_and_in_the_next_session_too() {
    let file = env::temp_dir().join(format!("concur-repl-editor-{}", std::process::id()));
    let _ = fs::remove_file(&file);
    let settings = [("HISTORY", file.to_str().unwrap())];
    let mut terminal = start(&settings);
    terminal.types("with account_lock {").types(ENTER).types("pass").types(ENTER).types("}").types(ENTER).shows("read");
    terminal.line("cdl>").types("lock L").types(ENTER).shows(r#"read "lock L""#).line("cdl>").types(CTRL_D).ends();
    let mut terminal = start(&settings);
    terminal.types(UP).line("cdl> lock L").types(UP);
    terminal.ends_with(&["cdl> with account_lock {", " ...     pass", " ... }"]);
    terminal.types(ENTER).shows(r#"read "with account_lock {\n    pass\n}""#);
    fs::remove_file(file).unwrap();
}

#[test]
fn what_is_typed_has_colours_and_hints() {
    let mut terminal = start(&[("COLOUR", "1")]);
    terminal.types("shared x = 1").line("cdl> shared x = 1");
    assert!(terminal.is_coloured("shared"));
    assert!(!terminal.is_coloured("x ="));
    terminal.types(CTRL_C).line("cdl>").types(":step ").line("cdl> :step T [N]");
    assert!(terminal.is_coloured("T [N]"));
    terminal.types(CTRL_C).line("cdl>").types("accou").line("cdl> account_lock").types(RIGHT).types(ENTER);
    terminal.shows(r#"read "account_lock""#);
}

#[test]
fn without_colours_nothing_is_coloured_and_no_hint_can_be_mistaken_for_text() {
    let mut terminal = start(&[]);
    terminal.types(":step ").types("accou").line("cdl> :step accou").types(CTRL_C).line("cdl>");
    terminal.types("thread a {").types(ENTER).types("print 1").line(" ...     print 1");
    assert!(!terminal.is_coloured("thread a {") && !terminal.is_coloured(" ...     print 1"));
}
