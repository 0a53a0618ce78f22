//! What a name is: a Unicode identifier, as in Python, in one form however it was typed.
//!
//! The tables are those that the grammar uses, so that the layout and the grammar agree on every character.

use std::borrow::Cow;

use pest::Parser;
use pest::unicode::{XID_CONTINUE, XID_START};
use unicode_normalization::{UnicodeNormalization, is_nfkc};

use super::grammar::{Grammar, Rule};

/// Whether a name can begin with it.
pub(super) fn begins_name(character: char) -> bool {
    character == '_' || XID_START(character)
}

/// Whether it can stand in a name behind the first character.
pub fn goes_on_in_name(character: char) -> bool {
    XID_CONTINUE(character)
}

/// The word that `text` begins with, or nothing.
pub fn leading_word(text: &str) -> &str {
    if !text.starts_with(begins_name) {
        return "";
    }
    let end = text.find(|character| !goes_on_in_name(character)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The one form of a name (NFKC, as in Python): an `é` typed as one character or as two is the same letter of the same
/// name.
pub fn normal_name(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfkc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

/// Whether `text` can be a name: a Unicode identifier that is no reserved word.
pub fn is_name(text: &str) -> bool {
    Grammar::parse(Rule::lone_name, text).is_ok_and(|_| text.trim() == text)
}
