//! Text that others wrote (a scenario, a file's name, an argument), made fit to be looked at: what would steer the terminal
//! or hide what is said stands there as an escape.
//!
//! Letters, signs and blanks of every script stay as they are, and so do the joiners and variants inside words and emoji.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

/// Which line ends and escape codes of a text are its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Lines and tabs stay.
    Lines,
    /// The same, and colours stay too. Only for texts that were put together here.
    Colored,
    /// All is shown on one line.
    OneLine,
}

/// `text` with escapes for what is not to be shown as it is: `\x1b`, `\u{202e}`.
pub fn visible(text: &str, form: Form) -> Cow<'_, str> {
    if is_plain(text, form) {
        return text.into();
    }
    let Some(first) = Letters::new(text, form).find(|letter| letter.fate != Fate::Stays) else { return text.into() };
    let (before, rest) = text.split_at_checked(first.at).unwrap_or((text, ""));
    let mut out = String::with_capacity(text.len() + rest.len() / 8 + 8);
    out.push_str(before);
    for letter in Letters::new(text, form).skip_while(|letter| letter.at < first.at) {
        match letter.fate {
            Fate::Stays => out.push(letter.character),
            Fate::Hidden => push_escape(&mut out, letter.character),
        }
    }
    out.into()
}

/// `text` on one line, with escapes for what is not to be shown as it is.
pub fn one_line(text: &str) -> String {
    visible(text, Form::OneLine).into_owned()
}

/// Where `text` holds characters for which escapes stand when it is shown, and how long those are.
pub(super) fn escapes(text: &str) -> impl Iterator<Item = (usize, char, String)> {
    Letters::new(text, Form::Lines).filter(|letter| letter.fate == Fate::Hidden).map(|letter| {
        let mut escape = String::new();
        push_escape(&mut escape, letter.character);
        (letter.at, letter.character, escape)
    })
}

/// What a file is called, with escapes for bytes that are no text: `\xff`.
pub fn file_name(path: &Path) -> String {
    let mut name = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        name.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(name, "\\x{byte:02x}");
        }
    }
    name
}

/// JSON with escapes for the same characters, which can stand only inside its strings: it says what it said.
pub fn visible_json(json: &str) -> Cow<'_, str> {
    if is_plain(json, Form::Lines) || Letters::new(json, Form::Lines).all(|letter| letter.fate == Fate::Stays) {
        return json.into();
    }
    let mut out = String::with_capacity(json.len() + 64);
    for letter in Letters::new(json, Form::Lines) {
        match letter.fate {
            Fate::Stays => out.push(letter.character),
            Fate::Hidden => {
                for unit in letter.character.encode_utf16(&mut [0; 2]) {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.into()
}

/// Whether all of `text` may be shown as it is, on one line.
pub fn is_visible(text: &str) -> bool {
    Letters::new(text, Form::OneLine).all(|letter| letter.fate == Fate::Stays)
}

/// `text` with `stand_in` for each character that is not shown as it is on one line.
pub fn without_hidden(text: &str, stand_in: char) -> String {
    let letters = Letters::new(text, Form::OneLine);
    letters.map(|letter| if letter.fate == Fate::Stays { letter.character } else { stand_in }).collect()
}

/// Whether a text is one of those that nearly all are: in ASCII, with nothing to escape.
fn is_plain(text: &str, form: Form) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~') || byte == b'\n' && form != Form::OneLine)
}

/// The escape of a character: letters for line ends and tabs, `\x` for the rest of ASCII, `\u{ }` behind it.
fn push_escape(out: &mut String, character: char) {
    // Writing to a String cannot fail.
    let _ = match character {
        '\n' => write!(out, "\\n"),
        '\r' => write!(out, "\\r"),
        '\t' => write!(out, "\\t"),
        character if character.is_ascii() => write!(out, "\\x{:02x}", u32::from(character)),
        character => write!(out, "\\u{{{:x}}}", u32::from(character)),
    };
}

/// What becomes of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Stays,
    Hidden,
}

/// A character where it stands.
struct Letter {
    at: usize,
    character: char,
    fate: Fate,
}

/// The characters of a text, each with its fate, which may depend on its neighbours.
struct Letters<'t> {
    text: &'t str,
    form: Form,
    at: usize,
    before: Option<char>,
    /// Up to where an escape code of colours reaches.
    colored: usize,
}

impl<'t> Letters<'t> {
    fn new(text: &'t str, form: Form) -> Self {
        Self { text, form, at: 0, before: None, colored: 0 }
    }

    fn fate(&mut self, character: char, rest: &str) -> Fate {
        let stays = match character {
            ' '..='~' => true,
            '\n' | '\t' => self.form != Form::OneLine,
            '\r' => self.form != Form::OneLine && rest.starts_with('\n'),
            '\x1b' if self.form == Form::Colored => match color_code(rest) {
                Some(length) => {
                    self.colored = self.at + 1 + length;
                    true
                }
                None => false,
            },
            _ if character.is_control() || steers(character) => false,
            '\u{200c}' | '\u{200d}' => self.before.is_some_and(joins) && rest.chars().next().is_some_and(joins),
            _ if is_variant(character) => self.before.is_some_and(|before| !is_variant(before) && is_base(before)),
            _ => !is_ignorable(character),
        };
        if stays { Fate::Stays } else { Fate::Hidden }
    }
}

