//! The pages of the book, taken apart: fences, code in the text, links, headings.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The folder of the book.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// One page.
pub(crate) struct Page {
    /// From the folder: `reference/locks.md`.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// What stands between two marks.
pub(crate) struct Fence<'a> {
    /// The words behind the first mark.
    pub(crate) words: &'a str,
    pub(crate) text: &'a str,
}

/// Every page below the folder, in the order of their names; the summary is none.
pub(crate) fn all() -> Vec<Page> {
    let (mut pages, mut folders) = (Vec::new(), vec![folder()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") && !path.ends_with("SUMMARY.md") {
                let name = path.strip_prefix(self::folder()).unwrap().to_str().unwrap().to_owned();
                pages.push(Page { name, text: std::fs::read_to_string(&path).unwrap() });
            }
        }
    }
    pages.sort_by(|one, other| one.name.cmp(&other.name));
    pages
}

impl Page {
    /// The page of that name.
    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), text: std::fs::read_to_string(folder().join(name)).unwrap() }
    }

    /// Its fences, in order.
    pub(crate) fn fences(&self) -> Vec<Fence<'_>> {
        // Split at the marks, every second piece is inside of a fence.
        let pieces = self.text.split("```").skip(1).step_by(2);
        let fences = pieces.map(|piece| piece.split_once('\n').unwrap_or((piece, "")));
        fences.map(|(words, text)| Fence { words: words.trim(), text }).collect()
    }

    /// Its text without the fences.
    fn prose(&self) -> String {
        self.text.split("```").step_by(2).collect::<Vec<_>>().join("\n")
    }

    /// The code within its sentences and tables.
    pub(crate) fn spans(&self) -> Vec<String> {
        let prose = self.prose();
        spans(&prose).map(|span| span.replace('\n', " ")).collect()
    }

    /// All of its code.
    pub(crate) fn code(&self) -> String {
        let fences = self.fences().into_iter().filter(|fence| fence.words.starts_with("cdl"));
        let fences = fences.map(|fence| fence.text.to_owned());
        fences.chain(self.spans()).collect::<Vec<_>>().join("\n")
    }

    /// Where its links lead, as they are written.
    pub(crate) fn links(&self) -> Vec<String> {
        // An array of primitives, `s[3](0)`, is no link.
        let prose = self.prose().split('`').step_by(2).collect::<String>();
        let rest = prose.split("](").skip(1);
        rest.filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())).collect()
    }

    /// What its headings are called in links.
    pub(crate) fn anchors(&self) -> BTreeSet<String> {
        let prose = self.prose();
        let headings = prose.lines().filter(|line| line.starts_with('#'));
        headings.map(|line| anchor(line.trim_start_matches('#').trim())).collect()
    }
}

/// What stands between backticks.
pub(crate) fn spans(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split('`').skip(1).step_by(2).map(|span| span.replace("\\|", "|"))
}

/// `What a thread's block sees`: `what-a-threads-block-sees`.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect::<String>().to_lowercase()
}
