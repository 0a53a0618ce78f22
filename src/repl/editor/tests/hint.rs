use rustyline::hint::Hint as _;
use rustyline::history::{History, MemHistory};

use super::vocabulary;
use crate::repl::editor::hint::hint;

/// What stands behind `line`, and whether it can be taken over.
fn hinted(line: &str, past: &[&str]) -> Option<(String, Option<String>)> {
    let mut history = MemHistory::new();
    for entry in past {
        history.add(entry).unwrap();
    }
    hint(line, &vocabulary(), &history).map(|hint| (hint.display().to_owned(), hint.completion().map(str::to_owned)))
}

fn shown(line: &str, past: &[&str]) -> Option<String> {
    hinted(line, past).map(|(shown, _)| shown)
}

#[test]
fn a_command_says_what_it_takes() {
    assert_eq!(hinted(":step ", &[]), Some(("T [N]".to_owned(), None)));
    assert_eq!(shown(":step", &[]).unwrap(), " T [N]");
    assert_eq!(shown(":step producer ", &[]).unwrap(), "[N]");
    assert_eq!(shown(":step producer 1", &[]), None);
    assert_eq!(shown(":threads", &[]), None);
}

#[test]
fn the_rest_of_the_only_word_that_fits() {
    assert_eq!(hinted("print with", &[]), Some(("draw".to_owned(), Some("draw".to_owned()))));
    assert_eq!(shown("account_lock.rel", &[]).unwrap(), "ease()");
    assert_eq!(shown(":thr", &[]).unwrap(), "eads");
    assert_eq!(shown("print w", &[]), None, "two fit");
    assert_eq!(shown("print ", &[]), None);
}

#[test]
fn the_latest_entry_that_begins_so() {
    let past = ["lock L", "with L {\n    pass\n}", "lock M"];
    assert_eq!(shown("lock", &past).unwrap(), " M");
    assert_eq!(shown("lock M", &past), None);
    assert_eq!(hinted("with L", &past), Some((" { ...".to_owned(), Some(" {\n    pass\n}".to_owned()))));
    assert_eq!(shown("", &past), None);
}

#[test]
fn a_command_within_an_open_entry_is_told_that_it_is_none() {
    assert_eq!(
        shown("expect output { | text }\n:text", &[]).unwrap(),
        "   the entry above is still open: Ctrl-C drops it"
    );
    assert_eq!(shown("thread a {\n    pass", &[]), None);
}
