//! A text read as lexemes, whatever is wrong with it: the word at a place, what stands before a dot, which call is open.

use crate::source::Span;
use crate::syntax::{Lexeme, LexemeKind, lexemes};
use crate::value::ObjectKind;

/// A text and its lexemes.
#[derive(Clone, Debug)]
pub(super) struct Reading<'t> {
    pub(super) text: &'t str,
    /// All but blanks and comments.
    pub(super) solid: Vec<Lexeme>,
}

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'t> {
    /// The word.
    pub text: &'t str,
    /// Where it stands.
    pub span: Span,
    /// What stands before its dot, as it is written: `xs[i]` of `xs[i].append`. Empty if that cannot be told.
    pub receiver: Option<&'t str>,
    /// What stands before it: a word or a sign.
    pub before: &'t str,
    /// What stands before that.
    pub second: &'t str,
}

/// A call whose parentheses are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call<'t> {
    /// What is called.
    pub callee: Word<'t>,
    /// The kind of primitive that is declared so: `semaphore s(`.
    pub declares: Option<ObjectKind>,
    /// How many arguments stand before the place.
    pub argument: usize,
    /// The keyword of the argument at the place: `timeout` of `timeout=1s`.
    pub keyword: Option<&'t str>,
    /// The keywords of the other arguments before it.
    pub given: Vec<&'t str>,
    /// Whether an argument begins at the place.
    pub begins: bool,
    /// Whether it is the head of a function: what is named there is new.
    pub head: bool,
}

/// The word that `offset` touches.
pub fn word_at(text: &str, offset: usize) -> Option<Word<'_>> {
    let reading = Reading::new(text);
    let touches = |lexeme: &Lexeme| lexeme.span.range().start <= offset && offset <= lexeme.span.range().end;
    let index = reading.solid.iter().position(|lexeme| lexeme.kind == LexemeKind::Word && touches(lexeme))?;
    reading.word(index)
}

/// The innermost call whose parentheses are open at `offset`.
pub fn call_at(text: &str, offset: usize) -> Option<Call<'_>> {
    let reading = Reading::new(text);
    let end = reading.solid.partition_point(|lexeme| lexeme.span.range().start < offset);
    reading.call(end)
}

