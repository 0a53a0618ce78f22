//! An editor: starts `concur lsp`, speaks to it over standard input and output, keeps what it is told.

use std::collections::VecDeque;
use std::io::{BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use lsp_server::{Message, Notification, Request, Response};
use serde_json::{Value, json};

/// The address of the one text that most tests open.
pub(crate) const URI: &str = "file:///scenarios/t.cdl";

pub(crate) struct Editor {
    server: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    asked: i32,
    told: VecDeque<Notification>,
    pub(crate) capabilities: Value,
}

impl Editor {
    /// A server that has been told what this editor can do.
    pub(crate) fn new(capabilities: Value) -> Self {
        let mut editor = Self::started();
        let params = json!({ "processId": null, "rootUri": null, "capabilities": capabilities });
        let answer = editor.request("initialize", params).unwrap();
        editor.capabilities = answer["capabilities"].clone();
        editor.notify("initialized", json!({}));
        editor
    }

    /// A server that nothing was said to yet.
    pub(crate) fn started() -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_concur"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = server.stdin.take();
        let output = BufReader::new(server.stdout.take().unwrap());
        Self { server, input, output, asked: 0, told: VecDeque::new(), capabilities: Value::Null }
    }

    /// The same, with `text` open as version 1, and what is wrong with it.
    pub(crate) fn with(text: &str) -> (Self, Value) {
        let mut editor = Self::new(json!({ "textDocument": {
            "hover": { "contentFormat": ["markdown"] },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        } }));
        let diagnostics = editor.open(text);
        (editor, diagnostics)
    }

    pub(crate) fn open(&mut self, text: &str) -> Value {
        let document = json!({ "uri": URI, "languageId": "cdl", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
        self.diagnostics(1)
    }

    /// Replaces the whole text.
    pub(crate) fn replace(&mut self, version: i32, text: &str) {
        let change =
            json!({ "textDocument": { "uri": URI, "version": version }, "contentChanges": [{ "text": text }] });
        self.notify("textDocument/didChange", change);
    }

    pub(crate) fn save(&mut self) {
        self.notify("textDocument/didSave", json!({ "textDocument": { "uri": URI } }));
    }

    pub(crate) fn say(&mut self, message: Message) {
        message.write(self.input.as_mut().unwrap()).unwrap();
    }

    /// Says all of it in one piece.
    pub(crate) fn say_all(&mut self, messages: &[Message]) {
        let mut bytes = Vec::new();
        messages.iter().for_each(|message| message.write(&mut bytes).unwrap());
        self.raw(&bytes);
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.input.as_mut().unwrap().write_all(bytes).unwrap();
        self.input.as_mut().unwrap().flush().unwrap();
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.say(Notification { method: method.to_owned(), params }.into());
    }

    /// Asks, and waits for the answer; on the way, keeps what the server tells by itself.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.asked += 1;
        let id = self.asked.into();
        self.say(Request { id, method: method.to_owned(), params }.into());
        let Message::Response(Response { id, response_result }) = self.next() else { panic!("no response") };
        assert_eq!(id, self.asked.into());
        response_result.map_err(|error| error.message)
    }

    /// Asks about a place: `line` and `character` from 0.
    pub(crate) fn at(&mut self, method: &str, line: usize, character: usize) -> Value {
        let params = json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": character } });
        self.request(method, params).unwrap()
    }

    /// Asks about the whole text.
    pub(crate) fn of(&mut self, method: &str) -> Value {
        self.request(method, json!({ "textDocument": { "uri": URI } })).unwrap()
    }

    /// What is wrong with that version, as soon as the server says so.
    pub(crate) fn diagnostics(&mut self, version: i32) -> Value {
        loop {
            let told = match self.told.pop_front() {
                Some(told) => told,
                None => match self.receive() {
                    Message::Notification(told) => told,
                    other => panic!("{other:?}"),
                },
            };
            if told.method == "textDocument/publishDiagnostics" && told.params["version"] == version {
                return told.params["diagnostics"].clone();
            }
        }
    }

    /// What is said about the text of that address, as soon as something is.
    pub(crate) fn published(&mut self, address: &str) -> Value {
        loop {
            let published = self.next_published();
            if published["uri"] == address {
                return published;
            }
        }
    }

    /// What is said next about any text.
    pub(crate) fn next_published(&mut self) -> Value {
        loop {
            if let Message::Notification(told) = self.receive()
                && told.method == "textDocument/publishDiagnostics"
            {
                return told.params;
            }
        }
    }

    /// The most memory that the server has taken so far, in bytes, if the system tells.
    pub(crate) fn peak(&self) -> Option<usize> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kilobytes: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kilobytes * 1024)
    }

    /// The next answer.
    pub(crate) fn response(&mut self) -> Response {
        let Message::Response(response) = self.next() else { panic!("no response") };
        response
    }

    /// Waits until the server has ended by itself; gives its exit code, and what it wrote to standard error.
    pub(crate) fn last_words(mut self) -> (Option<i32>, String) {
        let code = self.server.wait().unwrap().code();
        let mut told = String::new();
        self.server.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        (code, told)
    }

    /// The next message that is no notification.
    fn next(&mut self) -> Message {
        loop {
            match self.receive() {
                Message::Notification(told) => self.told.push_back(told),
                other => return other,
            }
        }
    }

    fn receive(&mut self) -> Message {
        Message::read(&mut self.output).unwrap().unwrap()
    }

    /// Takes the answer to request `id`, then ends the session as an editor should; gives the exit code.
    pub(crate) fn end_after(mut self, id: i32) -> Option<i32> {
        assert_eq!(self.response().id, id.into());
        self.end()
    }

    /// Ends the session as an editor should; gives the exit code.
    pub(crate) fn end(mut self) -> Option<i32> {
        assert_eq!(self.request("shutdown", Value::Null), Ok(Value::Null));
        self.notify("exit", Value::Null);
        self.leave()
    }

    /// Goes away without a word; gives the exit code.
    pub(crate) fn leave(mut self) -> Option<i32> {
        drop(self.input.take());
        self.server.wait().unwrap().code()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // A test that fails leaves no server behind.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
