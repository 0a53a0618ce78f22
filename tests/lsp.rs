//! The language server as an editor meets it: the real binary, over standard input and output.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "lsp/calls.rs"]
mod calls;
#[path = "lsp/checks.rs"]
mod checks;
#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/completion.rs"]
mod completion;
#[path = "lsp/folds.rs"]
mod folds;
#[path = "lsp/hints.rs"]
mod hints;
#[path = "lsp/limits.rs"]
mod limits;
#[path = "lsp/meaning.rs"]
mod meaning;
#[path = "lsp/renaming.rs"]
mod renaming;
#[path = "lsp/session.rs"]
mod session;

use client::{Editor, URI};
use lsp_server::Request;
use serde_json::{Value, json};

const BANK: &str = include_str!("lsp/bank.cdl");

/// Line and column of the `nth` (from 0) `needle` in `text`.
fn find(text: &str, needle: &str, nth: usize) -> (usize, usize) {
    let at = text.match_indices(needle).nth(nth).unwrap().0;
    let before = &text[..at];
    (before.matches('\n').count(), before.rsplit('\n').next().unwrap().len())
}

fn range(value: &Value) -> String {
    let point = |at: &Value| format!("{}:{}", at["line"].as_u64().unwrap() + 1, at["character"].as_u64().unwrap() + 1);
    format!("{}-{}", point(&value["start"]), point(&value["end"]))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Diagnostics, as a person would write them down.
fn told(diagnostics: &Value) -> String {
    let one = |one: &Value| {
        let severity = ["", "error", "warning"][usize::try_from(one["severity"].as_u64().unwrap()).unwrap()];
        let head = format!(
            "{} {severity} {} [{}]",
            range(&one["range"]),
            one["code"].as_str().unwrap(),
            one["source"].as_str().unwrap()
        );
        let message = one["message"].as_str().unwrap().replace('\n', "\n    ");
        let related = list(&one["relatedInformation"]).iter();
        let related = related
            .map(|one| format!("    {} {}\n", range(&one["location"]["range"]), one["message"].as_str().unwrap()));
        format!("{head}\n    {message}\n{}", related.collect::<String>())
    };
    list(diagnostics).iter().map(one).collect()
}

#[test]
fn mistakes_are_told_as_one_types_several_for_one_file() {
    let (mut editor, first) = Editor::with("shared balance = 0\nlok guard\nprint blance\n");
    insta::assert_snapshot!("mistakes", told(&first));
    editor.replace(2, "shared balance = 0\nlock guard\nprint balance\n");
    assert_eq!(editor.diagnostics(2), json!([]));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn changes_of_parts_add_up_to_the_text_of_the_editor() {
    let (mut editor, _) = Editor::with("print \"ß𝄞\" + x\n");
    // Columns count units of 16 bits: the second letter is two of them.
    let at = |line, character| json!({ "line": line, "character": character });
    let change =
        |start: Value, end: Value, text: &str| json!({ "range": { "start": start, "end": end }, "text": text });
    let changes = [change(at(0, 14), at(0, 15), "y"), change(at(0, 0), at(0, 0), "let y = \"\"\n")];
    let document = json!({ "uri": URI, "version": 2 });
    editor.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    assert_eq!(editor.diagnostics(2), json!([]));
    let edits = editor.request(
        "textDocument/rename",
        json!({
            "textDocument": { "uri": URI }, "position": at(1, 14), "newName": "z",
        }),
    );
    let edits = &edits.unwrap()["changes"][URI];
    assert_eq!(list(edits).iter().map(|edit| range(&edit["range"])).collect::<Vec<_>>(), ["1:5-1:6", "2:15-2:16"]);
    editor.end();
}

#[test]
fn a_check_when_a_text_is_saved_shows_its_findings_with_the_places_of_the_other_threads() {
    let text = "lock a, b\nshared x = 0\nthread one { with a { with b { x += 1 } } }\nthread two { with b { with a { pass } } x += 1 }\nexpect always x == 2\nexpect possible x == 7\n";
    let (mut editor, first) = Editor::with(text);
    assert_eq!(first, json!([]));
    editor.save();
    let found = editor.diagnostics(1);
    insta::assert_snapshot!("findings", told(&found));
    let lenses = editor.of("textDocument/codeLens");
    let titles: Vec<&str> = list(&lenses).iter().map(|lens| lens["command"]["title"].as_str().unwrap()).collect();
    insta::assert_snapshot!("lenses_after_a_check", titles.join("\n"));
    // What was found holds for the text that was saved, and for no other.
    editor.replace(2, &format!("{text}\n"));
    assert_eq!(editor.diagnostics(2), json!([]));
    editor.end();
}

#[test]
fn a_check_that_takes_long_is_given_up_when_the_text_changes() {
    let long = "shared n = 0\nfor i in 0..7 { thread { for j in 0..40 { n += 1 } } }\n";
    let (mut editor, _) = Editor::with(long);
    editor.save();
    editor.replace(2, "shared x = 0\nthread { x += 1 }\nthread { x += 1 }\n");
    assert_eq!(editor.diagnostics(2), json!([]));
    editor.save();
    insta::assert_snapshot!("findings_of_the_second", told(&editor.diagnostics(2)));
    editor.end();
}

#[test]
fn hover_says_what_a_word_is() {
    let (mut editor, diagnostics) = Editor::with(BANK);
    assert_eq!(diagnostics, json!([]));
    let places = [
        ("FEE", 1),
        ("balance", 1),
        ("drawn", 1),
        ("account_lock", 1),
        ("other", 0),
        ("jobs", 1),
        ("put", 0),
        ("withdraw", 1),
        ("amount", 2),
        ("left", 2),
        ("b =", 0),
        ("booking", 1),
        ("thread", 1),
        ("with ", 0),
        ("len", 0),
        ("in 0", 0),
        ("never", 0),
        ("overlap", 0),
        ("queue", 0),
        ("a*2", 0),
    ];
    let mut page = String::new();
    for (needle, nth) in places {
        let found = BANK.match_indices(needle).nth(nth);
        let Some(_) = found else { continue };
        let (line, column) = find(BANK, needle, nth);
        let hover = editor.at("textDocument/hover", line, column);
        let text = hover["contents"]["value"].as_str().unwrap_or("nothing");
        page.push_str(&format!("=== {needle} at {}:{}\n{text}\n", line + 1, column + 1));
    }
    insta::assert_snapshot!("hovers", page);
    for (needle, nth) in [("draw from", 0), ("nothing left", 0), ("700", 0)] {
        let (line, column) = find(BANK, needle, nth);
        assert_eq!(editor.at("textDocument/hover", line, column), Value::Null, "{needle}");
    }
    editor.end();
}

fn outline(symbols: &Value, depth: usize) -> String {
    let one = |one: &Value| {
        let name = one["name"].as_str().unwrap();
        let detail = one["detail"].as_str().unwrap_or_default();
        let head = format!("{}{name}  {detail}  {}", "  ".repeat(depth), range(&one["range"]));
        format!("{}\n{}", head, outline(&one["children"], depth + 1))
    };
    list(symbols).iter().map(one).collect()
}

#[test]
fn the_outline_and_the_folds_of_a_text() {
    let (mut editor, _) = Editor::with(BANK);
    insta::assert_snapshot!("outline", outline(&editor.of("textDocument/documentSymbol"), 0));
    let folds = editor.of("textDocument/foldingRange");
    let folds: Vec<String> = list(&folds)
        .iter()
        .map(|fold| {
            format!(
                "{}-{} {}",
                fold["startLine"].as_u64().unwrap() + 1,
                fold["endLine"].as_u64().unwrap() + 1,
                fold["kind"].as_str().unwrap_or("")
            )
        })
        .collect();
    insta::assert_snapshot!("folds", folds.join("\n"));
    editor.end();
}

#[test]
fn words_are_coloured_by_what_they_mean() {
    let (mut editor, _) = Editor::with(BANK);
    let legend = &editor.capabilities["semanticTokensProvider"]["legend"];
    let (types, modifiers) = (legend["tokenTypes"].clone(), legend["tokenModifiers"].clone());
    let tokens = editor.of("textDocument/semanticTokens/full");
    let numbers: Vec<usize> =
        list(&tokens["data"]).iter().map(|one| usize::try_from(one.as_u64().unwrap()).unwrap()).collect();
    let lines: Vec<&str> = BANK.lines().collect();
    let (mut line, mut column, mut page) = (0, 0, String::new());
    for token in numbers.chunks(5) {
        column = if token[0] == 0 { column + token[1] } else { token[1] };
        line += token[0];
        let word = &lines[line][column..column + token[2]];
        let bits =
            (0..6).filter(|bit| token[4] & (1 << bit) != 0).map(|bit| format!(" {}", modifiers[bit].as_str().unwrap()));
        page.push_str(&format!(
            "{}:{} {word} {}{}\n",
            line + 1,
            column + 1,
            types[token[3]].as_str().unwrap(),
            bits.collect::<String>()
        ));
    }
    insta::assert_snapshot!("tokens", page);
    editor.end();
}

/// What fits where `|` stands.
fn fitting(text: &str) -> Vec<String> {
    let (line, column) = find(text, "|", 0);
    let (mut editor, _) = Editor::with(&text.replacen('|', "", 1));
    let items = editor.at("textDocument/completion", line, column);
    editor.end();
    let mut items: Vec<(String, String)> = list(&items)
        .iter()
        .map(|item| (item["sortText"].as_str().unwrap().to_owned(), item["label"].as_str().unwrap().to_owned()))
        .collect();
    items.sort();
    items.into_iter().map(|(_, label)| label).collect()
}

#[test]
fn what_fits_is_offered_also_while_the_line_is_not_finished() {
    assert_eq!(fitting("lock guard\nthread a {\n    guard.|\n}\n"), ["acquire", "locked", "release"]);
    assert_eq!(fitting("queue jobs\nthread a { jobs.g| }\njobs.put(1)\n"), ["get", "get_nowait"]);
    assert_eq!(fitting("atomic n = 0\nn.comp|\n"), ["compare_exchange"]);
    assert_eq!(fitting("pool p\nfn f() { pass }\nlet done = p.submit(f)\ndone.res|"), ["result"]);
    assert_eq!(
        fitting("fn work(amount) {\n    let account = 1\n    print a|\n}\nshared across = 0\n"),
        ["account", "across", "amount", "abs", "active_count", "all", "any"]
    );
    // A local of one function is nothing to another.
    assert_eq!(fitting("fn f(inner) { pass }\nfn g() { print inn| }\n"), Vec::<String>::new());
    assert_eq!(fitting("expect |"), ["always", "never", "output", "possible"]);
    assert_eq!(fitting("print \"a|\""), Vec::<String>::new());
}

#[test]
fn a_call_that_is_being_typed_shows_what_it_takes() {
    let cases = [
        "fn withdraw(amount, fee=0) { pass }\nwithdraw(|",
        "fn withdraw(amount, fee=0) { pass }\nwithdraw(max(1, 2), |)",
        "fn withdraw(amount, fee=0) { pass }\nwithdraw(fee=1|, amount=2)",
        "lock guard\nguard.acquire(|)",
        "lock guard\nguard.acquire(timeout=|)",
        "queue jobs\nthread a { jobs.put([1, 2], |) }",
        "semaphore permits(|)",
        "print min(1, 2, |)",
        "pool p\nfn f(x) { pass }\np.submit(f, 1, |)",
        "print [1, (2|)]",
        "choose(1, 2|)",
    ];
    let mut page = String::new();
    for case in cases {
        let (line, column) = find(case, "|", 0);
        let (mut editor, _) = Editor::with(&case.replacen('|', "", 1));
        let help = editor.at("textDocument/signatureHelp", line, column);
        editor.end();
        let signature = &help["signatures"][0];
        let label = signature["label"].as_str().unwrap_or("nothing");
        let active = help["activeParameter"].as_u64().map(|active| {
            let span = &signature["parameters"][usize::try_from(active).unwrap()]["label"];
            let bound = |index: usize| usize::try_from(span[index].as_u64().unwrap()).unwrap();
            &label[bound(0)..bound(1)]
        });
        page.push_str(&format!("{}\n    {label}  <{}>\n", case.lines().last().unwrap(), active.unwrap_or("-")));
    }
    insta::assert_snapshot!("signatures", page);
}

#[test]
fn names_are_followed_to_their_declaration_and_found_wherever_they_are_mentioned() {
    let (mut editor, _) = Editor::with(BANK);
    let mut page = String::new();
    for (needle, nth) in
        [("balance", 3), ("fee", 0), ("FEE", 1), ("withdraw", 2), ("booking", 1), ("a*2", 0), ("n for", 0), ("jobs", 1)]
    {
        let (line, column) = find(BANK, needle, nth);
        let definition = editor.at("textDocument/definition", line, column);
        let params = json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": column }, "context": { "includeDeclaration": false } });
        let references = editor.request("textDocument/references", params).unwrap();
        let references: Vec<String> = list(&references).iter().map(|one| range(&one["range"])).collect();
        let kinds = editor.at("textDocument/documentHighlight", line, column);
        let kinds: Vec<&str> = list(&kinds).iter().map(|one| if one["kind"] == 3 { "w" } else { "r" }).collect();
        page.push_str(&format!(
            "{needle} {}:{} -> {}; {} ({})\n",
            line + 1,
            column + 1,
            range(&definition["range"]),
            references.join(" "),
            kinds.join("")
        ));
    }
    insta::assert_snapshot!("names", page);
    editor.end();
}

/// The text with what stands at the `nth` `needle` renamed, or why it cannot be.
fn renamed(text: &str, needle: &str, nth: usize, new: &str) -> Result<String, String> {
    let (line, column) = find(text, needle, nth);
    let (mut editor, _) = Editor::with(text);
    let position = json!({ "line": line, "character": column });
    let answer = editor.request(
        "textDocument/rename",
        json!({ "textDocument": { "uri": URI }, "position": position, "newName": new }),
    );
    editor.end();
    Ok(edited(text, &answer?["changes"][URI]))
}

/// `text`, of letters of one byte each, with edits made.
fn edited(text: &str, edits: &Value) -> String {
    let mut text = text.to_owned();
    let offset = |text: &str, at: &Value| {
        let line = usize::try_from(at["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + usize::try_from(at["character"].as_u64().unwrap()).unwrap()
    };
    for edit in list(edits).iter().rev() {
        let (start, end) = (offset(&text, &edit["range"]["start"]), offset(&text, &edit["range"]["end"]));
        text.replace_range(start..end, edit["newText"].as_str().unwrap());
    }
    text
}

#[test]
fn renaming_changes_every_mention_and_nothing_else() {
    let text = "shared x = 1\nfn f(x, y=2) { print \"{x} x\", y }\nf(x, y=x)\nthread a { f(x=1) }\nschedule { main a*2 }\nexpect always x == 1\n";
    let whole = renamed(text, "x", 0, "total").unwrap();
    assert_eq!(
        whole,
        text.replace("shared x", "shared total")
            .replace("f(x, y=x)", "f(total, y=total)")
            .replace("always x", "always total")
    );
    let parameter = renamed(text, "x", 1, "value").unwrap();
    assert_eq!(
        parameter,
        text.replace("f(x, y=2)", "f(value, y=2)").replace("{x} x", "{value} x").replace("f(x=1)", "f(value=1)")
    );
    let thread = renamed(text, "a {", 0, "worker").unwrap();
    assert_eq!(thread, text.replace("thread a", "thread worker").replace("a*2", "worker*2"));
}

#[test]
fn a_name_that_is_taken_or_none_is_refused() {
    let text = "shared x = 1\nshared y = 2\nfn f(a) { print a }\nf(x)\n";
    let taken = "with the name `y`, `x` could not be told from another: it is declared in line 2";
    assert_eq!(renamed(text, "x", 0, "y").unwrap_err(), taken);
    // `print a` would print what is called `a` inside.
    let inside = "with the name `a`, `x` could not be told from another: it is declared in line 2";
    assert_eq!(renamed("shared x = 1\nfn f(a) { print a, x }\n", "x", 0, "a").unwrap_err(), inside);
    let builtin = "with the name `len`, `x` could not be told from another";
    assert_eq!(renamed("shared x = 1\nprint len([x])\n", "x", 0, "len").unwrap_err(), builtin);
    // A parameter hides what it is called like, and the other is not mentioned there.
    assert_eq!(renamed(text, "a)", 0, "x").unwrap(), text.replace("(a)", "(x)").replace("print a", "print x"));
    assert_eq!(renamed(text, "x", 0, "while").unwrap_err(), "`while` cannot be a name");
    assert_eq!(renamed(text, "x", 0, "two words").unwrap_err(), "`two words` cannot be a name");
    assert_eq!(renamed(text, "print", 0, "say").unwrap_err(), "nothing here has a name that could be changed");
}

#[test]
fn formatting_gives_the_one_format() {
    let text = "shared   x=1\n\n\n\nif x==1{\nprint x}\n";
    let (mut editor, _) = Editor::with(text);
    let options = json!({ "tabSize": 8, "insertSpaces": false });
    let edits = editor
        .request("textDocument/formatting", json!({ "textDocument": { "uri": URI }, "options": options }))
        .unwrap();
    let after = edited(text, &edits);
    let expected = concur::format::format(&concur::source::Source::new("t", text)).unwrap();
    assert_eq!(after, expected);
    editor.replace(2, "if {");
    let broken =
        editor.request("textDocument/formatting", json!({ "textDocument": { "uri": URI }, "options": options }));
    assert_eq!(broken, Ok(Value::Null), "a text that cannot be read stays as it is");
    editor.end();
}

#[test]
fn small_mistakes_are_mended_with_a_click() {
    let text = "lock guard\nguard.aquire()\nlet found = null\n";
    let (mut editor, diagnostics) = Editor::with(text);
    let at = |line, character| json!({ "line": line, "character": character });
    let params = json!({
        "textDocument": { "uri": URI }, "range": { "start": at(1, 8), "end": at(1, 8) }, "context": { "diagnostics": diagnostics },
    });
    let actions = editor.request("textDocument/codeAction", params).unwrap();
    let titles: Vec<&str> = list(&actions).iter().map(|action| action["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Change `aquire` to `acquire`", "Mend all 2 that can be mended so"]);
    assert_eq!(edited(text, &actions[0]["edit"]["changes"][URI]), text.replace("aquire", "acquire"));
    assert_eq!(edited(text, &actions[1]["edit"]["changes"][URI]), "lock guard\nguard.acquire()\nlet found = None\n");
    editor.end();
}

#[test]
fn what_no_editor_says_is_answered_and_survived() {
    let (mut editor, _) = Editor::with("print 1\n");
    assert!(editor.request("textDocument/nonsense", json!({})).unwrap_err().contains("no answer"));
    assert!(editor.request("textDocument/hover", json!({ "a": 1 })).is_err());
    assert_eq!(editor.at("textDocument/hover", 999, 999), Value::Null);
    let elsewhere =
        json!({ "textDocument": { "uri": "file:///nowhere.cdl" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(editor.request("textDocument/hover", elsewhere), Ok(Value::Null));
    editor.notify("$/setTrace", json!({ "value": "off" }));
    editor.notify("textDocument/didChange", json!({ "wrong": true }));
    editor.say(
        Request {
            id: 77.into(),
            method: "textDocument/documentSymbol".into(),
            params: json!({ "textDocument": { "uri": URI } }),
        }
        .into(),
    );
    assert_eq!(editor.end_after(77), Some(0));
}

#[test]
fn an_editor_that_goes_away_ends_the_server() {
    let (editor, _) = Editor::with("print 1\n");
    assert_eq!(editor.leave(), Some(1));
    let mut nonsense = Editor::started();
    nonsense.raw(b"GET / HTTP/1.1\r\n\r\n");
    assert_ne!(nonsense.leave(), Some(0));
}
