//! What can stand where the cursor is: words of the language where a statement starts, names wherever a value can
//! stand, the methods of what stands before a dot, and what commands take.

mod commands;
mod members;

use std::collections::BTreeSet;

use super::Vocabulary;
use super::entries::is_command;
use crate::syntax::{CLAIM_WORDS, CLAUSE_WORDS, Lexeme, LexemeKind, SOFT_KEYWORDS, beginnings, is_name, lexemes};
use crate::value::{BUILTIN_EXCEPTIONS, ObjectKind, all_builtins};

pub(super) use commands::named;

/// Something that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// As it is listed.
    pub(super) shown: String,
    /// As it is typed.
    pub(super) typed: String,
}

impl Candidate {
    /// Listed as it is typed.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { shown: text.clone(), typed: text }
    }
}

impl rustyline::completion::Candidate for Candidate {
    fn display(&self) -> &str {
        &self.shown
    }

    fn replacement(&self) -> &str {
        &self.typed
    }
}

/// Words that can stand within an expression.
const IN_EXPRESSIONS: [&str; 9] = ["and", "else", "for", "if", "in", "not", "or", "thread", "daemon"];
/// Words that are values.
const VALUES: [&str; 3] = ["True", "False", "None"];
/// Words behind `expect`; behind one of the last three come the others.
const QUANTIFIERS: [&str; 4] = ["output", "always", "possible", "never"];

/// What fits at the end of `text`, and from where on it is to be replaced. `behind` is what stands behind the cursor.
pub(super) fn complete(text: &str, behind: &str, vocabulary: &Vocabulary) -> (usize, Vec<Candidate>) {
    if is_command(text) {
        return commands::complete(text, vocabulary);
    }
    // With one more letter there always is a word at the end, unless the cursor is in a string or comment.
    let longer = format!("{text}x");
    let lexemes = lexemes(&longer);
    let Some((word, before)) = lexemes.split_last().filter(|(word, _)| word.kind == LexemeKind::Word) else {
        return (text.len(), Vec::new());
    };
    let start = word.span.range().start;
    let prefix = text.get(start..).unwrap_or_default();
    let before = Before { text, lexemes: before };
    let candidates = match before.last() {
        Some(".") => members::members(before, behind, vocabulary),
        _ => before.words(word.begins, vocabulary).into_iter().map(Candidate::plain).collect(),
    };
    (start, candidates.into_iter().filter(|candidate| candidate.typed.starts_with(prefix)).collect())
}

/// What stands before the word at the cursor.
#[derive(Clone, Copy)]
struct Before<'t> {
    text: &'t str,
    lexemes: &'t [Lexeme],
}

impl<'t> Before<'t> {
    fn solid(self) -> impl DoubleEndedIterator<Item = (Lexeme, &'t str)> {
        let solid = |lexeme: &&Lexeme| !matches!(lexeme.kind, LexemeKind::Blank | LexemeKind::Comment);
        self.lexemes.iter().filter(solid).map(move |one| (*one, self.text.get(one.span.range()).unwrap_or_default()))
    }

    fn last(self) -> Option<&'t str> {
        self.solid().next_back().map(|(_, text)| text)
    }

    /// The words of the statement at hand, the last one first.
    fn statement(self) -> Vec<&'t str> {
        let mut words = Vec::new();
        for (lexeme, text) in self.solid().rev() {
            words.push(text);
            if lexeme.begins {
                break;
            }
        }
        words
    }

    fn words(self, begins: bool, vocabulary: &Vocabulary) -> BTreeSet<String> {
        let statement = self.statement();
        let mut words = BTreeSet::new();
        let mut add = |more: &mut dyn Iterator<Item = &str>| words.extend(more.map(str::to_owned));
        if self.last() == Some("}") {
            add(&mut CLAUSE_WORDS.iter().copied());
        }
        match statement.as_slice() {
            _ if begins => add(&mut beginnings()),
            ["expect"] => return QUANTIFIERS.map(str::to_owned).into(),
            ["always" | "possible" | "never", "expect"] => {
                add(&mut CLAIM_WORDS.iter().copied().filter(|word| !QUANTIFIERS.contains(word)));
                add(&mut QUANTIFIERS.into_iter().take(1));
            }
            ["except" | "raises", ..] => return exceptions().map(str::to_owned).collect(),
            ["raise"] => add(&mut exceptions()),
            // What is declared gets a name that nobody has yet.
            ["let" | "shared" | "const" | "fn"] => return words,
            [kind] if ObjectKind::from_keyword(kind).is_some() => return words,
            _ => add(&mut IN_EXPRESSIONS.into_iter()),
        }
        add(&mut VALUES.into_iter());
        add(&mut all_builtins().map(|(_, info)| info.name));
        add(&mut names(vocabulary));
        let own = self.solid().filter(|(lexeme, _)| lexeme.kind == LexemeKind::Word).map(|(_, word)| word);
        add(&mut own.filter(|word| is_name(word) && !SOFT_KEYWORDS.contains(word)));
        words
    }
}

fn exceptions() -> impl Iterator<Item = &'static str> {
    BUILTIN_EXCEPTIONS.iter().map(|(name, _)| *name)
}

/// The names of what there is.
fn names(vocabulary: &Vocabulary) -> impl Iterator<Item = &str> {
    let Vocabulary { variables, constants, functions, objects, threads, locals } = vocabulary;
    let plain = [variables, constants, functions, locals].into_iter().flatten();
    let handles = threads.iter().filter(|label| is_name(label));
    plain.chain(handles).chain(objects.iter().map(|(name, _)| name)).map(String::as_str)
}