impl Iterator for Letters<'_> {
    type Item = Letter;

    fn next(&mut self) -> Option<Letter> {
        let rest = self.text.get(self.at..)?;
        let character = rest.chars().next()?;
        let behind = rest.get(character.len_utf8()..).unwrap_or_default();
        let fate = if self.at < self.colored { Fate::Stays } else { self.fate(character, behind) };
        let letter = Letter { at: self.at, character, fate };
        self.at += character.len_utf8();
        self.before = Some(character);
        Some(letter)
    }
}

/// How long the rest of an escape code is that gives letters a colour or a weight. One that hides them, or paints what is
/// behind them, is none.
fn color_code(rest: &str) -> Option<usize> {
    let parameters = rest.strip_prefix('[')?.split_once('m')?.0;
    let harmless =
        |word: &str| matches!(word.parse(), Ok(0..=4 | 22 | 24 | 30..=37 | 39 | 90..=97u8)) || word.is_empty();
    (parameters.len() < 16 && parameters.split(';').all(harmless)).then_some(parameters.len() + 2)
}

/// What changes the order or the lines of the text around it: controls of direction, separators of lines.
fn steers(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What chooses a form of the character before it.
fn is_variant(character: char) -> bool {
    matches!(character, '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// What Unicode lets a screen leave out (`Default_Ignorable_Code_Point`), and marks between lines of notes.
fn is_ignorable(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A character that is seen by itself.
fn is_base(character: char) -> bool {
    !character.is_control() && !character.is_whitespace() && !is_ignorable(character)
}

/// Beside what a joiner has a meaning: letters and marks of scripts beyond ASCII, emoji and their variants.
fn joins(character: char) -> bool {
    !character.is_ascii() && (is_base(character) || is_variant(character))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str) -> String {
        visible(text, Form::Lines).into_owned()
    }

    #[test]
    fn what_steers_a_terminal_is_shown_and_not_done() {
        assert_eq!(lines("\x1b]0;mine\x07"), "\\x1b]0;mine\\x07");
        assert_eq!(lines("a\u{9b}31mb\u{7f}\x08"), "a\\u{9b}31mb\\x7f\\x08");
        assert_eq!(lines("a\rb\r\nc\td\n"), "a\\rb\r\nc\td\n");
        assert_eq!(one_line("a\rb\r\nc\td\n"), "a\\rb\\r\\nc\\td\\n");
    }

    #[test]
    fn what_hides_text_is_shown() {
        assert_eq!(lines("if \u{202e}x\u{2066} \u{200f}"), "if \\u{202e}x\\u{2066} \\u{200f}");
        assert_eq!(lines("a\u{2028}b\u{2029}\u{85}"), "a\\u{2028}b\\u{2029}\\u{85}");
        assert_eq!(lines("\u{feff}a\u{200b}b\u{2060}\u{ad}"), "\\u{feff}a\\u{200b}b\\u{2060}\\u{ad}");
        assert_eq!(lines("a\u{e0041}\u{fe0f}\u{200d}"), "a\\u{e0041}\\u{fe0f}\\u{200d}");
        // Text in runs of variants is no variant of anything.
        assert_eq!(lines("a\u{fe01}\u{fe02}\u{fe03}"), "a\u{fe01}\\u{fe02}\\u{fe03}");
    }

    #[test]
    fn words_and_emoji_of_all_scripts_stay_as_they_are() {
        for text in [
            "nämä",
            "日本語",
            "می\u{200c}خواهم",
            "क\u{94d}\u{200d}ष",
            "👩\u{200d}💻 ❤\u{fe0f}\u{200d}🔥 1\u{fe0f}\u{20e3}",
        ] {
            assert_eq!(one_line(text), text);
            assert!(is_visible(text));
        }
        assert_eq!(one_line("a\u{200d}b"), "a\\u{200d}b", "nothing joins in English");
    }

    #[test]
    fn colours_stay_only_where_they_are_ours() {
        let text = "\x1b[1;31mbad\x1b[0m \x1b[2mx\x1b[m";
        assert_eq!(visible(text, Form::Colored), text);
        assert_eq!(lines("\x1b[31mx"), "\\x1b[31mx");
        for hiding in ["8", "40", "7", "31;8", "38;5;0", "2J", "?25l"] {
            let text = format!("\x1b[{hiding}m");
            assert_eq!(visible(&text, Form::Colored), format!("\\x1b[{hiding}m"));
        }
    }

    #[test]
    fn json_says_the_same_with_escapes() {
        let text = "a\u{7f}\u{9b}\u{202e}\u{e0041}\x1b\n\"";
        let json = serde_json::Value::from(text).to_string();
        let shown = visible_json(&json);
        assert_eq!(shown, r#""a\u007f\u009b\u202e\udb40\udc41\u001b\n\"""#);
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), text);
    }

    proptest! {
        #[test]
        fn nothing_that_is_shown_is_hidden_and_showing_it_again_changes_nothing(text in any::<String>()) {
            for form in [Form::Lines, Form::OneLine, Form::Colored] {
                let shown = visible(&text, form).into_owned();
                prop_assert!(!shown.chars().any(|letter| steers(letter) || letter.is_control()
                    && !matches!(letter, '\n' | '\t' | '\r' | '\x1b')));
                prop_assert_eq!(visible(&shown, form), shown.clone());
            }
            prop_assert!(is_visible(&one_line(&text)));
            prop_assert!(is_visible(&without_hidden(&text, ' ')));
        }
    }
}
