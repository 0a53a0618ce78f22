//! What is being typed, in colours. Only colours are added: the text stays the same, apart from the drawing of the gutter.

use super::entries::is_command;
use super::gutter::{GUTTER, mark, plain};
use crate::repl::COMMANDS;
use crate::syntax::{CLAIM_WORDS, KEYWORDS, Lexeme, LexemeKind, SOFT_KEYWORDS, lexemes};
use crate::value::{ObjectKind, builtin_named};

/// The colours, and the weight of what is no more than a hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Keyword,
    Primitive,
    Function,
    Value,
    Text,
    Faint,
    Command,
    Wrong,
    Match,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Keyword => "35",
            Self::Primitive => "36",
            Self::Function => "34",
            Self::Value => "33",
            Self::Text => "32",
            Self::Faint => "2",
            Self::Command => "1;36",
            Self::Wrong => "31",
            Self::Match => "1;4",
        }
    }

    /// `text` in this style.
    pub(super) fn paint(self, text: &str) -> String {
        let code = self.code();
        if code.is_empty() || text.is_empty() { text.to_owned() } else { format!("\x1b[{code}m{text}\x1b[0m") }
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawing {
    /// Whether there are colours.
    pub(super) colour: bool,
    /// How wide the gutter is.
    pub(super) width: usize,
    /// Where the cursor is, if the bracket there is to be shown with its partner.
    pub(super) cursor: Option<usize>,
}

impl Drawing {
    /// `line`, of the same width.
    pub(super) fn draw(self, line: &str) -> String {
        let pieces = if self.colour { styled(&plain(line), self.cursor) } else { vec![(Style::Plain, 0..line.len())] };
        let mut drawn = String::with_capacity(line.len() * 2);
        for (style, place) in pieces {
            let piece = line.get(place).unwrap_or_default();
            for (index, part) in piece.split('\n').enumerate() {
                if index > 0 {
                    drawn.push('\n');
                }
                let own = if drawn.ends_with('\n') { self.gutter(part, &mut drawn) } else { part };
                drawn.push_str(&style.paint(own));
            }
        }
        drawn
    }

    /// Draws the gutter at the start of a line, and gives what stands behind it.
    fn gutter<'t>(self, part: &'t str, drawn: &mut String) -> &'t str {
        let own = part.trim_start_matches(GUTTER);
        let gutter = (part.len() - own.len()) / GUTTER.len_utf8();
        if gutter == self.width {
            let style = if self.colour { Style::Faint } else { Style::Plain };
            drawn.push_str(&style.paint(&mark(gutter)));
        } else {
            drawn.push_str(&" ".repeat(gutter));
        }
        own
    }
}

type Styled = (Style, std::ops::Range<usize>);

fn styled(text: &str, cursor: Option<usize>) -> Vec<Styled> {
    if is_command(text) {
        return command(text);
    }
    let lexemes = lexemes(text);
    let pair = cursor.and_then(|cursor| matching(text, &lexemes, cursor));
    let mut claim = false;
    let styled = lexemes.iter().enumerate().map(|(index, lexeme)| {
        let word = text.get(lexeme.span.range()).unwrap_or_default();
        let behind = lexemes.get(index + 1..).unwrap_or_default();
        claim = if lexeme.begins { word == "expect" } else { claim };
        let style = match lexeme.kind {
            LexemeKind::Word if claim && CLAIM_WORDS.contains(&word) => Style::Keyword,
            LexemeKind::Word => of_word(word, lexeme.begins, text, behind),
            LexemeKind::Number => Style::Value,
            LexemeKind::Text | LexemeKind::Bar => Style::Text,
            LexemeKind::Comment => Style::Faint,
            LexemeKind::Bracket if pair.is_some_and(|pair| pair.contains(&index)) => Style::Match,
            LexemeKind::Bracket | LexemeKind::Sign | LexemeKind::Blank => Style::Plain,
        };
        (style, lexeme.span.range())
    });
    styled.collect()
}

fn of_word(word: &str, begins: bool, text: &str, behind: &[Lexeme]) -> Style {
    let in_line = |lexeme: &&Lexeme| !text.get(lexeme.span.range()).is_some_and(|blank| blank.contains('\n'));
    let next = behind.iter().take_while(in_line).find(|lexeme| lexeme.kind != LexemeKind::Blank);
    let next_text = next.and_then(|lexeme| text.get(lexeme.span.range())).unwrap_or_default();
    if matches!(word, "True" | "False" | "None") {
        Style::Value
    } else if KEYWORDS.contains(&word) || word == "daemon" && next_text == "thread" {
        Style::Keyword
    } else if begins && SOFT_KEYWORDS.contains(&word) && word_goes_on(word, next, next_text) {
        if ObjectKind::from_keyword(word).is_some() { Style::Primitive } else { Style::Keyword }
    } else if next_text == "(" && builtin_named(word).is_some() {
        Style::Function
    } else {
        Style::Plain
    }
}

/// Whether a word that may be a name is a word of the language, by what stands behind it.
fn word_goes_on(word: &str, next: Option<&Lexeme>, next_text: &str) -> bool {
    match next.map(|next| next.kind) {
        None => true,
        Some(LexemeKind::Word) => !matches!(next_text, "in" | "and" | "or" | "if" | "is" | "not"),
        Some(LexemeKind::Number | LexemeKind::Text) => true,
        Some(_) => match next_text {
            "{" => true,
            "(" => matches!(word, "sleep" | "join"),
            "}" | ";" => word == "join",
            _ => false,
        },
    }
}

/// A command: its name, which may be cut short, and the rest as it is.
fn command(text: &str) -> Vec<Styled> {
    let start = text.len() - text.trim_start().len();
    let end = text.get(start..).and_then(|rest| rest.find(char::is_whitespace)).map_or(text.len(), |at| start + at);
    let name = text.get(start..end).unwrap_or_default();
    let known = name == ":q" || name == ":exit" || COMMANDS.iter().any(|command| command.name.starts_with(name));
    let style = if known { Style::Command } else { Style::Wrong };
    vec![(Style::Plain, 0..start), (style, start..end), (Style::Plain, end..text.len())]
}

/// The bracket at the cursor and its partner, by their places among the lexemes.
fn matching(text: &str, lexemes: &[Lexeme], cursor: usize) -> Option<[usize; 2]> {
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut pairs = Vec::new();
    for (index, lexeme) in lexemes.iter().enumerate().filter(|(_, lexeme)| lexeme.kind == LexemeKind::Bracket) {
        let bracket = text.get(lexeme.span.range()).unwrap_or_default();
        if matches!(bracket, "(" | "[" | "{") {
            open.push((index, bracket));
        } else if let Some((partner, opened)) = open.pop()
            && matches!((opened, bracket), ("(", ")") | ("[", "]") | ("{", "}"))
        {
            pairs.push([partner, index]);
        }
    }
    let at = |place: usize| {
        let stands = |index: &usize| lexemes.get(*index).is_some_and(|lexeme| lexeme.span.range().start == place);
        pairs.iter().find(|pair| pair.iter().any(stands)).copied()
    };
    // The bracket under the cursor, or else the one just typed.
    at(cursor).or_else(|| at(cursor.checked_sub(1)?))
}
