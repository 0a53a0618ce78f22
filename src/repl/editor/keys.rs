//! Keys that mean something of their own in an entry of several lines: Enter goes on while something is open, blocks
//! are indented, and no key stops within the gutter.
//!
//! The line editor repeats what a key gives as often as the user asked for, whatever count stands in it. So what is more than
//! one character is told by the character that it ends at.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustyline::{
    CharSearch, Cmd, ConditionalEventHandler, Event, EventContext, EventHandler, KeyCode, KeyEvent, Modifiers,
    Movement, RepeatCount,
};

use super::entries::goes_on;
use super::gutter::{GUTTER, INDENT, next_line, without};

/// A key, by what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Enter,
    NewLine,
    Tab,
    Close(char),
    Backspace,
    Delete,
    KillRest,
    KillStart,
    Left,
    Right,
    Home,
}

/// The keys, and what each does.
pub(super) fn bindings(width: &Arc<AtomicUsize>) -> Vec<(KeyEvent, EventHandler)> {
    let plain = |code| KeyEvent(code, Modifiers::NONE);
    let keys = [
        (plain(KeyCode::Enter), Key::Enter),
        (KeyEvent::ctrl('J'), Key::Enter),
        (KeyEvent(KeyCode::Enter, Modifiers::ALT), Key::NewLine),
        (plain(KeyCode::Tab), Key::Tab),
        (plain(KeyCode::Char('}')), Key::Close('}')),
        (plain(KeyCode::Char(')')), Key::Close(')')),
        (plain(KeyCode::Char(']')), Key::Close(']')),
        (plain(KeyCode::Backspace), Key::Backspace),
        (KeyEvent::ctrl('H'), Key::Backspace),
        (plain(KeyCode::Delete), Key::Delete),
        (KeyEvent::ctrl('D'), Key::Delete),
        (KeyEvent::ctrl('K'), Key::KillRest),
        (KeyEvent::ctrl('U'), Key::KillStart),
        (plain(KeyCode::Left), Key::Left),
        (KeyEvent::ctrl('B'), Key::Left),
        (plain(KeyCode::Right), Key::Right),
        (KeyEvent::ctrl('F'), Key::Right),
        (plain(KeyCode::Home), Key::Home),
        (KeyEvent::ctrl('A'), Key::Home),
    ];
    let handler = |key| EventHandler::Conditional(Box::new(Handler { key, width: Arc::clone(width) }));
    keys.into_iter().map(|(event, key)| (event, handler(key))).collect()
}

struct Handler {
    key: Key,
    width: Arc<AtomicUsize>,
}

impl ConditionalEventHandler for Handler {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        command(self.key, context.line(), context.pos(), self.width.load(Ordering::Relaxed))
    }
}

/// What a key does in `line` at `place`; nothing where it does what it always does.
fn command(key: Key, line: &str, place: usize, width: usize) -> Option<Cmd> {
    let (before, behind) = (line.get(..place)?, line.get(place..)?);
    let own = own_part(before);
    let indentation = own.filter(|own| own.chars().all(|letter| letter == ' '));
    match key {
        Key::Enter if goes_on(&without(line)) => Some(Cmd::Insert(1, next_line(before, width))),
        Key::NewLine => Some(Cmd::Insert(1, next_line(before, width))),
        Key::Tab => indentation.map(|_| Cmd::Insert(1, " ".repeat(INDENT))),
        Key::Close(bracket) => {
            let left = indentation?.len().checked_sub(INDENT)?;
            Some(Cmd::Replace(to_gutter(), Some(format!("{}{bracket}", " ".repeat(left)))))
        }
        Key::Backspace | Key::Left if own == Some("") => {
            let back = Movement::ViCharSearch(1, CharSearch::Backward('\n'));
            Some(if key == Key::Left { Cmd::Move(back) } else { Cmd::Kill(back) })
        }
        Key::Backspace => {
            let left = indentation?.len().saturating_sub(1) / INDENT * INDENT;
            Some(Cmd::Replace(to_gutter(), Some(" ".repeat(left))))
        }
        Key::Delete | Key::KillRest => past_gutter(behind, CharSearch::ForwardBefore).map(Cmd::Kill),
        Key::Right => past_gutter(behind, CharSearch::Forward).map(Cmd::Move),
        Key::KillStart => own.map(|_| Cmd::Kill(to_gutter())),
        Key::Home => own.map(|_| Cmd::Move(to_gutter())),
        Key::Enter | Key::Left => None,
    }
}

/// What stands between the gutter and the cursor, in a line that has one.
fn own_part(before: &str) -> Option<&str> {
    let (_, line) = before.rsplit_once('\n')?;
    let own = line.trim_start_matches(GUTTER);
    (own.len() < line.len()).then_some(own)
}

/// Back to the end of the gutter.
fn to_gutter() -> Movement {
    Movement::ViCharSearch(1, CharSearch::BackwardAfter(GUTTER))
}

