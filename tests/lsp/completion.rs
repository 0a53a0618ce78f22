//! What fits where the cursor is, as an editor is told.

use serde_json::Value;

use super::client::Editor;
use super::{edited, find, fitting, list};

/// All of these are offered where `|` stands, and none of those.
fn offers(text: &str, all: &[&str], none: &[&str]) {
    let found = fitting(text);
    let has = |name: &&&str| found.iter().any(|label| label == **name);
    let missing: Vec<_> = all.iter().filter(|name| !has(name)).collect();
    let unwanted: Vec<_> = none.iter().filter(has).collect();
    assert!(missing.is_empty(), "{text}: {missing:?} are not in {found:?}");
    assert!(unwanted.is_empty(), "{text}: {unwanted:?} are in {found:?}");
}

/// The text once `label` is taken where `|` stands.
fn taken(text: &str, label: &str) -> String {
    let (line, column) = find(text, "|", 0);
    let plain = text.replacen('|', "", 1);
    let (mut editor, _) = Editor::with(&plain);
    let items = editor.at("textDocument/completion", line, column);
    editor.end();
    let item = list(&items).iter().find(|item| item["label"] == label).unwrap();
    edited(&plain, &Value::Array(vec![item["textEdit"].clone()]))
}

#[test]
fn members_are_those_of_what_stands_before_the_dot() {
    let lock: &[&str] = &["acquire", "locked", "release"];
    assert_eq!(fitting("lock mutex\nlet l2 = mutex\nl2.|\n"), lock);
    assert_eq!(fitting("lock forks[3]\nfor f in forks { f.| }\n"), lock);
    assert_eq!(fitting("lock forks[3]\nfor i, f in enumerate(forks) { f.| }\n"), lock);
    assert_eq!(fitting("lock forks[3]\nfn eat(left) { left.| }\neat(forks[0])\n"), lock);
    assert_eq!(fitting("lock a\nlock b\nfn go(first, second) { second.| }\nthread go(a, second=b)\n"), lock);
    assert_eq!(fitting("try { pass } except ValueError as e { e.| }\n"), ["message", "type"]);
    assert_eq!(fitting("current_thread().|\n"), ["daemon", "is_alive", "join", "name"]);
    assert_eq!(fitting("thread a { pass }\nlet hs = [a]\nhs[0].|\n"), ["daemon", "is_alive", "join", "name"]);
    offers("pool p\nfn f() { pass }\nprint p.submit(f).|\n", &["result"], &["submit", "append"]);
    offers(
        "pool p\nfn f() { pass }\nlet fs = [p.submit(f) for i in 0..3]\nfor f in fs { f.| }\n",
        &["result"],
        &["append"],
    );
    offers("\"abc\".|\n", &["upper"], &["append", "acquire"]);
    offers("print \"a {1} b\".|\n", &["upper"], &["append", "acquire"]);
    offers("[1].|\n", &["append"], &["upper", "keys"]);
    offers("lock forks[3]\nforks.|\n", &["append"], &["acquire", "upper"]);
    offers("shared xs = [1]\nxs.|\n", &["append"], &["upper", "keys"]);
    offers("shared d = {\"a\": 1}\nd.|\n", &["keys"], &["append"]);
    offers("rwlock w\nwith w.read().|\n", &[], &["read", "append"]);
    // Nobody calls it, or with different things.
    offers("fn h(p) { p.| }\n", &["acquire", "append", "upper", "result", "is_alive", "message"], &[]);
    offers("lock l\nevent e\nfn h(p) { p.| }\nh(l)\nh(e)\n", &["acquire", "set", "append"], &[]);
    assert_eq!(fitting("nobody.|\n"), Vec::<String>::new());
}

#[test]
fn a_member_of_anything_says_of_what() {
    let (mut editor, _) = Editor::with("fn h(p) { p.se }\n");
    let items = editor.at("textDocument/completion", 0, 14);
    editor.end();
    let detail = |label: &str| list(&items).iter().find(|item| item["label"] == label).unwrap()["detail"].clone();
    assert_eq!(detail("set"), "set()  of event");
}

