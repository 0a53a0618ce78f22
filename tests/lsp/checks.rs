//! What a check on saving finds, and whose turn it is.

use serde_json::{Value, json};

use super::client::{Editor, URI};
use super::{edited, list, range, told};

const OTHER: &str = "file:///scenarios/other.cdl";

const RACE: &str = "shared x = 0\nthread { x += 1 }\nthread { x += 1 }\n";
/// Far too many schedules for any check.
const ENDLESS: &str = "shared n = 0\nfor i in 0..9 { thread { for j in 0..90 { n += 1 } } }\n";

fn open(editor: &mut Editor, address: &str, text: &str) {
    let document = json!({ "uri": address, "languageId": "cdl", "version": 1, "text": text });
    editor.notify("textDocument/didOpen", json!({ "textDocument": document }));
}

fn save(editor: &mut Editor, address: &str) {
    editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": address } }));
}

fn change(editor: &mut Editor, address: &str, text: &str) {
    let params = json!({ "textDocument": { "uri": address, "version": 2 }, "contentChanges": [{ "text": text }] });
    editor.notify("textDocument/didChange", params);
}

/// What a check has found in the text of that address, as soon as it has found something.
fn found(editor: &mut Editor, address: &str) -> Value {
    loop {
        let published = editor.published(address);
        if list(&published["diagnostics"]).iter().any(|one| one["source"] == "concur check") {
            return published["diagnostics"].clone();
        }
    }
}

/// The same of the other text, before anything more is said about the first one, whose check goes on.
fn found_first(editor: &mut Editor) -> String {
    loop {
        let published = editor.next_published();
        assert_eq!(published["uri"], OTHER, "the check that takes long was done first");
        if list(&published["diagnostics"]).iter().any(|one| one["source"] == "concur check") {
            return told(&published["diagnostics"]);
        }
    }
}

/// What a check finds in `text`, and the titles of the lenses above it.
fn checked(text: &str) -> (String, Vec<String>) {
    let (mut editor, first) = Editor::with(text);
    assert_eq!(told(&first), "", "mistakes in the text");
    editor.save();
    let found = editor.diagnostics(1);
    let lenses = editor.of("textDocument/codeLens");
    assert_eq!(editor.end(), Some(0));
    let title = |lens: &Value| lens["command"]["title"].as_str().unwrap().to_owned();
    (told(&found), list(&lenses).iter().map(title).collect())
}

