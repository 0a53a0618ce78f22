//! CDL, the language of concurrency scenarios, for [tree-sitter](https://tree-sitter.github.io/tree-sitter).
//!
//! `parser.set_language(&tree_sitter_cdl::LANGUAGE.into())` makes a `tree_sitter::Parser` read CDL.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_cdl() -> *const ();
}

/// The grammar.
// SAFETY: the function is the one of the generated parser, and gives its static tables.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_cdl) };

/// What its nodes are: <https://tree-sitter.github.io/tree-sitter/using-parsers/6-static-node-types>.
pub const NODE_TYPES: &str = include_str!("../../src/node-types.json");
/// Colours.
pub const HIGHLIGHTS_QUERY: &str = include_str!("../../queries/highlights.scm");
/// Which name means what.
pub const LOCALS_QUERY: &str = include_str!("../../queries/locals.scm");
/// Languages inside of the language.
pub const INJECTIONS_QUERY: &str = include_str!("../../queries/injections.scm");
/// What is defined and used where.
pub const TAGS_QUERY: &str = include_str!("../../queries/tags.scm");
