//! Scenarios with other blanks, line ends, semicolons and comments, and the same tree.

use concur::format::{Bracket, Kind, Token, tokens};
use concur::source::Source;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// The words of statements that end with their blocks, so that the next one needs no line of its own.
const COMPOUND: [&str; 9] = ["if", "while", "loop", "for", "with", "try", "fn", "critical", "atomic"];

/// Writes tokens with other blanks, line ends, semicolons and comments between them, wherever these mean nothing.
struct Mangler {
    chance: StdRng,
    open: Vec<Bracket>,
    /// The first words of the statements at hand, the innermost last.
    words: Vec<String>,
    text: String,
    comments: usize,
}

/// `text` so written, in a way that `seed` decides.
pub(crate) fn mangle(text: &str, seed: u64) -> String {
    let source = Source::new("test.cdl", text);
    let tokens = tokens(&source).unwrap();
    let chance = StdRng::seed_from_u64(seed);
    let mut mangler =
        Mangler { chance, open: Vec::new(), words: vec![String::new()], text: String::new(), comments: 0 };
    for (at, next) in tokens.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).map(|at| &tokens[at]) {
            mangler.gap(before, next);
        }
        mangler.text.push_str(next.text);
        if next.starts {
            *mangler.words.last_mut().unwrap() = next.text.to_owned();
        }
        match next.kind {
            Kind::Open(bracket) => {
                mangler.open.push(bracket);
                mangler.words.push(String::new());
            }
            Kind::Close(_) => {
                mangler.open.pop();
                mangler.words.pop();
            }
            _ => {}
        }
    }
    mangler.text
}

impl Mangler {
    fn pick(&mut self, from: &[&str]) {
        let text = from[self.chance.random_range(0..from.len())];
        self.text.push_str(text);
    }

    fn gap(&mut self, before: &Token<'_>, next: &Token<'_>) {
        let bars = self.open.last() == Some(&Bracket::Output);
        let mut line_ends = before.kind == Kind::Comment || next.kind == Kind::Bar || bars;
        if !line_ends && next.kind != Kind::Comment && ends_statement(before, next) && self.chance.random_bool(0.3) {
            return self.pick(&[";", " ; ", ";\n", "; \n\n ;"]);
        }
        let may_end = self.may_break(before, next) && self.chance.random_bool(0.3);
        if may_end && self.chance.random_bool(0.3) && before.kind != Kind::Bar {
            self.comments += 1;
            self.pick(&[" ", "  ", "\t", "      "]);
            self.text.push_str(&format!("# comment {}", self.comments));
            self.pick(&["", "  ", "\t"]);
            line_ends = true;
        }
        if line_ends || may_end {
            self.pick(&["\n", "\n\n", "\n\n\n\n", "\r\n", "\n \t\n"]);
            return self.pick(&["", "", " ", "\t", "   ", "                "]);
        }
        let needed = touching(before, next) || self.open.last() == Some(&Bracket::Schedule);
        let separate = next.starts && !matches!(before.kind, Kind::Open(_));
        let compound = COMPOUND.contains(&self.words.last().unwrap().as_str());
        match (separate, before.kind) {
            (true, Kind::Close(Bracket::Block)) if compound => self.pick(&["", " ", "\n"]),
            (true, _) => self.pick(&["\n", "\n    "]),
            _ if needed => self.pick(&[" ", "   ", "\t"]),
            _ => self.pick(&["", "", " ", "  "]),
        }
    }

    /// Whether a line may end between the two.
    fn may_break(&self, before: &Token<'_>, next: &Token<'_>) -> bool {
        let around = |kinds: fn(Kind) -> bool| kinds(before.kind) || kinds(next.kind);
        match self.open.last() {
            Some(Bracket::Round | Bracket::Square) => true,
            Some(Bracket::Dict) => around(|kind| {
                matches!(kind, Kind::Comma | Kind::Colon | Kind::Open(Bracket::Dict) | Kind::Close(Bracket::Dict))
            }),
            Some(Bracket::Schedule | Bracket::Output) => true,
            None | Some(Bracket::Block) => {
                let operator = match before.kind {
                    Kind::Sign => !before.text.ends_with('=') || ["==", "!=", "<=", ">="].contains(&before.text),
                    Kind::Keyword => ["and", "or"].contains(&before.text),
                    kind => matches!(kind, Kind::Comma | Kind::Dots),
                };
                let block = matches!(before.kind, Kind::Open(Bracket::Block));
                let clause = matches!(before.kind, Kind::Close(Bracket::Block))
                    && ["elif", "else", "except", "finally"].contains(&next.text);
                let closes = matches!(next.kind, Kind::Close(_));
                operator || block || clause || closes || next.starts
            }
        }
    }
}

fn ends_statement(before: &Token<'_>, next: &Token<'_>) -> bool {
    let opens = matches!(before.kind, Kind::Open(_));
    !opens && (next.starts || next.kind == Kind::Close(Bracket::Block))
}

/// Whether two tokens, one directly behind the other, would be read as something else.
fn touching(before: &Token<'_>, next: &Token<'_>) -> bool {
    let word = |kind| matches!(kind, Kind::Name | Kind::Keyword | Kind::Piece);
    let sign = |kind| matches!(kind, Kind::Sign | Kind::Prefix | Kind::Dot | Kind::Dots);
    let number = before.kind == Kind::Piece && next.kind == Kind::Dot;
    word(before.kind) && word(next.kind) || sign(before.kind) && sign(next.kind) || number || next.kind == Kind::Comment
}