/// From the end of a line to behind the gutter of the next.
fn past_gutter(behind: &str, search: fn(char) -> CharSearch) -> Option<Movement> {
    let next = behind.strip_prefix('\n').filter(|next| next.starts_with(GUTTER))?;
    let first = next.trim_start_matches(GUTTER).chars().next();
    Some(first.map_or(Movement::EndOfBuffer, |first| Movement::ViCharSearch(1, search(first))))
}

#[cfg(test)]
mod tests {
    use super::super::gutter::with;
    use super::*;

    /// What `key` does where `|` stands.
    fn press(key: Key, text: &str) -> Option<Cmd> {
        let line = with(text, 2);
        let place = line.find('|').unwrap();
        command(key, &line.replacen('|', "", 1), place, 2)
    }

    fn insert(text: &str) -> Option<Cmd> {
        Some(Cmd::Insert(1, with(text, 2)))
    }

    #[test]
    fn enter_goes_on_only_while_something_is_open() {
        assert_eq!(press(Key::Enter, "thread a {|"), insert("\n    "));
        assert_eq!(press(Key::Enter, "thread a {\n    pass|"), insert("\n    "));
        assert_eq!(press(Key::Enter, "thread a {\n    pass\n}|"), None);
        assert_eq!(press(Key::Enter, "lock L|"), None);
        assert_eq!(press(Key::Enter, "print \"{|"), None);
        assert_eq!(press(Key::Enter, ":step {|"), None);
    }

    #[test]
    fn another_line_can_be_asked_for() {
        assert_eq!(press(Key::NewLine, "lock L|"), insert("\n"));
    }

    #[test]
    fn a_closing_bracket_stands_under_its_block() {
        assert_eq!(press(Key::Close('}'), "thread a {\n    |"), Some(Cmd::Replace(to_gutter(), Some("}".to_owned()))));
        assert_eq!(press(Key::Close('}'), "thread a {\n|"), None);
        assert_eq!(press(Key::Close('}'), "thread a {\n    pass |"), None);
        assert_eq!(press(Key::Close('}'), "    |"), None);
    }

    #[test]
    fn backspace_takes_a_level_of_indentation_and_then_the_line() {
        let left = |blanks| Some(Cmd::Replace(to_gutter(), Some(" ".repeat(blanks))));
        assert_eq!(press(Key::Backspace, "a {\n        |"), left(4));
        assert_eq!(press(Key::Backspace, "a {\n     |"), left(4));
        assert_eq!(press(Key::Backspace, "a {\n    |"), left(0));
        let line = Movement::ViCharSearch(1, CharSearch::Backward('\n'));
        assert_eq!(press(Key::Backspace, "a {\n|"), Some(Cmd::Kill(line)));
        assert_eq!(press(Key::Backspace, "a {\n    b|"), None);
        assert_eq!(press(Key::Backspace, "a|"), None);
    }

    #[test]
    fn the_cursor_passes_over_the_gutter() {
        let to = |letter| Some(Cmd::Move(Movement::ViCharSearch(1, letter)));
        assert_eq!(press(Key::Right, "a {|\n    b"), to(CharSearch::Forward(' ')));
        assert_eq!(press(Key::Right, "a {|\n}"), to(CharSearch::Forward('}')));
        assert_eq!(press(Key::Right, "a {|\n\n}"), to(CharSearch::Forward('\n')));
        assert_eq!(press(Key::Right, "a {|\n"), Some(Cmd::Move(Movement::EndOfBuffer)));
        assert_eq!(press(Key::Right, "a| {\n"), None);
        assert_eq!(press(Key::Left, "a {\n|}"), to(CharSearch::Backward('\n')));
        assert_eq!(press(Key::Home, "a {\n  b|}"), to(CharSearch::BackwardAfter(GUTTER)));
        assert_eq!(press(Key::Home, "a {|\n}"), None);
    }

    #[test]
    fn what_is_deleted_takes_the_gutter_along() {
        let to = |letter| Some(Cmd::Kill(Movement::ViCharSearch(1, letter)));
        assert_eq!(press(Key::Delete, "a {|\n    b"), to(CharSearch::ForwardBefore(' ')));
        assert_eq!(press(Key::KillRest, "a {|\n\n}"), to(CharSearch::ForwardBefore('\n')));
        assert_eq!(press(Key::KillStart, "a {\n  b|}"), to(CharSearch::BackwardAfter(GUTTER)));
        assert_eq!(press(Key::Delete, "a|b"), None);
    }

    #[test]
    fn tab_indents_where_nothing_stands_before_it() {
        assert_eq!(press(Key::Tab, "a {\n|"), Some(Cmd::Insert(1, "    ".to_owned())));
        assert_eq!(press(Key::Tab, "a {\n    b|"), None);
        assert_eq!(press(Key::Tab, "|"), None);
    }
}
