//! What must hold of the format for every text: formatting again changes nothing, the tree is the same, and so are the
//! comments; however the blanks, line ends and semicolons of the text were.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

#[allow(dead_code)]
mod generator;

use std::path::{Path, PathBuf};

use concur::format::{Bracket, Kind, Token, format, tokens};
use concur::source::{Severity, Source};
use concur::syntax::ast::Script;
use concur::syntax::{parse, walk};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// The tree of a text without errors.
fn tree(text: &str) -> Option<Script> {
    let parsed = parse(&Source::new("test.cdl", text));
    let wrong = parsed.diagnostics.iter().any(|one| one.severity == Severity::Error);
    (!wrong).then_some(parsed.script)
}

fn comments(text: &str) -> Vec<String> {
    let source = Source::new("test.cdl", text);
    let comments = tokens(&source).unwrap().into_iter().filter(|token| token.kind == Kind::Comment);
    comments.map(|comment| comment.text.to_owned()).collect()
}

/// Formats a text that has no errors, and looks at all that must hold.
fn hold(text: &str) -> String {
    let source = Source::new("test.cdl", text);
    let once = format(&source).unwrap_or_else(|why| panic!("{why:?}\n{text}"));
    let twice = format(&Source::new("test.cdl", once.as_str())).unwrap_or_else(|why| panic!("{why:?}\n{once}"));
    assert_eq!(once, twice, "formatted again, it changes:\n{text}");
    assert!(walk::same(&tree(text).unwrap(), &tree(&once).unwrap()), "another tree:\n{text}\n{once}");
    assert_eq!(comments(text), comments(&once), "{text}");
    assert!(once.is_empty() || once.ends_with('\n') && !once.ends_with("\n\n"), "{once}");
    once
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "cdl") {
            found.push(path);
        }
    }
}

/// All scenarios of this repository that can be read.
fn own() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    ["scenarios", "tests"].iter().for_each(|folder| files(&root.join(folder), &mut paths));
    paths.sort();
    let texts = paths.iter().map(|path| std::fs::read_to_string(path).unwrap());
    texts.filter(|text| tree(text).is_some()).collect()
}

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

impl Mangler {
    fn mangle(text: &str, seed: u64) -> String {
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

/// Mangles a text, and looks at all that must hold of what comes out.
fn mangled_holds(text: &str, seed: u64) {
    let mangled = Mangler::mangle(text, seed);
    let Some(tree_of_mangled) = tree(&mangled) else { panic!("it cannot be read any more:\n{mangled}") };
    assert!(walk::same(&tree(text).unwrap(), &tree_of_mangled), "the mangler changes the tree:\n{text}\n{mangled}");
    hold(&mangled);
}

#[test]
fn own_scenarios_keep_their_tree_and_their_comments() {
    let texts = own();
    assert!(texts.len() > 200, "only {} were found", texts.len());
    texts.iter().for_each(|text| drop(hold(text)));
}

#[test]
fn own_scenarios_with_other_blanks_keep_their_tree_and_their_comments() {
    for (index, text) in own().iter().enumerate() {
        (0..4).for_each(|round| mangled_holds(text, 4 * index as u64 + round));
    }
}

#[test]
fn scenarios_for_users_are_in_the_format() {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"), &mut paths);
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(format(&Source::new("test.cdl", text.as_str())).unwrap(), text, "{}", path.display());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn random_scenarios_keep_their_tree_and_their_comments(text in generator::scenario(), seed: u64) {
        hold(&text);
        mangled_holds(&text, seed);
    }

    #[test]
    fn whatever_is_read_is_formatted_and_whatever_is_not_is_refused(
        text in prop::collection::vec(prop::sample::select(vec![
            "x", "1", "\"s{x}\"", "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "-", "+", "**", "=", "==", "+=", "\n", "\n",
            ";", " ", " ", "# c\n", "if", "else", "print", "thread", "not", "in", "and", "expect", "always", "output", "|",
            "schedule", "a*2", "f", "fn", "let", "\r\n", "\t", "loop", "sleep", "2s", "with", "as", "for", "\u{feff}", "ä",
        ]), 0..24),
        glue in any::<bool>(),
    ) {
        let text = text.join(if glue { "" } else { " " });
        if tree(&text).is_some() {
            hold(&text);
        } else {
            prop_assert!(format(&Source::new("test.cdl", text.as_str())).is_err());
        }
    }
}
