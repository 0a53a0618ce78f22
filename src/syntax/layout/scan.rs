//! The scan itself: one step for each token, whatever is open decides what a token is.

use super::{Before, Blame, Chunk, Frame, INNER_BLOCK_LIMIT, Kind, Layout, NESTING_LIMIT, OPERATOR_LIMIT};
use crate::source::{Diagnostic, Span};
use crate::syntax::mistakes::lexical;
use crate::syntax::names::leading_word;

/// What a scan gives.
pub(super) struct Scanned {
    pub(super) layout: Layout,
    /// Whether every brace had its partner.
    pub(super) braces_match: bool,
}

/// The state of a scan. `frames` is never empty: its first is the file.
#[derive(Clone, Debug)]
pub(super) struct Scan<'s> {
    pub(super) text: &'s str,
    pub(super) out: Vec<u8>,
    pub(super) at: usize,
    pub(super) blame: Blame,
    pub(super) frames: Vec<Frame>,
    pub(super) braces_match: bool,
    pub(super) chunk_start: usize,
    pub(super) chunks: Vec<Chunk>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) reported_characters: Vec<char>,
    /// Whether nesting was reported; once is enough for a file.
    pub(super) gave_up: bool,
    /// Indentation of the line at hand; where its newline was; whether a token was seen on it.
    pub(super) indent: usize,
    pub(super) last_newline: Option<usize>,
    pub(super) fresh_line: bool,
    /// From where to where nothing but blanks stands, as an earlier look ahead found.
    pub(super) ahead: (usize, usize),
    /// Whether a comment or a string of several lines has no end.
    pub(super) endless: bool,
    /// Whether the latest token was a line with a bar, or the end of a claim that such lines follow.
    pub(super) behind_bars: bool,
}

impl<'s> Scan<'s> {
    pub(super) fn new(text: &'s str, blame: Blame) -> Self {
        Scan {
            text,
            out: text.as_bytes().to_vec(),
            at: 0,
            blame,
            frames: vec![Frame::new(Kind::Top, 0, 0)],
            braces_match: true,
            chunk_start: 0,
            chunks: Vec::new(),
            diagnostics: Vec::new(),
            reported_characters: Vec::new(),
            gave_up: false,
            indent: 0,
            last_newline: None,
            fresh_line: true,
            ahead: (0, 0),
            endless: false,
            behind_bars: false,
        }
    }

    pub(super) fn run(mut self) -> Scanned {
        self.skip_mark();
        loop {
            match self.peek() {
                Some(next) => self.step(next),
                // A brace at the end of the text may be no part of the string.
                None if self.is_in_string() => self.broken_string(),
                None => break,
            }
        }
        self.finish();
        // Only whole characters were overwritten, so this is UTF-8; were it not, nothing would be parsed.
        let text = String::from_utf8(self.out).unwrap_or_default();
        let layout = Layout { text, chunks: self.chunks, diagnostics: self.diagnostics };
        Scanned { layout, braces_match: self.braces_match }
    }

    /// A byte order mark is no part of the text.
    pub(super) fn skip_mark(&mut self) {
        if self.text.starts_with('\u{feff}') {
            self.blank(0, '\u{feff}'.len_utf8());
            self.at = '\u{feff}'.len_utf8();
        }
    }

    pub(super) fn step(&mut self, next: u8) {
        match self.kind() {
            Kind::Text(quote) => self.string_step(next, quote),
            Kind::Format => self.format_step(next),
            _ => self.code_step(next),
        }
    }

    fn code_step(&mut self, next: u8) {
        match next {
            b'\n' => self.newline(),
            b' ' | b'\t' | b'\r' => self.at += 1,
            b'#' if !self.is_ordinal() => self.comment(),
            _ => self.token(next),
        }
    }

    /// `#2` directly behind a thread's name in a schedule.
    fn is_ordinal(&self) -> bool {
        let behind_name = self.at.checked_sub(1).and_then(|at| self.byte(at)).is_some_and(|b| !b.is_ascii_whitespace());
        // Within `a:notify(b#2)` the schedule's braces are one further out.
        let mut around = self.frames.iter().rev().skip(1).take(2);
        let in_schedule = around.any(|frame| self.first_word(frame) == "schedule");
        behind_name && in_schedule && self.byte(self.at + 1).is_some_and(|b| b.is_ascii_digit())
    }

    fn comment(&mut self) {
        let end = self.line_end(self.at);
        self.blank(self.at, end);
        self.at = end;
    }

    fn token(&mut self, next: u8) {
        let fresh_line = std::mem::take(&mut self.fresh_line);
        if fresh_line {
            self.line_starts(next);
        }
        let at = self.at;
        let frame = self.frame();
        if frame.start.is_none() && next != b'}' && next != b';' {
            frame.start = Some(at);
        }
        // A line of a dict does not begin with a bar: the brace is one of a block that was not seen to be one.
        let bar = next == b'|' && (self.begins_statement() || fresh_line && self.kind() == Kind::Dict);
        match next {
            b'"' | b'\'' => self.open_string(next),
            b'(' | b'[' | b'{' => self.open(next),
            b')' | b']' | b'}' => self.close(next),
            b';' => self.semicolon(),
            b',' => {
                self.at += 1;
                self.segment();
                self.frame().before = Before::Comma;
            }
            b'|' if bar => self.bar(),
            b'/' if self.byte(at + 1) == Some(b'*') => self.block_comment(),
            b'/' if self.byte(at + 1) == Some(b'/') && self.begins_statement() => self.slash_comment(),
            b'\\' => self.backslash(),
            b'0'..=b'9' => self.number(),
            b':' if self.kind() == Kind::Interpolation => {
                self.at += 1;
                self.frame().kind = Kind::Format;
            }
            b':' if self.kind().holds_statements() => {
                self.at += 1;
                self.frame().before = Before::Value;
            }
            b':' | b'@' | b'?' | b'$' | b'`' => {
                self.at += 1;
                self.frame().before = Before::WantsValue;
            }
            _ if next.is_ascii_punctuation() && next != b'_' => self.operator(),
            _ => self.word(),
        }
        self.behind_bars = bar;
    }

