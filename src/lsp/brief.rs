//! As much as a person reads. What a scenario says can be as long as it likes: the message of an exception, a line that it
//! prints; an editor shows a few lines of it.

use super::findings::Findings;
use crate::source::Diagnostic;

/// The longest piece of a message, in characters: what is wrong, what is said of a place, and the help are such. They are cut
/// before they are kept, and fit together into the message that `diagnose` makes of them.
const MESSAGE: usize = 600;
/// The longest text about what stands at the cursor, in characters.
const PAGE: usize = 10_000;

/// A message, or its beginning.
fn shorten(text: &mut String, most: usize) {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        text.push('…');
        // What is cut off need not be kept.
        text.shrink_to_fit();
    }
}

/// A diagnostic whose messages are not too long. Its changes stay whole.
pub(super) fn diagnostic(diagnostic: &mut Diagnostic) {
    shorten(&mut diagnostic.message, MESSAGE);
    diagnostic.labels.iter_mut().for_each(|label| shorten(&mut label.text, MESSAGE));
    if let Some(help) = &mut diagnostic.help {
        shorten(help, MESSAGE);
    }
}

/// The same of all that a check found.
pub(super) fn findings(findings: &mut Findings) {
    findings.diagnostics.iter_mut().for_each(diagnostic);
    findings.verdicts.iter_mut().for_each(|verdict| shorten(&mut verdict.words, MESSAGE));
    shorten(&mut findings.summary, MESSAGE);
}

/// Markdown that is not too long, with its fences closed.
pub(super) fn page(mut text: String) -> String {
    let whole = text.len();
    shorten(&mut text, PAGE);
    let is_open = text.lines().filter(|line| line.starts_with("```")).count() % 2 == 1;
    if text.len() < whole && is_open {
        text.push_str("\n```");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn what_is_long_is_cut_between_characters_and_what_is_short_stays() {
        let mut long = Diagnostic::error("cdl::x", Span::default(), "ß".repeat(MESSAGE + 1)).help("no");
        diagnostic(&mut long);
        assert_eq!(long.message, format!("{}…", "ß".repeat(MESSAGE)));
        assert_eq!((long.labels[0].text.as_str(), long.help.as_deref()), ("here", Some("no")));
        let short = "ß".repeat(MESSAGE);
        let mut same = Diagnostic::error("cdl::x", Span::default(), short.clone());
        diagnostic(&mut same);
        assert_eq!(same.message, short);
    }

    #[test]
    fn a_fence_that_is_cut_is_closed() {
        let page = page(format!("```cdl\n{}\n```\n\nmore", "x".repeat(2 * PAGE)));
        assert!(page.ends_with("x…\n```"), "{}", &page[page.len() - 20..]);
        assert_eq!(super::page("```\nx\n```".to_owned()), "```\nx\n```");
    }
}
