//! Keys that mean something of their own in an entry of several lines: Enter goes on while something is open, blocks
//! are indented, and no key stops within the gutter.
//!
//! The line editor repeats what a key gives as often as the user asked for, whatever count stands in it. So a movement over more
//! than one character is told by the character that it ends at; and what is to be replaced is left for the completion, which
//! alone can put other text before the cursor.

use std::sync::{Arc, Mutex, PoisonError};

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

/// What the keys share with the line editor's assistant.
#[derive(Debug, Default)]
pub(super) struct Desk(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// How wide the gutter is.
    width: usize,
    edit: Option<Edit>,
}

/// From `start` on to the cursor, the line becomes `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) start: usize,
    pub(super) text: String,
    /// The line up to the cursor, as the key met it.
    before: String,
}

impl Desk {
    /// How wide the gutter is.
    pub(super) fn width(&self) -> usize {
        self.state(|state| state.width)
    }

    /// Says how wide it is from now on, and gives how wide it was.
    pub(super) fn set_width(&self, width: usize) -> usize {
        self.state(|state| std::mem::replace(&mut state.width, width))
    }

    /// What a key has left to be done at the end of `before`. A key that was pressed within a search may have left
    /// something that was not asked for then: that is dropped.
    pub(super) fn take_edit(&self, before: &str) -> Option<Edit> {
        self.state(|state| state.edit.take()).filter(|edit| edit.before == before)
    }

    fn state<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The keys, and what each does.
pub(super) fn bindings(desk: &Arc<Desk>) -> Vec<(KeyEvent, EventHandler)> {
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
    let handler = |key| EventHandler::Conditional(Box::new(Handler { key, desk: Arc::clone(desk) }));
    keys.into_iter().map(|(event, key)| (event, handler(key))).collect()
}

struct Handler {
    key: Key,
    desk: Arc<Desk>,
}

impl ConditionalEventHandler for Handler {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        let done = done(self.key, context.line(), context.pos(), self.desk.width())?;
        Some(match done {
            Done::Simply(command) => command,
            Done::Edit(edit) => {
                self.desk.state(|state| state.edit = Some(edit));
                Cmd::Complete
            }
        })
    }
}

/// What a key does.
#[derive(Debug, PartialEq)]
enum Done {
    Simply(Cmd),
    Edit(Edit),
}

