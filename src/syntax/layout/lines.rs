//! Where lines and statements begin and end, and what indentation says about braces.

use super::scan::Scan;
use super::{Before, Blame, Chunk, Frame, Kind, Owed};
use crate::source::Span;
use crate::syntax::mistakes::lexical;
use crate::syntax::names::leading_word;
use crate::syntax::words::{CLAUSE_WORDS, HEAD_WORDS, KEYWORDS, STATEMENT_WORDS};
use crate::value::ObjectKind;

/// How a statement ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ended {
    /// It stands there for the grammar.
    Kept,
    /// It was taken out, and every brace in it.
    Lost,
}

impl<'s> Scan<'s> {
    pub(super) fn newline(&mut self) {
        match self.kind() {
            Kind::Round | Kind::Square => self.blank(self.at, self.at + 1),
            Kind::Dict => self.segment(),
            Kind::Top | Kind::Block => return self.statement_newline(),
            Kind::Interpolation | Kind::Format | Kind::Text(_) => return self.broken_string(),
        }
        self.next_line();
    }

    fn next_line(&mut self) {
        self.last_newline = Some(self.at);
        self.fresh_line = true;
        self.at += 1;
    }

    fn statement_newline(&mut self) {
        let next = self.next_significant();
        let byte = self.byte(next);
        let word = self.word_at(next);
        let frame = self.frame();
        let (before, has_block) = (frame.before, frame.has_block);
        let joins = match before {
            Before::Operator | Before::Comma => !STATEMENT_WORDS.contains(&word) && !matches!(byte, Some(b'}') | None),
            Before::BlockEnd => CLAUSE_WORDS.contains(&word),
            _ => false,
        };
        let ends_head = before == Before::Value || before == Before::Start && self.frame().start.is_some();
        let starts_block = ends_head && !has_block && byte == Some(b'{') && self.is_head();
        if starts_block {
            self.diagnostics.push(lexical::brace_line(Span::new(next, next + 1)));
        }
        if joins || starts_block {
            self.blank(self.at, self.at + 1);
            return self.next_line();
        }
        if self.blame == Blame::Indentation && self.opens_silently(next) {
            return self.next_line();
        }
        let at = self.at;
        // Lines with bars stay together with each other and with the claim that they belong to.
        let goes_on = byte == Some(b'|') && self.holds_output();
        self.behind_bars |= goes_on;
        self.end_statement(at);
        self.next_line();
        if self.kind() == Kind::Top && !goes_on {
            self.cut(at + 1);
        }
    }

    /// Whether what stands before the end of this line is a line with a bar, or a claim without a block.
    fn holds_output(&mut self) -> bool {
        let frame = self.frame().clone();
        self.behind_bars || !frame.has_block && self.first_word(&frame) == "expect"
    }

    pub(super) fn semicolon(&mut self) {
        let at = self.at;
        self.at += 1;
        if self.kind().holds_statements() {
            self.end_statement(at);
            if self.kind() == Kind::Top {
                self.cut(at + 1);
            }
        }
    }

    /// Whether the statement at hand is one that a block follows.
    fn is_head(&mut self) -> bool {
        let frame = self.frame().clone();
        let word = self.first_word(&frame);
        HEAD_WORDS.contains(&word)
            || matches!(word, "thread" | "daemon" | "atomic" | "critical" | "schedule" | "expect")
    }

    /// A head without its `{` whose next line is indented deeper: the brace is put where the newline stands.
    fn opens_silently(&mut self, next: usize) -> bool {
        let line_start = self.last_newline.map_or(0, |newline| newline + 1);
        let line = self.out.get(line_start..self.at).and_then(|line| str::from_utf8(line).ok()).unwrap_or_default();
        let head = line.trim().trim_start_matches(['}', ' ']);
        let word = leading_word(head);
        let deeper = next - self.text.get(..next).and_then(|text| text.rfind('\n')).map_or(0, |newline| newline + 1);
        if !HEAD_WORDS.contains(&word)
            || head.ends_with(['{', '}'])
            || deeper <= self.indent
            || self.byte(next).is_none()
            || self.behind_bars
        {
            return false;
        }
        let end = line_start + line.trim_end().len();
        if head.ends_with(':') {
            self.diagnostics.push(lexical::colon_block(Span::new(end - 1, end)));
            self.blank(end - 1, end);
        } else {
            self.diagnostics.push(lexical::missing_brace(Span::new(end.saturating_sub(1), end)));
        }
        let at = self.at;
        let indent = self.indent;
        self.set(at, b'{');
        self.frame().has_block = true;
        self.frames.push(Frame { silent: true, ..Frame::new(Kind::Block, at, indent) });
        true
    }

