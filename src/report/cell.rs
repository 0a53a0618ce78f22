//! Text in columns, measured as a terminal shows it.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns `text` takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// `text`, cut with `…` where it is wider than `columns`.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let Some(room) = columns.checked_sub(1) else { return String::new() };
    let mut out = String::new();
    let mut taken = 0;
    for character in text.chars() {
        let wide = character.width().unwrap_or(0);
        if taken + wide > room {
            break;
        }
        taken += wide;
        out.push(character);
    }
    out.push('…');
    out
}

/// Blanks that make `text` `columns` wide; none where it is wider.
pub(super) fn padding(text: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(width(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_its_width_on_the_terminal() {
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abc", 0), "");
    }
}
