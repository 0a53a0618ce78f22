//! What stands between two tokens of one line.

use super::tokens::{Bracket, Kind, Token};

/// Words that are a call when all behind them is in parentheses: `print(a)`.
const CALLED: [&str; 3] = ["print", "sleep", "join"];

/// Two tokens, one behind the other, and what is around them.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) before: &'a Token<'a>,
    pub(super) next: &'a Token<'a>,
    /// The innermost bracket that both stand in.
    pub(super) inside: Option<Bracket>,
    /// Whether `next` opens parentheses that end where the statement ends.
    pub(super) whole: bool,
    /// Whether `next` is the last of the code on its line.
    pub(super) last: bool,
}

impl Pair<'_> {
    /// What is written between the two.
    pub(super) fn gap(self) -> &'static str {
        if self.next.starts && !matches!(self.before.kind, Kind::Open(_)) {
            return "; ";
        }
        if self.is_tight() { "" } else { " " }
    }

    fn is_tight(self) -> bool {
        let (before, next) = (self.before.kind, self.next.kind);
        match (before, next) {
            (Kind::Open(bracket), _) | (_, Kind::Close(bracket)) => !bracket.holds_lines(),
            (_, Kind::Comma | Kind::Dot | Kind::Dots | Kind::Colon) | (Kind::Dot | Kind::Dots, _) => true,
            (Kind::Comma, _) => false,
            (Kind::Colon, _) => self.inside == Some(Bracket::Square),
            // `- -x` stays as it is. Where a line ends with `--`, its statement would end there.
            (Kind::Prefix, Kind::Prefix) => self.before.at + 1 == self.next.at && !self.last,
            (Kind::Prefix, _) => true,
            (Kind::Sign, _) if self.before.text == "=" => self.names_an_argument(),
            (_, Kind::Sign) if self.next.text == "=" => self.names_an_argument(),
            (_, Kind::Open(Bracket::Round | Bracket::Square)) => self.calls(),
            _ => false,
        }
    }

    fn names_an_argument(self) -> bool {
        self.inside == Some(Bracket::Round)
    }

    /// Whether the bracket belongs to the value before it.
    fn calls(self) -> bool {
        let before = self.before;
        let word = (before.starts && CALLED.contains(&before.text)).then_some(before.text);
        match (before.kind, word) {
            (Kind::Name | Kind::Keyword, Some(_)) if self.next.kind == Kind::Open(Bracket::Round) => self.whole,
            (Kind::Name | Kind::Piece, _) => true,
            (Kind::Close(bracket), _) => !bracket.holds_lines(),
            _ => false,
        }
    }
}
