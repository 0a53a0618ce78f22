//! Tokens to lines: where lines break, and how far they are indented.
//!
//! A line breaks between statements, in blocks that are not on one line, behind comments, and where the author broke it
//! inside brackets, behind an operator or comma, or between blocks on one line of the same statement; nowhere else.

use unicode_width::UnicodeWidthStr;

use super::WIDTH;
use super::comments::Comment;
use super::gaps::Pair;
use super::lines::Line;
use super::shape::{Shape, shape};
use super::tokens::{Bracket, Kind, Token};

/// Blanks for each level.
const INDENT: usize = 4;
/// Words that go on with the statement of the block before them.
const CLAUSES: [&str; 4] = ["elif", "else", "except", "finally"];

/// The lines of `tokens`, which are those of `text`.
///
/// Blocks that were written on one line stay so. Where that makes a line too long, its outermost ones are opened, until
/// nothing is left to open.
pub(super) fn lines<'t>(text: &'t str, tokens: &[Token<'t>]) -> Vec<Line<'t>> {
    let shape = shape(tokens);
    let mut broken: Vec<bool> = (0..tokens.len()).map(|at| was_broken(text, tokens, &shape, at)).collect();
    loop {
        let mut printer = Printer::new(tokens, &shape, &broken);
        (0..tokens.len()).for_each(|at| printer.token(at));
        printer.end_line();
        let too_long = printer.too_long;
        if too_long.is_empty() {
            return printer.lines;
        }
        for at in too_long {
            broken.get_mut(at).into_iter().for_each(|broken| *broken = true);
        }
    }
}

/// Whether the block that opens at token `at` has a line end in it, and anything else.
fn was_broken(text: &str, tokens: &[Token<'_>], shape: &Shape, at: usize) -> bool {
    let partner = shape.partner.get(at).copied().flatten().filter(|partner| *partner > at);
    let (Some(open), Some(close)) = (tokens.get(at), partner.and_then(|partner| tokens.get(partner))) else {
        return false;
    };
    let inside = text.get(open.at..close.at).unwrap_or_default();
    let holds_lines = matches!(open.kind, Kind::Open(bracket) if bracket.holds_lines());
    holds_lines && partner != Some(at + 1) && inside.contains('\n')
}

/// An open bracket, or the file.
#[derive(Clone, Copy, Debug, Default)]
struct Frame {
    bracket: Option<Bracket>,
    /// Where a line stands that begins with what closes it.
    outer: usize,
    /// Where lines inside stand.
    inner: usize,
    /// Whether it is a block on one line.
    one_line: bool,
    /// Whether a statement at hand in it goes on into a block.
    head: bool,
}

struct Printer<'a, 't> {
    tokens: &'a [Token<'t>],
    shape: &'a Shape,
    broken: &'a [bool],
    frames: Vec<Frame>,
    lines: Vec<Line<'t>>,
    line: Line<'t>,
    /// Blocks on one line that opened on the line at hand, inside of no other one.
    candidates: Vec<usize>,
    /// Those of lines that are too long.
    too_long: Vec<usize>,
    /// Where the comment stood that ends the line before, or goes on with that.
    hanging: Option<usize>,
}

impl<'a, 't> Printer<'a, 't> {
    fn new(tokens: &'a [Token<'t>], shape: &'a Shape, broken: &'a [bool]) -> Self {
        Self {
            tokens,
            shape,
            broken,
            frames: vec![Frame::default()],
            lines: Vec::new(),
            line: Line::default(),
            candidates: Vec::new(),
            too_long: Vec::new(),
            hanging: None,
        }
    }

    fn token(&mut self, at: usize) {
        let Some(token) = self.tokens.get(at) else { return };
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        if token.kind == Kind::Comment && before.is_some() && token.newlines == 0 {
            self.line.comment = Some(Comment { text: token.text, column: token.column, blanks: 0 });
            self.hanging = Some(token.column);
            return;
        }
        let goes_on = token.kind == Kind::Comment && token.newlines == 1 && self.hanging == Some(token.column);
        match before {
            Some(before) if !self.breaks(before, token, at) => self.line.code.push_str(self.gap(before, at)),
            _ => self.new_line(before, at),
        }
        if goes_on {
            self.line.comment = Some(Comment { text: token.text, column: token.column, blanks: 0 });
            return;
        }
        self.hanging = None;
        self.line.code.push_str(&token.written());
        self.enter_or_leave(token, at);
    }

    fn frame(&self) -> Frame {
        self.frames.last().copied().unwrap_or_default()
    }

    /// Whether a line ends between `before` and `next`, which is token `at`.
    fn breaks(&self, before: &Token<'_>, next: &Token<'_>, at: usize) -> bool {
        let frame = self.frame();
        let holds_lines = frame.bracket.is_none_or(Bracket::holds_lines);
        match (before.kind, next.kind) {
            (Kind::Comment, _) | (_, Kind::Comment) => true,
            (Kind::Open(bracket), _) | (_, Kind::Close(bracket)) if bracket.holds_lines() => !frame.one_line,
            (_, Kind::Bar) => true,
            _ if next.starts => !frame.one_line,
            _ if holds_lines && is_clause(before, next) => next.newlines > 0 && !self.is_broken_before(at),
            (_, Kind::Piece) if frame.bracket == Some(Bracket::Schedule) => {
                next.newlines > 0 || !frame.one_line && self.is_full(at)
            }
            _ => next.newlines > 0,
        }
    }

    /// Whether the token before `at` closes a block of several lines.
    fn is_broken_before(&self, at: usize) -> bool {
        let partner = at.checked_sub(1).and_then(|at| self.shape.partner.get(at).copied().flatten());
        partner.and_then(|open| self.broken.get(open).copied()).unwrap_or(false)
    }

    /// Whether token `at` no longer fits on the line.
    fn is_full(&self, at: usize) -> bool {
        let width = self.tokens.get(at).map_or(0, |token| token.text.width());
        self.line.indent + self.line.code.width() + 1 + width > WIDTH
    }

    fn gap(&self, before: &Token<'_>, at: usize) -> &'static str {
        let whole = self.shape.whole.get(at).copied().unwrap_or(false);
        let last = self.tokens.get(at + 1).is_none_or(|behind| behind.newlines > 0 || behind.kind == Kind::Comment);
        let inside = self.frame().bracket;
        self.tokens.get(at).map_or("", |next| Pair { before, next, inside, whole, last }.gap())
    }

    fn new_line(&mut self, before: Option<&Token<'_>>, at: usize) {
        let opens = before.is_none_or(|before| matches!(before.kind, Kind::Open(_)));
        let Some(next) = self.tokens.get(at) else { return };
        let closes = matches!(next.kind, Kind::Close(_));
        if before.is_some() {
            self.end_line();
        }
        self.line.apart =
            next.newlines > 1 && !opens && !closes && !before.is_some_and(|before| is_clause(before, next));
        self.line.indent = self.indent(at);
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.indent + line.code.width() > WIDTH {
            self.too_long.append(&mut self.candidates);
        }
        self.candidates.clear();
        if !line.code.is_empty() || line.comment.is_some() {
            self.lines.push(line);
        }
    }

    /// Where the line stands that token `at` begins.
    fn indent(&self, at: usize) -> usize {
        let frame = self.frame();
        if let Some(Token { kind: Kind::Close(_), .. }) = self.tokens.get(at) {
            return frame.outer;
        }
        let holds_lines = frame.bracket.is_none_or(Bracket::holds_lines);
        let ahead = self.shape.ahead.get(at).copied().flatten().and_then(|ahead| self.tokens.get(ahead));
        let begins = |token: &Token<'_>| {
            token.starts || matches!(token.kind, Kind::Bar | Kind::Close(_)) || CLAUSES.contains(&token.text)
        };
        if !holds_lines || frame.bracket == Some(Bracket::Schedule) || ahead.is_none_or(begins) {
            return frame.inner;
        }
        frame.inner + if frame.head { 2 * INDENT } else { INDENT }
    }

    fn enter_or_leave(&mut self, token: &Token<'_>, at: usize) {
        if token.starts {
            let head = self.shape.heads.get(at).copied().unwrap_or(false);
            self.frames.last_mut().into_iter().for_each(|frame| frame.head = head);
        }
        match token.kind {
            Kind::Open(bracket) => {
                let frame = self.frame();
                let own = frame.bracket.is_none_or(Bracket::holds_lines) && bracket.holds_lines();
                let outer = if own { frame.inner } else { self.line.indent };
                let one_line = bracket.holds_lines() && !self.broken.get(at).copied().unwrap_or(false);
                let empty = self.shape.partner.get(at) == Some(&Some(at + 1));
                if one_line && !empty && !self.frames.iter().any(|frame| frame.one_line) {
                    self.candidates.push(at);
                }
                // In the head of a block: deeper than what stands in the block.
                let hangs = frame.head && !own && self.tokens.get(at + 1).is_some_and(|next| next.newlines == 0);
                let inner = if hangs { (frame.inner + INDENT).max(outer) + INDENT } else { outer + INDENT };
                self.frames.push(Frame { bracket: Some(bracket), outer, inner, one_line, head: false });
            }
            Kind::Close(_) => drop(self.frames.pop()),
            _ => {}
        }
    }
}

/// Whether `next` goes on with the statement whose block ends with `before`.
fn is_clause(before: &Token<'_>, next: &Token<'_>) -> bool {
    let block = matches!(before.kind, Kind::Close(Bracket::Block) | Kind::Comment);
    block && next.kind == Kind::Keyword && CLAUSES.contains(&next.text)
}
