//! The session itself: its beginning and end, requests that nobody waits for any more, and clients that are careless.

use lsp_server::{Message, Notification, Request, Response};
use serde_json::{Value, json};

use super::client::{Editor, URI};
use super::{list, range};

/// A text that takes long enough to read that messages pile up behind it.
fn long(lines: usize) -> String {
    let unit = "shared total_N = 0\nlock guard_N\nthread adder_N {\n    with guard_N { total_N += 1 }\n}\n";
    (0..lines / 5).map(|number| unit.replace('N', &number.to_string())).collect()
}

fn ask(id: i32, method: &str, params: Value) -> Message {
    Request { id: id.into(), method: method.to_owned(), params }.into()
}

fn change(version: i32, text: &str) -> Message {
    let params = json!({ "textDocument": { "uri": URI, "version": version }, "contentChanges": [{ "text": text }] });
    Notification { method: "textDocument/didChange".to_owned(), params }.into()
}

/// The code of an error, or the result.
fn came(response: Response) -> Result<Value, i32> {
    response.response_result.map_err(|error| error.code)
}

#[test]
fn a_request_that_is_cancelled_while_it_waits_is_answered_at_once_and_not_worked_on() {
    let (mut editor, _) = Editor::with(&long(2000));
    let text = json!({ "textDocument": { "uri": URI } });
    // All in one piece, so that the later ones wait while the first is worked on.
    let mut messages = vec![change(2, &long(1995)), ask(100, "textDocument/documentSymbol", text.clone())];
    for id in 101..120 {
        messages.push(ask(id, "textDocument/documentSymbol", text.clone()));
    }
    for id in 101..119 {
        messages.push(Notification { method: "$/cancelRequest".to_owned(), params: json!({ "id": id }) }.into());
    }
    editor.say_all(&messages);
    let mut answers: Vec<(String, Result<Value, i32>)> = Vec::new();
    for _ in 100..120 {
        let response = editor.response();
        answers.push((response.id.to_string(), came(response)));
    }
    let cancelled = answers.iter().filter(|(_, answer)| *answer == Err(-32800)).count();
    assert_eq!(cancelled, 18, "{:?}", answers.iter().map(|(id, _)| id).collect::<Vec<_>>());
    let answer = |id: &str| answers.iter().find(|(known, _)| known == id).unwrap().1.as_ref().unwrap();
    assert_eq!(answer("100"), answer("119"));
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn what_an_editor_asks_again_by_itself_is_not_worked_out_for_a_text_that_has_changed_since() {
    let mut editor = Editor::new(json!({ "general": {
        "staleRequestSupport": { "cancel": true, "retryOnContentModified": ["textDocument/semanticTokens/full"] },
    } }));
    editor.open(&long(2000));
    let text = json!({ "textDocument": { "uri": URI } });
    let at = json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 0 } });
    let shown = json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 7 } });
    editor.say_all(&[
        change(2, &long(1995)),
        ask(100, "textDocument/foldingRange", text.clone()),
        ask(101, "textDocument/semanticTokens/full", text.clone()),
        ask(102, "textDocument/hover", shown.clone()),
        change(3, "shared renamed = 0\n"),
        ask(103, "textDocument/semanticTokens/full", text),
        ask(104, "textDocument/hover", shown),
        ask(105, "textDocument/completion", at),
    ]);
    let mut answers: Vec<(String, Result<Value, i32>)> = Vec::new();
    for _ in 100..106 {
        let response = editor.response();
        answers.push((response.id.to_string(), came(response)));
    }
    let answer = |id: &str| &answers.iter().find(|(known, _)| known == id).unwrap().1;
    assert!(list(answer("100").as_ref().unwrap()).len() > 100);
    assert_eq!(*answer("101"), Err(-32801));
    // Each request that is answered sees the text as of its own place among the messages.
    let hover = |id: &str| answer(id).as_ref().unwrap()["contents"]["value"].as_str().unwrap_or_default().to_owned();
    assert!(hover("102").contains("total_0"), "{}", hover("102"));
    assert!(hover("104").contains("renamed"), "{}", hover("104"));
    assert!(answer("103").is_ok());
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn after_the_end_of_a_session_requests_are_refused_and_notifications_passed_over() {
    let (mut editor, _) = Editor::with("print 1\n");
    assert_eq!(editor.request("shutdown", Value::Null), Ok(Value::Null));
    let text = json!({ "textDocument": { "uri": URI } });
    editor.say(ask(500, "textDocument/documentSymbol", text));
    assert_eq!(came(editor.response()), Err(-32600));
    editor.notify("textDocument/didSave", json!({ "textDocument": { "uri": URI } }));
    editor.notify("exit", Value::Null);
    assert_eq!(editor.leave(), Some(0));
}

#[test]
fn an_exit_without_a_shutdown_is_no_proper_end() {
    let (mut editor, _) = Editor::with("print 1\n");
    editor.notify("exit", Value::Null);
    assert_eq!(editor.leave(), Some(1));
}

