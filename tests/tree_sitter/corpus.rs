//! The corpus of editors/tree-sitter-cdl, as `tree-sitter test` reads it: a title between lines of `=`, a text, a line of
//! `-`, and the tree that is wanted.

use std::path::Path;

/// One entry.
pub(crate) struct Entry {
    pub(crate) title: String,
    pub(crate) text: String,
    /// The wanted tree, with one blank between any two things.
    pub(crate) tree: String,
}

fn is_rule(line: &str, sign: char) -> bool {
    line.len() >= 3 && line.chars().all(|c| c == sign)
}

/// All entries of a folder's files.
pub(crate) fn entries(folder: &Path) -> Vec<Entry> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().flat_map(|file| of(&std::fs::read_to_string(file).unwrap())).collect()
}

fn of(corpus: &str) -> Vec<Entry> {
    let lines: Vec<&str> = corpus.lines().collect();
    let titles =
        (1..lines.len().saturating_sub(1)).filter(|at| is_rule(lines[at - 1], '=') && is_rule(lines[at + 1], '='));
    let titles: Vec<usize> = titles.collect();
    let ends = titles.iter().skip(1).map(|next| next - 1).chain([lines.len()]);
    let entries = titles.iter().zip(ends).map(|(title, end)| {
        let body = &lines[title + 2..end];
        let rule = body.iter().position(|line| is_rule(line, '-')).unwrap();
        let text = body[..rule].join("\n");
        Entry {
            title: lines[*title].to_owned(),
            text: format!("{}\n", text.trim_matches('\n')),
            tree: on_one_line(&body[rule + 1..].join("\n")),
        }
    });
    entries.collect()
}

/// A tree without the line breaks that make it readable.
fn on_one_line(tree: &str) -> String {
    tree.split_whitespace().collect::<Vec<_>>().join(" ")
}
