//! The words and signs of a piece of text that the grammar refused. Only for telling what the mistake is.

use crate::syntax::names::{begins_name, goes_on_in_name, leading_word};

/// One word, sign, number or string.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    pub(super) start: usize,
    /// How many brackets are open around it, and the innermost.
    pub(super) inside: Option<char>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Text,
    Sign,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Signs of several characters that are told as one, the longest first.
const SIGNS: [&str; 27] = [
    "===", "!==", "**=", "//=", "...", "==", "!=", "<=", ">=", "&&", "||", "++", "--", "->", "=>", ":=", "+=", "-=",
    "*=", "/=", "%=", "**", "//", "..", "<<", ">>", "<>",
];

/// Takes `text` apart.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut result = Vec::new();
    let mut open: Vec<char> = Vec::new();
    let mut at = 0;
    while let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if character.is_whitespace() || character == '\u{1}' {
            at += character.len_utf8();
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let (kind, length) = measure(rest, character);
        if matches!(character, ')' | ']' | '}') {
            open.pop();
        }
        let inside = open.last().copied();
        if matches!(character, '(' | '[' | '{') {
            open.push(character);
        }
        result.push(Token { kind, text: rest.get(..length).unwrap_or(rest), start: at, inside });
        at += length.max(1);
    }
    result
}

fn measure(rest: &str, first: char) -> (Kind, usize) {
    let while_true = |wanted: fn(char) -> bool| rest.find(|c| !wanted(c)).unwrap_or(rest.len());
    match first {
        '"' | '\'' => (Kind::Text, string_length(rest, first)),
        '0'..='9' => (Kind::Number, while_true(goes_on_in_name)),
        _ if begins_name(first) => (Kind::Word, leading_word(rest).len()),
        _ => {
            (Kind::Sign, SIGNS.iter().find(|sign| rest.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len()))
        }
    }
}

fn string_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return at,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}
