//! Scenarios of this repository, changed by chance: in their [`blanks`] alone, or in what they say ([`edits`]).

#![allow(dead_code, reason = "each test file mangles in its own way")]

pub(crate) mod blanks;
pub(crate) mod edits;

use concur::suite::{Places, gather};

/// Every scenario of this repository: files, and fences of the book, in the order of their places.
pub(crate) fn own() -> Vec<String> {
    let places =
        ["scenarios", "tests", "docs", "README.md"].map(|name| format!("{}/{name}", env!("CARGO_MANIFEST_DIR")));
    let (cases, refused) = gather(&places, Places::FilesAndFences);
    assert!(refused.is_empty(), "{refused:?}");
    assert!(cases.len() > 400, "only {} were found", cases.len());
    let text = |case: concur::suite::Case| case.source.text()[case.part.start as usize..].to_owned();
    cases.into_iter().map(text).collect()
}
