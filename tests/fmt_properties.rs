//! What must hold of the format for every text: formatting again changes nothing, the tree is the same, and so are the
//! comments; however the blanks, line ends and semicolons of the text were.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod generator;
mod laws;
mod mangler;

use concur::format::format;
use concur::source::Source;
use concur::suite::{Places, gather};
use concur::syntax::walk;
use laws::form::{self, tree};
use mangler::blanks;
use proptest::prelude::*;

/// Looks at all that must hold of a text's form.
fn hold(text: &str) {
    form::hold(text).unwrap_or_else(|why| panic!("{why}\n{text}"));
}

/// All scenarios of this repository that can be read.
fn own() -> Vec<String> {
    mangler::own().into_iter().filter(|text| tree(text).is_some()).collect()
}

/// Mangles a text, and looks at all that must hold of what comes out.
fn mangled_holds(text: &str, seed: u64) {
    let mangled = blanks::mangle(text, seed);
    let Some(tree_of_mangled) = tree(&mangled) else { panic!("it cannot be read any more:\n{mangled}") };
    assert!(walk::same(&tree(text).unwrap(), &tree_of_mangled), "the mangler changes the tree:\n{text}\n{mangled}");
    hold(&mangled);
}

#[test]
fn own_scenarios_keep_their_tree_and_their_comments() {
    let texts = own();
    assert!(texts.len() > 200, "only {} were found", texts.len());
    texts.iter().for_each(|text| hold(text));
}

#[test]
fn own_scenarios_with_other_blanks_keep_their_tree_and_their_comments() {
    for (index, text) in own().iter().enumerate() {
        (0..2).for_each(|round| mangled_holds(text, 2 * index as u64 + round));
    }
}

#[test]
fn scenarios_for_users_are_in_the_format() {
    let places = ["scenarios", "README.md", "docs"].map(|name| format!("{}/{name}", env!("CARGO_MANIFEST_DIR")));
    let (cases, refused) = gather(&places, Places::FilesAndFences);
    assert!(refused.is_empty() && cases.len() > 200, "{refused:?}");
    for case in cases {
        let text = case.source.text().get(case.part.start as usize..).unwrap();
        hold(text);
        let formatted = format(&Source::new("test.cdl", text)).unwrap();
        assert_eq!(formatted, text, "{} is not in the format", case.name);
    }
}

#[test]
fn signs_at_the_end_of_a_line_stay_apart() {
    for text in ["a---\nb", "x = a ---\n# c\nb", "x=--\nb", "x = a*--  # c\nb", "f(a ----\n b)", "x = [--\n1]"] {
        assert!(tree(text).is_some(), "{text}");
        hold(text);
    }
}

/// What an edit may put anywhere into a text: most of it is wrong there, and some of it means something else.
const SNIPPETS: [&str; 44] = [
    "\n",
    "\n\n\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    ";",
    " ; ",
    "# c\n",
    " # \u{a0}\t\n",
    "#",
    "{",
    "}",
    "{ }",
    "{}",
    "(",
    ")",
    "()",
    "[",
    "]",
    ",",
    ":",
    ".",
    "..",
    "-",
    "+ ",
    "=",
    " = ",
    "**",
    "not ",
    "\"",
    "'",
    "\"{x:>{w}}\"",
    "\"#\"",
    "|",
    "| x # y\n",
    "1e-5",
    "1.",
    "2s",
    "print ",
    "thread ",
    "else { }",
    "schedule { a*2 \"b\"#1 }",
    "\u{feff}",
];

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
        hold(&text.join(if glue { "" } else { " " }));
    }
    #[test]
    fn own_scenarios_after_edits_are_formatted_or_refused(
        text in prop::sample::select(own()),
        edits in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&SNIPPETS), any::<bool>()), 1..4),
    ) {
        let mut text = text;
        for (index, snippet, replaces) in edits {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let place = index.index(places.len());
            let end = places[if replaces { (place + 1).min(places.len() - 1) } else { place }];
            text.replace_range(places[place]..end, snippet);
        }
        hold(&text);
    }
}
