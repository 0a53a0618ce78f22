//! What can stand at a place, by what stands before it in the same statement.

use super::clauses::going_on;
use crate::assist::reading::Reading;
use crate::syntax::{CLAIM_WORDS, KEYWORDS, LexemeKind};
use crate::value::ObjectKind;

/// Words behind `expect`; behind one of the last three comes what is claimed.
const QUANTIFIERS: [&str; 4] = ["output", "always", "possible", "never"];
/// Words behind which nothing of the same statement can stand.
const COMPLETE: [&str; 7] = ["True", "False", "None", "break", "continue", "pass", "yield"];
/// Words that are such only where a statement begins, and that a value follows.
const SOFT: [&str; 2] = ["sleep", "join"];

/// What is wanted at a place.
pub(super) enum Wanted {
    /// A name that nobody has yet.
    NewName,
    /// One of these words.
    Words(Vec<&'static str>),
    /// A thread, as schedules call it.
    Threads,
    /// A critical section.
    Sections,
    /// A type of exception.
    Exceptions,
    /// A type of exception, or an exception.
    Raised,
    /// What a data race can be on.
    SharedVariables,
    /// A function of the text.
    Functions,
    /// A thread's handle.
    Handles,
    /// What `with` takes.
    Entered,
    /// One of these words, or a value.
    Claimed(Vec<&'static str>),
    /// A value, or one of these words.
    Operand(Vec<&'static str>),
    /// A statement, inside of a block or not, or one of these words, which go on with the one before.
    Statement {
        /// Whether it stands inside of a block.
        nested: bool,
        /// Words that go on.
        clause: Vec<&'static str>,
    },
}

/// A place in a text: before the lexeme at `end`.
pub(super) struct Place<'r, 't> {
    pub(super) reading: &'r Reading<'t>,
    pub(super) end: usize,
}

impl<'t> Place<'_, 't> {
    fn back(&self, by: usize) -> &'t str {
        self.reading.back(self.end, by)
    }

    fn begins(&self, index: usize) -> bool {
        self.reading.solid.get(index).is_some_and(|lexeme| lexeme.begins)
    }

    /// Whether the lexeme so many before begins a statement.
    fn began(&self, by: usize) -> bool {
        self.end.checked_sub(by).is_some_and(|index| self.begins(index))
    }

    pub(super) fn wanted(&self) -> Wanted {
        let reading = self.reading;
        let open = reading.open_bracket(self.end);
        if open.is_some_and(|open| reading.at(open) == "{" && reading.back(open, 1) == "schedule") {
            // How often, and not which.
            return if self.back(1) == "*" { Wanted::Words(Vec::new()) } else { Wanted::Threads };
        }
        // Lines of output, and how a hole shows its value: `{x!r}`.
        if open.is_some_and(|open| reading.at(open) == "{" && reading.back(open, 1) == "output") || self.back(1) == "!"
        {
            return Wanted::Words(Vec::new());
        }
        let clause = self.end.checked_sub(1).and_then(|last| going_on(reading, last));
        if let Some(clause) = clause.clone().filter(|_| self.same_line()) {
            return Wanted::Words(clause);
        }
        let clause = clause.unwrap_or_default();
        if self.begins(self.end) {
            return Wanted::Statement { nested: open.is_some(), clause };
        }
        let start = reading.statement(self.end);
        let within = open.map(|open| reading.back(open, 1));
        self.behind_word(within)
            .or_else(|| self.of_claim(start))
            .or_else(|| self.of_declaration(start))
            .or_else(|| self.of_loop(start))
            .unwrap_or_else(|| match self.wants_operand() {
                true if reading.at(start) == "with" && self.back(1) == "," => Wanted::Entered,
                true if reading.at(start) == "join" && self.back(1) == "," => Wanted::Handles,
                true => Wanted::Operand(Vec::new()),
                false => Wanted::Words(self.operators(start, open)),
            })
    }

    /// Whether the lexeme before stands in the same line.
    fn same_line(&self) -> bool {
        let bounds = |index: usize| self.reading.solid.get(index).map(|lexeme| lexeme.span.range());
        let between = self.end.checked_sub(1).and_then(bounds).zip(bounds(self.end));
        let between = between.and_then(|(last, next)| self.reading.text.get(last.end..next.start));
        between.is_some_and(|between| !between.contains('\n'))
    }

    /// By the one word before, wherever it stands.
    fn behind_word(&self, within: Option<&str>) -> Option<Wanted> {
        Some(match self.back(1) {
            "except" => Wanted::Exceptions,
            "(" | "," if within == Some("except") => Wanted::Exceptions,
            "raise" => Wanted::Raised,
            "let" | "shared" | "const" | "fn" | "for" | "as" => Wanted::NewName,
            "atomic" if self.began(1) => Wanted::NewName,
            "critical" if self.began(1) => Wanted::Sections,
            "join" if self.began(1) => Wanted::Handles,
            "daemon" => Wanted::Words(vec!["thread"]),
            "thread" => Wanted::Functions,
            "with" => Wanted::Entered,
            _ => return None,
        })
    }

    /// In a claim.
    fn of_claim(&self, start: usize) -> Option<Wanted> {
        if self.reading.at(start) != "expect" {
            return None;
        }
        let happens = || CLAIM_WORDS.iter().copied().filter(|word| !QUANTIFIERS.contains(word));
        Some(match (self.end - start, self.back(2), self.back(1)) {
            (1, _, _) => Wanted::Words(QUANTIFIERS.to_vec()),
            (2, _, "output") | (3, "possible", "output") => Wanted::Words(Vec::new()),
            (3, "possible" | "never", "deadlock" | "livelock") => Wanted::Words(Vec::new()),
            (2, _, "possible") => Wanted::Claimed(happens().chain(["output"]).collect()),
            (2, _, "always") => Wanted::Operand(Vec::new()),
            (2, _, "never") => Wanted::Claimed(happens().collect()),
            (3, _, "race") => Wanted::Words(vec!["on"]),
            (3, _, "overlap") => Wanted::Words(vec!["in"]),
            (3, _, "raises") => Wanted::Exceptions,
            (4, "race", "on") => Wanted::SharedVariables,
            (4, "overlap", "in") => Wanted::Sections,
            _ => return None,
        })
    }

    /// In a declaration, before the value.
    fn of_declaration(&self, start: usize) -> Option<Wanted> {
        let reading = self.reading;
        let head = reading.at(start);
        let valued = (start..self.end).any(|index| reading.at(index) == "=");
        if reading.declared_kind(self.end).is_some() || (self.began(1) && ObjectKind::from_keyword(head).is_some()) {
            return Some(Wanted::NewName);
        }
        let parameter = head == "fn" && matches!(self.back(1), "(" | ",") && reading.call(self.end)?.head;
        let name = matches!(head, "let" | "shared" | "const" | "thread") && !valued;
        let called = head == "thread" && reading.call(self.end).is_some();
        // Behind a function's name or head, a name's end, `thread w`: a sign or a block comes.
        (parameter || (name && !called)).then_some(Wanted::NewName)
    }

    /// Between `for` and `in`.
    fn of_loop(&self, start: usize) -> Option<Wanted> {
        let words = (start..self.end).rev().map(|index| self.reading.at(index));
        let last = words.take_while(|word| *word != "in").find(|word| *word == "for");
        last.map(|_| if self.back(1) == "," { Wanted::NewName } else { Wanted::Words(vec!["in"]) })
    }

    /// Whether what stands before needs a value behind it.
    fn wants_operand(&self) -> bool {
        let word = self.back(1);
        match self.end.checked_sub(1).and_then(|last| self.reading.kind(last)) {
            Some(LexemeKind::Bracket) => matches!(word, "(" | "[" | "{"),
            Some(LexemeKind::Word) => {
                (KEYWORDS.contains(&word) && !COMPLETE.contains(&word)) || (self.began(1) && SOFT.contains(&word))
            }
            Some(LexemeKind::Sign) => true,
            _ => false,
        }
    }

    /// Words that can stand behind a value.
    fn operators(&self, start: usize, open: Option<usize>) -> Vec<&'static str> {
        let mut words = vec!["and", "or", "not", "in", "if"];
        let before = |word: &str| (start + 1..self.end).any(|index| self.reading.at(index) == word);
        if before("if") {
            words.push("else");
        }
        if open.is_some_and(|open| self.reading.at(open) == "[") {
            words.push("for");
        }
        let entering = self.reading.at(start) == "with" || self.back(2) == "except" || self.back(1) == ")";
        if entering && !before("as") {
            words.push("as");
        }
        words
    }
}
