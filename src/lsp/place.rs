//! Places as editors count them: lines and columns from 0, columns in whatever unit both sides agreed on.

use lsp_types::{Position, PositionEncodingKind, Range};

use crate::source::{Source, Span};

/// What a column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of 16 bits, what every client knows.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The best one that a client offers: bytes need no counting.
    pub(super) fn chosen(offered: Option<&[PositionEncodingKind]>) -> Self {
        let offers = |kind: &PositionEncodingKind| offered.is_some_and(|offered| offered.contains(kind));
        if offers(&PositionEncodingKind::UTF8) {
            Self::Utf8
        } else if offers(&PositionEncodingKind::UTF32) && !offers(&PositionEncodingKind::UTF16) {
            Self::Utf32
        } else {
            Self::Utf16
        }
    }

    /// Its name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// How long `text` is.
    pub(super) fn length(self, text: &str) -> u32 {
        let length = match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
            Self::Utf32 => text.chars().count(),
        };
        u32::try_from(length).unwrap_or(u32::MAX)
    }

    /// The byte of `line` that is `column` units from its start; its end if it is shorter.
    fn byte(self, line: &str, column: u32) -> usize {
        let mut units = 0;
        for (at, letter) in line.char_indices() {
            if units >= column {
                return at;
            }
            units += self.length(letter.encode_utf8(&mut [0; 4]));
        }
        line.len()
    }

    /// Where `offset` is.
    pub(super) fn position(self, source: &Source, offset: usize) -> Position {
        let mut offset = offset.min(source.text().len());
        while !source.text().is_char_boundary(offset) {
            offset -= 1;
        }
        let (line, start) = line_at(source, offset);
        let before = source.text().get(start..offset).unwrap_or_default();
        Position { line: u32::try_from(line).unwrap_or(u32::MAX), character: self.length(before) }
    }

    /// Positions along a text, one behind the other.
    pub(super) fn walk(self, source: &Source) -> Walk<'_> {
        Walk { encoding: self, source, offset: 0, position: Position::default() }
    }

    /// The range of a span.
    pub(super) fn range(self, source: &Source, span: Span) -> Range {
        let range = span.range();
        Range { start: self.position(source, range.start), end: self.position(source, range.end) }
    }

    /// The byte at a position; the end of its line or of the text where there is none.
    pub(super) fn offset(self, source: &Source, position: Position) -> usize {
        let line = lines(source, usize::try_from(position.line).unwrap_or(usize::MAX));
        let text = source.text().get(line.clone()).unwrap_or_default();
        line.start + self.byte(text.trim_end_matches(['\n', '\r']), position.character)
    }

    /// The bytes of a range, never backwards.
    pub(super) fn bytes(self, source: &Source, range: Range) -> std::ops::Range<usize> {
        let (start, end) = (self.offset(source, range.start), self.offset(source, range.end));
        start..end.max(start)
    }
}

/// The line that `offset` is in, from 0, and where it begins. To the protocol, a carriage return alone ends a line too.
fn line_at(source: &Source, offset: usize) -> (usize, usize) {
    let line = source.position(Span::new(offset, offset).start).line;
    let returns = source.lone_returns();
    let before = returns.partition_point(|at| (*at as usize) < offset);
    let last = before.checked_sub(1).and_then(|index| returns.get(index)).map_or(0, |at| *at as usize + 1);
    (line - 1 + before, source.line_start(line).max(last))
}

/// Where line `number`, from 0, is; the end of the text behind the last one.
fn lines(source: &Source, number: usize) -> std::ops::Range<usize> {
    let end = source.text().len();
    if source.lone_returns().is_empty() {
        let number = number.saturating_add(1);
        return source.line_start(number)..source.line_start(number.saturating_add(1));
    }
    let returns = source.lone_returns().iter().map(|at| *at as usize + 1);
    let mut starts: Vec<usize> = (1..=source.lines()).map(|line| source.line_start(line)).chain(returns).collect();
    starts.sort_unstable();
    let start = |number: usize| starts.get(number).copied().unwrap_or(end);
    start(number)..start(number.saturating_add(1))
}

/// Goes through a text and counts on from where it is, so that a long line is counted once.
#[derive(Debug)]
pub(super) struct Walk<'s> {
    encoding: Encoding,
    source: &'s Source,
    offset: usize,
    position: Position,
}

impl Walk<'_> {
    /// Where `offset` is. It costs as much as the way from the place that was asked for last.
    pub(super) fn to(&mut self, offset: usize) -> Position {
        let passed = self.source.text().get(self.offset..offset);
        let within = passed.filter(|passed| !passed.contains(['\n', '\r']));
        self.position = match within {
            Some(passed) => {
                let character = self.position.character + self.encoding.length(passed);
                Position { character, ..self.position }
            }
            None => self.encoding.position(self.source, offset),
        };
        self.offset = offset;
        self.position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_as_agreed() {
        let source = Source::new("t", "x = \"ß𝄞\" # z\n\r\ny");
        for (encoding, column) in [(Encoding::Utf8, 12), (Encoding::Utf16, 9), (Encoding::Utf32, 8)] {
            let offset = source.text().find(" #").unwrap();
            let position = Position { line: 0, character: column };
            assert_eq!(encoding.position(&source, offset), position, "{encoding:?}");
            assert_eq!(encoding.offset(&source, position), offset, "{encoding:?}");
        }
    }

    #[test]
    fn places_that_there_are_not_are_moved_to_the_nearest() {
        let source = Source::new("t", "ab\r\nc");
        let offset = |line, character| Encoding::Utf16.offset(&source, Position { line, character });
        assert_eq!(offset(0, 99), 2);
        assert_eq!(offset(1, 99), 5);
        assert_eq!(offset(99, 0), 5);
        assert_eq!(offset(u32::MAX, u32::MAX), 5);
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line_too() {
        let source = Source::new("t", "a\rbc\r\nd\r\re\r");
        let places = [(0, 0, 0), (1, 0, 1), (2, 1, 0), (4, 1, 2), (6, 2, 0), (8, 3, 0), (9, 4, 0), (11, 5, 0)];
        let mut walk = Encoding::Utf16.walk(&source);
        for (offset, line, character) in places {
            let position = Position { line, character };
            assert_eq!(Encoding::Utf16.position(&source, offset), position, "{offset}");
            assert_eq!(walk.to(offset), position, "{offset}");
            assert_eq!(Encoding::Utf16.offset(&source, position), offset, "{position:?}");
        }
        assert_eq!(Encoding::Utf16.offset(&source, Position { line: 1, character: 99 }), 4);
    }
}
