//! Arguments as people write them, made into what the parser takes.

use std::ffi::OsString;
use std::time::Duration;

use clap::ValueEnum;

use super::Color;
use crate::source::one_line;

/// `--trace` stands before a file as often as before `log` or `lanes`: `--trace bank.cdl` means the log.
pub(super) fn prepared(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut prepared: Vec<OsString> = Vec::new();
    let mut arguments = arguments.peekable();
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            prepared.push(argument);
            prepared.extend(arguments);
            break;
        }
        let before_file =
            argument == "--trace" && arguments.peek().is_some_and(|next| is_file(&next.to_string_lossy()));
        prepared.push(if before_file { "--trace=log".into() } else { argument });
    }
    prepared
}

fn is_file(word: &str) -> bool {
    word.starts_with('-') || word.contains(['.', '/', '\\'])
}

/// The arguments as they can be shown.
pub(super) fn visible(arguments: &[OsString]) -> Vec<OsString> {
    arguments.iter().map(|argument| one_line(&argument.to_string_lossy()).into()).collect()
}

/// What `--color` says, for help and wrong usage: these are written before the arguments are known.
pub(super) fn color(arguments: &[OsString]) -> Color {
    let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).collect();
    let given = words.iter().enumerate().find_map(|(index, word)| match word.strip_prefix("--color") {
        Some("") => words.get(index + 1).map(|next| next.to_string()),
        Some(value) => value.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    given.and_then(|word| Color::from_str(&word, false).ok()).unwrap_or_default()
}

/// `2s`, `500ms`, `1.5s`, `1min`: as the language writes a duration.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no duration: write 2s, 500ms or 1min");
    let split = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_')).ok_or_else(wrong)?;
    let (number, unit) = text.split_at_checked(split).ok_or_else(wrong)?;
    let seconds: f64 = match unit {
        "min" => 60.0,
        "s" => 1.0,
        "ms" => 1e-3,
        "us" => 1e-6,
        "ns" => 1e-9,
        _ => return Err(wrong()),
    };
    let number: f64 = number.replace('_', "").parse().map_err(|_| wrong())?;
    let duration = Duration::try_from_secs_f64(number * seconds).map_err(|_| wrong())?;
    if duration.is_zero() { Err("a limit of no time leaves none to run in".into()) } else { Ok(duration) }
}

/// A number above 0: `1000`, `1_000_000`.
pub(super) fn amount(text: &str) -> Result<u64, String> {
    let number: Option<u64> = text.replace('_', "").parse().ok();
    match number {
        Some(0) => Err("a limit of 0 leaves nothing to look at".into()),
        Some(number) => Ok(number),
        None => Err(format!("`{text}` is no number: write 1000 or 1_000_000")),
    }
}

/// So many bytes: `500MB`, `4GB`, `1.5 GiB`. Decimal and binary units are the same here.
pub(super) fn memory(text: &str) -> Result<usize, String> {
    let wrong = || format!("`{text}` is no size: write 500MB or 4GB");
    let split = text.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(wrong)?;
    let (number, unit) = text.split_at_checked(split).ok_or_else(wrong)?;
    let bytes: usize = match unit.to_ascii_uppercase().trim_end_matches('B').trim_end_matches('I') {
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return Err(wrong()),
    };
    let number: f64 = number.trim().replace('_', "").parse().map_err(|_| wrong())?;
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
    let size = (number * bytes as f64) as usize;
    if number.is_finite() && (1 << 20..1 << 50).contains(&size) {
        Ok(size)
    } else {
        Err(format!("`{text}` is no size to search in: 1MB is the least"))
    }
}

/// How long a second lasts: a number above 0.
pub(super) fn scale(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.replace('_', "").parse().ok();
    number
        .filter(|number| (1e-9..=1e9).contains(number))
        .ok_or_else(|| format!("`{text}` is no scale: write a number above 0, such as 0.01"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepare(words: &[&str]) -> Vec<String> {
        prepared(words.iter().map(OsString::from)).into_iter().map(|word| word.into_string().unwrap()).collect()
    }

    #[test]
    fn trace_alone_means_the_log_also_before_a_file() {
        assert_eq!(prepare(&["concur", "script", "--trace", "a.cdl"]), ["concur", "script", "--trace=log", "a.cdl"]);
        assert_eq!(prepare(&["--trace", "--seed", "1"]), ["--trace=log", "--seed", "1"]);
        assert_eq!(prepare(&["--trace", "lanes", "a.cdl"]), ["--trace", "lanes", "a.cdl"]);
        assert_eq!(prepare(&["--trace", "lane"]), ["--trace", "lane"]);
        assert_eq!(prepare(&["--", "--trace", "a.cdl"]), ["--", "--trace", "a.cdl"]);
    }

    #[test]
    fn a_scale_is_a_number_above_0() {
        assert_eq!(scale("0.01"), Ok(0.01));
        assert_eq!(scale("2"), Ok(2.0));
        for wrong in ["", "0", "-1", "nan", "inf", "1e300", "half"] {
            assert!(scale(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn durations_are_those_of_the_language() {
        assert_eq!(duration("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1.5s"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("1min"), Ok(Duration::from_secs(60)));
        for wrong in ["", "2", "s", "2h", "-1s", "1e9s", "0s", "1..2s", "99999999999999999999999s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
