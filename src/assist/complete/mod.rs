//! What can stand where the cursor is: words of the language where a statement starts, names wherever a value can
//! stand, the methods of what stands before a dot.

mod clauses;
mod declared;
mod members;
mod place;

use std::collections::BTreeMap;

use declared::declared;
use place::{Place, Wanted};

use super::reading::Reading;
use super::shape::Shape;
use super::signature::{Parameter, called};
use super::topic::topic;
use super::vocabulary::{Named, Sort, Vocabulary};
use crate::program::SPECIAL_FUNCTIONS;
use crate::syntax::{LexemeKind, beginnings, goes_on_in_name, is_name, quote_thread};
use crate::value::{BUILTIN_EXCEPTIONS, all_builtins};

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
    /// How well it fits; 0 is best.
    pub rank: u8,
}

impl Candidate {
    /// The word by which it is looked for.
    pub fn name(&self) -> &str {
        self.typed.trim_end_matches(['(', ')'])
    }
}

/// What fits at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// From where on the text before the cursor is to be replaced.
    pub start: usize,
    /// How much is to be replaced of what stands behind the cursor: the rest of the word.
    pub behind: usize,
    /// What fits, in the order of the names.
    pub candidates: Vec<Candidate>,
}

/// Words that are values.
const VALUES: [&str; 3] = ["True", "False", "None"];
/// Words that begin a value.
const PREFIXES: [&str; 3] = ["not", "thread", "daemon"];
/// Statements that stand at the top level only.
const TOP_LEVEL: [&str; 6] = ["shared", "const", "fn", "expect", "invariant", "schedule"];

/// What stands behind the word at the cursor.
#[derive(Clone, Copy)]
struct Rest<'t>(&'t str);

impl Rest<'_> {
    /// Whether the parentheses of a call stand there already.
    fn calls(self) -> bool {
        self.0.starts_with('(')
    }
}

/// What fits at the end of `text`; `behind` is what stands behind the cursor.
pub fn complete(text: &str, behind: &str, vocabulary: &Vocabulary) -> Completion {
    // With one more letter there always is a word at the end, unless the cursor is in a string or comment.
    let longer = format!("{text}x");
    let reading = Reading::new(&longer);
    let word = reading.solid.last().filter(|last| last.kind == LexemeKind::Word);
    let Some(word) = word.filter(|word| word.span.range().end == longer.len()) else {
        return Completion { start: text.len(), ..Completion::default() };
    };
    let (start, end) = (word.span.range().start, reading.solid.len() - 1);
    let prefix = text.get(start..).unwrap_or_default();
    let tail = behind.len() - behind.trim_start_matches(goes_on_in_name).len();
    let rest = Rest(behind.get(tail..).unwrap_or_default());
    let mut vocabulary = vocabulary.clone();
    for named in declared(&reading, end, &vocabulary) {
        if vocabulary.name(&named.name).is_none() {
            vocabulary.names.push(named);
        }
    }
    let candidates = match reading.back(end, 1) {
        "." => members::members(reading.receiver(end - 1), rest, &vocabulary),
        _ => {
            let words = Words::at(&reading, end, &vocabulary);
            // Only what is offered needs its words.
            let words = words.found.into_iter().filter(|(word, _)| word.starts_with(prefix));
            let mut found: Vec<Candidate> = words.map(|(word, (sort, rank))| plain(word, sort, rank)).collect();
            found.extend(keywords(&reading, end, rest, &vocabulary));
            found
        }
    };
    let candidates = candidates.into_iter().filter(|candidate| candidate.typed.starts_with(prefix)).collect();
    Completion { start, behind: tail, candidates }
}

/// A word that is listed as it is typed.
fn plain(word: String, sort: Sort, rank: u8) -> Candidate {
    let doc = match sort {
        Sort::Keyword | Sort::Constant | Sort::Function | Sort::Exception => topic(&word).map(|topic| topic.doc),
        _ => None,
    };
    Candidate { shown: word.clone(), typed: word, sort, doc: doc.unwrap_or_default(), rank }
}

