//! Messages over standard input and output. What comes in is read ahead, so that the server sees what else waits before it
//! begins to work; no client can make it take memory for a message that never comes.

use std::io::{self, BufRead, Read, Write};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;

use crossbeam::channel::{Receiver, Sender, unbounded};
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::Value;

use crate::system::{self, Refusal};

/// The longest message, in bytes: several times the longest text, as JSON.
const LONGEST: usize = 64 << 20;
/// The longest line of a header.
const LONGEST_LINE: u64 = 4096;

/// The two ends of an editor.
#[derive(Debug)]
pub struct Wire {
    failure: Arc<OnceLock<io::Error>>,
    writer: JoinHandle<io::Result<()>>,
}

/// Speaks to an editor over standard input and output.
pub fn stdio() -> io::Result<(Connection, Wire)> {
    let (heard, receiver) = unbounded();
    let (sender, said) = unbounded();
    let failure = Arc::new(OnceLock::new());
    let told = Arc::clone(&failure);
    let listening = move || {
        if let Err(error) = listen(&mut io::stdin().lock(), &heard) {
            // Before `heard` goes, which ends the session.
            let _ = told.set(error);
        }
    };
    // Nobody waits for it: after `exit` an editor may keep the pipe open, and nothing more is to be heard.
    let refused = |_: Refusal| io::Error::other("the system has no room for a thread");
    system::spawn("reader", None, listening).map_err(refused)?;
    let writer = system::spawn("writer", None, move || speak(&mut io::stdout().lock(), &said)).map_err(refused)?;
    Ok((Connection { sender, receiver }, Wire { failure, writer }))
}

impl Wire {
    /// Waits until all is said that was to be said; gives what was wrong with what came in. The connection must be gone.
    pub fn close(self) -> Option<String> {
        // An editor that has gone away need not be told anything.
        let _ = self.writer.join();
        self.failure.get().map(io::Error::to_string)
    }
}

fn listen(input: &mut impl BufRead, heard: &Sender<Message>) -> io::Result<()> {
    while let Some(body) = body(input)? {
        // What is no message says nothing and does no harm: as its frame is whole, the next is found behind it.
        if let Some(message) = json(body).and_then(message)
            && heard.send(message).is_err()
        {
            break;
        }
    }
    Ok(())
}

fn speak(output: &mut impl Write, said: &Receiver<Message>) -> io::Result<()> {
    said.iter().try_for_each(|message| message.write(output))
}

fn wrong(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// The bytes of the next message; None at the end.
fn body(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else { return Err(wrong(format!("no header: {line:?}"))) };
        if name.eq_ignore_ascii_case("content-length") {
            let value = value.trim();
            length = Some(value.parse().map_err(|_| wrong(format!("no number in `Content-Length: {value}`")))?);
        }
    }
    let length: usize = length.ok_or_else(|| wrong("a message without `Content-Length`".to_owned()))?;
    if length > LONGEST {
        return Err(wrong(format!("a message of {length} bytes, and no editor has so much to say")));
    }
    let mut body = Vec::new();
    input.take(length as u64).read_to_end(&mut body)?;
    Ok((body.len() == length).then_some(body))
}

/// What a body says, if it is JSON; halves of characters in it stand for characters that are none, as an editor counts them.
fn json(body: Vec<u8>) -> Option<Value> {
    if let Ok(value) = serde_json::from_slice(&body) {
        return Some(value);
    }
    let mut body = String::from_utf8_lossy(&body).into_owned().into_bytes();
    mend_surrogates(&mut body);
    serde_json::from_slice(&body).ok()
}

/// Puts U+FFFD in the place of each escape that is half of a pair without its other half: an editor that counts in UTF-16
/// writes one when a change cuts a character in two.
fn mend_surrogates(json: &mut [u8]) {
    let mut rest = json;
    while let [first, after @ ..] = rest {
        if *first != b'\\' {
            rest = after;
            continue;
        }
        // An escape is two bytes long, or six, or twelve for a pair.
        let unit = escaped_unit(after);
        let length = match unit {
            Some(0xd800..=0xdbff) if is_low(after.get(5..).unwrap_or_default()) => 11,
            Some(_) => 5,
            None => 1,
        };
        let Some((escape, behind)) = after.split_at_mut_checked(length) else { return };
        // A whole pair is longer.
        if let (Some(0xd800..=0xdfff), [_, digits @ ..]) = (unit, escape)
            && digits.len() == 4
        {
            digits.copy_from_slice(b"fffd");
        }
        rest = behind;
    }
}

/// The UTF-16 unit of an escape, from behind its backslash: `ud83d`.
fn escaped_unit(escape: &[u8]) -> Option<u16> {
    let digits = escape.strip_prefix(b"u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, digit| Some(unit << 4 | u16::try_from(char::from(*digit).to_digit(16)?).ok()?))
}

/// Whether an escape stands here that is the second half of a pair.
fn is_low(text: &[u8]) -> bool {
    matches!(text.strip_prefix(b"\\").and_then(escaped_unit), Some(0xdc00..=0xdfff))
}

/// A request or a notification. Answers are left out: nothing that the server asks has one that matters.
fn message(value: Value) -> Option<Message> {
    let Value::Object(mut fields) = value else { return None };
    let Some(Value::String(method)) = fields.remove("method") else { return None };
    let params = fields.remove("params").unwrap_or_default();
    match fields.remove("id") {
        None | Some(Value::Null) => Some(Notification { method, params }.into()),
        Some(id) => {
            let id: RequestId = serde_json::from_value(id).ok()?;
            Some(Request { id, method, params }.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str) -> (Vec<String>, Option<String>) {
        let (sender, receiver) = unbounded();
        let came = listen(&mut text.as_bytes(), &sender);
        drop(sender);
        let word = |message| match message {
            Message::Request(request) => format!("{}? {}", request.method, request.id),
            Message::Notification(notification) => format!("{}!", notification.method),
            Message::Response(_) => "an answer".to_owned(),
        };
        (receiver.iter().map(word).collect(), came.err().map(|error| error.to_string()))
    }

    fn framed(body: &str) -> String {
        format!("Content-Type: x\r\ncontent-length:{}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn messages_are_read_one_after_the_other_and_what_is_none_is_left_out() {
        let all = [
            r#"{"id":1,"method":"a"}"#,
            r#"{"id":"ß","method":"b","params":[]}"#,
            r#"{"method":"c"}"#,
            r#"{"id":null,"method":"d"}"#,
            r#"{"id":null,"error":{}}"#,
            r#"{"id":3,"result":1}"#,
            r#"{"id":[],"method":"e"}"#,
            "7",
        ];
        let (messages, error) = heard(&all.iter().map(|body| framed(body)).collect::<String>());
        assert_eq!((messages, error), (vec!["a? 1".into(), "b? \"ß\"".into(), "c!".into(), "d!".into()], None));
    }

    #[test]
    fn what_is_cut_off_is_the_end_and_what_cannot_be_is_an_error() {
        let (first, whole) = (framed(r#"{"method":"a"}"#), framed(r#"{"method":"b"}"#));
        for end in 0..whole.len() {
            let (messages, _) = heard(&format!("{first}{}", &whole[..end]));
            assert_eq!(messages, ["a!"], "{end}");
        }
        let endless = "x".repeat(10_000);
        for wrong in ["GET /\r\n\r\n", "Content-Length: -1\r\n\r\n", "Content-Length: 67108865\r\n\r\n", &endless] {
            assert!(heard(wrong).1.is_some(), "{wrong}");
        }
    }
}