#[test]
fn words_of_the_statement_at_hand_are_no_names() {
    offers("lock mutex\nmutex.acquire(|\n", &["mutex"], &["acquire"]);
    offers("semaphore s(|\n", &["value="], &["s"]);
    for declaration in ["let q = |", "shared q = |", "const q = [|]", "semaphore q[|3](1)"] {
        offers(&format!("{declaration}\n"), &["len"], &["q"]);
    }
    offers("shared x = 0\nexpect possible race on |\n", &["x"], &["on", "race", "possible", "len"]);
    // What cannot be read declares its names all the same.
    offers("fn f(amount, fee={1: 2}) {\n    let account = 1\n    print (a|\n", &["account", "amount"], &[]);
    offers("fn f() {\n    for item in [1] {\n        with l as guard { (| \n", &["item", "guard"], &[]);
}

#[test]
fn arguments_can_be_given_by_name() {
    let mutex = "lock mutex\nmutex.acquire(";
    assert_eq!(fitting(&format!("{mutex}tim|")), ["timeout="]);
    offers(&format!("{mutex}True, |)"), &["timeout="], &["blocking="]);
    offers(&format!("{mutex}timeout=1, |)"), &["blocking="], &["timeout="]);
    offers(&format!("{mutex}timeout=|)"), &[], &["blocking=", "timeout="]);
    assert_eq!(fitting("pool p(max_w|)\n"), ["max_workers="]);
    assert_eq!(fitting("fn f(amount, fee=1) { pass }\nf(1, f|)\n")[0], "fee=");
    offers("fn f(amount) { pass }\nf([|])\n", &[], &["amount="]);
    offers("print len(|)\n", &[], &["x="]);
    assert_eq!(taken(&format!("{mutex}tim|=3)"), "timeout"), format!("{mutex}timeout=3)"));
}

#[test]
fn a_place_that_takes_few_things_is_offered_those() {
    let threads = "thread a { pass }\nthread \"Worker 1\" { pass }\n";
    assert_eq!(fitting(&format!("{threads}schedule {{ | }}\n")), ["\"Worker 1\"", "a", "main"]);
    assert_eq!(fitting(&format!("{threads}schedule {{ main a*2 m| }}\n")), ["main"]);
    assert_eq!(fitting("lock mutex\nshared x = 1\nwith |\n")[0], "mutex");
    assert_eq!(fitting("shared x = 1\nthread t { pass }\nlet other = 1\njoin |\n"), ["t"]);
    assert_eq!(fitting("thread t { pass }\nlet hs = [t]\njoin |\n"), ["t", "hs"]);
    assert_eq!(fitting("shared x = 1\nfn work() { pass }\nthread |\n"), ["work"]);
    assert_eq!(fitting("shared x = 1\natomic y = 1\nconst N = 1\nexpect possible race on |\n"), ["x"]);
    assert_eq!(fitting("shared x = 1\nexpect possible race |\n"), ["on"]);
    let section = "thread t { critical room { pass } }\n";
    assert_eq!(fitting(&format!("{section}expect never overlap in |\n")), ["room"]);
    assert_eq!(fitting(&format!("{section}thread u {{ critical | }}\n")), ["room"]);
    offers("shared x = 0\nexpect always |\n", &["x", "len", "not"], &["race", "deadlock", "output", "always"]);
    offers("shared x = 0\nexpect never |\n", &["x", "race", "deadlock"], &["output"]);
    offers("shared x = 0\nexpect possible |\n", &["x", "race", "output"], &["always"]);
    // What is claimed comes first.
    assert_eq!(fitting("shared a = 0\nexpect never |\n")[..5], ["deadlock", "livelock", "overlap", "race", "raises"]);
    assert_eq!(fitting("shared a = 0\nexpect possible |\n")[..3], ["deadlock", "livelock", "output"]);
    let kinds = "barrier a(2)\nevent b\nqueue c\ncondition s\nlock t\npool u\nrlock v\nrwlock w\nsemaphore x\n";
    assert_eq!(fitting(&format!("{kinds}with |\n"))[..9], ["s", "t", "u", "v", "w", "x", "a", "b", "c"]);
    let joined = "thread t { pass }\nlet all = [t]\nlet numbers = [1]\nlet d = {}\nlet n = 1\njoin |\n";
    assert_eq!(fitting(joined), ["t", "all", "d"]);
    let own = "fn f() { raise Overdrawn(\"no\") }\n";
    assert_eq!(fitting(&format!("{own}try {{ f() }} except |\n"))[0], "Overdrawn");
    offers(&format!("{own}try {{ f() }} except (ValueError, |\n"), &["Overdrawn", "KeyError"], &["f"]);
    offers(&format!("{own}raise |\n"), &["Overdrawn", "ValueError"], &["and", "len"]);
    assert_eq!(fitting("try { pass } except ValueError |\n"), ["and", "as", "if", "in", "not", "or"]);
}

