//! The words that editors colour are those of the language: every list of words, in whatever file, is held to the one list.
//!
//! Another list is another row of the table: its file, how its words are found there, and what they must be.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::collections::BTreeSet;
use std::path::Path;

use concur::program::SPECIAL_FUNCTIONS;
use concur::syntax::{CLAIM_WORDS, CLAUSE_WORDS, KEYWORDS, SOFT_KEYWORDS};
use concur::value::{BUILTIN_EXCEPTIONS, ObjectKind, all_builtins};

type Words = BTreeSet<String>;

/// How the words of a list are found in the text of a file.
type Find = Box<dyn Fn(&str) -> Words>;

/// Words that are kept for later: reserved, or not even that.
const LATER_KEYWORDS: [&str; 3] = ["async", "await", "import"];
const LATER_NAMES: [&str; 2] = ["process", "task"];
/// `race on x`, and what stands behind a colon in a schedule.
const WITHIN: [&str; 3] = ["on", "notify", "wake"];
/// Units of time, which are parts of numbers.
const UNITS: [&str; 4] = ["min", "ms", "ns", "us"];
/// Words that are nodes of their own in the tree-sitter grammar.
const NODES: [&str; 9] = ["True", "False", "None", "break", "continue", "pass", "yield", "deadlock", "livelock"];

fn set<'w>(words: impl IntoIterator<Item = &'w str>) -> Words {
    words.into_iter().map(str::to_owned).collect()
}

fn with<'w>(words: Words, more: impl IntoIterator<Item = &'w str>) -> Words {
    words.into_iter().chain(set(more)).collect()
}

fn without<'w>(words: Words, fewer: impl IntoIterator<Item = &'w str>) -> Words {
    let fewer = set(fewer);
    words.into_iter().filter(|word| !fewer.contains(word)).collect()
}

fn keywords() -> Words {
    set(KEYWORDS.iter().copied())
}

/// The words that declare a primitive.
fn objects() -> Words {
    set(ObjectKind::DECLARED.map(|(word, _)| word))
}

/// The soft keywords that are more than names today; `choose` is a function.
fn soft() -> Words {
    without(set(SOFT_KEYWORDS.iter().copied()), LATER_NAMES.into_iter().chain(["choose"]))
}

fn claims() -> Words {
    set(CLAIM_WORDS.iter().copied())
}

/// All words that mean something today.
fn all() -> Words {
    let words = with(keywords(), SOFT_KEYWORDS.iter().chain(CLAIM_WORDS).copied());
    without(with(words, WITHIN), LATER_KEYWORDS.into_iter().chain(LATER_NAMES))
}

fn builtins() -> Words {
    with(set(all_builtins().map(|(_, info)| info.name)), SPECIAL_FUNCTIONS.map(|function| function.name))
}

fn exceptions() -> Words {
    set(BUILTIN_EXCEPTIONS.iter().map(|(name, _)| *name))
}