    /// Looks at the first token of a line, which may show that a bracket before it was never closed.
    pub(super) fn line_starts(&mut self, next: u8) {
        let line_start = self.last_newline.map_or(0, |newline| newline + 1);
        self.indent = self.at - line_start;
        let word = self.word_at(self.at);
        let kind = self.kind();
        if matches!(kind, Kind::Round | Kind::Square | Kind::Dict) {
            if STATEMENT_WORDS.contains(&word) {
                self.close_before_line();
            }
            return;
        }
        if self.blame == Blame::Brackets || kind != Kind::Block {
            return;
        }
        let indent = self.indent;
        if self.declares(word) {
            // What stands at the top level only shows that all blocks are over, even where nothing is indented.
            self.close_blocks(|frame| indent <= frame.indent, false);
            if self.kind() != Kind::Block {
                return;
            }
        }
        let frame = self.frame();
        let indented = *frame.indented.get_or_insert(indent > frame.indent);
        if next == b'}' {
            let outer =
                self.frames.iter().rev().skip(1).any(|frame| frame.kind == Kind::Block && frame.indent == indent);
            if outer && self.frames.last().is_some_and(|frame| indent < frame.indent) {
                self.close_blocks(|frame| indent < frame.indent, false);
            }
            return;
        }
        if indented && self.frames.last().is_some_and(|frame| indent <= frame.indent) {
            let shallow = |frame: &Frame| indent <= frame.indent && frame.indented != Some(false);
            self.close_blocks(shallow, CLAUSE_WORDS.contains(&word));
        }
    }

    /// Whether the line at hand, which begins with `word`, is a declaration or a claim that can stand in no block.
    fn declares(&self, word: &str) -> bool {
        let behind = self.text.get(self.at + word.len()..).unwrap_or_default().trim_start_matches([' ', '\t']);
        let names = || !leading_word(behind).is_empty() && !KEYWORDS.contains(&leading_word(behind));
        match word {
            "fn" | "shared" | "const" | "expect" | "invariant" => true,
            "schedule" => behind.starts_with('{'),
            "atomic" => names(),
            _ => ObjectKind::from_keyword(word).is_some() && names(),
        }
    }

    /// A statement begins inside brackets: they were never closed.
    fn close_before_line(&mut self) {
        let newline = self.last_newline.unwrap_or(0);
        self.unclosed_brackets();
        self.end_statement(newline);
        self.set(newline, b'\n');
        if self.kind() == Kind::Top {
            self.cut(newline + 1);
        }
    }

    /// Closes the innermost blocks for which `ends` holds, before the line at hand.
    fn close_blocks(&mut self, ends: impl Fn(&Frame) -> bool, clause: bool) {
        let newline = self.last_newline.unwrap_or(0);
        let mut closed = false;
        let mut reported = false;
        while let Some(frame) = self.frames.last().filter(|frame| frame.kind == Kind::Block && ends(frame)) {
            let (open, silent) = (frame.open, frame.silent);
            if !silent && !reported && !self.gave_up {
                let line = Span::new(self.at, self.at + self.word_at(self.at).len().max(1));
                self.diagnostics.push(lexical::unclosed_before(Span::new(open, open + 1), line));
                reported = true;
            }
            self.end_statement(newline);
            self.leave_open_block();
            self.frame().before = Before::BlockEnd;
            closed = true;
        }
        if !closed {
            return;
        }
        self.braces_match = false;
        if clause {
            self.frame().owed.now -= self.put_braces(newline, self.frame_owes().now);
            return;
        }
        let owed = self.frame_owes().now;
        let ended = self.end_statement(newline);
        if self.kind() == Kind::Top {
            self.cut(newline + 1);
        } else if ended == Ended::Kept {
            self.frame().owed.before -= self.put_braces(newline, owed);
        }
    }

