//! Brackets: what opens, what closes, and what to do when they do not match.

use super::scan::Scan;
use super::{Before, Frame, Kind};
use crate::source::Span;
use crate::syntax::mistakes::lexical;

impl Scan<'_> {
    pub(super) fn open(&mut self, bracket: u8) {
        let kind = match bracket {
            b'(' => Kind::Round,
            b'[' => Kind::Square,
            _ => self.kind_of_brace(),
        };
        if kind == Kind::Block && matches!(self.kind(), Kind::Round | Kind::Square) && !self.frame().threads {
            // `while f(x {`: the block begins although the bracket is open.
            self.unclosed_brackets();
            let at = self.at;
            self.reduce_to_block(at);
        }
        let inner = kind == Kind::Block && {
            let frame = self.frame().clone();
            frame.threads && !matches!(self.first_word(&frame), "thread" | "daemon")
        };
        if kind != Kind::Block {
            self.pay(1);
        }
        if self.too_deep(inner) {
            return;
        }
        let (at, indent) = (self.at, self.indent);
        if kind == Kind::Block {
            self.frame().has_block = true;
        }
        self.frames.push(Frame::new(kind, at, indent));
        self.at += 1;
    }

    fn kind_of_brace(&mut self) -> Kind {
        let statements = self.kind().holds_statements();
        let hole = self.kind() == Kind::Interpolation && !self.frame().threads;
        let before = self.frame().before;
        match before {
            Before::Operator | Before::Comma | Before::WantsValue => Kind::Dict,
            Before::Start if !statements => Kind::Dict,
            _ if hole => Kind::Dict,
            _ => Kind::Block,
        }
    }

    pub(super) fn close(&mut self, bracket: u8) {
        match (bracket, self.kind()) {
            (b')', Kind::Round) | (b']', Kind::Square) | (b'}', Kind::Dict | Kind::Interpolation) => self.pop_value(),
            (b'}', Kind::Block) => self.close_block(),
            (b'}', Kind::Round | Kind::Square) => self.brace_in_bracket(),
            (_, Kind::Round | Kind::Square) => self.other_bracket(bracket),
            _ => self.stray(bracket),
        }
    }

    fn close_block(&mut self) {
        let at = self.at;
        self.end_statement(at);
        self.pop();
        self.frame().before = Before::BlockEnd;
        self.at += 1;
    }

    /// A bracket in an expression closes; its operators count for the expression around it.
    pub(super) fn pop_value(&mut self) {
        self.segment();
        let most = self.pop().map_or(0, |frame| frame.most);
        self.at += 1;
        self.pay(most);
        self.frame().before = Before::Value;
    }

    /// `{ f(x }`: the brace shows that the bracket was never closed. `f(x}`: the wrong one closes it.
    fn brace_in_bracket(&mut self) {
        let braced = |frame: &Frame| matches!(frame.kind, Kind::Block | Kind::Dict | Kind::Interpolation);
        if self.frames.iter().any(braced) {
            let broken = self.is_broken();
            let open = self.frame().open;
            while matches!(self.kind(), Kind::Round | Kind::Square) {
                self.pop();
            }
            if !broken {
                self.report_unclosed(open);
            }
            self.break_statement();
        } else {
            self.mismatch(b'}');
        }
    }

    /// `(a[0)` lacks a `]`; in `(a]` the wrong one closes.
    fn other_bracket(&mut self, bracket: u8) {
        let partner = if bracket == b')' { Kind::Round } else { Kind::Square };
        let mut below = self.frames.iter().rev().skip(1).take_while(|f| matches!(f.kind, Kind::Round | Kind::Square));
        if below.any(|frame| frame.kind == partner) {
            let open = self.frame().open;
            while self.kind() != partner {
                self.pop();
            }
            if !self.is_broken() {
                self.report_unclosed(open);
            }
            self.break_statement();
            self.pop_value();
        } else {
            self.mismatch(bracket);
        }
    }

    fn mismatch(&mut self, bracket: u8) {
        let open = self.frame().open;
        if !self.is_broken() {
            let span = Span::new(self.at, self.at + 1);
            self.diagnostics.push(lexical::mismatched(
                span,
                bracket.into(),
                Span::new(open, open + 1),
                self.char_at(open),
            ));
        }
        self.break_statement();
        self.pop_value();
    }

    fn stray(&mut self, bracket: u8) {
        let at = self.at;
        // Behind lines of an output whose `{` is missing; that has been told.
        let of_output = bracket == b'}' && self.behind_bars;
        if bracket == b'}' && self.kind() == Kind::Top && !of_output {
            self.braces_match = false;
        }
        if !self.is_broken() && !of_output {
            self.diagnostics.push(lexical::stray(Span::new(at, at + 1), bracket.into()));
        }
        self.blank(at, at + 1);
        // What is blank begins no statement.
        let frame = self.frame();
        frame.start = frame.start.filter(|start| *start != at);
        self.at += 1;
    }

    /// The innermost bracket was never closed: the statement that it stands in is given up.
    pub(super) fn unclosed_brackets(&mut self) {
        let broken = self.is_broken();
        let open = self.frame().open;
        while !self.kind().holds_statements() && self.frames.len() > 1 {
            self.pop();
        }
        if !broken {
            self.report_unclosed(open);
        }
        self.break_statement();
    }

    fn report_unclosed(&mut self, open: usize) {
        self.diagnostics.push(lexical::unclosed(Span::new(open, open + 1), self.char_at(open)));
    }

    fn char_at(&self, at: usize) -> char {
        self.byte(at).map_or(' ', char::from)
    }

    /// What stands before the block at `brace` was reported: the block is kept.
    pub(super) fn reduce_to_block(&mut self, brace: usize) {
        let frame = self.frame();
        frame.broken = false;
        frame.before = Before::Value;
        frame.owed.now = 0;
        if let Some(start) = frame.start.filter(|start| *start < brace) {
            self.blank(start, brace);
            self.set(start, 1);
        }
    }

    /// Nesting is too deep: skips to the next line that begins at the margin.
    pub(super) fn give_up(&mut self) {
        let start = self.frames.first().and_then(|frame| frame.start).unwrap_or(self.chunk_start);
        self.frames.truncate(1);
        let mut at = self.line_end(self.at);
        while self.byte(at + 1).is_some_and(|byte| !byte.is_ascii_alphabetic()) {
            at = self.line_end(at + 1);
        }
        self.at = at;
        let frame = self.frame();
        frame.start = Some(start);
        frame.broken = true;
        frame.before = Before::Value;
    }
}