/// Each list of words in this repository: where, how it is found, what it must be.
#[rustfmt::skip]
fn table() -> Vec<(&'static str, Find, Words)> {
    let pest = "grammar/cdl.pest";
    let (grammar, json) = ("editors/tree-sitter-cdl/grammar.js", "editors/tree-sitter-cdl/src/grammar.json");
    let (scanner, colours) = ("editors/tree-sitter-cdl/src/scanner.c", "editors/tree-sitter-cdl/queries/highlights.scm");
    let (vim, indent) = ("editors/vim/syntax/cdl.vim", "editors/vim/indent/cdl.vim");
    let values = ["True", "False", "None"];
    let quantifiers = ["always", "possible", "never"];
    let (words, text_mate) = ("editors/vscode/grammar/words.json", "editors/vscode/syntaxes/cdl.tmLanguage.json");
    let (sublime, emacs, book) = ("editors/sublime/cdl.sublime-syntax", "editors/emacs/cdl-mode.el", "docs/cdl.js");
    let all_soft = || set(SOFT_KEYWORDS.iter().copied());
    // `choose` is among the soft keywords there.
    let functions = || without(builtins(), ["choose"]);
    let soft_statements = || without(soft(), ObjectKind::DECLARED.map(|(word, _)| word));
    vec![
        (pest, quoted("\nreserved = ", "XID_CONTINUE"), keywords()),
        (pest, quoted("\nobject_word = ", "XID_CONTINUE"), objects()),
        (pest, quoted("", ""), with(all(), LATER_KEYWORDS)),
        (grammar, quoted("const OBJECT_WORDS = ", "]"), objects()),
        (grammar, quoted("const SOFT_WORDS = ", "]"), soft_statements()),
        (grammar, quoted("const CLAIM_WORDS = ", "]"), without(claims(), quantifiers.into_iter().chain(["overlap"]))),
        (json, Box::new(strings), with(all(), UNITS)),
        (scanner, quoted("NO_VALUES[] = {", "}"), without(keywords(), values)),
        (colours, quoted("; ── words ──", "; ── values ──"), without(all(), NODES)),
        (colours, Box::new(nodes), set(NODES)),
        (colours, quoted("(#any-of? @function.builtin", "))"), builtins()),
        (colours, quoted("(#not-any-of? @function.call", "))"), builtins()),
        (vim, keyword_groups(&["cdlExceptionType", "cdlTodo"]), keywords()),
        (vim, quoted("let s:objects = ", "\n"), objects()),
        (vim, quoted("\nlet s:blocks = ", "\n\n"), soft_statements()),
        (vim, quoted("let s:quantifiers = ", "\n"), set(quantifiers)),
        (vim, quoted("let s:states = ", "\n"), set(["deadlock", "livelock"])),
        (vim, quoted("let s:builtins = ", "\n"), builtins()),
        (vim, behind("syn keyword cdlExceptionType "), exceptions()),
        (indent, alternation("elif"), set(CLAUSE_WORDS.iter().copied())),
        (words, under("keywords"), keywords()),
        (words, under("softKeywords"), all_soft()),
        (words, under("claimWords"), claims()),
        (words, under("builtins"), functions()),
        (words, under("exceptions"), exceptions()),
        (text_mate, alternation("Full"), exceptions()),
        (text_mate, alternation("divmod"), builtins()),
        (sublime, variables("  # KEYWORDS", "  # SOFT_KEYWORDS"), keywords()),
        (sublime, variables("  # SOFT_KEYWORDS", "  # CLAIM_WORDS"), all_soft()),
        (sublime, variables("  # CLAIM_WORDS", "  # Built-in"), claims()),
        (sublime, variables("  # Built-in functions and exceptions", "\n\n"), functions().into_iter().chain(exceptions()).collect()),
        (emacs, quoted("(defconst cdl-keywords\n  '(", ")"), keywords()),
        (emacs, quoted("(defconst cdl-soft-keywords\n  '(", ")"), all_soft()),
        (emacs, quoted("(defconst cdl-claim-words\n  '(", ")"), claims()),
        (emacs, quoted("(defconst cdl-builtins\n  '(", ")"), functions()),
        (emacs, quoted("(defconst cdl-exceptions\n  '(", ")"), exceptions()),
        (emacs, quoted("(defconst cdl--clauses '(", ")"), set(CLAUSE_WORDS.iter().copied())),
        (book, quoted("const words = ", ";"), without(with(keywords(), all_soft().iter().chain(&claims()).map(String::as_str).chain(["on"])), values)),
        (book, quoted("literal: ", "}"), set(values)),
    ]
}

#[test]
fn the_words_of_every_editor_are_those_of_the_language() {
    for (file, find, wanted) in table() {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let found = find(&text);
        let (lost, added): (Vec<_>, Vec<_>) =
            (wanted.difference(&found).collect(), found.difference(&wanted).collect());
        assert!(lost.is_empty() && added.is_empty(), "{file} lacks {lost:?} and has {added:?} besides {wanted:?}");
    }
}

// ── how words are found ────────────────────────────────────────────────────────────────────────────────────────────

fn is_word(text: &str) -> bool {
    text.len() > 1 && text.chars().all(|c| c.is_alphabetic() || c == '_')
}

/// What stands between two marks; all of the text without marks.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    if start.is_empty() {
        return text;
    }
    let (_, behind) = text.split_once(start).unwrap_or_else(|| panic!("`{start}` is not there"));
    behind.split_once(end).map_or(behind, |(inside, _)| inside)
}

