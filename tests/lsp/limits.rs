//! Whatever a scenario does, the server lives on, and takes little.

use serde_json::{Value, json};

use super::client::{Editor, URI};
use super::{list, told};

/// What a check may let the server take at most, in bytes: what it watches for, and what comes in before it has looked.
const MOST: usize = 700 << 20;

/// Scenarios whose states are endless, or large.
const GROWING: &[&str] = &[
    "shared x = 0\nloop { x += 1 }\n",
    "shared s = \"\"\nlet i = 0\nloop {\n    s = \"{i}\" * 5_000_000\n    i += 1\n}\n",
    "queue q\nfor i in 0..100 { thread { loop { q.put(q.get() + 1) } } }\nfor i in 0..5 { q.put(i) }\n",
    "shared xs = []\nfor i in 0..6 { thread { loop { xs.append(i) } } }\n",
];

/// Saves the text, and waits for the end of its check.
fn check(editor: &mut Editor) -> Value {
    editor.save();
    editor.diagnostics(1)
}

#[test]
fn no_check_takes_the_memory_of_the_machine() {
    for text in GROWING {
        let (mut editor, _) = Editor::with(text);
        check(&mut editor);
        let lenses = editor.of("textDocument/codeLens");
        assert!(lenses[2]["command"]["title"].as_str().unwrap().starts_with("checked in part"), "{text}{lenses}");
        if let Some(peak) = editor.peak() {
            assert!(peak < MOST, "{} MiB for\n{text}", peak >> 20);
        }
        assert_eq!(editor.end(), Some(0), "{text}");
    }
}

#[test]
fn what_is_found_before_a_check_has_had_enough_is_shown_in_its_place() {
    let (mut editor, _) = Editor::with("shared x = 0\nthread { loop { x += 1 } }\nthread { loop { x += 1 } }\n");
    let found = told(&check(&mut editor));
    assert!(found.contains("data race on x") && found.contains("2:17"), "{found}");
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn many_saves_one_after_the_other_are_one_check() {
    let (mut editor, _) = Editor::with(GROWING[0]);
    for version in 2..40 {
        editor.replace(version, &format!("{}# {version}\n", GROWING[0]));
        editor.save();
    }
    editor.replace(40, "shared x = 0\nthread { x += 1 }\nthread { x += 1 }\n");
    editor.diagnostics(40);
    editor.save();
    assert!(told(&editor.diagnostics(40)).contains("data race on x"));
    if let Some(peak) = editor.peak() {
        assert!(peak < MOST, "{} MiB", peak >> 20);
    }
    assert_eq!(editor.end(), Some(0));
}

/// The longest of what is said in some diagnostics.
fn longest(diagnostics: &Value) -> usize {
    let all = list(diagnostics).iter().flat_map(|one| {
        let related = one["relatedInformation"].as_array().cloned().unwrap_or_default();
        related.into_iter().map(|one| one["message"].clone()).chain([one["message"].clone()])
    });
    all.map(|message| message.as_str().unwrap().chars().count()).max().unwrap_or(0)
}

#[test]
fn messages_are_no_longer_than_what_a_person_reads() {
    for text in [
        "raise ValueError(\"ab\" * 2_000_000)\n",
        "thread { raise ValueError(\"ab\" * 2_000_000) }\n",
        "print \"x\" * 2_000_000\nexpect output {\n    | y\n}\n",
        "shared s = \"x\"\ns = \"xy\" * 1_000_000\nexpect always s == \"x\"\n",
    ] {
        let (mut editor, _) = Editor::with(text);
        let found = check(&mut editor);
        assert!((1..4_000).contains(&longest(&found)), "{} characters for\n{text}", longest(&found));
        let lenses = editor.of("textDocument/codeLens");
        let titles = list(&lenses).iter().map(|lens| lens["command"]["title"].as_str().unwrap().len());
        assert!(titles.max() < Some(4_000), "{text}");
        assert_eq!(editor.end(), Some(0));
    }
    for text in ["const A = int(\"x\" * 2_000_000)\n".to_owned(), format!("print {}\n", "x".repeat(5_000))] {
        let (editor, mistakes) = Editor::with(&text);
        assert!((1..4_000).contains(&longest(&mistakes)), "{} characters", longest(&mistakes));
        assert_eq!(editor.end(), Some(0));
    }
}

#[test]
fn what_is_said_of_a_word_is_no_longer_than_what_a_person_reads() {
    let name = "x".repeat(500_000);
    let (mut editor, _) = Editor::with(&format!("shared {name} = 0\nprint {name}\n"));
    let hover = editor.at("textDocument/hover", 1, 10);
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.chars().count() < 11_000, "{}", text.len());
    assert_eq!(text.lines().filter(|line| line.starts_with("```")).count() % 2, 0);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn of_very_many_mistakes_the_first_are_told() {
    let (editor, mistakes) = Editor::with(&"x = y\n".repeat(20_000));
    assert_eq!(list(&mistakes).len(), 1_000);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_text_larger_than_a_file_may_be_is_refused() {
    let text = "print 1\n".repeat((4 << 20) / 8);
    let (mut editor, mistakes) = Editor::with(&format!("{text}\n"));
    assert_eq!(list(&mistakes).len(), 1);
    assert_eq!(mistakes[0]["code"], "cdl::file::size");
    assert_eq!(mistakes[0]["range"]["end"]["line"], 0);
    editor.save();
    for question in ["textDocument/codeLens", "textDocument/documentSymbol", "textDocument/formatting"] {
        let options = json!({ "tabSize": 4, "insertSpaces": true });
        let params = json!({ "textDocument": { "uri": URI }, "options": options });
        assert_eq!(editor.request(question, params), Ok(Value::Null), "{question}");
    }
    assert_eq!(editor.at("textDocument/hover", 0, 1), Value::Null);
    assert_eq!(editor.at("textDocument/completion", 0, 1), Value::Null);
    editor.replace(2, "print 1\n");
    assert_eq!(told(&editor.diagnostics(2)), "");
    assert_eq!(editor.end(), Some(0));
}