#[test]
fn operators_are_offered_behind_a_value_and_values_behind_an_operator() {
    let operators = ["and", "or", "in", "else", "for"];
    for text in ["if |", "count = |", "count = 1 + |", "f(|", "f(1, |", "print |", "return |", "x = [|"] {
        offers(&format!("shared count = 0\n{text}"), &["count", "not"], &operators);
    }
    offers("shared count = 0\nif count |", &["and", "or", "in", "not"], &["count", "else", "for", "len"]);
    offers("shared xs = []\nprint [1 |]", &["for", "if"], &["else", "xs"]);
    offers("print 1 if True |", &["else"], &["print"]);
    assert_eq!(fitting("for |"), Vec::<String>::new());
    assert_eq!(fitting("for x |"), ["in"]);
    assert_eq!(fitting("fn f(|"), Vec::<String>::new());
    assert_eq!(fitting("fn f(a, |"), Vec::<String>::new());
    assert_eq!(fitting("let a, |"), Vec::<String>::new());
}

#[test]
fn a_block_is_not_the_top_level() {
    let inside = "let own = 1\nshared all = 1\nfn f(given) {\n    let inner = 1\n    |\n}\n";
    offers(inside, &["given", "inner", "all", "if", "thread", "critical"], &["own", "expect", "shared", "lock", "fn"]);
    offers("let own = 1\nthread t {\n    |\n}\n", &["own"], &["invariant", "schedule", "semaphore"]);
    offers("let own = 1\n|\n", &["own", "invariant", "schedule", "semaphore", "shared"], &[]);
}

#[test]
fn the_whole_word_is_replaced() {
    assert_eq!(taken("lock mutex\nmutex.ac|quire()\n", "acquire"), "lock mutex\nmutex.acquire()\n");
    assert_eq!(taken("lock mutex\nmutex.re|l\n", "release"), "lock mutex\nmutex.release()\n");
    assert_eq!(
        taken("shared balance = 1\nprint bal|ances + 1\n", "balance"),
        "shared balance = 1\nprint balance + 1\n"
    );
}

#[test]
fn a_type_of_exception_is_not_the_word_that_is_being_written() {
    for text in ["raise V|\n", "try { pass } except V|\n", "expect possible raises V|\n"] {
        assert_eq!(fitting(text), ["ValueError"], "{text}");
    }
    assert_eq!(fitting("raise My|\n"), Vec::<String>::new());
    offers("expect possible raises |\n", &["ValueError"], &["x"]);
    assert_eq!(fitting("fn f() { raise Mine }\nraise M|\n")[0], "Mine");
    assert_eq!(fitting("fn f() { raise Mine }\nraise Mine|\n"), ["Mine"]);
}

#[test]
fn nothing_is_offered_where_only_something_new_can_stand() {
    for text in [
        "expect output |\n",
        "expect possible output |\n",
        "expect possible deadlock |\n",
        "expect never livelock |\n",
        "expect output { | }\n",
        "expect possible output {\n    |\n}\n",
        "shared count = 1\nprint \"{count!|}\"\n",
        "thread alice { pass }\nschedule { alice*| }\n",
    ] {
        assert_eq!(fitting(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn behind_a_block_only_what_goes_on_with_its_statement_is_offered() {
    let goes_on = |text: &str, words: &[&str]| assert_eq!(fitting(text), words, "{text}");
    goes_on("if True { pass } |\n", &["elif", "else"]);
    goes_on("if True { pass } el|\n", &["elif", "else"]);
    goes_on("if True { pass } elif 1 if False else 2 { pass } |\n", &["elif", "else"]);
    goes_on("if True { pass } else { pass } |\n", &[]);
    goes_on("try { pass } |\n", &["except", "finally"]);
    goes_on("try { pass } except ValueError as e { pass } |\n", &["else", "except", "finally"]);
    goes_on("try { pass } except { pass } else { pass } |\n", &["finally"]);
    goes_on("try { pass } finally { pass } |\n", &[]);
    goes_on("lock l\nwith l { pass } |\n", &[]);
    goes_on("fn f() { if 1 in {1: 2} { pass } | }\n", &["elif", "else"]);
    // In a line of its own, a statement can stand, too.
    offers("if True { pass }\n|\n", &["elif", "else", "print"], &["except", "finally"]);
    offers("lock l\nwith l { pass }\n|\n", &["print"], &["elif", "else", "except", "finally"]);
    // This is a value.
    offers("print {1: 2} |\n", &["and", "in"], &["else", "elif"]);
}
