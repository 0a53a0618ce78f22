//! A scenario's text and places in it, as byte offsets.

use std::ops::Range;
use std::sync::Arc;

/// A half-open range of byte offsets into a [`Source`]. Offsets are 32 bits: a source is limited to a few MiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `start..end`, in bytes.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// How many bytes it covers.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing (a point between two characters).
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a range of `usize`, to slice text with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place as people count it: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One scenario's text with its name. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    line_starts: Arc<[u32]>,
    lone_returns: Arc<[u32]>,
}

impl Source {
    /// Wraps `text`; `name` is what messages call it (a path, or `<stdin>`).
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| Span::new(at + 1, at + 1).start)).collect();
        let bytes = text.as_bytes();
        let returns = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\r');
        let lone = returns.filter(|(at, _)| bytes.get(at + 1) != Some(&b'\n'));
        let lone_returns = lone.map(|(at, _)| Span::new(at, at).start).collect();
        Self { name: name.into(), text, line_starts, lone_returns }
    }

    /// What messages call this source.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text under `span`; empty where the span is not inside the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|index| self.line_starts.get(index)).copied().unwrap_or(0);
        let before = self.slice(Span { start, end: offset.max(start) });
        Position { line: line.max(1), column: before.chars().count() + 1 }
    }

    /// The text of line `line` (from 1), without its newline.
    pub fn line(&self, line: usize) -> &str {
        let bound = |index: usize| self.line_starts.get(index).map(|start| *start as usize);
        let start = line.checked_sub(1).and_then(bound).unwrap_or(self.text.len());
        let end = bound(line).unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }

    /// Where line `line` (from 1) begins; the end of the text behind its last line.
    pub fn line_start(&self, line: usize) -> usize {
        let start = line.checked_sub(1).and_then(|index| self.line_starts.get(index));
        start.map_or(self.text.len(), |start| *start as usize)
    }

    /// Where carriage returns stand without a newline: blanks to the language, ends of lines to editors.
    pub fn lone_returns(&self) -> &[u32] {
        &self.lone_returns
    }

    /// How many lines the text has.
    pub fn lines(&self) -> usize {
        self.line_starts.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let source = Source::new("t", "a\nßx\n");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(4), Position { line: 2, column: 2 });
        assert_eq!(source.line(2), "ßx");
        assert_eq!(source.line(9), "");
    }
}
