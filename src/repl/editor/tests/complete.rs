use std::env;
use std::fs;

use proptest::prelude::*;

use super::vocabulary;
use crate::repl::editor::complete::{Fitting, complete};

/// What fits where `|` stands, as it is listed.
fn fitting(text: &str) -> Vec<String> {
    let (before, behind) = text.split_once('|').unwrap();
    complete(before, behind, &vocabulary()).candidates.into_iter().map(|candidate| candidate.shown).collect()
}

/// The line that the only thing that fits where `|` stands makes.
fn completed(text: &str) -> String {
    let (before, behind) = text.split_once('|').unwrap();
    let found = complete(before, behind, &vocabulary());
    let [only] = found.candidates.as_slice() else { panic!("{found:?}") };
    format!("{}{}|{}", &before[..found.start], only.typed, &behind[found.behind..])
}

#[test]
fn words_and_names_where_a_statement_starts() {
    assert_eq!(fitting("s|"), ["schedule", "semaphore", "shared", "sleep", "sorted", "str", "sum"]);
    assert_eq!(fitting("w|"), ["waiting", "while", "with", "withdraw"]);
    assert_eq!(fitting("thread a { w|"), ["waiting", "while", "with", "withdraw"]);
    assert_eq!(fitting("pass; r|"), ["raise", "range", "repr", "return", "reversed", "rlock", "round", "rwlock"]);
}

#[test]
fn clauses_only_behind_a_block() {
    assert_eq!(fitting("if x { } e|"), ["elif", "else"]);
    assert_eq!(fitting("if x { }\ne|"), ["elif", "else", "enumerate", "event", "expect"]);
    assert_eq!(fitting("try { } e|"), ["except"]);
    assert_eq!(fitting("e|"), ["enumerate", "event", "expect"]);
}

#[test]
fn names_wherever_a_value_can_stand() {
    assert_eq!(fitting("print w|"), ["waiting", "withdraw"]);
    assert_eq!(fitting("let x = [1, t|"), ["thread", "total"]);
    assert_eq!(fitting("print \"{wa|"), ["waiting"]);
    assert_eq!(fitting("join pro|"), ["producer"]);
    assert_eq!(fitting("thread t = wi|"), ["withdraw"]);
    assert_eq!(fitting("print L|"), ["LIMIT"]);
}