#[test]
fn each_of_several_texts_that_are_saved_together_is_checked() {
    let (mut editor, _) = Editor::with(RACE);
    open(&mut editor, OTHER, RACE);
    editor.save();
    save(&mut editor, OTHER);
    assert!(told(&found(&mut editor, URI)).contains("data race on x"));
    assert!(told(&found(&mut editor, OTHER)).contains("data race on x"));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_check_that_takes_long_lets_the_others_go_first() {
    let (mut editor, _) = Editor::with(&ENDLESS.replace("0..90", "0..91"));
    open(&mut editor, OTHER, RACE);
    editor.save();
    save(&mut editor, OTHER);
    assert!(found_first(&mut editor).contains("data race on x"));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_text_that_is_saved_does_not_wait_for_a_check_that_has_let_others_go_first_before() {
    let (mut editor, _) = Editor::with(ENDLESS);
    open(&mut editor, OTHER, RACE);
    editor.save();
    save(&mut editor, OTHER);
    assert!(found_first(&mut editor).contains("data race on x"));
    change(&mut editor, OTHER, &RACE.replace('x', "y"));
    save(&mut editor, OTHER);
    assert!(found_first(&mut editor).contains("data race on y"));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn what_waits_for_its_check_is_forgotten_when_it_changes_and_comes_last_when_it_is_saved_again() {
    let (mut editor, _) = Editor::with(ENDLESS);
    open(&mut editor, OTHER, RACE);
    editor.save();
    save(&mut editor, OTHER);
    change(&mut editor, OTHER, &RACE.replace('x', "y"));
    save(&mut editor, OTHER);
    assert!(told(&found(&mut editor, OTHER)).contains("data race on y"));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn every_finding_of_a_kind_is_told_at_its_own_place() {
    let (races, _) = checked(
        "shared x = 0\nshared y = 0\nthread a {\n    x += 1\n    y += 1\n}\nthread b {\n    x += 1\n    y += 1\n}\n",
    );
    insta::assert_snapshot!("every_race", races);
    let (exceptions, _) = checked(
        "shared n = 0\nthread a { raise ValueError(\"one\") }\nthread b { raise KeyError(\"two\") }\nthread c { assert n == 1, \"three\" }\nthread d { assert n == 2, \"four\" }\n",
    );
    insta::assert_snapshot!("every_exception", exceptions);
}

#[test]
fn a_broken_exclusion_shows_where_both_came_in() {
    let (overlap, _) = checked("thread b { critical s { pass } }\nthread a { critical s { pass } }\n");
    insta::assert_snapshot!("overlap", overlap);
}

#[test]
fn an_expected_output_is_judged_by_a_run() {
    let holds = "print 1\nprint 2\nexpect output {\n    | 1\n    | 2\n}\n";
    let differs = "print 1\nprint 2\nprint 3\nexpect output {\n    | 1\n    | two\n    | 3\n}\n";
    let too_little = "print 1\nexpect output {\n    | 1\n    | 2\n}\n";
    let too_much = "print 1\nprint 2\nexpect output {\n    | 1\n}\n";
    let nothing = "print 1\nexpect output { }\n";
    let scheduled =
        "thread a { print 1 }\nthread b { print 2 }\nschedule { main b a }\nexpect output {\n    | 2\n    | 1\n}\n";
    let parted = "thread a { print 1 }\nschedule { main*9 }\nexpect output {\n    | 1\n}\n";
    let stuck = "lock l\nl.acquire()\nl.acquire()\nexpect output {\n    | 1\n}\nexpect possible deadlock\n";
    let forever = "shared n = 0\nloop { n = 1 - n }\nexpect output {\n    | 1\n}\n";
    let on_and_on = "shared n = 0\nprint 1\nloop { n = 1 - n }\nexpect output {\n    | 1\n}\n";
    let wrong_at_once = "shared n = 0\nprint 1\nloop { n = 1 - n }\nexpect output {\n    | one\n    | 2\n}\n";
    let more_and_more = "shared n = 0\nprint 1\nprint 2\nloop { n = 1 - n }\nexpect output {\n    | 1\n}\n";
    // More than is kept, long before the time is over.
    let without_end = "let text = \"ab\" * 4000\nloop { print text }\nexpect output {\n    | ab\n}\n";
    let stopped = [forever, on_and_on, wrong_at_once, more_and_more];
    let ended = [holds, differs, too_little, too_much, nothing, scheduled, parted, stuck];
    let (_, lenses) = checked(without_end);
    assert_eq!(lenses.last().unwrap(), "check: does not hold: line 4 differs");
    let mut page = String::new();
    for text in ended.into_iter().chain(stopped) {
        let (found, lenses) = checked(text);
        page.push_str(&format!("=== {text}{found}{}\n", lenses[2..].join("\n")));
    }
    insta::assert_snapshot!("outputs", page);
}

/// The actions that are offered for the whole text, with their kinds.
fn actions(editor: &mut Editor, only: Value) -> Value {
    let at = |line| json!({ "line": line, "character": 0 });
    let range = json!({ "start": at(0), "end": at(99) });
    let context = json!({ "diagnostics": [], "only": only });
    let params = json!({ "textDocument": { "uri": URI }, "range": range, "context": context });
    editor.request("textDocument/codeAction", params).unwrap()
}

#[test]
fn only_the_kinds_of_change_that_are_wanted_are_offered() {
    let text = "lock guard\nguard.aquire()\nlet found = null\n";
    let (mut editor, _) = Editor::with(text);
    let kinds = |actions: &Value| -> Vec<String> {
        list(actions).iter().map(|action| action["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(editor.capabilities["codeActionProvider"]["codeActionKinds"], json!(["quickfix", "source.fixAll"]));
    assert_eq!(kinds(&actions(&mut editor, json!(["refactor"]))), Vec::<String>::new());
    assert_eq!(kinds(&actions(&mut editor, json!(["quickfix.mend"]))), Vec::<String>::new());
    assert_eq!(kinds(&actions(&mut editor, json!(["quickfix"]))), ["quickfix", "quickfix", "quickfix"]);
    assert_eq!(kinds(&actions(&mut editor, json!(["source"]))), ["source.fixAll"]);
    let mended = actions(&mut editor, json!(["source.fixAll"]));
    assert_eq!(edited(text, &mended[0]["edit"]["changes"][URI]), "lock guard\nguard.acquire()\nlet found = None\n");
    // A single mistake is mended on saving, too.
    editor.replace(2, "lock guard\nguard.aquire()\n");
    assert_eq!(kinds(&actions(&mut editor, json!(["source.fixAll"]))), ["source.fixAll"]);
    editor.replace(3, "lock guard\nguard.acquire()\n");
    assert_eq!(actions(&mut editor, json!(["source.fixAll"])), json!([]));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_name_of_one_letter_is_no_misspelling_of_another() {
    for text in ["lock L\nshared n = 0\nn = m\n", "fn f() { pass }\nx = 1\nf()\n", "shared ab = 1\nprint xb\n"] {
        let (mut editor, diagnostics) = Editor::with(text);
        assert!(!told(&diagnostics).contains("did you mean"), "{}", told(&diagnostics));
        assert_eq!(actions(&mut editor, Value::Null), json!([]), "{text}");
    }
    let (mut editor, diagnostics) = Editor::with("lock L\nl.acquire()\n");
    assert!(told(&diagnostics).contains("did you mean `L`?"));
    assert_eq!(range(&actions(&mut editor, Value::Null)[0]["edit"]["changes"][URI][0]["range"]), "2:1-2:2");
}
