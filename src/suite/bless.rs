//! Writes `expect output` blocks anew, and leaves every other byte as it was.

use std::path::PathBuf;

use super::gather::Case;
use super::judge::{Verdict, Verdicts};
use crate::check::lines;
use crate::source::{Source, Span};

/// Blocks of one file to be written anew.
#[derive(Clone, Debug)]
pub struct Blessing {
    /// The file.
    pub file: PathBuf,
    /// What reports call it.
    pub path: String,
    whole: Source,
    edits: Vec<(Span, String)>,
}

impl Blessing {
    /// A file of which nothing is to change yet.
    pub fn new(case: &Case) -> Self {
        Self { file: case.file.clone(), path: case.path.clone(), whole: case.whole.clone(), edits: Vec::new() }
    }

    /// Renews each block of `case` that does not say what was printed; from then on its claim holds.
    pub fn add(&mut self, case: &Case, verdicts: &mut Verdicts) {
        let Some(printed) = &verdicts.printed else { return };
        for claim in verdicts.claims.iter_mut().filter(|claim| claim.verdict == Verdict::Failed) {
            if let Some(block) = claim.block {
                self.edits.push((block, renew(&case.source, block, printed)));
                (claim.verdict, claim.differs) = (Verdict::Ok, None);
                claim.message = Some("written anew".into());
            }
        }
    }

    /// How many blocks change.
    pub fn changes(&self) -> usize {
        self.edits.iter().map(|(span, _)| *span).collect::<std::collections::BTreeSet<_>>().len()
    }

    /// The file's new text.
    pub fn text(&self) -> String {
        let mut edits = self.edits.clone();
        // A file that was named twice has each of its blocks here twice.
        edits.sort_by_key(|(span, _)| *span);
        edits.dedup_by_key(|(span, _)| *span);
        let (mut text, mut at) = (String::new(), 0);
        for (span, new) in &edits {
            text.push_str(self.whole.text().get(at..span.start as usize).unwrap_or_default());
            text.push_str(new);
            at = span.end as usize;
        }
        text.push_str(self.whole.text().get(at..).unwrap_or_default());
        text
    }
}

/// The block at `span` with the lines of `printed` in it, indented as the old one was.
pub fn renew(source: &Source, span: Span, printed: &str) -> String {
    if printed.is_empty() {
        return "{ }".into();
    }
    let old = source.slice(span);
    let newline = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let outer = indent(source.line(source.position(span.start).line));
    let bar = old.lines().skip(1).find(|line| line.trim_start().starts_with('|'));
    let inner = bar.map_or_else(|| format!("{outer}    "), |line| indent(line).to_owned());
    let mut block = String::from("{");
    for line in lines(printed) {
        block.push_str(&format!("{newline}{inner}{}", format!("| {line}").trim_end_matches(' ')));
        // A line's own blanks at its end are part of the output.
        let trailing = line.len() - line.trim_end_matches(' ').len();
        let blanks = if line.trim_end_matches(' ').is_empty() && trailing > 0 { trailing + 1 } else { trailing };
        block.push_str(&" ".repeat(blanks));
    }
    format!("{block}{newline}{outer}}}")
}

fn indent(line: &str) -> &str {
    line.get(..line.len() - line.trim_start().len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renewed(text: &str, printed: &str) -> String {
        let source = Source::new("t", text);
        let (start, end) = (text.find('{').unwrap(), text.rfind('}').unwrap() + 1);
        format!("{}{}{}", &text[..start], renew(&source, Span::new(start, end), printed), &text[end..])
    }

    #[test]
    fn a_block_keeps_its_indentation() {
        let old = "  expect output {\n      | a\n  }\n# end";
        assert_eq!(renewed(old, "b\nc\n"), "  expect output {\n      | b\n      | c\n  }\n# end");
    }

    #[test]
    fn an_empty_block_gets_four_blanks_and_an_empty_line_a_bare_bar() {
        assert_eq!(renewed("expect output {\n}", "a\n\nb\n"), "expect output {\n    | a\n    |\n    | b\n}");
        assert_eq!(renewed("expect output {\n    | a\n}", ""), "expect output { }");
    }

    #[test]
    fn line_ends_and_blanks_at_the_end_stay() {
        assert_eq!(
            renewed("expect output {\r\n    | a\r\n}\r\n", "a  \n \n"),
            "expect output {\r\n    | a  \r\n    |  \r\n}\r\n"
        );
    }
}
