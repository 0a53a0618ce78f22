//! Entries from lines that nobody types: a file, a program.

use std::io::{self, BufRead};

use super::entries::Entries;
use super::{Editor, Input, Vocabulary};

pub(super) struct Pipe<R> {
    input: R,
    entries: Entries,
    ended: bool,
}

impl<R: BufRead> Pipe<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, entries: Entries::default(), ended: false }
    }
}

impl<R: BufRead> Editor for Pipe<R> {
    fn read(&mut self, _: &str, _: &dyn Fn() -> Vocabulary) -> io::Result<Input> {
        loop {
            if let Some(entry) = self.entries.next() {
                return Ok(Input::Entry(entry));
            }
            if self.ended {
                return Ok(Input::End);
            }
            let mut line = Vec::new();
            if self.input.read_until(b'\n', &mut line)? == 0 {
                self.ended = true;
                self.entries.finish();
            } else {
                self.entries.feed(&String::from_utf8_lossy(&line));
            }
        }
    }

    fn finish(&mut self) {}
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn inputs(text: &'static [u8]) -> Vec<Input> {
        let mut pipe = super::super::pipe(Cursor::new(text));
        let mut inputs = Vec::new();
        while inputs.last() != Some(&Input::End) {
            inputs.push(pipe.read("> ", &Vocabulary::default).unwrap());
        }
        inputs
    }

    #[test]
    fn a_pipe_gives_entries_until_it_ends() {
        let entry = |text: &str| Input::Entry(text.to_owned());
        assert_eq!(
            inputs(b"lock L\nwith L {\n pass\n}\n:vars\n"),
            [entry("lock L"), entry("with L {\n pass\n}"), entry(":vars"), Input::End]
        );
        assert_eq!(inputs(b"with L {"), [entry("with L {"), Input::End]);
        assert_eq!(inputs(b""), [Input::End]);
    }

    #[test]
    fn an_entry_comes_before_the_line_behind_it_is_read() {
        struct Slow(Cursor<&'static [u8]>);
        impl io::Read for Slow {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Ok(0)
            }
        }
        impl BufRead for Slow {
            fn fill_buf(&mut self) -> io::Result<&[u8]> {
                assert_eq!(self.0.position(), 0, "the second line is asked for");
                self.0.fill_buf()
            }
            fn consume(&mut self, amount: usize) {
                self.0.consume(amount);
            }
        }
        let mut pipe = Pipe::new(Slow(Cursor::new(b"lock L\nlock M\n")));
        assert_eq!(pipe.read("", &Vocabulary::default).unwrap(), Input::Entry("lock L".to_owned()));
    }

    #[test]
    fn what_is_no_text_is_read_all_the_same() {
        assert_eq!(inputs(b"print \"\xff\"\n").first(), Some(&Input::Entry("print \"\u{fffd}\"".to_owned())));
    }
}
