//! Entries from a file or another program.

use std::io::{self, BufRead};

use super::entry::{continues, is_open};
use super::{Editor, Input, Vocabulary};

/// Reads entries from `input`, without a prompt.
pub fn pipe(input: impl BufRead + 'static) -> Box<dyn Editor> {
    Box::new(Pipe { input: Box::new(input), next: None })
}

struct Pipe {
    input: Box<dyn BufRead>,
    /// A line that has been looked at already.
    next: Option<String>,
}

impl Pipe {
    fn line(&mut self) -> io::Result<Option<String>> {
        if let Some(line) = self.next.take() {
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        if self.input.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()))
    }
}

impl Editor for Pipe {
    fn read(&mut self, _prompt: &str, _vocabulary: &Vocabulary) -> io::Result<Input> {
        let Some(mut entry) = self.line()? else { return Ok(Input::End) };
        if entry.trim_start().starts_with(':') {
            return Ok(Input::Entry(entry));
        }
        while let Some(line) = self.line()? {
            if !is_open(&entry) && !continues(&line) {
                self.next = Some(line);
                break;
            }
            entry.push('\n');
            entry.push_str(&line);
        }
        Ok(Input::Entry(entry))
    }

    fn finish(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &'static str) -> Vec<String> {
        let mut editor = pipe(text.as_bytes());
        std::iter::from_fn(|| match editor.read("", &Vocabulary::default()).unwrap() {
            Input::Entry(entry) => Some(entry),
            Input::Interrupted | Input::End => None,
        })
        .collect()
    }

    #[test]
    fn lines_that_belong_together_are_one_entry() {
        let text = "lock a\nthread t {\n  x += 1\n}\n:undo\nif x {\n pass\n}\nelse {\n pass\n}\r\nx\n";
        let wanted = ["lock a", "thread t {\n  x += 1\n}", ":undo", "if x {\n pass\n}\nelse {\n pass\n}", "x"];
        assert_eq!(entries(text), wanted);
    }

    #[test]
    fn what_is_never_closed_is_given_as_it_is() {
        assert_eq!(entries("f(1,\n2"), ["f(1,\n2"]);
        assert_eq!(entries(""), [""; 0]);
    }
}
