//! Where an entry ends: lines are cut into commands and whole statements, and nothing of them is lost.

use std::collections::VecDeque;

use crate::syntax::{CLAUSE_WORDS, Growing, leading_word};

/// Statements that an `else`, `except` or `finally` on the next line may go on with.
const WITH_CLAUSES: [&str; 2] = ["if", "try"];

/// Lines on their way to entries.
#[derive(Debug, Default)]
pub(super) struct Entries {
    whole: VecDeque<String>,
    /// The lines since the last whole entry.
    pending: Growing,
    /// Whether these are whole unless the next line is a clause.
    held: bool,
}

impl Entries {
    /// The entries of a text, the last of which may be unfinished.
    pub(super) fn of(text: &str) -> VecDeque<String> {
        let mut entries = Self::default();
        text.lines().for_each(|line| entries.feed(line));
        entries.finish();
        entries.whole
    }

    /// Takes a line.
    pub(super) fn feed(&mut self, line: &str) {
        let line = line.trim_end_matches(['\r', '\n']);
        if self.held && !CLAUSE_WORDS.contains(&first_word(line)) {
            self.finish();
        }
        if self.pending.text().is_empty() {
            if line.trim().is_empty() {
                return;
            }
            if is_command(line) {
                return self.whole.push_back(line.trim().to_owned());
            }
        }
        self.pending.add(line);
        let text = self.pending.text();
        self.held = !self.pending.is_open() && text.ends_with('}') && WITH_CLAUSES.contains(&first_word(text));
        if !self.held && !self.pending.is_open() {
            self.finish();
        }
    }

    /// No more lines come: what is there is an entry as it is.
    pub(super) fn finish(&mut self) {
        let entry = std::mem::take(&mut self.pending);
        let entry = entry.text().trim_end_matches('\n');
        if !entry.is_empty() {
            self.whole.push_back(entry.to_owned());
        }
        self.held = false;
    }

    /// The next whole entry.
    pub(super) fn next(&mut self) -> Option<String> {
        self.whole.pop_front()
    }
}

/// Whether more has to come behind `text`.
pub(super) fn goes_on(text: &str) -> bool {
    let mut entries = Entries::default();
    text.split('\n').for_each(|line| entries.feed(line));
    entries.pending.is_open()
}

/// Whether a line is a command rather than text of a scenario.
pub(super) fn is_command(line: &str) -> bool {
    line.trim_start().starts_with(':')
}

fn first_word(line: &str) -> &str {
    leading_word(line.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        Entries::of(text).into()
    }

    #[test]
    fn each_line_that_is_whole_is_an_entry() {
        assert_eq!(cut("lock L\n\nshared x = 0\r\n:step a 2  \n"), ["lock L", "shared x = 0", ":step a 2"]);
    }

    #[test]
    fn lines_are_joined_while_a_bracket_is_open() {
        let text = "thread a {\n    with L {\n\n        x = f(1,\n            2)\n    }\n}\nprint x";
        let (thread, print) = text.rsplit_once('\n').unwrap();
        assert_eq!(cut(text), [thread, print]);
    }

    #[test]
    fn a_clause_on_the_next_line_belongs_to_its_statement() {
        let text = "if x {\n    pass\n}\nelse {\n    pass\n}";
        assert_eq!(cut(text), [text]);
        assert_eq!(cut("if x { }\nprint x"), ["if x { }", "print x"]);
        assert_eq!(cut("try { f() }\nexcept E { }\nfinally { }\n:quit").len(), 2);
    }

    #[test]
    fn a_line_behind_an_operator_goes_on_unless_it_is_empty() {
        assert_eq!(cut("let x = 1 +\n2\nprint x"), ["let x = 1 +\n2", "print x"]);
        assert!(goes_on("let x = 1 +"));
        assert!(!goes_on("let x = 1 +\n"));
    }

    #[test]
    fn what_is_unfinished_at_the_end_is_given_as_it_is() {
        assert_eq!(cut("lock L\nwith L {\n    print 1\n\n"), ["lock L", "with L {\n    print 1"]);
    }

    #[test]
    fn a_colon_is_no_command_within_a_statement() {
        assert_eq!(cut("let d = {1\n: 2}\n:vars"), ["let d = {1\n: 2}", ":vars"]);
    }

    #[test]
    fn a_long_entry_takes_time_by_its_length_only() {
        let text = format!("thread a {{\n{}}}", "    print \"{x}\"\n".repeat(50_000));
        let begin = std::time::Instant::now();
        assert_eq!(cut(&text).len(), 1);
        // Generous: this must only tell linear from quadratic, on a slow and busy machine.
        assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost(text in "([a-z:{}()\"'#,+ ]|\n|if |else |try ){0,60}") {
            let solid = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            proptest::prop_assert_eq!(solid(&cut(&text).join("\n")), solid(&text));
        }
    }
}
