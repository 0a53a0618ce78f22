//! What must hold of the language server whatever is typed: it knows the text that the editor has, answers everything, and
//! its renaming can be taken back.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod generator;

use std::thread::{self, JoinHandle};

use concur::lsp::{Ended, serve};
use lsp_server::{Connection, Message, Notification, Request};
use proptest::prelude::*;
use serde_json::{Value, json};

const URI: &str = "file:///t.cdl";

/// A server in this process.
struct Server {
    editor: Connection,
    server: JoinHandle<Ended>,
    asked: i32,
}

impl Server {
    fn start() -> Self {
        let (editor, served) = Connection::memory();
        let server = thread::spawn(move || serve(&served));
        let mut server = Self { editor, server, asked: 0 };
        server.ask("initialize", json!({ "capabilities": {} })).unwrap();
        server.tell("initialized", json!({}));
        server
    }

    fn tell(&self, method: &str, params: Value) {
        self.editor.sender.send(Notification { method: method.to_owned(), params }.into()).unwrap();
    }

    fn ask(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.asked += 1;
        self.editor.sender.send(Request { id: self.asked.into(), method: method.to_owned(), params }.into()).unwrap();
        loop {
            if let Message::Response(response) = self.editor.receiver.recv().unwrap() {
                return response.response_result.map_err(|error| error.message);
            }
        }
    }

    fn open(&self, text: &str) {
        let document = json!({ "uri": URI, "languageId": "cdl", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn diagnostics(&self, version: i32) -> Value {
        loop {
            if let Message::Notification(told) = self.editor.receiver.recv().unwrap()
                && told.params["version"] == version
            {
                return told.params["diagnostics"].clone();
            }
        }
    }

    fn end(mut self) {
        self.ask("shutdown", Value::Null).unwrap();
        self.tell("exit", Value::Null);
        assert_eq!(self.server.join().unwrap(), Ended::Properly);
    }
}

/// The position of a byte, in units of 16 bits.
fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.rsplit('\n').next().unwrap();
    json!({ "line": before.matches('\n').count(), "character": line.encode_utf16().count() })
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap()
}

/// Something that is typed or pasted: from where on, how much is replaced, and by what.
fn edit() -> impl Strategy<Value = (prop::sample::Index, usize, String)> {
    let typed = prop_oneof![
        Just(String::new()),
        "[a-z ]{1,3}",
        prop::sample::select(vec![
            "{",
            "}",
            "(",
            ")",
            "\"",
            "\n",
            ".",
            "=",
            "ß",
            "𝄞",
            "\r\n",
            "x.",
            "lock ",
            "thread a {",
            "#",
            "expect ",
            "| ",
            ":",
            ","
        ])
        .prop_map(str::to_owned),
    ];
    (any::<prop::sample::Index>(), 0..12_usize, typed)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edits_the_server_knows_the_text_and_answers_everything(
        text in generator::scenario(),
        edits in prop::collection::vec(edit(), 1..12),
        place in any::<prop::sample::Index>(),
    ) {
        let mut server = Server::start();
        server.open(&text);
        let (mut text, mut version) = (text, 1);
        for (at, length, typed) in edits {
            let start = boundary(&text, at.index(text.len() + 1));
            let end = boundary(&text, start + length).max(start);
            let range = json!({ "start": position(&text, start), "end": position(&text, end) });
            version += 1;
            let document = json!({ "uri": URI, "version": version });
            let change = json!({ "textDocument": document, "contentChanges": [{ "range": range, "text": typed }] });
            // Between the two halves of a line's end there is no place that could be named.
            prop_assume!(!text[..start].ends_with('\r') && !text[..end].ends_with('\r'));
            server.tell("textDocument/didChange", change);
            text.replace_range(start..end, &typed);
        }
        let told = server.diagnostics(version);

        let anew = Server::start();
        anew.open(&text);
        prop_assert_eq!(&told, &anew.diagnostics(1), "{}", text);
        anew.end();

        let at = position(&text, boundary(&text, place.index(text.len() + 1)));
        let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } });
        let document = json!({ "uri": URI });
        let on_text = json!({
            "textDocument": document, "position": at, "range": whole, "options": { "tabSize": 4, "insertSpaces": true },
            "context": { "diagnostics": told, "includeDeclaration": true, "triggerKind": 1, "isRetrigger": false }, "newName": "another_name",
        });
        for method in [
            "hover", "completion", "signatureHelp", "definition", "references", "documentHighlight", "prepareRename",
            "documentSymbol", "foldingRange", "formatting", "codeAction", "codeLens", "inlayHint", "semanticTokens/full",
            "semanticTokens/range",
        ] {
            let answer = server.ask(&format!("textDocument/{method}"), on_text.clone());
            prop_assert!(answer.is_ok(), "{}: {:?}\n{}", method, answer, text);
        }
        if let Err(why) = server.ask("textDocument/rename", on_text) {
            let refused = why.starts_with("nothing here") || why.ends_with("which has a mistake: mend that first");
            prop_assert!(refused, "{}", why);
        }
        server.end();
    }

    #[test]
    fn renaming_leaves_a_text_without_mistakes_and_can_be_taken_back(
        text in generator::scenario(),
        place in any::<prop::sample::Index>(),
    ) {
        let mut server = Server::start();
        server.open(&text);
        prop_assert_eq!(server.diagnostics(1).as_array().unwrap().iter().filter(|one| one["severity"] == 1).count(), 0);
        let words: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let at = words[place.index(words.len())];
        let document = json!({ "uri": URI });
        let rename = |text: &str, at: usize, new: &str| json!({ "textDocument": document, "position": position(text, at), "newName": new });
        if let Ok(edit) = server.ask("textDocument/rename", rename(&text, at, "another_name")) {
            let renamed = edited(&text, &edit["changes"][URI]);
            prop_assert_ne!(&renamed, &text);
            let change = json!({ "textDocument": { "uri": URI, "version": 2 }, "contentChanges": [{ "text": renamed }] });
            server.tell("textDocument/didChange", change);
            let wrong = server.diagnostics(2);
            prop_assert!(wrong.as_array().unwrap().iter().all(|one| one["severity"] != 1), "{}\n{}", renamed, wrong);
            let there = renamed.find("another_name").unwrap();
            let old = &edits(&text, &edit["changes"][URI])[0].0;
            let back = server.ask("textDocument/rename", rename(&renamed, there, old)).unwrap();
            prop_assert_eq!(edited(&renamed, &back["changes"][URI]), text);
        }
        server.end();
    }
}

/// What each edit replaces, where, and by what.
fn edits(text: &str, edits: &Value) -> Vec<(String, std::ops::Range<usize>, String)> {
    let offset = |at: &Value| {
        let line = usize::try_from(at["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let units = usize::try_from(at["character"].as_u64().unwrap()).unwrap();
        let length =
            text[start..].char_indices().find(|(at, _)| text[start..start + at].encode_utf16().count() == units);
        start + length.map_or(text.len() - start, |(at, _)| at)
    };
    let one = |edit: &Value| {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        (text[range.clone()].to_owned(), range, edit["newText"].as_str().unwrap().to_owned())
    };
    edits.as_array().unwrap().iter().map(one).collect()
}

fn edited(text: &str, all: &Value) -> String {
    let mut after = text.to_owned();
    edits(text, all).into_iter().rev().for_each(|(_, range, new)| after.replace_range(range, &new));
    after
}
