//! The line editor: rustyline, told what an entry is and how it looks.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rustyline::Changeset;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::{History, MemHistory};
use rustyline::line_buffer::LineBuffer;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{ColorMode, CompletionType, Config, Context, Helper};
use unicode_width::UnicodeWidthStr;

use super::complete::{Candidate, complete};
use super::entries::{Entries, goes_on};
use super::highlight::{Drawing, Style};
use super::hint::{Hint, hint};
use super::history::{LENGTH, Past};
use super::keys::{self, Desk};
use super::{Editor, Input, Vocabulary, gutter};

/// Reads entries as they are typed.
pub(super) struct Terminal {
    line_editor: rustyline::Editor<Assistant, MemHistory>,
    desk: Arc<Desk>,
    past: Past,
    /// Entries that came with one that was given already.
    waiting: VecDeque<String>,
}

impl Terminal {
    pub(super) fn new(colour: bool, history: Option<PathBuf>) -> io::Result<Self> {
        // What is drawn is decided here alone, so the gutter is drawn without colours too.
        let config = Config::builder()
            .color_mode(ColorMode::Forced)
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .max_history_size(LENGTH)
            .map_err(to_io)?
            .bell_style(rustyline::config::BellStyle::None)
            .build();
        let history_in_memory = MemHistory::with_config(&config);
        let mut line_editor = rustyline::Editor::with_history(config, history_in_memory).map_err(to_io)?;
        let desk = Arc::new(Desk::default());
        for (key, handler) in keys::bindings(&desk) {
            line_editor.bind_sequence(key, handler);
        }
        line_editor.set_helper(Some(Assistant::new(colour, Arc::clone(&desk))));
        let mut terminal = Self { line_editor, desk, past: Past::load(history), waiting: VecDeque::new() };
        terminal.remember();
        Ok(terminal)
    }

    /// Lays the past out as the gutter is now.
    fn remember(&mut self) {
        let width = self.desk.width();
        let history = self.line_editor.history_mut();
        // In memory: this cannot fail.
        let _ = history.clear();
        for entry in self.past.entries() {
            let _ = history.add(&gutter::with(entry, width));
        }
    }

    fn prepare(&mut self, prompt: &str, vocabulary: Vocabulary) {
        // The gutter is as wide as the prompt.
        let width = prompt.rsplit('\n').next().unwrap_or_default().width();
        if self.desk.set_width(width) != width {
            self.remember();
        }
        if let Some(assistant) = self.line_editor.helper_mut() {
            assistant.vocabulary = vocabulary;
            assistant.cursor.set(None);
        }
    }
}

impl Editor for Terminal {
    fn read(&mut self, prompt: &str, vocabulary: &dyn Fn() -> Vocabulary) -> io::Result<Input> {
        loop {
            if let Some(entry) = self.waiting.pop_front() {
                return Ok(Input::Entry(entry));
            }
            self.prepare(prompt, vocabulary());
            let line = match self.line_editor.readline(prompt) {
                Ok(line) => line,
                Err(ReadlineError::Interrupted) => return Ok(Input::Interrupted),
                Err(ReadlineError::Eof) => return Ok(Input::End),
                Err(error) => return Err(to_io(error)),
            };
            let text = gutter::without(&line);
            let text = text.trim_matches('\n').trim_end();
            if text.is_empty() {
                continue;
            }
            self.past.add(text);
            let _ = self.line_editor.add_history_entry(gutter::with(text, self.desk.width()));
            self.waiting = Entries::of(text);
        }
    }

    fn finish(&mut self) {
        self.past.keep();
    }
}

fn to_io(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

/// What the line editor asks while someone types.
struct Assistant {
    vocabulary: Vocabulary,
    colour: bool,
    desk: Arc<Desk>,
    /// Where the cursor is, as long as the entry is not given.
    cursor: Cell<Option<usize>>,
    /// How much behind the cursor what was offered last replaces.
    behind: Cell<usize>,
}

impl Assistant {
    fn new(colour: bool, desk: Arc<Desk>) -> Self {
        Self { vocabulary: Vocabulary::default(), colour, desk, cursor: Cell::new(None), behind: Cell::new(0) }
    }
}

impl Helper for Assistant {}

impl Completer for Assistant {
    type Candidate = Candidate;

    fn complete(&self, line: &str, place: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Candidate>)> {
        let (before, behind) = line.split_at_checked(place).unwrap_or((line, ""));
        self.behind.set(0);
        if let Some(edit) = self.desk.take_edit(before) {
            return Ok((edit.start, vec![Candidate::plain(edit.text)]));
        }
        let fitting = complete(&gutter::plain(before), behind, &self.vocabulary);
        self.behind.set(fitting.behind);
        Ok((fitting.start, fitting.candidates))
    }

    fn update(&self, line: &mut LineBuffer, start: usize, elected: &str, changes: &mut Changeset) {
        let end = (line.pos() + self.behind.take()).min(line.len());
        line.replace(start..end, elected, changes);
    }
}

impl Hinter for Assistant {
    type Hint = Hint;

    fn hint(&self, line: &str, place: usize, context: &Context<'_>) -> Option<Hint> {
        // Without colours a hint could not be told from what was typed.
        let wanted = self.colour && place == line.len();
        wanted.then(|| hint(line, &self.vocabulary, context.history())).flatten()
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        let width = self.desk.width();
        Cow::Owned(Drawing { colour: self.colour, width, cursor: self.cursor.get() }.draw(line))
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.colour { Cow::Owned(Style::Faint.paint(hint)) } else { Cow::Borrowed(hint) }
    }

    fn highlight_char(&self, _: &str, place: usize, kind: CmdKind) -> bool {
        self.cursor.set((kind != CmdKind::ForcedRefresh).then_some(place));
        true
    }
}

/// Asked only in a terminal that cannot do more than print lines.
impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let open = goes_on(&gutter::without(context.input()));
        Ok(if open { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}
