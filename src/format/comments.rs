//! Comments at the ends of lines: two blanks before them, but those that were written one below the other stay so.

use unicode_width::UnicodeWidthStr;

use super::lines::Line;

/// A comment at the end of a line, or one on a line of its own that goes on with the one above it.
#[derive(Clone, Debug)]
pub(super) struct Comment<'t> {
    /// With its `#`.
    pub(super) text: &'t str,
    /// The column that it was written in.
    pub(super) column: usize,
    /// How many blanks stand before it.
    pub(super) blanks: usize,
}

/// Decides where comments stand. A group is as many of them in one column as no blank line and no comment in another
/// column lies between; lines without a comment do not matter.
pub(super) fn align(lines: &mut [Line<'_>]) {
    let mut rest = lines;
    while !rest.is_empty() {
        let (group, behind) = rest.split_at_mut(group(rest).max(1));
        align_group(group);
        rest = behind;
    }
}

/// How many lines belong to the group that the first one begins.
fn group(lines: &[Line<'_>]) -> usize {
    let Some(column) = lines.first().and_then(|line| line.comment.as_ref()).map(|comment| comment.column) else {
        return 1;
    };
    let ends = |line: &Line<'_>| line.apart || line.comment.as_ref().is_some_and(|comment| comment.column != column);
    lines.iter().skip(1).position(ends).map_or(lines.len(), |at| at + 1)
}

fn align_group(lines: &mut [Line<'_>]) {
    let width = |line: &Line<'_>| if line.code.is_empty() { 0 } else { line.indent + line.code.width() };
    let commented = lines.iter().filter(|line| line.comment.is_some());
    let column = commented.map(width).max().unwrap_or(0) + 2;
    for line in lines {
        let width = width(line);
        if let Some(comment) = &mut line.comment {
            comment.blanks = column.saturating_sub(width);
        }
    }
}
