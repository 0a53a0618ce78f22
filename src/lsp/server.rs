//! The loop: takes what the editor says, one message at a time, and tells it what is wrong whenever nothing else waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, at, never, select, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument, Exit, Notification as _,
    PublishDiagnostics,
};
use lsp_types::request::{CodeLensRefresh, Initialize, Request as _, Shutdown};
use lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    InitializeParams, PublishDiagnosticsParams, Uri,
};
use serde_json::Value;

use super::addresses::Addresses;
use super::capabilities::capabilities;
use super::checks::{Checks, Done, Job};
use super::client::{self, Client};
use super::diagnose;
use super::documents::Documents;
use super::inbox::Inbox;
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
    let Ok((id, mut params)) = connection.initialize_start() else { return Ended::Abruptly };
    let mut addresses = Addresses::default();
    addresses.take(&mut params);
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
    let (sender, done) = unbounded();
    let server = Server {
        connection,
        client,
        addresses,
        inbox: Inbox::new(client::repeated(&params)),
        documents: Documents::default(),
        checks: Checks::new(sender),
        waiting: None,
        asked: 0,
        is_shut_down: false,
    };
    server.send(Response::new_ok(id, result).into());
    server.run(&done)
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
    addresses: Addresses,
    inbox: Inbox,
    documents: Documents,
    checks: Checks,
    /// Since when the editor does not know what is wrong.
    waiting: Option<Instant>,
    /// How many requests the server has made.
    asked: i32,
    /// Whether the editor has asked for the end, and only `exit` is to come.
    is_shut_down: bool,
}

impl Server<'_> {
    fn run(mut self, done: &Receiver<Done>) -> Ended {
        loop {
            self.look_ahead(done);
            if self.inbox.is_empty() || self.waiting.is_some_and(|since| since.elapsed() > PATIENCE) {
                survived(|| self.tell());
            }
            match self.inbox.next() {
                Some(Message::Request(request)) => self.answer(request),
                Some(Message::Notification(notification)) if notification.method == Exit::METHOD => {
                    return self.ended();
                }
                Some(Message::Notification(notification)) if !self.is_shut_down => {
                    survived(|| self.notice(notification))
                }
                // Answers to what the server asks say nothing more.
                Some(_) => {}
                None => {
                    if self.wait(done).is_none() {
                        return self.ended();
                    }
                }
            }
        }
    }

    /// How the session has ended if this is its end.
    fn ended(&self) -> Ended {
        if self.is_shut_down { Ended::Properly } else { Ended::Abruptly }
    }

    /// Takes all that is there, so that nothing is worked on that nobody waits for.
    fn look_ahead(&mut self, done: &Receiver<Done>) {
        while let Ok(message) = self.connection.receiver.try_recv() {
            self.hear(message);
        }
        while let Ok(found) = done.try_recv() {
            survived(|| self.checked(found));
        }
        self.checks.look_at_the_clock(Instant::now());
    }

    /// Waits until something happens; None if the editor has gone away.
    fn wait(&mut self, done: &Receiver<Done>) -> Option<()> {
        let clock = self.checks.deadline().map_or_else(never, at);
        select! {
            recv(self.connection.receiver) -> message => self.hear(message.ok()?),
            // `checks` holds a sender as long as the server lives.
            recv(done) -> found => {
                let found = found.ok()?;
                survived(|| self.checked(found));
            }
            recv(clock) -> _ => {}
        }
        Some(())
    }

    fn hear(&mut self, mut message: Message) {
        if let Message::Request(Request { params, .. }) | Message::Notification(Notification { params, .. }) =
            &mut message
        {
            self.addresses.take(params);
        }
        let refused = self.inbox.add(message);
        refused.into_iter().for_each(|response| self.send(response.into()));
    }

    fn send(&self, mut message: Message) {
        match &mut message {
            Message::Request(Request { params, .. }) | Message::Notification(Notification { params, .. }) => {
                self.addresses.give(params);
            }
            Message::Response(response) => {
                if let Ok(result) = &mut response.response_result {
                    self.addresses.give(result);
                }
            }
        }
        // If nobody listens any more, the next message says so.
        let _ = self.connection.sender.send(message);
    }

    fn answer(&mut self, request: Request) {
        let refused =
            |why: &str| Response::new_err(request.id.clone(), ErrorCode::InvalidRequest as i32, why.to_owned());
        let response = match request.method.as_str() {
            _ if self.is_shut_down => refused("the session has ended"),
            Initialize::METHOD => refused("the session has begun already"),
            Shutdown::METHOD => {
                self.is_shut_down = true;
                Response::new_ok(request.id, Value::Null)
            }
            _ => requests::answer(request, &mut self.documents, self.client),
        };
        self.send(response.into());
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
                self.checks.forget(&text.uri);
                self.waiting.get_or_insert_with(Instant::now);
            }
            DidSaveTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidSaveTextDocumentParams>(params) else { return };
                self.check(&params.text_document.uri);
            }
            DidCloseTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidCloseTextDocumentParams>(params) else { return };
                let uri = params.text_document.uri;
                self.checks.forget(&uri);
                self.documents.close(&uri);
                self.publish(PublishDiagnosticsParams { uri, diagnostics: Vec::new(), version: None });
            }
            _ => {}
        }
    }

    /// Has a text checked that was saved.
    fn check(&mut self, uri: &Uri) {
        if !self.client.checks {
            return;
        }
        let Some(document) = self.documents.get(uri) else { return };
        let analysis = document.analysis();
        match analysis.scenario.clone() {
            Some(scenario) => {
                let (version, source) = (document.version, analysis.source.clone());
                self.checks.add(Job::new(uri.clone(), version, scenario, source));
            }
            None => self.checks.forget(uri),
        }
    }

    /// A check has come to its end; it is told if it is one of the text as it stands.
    fn checked(&mut self, done: Done) {
        let Some(found) = self.checks.finished(done) else { return };
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
            self.send(Request::new(self.asked.into(), method, Value::Null).into());
        }
    }
}
