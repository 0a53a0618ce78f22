//! Scenarios after the edits of a bad day: tokens deleted, doubled, swapped and taken from elsewhere; lines lost, moved,
//! and spliced in from another scenario. Most of them can still be read, and mean something that nobody has thought of.

use concur::machine::Scenario;
use concur::source::Source;
use concur::syntax::{LexemeKind, lexemes};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

/// What numbers become: where something begins, ends, or is too much.
const NUMBERS: [&str; 12] = ["0", "1", "2", "3", "1000", "100_000", "0.5", "1ms", "2s", "0s", "1h", "10 ** 20"];

/// So many things can happen; to take a token from elsewhere is several of them.
const EDITS: usize = 15;

/// An edit is tried so often until what comes out can still be run.
const TRIES: usize = 5;

/// One of `texts` with one to four edits, in a way that `seed` decides. Most of those that could be run still can.
pub(crate) fn mangle(texts: &[String], seed: u64) -> String {
    let mut chance = StdRng::seed_from_u64(seed);
    let text = texts.choose(&mut chance).cloned().unwrap_or_default();
    let mut day = Day { texts, chance, text };
    for _ in 0..day.below(4) + 1 {
        let before = day.text.clone();
        let ran = runs(&before);
        for _ in 0..TRIES {
            day.text.clone_from(&before);
            day.edit();
            if !ran || runs(&day.text) || day.below(20) == 0 {
                break;
            }
        }
    }
    day.text
}

fn runs(text: &str) -> bool {
    Scenario::load(&Source::new("test.cdl", text)).scenario.is_some()
}

struct Day<'t> {
    texts: &'t [String],
    chance: StdRng,
    text: String,
}

impl Day<'_> {
    fn edit(&mut self) {
        match self.below(EDITS) {
            0 => self.delete_token(),
            1 => self.double_token(),
            2 => self.swap_tokens(),
            3 => self.swap_alike(),
            4 => self.other_number(),
            5 => self.delete_line(),
            6 => self.double_line(),
            7 => self.move_line(),
            8 | 9 => self.splice(),
            10 => self.cut(),
            _ => self.take_token(),
        }
    }

    fn below(&mut self, end: usize) -> usize {
        self.chance.random_range(0..end.max(1))
    }

    fn tokens(&self) -> Vec<(LexemeKind, String)> {
        tokens(&self.text)
    }

    fn put(&mut self, tokens: &[(LexemeKind, String)]) {
        self.text = tokens.iter().map(|(_, text)| text.as_str()).collect();
    }

    /// The place of some token that is no blank.
    fn some(&mut self, tokens: &[(LexemeKind, String)]) -> Option<usize> {
        let places: Vec<usize> = (0..tokens.len()).filter(|at| tokens[*at].0 != LexemeKind::Blank).collect();
        places.choose(&mut self.chance).copied()
    }

    fn delete_token(&mut self) {
        let mut tokens = self.tokens();
        if let Some(at) = self.some(&tokens) {
            tokens.remove(at);
            self.put(&tokens);
        }
    }

    fn double_token(&mut self) {
        let mut tokens = self.tokens();
        if let Some(at) = self.some(&tokens) {
            tokens.insert(at, tokens[at].clone());
            tokens.insert(at + 1, (LexemeKind::Blank, " ".into()));
            self.put(&tokens);
        }
    }

    fn swap_tokens(&mut self) {
        let mut tokens = self.tokens();
        let Some(at) = self.some(&tokens) else { return };
        let next = (at + 1..tokens.len()).find(|next| tokens[*next].0 != LexemeKind::Blank);
        if let Some(next) = next {
            tokens.swap(at, next);
            self.put(&tokens);
        }
    }

    /// Two tokens of one kind change places.
    fn swap_alike(&mut self) {
        let mut tokens = self.tokens();
        let Some(at) = self.some(&tokens) else { return };
        let alike: Vec<usize> = (0..tokens.len()).filter(|other| tokens[*other].0 == tokens[at].0).collect();
        if let Some(other) = alike.choose(&mut self.chance) {
            tokens.swap(at, *other);
            self.put(&tokens);
        }
    }

    /// A token becomes another of its kind: one of this text, or of another.
    fn take_token(&mut self) {
        let mut into = self.tokens();
        let from = if self.below(3) == 0 { tokens(self.other()) } else { self.tokens() };
        let Some(at) = self.some(&into) else { return };
        let alike: Vec<&(LexemeKind, String)> = from.iter().filter(|(kind, _)| *kind == into[at].0).collect();
        if let Some(other) = alike.choose(&mut self.chance) {
            into[at] = (*other).clone();
            self.put(&into);
        }
    }

    fn other_number(&mut self) {
        let mut tokens = self.tokens();
        let numbers: Vec<usize> = (0..tokens.len()).filter(|at| tokens[*at].0 == LexemeKind::Number).collect();
        if let Some(at) = numbers.choose(&mut self.chance) {
            tokens[*at].1 = NUMBERS[self.below(NUMBERS.len())].to_owned();
            self.put(&tokens);
        }
    }

    fn other(&mut self) -> &str {
        self.texts.choose(&mut self.chance).map_or("", String::as_str)
    }

    fn lines(&self) -> Vec<String> {
        self.text.lines().map(str::to_owned).collect()
    }

    fn put_lines(&mut self, lines: &[String]) {
        self.text = lines.join("\n") + "\n";
    }

    fn delete_line(&mut self) {
        let mut lines = self.lines();
        if !lines.is_empty() {
            lines.remove(self.below(lines.len()));
            self.put_lines(&lines);
        }
    }

    fn double_line(&mut self) {
        let mut lines = self.lines();
        if !lines.is_empty() {
            let (from, to) = (self.below(lines.len()), self.below(lines.len() + 1));
            lines.insert(to, lines[from].clone());
            self.put_lines(&lines);
        }
    }

    fn move_line(&mut self) {
        let mut lines = self.lines();
        if !lines.is_empty() {
            let line = lines.remove(self.below(lines.len()));
            lines.insert(self.below(lines.len() + 1), line);
            self.put_lines(&lines);
        }
    }

    /// Some lines of another scenario come in between.
    fn splice(&mut self) {
        let other: Vec<String> = self.other().lines().map(str::to_owned).collect();
        let mut lines = self.lines();
        let start = self.below(other.len() + 1);
        let end = (start + 1 + self.below(6)).min(other.len());
        let at = self.below(lines.len() + 1);
        lines.splice(at..at, other[start.min(end)..end].iter().cloned());
        self.put_lines(&lines);
    }

    /// The text ends in the midst of something.
    fn cut(&mut self) {
        let places: Vec<usize> = self.text.char_indices().map(|(at, _)| at).collect();
        if let Some(at) = places.choose(&mut self.chance) {
            self.text.truncate(*at);
        }
    }
}

fn tokens(text: &str) -> Vec<(LexemeKind, String)> {
    let piece = |lexeme: concur::syntax::Lexeme| Some((lexeme.kind, text.get(lexeme.span.range())?.to_owned()));
    lexemes(text).into_iter().filter_map(piece).collect()
}