impl<'t> Reading<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let solid = |lexeme: &Lexeme| !matches!(lexeme.kind, LexemeKind::Blank | LexemeKind::Comment);
        Self { text, solid: lexemes(text).into_iter().filter(solid).collect() }
    }

    pub(super) fn written(&self, lexeme: &Lexeme) -> &'t str {
        self.text.get(lexeme.span.range()).unwrap_or_default()
    }

    /// What is written at an index; nothing outside.
    pub(super) fn at(&self, index: usize) -> &'t str {
        self.solid.get(index).map(|lexeme| self.written(lexeme)).unwrap_or_default()
    }

    /// What is written so many lexemes before an index.
    pub(super) fn back(&self, index: usize, by: usize) -> &'t str {
        index.checked_sub(by).map(|index| self.at(index)).unwrap_or_default()
    }

    pub(super) fn kind(&self, index: usize) -> Option<LexemeKind> {
        self.solid.get(index).map(|lexeme| lexeme.kind)
    }

    pub(super) fn word(&self, index: usize) -> Option<Word<'t>> {
        let lexeme = self.solid.get(index).filter(|lexeme| lexeme.kind == LexemeKind::Word)?;
        let (before, second) = (self.back(index, 1), self.back(index, 2));
        let receiver = (before == ".").then(|| self.receiver(index - 1));
        Some(Word { text: self.written(lexeme), span: lexeme.span, receiver, before, second })
    }

    /// The expression that ends before the dot at `dot`: names, members, calls and indices, or a literal.
    pub(super) fn receiver(&self, dot: usize) -> &'t str {
        let start = self.start_of_chain(dot);
        let bound = |lexeme: &Lexeme| lexeme.span.range();
        let range = start.and_then(|start| {
            Some(bound(self.solid.get(start)?).start..bound(self.solid.get(dot.checked_sub(1)?)?).end)
        });
        range.and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    /// Where the chain begins that ends before `end`.
    fn start_of_chain(&self, end: usize) -> Option<usize> {
        let mut index = end.checked_sub(1)?;
        loop {
            let before = index.checked_sub(1);
            match (self.kind(index)?, self.at(index)) {
                (LexemeKind::Bracket, ")" | "]" | "}") => {
                    let open = self.opening(index)?;
                    let callee = open.checked_sub(1).filter(|_| self.at(open) != "{");
                    match callee.filter(|callee| self.ends_value(*callee) && !self.begins(open)) {
                        Some(callee) => index = callee,
                        None => return Some(open),
                    }
                }
                (LexemeKind::Word, _) => match before.filter(|before| self.at(*before) == ".") {
                    Some(dot) => index = dot.checked_sub(1)?,
                    None => return Some(index),
                },
                // What stands behind a hole of a string.
                (LexemeKind::Text, _) => match before.filter(|before| self.touch(*before, index)) {
                    Some(hole) if self.at(hole) == "}" => index = self.opening(hole)?.checked_sub(1)?,
                    _ => return Some(index),
                },
                (LexemeKind::Number, _) => return Some(index),
                _ => return None,
            }
        }
    }

    pub(super) fn begins(&self, index: usize) -> bool {
        self.solid.get(index).is_some_and(|lexeme| lexeme.begins)
    }

    /// Whether a value can end there, so that brackets behind it are an index or a call.
    fn ends_value(&self, index: usize) -> bool {
        match self.kind(index) {
            Some(LexemeKind::Word) => !crate::syntax::KEYWORDS.contains(&self.at(index)),
            Some(LexemeKind::Text) => true,
            Some(LexemeKind::Bracket) => matches!(self.at(index), ")" | "]"),
            _ => false,
        }
    }

    fn touch(&self, one: usize, other: usize) -> bool {
        let end = self.solid.get(one).map(|lexeme| lexeme.span.end);
        end.is_some() && end == self.solid.get(other).map(|lexeme| lexeme.span.start)
    }

    /// The bracket that the one at `close` closes.
    pub(super) fn opening(&self, close: usize) -> Option<usize> {
        let mut depth = 0_usize;
        (0..=close).rev().find(|index| {
            if self.kind(*index) == Some(LexemeKind::Bracket) {
                match self.at(*index) {
                    ")" | "]" | "}" => depth += 1,
                    _ => depth = depth.saturating_sub(1),
                }
            }
            depth == 0
        })
    }

    /// The innermost bracket that is open before the lexeme at `end`.
    pub(super) fn open_bracket(&self, end: usize) -> Option<usize> {
        let mut open = self.outwards(end).filter(|(_, closed)| !closed).map(|(index, _)| index);
        open.find(|index| self.kind(*index) == Some(LexemeKind::Bracket))
    }

    /// Where the statement begins that the lexeme at `end` goes on with.
    pub(super) fn statement(&self, end: usize) -> usize {
        self.outwards(end).find(|(index, _)| self.begins(*index)).map_or(0, |(index, _)| index)
    }

    /// The lexemes before `end` that lie in no brackets which are closed again, the last one first.
    pub(super) fn before(&self, end: usize) -> impl Iterator<Item = usize> {
        self.outwards(end).map(|(index, _)| index)
    }

    /// Whether the `{` at `open` opens a block; otherwise, it opens a dict.
    pub(super) fn opens_block(&self, open: usize) -> bool {
        /// Words of the language that a block can follow.
        const BEFORE_BLOCKS: [&str; 9] =
            ["atomic", "except", "finally", "loop", "thread", "try", "True", "False", "None"];
        let Some(before) = open.checked_sub(1) else { return true };
        match (self.kind(before), self.at(before)) {
            // In `a if b else {}`, a value follows.
            (_, "else") => self.back(before, 1) == "}",
            (Some(LexemeKind::Word), word) => BEFORE_BLOCKS.contains(&word) || !crate::syntax::KEYWORDS.contains(&word),
            (Some(LexemeKind::Bracket), bracket) => matches!(bracket, ")" | "]" | "}"),
            (Some(LexemeKind::Number | LexemeKind::Text), _) => true,
            _ => false,
        }
    }

    /// The lexemes before `end`, the last one first. Of a pair of brackets only the first comes, as one that is closed.
    fn outwards(&self, end: usize) -> impl Iterator<Item = (usize, bool)> {
        let mut index = end;
        std::iter::from_fn(move || {
            index = index.checked_sub(1)?;
            let closes = self.kind(index) == Some(LexemeKind::Bracket) && matches!(self.at(index), ")" | "]" | "}");
            if closes {
                index = self.opening(index)?;
            }
            Some((index, closes))
        })
    }

    /// The innermost call that is open before the lexeme at `end`.
    pub(super) fn call(&self, end: usize) -> Option<Call<'t>> {
        let (mut argument, mut keyword, mut given) = (0, None, Vec::new());
        let mut begins = matches!(self.back(end, 1), "(" | ",");
        let mut index = end;
        while let Some(before) = index.checked_sub(1) {
            index = before;
            match (self.kind(index)?, self.at(index)) {
                (LexemeKind::Bracket, ")" | "]" | "}") => index = self.opening(index)?,
                (LexemeKind::Bracket, "(") => return self.called(index, argument, keyword, given, begins),
                (LexemeKind::Bracket, "{") if self.opens_block(index) => return None,
                // A list or a dict among the arguments is part of one of them.
                (LexemeKind::Bracket, _) => (argument, keyword, given, begins) = (0, None, Vec::new(), false),
                (_, ",") => argument += 1,
                (LexemeKind::Word, word) if self.at(index + 1) == "=" && matches!(self.back(index, 1), "(" | ",") => {
                    if argument == 0 {
                        keyword = Some(word)
                    } else {
                        given.push(word)
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn called(
        &self,
        open: usize,
        argument: usize,
        keyword: Option<&'t str>,
        given: Vec<&'t str>,
        begins: bool,
    ) -> Option<Call<'t>> {
        let mut callee = open.checked_sub(1)?;
        // `semaphore s[3](`
        if self.at(callee) == "]" {
            callee = self.opening(callee)?.checked_sub(1)?;
        }
        let word = self.word(callee)?;
        let declares = self.declared_kind(callee);
        // An item of a list is no function that has a name.
        (callee + 1 == open || declares.is_some()).then_some(())?;
        let head = word.before == "fn";
        Some(Call { callee: word, declares, argument, keyword, given, begins, head })
    }

    /// The kind of the primitive that the word at `index` declares: `lock a`, `lock a, b[2]`.
    pub(super) fn declared_kind(&self, index: usize) -> Option<ObjectKind> {
        let mut index = index.checked_sub(1)?;
        while self.at(index) == "," {
            index = index.checked_sub(1)?;
            while matches!(self.at(index), ")" | "]") {
                index = self.opening(index)?.checked_sub(1)?;
            }
            index = index.checked_sub(1)?;
        }
        let kind = self.solid.get(index).filter(|lexeme| lexeme.begins)?;
        ObjectKind::from_keyword(self.written(kind))
    }
}