/// The words in quotes between two marks, but not in comments.
fn quoted(start: &'static str, end: &'static str) -> Find {
    Box::new(move |text| {
        let mut found = Words::new();
        for line in between(text, start, end).lines().filter(|line| !line.trim_start().starts_with("//")) {
            let mut rest = line;
            while let Some(open) = rest.find(['"', '\'']) {
                let (inside, behind) = string(&rest[open..]);
                let words = inside.split_whitespace().map(|word| word.trim_matches([':', '(']));
                found.extend(words.filter(|word| is_word(word)).map(str::to_owned));
                rest = behind;
            }
        }
        found
    })
}

/// What stands in the quotes with which `text` begins, and behind them.
fn string(text: &str) -> (&str, &str) {
    let mut escaped = false;
    let closes = |(_, c): &(usize, char)| {
        let closes = !escaped && text.starts_with(*c);
        escaped = !escaped && *c == '\\';
        closes
    };
    let close = text.char_indices().skip(1).find(closes).map_or(text.len(), |(at, _)| at);
    (&text[1..close], text.get(close + 1..).unwrap_or_default())
}

/// The rest of the line behind a mark.
fn behind(start: &'static str) -> Find {
    Box::new(move |text| set(between(text, start, "\n").split_whitespace()))
}

/// The words of Vim's `syn keyword`, of all groups but some.
fn keyword_groups(except: &'static [&'static str]) -> Find {
    Box::new(|text| {
        let lines = text.lines().filter_map(|line| line.strip_prefix("syn keyword "));
        let groups = lines.map(|line| line.split_once(' ').unwrap()).filter(|(group, _)| !except.contains(group));
        let words = groups.flat_map(|(_, words)| words.split_whitespace().take_while(|word| is_word(word)));
        set(words.filter(|word| !["contained", "skipwhite"].contains(word)))
    })
}

/// The alternatives of a regular expression one of which is `word`: `(if|elif|else)`, `\%(if\|elif\)`.
fn alternation(word: &'static str) -> Find {
    Box::new(move |text| {
        let plain = text.replace("\\|", "|");
        let runs = plain.split(|c: char| !(c.is_alphabetic() || c == '_' || c == '|')).filter(|run| run.contains('|'));
        let found: Vec<Words> = runs.map(|run| set(run.split('|'))).filter(|words| words.contains(word)).collect();
        assert!(!found.is_empty(), "`{word}` is in no alternation");
        assert!(found.iter().all(|words| *words == found[0]), "`{word}` is in several alternations: {found:?}");
        found[0].clone()
    })
}

/// All strings below a key of a JSON object.
fn under(key: &'static str) -> Find {
    fn gather(value: &serde_json::Value, found: &mut Words) {
        match value {
            serde_json::Value::String(word) => drop(found.insert(word.clone())),
            serde_json::Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
            serde_json::Value::Object(fields) => fields.values().for_each(|item| gather(item, found)),
            _ => {}
        }
    }
    Box::new(move |json| {
        let mut found = Words::new();
        gather(&serde_json::from_str::<serde_json::Value>(json).unwrap()[key], &mut found);
        found
    })
}

/// The alternatives of all variables of a Sublime syntax between two marks: `loop: while|for`.
fn variables(start: &'static str, end: &'static str) -> Find {
    Box::new(move |text| {
        let values =
            between(text, start, end).lines().map(|line| line.split_once(": ").map_or(line, |(_, value)| value));
        set(values.flat_map(|value| value.trim().split('|')).filter(|word| is_word(word)))
    })
}

/// The words among the strings of a tree-sitter grammar.
fn strings(json: &str) -> Words {
    fn gather(value: &serde_json::Value, found: &mut Words) {
        let of_string = value["type"] == "STRING";
        found.extend(value["value"].as_str().filter(|word| of_string && is_word(word)).map(str::to_owned));
        match value {
            serde_json::Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
            serde_json::Value::Object(fields) => fields.values().for_each(|item| gather(item, found)),
            _ => {}
        }
    }
    let mut found = Words::new();
    gather(&serde_json::from_str(json).unwrap(), &mut found);
    found
}

/// The nodes that are words, in the first half of the query for colours.
fn nodes(query: &str) -> Words {
    let part = between(query, "; ── words ──", "(int)");
    let nodes = part.split('(').skip(1).filter_map(|rest| rest.split_once(')')).map(|(name, _)| name);
    nodes
        .map(
            |name| {
                if ["none", "true", "false"].contains(&name) { capital(name) } else { name.replace("_statement", "") }
            },
        )
        .collect()
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}
