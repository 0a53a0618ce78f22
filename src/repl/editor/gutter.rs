//! How an entry of several lines lies in the line editor: behind each newline stands a gutter, as wide as the prompt, so
//! that all lines are flush. It is drawn as `...`, and is no part of the entry.
//!
//! The gutter is made of a blank that nobody types, so that keys can be told to stop there.

use super::entries::is_command;
use crate::syntax::{LexemeKind, lexemes};

/// What the gutter is made of: a blank, one column wide.
pub(super) const GUTTER: char = '\u{2007}';

/// Blanks that a block is indented by.
pub(super) const INDENT: usize = 4;

/// How the gutter is drawn.
pub(super) fn mark(width: usize) -> String {
    if width < 4 { " ".repeat(width) } else { format!("{:>width$}", "... ") }
}

/// An entry as the line editor has it.
pub(super) fn with(entry: &str, width: usize) -> String {
    entry.replace('\n', &newline(width))
}

/// An entry as it is meant. Lines that were pasted have no gutter, and keep their blanks.
pub(super) fn without(line: &str) -> String {
    let bare = |line: &str| if line.trim().is_empty() { String::new() } else { line.replace(GUTTER, "") };
    line.split('\n').map(bare).collect::<Vec<_>>().join("\n")
}

/// The same text with ordinary blanks in the gutter; every place in it stays the same.
pub(super) fn plain(line: &str) -> String {
    line.replace(GUTTER, "   ")
}

/// A line's end and the gutter of the next.
pub(super) fn newline(width: usize) -> String {
    format!("\n{}", String::from(GUTTER).repeat(width))
}

/// What Enter writes where an entry goes on behind `before`: a new line, indented as the block that it stands in.
pub(super) fn next_line(before: &str, width: usize) -> String {
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start_matches(GUTTER);
    let blanks = line.len() - line.trim_start_matches(' ').len();
    let text = plain(before);
    let solid = |kind| !matches!(kind, LexemeKind::Blank | LexemeKind::Comment);
    let last = lexemes(&text).into_iter().rfind(|lexeme| solid(lexeme.kind));
    let last = last.and_then(|lexeme| text.get(lexeme.span.range())).unwrap_or_default();
    let deeper = if matches!(last, "{" | "(" | "[") && !is_command(before) { INDENT } else { 0 };
    newline(width) + &" ".repeat(blanks + deeper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gutter_comes_and_goes() {
        let entry = "with L {\n    pass\n}";
        assert_eq!(with(entry, 2), "with L {\n\u{2007}\u{2007}    pass\n\u{2007}\u{2007}}");
        assert_eq!(without(&with(entry, 5)), entry);
        assert_eq!(without("with L {\n  pasted\n\u{2007}\u{2007}    \n}"), "with L {\n  pasted\n\n}");
    }

    #[test]
    fn it_is_drawn_as_wide_as_the_prompt() {
        assert_eq!(mark(2), "  ");
        assert_eq!(mark(4), "... ");
        assert_eq!(mark(8), "    ... ");
    }

    #[test]
    fn a_new_line_is_indented_as_its_block() {
        assert_eq!(next_line("thread a {", 0), "\n    ");
        assert_eq!(next_line("thread a { # why", 0), "\n    ");
        assert_eq!(next_line("thread a {\n\u{2007}    with L {", 1), "\n\u{2007}        ");
        assert_eq!(next_line("thread a {\n\u{2007}    pass", 1), "\n\u{2007}    ");
        assert_eq!(next_line("f(1,", 0), "\n");
        assert_eq!(next_line("print \"{\"", 0), "\n");
    }
}
