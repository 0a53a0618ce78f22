//! A text cut into words, numbers, strings and signs, as the layout reads it, whatever is wrong with it: for those who
//! colour and complete what is being typed.

use super::scan::Scan;
use super::{Blame, Kind};
use crate::source::Span;

/// The kinds of lexeme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LexemeKind {
    /// A name, or a word of the language.
    Word,
    /// A number, with its unit.
    Number,
    /// A string, or what of it stands between its holes.
    Text,
    /// `# a comment`.
    Comment,
    /// `( ) [ ] { }`.
    Bracket,
    /// Operators, commas and the like.
    Sign,
    /// `| a line of output`.
    Bar,
    /// Blanks and ends of lines.
    Blank,
}

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lexeme {
    /// What it is.
    pub kind: LexemeKind,
    /// Where it stands.
    pub span: Span,
    /// Whether a statement begins with it.
    pub begins: bool,
}

/// All of `text`, in order and without gaps.
pub fn lexemes(text: &str) -> Vec<Lexeme> {
    let mut scan = Scan::new(text, Blame::Brackets);
    scan.skip_mark();
    let mut pieces = Pieces { text, found: Vec::new(), end: 0 };
    pieces.add(LexemeKind::Blank, scan.at, false);
    while let Some(next) = scan.peek() {
        let (at, inside) = (scan.at, scan.kind());
        scan.step(next);
        let kind = kind(text, at..scan.at, inside, scan.kind());
        // A bracket or quote is open by now, in a frame of its own.
        let mut frames = scan.frames.iter().rev().take(2);
        let begins = frames.any(|frame| frame.kind.holds_statements() && frame.start == Some(at));
        pieces.add(kind, scan.at, begins);
    }
    pieces.add(LexemeKind::Text, text.len(), false);
    pieces.found
}

/// What was read in one step, which began inside of one kind of bracket and ended in another.
fn kind(text: &str, read: std::ops::Range<usize>, inside: Kind, after: Kind) -> LexemeKind {
    let piece = text.as_bytes().get(read).unwrap_or_default();
    let Some(first) = piece.first() else { return LexemeKind::Blank };
    match (inside, first) {
        (Kind::Text(_), b'{') if after == Kind::Interpolation => LexemeKind::Bracket,
        (Kind::Format, b'{' | b'}') if after != inside => LexemeKind::Bracket,
        (Kind::Text(_) | Kind::Format, _) | (_, b'"' | b'\'') => LexemeKind::Text,
        (_, b' ' | b'\t' | b'\r' | b'\n') => LexemeKind::Blank,
        (_, b'#') => LexemeKind::Comment,
        (_, b'/') if piece.len() > 2 => LexemeKind::Comment,
        (_, b'|') => LexemeKind::Bar,
        (_, b'(' | b')' | b'[' | b']' | b'{' | b'}') => LexemeKind::Bracket,
        (_, b'0'..=b'9') => LexemeKind::Number,
        (_, sign) if sign.is_ascii_punctuation() && *sign != b'_' => LexemeKind::Sign,
        _ => LexemeKind::Word,
    }
}

struct Pieces<'t> {
    text: &'t str,
    found: Vec<Lexeme>,
    end: usize,
}

impl Pieces<'_> {
    /// The text up to `end`; nothing where the scan has gone back. A step may end within a character, never a lexeme.
    fn add(&mut self, kind: LexemeKind, end: usize, begins: bool) {
        let end = (end..=self.text.len()).find(|at| self.text.is_char_boundary(*at)).unwrap_or(self.text.len());
        if end <= self.end {
            return;
        }
        let span = Span::new(self.end, end);
        self.end = end;
        let grows = matches!(kind, LexemeKind::Text | LexemeKind::Blank);
        match self.found.last_mut().filter(|last| grows && last.kind == kind) {
            Some(last) => last.span.end = span.end,
            None => self.found.push(Lexeme { kind, span, begins }),
        }
    }
}
