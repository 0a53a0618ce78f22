//! Whether a text goes on: what someone who types line by line has to know.

use super::scan::Scan;
use super::{Before, Blame, Frame, Kind};

/// A text that grows line by line. Each line is read once, however long the text gets.
#[derive(Clone, Debug)]
pub struct Growing {
    text: String,
    /// Where reading has come to, with no text of its own.
    scan: Scan<'static>,
    open: bool,
}

impl Default for Growing {
    fn default() -> Self {
        Self { text: String::new(), scan: Scan::new("", Blame::Brackets), open: false }
    }
}

impl Growing {
    /// Adds a line, or several.
    pub fn add(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line);
        let mut scan = self.scan.clone().over(&self.text);
        if scan.at == 0 {
            scan.skip_mark();
        }
        // What a newline means can depend on the next line with anything on it: until that is there, it is read again.
        let mut undecided = None;
        while let Some(next) = scan.peek() {
            if undecided.is_none() && next == b'\n' && scan.next_significant() >= self.text.len() {
                undecided = Some(scan.clone());
            }
            scan.step(next);
        }
        self.open = is_open_after(scan.clone());
        // A string or comment of several lines is read again from its start, too: its end may be in the next line.
        if !scan.endless {
            self.scan = undecided.unwrap_or(scan).over("");
        }
    }

    /// Whether something is still open where it ends: a bracket, a comment or string of several lines, or a line that ends
    /// with a comma or an operator. A string in plain quotes ends with its line: nothing that follows could close it.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// All lines.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Whether something is open where `text` ends; see [`Growing::is_open`].
pub fn is_open(text: &str) -> bool {
    let mut growing = Growing::default();
    growing.add(text);
    growing.is_open()
}

fn is_open_after(mut scan: Scan<'_>) -> bool {
    let in_string = |frame: &Frame| matches!(frame.kind, Kind::Text(_) | Kind::Interpolation | Kind::Format);
    if scan.frames.iter().any(in_string) {
        scan.broken_string();
        return scan.frames.len() > 1;
    }
    let goes_on = matches!(scan.frame().before, Before::Operator | Before::Comma);
    scan.endless || scan.frames.len() > 1 || goes_on
}

impl Scan<'_> {
    /// The same scan of a text that has become longer. It only says what is open: it makes no copy, and reports nothing.
    fn over<'t>(self, text: &'t str) -> Scan<'t> {
        Scan {
            text,
            out: Vec::new(),
            at: self.at,
            blame: self.blame,
            frames: self.frames,
            braces_match: self.braces_match,
            chunk_start: self.chunk_start,
            chunks: Vec::new(),
            diagnostics: Vec::new(),
            reported_characters: self.reported_characters,
            gave_up: self.gave_up,
            indent: self.indent,
            last_newline: self.last_newline,
            fresh_line: self.fresh_line,
            ahead: (0, 0),
            endless: false,
            behind_bars: self.behind_bars,
        }
    }
}
