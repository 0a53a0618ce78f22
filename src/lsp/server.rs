//! The loop: takes what the editor says, one message at a time, and tells it what is wrong whenever nothing else waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, select, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Notification, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument, Notification as _,
    PublishDiagnostics,
};
use lsp_types::request::{CodeLensRefresh, Request as _};
use lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    InitializeParams, PublishDiagnosticsParams, Uri,
};
use serde_json::Value;

use super::capabilities::capabilities;
use super::client::Client;
use super::diagnose;
use super::documents::Documents;
use super::findings::{Checks, Done};
use super::requests;

/// How long diagnostics wait at most while message after message comes in.
const PATIENCE: Duration = Duration::from_millis(30);

/// How a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The editor asked for it, as it should.
    Properly,
    /// The editor went away, or said something that no editor says.
    Abruptly,
}

/// Serves one editor until it ends the session or goes away.
pub fn serve(connection: &Connection) -> Ended {
    let Ok((id, params)) = connection.initialize_start() else { return Ended::Abruptly };
    let params: InitializeParams = match serde_json::from_value(params) {
        Ok(params) => params,
        Err(error) => {
            let why = format!("these are no parameters of `initialize`: {error}");
            let response = Response::new_err(id, ErrorCode::InvalidParams as i32, why);
            // Nobody may be there to read it.
            let _ = connection.sender.send(response.into());
            return Ended::Abruptly;
        }
    };
    let client = Client::new(&params);
    let result = serde_json::json!({
        "capabilities": capabilities(client.encoding),
        "serverInfo": { "name": "concur", "version": env!("CARGO_PKG_VERSION") },
    });
    if connection.initialize_finish(id, result).is_err() {
        return Ended::Abruptly;
    }
    let (sender, done) = unbounded();
    let checks = Checks::new(sender);
    Server { connection, client, documents: Documents::default(), checks, waiting: None, asked: 0 }.run(&done)
}

/// Does something without which the session can go on: a bug in it, which the hook for panics tells of, must not take along
/// what the editor shows.
fn survived(work: impl FnOnce()) {
    // What was being made is left as it was: versions and texts are changed before anything is made of them.
    let _ = catch_unwind(AssertUnwindSafe(work));
}

/// One editor's session.
struct Server<'c> {
    connection: &'c Connection,
    client: Client,
    documents: Documents,
    checks: Checks,
    /// Since when the editor does not know what is wrong.
    waiting: Option<Instant>,
    /// How many requests the server has made.
    asked: i32,
}

impl Server<'_> {
    fn run(mut self, done: &Receiver<Done>) -> Ended {
        loop {
            let idle = self.connection.receiver.is_empty();
            if idle || self.waiting.is_some_and(|since| since.elapsed() > PATIENCE) {
                survived(|| self.tell());
            }
            select! {
                recv(self.connection.receiver) -> message => match message {
                    Ok(Message::Request(request)) => {
                        match self.connection.handle_shutdown(&request) {
                            Ok(true) => return Ended::Properly,
                            Ok(false) => {}
                            Err(_) => return Ended::Abruptly,
                        }
                        let response = requests::answer(request, &mut self.documents, self.client);
                        self.send(response.into());
                    }
                    Ok(Message::Notification(notification)) => survived(|| self.notice(notification)),
                    // Answers to what the server asks say nothing more.
                    Ok(Message::Response(_)) => {}
                    Err(_) => return Ended::Abruptly,
                },
                recv(done) -> found => match found {
                    Ok(found) => self.checked(found),
                    // `checks` holds a sender as long as the server lives.
                    Err(_) => return Ended::Abruptly,
                },
            }
        }
    }

    fn send(&self, message: Message) {
        // If nobody listens any more, the next message says so.
        let _ = self.connection.sender.send(message);
    }

    /// Tells the editor what is wrong with texts that have changed.
    fn tell(&mut self) {
        self.waiting = None;
        let encoding = self.client.encoding;
        let mut told = Vec::new();
        for document in self.documents.stale() {
            document.stale = false;
            told.push(diagnose::all(document, encoding));
        }
        told.into_iter().for_each(|params| self.publish(params));
    }

    fn publish(&self, params: PublishDiagnosticsParams) {
        self.send(Notification::new(PublishDiagnostics::METHOD.to_owned(), params).into());
    }

    /// Something has happened in the editor. What cannot be understood is passed over, as the protocol wants it.
    fn notice(&mut self, notification: Notification) {
        let params = notification.params;
        match notification.method.as_str() {
            DidOpenTextDocument::METHOD => {
                let Ok(DidOpenTextDocumentParams { text_document: text }) = serde_json::from_value(params) else {
                    return;
                };
                self.documents.open(text.uri, text.version, &text.text);
                self.waiting.get_or_insert_with(Instant::now);
            }
            DidChangeTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidChangeTextDocumentParams>(params) else { return };
                let text = params.text_document;
                self.documents.change(&text.uri, text.version, params.content_changes, self.client.encoding);
                self.checks.stop_if(&text.uri);
                self.waiting.get_or_insert_with(Instant::now);
            }
            DidSaveTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidSaveTextDocumentParams>(params) else { return };
                self.check(&params.text_document.uri);
            }
            DidCloseTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidCloseTextDocumentParams>(params) else { return };
                let uri = params.text_document.uri;
                self.checks.stop_if(&uri);
                self.documents.close(&uri);
                self.publish(PublishDiagnosticsParams { uri, diagnostics: Vec::new(), version: None });
            }
            _ => {}
        }
    }

    /// Starts looking at every schedule of a text that was saved.
    fn check(&mut self, uri: &Uri) {
        if !self.client.checks {
            return;
        }
        let Some(document) = self.documents.get(uri) else { return };
        let analysis = document.analysis();
        if let Some(scenario) = analysis.scenario.clone() {
            self.checks.start(uri.clone(), document.version, scenario, analysis.source.clone());
        }
    }

    /// A check is done; it is told if it is one of the text as it stands.
    fn checked(&mut self, found: Done) {
        let encoding = self.client.encoding;
        let Some(document) = self.documents.get(&found.uri).filter(|document| document.version == found.version) else {
            return;
        };
        document.findings = Some(Arc::new(found.findings));
        let params = diagnose::all(document, encoding);
        self.publish(params);
        if self.client.refreshes_lenses {
            self.asked += 1;
            let method = CodeLensRefresh::METHOD.to_owned();
            self.send(lsp_server::Request::new(self.asked.into(), method, Value::Null).into());
        }
    }
}
