//! A text without errors, cut into tokens and comments. Only blanks, line ends and semicolons lie between them.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use super::marks::{Marks, marks};
use crate::syntax::ast::Script;
use crate::syntax::{KEYWORDS, leading_word};

/// The signs, longer ones before those that they begin with.
const SIGNS: [&str; 24] = [
    "**=", "//=", "**", "//", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "..", "+", "-", "*", "/", "%", "=",
    "<", ">", ".", ":",
];

/// What lies between tokens on a line. Comments may end with other blanks, which the grammar does not know.
const BLANKS: [char; 3] = [' ', '\t', '\r'];

/// The kinds of bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bracket {
    /// `( )`.
    Round,
    /// `[ ]`.
    Square,
    /// `{ }` in the place of a value.
    Dict,
    /// `{ }` of statements.
    Block,
    /// `{ }` of an output's lines.
    Output,
    /// `{ }` of a schedule's entries.
    Schedule,
}

impl Bracket {
    /// Whether lines of their own stand in it, rather than parts of a value.
    pub(super) fn holds_lines(self) -> bool {
        matches!(self, Bracket::Block | Bracket::Output | Bracket::Schedule)
    }
}

/// The kinds of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name, or a word that stands for a value.
    Name,
    /// A word of the language.
    Keyword,
    /// A number, a string, an entry of a schedule.
    Piece,
    /// A sign between two values, or one that assigns.
    Sign,
    /// `-` or `+` before a value.
    Prefix,
    /// `.`.
    Dot,
    /// `..`.
    Dots,
    /// `,`.
    Comma,
    /// `:`.
    Colon,
    /// What opens.
    Open(Bracket),
    /// What closes.
    Close(Bracket),
    /// `| a line of output`.
    Bar,
    /// `# a comment`, without the blanks at its end.
    Comment,
}

/// A token or comment.
#[derive(Clone, Copy, Debug)]
pub struct Token<'t> {
    /// What it is.
    pub kind: Kind,
    /// As it is written.
    pub text: &'t str,
    /// Where it starts, in bytes.
    pub at: usize,
    /// Whether a statement starts with it.
    pub starts: bool,
    /// How many lines end between the token before it and this one.
    pub newlines: usize,
    /// For a comment: how far it stands from the start of its line, in columns.
    pub column: usize,
}

impl<'t> Token<'t> {
    /// As the format writes it: one blank between a bar and its line.
    pub(super) fn written(&self) -> Cow<'t, str> {
        let line = self.text.strip_prefix('|').filter(|_| self.kind == Kind::Bar);
        match line.map(|line| line.strip_prefix(' ').unwrap_or(line)) {
            None => self.text.into(),
            Some("") => "|".into(),
            Some(line) => format!("| {line}").into(),
        }
    }
}

/// The tokens of `text`, whose tree is `script`; nothing if the two do not fit together.
pub(super) fn cut<'t>(text: &'t str, script: &Script) -> Option<Vec<Token<'t>>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut cutter = Cutter { text, at: start, marks: marks(script), open: Vec::new(), tokens: Vec::new(), claim: 0 };
    let mut newlines = 0;
    while let Some(next) = cutter.rest().chars().next() {
        match next {
            '\n' => newlines += 1,
            ';' => {}
            _ if BLANKS.contains(&next) => {}
            _ => {
                cutter.token(next, newlines)?;
                newlines = 0;
                continue;
            }
        }
        cutter.at += 1;
    }
    cutter.open.is_empty().then_some(cutter.tokens)
}

struct Cutter<'t> {
    text: &'t str,
    at: usize,
    marks: Marks,
    open: Vec<Bracket>,
    tokens: Vec<Token<'t>>,
    /// In a claim: how many tokens it has so far.
    claim: usize,
}

