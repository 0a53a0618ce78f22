//! What a word means: what is shown of it, how it is coloured, where it is declared.

use serde_json::{Value, json};

use super::client::{Editor, URI};
use super::{find, list, range};

/// What is shown of the `nth` `needle`.
fn shown(text: &str, needle: &str, nth: usize) -> String {
    let (line, column) = find(text, needle, nth);
    let (mut editor, _) = Editor::with(text);
    let hover = editor.at("textDocument/hover", line, column);
    editor.end();
    hover["contents"]["value"].as_str().unwrap_or("nothing").to_owned()
}

/// How often each mention of the first `needle` is marked: as read, or as written.
fn marks(text: &str, needle: &str) -> String {
    let (line, column) = find(text, needle, 0);
    let (mut editor, _) = Editor::with(text);
    let marks = editor.at("textDocument/documentHighlight", line, column);
    editor.end();
    list(&marks).iter().map(|mark| if mark["kind"] == 3 { 'w' } else { 'r' }).collect()
}

/// Each coloured word with its type and modifiers.
fn colours(text: &str) -> Vec<String> {
    let (mut editor, _) = Editor::with(text);
    let legend = editor.capabilities["semanticTokensProvider"]["legend"].clone();
    let tokens = editor.of("textDocument/semanticTokens/full");
    editor.end();
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let lines: Vec<Vec<u16>> = text.split(['\n', '\r']).map(|line| line.encode_utf16().collect()).collect();
    let (mut line, mut column, mut found) = (0, 0, Vec::new());
    for token in list(&tokens["data"]).chunks(5) {
        let [lines_on, columns_on, length, kind, bits] = [0, 1, 2, 3, 4].map(|index| number(&token[index]));
        column = if lines_on == 0 { column + columns_on } else { columns_on };
        line += lines_on;
        let word = String::from_utf16(&lines[line][column..column + length]).unwrap();
        let kind = legend["tokenTypes"][kind].as_str().unwrap();
        let names = list(&legend["tokenModifiers"]).iter().enumerate().filter(|(bit, _)| bits & (1 << bit) != 0);
        let names = names.map(|(_, name)| format!(" {}", name.as_str().unwrap())).collect::<String>();
        found.push(format!("{word} {kind}{names}"));
    }
    found
}

#[test]
fn an_update_reads_and_writes() {
    let ends = |text: &str, needle: &str| shown(text, needle, 0).lines().last().unwrap().to_owned();
    assert_eq!(ends("shared x = 0\nthread t { x += 1 }\n", "x"), "Written in line 2; read in line 2.");
    assert_eq!(ends("shared xs = [1]\nlet y = xs.pop()\n", "xs"), "Written in line 2; read in line 2.");
    assert_eq!(ends("shared xs = [1]\nxs.append(2)\n", "xs"), "Written in line 2; never read.");
    for call in ["x.fetch_add(1)", "x.compare_exchange(1, 2)", "x.swap(3)"] {
        let text = format!("atomic x = 0\nthread t {{ {call} }}\n");
        assert_eq!(ends(&text, "x"), "Written in line 2; read in line 2.", "{call}");
        assert_eq!(marks(&text, "x"), "ww", "{call}");
        assert!(colours(&text).contains(&"x variable modification shared".to_owned()), "{call}");
    }
    // What clears an event writes no variable.
    assert_eq!(marks("event e\ne.clear()\n", "e\n"), "wr");
}

#[test]
fn a_member_is_that_of_what_stands_before_it() {
    let joins = "Waits for the thread's end, no longer than the timeout.";
    for text in [
        "thread t { pass }\nt.join()\n",
        "thread t { pass }\nlet hs = [t]\nhs[0].join()\n",
        "current_thread().join()\n",
        "fn go(t) { t.join() }\nthread a { pass }\ngo(a)\n",
    ] {
        assert!(shown(text, "join", 0).ends_with(joins), "{text}: {}", shown(text, "join", 0));
    }
    assert!(shown("print \",\".join([])\n", "join", 0).starts_with("```cdl\n.join(texts)"));
    assert!(shown("shared d = {\"a\": 1}\nd.pop(\"a\")\n", "pop", 0).starts_with("```cdl\n.pop(key"));
    // What nobody knows may be one of several.
    let several = shown("fn f(x) { x.join() }\n", "join", 0);
    assert!(several.contains("(Of `str`.)") && several.contains("(Of `thread`.)"), "{several}");
    let caught = "try { pass } except ValueError as e { print e.message, e.type }\n";
    assert!(shown(caught, "message", 0).starts_with("```cdl\n.message\n"));
    assert!(shown(caught, "type", 0).starts_with("```cdl\n.type\n"));
}

#[test]
fn a_declaration_is_shown_without_its_block_and_on_one_line() {
    let head = |text: &str, needle: &str| shown(text, needle, 0).lines().nth(1).unwrap().to_owned();
    assert_eq!(head("fn f(a, b={\"x\": 1}) {\n    pass\n}\n", "f("), "fn f(a, b={\"x\": 1})");
    assert_eq!(head("fn f(a, b={\"x\": 1}) {\n    pass\n}\n", "b="), "fn f(a, b={\"x\": 1})");
    assert_eq!(head("shared xs = [\n    1, # one\n    2,\n]\n", "xs"), "shared xs = [1, 2, ]");
    assert_eq!(head("thread t {\n    pass\n}\n", "t {"), "thread t");
    assert_eq!(head("for x in [1] {\n    print x\n}\n", "x in"), "for x in [1]");
    let long = format!("shared xs = [{}]\n", vec!["1000"; 100].join(", "));
    assert!(head(&long, "xs").chars().count() < 200 && head(&long, "xs").ends_with('…'));
}