/// What the call that is open takes by name, where an argument begins.
fn keywords(reading: &Reading<'_>, end: usize, rest: Rest<'_>, vocabulary: &Vocabulary) -> Vec<Candidate> {
    let call = reading.call(end).filter(|call| call.begins && !call.head);
    let Some((call, signature)) = call.and_then(|call| Some((call.clone(), called(&call, vocabulary)?))) else {
        return Vec::new();
    };
    let many = signature.parameters.iter().position(Parameter::many);
    let placed = call.argument.saturating_sub(call.given.len()).min(many.unwrap_or(usize::MAX));
    let open = signature.parameters.into_iter().skip(placed);
    let open = open.filter(|one| one.by_name && !call.given.contains(&one.name.as_str()));
    open.map(|parameter| {
        let sign = if rest.0.starts_with('=') { "" } else { "=" };
        let typed = format!("{}{sign}", parameter.name);
        Candidate { shown: parameter.shown, typed, sort: Sort::Parameter, doc: String::new(), rank: 0 }
    })
    .collect()
}

/// Words that fit, each once, with what it is and how well it fits.
struct Words<'v> {
    vocabulary: &'v Vocabulary,
    found: BTreeMap<String, (Sort, u8)>,
}

impl<'v> Words<'v> {
    fn at(reading: &Reading<'_>, end: usize, vocabulary: &'v Vocabulary) -> Self {
        let mut words = Self { vocabulary, found: BTreeMap::new() };
        let place = Place { reading, end };
        match place.wanted() {
            Wanted::NewName => {}
            Wanted::Words(list) => words.keywords(list),
            Wanted::Threads => {
                let labels =
                    words.vocabulary.threads.iter().map(|label| quote_thread(label)).chain(["main".to_owned()]);
                labels.for_each(|label| words.add(&label, Sort::Thread, 0));
            }
            Wanted::Sections => words.vocabulary.sections.iter().for_each(|name| words.add(name, Sort::Section, 0)),
            Wanted::Exceptions => words.exceptions(1),
            Wanted::Raised => {
                words.exceptions(1);
                words.names(|named| named.sort != Sort::Function, |_| 0);
            }
            Wanted::SharedVariables => {
                let races = |named: &Named| named.sort == Sort::Shared && !matches!(named.shape, Shape::Atomic(_));
                words.names(races, |_| 0);
            }
            Wanted::Functions => words.names(|named| named.sort == Sort::Function, |_| 0),
            Wanted::Handles => {
                words.names(Named::can_be_joined, |named| u8::from(named.shape != Shape::Thread));
            }
            Wanted::Entered => words.operand(|named| u8::from(!named.can_be_entered())),
            Wanted::Claimed(claims) => {
                claims.into_iter().for_each(|word| words.add(word, Sort::Keyword, 0));
                words.operand(rank_of);
            }
            Wanted::Operand(more) => {
                words.keywords(more);
                words.operand(rank_of);
            }
            Wanted::Statement { nested, clause } => {
                let top =
                    |word: &&str| TOP_LEVEL.contains(word) || crate::value::ObjectKind::from_keyword(word).is_some();
                words.keywords(beginnings().filter(|word| !nested || !top(word)).collect());
                words.keywords(clause);
                words.operand(rank_of);
            }
        }
        words
    }

    fn add(&mut self, word: &str, sort: Sort, rank: u8) {
        self.found.entry(word.to_owned()).or_insert((sort, rank));
    }

    fn keywords(&mut self, words: Vec<&str>) {
        words.into_iter().for_each(|word| self.add(word, Sort::Keyword, 3));
    }

    fn names(&mut self, chosen: impl Fn(&Named) -> bool, rank: impl Fn(&Named) -> u8) {
        for named in self.vocabulary.names.iter().filter(|named| chosen(named)) {
            self.add(&named.name, named.sort, rank(named));
        }
    }

    fn exceptions(&mut self, rank: u8) {
        self.vocabulary.exceptions.iter().for_each(|name| self.add(name, Sort::Exception, 0));
        BUILTIN_EXCEPTIONS.iter().for_each(|(name, _)| self.add(name, Sort::Exception, rank));
    }

    /// All that a value can begin with.
    fn operand(&mut self, rank: impl Fn(&Named) -> u8) {
        self.keywords(PREFIXES.to_vec());
        VALUES.iter().for_each(|value| self.add(value, Sort::Constant, 2));
        self.names(|named| is_name(&named.name), rank);
        all_builtins().for_each(|(_, info)| self.add(info.name, Sort::Function, 2));
        SPECIAL_FUNCTIONS.iter().for_each(|function| self.add(function.name, Sort::Function, 2));
    }
}

/// What the text can change comes before what is the same for ever, and that before what is the language's.
fn rank_of(named: &Named) -> u8 {
    match named.sort {
        Sort::Constant | Sort::Function => 2,
        _ => 1,
    }
}
