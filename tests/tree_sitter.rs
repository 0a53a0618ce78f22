//! The tree-sitter grammar of editors/tree-sitter-cdl reads what the parser reads, and reads it alike: the same
//! statements, blocks and expressions at the same places.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

#[path = "tree_sitter/colours.rs"]
mod colours;
#[path = "tree_sitter/corpus.rs"]
mod corpus;
mod generator;
mod mangler;
#[path = "tree_sitter/trees.rs"]
mod trees;

use std::path::{Path, PathBuf};

use concur::source::Source;
use concur::suite::{Places, gather};
use concur::syntax::{CLAIM_WORDS, KEYWORDS, SOFT_KEYWORDS};
use mangler::blanks;
use proptest::prelude::*;
use tree_sitter::{InputEdit, Point};
use trees::{accepted, flaws, nodes, own_parts, parser, parts, read};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The scenarios of this repository, in files and in fences: name and text.
fn own() -> Vec<(String, String)> {
    let places = ["scenarios", "tests", "benches", "docs", "editors/tree-sitter-cdl", "README.md"];
    let places = places.map(|name| root().join(name).to_str().unwrap().to_owned());
    let (cases, refused) = gather(&places, Places::FilesAndFences);
    assert!(refused.is_empty(), "{refused:?}");
    cases.into_iter().map(|case| (case.name, case.source.text().to_owned())).collect()
}

/// Reads a text that the parser reads, and compares.
fn hold(name: &str, text: &str) {
    let script = accepted(text).unwrap_or_else(|| panic!("{name} cannot be read:\n{text}"));
    let tree = read(text);
    let flaws = flaws(&tree, text);
    assert!(flaws.is_empty(), "{text}\n{name} has errors: {flaws:#?}");
    let (wanted, found) = (own_parts(&script), parts(&tree));
    let lost: Vec<_> = wanted.iter().filter(|part| !found.contains(part)).collect();
    let added: Vec<_> = found.iter().filter(|part| !wanted.contains(part)).collect();
    assert!(lost.is_empty() && added.is_empty(), "{text}\n{name}: lost {lost:?}, added {added:?}");
    assert_eq!(wanted.len(), found.len(), "{name}: some are there twice");
}

#[test]
fn every_scenario_of_the_repository_is_read_as_the_parser_reads_it() {
    let own = own();
    let right: Vec<_> = own.iter().filter(|(_, text)| accepted(text).is_some()).collect();
    assert!(right.len() > 450, "only {} of {} were found", right.len(), own.len());
    right.iter().for_each(|(name, text)| hold(name, text));
}

#[test]
fn other_blanks_line_ends_and_comments_change_nothing() {
    for (index, (name, text)) in own().iter().enumerate().filter(|(_, (_, text))| accepted(text).is_some()) {
        (0..2).for_each(|round| hold(name, &blanks::mangle(text, 2 * index as u64 + round)));
    }
}

/// Where the grammar lies.
fn grammar(path: &str) -> PathBuf {
    root().join("editors/tree-sitter-cdl").join(path)
}

#[test]
fn the_corpus_is_read_as_it_says() {
    let entries = corpus::entries(&grammar("test/corpus"));
    assert!(entries.len() > 40, "only {} entries were found", entries.len());
    for entry in entries {
        let tree = read(&entry.text).root_node().to_sexp();
        assert_eq!(tree, entry.tree, "{}", entry.title);
    }
}

#[test]
fn a_scenario_with_mistakes_keeps_most_of_its_statements() {
    let mistakes: Vec<_> = own().into_iter().filter(|(_, text)| accepted(text).is_none()).collect();
    assert!(mistakes.len() > 50, "only {} were found", mistakes.len());
    let (mut right, mut kept) = (0, 0);
    for (name, text) in &mistakes {
        let tree = read(text);
        assert_eq!(tree.root_node().kind(), "script", "{name}");
        assert!(tree.root_node().end_byte() <= text.len(), "{name}");
        // What is being typed ends anywhere.
        text.char_indices().for_each(|(at, _)| drop(read(&text[..at])));
        let found = parts(&tree);
        let own = own_parts(&concur::syntax::parse(&Source::new(name.as_str(), text.as_str())).script);
        let own: Vec<_> = own.iter().filter(|part| part.is_read()).collect();
        right += own.len();
        kept += own.iter().filter(|part| found.contains(part)).count();
    }
    assert!(kept * 100 >= right * 90, "of {right} parts, {kept} are kept");
}

#[test]
fn every_word_of_the_language_has_its_colour_and_no_name_has() {
    let query = colours::query(tree_sitter_cdl::HIGHLIGHTS_QUERY);
    // `race on x`, `a:notify(b)`, `a:wake`.
    let words = [KEYWORDS, SOFT_KEYWORDS, CLAIM_WORDS, &["on", "notify", "wake"]].concat();
    for (name, text) in own() {
        let tree = read(&text);
        let colours = colours::colours(&query, &tree, &text);
        let twice: Vec<_> = colours.iter().filter(|(_, colours)| colours.len() > 1).collect();
        assert!(twice.is_empty(), "{name}: {twice:?}");
        for (node, _) in nodes(&tree).into_iter().filter(|(node, _)| node.child_count() == 0 && !node.is_missing()) {
            let place = (node.start_byte(), node.end_byte());
            let colour = colours.get(&place).and_then(|colours| colours.first()).map_or("", String::as_str);
            let word =
                ["keyword", "type.builtin", "boolean", "constant.builtin"].iter().any(|word| colour.starts_with(word));
            let plain = ["name", "label", "option", "string_text", "format_text"].contains(&node.kind());
            let is_word = words.contains(&&text[place.0..place.1]) && !plain;
            let inside = node.parent().is_some_and(|parent| parent.is_error());
            assert!(
                word == is_word || inside,
                "{name}: `{}` is {colour:?}, a {}",
                &text[place.0..place.1],
                node.kind()
            );
        }
    }
}