#[test]
fn the_value_of_a_constant_is_fenced_and_shortened() {
    let marked = shown("const MARK = \"a `b` c\"\nprint MARK\n", "MARK", 0);
    assert!(marked.ends_with("```cdl\n'a `b` c'\n```\n"), "{marked}");
    assert!(shown("const N = 3\nprint N\n", "N", 0).ends_with("A constant: `3`"));
    assert!(shown("const N = [0] * 1000\nprint N\n", "N", 0).len() < 400);
}

#[test]
fn names_in_a_schedule_and_words_of_claims_are_explained() {
    let text = "shared x = 0\nthread \"Worker {x}\" { x += 1 }\nthread a { x += 1 }\nexpect possible race on x\nschedule { main \"Worker 0\" \"a\" }\n";
    assert!(shown(text, "main", 0).ends_with("The thread that runs the file from top to bottom."));
    assert!(shown(text, "Worker 0", 0).ends_with("A thread, whose name is made when it starts."));
    assert!(shown(text, "a\" }", 0).contains("thread a"));
    assert!(shown(text, "on x", 0).contains("data race"));
}

#[test]
fn the_keyword_of_an_argument_is_explained_by_the_call() {
    let acquire = shown("lock l\nl.acquire(True, timeout=1s)\n", "timeout", 0);
    assert!(
        acquire.starts_with("```cdl\nacquire(blocking=True, timeout=-1)\n```\n\nThe parameter `timeout`."),
        "{acquire}"
    );
    assert!(shown("pool p(max_workers=2)\n", "max_workers", 0).starts_with("```cdl\npool p(max_workers"));
    assert!(shown("fn f(fee=1) { pass }\nf(fee=2)\n", "fee", 1).ends_with("A parameter."));
}

#[test]
fn names_in_a_statement_with_a_mistake_are_known() {
    let text = "shared count = 1\nfn f() { count += \n}\n";
    assert!(shown(text, "count", 1).contains("shared count = 1"));
    let (mut editor, _) = Editor::with(text);
    let (line, column) = find(text, "count", 1);
    let definition = editor.at("textDocument/definition", line, column);
    assert_eq!(range(&definition["range"]), "1:8-1:13");
    editor.end();
}

#[test]
fn words_are_coloured_by_what_they_are_there() {
    let text = "shared x = 0\nthread t { raise Overdrawn(\"no\") }\nthread \"w_{x}\" { print t.name, t.is_alive() }\nexpect possible race on x\nexpect possible raises Overdrawn\nschedule { main w_0 t \"w_1\" }\n";
    let found = colours(text);
    for wanted in [
        "Overdrawn class",
        "name property",
        "is_alive method",
        "on keyword",
        "main event",
        "w_0 event",
        "t event",
        "raises keyword",
    ] {
        assert!(found.contains(&wanted.to_owned()), "{wanted}: {found:#?}");
    }
    assert_eq!(found.iter().filter(|one| *one == "Overdrawn class").count(), 2);
}

#[test]
fn a_threads_name_is_what_the_outline_selects() {
    let text = "daemon thread ticker { pass }\nlet t = thread \"W\" { pass }\n";
    let (mut editor, _) = Editor::with(text);
    let symbols = editor.of("textDocument/documentSymbol");
    editor.end();
    let selected: Vec<String> = list(&symbols).iter().map(|symbol| range(&symbol["selectionRange"])).collect();
    assert_eq!(selected, ["1:15-1:21", "2:16-2:19"]);
}

#[test]
fn a_long_line_is_coloured_as_fast_as_several_short_ones() {
    let branches = 4000;
    let branch = "elif x == 1 { pass } ".repeat(branches);
    let long = format!("shared x = 0\nif x == 0 {{ pass }} {branch}\n");
    let found = colours(&long);
    // Too large to be read, and coloured all the same.
    assert_eq!(found.len(), 3 + 4 + branches * 4);
    assert_eq!(found.last().unwrap(), "pass keyword");
    assert_eq!(found.iter().filter(|one| *one == "x variable shared").count(), 1 + branches);
}

#[test]
fn a_lone_return_ends_a_line_as_the_protocol_has_it() {
    let text = "shared x =\r1\r\nprint x\n";
    let (mut editor, _) = Editor::with(text);
    let definition = editor.at("textDocument/definition", 2, 6);
    assert_eq!(
        definition,
        json!({ "uri": URI, "range": {
        "start": { "line": 0, "character": 7 }, "end": { "line": 0, "character": 8 } } })
    );
    let marks = editor.at("textDocument/documentHighlight", 0, 7);
    assert_eq!(list(&marks).iter().map(|mark| range(&mark["range"])).collect::<Vec<_>>(), ["1:8-1:9", "3:7-3:8"]);
    editor.end();
}
