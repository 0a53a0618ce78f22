//! What a session can be told besides text of a scenario.

/// What a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Nothing.
    Nothing,
    /// A thread, and how often.
    Thread,
    /// How many.
    Count,
    /// A file's name.
    File,
    /// A schedule.
    Schedule,
    /// A duration.
    Duration,
    /// A command, a primitive or an error code.
    Topic,
}

/// A command.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// With its colon.
    pub name: &'static str,
    /// What it takes.
    pub argument: Argument,
    /// How it is written.
    pub usage: &'static str,
    /// What it does, in one line.
    pub help: &'static str,
}

const fn command(name: &'static str, argument: Argument, usage: &'static str, help: &'static str) -> Command {
    Command { name, argument, usage, help }
}

/// All of them, in the order of `:help`.
pub const COMMANDS: &[Command] = &[
    command(":threads", Argument::Nothing, ":threads", "where each thread stands, and what it waits for"),
    command(":locks", Argument::Nothing, ":locks", "each primitive: who holds it, who waits for it, what is in it"),
    command(":vars", Argument::Nothing, ":vars", "the variables and their values"),
    command(":step", Argument::Thread, ":step T [N]", "lets thread T do one step, or N"),
    command(":run", Argument::Thread, ":run [T]", "lets T, or all threads, go on as far as they can"),
    command(":time", Argument::Duration, ":time D", "lets time pass: `:time 2s`"),
    command(":manual", Argument::Nothing, ":manual", "from now on threads move only when told to"),
    command(":auto", Argument::Nothing, ":auto", "threads run by themselves again"),
    command(":undo", Argument::Count, ":undo [N]", "takes back the last entry or command, or the last N"),
    command(":check", Argument::Nothing, ":check", "looks at every schedule from here on"),
    command(":play", Argument::Schedule, ":play SCHEDULE", "plays the text so far in this order: `:play main a*2 b`"),
    command(":trace", Argument::Count, ":trace [N]", "all that has happened, or the last N lines of it"),
    command(":text", Argument::Nothing, ":text", "the scenario so far, and the schedule"),
    command(":save", Argument::File, ":save FILE", "writes the scenario with the schedule played so far"),
    command(":load", Argument::File, ":load FILE", "a scenario from a file, in the place of what is here"),
    command(":reset", Argument::Nothing, ":reset", "begins anew"),
    command(
        ":help",
        Argument::Topic,
        ":help [TOPIC]",
        "this, or more on a command, a word of the language, a method or an error's code",
    ),
    command(":quit", Argument::Nothing, ":quit", "leaves (Ctrl-D does, too)"),
];

impl Command {
    /// The command that a word means: its name, or the beginning of just one name.
    pub(super) fn of(word: &str) -> Result<&'static Self, String> {
        if let Some(exact) = COMMANDS.iter().find(|command| command.name == word) {
            return Ok(exact);
        }
        let begun: Vec<&Self> =
            COMMANDS.iter().filter(|command| word.len() > 1 && command.name.starts_with(word)).collect();
        match begun.as_slice() {
            [one] => Ok(one),
            [] => {
                let near = COMMANDS.iter().map(|command| (strsim::jaro_winkler(command.name, word), command.name));
                let near = near.filter(|(likeness, _)| *likeness > 0.8).max_by(|one, other| one.0.total_cmp(&other.0));
                let hint = near.map_or("`:help` lists all".to_owned(), |(_, name)| format!("did you mean `{name}`?"));
                Err(format!("there is no command `{word}`: {hint}"))
            }
            several => {
                let names: Vec<String> = several.iter().map(|command| format!("`{}`", command.name)).collect();
                Err(format!("`{word}` can mean {}", crate::report::phrase::list(&names)))
            }
        }
    }
}

/// The words of a line; what stands in double quotes is one word.
pub(super) fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    for character in line.chars() {
        match character {
            '"' => {
                quoted = !quoted;
                begun = true;
            }
            blank if blank.is_whitespace() && !quoted => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            other => {
                word.push(other);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_may_be_cut_short_where_that_is_clear() {
        assert_eq!(Command::of(":th").unwrap().name, ":threads");
        assert_eq!(Command::of(":undo").unwrap().name, ":undo");
        assert!(Command::of(":t").unwrap_err().contains("`:threads`, `:time`"));
        assert_eq!(Command::of(":steo").unwrap_err(), "there is no command `:steo`: did you mean `:step`?");
    }

    #[test]
    fn what_is_quoted_is_one_word() {
        assert_eq!(words(r#":step "phil 0" 2"#), [":step", "phil 0", "2"]);
        assert_eq!(words("  a  b "), ["a", "b"]);
        assert_eq!(words(r#""" x"#), ["", "x"]);
    }
}
