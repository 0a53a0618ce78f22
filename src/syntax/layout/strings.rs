//! Strings, with interpolations in them and strings in those.

use super::scan::Scan;
use super::{Before, Frame, Kind};
use crate::source::Span;
use crate::syntax::mistakes::lexical;

impl Scan<'_> {
    pub(super) fn open_string(&mut self, quote: u8) {
        if self.byte(self.at + 1) == Some(quote) && self.byte(self.at + 2) == Some(quote) {
            return self.triple_quoted(quote);
        }
        if self.too_deep(false) {
            return;
        }
        let (at, indent) = (self.at, self.indent);
        self.frames.push(Frame::new(Kind::Text(quote), at, indent));
        self.at += 1;
    }

    pub(super) fn string_step(&mut self, next: u8, quote: u8) {
        match next {
            b'\\' if !matches!(self.byte(self.at + 1), Some(b'\n') | None) => self.at += 2,
            b'\n' => self.broken_string(),
            b'{' if self.byte(self.at + 1) == Some(b'{') => self.at += 2,
            b'{' => self.open_interpolation(),
            _ if next == quote => self.pop_value(),
            _ if next < b' ' && next != b'\t' && next != b'\r' || next == 0x7f => self.strange_character(),
            _ => self.at += 1,
        }
    }

    fn open_interpolation(&mut self) {
        if self.too_deep(false) {
            return;
        }
        let (at, indent) = (self.at, self.indent);
        self.frames.push(Frame::new(Kind::Interpolation, at, indent));
        self.at += 1;
    }

    pub(super) fn format_step(&mut self, next: u8) {
        let quote = self.frames.iter().rev().find_map(|frame| match frame.kind {
            Kind::Text(quote) => Some(quote),
            _ => None,
        });
        match next {
            b'{' => self.open_interpolation(),
            b'}' => self.pop_value(),
            b'\n' => self.broken_string(),
            _ if Some(next) == quote => self.broken_string(),
            _ => self.at += 1,
        }
    }

    /// Whether a string of the statement at hand is open, or an interpolation in one.
    pub(super) fn is_in_string(&self) -> bool {
        let mut own = self.frames.iter().rev().take_while(|frame| !frame.kind.holds_statements());
        own.any(|frame| matches!(frame.kind, Kind::Text(_) | Kind::Interpolation | Kind::Format))
    }

    /// The line ends in a string, or the string in an interpolation. What is left of the statement is given up, but
    /// a brace at the end of the line is not a part of it.
    pub(super) fn broken_string(&mut self) {
        let base = self.frames.iter().rposition(|frame| frame.kind.holds_statements()).unwrap_or(0);
        let inside = self.frames.get(base + 1..).unwrap_or_default();
        let string =
            inside.iter().find(|frame| matches!(frame.kind, Kind::Text(_))).map_or(self.at, |frame| frame.open);
        let hole = inside.iter().find(|frame| matches!(frame.kind, Kind::Interpolation | Kind::Format));
        let line_end = self.line_end(self.at);
        // A brace at the end of the line opens a block: only the quote is missing.
        let nothing_behind =
            |open: &usize| self.text.get(open + 1..line_end).is_some_and(|rest| rest.trim().is_empty());
        let hole = hole.map(|frame| frame.open).filter(|open| !nothing_behind(open));
        if !self.is_broken() {
            let diagnostic = match hole {
                Some(open) => lexical::unclosed_interpolation(Span::new(open, open + 1)),
                None => lexical::unclosed_string(Span::new(
                    string,
                    self.text.get(..line_end).map_or(line_end, |t| t.trim_end().len()),
                )),
            };
            self.diagnostics.push(diagnostic);
        }
        self.frames.truncate(base + 1);
        // Only a brace on this very line: lines before it have been read.
        let rest = self.text.get(string..line_end).unwrap_or_default().trim_end_matches([' ', '\t', '\r']);
        let last = string + rest.len().saturating_sub(1);
        let block_on_line = self.frame().open >= self.last_newline.unwrap_or(0) && base > 0;
        if rest.ends_with('{') && last > string {
            self.reduce_to_block(last);
            self.at = last;
        } else if rest.ends_with('}') && block_on_line && last > string {
            self.break_statement();
            self.at = last;
        } else {
            self.break_statement();
            self.frame().before = Before::Value;
            self.at = line_end;
        }
    }

    /// Reports it and leaves an empty string in its place.
    fn triple_quoted(&mut self, quote: u8) {
        let marks = [quote; 3];
        let start = self.at;
        let rest = self.text.as_bytes().get(start + 3..).unwrap_or_default();
        let closing = rest.windows(3).position(|three| three == marks);
        self.endless = closing.is_none();
        let length = closing.map_or(rest.len(), |at| at + 3);
        let end = start + 3 + length;
        self.diagnostics.push(lexical::triple_quoted(Span::new(start, start + 3)));
        self.blank(start, end);
        self.set(start, quote);
        self.set(start + 1, quote);
        self.at = end;
        self.frame().before = Before::Value;
    }
}
