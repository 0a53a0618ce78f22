//! What the editor has said and the server has not come to yet, in order. A request that nobody waits for any more is
//! answered at once, and leaves the queue.

use std::collections::VecDeque;

use lsp_server::{ErrorCode, Message, Request, RequestId, Response};
use lsp_types::notification::{Cancel, DidChangeTextDocument, Notification as _};
use lsp_types::request::{Request as _, Shutdown};
use serde_json::Value;

/// The queue.
#[derive(Debug)]
pub(super) struct Inbox {
    waiting: VecDeque<Message>,
    /// Requests that the editor makes again by itself if it is told that the text has changed. The protocol wants an
    /// answer to all others: also for a text that has changed it may be of use.
    repeated: Vec<String>,
}

impl Inbox {
    /// An empty one.
    pub(super) fn new(repeated: Vec<String>) -> Self {
        Self { waiting: VecDeque::new(), repeated }
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// What comes next.
    pub(super) fn next(&mut self) -> Option<Message> {
        self.waiting.pop_front()
    }

    /// Something more was said; gives the answers to those that need none from now on.
    pub(super) fn add(&mut self, message: Message) -> Vec<Response> {
        let refused = match &message {
            Message::Notification(told) if told.method == Cancel::METHOD => {
                let id = told.params.get("id").cloned();
                match id.and_then(|id| serde_json::from_value::<RequestId>(id).ok()) {
                    Some(id) => self.refuse(ErrorCode::RequestCanceled, "cancelled", |_, request| {
                        request.id == id && request.method != Shutdown::METHOD
                    }),
                    None => Vec::new(),
                }
            }
            Message::Notification(told) if told.method == DidChangeTextDocument::METHOD => {
                let why = "the text has changed since";
                self.refuse(ErrorCode::ContentModified, why, |repeated, request| {
                    repeated.contains(&request.method) && text(&request.params) == text(&told.params)
                })
            }
            _ => Vec::new(),
        };
        self.waiting.push_back(message);
        refused
    }

    /// Takes out the requests that are `meant`.
    fn refuse(&mut self, code: ErrorCode, why: &str, meant: impl Fn(&[String], &Request) -> bool) -> Vec<Response> {
        let (mut refused, repeated) = (Vec::new(), &self.repeated);
        self.waiting.retain(|message| match message {
            Message::Request(request) if meant(repeated, request) => {
                refused.push(Response::new_err(request.id.clone(), code as i32, why.to_owned()));
                false
            }
            _ => true,
        });
        refused
    }
}

/// The address of the text that a message is about.
fn text(params: &Value) -> Option<&str> {
    params.get("textDocument")?.get("uri")?.as_str()
}

#[cfg(test)]
mod tests {
    use lsp_server::Notification;
    use serde_json::json;

    use super::*;

    fn request(id: i32, method: &str, uri: &str) -> Message {
        let params = json!({ "textDocument": { "uri": uri } });
        Request { id: id.into(), method: method.to_owned(), params }.into()
    }

    fn change(uri: &str) -> Message {
        let params = json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [] });
        Notification { method: DidChangeTextDocument::METHOD.to_owned(), params }.into()
    }

    fn cancel(id: Value) -> Message {
        Notification { method: Cancel::METHOD.to_owned(), params: json!({ "id": id }) }.into()
    }

    /// What is refused as these come in, and the requests that are left.
    fn after(messages: Vec<Message>) -> (Vec<(String, i32)>, Vec<String>) {
        let mut inbox = Inbox::new(vec!["colours".to_owned()]);
        let refused: Vec<Response> = messages.into_iter().flat_map(|message| inbox.add(message)).collect();
        let code = |response: Response| (response.id.to_string(), response.response_result.unwrap_err().code);
        let mut left = Vec::new();
        while let Some(message) = inbox.next() {
            if let Message::Request(request) = message {
                left.push(request.id.to_string());
            }
        }
        assert!(inbox.is_empty());
        (refused.into_iter().map(code).collect(), left)
    }

    #[test]
    fn a_request_that_is_cancelled_leaves_the_queue() {
        let messages = vec![
            request(1, "hover", "a"),
            request(2, "hover", "a"),
            cancel(json!(1)),
            cancel(json!(1)),
            cancel(json!("2")),
        ];
        assert_eq!(after(messages), (vec![("1".into(), -32800)], vec!["2".into()]));
    }

    #[test]
    fn a_cancellation_counts_only_for_what_was_asked_before_it() {
        let messages = vec![cancel(json!(1)), request(1, "hover", "a"), cancel(json!({ "no": "id" }))];
        assert_eq!(after(messages), (Vec::new(), vec!["1".into()]));
        assert_eq!(after(vec![request(1, "shutdown", "a"), cancel(json!(1))]), (Vec::new(), vec!["1".into()]));
    }

    #[test]
    fn a_change_makes_only_those_outdated_that_are_asked_again_and_are_about_its_text() {
        let messages = vec![
            request(1, "colours", "a"),
            request(2, "colours", "b"),
            request(3, "rename", "a"),
            change("a"),
            request(4, "colours", "a"),
        ];
        assert_eq!(after(messages), (vec![("1".into(), -32801)], vec!["2".into(), "3".into(), "4".into()]));
    }
}
