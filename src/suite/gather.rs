//! Finds scenarios: in files, in folders (recursively, in the order of their names), in Markdown fences.

use std::fs;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::read::{Refused, failed, read, read_file, refuse};
use crate::source::{Source, Span, file_name};

/// The code of a path that names no scenario, which says nothing of any file.
pub const NOTHING_THERE: &str = "cdl::file::none";

/// One scenario to be judged.
#[derive(Clone, Debug)]
pub struct Case {
    /// What reports call it: the path, with the line of the fence in Markdown.
    pub name: String,
    /// The file as it was named; `-` for standard input.
    pub file: PathBuf,
    /// The same as reports call it.
    pub path: String,
    /// The scenario. In Markdown: the file with everything around the fence blanked out, so that places stay.
    pub source: Source,
    /// The whole file.
    pub whole: Source,
    /// What of the file is the scenario.
    pub part: Span,
}

/// Where scenarios are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Places {
    /// Each is a file.
    Files,
    /// Fences in Markdown count as well.
    FilesAndFences,
}

impl Places {
    fn help(self) -> &'static str {
        match self {
            Self::Files => "here, scenarios are files named *.cdl",
            Self::FilesAndFences => "scenarios are files named *.cdl, and fences marked ```cdl in files named *.md",
        }
    }
}

/// All scenarios of `paths`, and what could not be read.
pub fn gather(paths: &[String], places: Places) -> (Vec<Case>, Vec<Refused>) {
    let (mut cases, mut refused) = (Vec::new(), Vec::new());
    for path in paths {
        let before = cases.len() + refused.len();
        let folder = path != "-" && fs::metadata(path).is_ok_and(|metadata| metadata.is_dir());
        let files = if folder { walk(path, &mut refused) } else { vec![PathBuf::from(path)] };
        for file in files.iter().filter(|file| places == Places::FilesAndFences || !is_markdown(file)) {
            match if path == "-" { read(path) } else { read_file(file) } {
                Ok(source) => cases.extend(of_file(file, &source)),
                Err(why) => refused.push(*why),
            }
        }
        if cases.len() + refused.len() == before {
            let message = format!("there is no scenario in `{path}`");
            refused.push(*refuse(path, NOTHING_THERE, message, Some(places.help().into())));
        }
    }
    (cases, refused)
}

/// The scenarios of one file.
fn of_file(file: &Path, whole: &Source) -> Vec<Case> {
    let path = file_name(file);
    let case = |name: String, source: Source, part: Range<usize>| {
        let part = Span::new(part.start, part.end);
        Case { name, file: file.to_owned(), path: path.clone(), source, whole: whole.clone(), part }
    };
    if !is_markdown(file) {
        return vec![case(whole.name().to_owned(), whole.clone(), 0..whole.text().len())];
    }
    let fences = fences(whole.text()).into_iter();
    fences.map(|(line, range)| case(format!("{path}:{line}"), only(whole, range.clone()), range)).collect()
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// `whole` up to the end of `range`, with blanks for all before it.
fn only(whole: &Source, range: Range<usize>) -> Source {
    let before = whole.text().get(..range.start).unwrap_or_default();
    let blank = before.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' });
    let text: String = blank.chain(whole.text().get(range).unwrap_or_default().chars()).collect();
    Source::new(whole.name(), text)
}

/// The fences marked `cdl`: the line on which each begins, and the bytes between its two marks. One that is also marked
/// with another word (`cdl wrong`) is an example of something else, unless that word is `right`.
fn fences(text: &str) -> Vec<(usize, Range<usize>)> {
    let mut found = Vec::new();
    let mut open: Option<(&str, usize, usize, bool)> = None;
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        // A byte order mark is no part of the first line.
        let content = if index == 0 { line.trim_start_matches('\u{feff}') } else { line }.trim();
        let mark = mark(content);
        match open {
            Some((fence, number, start, wanted)) => {
                let closes = mark.len() >= fence.len() && mark.starts_with(fence) && mark.len() == content.len();
                if closes {
                    found.extend(wanted.then_some((number, start..at)));
                    open = None;
                }
            }
            None if !mark.is_empty() => {
                let words: Vec<&str> = content.strip_prefix(mark).unwrap_or_default().split_whitespace().collect();
                let wanted = matches!(words.as_slice(), ["cdl"] | ["cdl", "right"]);
                open = Some((mark, index + 1, at + line.len(), wanted));
            }
            None => {}
        }
        at += line.len();
    }
    if let Some((_, number, start, true)) = open {
        found.push((number, start.min(text.len())..text.len()));
    }
    found
}

/// The ``` or ~~~ that `line` begins with, three or more.
fn mark(line: &str) -> &str {
    let length = ['`', '~'].map(|sign| line.len() - line.trim_start_matches(sign).len()).into_iter().max().unwrap_or(0);
    if length >= 3 { line.get(..length).unwrap_or_default() } else { "" }
}

fn is_scenario(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b".cdl")
}

/// Whether it is a file, or a link to one. Whoever opens a pipe or a device may wait for ever; a link to nothing is often
/// the lock of an editor. What cannot be looked at is refused when it is read.
fn is_regular(path: &Path) -> bool {
    match fs::metadata(path) {
        Ok(metadata) => metadata.is_file(),
        Err(error) => error.kind() != ErrorKind::NotFound,
    }
}

/// Every scenario file below `root`, sorted. Hidden folders are left out, and links to folders are not followed.
fn walk(root: &str, refused: &mut Vec<Refused>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(root)];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                refused.push(*failed(&folder, &error));
                continue;
            }
        };
        for entry in entries.flatten() {
            // A walk of `.` puts `./` before it.
            let path = entry.path().strip_prefix("./").map_or_else(|_| entry.path(), Path::to_owned);
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && !entry.file_name().as_encoded_bytes().starts_with(b".") {
                folders.push(path);
            } else if (is_scenario(&path) || is_markdown(&path)) && is_regular(&entry.path()) {
                files.push(path);
            }
        }
    }
    files.sort_by(|one, other| one.as_os_str().cmp(other.as_os_str()));
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_keeps_the_lines_and_offsets_of_its_file() {
        let text = "# Tïtle\n\n```cdl\nprint \"a\"\n```\nend\n";
        let whole = Source::new("a.md", text);
        let cases = of_file(Path::new("a.md"), &whole);
        let [case] = cases.as_slice() else { panic!("{cases:?}") };
        assert_eq!(case.name, "a.md:3");
        assert_eq!(case.source.line(4), "print \"a\"");
        assert_eq!(case.source.text().find("print"), text.find("print"));
        assert!(case.source.text().get(..17).is_some_and(|before| before.trim().is_empty()));
    }

    #[test]
    fn a_fence_may_stand_right_behind_a_byte_order_mark() {
        assert_eq!(fences("\u{feff}```cdl\nx\n```\n"), [(1, 10..12)]);
    }

    #[test]
    fn only_fences_marked_as_scenarios_count() {
        let text =
            "```rust\nx\n```\n````text\n```cdl\nx\n```\n````\n```cdl wrong\nx\n```\n~~~cdl\ny\n~~~\n```cdl right\nz\n";
        let found: Vec<(usize, &str)> = fences(text).into_iter().map(|(line, range)| (line, &text[range])).collect();
        assert_eq!(found, [(12, "y\n"), (15, "z\n")]);
    }
}
