//! What can stand where the cursor is: words of the language where a statement starts, names wherever a value can
//! stand, the methods of what stands before a dot.

mod members;

use std::collections::BTreeMap;

use super::topic::topic;
use crate::program::SPECIAL_FUNCTIONS;
use crate::syntax::{CLAIM_WORDS, CLAUSE_WORDS, Lexeme, LexemeKind, SOFT_KEYWORDS, beginnings, is_name, lexemes};
use crate::value::{BUILTIN_EXCEPTIONS, ObjectKind, all_builtins};

/// The names that can be completed, besides the words of the language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// `shared`.
    pub variables: Vec<String>,
    /// `atomic`.
    pub atomics: Vec<String>,
    /// `const`.
    pub constants: Vec<String>,
    /// `fn`.
    pub functions: Vec<String>,
    /// Primitives, and arrays of them under the name of the array.
    pub objects: Vec<(String, ObjectKind)>,
    /// Threads by their labels: `a`, `a#2`, `Worker 1`.
    pub threads: Vec<String>,
    /// What a pool's `submit` gave.
    pub futures: Vec<String>,
    /// What `let` declared, and what else is seen in one function only.
    pub locals: Vec<String>,
}

/// What sort of thing a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A word of the language.
    Keyword,
    /// A variable that all threads see.
    Shared,
    /// A name that one function or thread sees.
    Local,
    /// A `const`, or a word that is a value.
    Constant,
    /// A declared function, or a built-in one.
    Function,
    /// A primitive.
    Primitive,
    /// A thread.
    Thread,
    /// A type of exception.
    Exception,
    /// What is called behind a dot.
    Method,
    /// What is looked at behind a dot.
    Attribute,
}

/// Something that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// As it is listed.
    pub shown: String,
    /// As it is typed.
    pub typed: String,
    /// What it is.
    pub sort: Sort,
    /// What it does; empty for names of the text.
    pub doc: String,
}

/// Words that can stand within an expression.
const IN_EXPRESSIONS: [&str; 9] = ["and", "else", "for", "if", "in", "not", "or", "thread", "daemon"];
/// Words that are values.
const VALUES: [&str; 3] = ["True", "False", "None"];
/// Words behind `expect`; behind one of the last three come the others.
const QUANTIFIERS: [&str; 4] = ["output", "always", "possible", "never"];

/// What fits at the end of `text`, in order, and from where on it is to be replaced. `behind` is what stands behind the
/// cursor.
pub fn complete(text: &str, behind: &str, vocabulary: &Vocabulary) -> (usize, Vec<Candidate>) {
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
        _ => {
            let words = before.words(word.begins, vocabulary);
            // Only what is offered needs its words.
            words.into_iter().filter(|(word, _)| word.starts_with(prefix)).map(plain).collect()
        }
    };
    (start, candidates.into_iter().filter(|candidate| candidate.typed.starts_with(prefix)).collect())
}

/// A word that is listed as it is typed.
fn plain((word, sort): (String, Sort)) -> Candidate {
    let doc = match sort {
        Sort::Keyword | Sort::Constant | Sort::Function | Sort::Exception => topic(&word).map(|topic| topic.doc),
        _ => None,
    };
    Candidate { shown: word.clone(), typed: word, sort, doc: doc.unwrap_or_default() }
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

    fn words(self, begins: bool, vocabulary: &Vocabulary) -> BTreeMap<String, Sort> {
        let statement = self.statement();
        let mut words = BTreeMap::new();
        let mut add = |sort: Sort, more: &mut dyn Iterator<Item = &str>| {
            for word in more {
                words.entry(word.to_owned()).or_insert(sort);
            }
        };
        match statement.as_slice() {
            _ if begins => add(Sort::Keyword, &mut beginnings()),
            ["expect"] => {
                add(Sort::Keyword, &mut QUANTIFIERS.into_iter());
                return words;
            }
            ["always" | "possible" | "never", "expect"] => {
                add(Sort::Keyword, &mut CLAIM_WORDS.iter().copied().filter(|word| !QUANTIFIERS.contains(word)));
                add(Sort::Keyword, &mut QUANTIFIERS.into_iter().take(1));
            }
            ["except" | "raises", ..] => {
                add(Sort::Exception, &mut exceptions());
                return words;
            }
            ["raise"] => add(Sort::Exception, &mut exceptions()),
            // What is declared gets a name that nobody has yet.
            ["let" | "shared" | "const" | "fn"] => return words,
            [kind] if ObjectKind::from_keyword(kind).is_some() => return words,
            _ => add(Sort::Keyword, &mut IN_EXPRESSIONS.into_iter()),
        }
        if self.last() == Some("}") {
            add(Sort::Keyword, &mut CLAUSE_WORDS.iter().copied());
        }
        add(Sort::Constant, &mut VALUES.into_iter());
        for (sort, name) in names(vocabulary) {
            add(sort, &mut std::iter::once(name));
        }
        add(Sort::Function, &mut all_builtins().map(|(_, info)| info.name));
        add(Sort::Function, &mut SPECIAL_FUNCTIONS.iter().map(|function| function.name));
        let own = self.solid().filter(|(lexeme, _)| lexeme.kind == LexemeKind::Word).map(|(_, word)| word);
        add(Sort::Local, &mut own.filter(|word| is_name(word) && !SOFT_KEYWORDS.contains(word)));
        words
    }
}

fn exceptions() -> impl Iterator<Item = &'static str> {
    BUILTIN_EXCEPTIONS.iter().map(|(name, _)| *name)
}

/// The names of what there is.
fn names(vocabulary: &Vocabulary) -> impl Iterator<Item = (Sort, &str)> {
    let Vocabulary { variables, atomics, constants, functions, objects, threads, futures, locals } = vocabulary;
    let plain = [
        (Sort::Shared, variables),
        (Sort::Shared, atomics),
        (Sort::Constant, constants),
        (Sort::Function, functions),
        (Sort::Local, futures),
        (Sort::Local, locals),
    ];
    let plain = plain.into_iter().flat_map(|(sort, names)| names.iter().map(move |name| (sort, name.as_str())));
    let handles = threads.iter().filter(|label| is_name(label)).map(|label| (Sort::Thread, label.as_str()));
    plain.chain(handles).chain(objects.iter().map(|(name, _)| (Sort::Primitive, name.as_str())))
}