    /// The innermost block ends, and its brace is missing.
    fn leave_open_block(&mut self) {
        self.pop();
        self.frame().owed.now += 1;
    }

    /// The innermost bracket or block ends. What it owes is owed by the statement around it.
    pub(super) fn pop(&mut self) -> Option<Frame> {
        let frame = self.frames.pop()?;
        let owed = frame.owed.now + frame.owed.before;
        self.frame().owed.now += owed;
        if owed > 0 && !frame.kind.holds_statements() {
            // Behind a bracket that is closed they would come too late.
            self.break_statement();
        }
        Some(frame)
    }

    fn frame_owes(&self) -> Owed {
        self.frames.last().map_or(Owed::default(), |frame| frame.owed)
    }

    /// Writes closing braces over a newline and the blanks behind it: as many of `count` as there is room for.
    fn put_braces(&mut self, newline: usize, count: usize) -> usize {
        // A line with a bar holds all that stands on it.
        let start = newline + usize::from(self.behind_bars);
        let end = (start + count).min(self.at);
        (start..end).for_each(|at| self.set(at, b'}'));
        end - start
    }

    /// The statement at hand ends before `at`; one in which something was reported is taken out.
    pub(super) fn end_statement(&mut self, at: usize) -> Ended {
        self.segment();
        let frame = self.frame();
        let lost = if frame.broken { frame.start } else { None };
        let lost = lost.filter(|start| *start < at);
        let owed = std::mem::take(&mut frame.owed.now);
        frame.clear();
        match lost {
            Some(start) => {
                self.blank(start, at);
                self.set(start, 1);
                Ended::Lost
            }
            None => {
                frame.owed.before += owed;
                Ended::Kept
            }
        }
    }

    /// The statement at hand is to be taken out.
    pub(super) fn break_statement(&mut self) {
        let at = self.at;
        if let Some(frame) = self.frames.iter_mut().rev().find(|frame| frame.kind.holds_statements()) {
            frame.broken = true;
            frame.start.get_or_insert(at);
        }
    }

    /// Whether the statement at hand, or one around it, is to be taken out already. After giving up, all is.
    pub(super) fn is_broken(&self) -> bool {
        self.gave_up || self.frames.iter().any(|frame| frame.broken)
    }

    /// A top-level statement ends before `end`.
    pub(super) fn cut(&mut self, end: usize) {
        let blank = self.out.get(self.chunk_start..end).is_none_or(|text| text.iter().all(u8::is_ascii_whitespace));
        // The text may end with a line with a bar, which holds all that stands on it.
        let closers = match std::mem::take(&mut self.frame().owed.before) {
            0 => String::new(),
            owed => format!("\n{}", "}".repeat(owed)),
        };
        if !blank || !closers.is_empty() {
            self.chunks.push(Chunk { span: Span::new(self.chunk_start, end), closers });
        }
        self.chunk_start = end;
    }

    /// The text has ended; so must everything that is open.
    pub(super) fn finish(&mut self) {
        if !self.kind().holds_statements() {
            self.unclosed_brackets();
        }
        let end = self.text.len();
        let mut reported = false;
        while self.frames.len() > 1 {
            let frame = self.frame().clone();
            if frame.kind == Kind::Block {
                self.braces_match = false;
                self.end_statement(end);
                self.leave_open_block();
                if !frame.silent && !reported && !self.gave_up {
                    reported = true;
                    self.diagnostics.push(lexical::unclosed(Span::new(frame.open, frame.open + 1), '{'));
                }
            } else {
                // A bracket around the blocks so far, as in `f({ b {`: nothing of it can be read.
                self.pop();
                self.break_statement();
            }
        }
        self.end_statement(end);
        self.cut(end);
    }

    /// Where the next token stands, behind blanks, newlines and comments.
    pub(super) fn next_significant(&mut self) -> usize {
        let (from, to) = self.ahead;
        if (from..to).contains(&self.at) {
            return to;
        }
        let mut at = self.at;
        while let Some(byte) = self.byte(at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => at += 1,
                b'#' => at = self.line_end(at),
                _ => break,
            }
        }
        self.ahead = (self.at, at);
        at
    }

    /// The word at `at`, or nothing.
    fn word_at(&self, at: usize) -> &'s str {
        leading_word(self.text.get(at..).unwrap_or_default())
    }
}