#[test]
fn before_it_is_told_who_asks_the_server_answers_nothing_else() {
    let mut editor = Editor::started();
    editor.say(ask(500, "textDocument/documentSymbol", json!({ "textDocument": { "uri": URI } })));
    assert_eq!(came(editor.response()), Err(-32002));
    editor.request("initialize", json!({ "capabilities": {} })).unwrap();
    // `initialized` need not be the very next message.
    editor.notify("$/setTrace", json!({ "value": "off" }));
    editor.notify("initialized", json!({}));
    assert!(editor.request("initialize", json!({ "capabilities": {} })).is_err());
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn answers_that_belong_to_nothing_are_passed_over() {
    let (mut editor, _) = Editor::with("shared n = 0\n");
    for text in [
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"what?"}}"#,
        r#"{"jsonrpc":"2.0","id":12345,"result":null}"#,
        r#"{"jsonrpc":"2.0","id":1.5,"method":"shutdown"}"#,
        "[]",
    ] {
        editor.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }
    assert_eq!(list(&editor.of("textDocument/documentSymbol")).len(), 1);
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn a_message_that_no_editor_sends_ends_the_server_with_a_sentence() {
    for (nonsense, why) in [
        ("Content-Length: 99999999999\r\n\r\n", "99999999999 bytes"),
        ("Content-Length: many\r\n\r\n", "Content-Length"),
        ("X-Other: 1\r\n\r\n", "Content-Length"),
        ("what?\r\n\r\n", "header"),
    ] {
        let (mut editor, _) = Editor::with("print 1\n");
        editor.raw(nonsense.as_bytes());
        let (code, told) = editor.last_words();
        assert_eq!(code, Some(2), "{nonsense}: {told}");
        assert!(told.contains(why) && !told.contains("panicked") && told.lines().count() == 1, "{nonsense}: {told}");
    }
}

fn frame(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

#[test]
fn a_body_that_cannot_be_read_is_passed_over_and_the_session_goes_on() {
    let (mut editor, _) = Editor::with("shared n = 0\n");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in ["{bad}", "{{{{", "", "\"", "\\", r#"{"method":"\ud8"}"#, &deep] {
        editor.raw(&frame(body.as_bytes()));
    }
    assert_eq!(list(&editor.of("textDocument/documentSymbol")).len(), 1);
    assert_eq!(editor.end(), Some(0));
}

/// A change of the open text, with `text` between the quotes of its JSON.
fn raw_change(version: i32, text: &[u8]) -> Vec<u8> {
    let head = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{URI}","version":{version}}},"contentChanges":[{{"text":""#
    );
    frame(&[head.as_bytes(), text, br#""}]}}"#].concat())
}

#[test]
fn half_a_character_stands_for_a_character_that_is_none() {
    for (text, name) in [
        (&br#"thread \"\ud83d\" { pass }"#[..], "\u{fffd}"),
        (br#"thread \"\uDE00\" { pass }"#, "\u{fffd}"),
        (br#"thread \"\ud83d\ud83d\ude00x\" { pass }"#, "\u{fffd}😀x"),
        (br#"thread \"\ud83d\u0041\" { pass }"#, "\u{fffd}A"),
        (br#"thread \"\ud83d\ud83d\" { pass }"#, "\u{fffd}\u{fffd}"),
        (b"thread \\\"a\xffb\\\" { pass }", "a\u{fffd}b"),
        (b"thread \\\"\xf0\x9f\\ud83d\\\" { pass }", "\u{fffd}\u{fffd}"),
    ] {
        let (mut editor, _) = Editor::with("shared n = 0\n");
        editor.raw(&raw_change(2, text));
        let symbols = editor.of("textDocument/documentSymbol");
        assert_eq!(symbols[0]["name"], json!(format!("\"{name}\"")), "{symbols}");
        assert_eq!(editor.end(), Some(0));
    }
}

#[test]
fn a_folder_may_be_called_anything() {
    let mut editor = Editor::started();
    let folder = "file:///my folder/日本";
    let folders = json!([{ "uri": folder, "name": "日本" }]);
    let params = json!({ "processId": null, "rootUri": folder, "workspaceFolders": folders, "capabilities": {} });
    assert!(editor.request("initialize", params).is_ok());
    assert_eq!(editor.end(), Some(0));
}

#[test]
fn an_address_is_called_as_the_editor_calls_it_even_where_letters_should_be_encoded() {
    for address in ["file:///a b.cdl", "file:///t/日本.cdl", "file:///c:/x/{1}.cdl", "file:///100%.cdl"] {
        let (mut editor, _) = Editor::with("print 1\n");
        let text = "shared total = 0\nprint totl\n";
        let document = json!({ "uri": address, "languageId": "cdl", "version": 7, "text": text });
        editor.notify("textDocument/didOpen", json!({ "textDocument": document }));
        let told = editor.published(address);
        assert_eq!(list(&told["diagnostics"]).len(), 1, "{address}");
        let at = json!({ "line": 1, "character": 6 });
        let place = json!({ "textDocument": { "uri": address }, "position": { "line": 0, "character": 7 } });
        let definition = editor.request("textDocument/definition", place.clone()).unwrap();
        assert_eq!((&definition["uri"], range(&definition["range"])), (&json!(address), "1:8-1:13".to_owned()));
        let params = json!({
            "textDocument": { "uri": address }, "range": { "start": at, "end": at }, "context": { "diagnostics": [] },
        });
        let actions = editor.request("textDocument/codeAction", params).unwrap();
        assert_eq!(list(&actions[0]["edit"]["changes"][address]).len(), 1, "{actions}");
        let lenses = editor.request("textDocument/codeLens", json!({ "textDocument": { "uri": address } })).unwrap();
        assert_eq!(lenses[0]["command"]["arguments"], json!([address]));
        assert_eq!(editor.end(), Some(0));
    }
}
