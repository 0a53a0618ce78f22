//! A text as it is shown below a message: with escapes for what would steer the terminal, and its places moved along.

use super::visible::{Form, escapes, visible};
use super::{Source, Span};

/// The longest message, in characters. Behind it stands how much is left out.
const LONGEST: usize = 2000;
/// How many lines a message has at most.
const MOST_LINES: usize = 40;

/// A source as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) source: Source,
    /// Behind which offsets of the text how many bytes more (or fewer) are shown.
    moved: Vec<(usize, isize)>,
}

impl Shown {
    pub(super) fn of(source: &Source) -> Self {
        let (text, mut shown, mut from) = (source.text(), String::new(), 0);
        let (mut moved, mut by) = (Vec::new(), 0);
        for (at, character, escape) in escapes(text) {
            // A byte order mark is no part of what anyone wrote.
            let escape = if at == 0 && character == '\u{feff}' { String::new() } else { escape };
            shown.push_str(text.get(from..at).unwrap_or_default());
            shown.push_str(&escape);
            from = at + character.len_utf8();
            by += escape.len().cast_signed() - character.len_utf8().cast_signed();
            moved.push((at, by));
        }
        if moved.is_empty() && visible(source.name(), Form::OneLine) == source.name() {
            return Self { source: source.clone(), moved };
        }
        shown.push_str(text.get(from..).unwrap_or_default());
        Self { source: Source::new(&*visible(source.name(), Form::OneLine), shown), moved }
    }

    /// Where a place of the text is shown.
    pub(super) fn place(&self, span: Span) -> Span {
        let place = |offset: u32| {
            let before = self.moved.partition_point(|(at, _)| *at < offset as usize);
            let by = before.checked_sub(1).and_then(|index| self.moved.get(index)).map_or(0, |(_, by)| *by);
            (offset as usize).saturating_add_signed(by)
        };
        Span::new(place(span.start), place(span.end))
    }
}

/// What a person reads of a message: its beginning, and how much more there is.
pub fn brief(text: &str) -> String {
    let line_ends = text.match_indices('\n').map(|(at, _)| at);
    let by_lines = line_ends.skip(MOST_LINES - 1).find(|at| at + 1 < text.len());
    let by_length = text.char_indices().nth(LONGEST).map(|(at, _)| at);
    let Some(end) = by_lines.into_iter().chain(by_length).min() else { return text.to_owned() };
    let (shown, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    format!("{shown}… ({} more characters)", rest.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_move_with_what_stands_before_them() {
        let text = "\u{feff}a\x1bb\u{202e}c";
        let shown = Shown::of(&Source::new("t\x07.cdl", text));
        assert_eq!(shown.source.name(), "t\\x07.cdl");
        assert_eq!(shown.source.text(), "a\\x1bb\\u{202e}c");
        for letter in ["a", "b", "c"] {
            let at = text.find(letter).unwrap();
            assert_eq!(shown.source.slice(shown.place(Span::new(at, at + 1))), letter);
        }
        let mark = text.find('\u{202e}').unwrap();
        assert_eq!(shown.source.slice(shown.place(Span::new(mark, mark + 3))), "\\u{202e}");
    }

    #[test]
    fn a_long_message_is_cut_and_says_so() {
        assert_eq!(brief("short\nmessage\n"), "short\nmessage\n");
        assert_eq!(brief(&"x".repeat(2000)), "x".repeat(2000));
        assert_eq!(brief(&"ß".repeat(3000)), format!("{}… (1000 more characters)", "ß".repeat(2000)));
        let lines = "line\n".repeat(41);
        assert_eq!(brief(&lines), format!("{}… (6 more characters)", lines[..40 * 5 - 1].to_owned()));
    }
}