#[test]
fn every_query_fits_the_grammar() {
    let mut found = 0;
    for folder in [grammar("queries"), root().join("editors/helix"), root().join("editors/zed")] {
        for path in queries(&folder) {
            colours::query(&std::fs::read_to_string(path).unwrap());
            found += 1;
        }
    }
    assert!(found >= 16, "only {found} were found");
}

fn queries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let below = paths.flat_map(|path| if path.is_dir() { queries(&path) } else { vec![path] });
    below.filter(|path| path.extension().is_some_and(|extension| extension == "scm")).collect()
}

/// Those of them that the parser reads.
fn right() -> Vec<String> {
    own().into_iter().map(|(_, text)| text).filter(|text| accepted(text).is_some()).collect()
}

/// Pieces of texts, most of which mean nothing together.
fn soup() -> impl Strategy<Value = String> {
    soup_of(0..10)
}

fn soup_of(pieces: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    const SIGNS: [&str; 47] = [
        "x",
        "f",
        "größe",
        "1",
        "0.5",
        "2s",
        "\"s{x}\"",
        "'{x!r:>{w}}'",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        "..",
        "-",
        "+",
        "**",
        "=",
        "==",
        "+=",
        "<",
        "\n",
        "\n",
        "\n",
        ";",
        " ",
        " ",
        "# c\n",
        "| x",
        "a*2",
        "a#2",
        "a:choose(1)",
        "a:wake",
        "\r\n",
        "\t",
        "x)",
        "(x",
        "x {",
        "} ",
        "on",
        "= 1\n",
        ".m(",
        "f(x)",
    ];
    let words = [KEYWORDS, SOFT_KEYWORDS, CLAIM_WORDS].concat();
    let piece = prop_oneof![
        prop::sample::select(SIGNS.to_vec()).prop_map(str::to_owned),
        prop::sample::select(words.clone()).prop_map(str::to_owned),
    ];
    let starts = prop_oneof![
        Just(String::new()),
        prop::sample::select(words).prop_map(|word| format!("{word} ")),
        Just("expect possible ".to_owned()),
    ];
    (starts, prop::collection::vec(piece, pieces), any::<bool>())
        .prop_map(|(start, pieces, glue)| start + &pieces.join(if glue { "" } else { " " }))
}

/// `length` characters of a text.
fn range(text: &str, start: prop::sample::Index, length: usize) -> std::ops::Range<usize> {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let first = start.index(places.len());
    places[first]..places[(first + length).min(places.len() - 1)]
}

/// Where a place in a text is, as tree-sitter counts.
fn point(text: &str, at: usize) -> Point {
    let before = &text[..at];
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    Point { row: before.matches('\n').count(), column: at - line }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_scenarios_are_read_as_the_parser_reads_them(
        text in prop_oneof![generator::scenario(), generator::endless()],
        seed: u64,
    ) {
        hold("a random scenario", &text);
        hold("a mangled one", &blanks::mangle(&text, seed));
    }

    #[test]
    fn what_is_read_by_chance_is_read_alike(text in soup()) {
        if accepted(&text).is_some() {
            hold("a soup", &text);
        }
        read(&text);
    }

    #[test]
    fn own_scenarios_after_edits_are_read_alike_where_they_can_be_read(
        text in prop::sample::select(right()),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..3usize, soup_of(1..3)), 1..4),
    ) {
        let mut text = text;
        for (start, length, new) in edits {
            text.replace_range(range(&text, start, length), &new);
        }
        if accepted(&text).is_some() {
            hold("an edited one", &text);
        }
    }

    #[test]
    fn an_edit_gives_the_tree_of_the_new_text(
        text in generator::scenario(),
        start: prop::sample::Index,
        length in 0..12usize,
        new in soup(),
    ) {
        let place = range(&text, start, length);
        let (start, end) = (place.start, place.end);
        let mut edited = text.clone();
        edited.replace_range(place, &new);
        let mut tree = read(&text);
        tree.edit(&InputEdit {
            start_byte: start,
            old_end_byte: end,
            new_end_byte: start + new.len(),
            start_position: point(&text, start),
            old_end_position: point(&text, end),
            new_end_position: point(&edited, start + new.len()),
        });
        let again = parser().parse(&edited, Some(&tree)).unwrap();
        let fresh = read(&edited);
        // With errors in it there may be more than one way to read a text.
        prop_assert_eq!(again.root_node().has_error(), fresh.root_node().has_error(), "{}", edited);
        if !fresh.root_node().has_error() {
            prop_assert_eq!(again.root_node().to_sexp(), fresh.root_node().to_sexp(), "{}", edited);
        }
    }
}
