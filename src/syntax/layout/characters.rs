//! Characters and marks that are no part of the language, wherever they stand.

use super::scan::Scan;
use super::{Before, Kind};
use crate::source::Span;
use crate::syntax::mistakes::lexical;

impl Scan<'_> {
    /// A character that no token begins with: reported once for each, read as what it looks like, or as a blank.
    pub(super) fn strange_character(&mut self) {
        let Some(character) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else {
            self.at += 1;
            return;
        };
        let (start, end) = (self.at, self.at + character.len_utf8());
        if matches!(character, '“' | '”' | '„' | '‘' | '’' | '«' | '»') {
            return self.smart_quote(character);
        }
        if !self.is_broken() && !self.reported_characters.contains(&character) {
            self.reported_characters.push(character);
            self.diagnostics.push(lexical::character(Span::new(start, end), character));
        }
        self.blank(start, end);
        self.at = end;
        if character.is_control() || character.is_whitespace() || character == '\u{feff}' || character == '\u{200b}' {
            return;
        }
        // A sign that cannot be read as anything would make a second error of the same statement.
        self.frame().before = Before::Value;
        self.break_statement();
    }

    /// `“text”` is read as an empty string.
    fn smart_quote(&mut self, quote: char) {
        let start = self.at;
        let behind = start + quote.len_utf8();
        let line = self.text.get(behind..self.line_end(start)).unwrap_or_default();
        let partner = line.char_indices().find(|(_, c)| matches!(c, '“' | '”' | '‘' | '’' | '»' | '«'));
        self.diagnostics.push(lexical::smart_quotes(Span::new(start, behind), quote));
        let Some((at, closing)) = partner else {
            self.blank(start, behind);
            self.at = behind;
            return self.break_statement();
        };
        let end = behind + at + closing.len_utf8();
        self.blank(start, end);
        self.set(start, b'"');
        self.set(start + 1, b'"');
        self.at = end;
        self.frame().before = Before::Value;
    }

    /// `// text` where a statement begins.
    pub(super) fn slash_comment(&mut self) {
        let (start, end) = (self.at, self.line_end(self.at));
        self.diagnostics.push(lexical::slash_comment(Span::new(start, start + 2)));
        self.blank(start, end);
        self.at = end;
        self.frame().start = None;
    }

    /// `/* text */`, of any number of lines.
    pub(super) fn block_comment(&mut self) {
        let start = self.at;
        let rest = self.text.get(start + 2..).unwrap_or_default();
        let closing = rest.find("*/");
        self.endless = closing.is_none();
        let end = closing.map_or(self.text.len(), |at| start + 2 + at + 2);
        self.diagnostics.push(lexical::block_comment(Span::new(start, start + 2)));
        self.blank(start, end);
        self.at = end;
        let frame = self.frame();
        if frame.start == Some(start) {
            frame.start = None;
        }
    }

    /// A `\` before a newline goes on with the line, as in Python, but is not needed; elsewhere it means nothing.
    pub(super) fn backslash(&mut self) {
        let at = self.at;
        self.at += 1;
        let end = self.line_end(at);
        let rest = self.text.get(at + 1..end).unwrap_or_default();
        if !rest.trim().is_empty() || matches!(self.kind(), Kind::Interpolation) {
            return;
        }
        self.diagnostics.push(lexical::backslash(Span::new(at, at + 1)));
        self.blank(at, end + 1);
        self.at = end;
        self.frame().before = Before::Operator;
    }
}
