//! Small pieces of wording: times, lists, quoting. Pure functions from data to text.

use crate::machine::Target;
use crate::run::Cast;
use crate::source::{self, brief, is_visible};
use crate::value::ThreadId;

/// A moment of virtual time, in seconds with at least milliseconds: `0.100s`, `0.000250s`.
pub fn clock(nanoseconds: i64) -> String {
    let (seconds, rest) = (nanoseconds / 1_000_000_000, (nanoseconds % 1_000_000_000).unsigned_abs());
    if rest % 1_000_000 == 0 {
        format!("{seconds}.{:03}s", rest / 1_000_000)
    } else if rest % 1_000 == 0 {
        format!("{seconds}.{:06}s", rest / 1_000)
    } else {
        format!("{seconds}.{rest:09}s")
    }
}

/// A span of time as the language writes it, in the largest unit that gives at least one: `100ms`, `1.5s`.
pub fn duration(nanoseconds: i64) -> String {
    let units = [(1_000_000_000, 9, "s"), (1_000_000, 6, "ms"), (1_000, 3, "us"), (1, 0, "ns")];
    let amount = nanoseconds.unsigned_abs();
    let sign = if nanoseconds < 0 { "-" } else { "" };
    for (size, digits, unit) in units {
        if amount >= size && amount != 0 {
            let fraction = format!("{:0digits$}", amount % size);
            let fraction = if digits == 0 { "" } else { fraction.trim_end_matches('0') };
            let dot = if fraction.is_empty() { "" } else { "." };
            return format!("{sign}{}{dot}{fraction}{unit}", amount / size);
        }
    }
    "0s".into()
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}

/// `1 step`, `3 steps`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// So much of a text in quotes is shown to a person, in characters.
const QUOTED: usize = 1000;

/// Text in double quotes with escapes, on one line; of a long one the beginning.
pub fn quoted(text: &str) -> String {
    let (shown, rest) = text.char_indices().nth(QUOTED).map_or((text, ""), |(at, _)| text.split_at(at));
    let more = rest.chars().count();
    let more = if more > 0 { format!("… ({more} more characters)") } else { String::new() };
    format!("\"{}\"{more}", source::one_line(&shown.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// The text on one line, so that it cannot break a line-based report, and no longer than a person reads.
pub fn one_line(text: &str) -> String {
    brief(&source::one_line(text))
}

/// One word for a POSIX shell, quoted only where it must be. Whatever is in it, it is shown on one line.
pub fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./=:,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else if is_visible(word) {
        format!("'{}'", word.replace('\'', "'\\''"))
    } else {
        shell_bytes(word.as_bytes())
    }
}

/// A word with escapes, as shells have them since POSIX.1-2024: those in octal are of one length in all of them.
fn shell_bytes(word: &[u8]) -> String {
    let mut out = String::from("$'");
    for chunk in word.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\'' | '\\' => out.extend(['\\', character]),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\r' => out.push_str("\\r"),
                character if is_visible(character.encode_utf8(&mut [0; 4])) => out.push(character),
                character => push_octal(&mut out, character.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        push_octal(&mut out, chunk.invalid());
    }
    out.push('\'');
    out
}

fn push_octal(out: &mut String, bytes: &[u8]) {
    bytes.iter().for_each(|byte| out.push_str(&format!("\\{byte:03o}")));
}

/// What an operation is done on: `account_lock`, `Worker_0`, `future 1`.
pub fn target(target: &Target, cast: &dyn Cast) -> String {
    match target {
        Target::Object(object) => cast.object(*object),
        Target::Thread(thread) => cast.label(*thread).to_owned(),
        Target::Threads(threads) => labels(threads, cast),
        Target::Future(future) => format!("future {}", future.0),
    }
}

/// `a, b and c` for threads.
pub fn labels(threads: &[ThreadId], cast: &dyn Cast) -> String {
    list(&threads.iter().map(|thread| cast.label(*thread).to_owned()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_in_the_language() {
        let shown: Vec<String> =
            [0, 10, 5_000, 100_000_000, 1_500_000_000, 60_000_000_000].into_iter().map(duration).collect();
        assert_eq!(shown, ["0s", "10ns", "5us", "100ms", "1.5s", "60s"]);
        assert_eq!(duration(i64::MIN), "-9223372036.854775808s");
    }

    #[test]
    fn the_clock_shows_milliseconds_and_more_only_where_needed() {
        assert_eq!(clock(100_000_000), "0.100s");
        assert_eq!(clock(250_000), "0.000250s");
        assert_eq!(clock(1_000_000_001), "1.000000001s");
    }

    #[test]
    fn words_for_the_shell_are_quoted_only_where_needed() {
        assert_eq!(shell("a/b.cdl"), "a/b.cdl");
        assert_eq!(shell("a*2 b"), "'a*2 b'");
        assert_eq!(shell("it's"), "'it'\\''s'");
        assert_eq!(shell(""), "''");
        assert_eq!(shell("a\x1bb\u{202e}'\n.cdl"), r"$'a\033b\342\200\256\'\n.cdl'");
    }

    #[test]
    fn text_stays_on_one_line() {
        assert_eq!(quoted("a\n\"b\"\u{1b}"), r#""a\n\"b\"\x1b""#);
        assert_eq!(one_line("a\tß"), "a\\tß");
    }
}