/// What a key does in `line` at `place`; nothing where it does what it always does.
fn done(key: Key, line: &str, place: usize, width: usize) -> Option<Done> {
    let (before, behind) = (line.get(..place)?, line.get(place..)?);
    let own = own_part(before);
    let indentation = own.filter(|own| own.chars().all(|letter| letter == ' '));
    // The indentation gets shorter by a level, and `text` stands behind it.
    let shorter = |blanks: usize, text: &str| {
        let text = format!("{}{text}", " ".repeat((blanks - 1) / INDENT * INDENT));
        Done::Edit(Edit { start: place - blanks, text, before: before.to_owned() })
    };
    let blanks = indentation.map(str::len).filter(|blanks| *blanks > 0);
    let command = match key {
        Key::Enter if goes_on(&without(line)) => Cmd::Insert(1, next_line(before, width)),
        Key::NewLine => Cmd::Insert(1, next_line(before, width)),
        Key::Tab if indentation.is_some() => Cmd::Insert(1, " ".repeat(INDENT)),
        Key::Close(bracket) => return Some(shorter(blanks?, bracket.encode_utf8(&mut [0; 4]))),
        Key::Backspace if own == Some("") => Cmd::Kill(to_line_above()),
        Key::Backspace => return Some(shorter(blanks?, "")),
        Key::Left if own == Some("") => Cmd::Move(to_line_above()),
        Key::Right => Cmd::Move(past_gutter(behind, CharSearch::Forward)?),
        Key::Delete | Key::KillRest => Cmd::Kill(past_gutter(behind, CharSearch::ForwardBefore)?),
        Key::KillStart if own.is_some() => Cmd::Kill(to_gutter()),
        Key::Home if own.is_some() => Cmd::Move(to_gutter()),
        Key::Enter | Key::Tab | Key::Left | Key::KillStart | Key::Home => return None,
    };
    Some(Done::Simply(command))
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

/// Back to the end of the line above.
fn to_line_above() -> Movement {
    Movement::ViCharSearch(1, CharSearch::Backward('\n'))
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
    fn press(key: Key, text: &str) -> Option<Done> {
        let line = with(text, 2);
        let place = line.find('|').unwrap();
        done(key, &line.replacen('|', "", 1), place, 2)
    }

    fn simply(command: Cmd) -> Option<Done> {
        Some(Done::Simply(command))
    }

    fn insert(text: &str) -> Option<Done> {
        simply(Cmd::Insert(1, with(text, 2)))
    }

    fn to(search: CharSearch) -> Movement {
        Movement::ViCharSearch(1, search)
    }

    /// What stands before the cursor after `key` where it stands at the end of `text`.
    fn edited(key: Key, text: &str) -> Option<String> {
        let line = with(text, 2);
        match done(key, &line, line.len(), 2)? {
            Done::Edit(edit) => Some(without(&format!("{}{}|", &line[..edit.start], edit.text))),
            Done::Simply(_) => None,
        }
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
        assert_eq!(edited(Key::Close('}'), "a {\n        ").unwrap(), "a {\n    }|");
        assert_eq!(edited(Key::Close(')'), "a(\n    ").unwrap(), "a(\n)|");
        assert_eq!(press(Key::Close('}'), "a {\n|"), None);
        assert_eq!(press(Key::Close('}'), "a {\n    pass |"), None);
        assert_eq!(press(Key::Close('}'), "    |"), None);
    }

    #[test]
    fn backspace_takes_a_level_of_indentation_and_then_the_line() {
        assert_eq!(edited(Key::Backspace, "a {\n        ").unwrap(), "a {\n    |");
        assert_eq!(edited(Key::Backspace, "a {\n     ").unwrap(), "a {\n    |");
        assert_eq!(edited(Key::Backspace, "a {\n    ").unwrap(), "a {\n|");
        assert_eq!(press(Key::Backspace, "a {\n|"), simply(Cmd::Kill(to(CharSearch::Backward('\n')))));
        assert_eq!(press(Key::Backspace, "a {\n    b|"), None);
        assert_eq!(press(Key::Backspace, "a|"), None);
    }

    #[test]
    fn the_cursor_passes_over_the_gutter() {
        let moved = |search| simply(Cmd::Move(to(search)));
        assert_eq!(press(Key::Right, "a {|\n    b"), moved(CharSearch::Forward(' ')));
        assert_eq!(press(Key::Right, "a {|\n}"), moved(CharSearch::Forward('}')));
        assert_eq!(press(Key::Right, "a {|\n\n}"), moved(CharSearch::Forward('\n')));
        assert_eq!(press(Key::Right, "a {|\n"), simply(Cmd::Move(Movement::EndOfBuffer)));
        assert_eq!(press(Key::Right, "a| {\n"), None);
        assert_eq!(press(Key::Left, "a {\n|}"), moved(CharSearch::Backward('\n')));
        assert_eq!(press(Key::Home, "a {\n  b|}"), moved(CharSearch::BackwardAfter(GUTTER)));
        assert_eq!(press(Key::Home, "a {|\n}"), None);
    }

    #[test]
    fn what_is_deleted_takes_the_gutter_along() {
        let killed = |search| simply(Cmd::Kill(to(search)));
        assert_eq!(press(Key::Delete, "a {|\n    b"), killed(CharSearch::ForwardBefore(' ')));
        assert_eq!(press(Key::KillRest, "a {|\n\n}"), killed(CharSearch::ForwardBefore('\n')));
        assert_eq!(press(Key::KillStart, "a {\n  b|}"), killed(CharSearch::BackwardAfter(GUTTER)));
        assert_eq!(press(Key::Delete, "a|b"), None);
    }

    #[test]
    fn tab_indents_where_nothing_stands_before_it() {
        assert_eq!(press(Key::Tab, "a {\n|"), simply(Cmd::Insert(1, "    ".to_owned())));
        assert_eq!(press(Key::Tab, "a {\n    b|"), None);
        assert_eq!(press(Key::Tab, "|"), None);
    }
}