#[test]
fn names_of_the_entry_itself() {
    assert_eq!(completed("fn deposit(amount) { balance += am|"), "fn deposit(amount) { balance += amount|");
    assert_eq!(fitting("for item in waiting { let inner = it|"), ["item"]);
    assert_eq!(fitting("if True { let inner = 1; print inn|"), ["inner"]);
    assert_eq!(fitting("try { pass } except ValueError as error { print err|"), ["error"]);
    // Words that declare nothing, and what is over or has only begun.
    for text in ["account_lock.acquire(acq|", "let q = q|", "if True { let inner = 1 }; print inn|"] {
        assert_eq!(fitting(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn nothing_in_strings_and_comments_and_where_a_new_name_is_wanted() {
    for text in ["print \"w|", "print 'a {x} w|", "# w|", "print 12w|", "let w|", "lock w|", "shared |", "nobody.|"] {
        assert_eq!(fitting(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn claims() {
    assert_eq!(fitting("expect |"), ["always", "never", "output", "possible"]);
    assert_eq!(fitting("expect possible r|"), ["race", "raises", "range", "repr", "reversed", "round"]);
    assert_eq!(fitting("expect possible raises Val|"), ["ValueError"]);
    assert_eq!(fitting("try { } except Ind|"), ["IndentationError", "IndexError"]);
}

#[test]
fn the_methods_of_a_primitive_and_of_no_other() {
    assert_eq!(fitting("account_lock.|"), ["acquire(blocking=True, timeout=-1)", "locked()", "release()"]);
    assert_eq!(fitting("cond.n|"), ["notify(n=1)", "notify_all()"]);
    assert_eq!(fitting("forks[(i + 1) % len(xs[0])].l|"), ["locked()"]);
    assert_eq!(fitting("with book.|"), ["read()", "write()"]);
    assert_eq!(fitting("producer.|"), ["daemon", "is_alive()", "join(timeout=None)", "name"]);
    assert_eq!(fitting("queue jobs; jobs.q|"), ["qsize()"]);
    assert_eq!(fitting("waiting.app|"), ["append(x)"]);
    assert_eq!(fitting("producer.name.up|"), ["upper()"]);
    assert_eq!(fitting("current_thread().j|"), ["join(timeout=None)"]);
    assert_eq!(fitting("let l2 = account_lock; l2.l|"), ["locked()"]);
}

#[test]
fn a_method_comes_with_the_parentheses_that_it_lacks() {
    assert_eq!(completed("account_lock.rel|"), "account_lock.release()|");
    assert_eq!(completed("account_lock.acq|"), "account_lock.acquire(|");
    assert_eq!(completed("account_lock.acq|()"), "account_lock.acquire|()");
    assert_eq!(completed("account_lock.acq|uire()"), "account_lock.acquire|()");
    assert_eq!(completed("print bal|ances"), "print balance|");
}

#[test]
fn arguments_are_given_by_name() {
    assert_eq!(fitting("account_lock.acquire(tim|"), ["timeout=-1"]);
    assert_eq!(completed("pool p(max_w|)"), "pool p(max_workers=|)");
}

#[test]
fn commands_and_what_they_take() {
    assert_eq!(fitting(":t|"), [":threads", ":time", ":trace", ":text"]);
    assert_eq!(completed(":th|"), ":threads|");
    assert_eq!(completed(":ste|"), ":step |");
    assert_eq!(
        fitting(":step |"),
        ["producer", "producer#2", "\"Worker 1\"", "\"Worker 2\"", "\"Thread-1 (withdraw)\""]
    );
    assert_eq!(completed(":step Thr|"), ":step \"Thread-1 (withdraw)\"|");
    assert_eq!(completed(":step \"Thr|"), ":step \"Thread-1 (withdraw)\"|");
    assert_eq!(fitting(":run p|"), ["producer", "producer#2"]);
    assert_eq!(fitting(":play main Wor|"), ["\"Worker 1\"", "\"Worker 2\""]);
    assert_eq!(fitting(":help rw|"), ["rwlock"]);
    assert_eq!(completed(":help cdl::name::unkn|"), ":help cdl::name::unknown|");
    assert_eq!(fitting(":undo |"), Vec::<String>::new());
}

#[test]
fn scenarios_and_folders_for_commands_that_take_a_file() {
    let folder = env::temp_dir().join(format!("concur-complete-{}", std::process::id()));
    fs::create_dir_all(folder.join("lessons")).unwrap();
    for name in ["bank.cdl", "two words.cdl", "notes.txt", ".hidden.cdl"] {
        fs::write(folder.join(name), "").unwrap();
    }
    let path = folder.to_str().unwrap().replace('\\', "/");
    assert_eq!(fitting(&format!(":load {path}/|")).len(), 3);
    assert_eq!(completed(&format!(":load {path}/b|")), format!(":load {path}/bank.cdl|"));
    assert_eq!(completed(&format!(":save {path}/two|")), format!(":save \"{path}/two words.cdl\"|"));
    assert_eq!(completed(&format!(":load \"{path}/two|")), format!(":load \"{path}/two words.cdl\"|"));
    fs::remove_dir_all(folder).unwrap();
}

proptest! {
    #[test]
    fn what_fits_begins_with_what_is_there(text in ".{0,40}") {
        let Fitting { start, candidates, .. } = complete(&text, "", &vocabulary());
        prop_assert!(text.is_char_boundary(start));
        if !text.trim_start().starts_with(':') {
            prop_assert!(candidates.iter().all(|candidate| candidate.typed.starts_with(&text[start..])));
        }
    }
}
