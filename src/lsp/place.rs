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
        let line = source.position(Span::new(offset, offset).start).line;
        let before = source.text().get(source.line_start(line)..offset).unwrap_or_default();
        Position { line: u32::try_from(line - 1).unwrap_or(u32::MAX), character: self.length(before) }
    }

    /// The range of a span.
    pub(super) fn range(self, source: &Source, span: Span) -> Range {
        let range = span.range();
        Range { start: self.position(source, range.start), end: self.position(source, range.end) }
    }

    /// The byte at a position; the end of its line or of the text where there is none.
    pub(super) fn offset(self, source: &Source, position: Position) -> usize {
        let line = usize::try_from(position.line).unwrap_or(usize::MAX).saturating_add(1);
        source.line_start(line) + self.byte(source.line(line), position.character)
    }

    /// The bytes of a range, never backwards.
    pub(super) fn bytes(self, source: &Source, range: Range) -> std::ops::Range<usize> {
        let (start, end) = (self.offset(source, range.start), self.offset(source, range.end));
        start..end.max(start)
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
}
