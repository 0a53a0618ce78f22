//! Lines of the format, and the text that they make.

use super::comments::Comment;

/// One line.
#[derive(Clone, Debug, Default)]
pub(super) struct Line<'t> {
    /// Whether a blank line stands before it.
    pub(super) apart: bool,
    /// Blanks at its start.
    pub(super) indent: usize,
    /// What stands on it, but for a comment at its end.
    pub(super) code: String,
    /// The comment at its end.
    pub(super) comment: Option<Comment<'t>>,
}

/// The text of `lines`, with the line ends of `source`.
pub(super) fn finish(mut lines: Vec<Line<'_>>, source: &str) -> String {
    super::comments::align(&mut lines);
    let end = line_end(source);
    let mut text = String::with_capacity(source.len());
    for line in &lines {
        if line.apart {
            text.push_str(end);
        }
        let start = text.len();
        if !line.code.is_empty() {
            text.extend(std::iter::repeat_n(' ', line.indent));
            text.push_str(&line.code);
        }
        if let Some(comment) = &line.comment {
            text.extend(std::iter::repeat_n(' ', comment.blanks));
            text.push_str(comment.text);
        }
        // A line of output that ends in half a line end would lose it to a whole one.
        let half = text.get(start..).is_some_and(|line| line.ends_with('\r'));
        text.push_str(if half { "\n" } else { end });
    }
    text
}

/// How the first line of `text` that is not blank ends.
fn line_end(text: &str) -> &'static str {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    if first.ends_with("\r\n") { "\r\n" } else { "\n" }
}