    fn begins_statement(&mut self) -> bool {
        let at = self.at;
        let frame = self.frame();
        frame.kind.holds_statements() && frame.start == Some(at)
    }

    /// `| text` to the end of the line, whatever stands in it.
    fn bar(&mut self) {
        self.at = self.line_end(self.at);
        self.frame().before = Before::Value;
    }

    fn number(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let mut length = 0;
        while let Some(byte) = rest.get(length) {
            let fraction = *byte == b'.' && rest.get(length + 1).is_some_and(u8::is_ascii_digit);
            if !(fraction || byte.is_ascii_alphanumeric() || *byte == b'_') {
                break;
            }
            length += 1;
        }
        self.at += length.max(1);
        self.frame().before = Before::Value;
    }

    fn operator(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let same = |byte: &u8| b"+-*/%<>=!&|^~.".contains(byte);
        let length = rest.iter().take_while(|byte| same(byte)).count().max(1);
        let sign = rest.get(..length).unwrap_or_default();
        let attribute = sign == b".";
        let assigns = sign.ends_with(b"=") && !matches!(sign, b"==" | b"!=" | b"<=" | b">=");
        self.at += length;
        self.pay(if matches!(sign, b"**" | b"//" | b"==" | b"!=" | b"<=" | b">=" | b"..") { 1 } else { length });
        self.frame().before = match sign {
            b"++" | b"--" => Before::Value,
            _ if assigns || attribute => Before::WantsValue,
            _ => Before::Operator,
        };
    }

    fn word(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let word = leading_word(rest);
        if word.is_empty() {
            self.strange_character();
            return;
        }
        let (start, end) = (self.at, self.at + word.len());
        self.at = end;
        let frame = self.frame();
        if frame.start == Some(start) {
            frame.first = Some((start, end));
        }
        let begins = frame.start == Some(start);
        match word {
            "and" | "or" | "not" | "in" | "is" => {
                frame.before = Before::Operator;
                self.pay(1);
            }
            "if" | "else" if !begins => {
                let clause = frame.before == Before::BlockEnd;
                frame.before = if clause { Before::Start } else { Before::WantsValue };
                // A clause has a block of its own.
                frame.has_block &= !clause;
                self.pay(1);
            }
            "elif" | "except" | "finally" => {
                frame.before = Before::Start;
                frame.has_block = false;
            }
            "print" | "return" | "raise" | "assert" | "await" => frame.before = Before::WantsValue,
            "thread" => {
                frame.threads = true;
                frame.before = Before::Value;
                self.pay(1);
            }
            _ => frame.before = Before::Value,
        }
    }

    /// Counts `operators` of the expression at hand, and reports it when they are too many.
    pub(super) fn pay(&mut self, operators: usize) {
        let frame = self.frame();
        let before = frame.cost;
        frame.cost += operators;
        if before <= OPERATOR_LIMIT && frame.cost > OPERATOR_LIMIT && !self.is_broken() {
            let at = self.at.saturating_sub(1);
            self.diagnostics.push(lexical::long_expression(Span::new(at, self.at), OPERATOR_LIMIT));
            self.break_statement();
        }
    }

    /// A comma, a newline: a new expression begins.
    pub(super) fn segment(&mut self) {
        let frame = self.frame();
        frame.most = frame.most.max(frame.cost);
        frame.cost = 0;
    }

    /// Whether the bracket that is about to open is one too many; then everything up to the next statement is given up.
    pub(super) fn too_deep(&mut self, inner_block: bool) -> bool {
        let inner = if inner_block { self.inner_blocks() } else { 0 };
        if self.frames.len() <= NESTING_LIMIT && inner < INNER_BLOCK_LIMIT {
            return false;
        }
        let limit = if inner >= INNER_BLOCK_LIMIT { INNER_BLOCK_LIMIT } else { NESTING_LIMIT };
        let span = Span::new(self.at, self.at + 1);
        if !self.gave_up && !self.is_broken() {
            self.gave_up = true;
            self.diagnostics.push(lexical::deep_nesting(span, limit));
        }
        self.give_up();
        true
    }

    /// How many blocks of thread expressions are open.
    fn inner_blocks(&self) -> usize {
        let pairs = self.frames.iter().zip(self.frames.iter().skip(1));
        let inner = |(outer, block): &(&Frame, &Frame)| {
            block.kind == Kind::Block && outer.threads && !matches!(self.first_word(outer), "thread" | "daemon")
        };
        pairs.filter(inner).count()
    }

    pub(super) fn kind(&self) -> Kind {
        self.frames.last().map_or(Kind::Top, |frame| frame.kind)
    }

    /// The innermost frame.
    pub(super) fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::new(Kind::Top, 0, 0));
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    pub(super) fn first_word(&self, frame: &Frame) -> &'s str {
        frame.first.and_then(|(start, end)| self.text.get(start..end)).unwrap_or("")
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Where the line of `at` ends: its newline, or the end of the text.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
    }

    /// Makes blanks of `start..end`.
    pub(super) fn blank(&mut self, start: usize, end: usize) {
        if let Some(bytes) = self.out.get_mut(start..end) {
            bytes.fill(b' ');
        }
    }

    pub(super) fn set(&mut self, at: usize, byte: u8) {
        if let Some(place) = self.out.get_mut(at) {
            *place = byte;
        }
    }
}