impl<'t> Cutter<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn token(&mut self, next: char, newlines: usize) -> Option<()> {
        let (kind, length) = self.kind(next)?;
        let text = self.rest().get(..length).filter(|text| !text.is_empty())?;
        match kind {
            Kind::Open(bracket) => self.open.push(bracket),
            Kind::Close(_) => drop(self.open.pop()),
            _ => {}
        }
        let starts = self.marks.statements.contains(&self.at);
        if kind != Kind::Comment {
            self.claim = if starts { usize::from(text == "expect") } else { self.claim + usize::from(self.claim > 0) };
        }
        let column = if kind == Kind::Comment { self.column() } else { 0 };
        self.tokens.push(Token { kind, text, at: self.at, starts, newlines, column });
        self.at += length;
        Some(())
    }

    fn kind(&self, next: char) -> Option<(Kind, usize)> {
        if let Some(end) = self.marks.pieces.get(&self.at) {
            return Some((Kind::Piece, end.checked_sub(self.at)?));
        }
        let line = self.rest().split('\n').next().unwrap_or_default();
        Some(match next {
            '#' => (Kind::Comment, line.trim_end_matches(BLANKS).len()),
            '|' => (Kind::Bar, bar(line).len()),
            ',' => (Kind::Comma, 1),
            '(' => (Kind::Open(Bracket::Round), 1),
            '[' => (Kind::Open(Bracket::Square), 1),
            '{' => (Kind::Open(self.brace()), 1),
            ')' | ']' | '}' => (Kind::Close(*self.open.last()?), 1),
            '0'..='9' => (Kind::Piece, number(line)),
            _ => {
                let word = leading_word(line);
                if !word.is_empty() {
                    return Some((self.word(word), word.len()));
                }
                let sign = SIGNS.iter().find(|sign| line.starts_with(**sign))?;
                (self.sign(sign), sign.len())
            }
        })
    }

    fn brace(&self) -> Bracket {
        let word = self.tokens.iter().rev().find(|token| token.kind != Kind::Comment);
        let schedule = word.is_some_and(|word| self.marks.schedules.contains(&word.at));
        let block = self.marks.blocks.get(&self.at).copied();
        block.unwrap_or(if schedule { Bracket::Schedule } else { Bracket::Dict })
    }

    fn word(&self, word: &str) -> Kind {
        // `expect always`, `race on`: names elsewhere.
        let inside = !self.marks.statements.contains(&self.at);
        let quantifier = inside && self.claim == 1;
        let on = inside && self.claim == 3 && word == "on";
        let value = matches!(word, "True" | "False" | "None");
        if (KEYWORDS.contains(&word) && !value) || quantifier || on { Kind::Keyword } else { Kind::Name }
    }

    fn sign(&self, sign: &str) -> Kind {
        match sign {
            "." => Kind::Dot,
            ".." => Kind::Dots,
            ":" => Kind::Colon,
            "-" | "+" if !self.behind_value() => Kind::Prefix,
            _ => Kind::Sign,
        }
    }

    fn behind_value(&self) -> bool {
        let before = self.tokens.iter().rev().find(|token| token.kind != Kind::Comment);
        let value = |token: &Token<'_>| matches!(token.kind, Kind::Name | Kind::Piece | Kind::Close(_));
        before.is_some_and(value) && !self.marks.statements.contains(&self.at)
    }

    fn column(&self) -> usize {
        let before = self.text.get(..self.at).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().width()
    }
}

/// A line of output: blanks at its end are part of it, the first half of a line end is not.
fn bar(line: &str) -> &str {
    line.strip_suffix('\r').filter(|bare| !bare.ends_with('\r')).unwrap_or(line)
}

/// How long the number at the start of `text` is, as the grammar has it.
fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let hex = text.starts_with("0x") || text.starts_with("0X");
    let mut length = 0;
    while let Some(byte) = bytes.get(length) {
        let exponent = !hex && matches!(byte, b'e' | b'E') && length > 0;
        length += match byte {
            _ if exponent && matches!(bytes.get(length + 1), Some(b'+' | b'-')) && digit(length + 2) => 2,
            b'.' if !hex && digit(length + 1) => 1,
            _ if byte.is_ascii_alphanumeric() || *byte == b'_' => 1,
            _ => break,
        };
    }
    length
}
