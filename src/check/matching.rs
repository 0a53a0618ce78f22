//! Whether some schedule prints a given text; and if none does, where all of them part from it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::replay::{Replay, replay};
use crate::explore::{self, Cut, EndKind, Finding, Key, Options, Outputs, Progress, Question};
use crate::machine::Scenario;

/// What came of looking for a schedule that prints a text.
#[derive(Debug)]
pub struct Match {
    /// A run that prints it, if there is one.
    pub replay: Option<Replay>,
    /// Where schedules part from it, as far as it is known.
    pub parting: Parting,
    /// How far the search came.
    pub progress: Progress,
    /// Why it ended before it had seen all, if it did.
    pub cut: Option<Cut>,
    /// Whether some thread does local work that does not come to an end.
    pub endless: bool,
    /// A schedule that prints something else: a bug of the tool.
    pub bug: Option<String>,
}

impl Match {
    /// Whether nothing is left open.
    pub fn complete(&self) -> bool {
        self.replay.is_some() || self.cut.is_none() && !self.endless
    }
}

/// How much of a text schedules print.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parting {
    /// How many of its lines some schedule prints.
    pub lines: usize,
    /// What is printed after these: the lines that are not in the text.
    pub instead: BTreeSet<String>,
    /// How schedules end that print nothing more.
    pub ends: BTreeSet<EndKind>,
}

/// Looks for a schedule that prints `text`. A newline that is missing at its end may be printed.
pub fn matching(scenario: &Scenario, text: &str, options: &Options, tell: &mut dyn FnMut(&Progress)) -> Match {
    let closed = text.is_empty() || text.ends_with('\n');
    let wanted: Arc<str> = if closed { text.into() } else { format!("{text}\n").into() };
    let question = Question {
        outputs: Outputs::Wanted(Arc::clone(&wanted)),
        endings: Some(Vec::new()),
        parting: true,
        ..Question::default()
    };
    let is_whole = |printed: u32| [text.len(), wanted.len()].contains(&(printed as usize));
    let best = |findings: &[Finding]| {
        let whole = findings.iter().filter_map(|finding| match &finding.key {
            Key::Ending { kind, output, .. } if is_whole(*output) => Some((*kind, finding.discovery.depth, finding)),
            _ => None,
        });
        let first = whole.min_by_key(|(kind, depth, finding)| (*kind, *depth, &finding.key));
        first.map(|(.., finding)| finding.key.clone()).into_iter().collect()
    };
    let explored = explore::explore(scenario, &question, options, &best, tell);
    let replay = explored.findings.iter().find_map(|finding| replay(scenario, &question, finding));
    let wrong = replay.as_ref().filter(|replay| !replay.shows);
    Match {
        bug: wrong.map(|replay| format!("a schedule prints something else when it is run: {}", replay.schedule)),
        parting: parting(&wanted, &explored.findings),
        replay,
        progress: explored.progress,
        cut: explored.cut,
        endless: explored.findings.iter().any(|finding| matches!(finding.key, Key::Endless { .. })),
    }
}

/// Where the schedules part from `wanted` that print most of it.
fn parting(wanted: &str, findings: &[Finding]) -> Parting {
    let printed = |bytes: u32| wanted.get(..bytes as usize).unwrap_or_default();
    let mut parting = Parting::default();
    for finding in findings {
        let (text, instead, end) = match &finding.key {
            Key::Printed(bytes) => (printed(*bytes).to_owned(), true, None),
            Key::Instead(bytes, text) => (format!("{}{text}", printed(*bytes)), true, None),
            Key::Ending { kind, output, .. } => (printed(*output).to_owned(), false, Some(*kind)),
            _ => continue,
        };
        let same = common(wanted, &text);
        let lines = same.matches('\n').count();
        if lines > parting.lines {
            parting = Parting { lines, ..Parting::default() };
        }
        if lines < parting.lines {
            continue;
        }
        // What is printed of the line in which the text parts from the wanted one, if it does.
        let begin = same.rfind('\n').map_or(0, |newline| newline + 1);
        let line = text.get(begin..).filter(|_| instead && same.len() < text.len());
        parting.instead.extend(line.and_then(|line| line.split('\n').next()).map(str::to_owned));
        parting.ends.extend(end);
    }
    parting
}

/// What two texts begin with.
fn common<'t>(one: &'t str, other: &str) -> &'t str {
    let same = one.char_indices().zip(other.chars()).find(|((_, one), other)| one != other);
    let end = same.map_or(one.len().min(other.len()), |((at, _), _)| at);
    one.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn found(scenario: &str, text: &str) -> Match {
        let scenario = Scenario::load(&Source::new("a.cdl", scenario)).scenario.unwrap();
        matching(&scenario, text, &Options::default(), &mut |_| {})
    }

    fn parts(scenario: &str, text: &str) -> (usize, Vec<String>, Vec<EndKind>) {
        let found = found(scenario, text);
        assert!(found.replay.is_none() && found.complete(), "{found:?}");
        let Parting { lines, instead, ends } = found.parting;
        (lines, instead.into_iter().collect(), ends.into_iter().collect())
    }

    const THREE: &str = "thread a { print 1 }\nthread b { print 2 }\nthread c { print 3; print 4 }\n";

    #[test]
    fn a_text_is_found_with_and_without_its_last_newline() {
        for text in ["3\n1\n4\n2\n", "3\n1\n4\n2"] {
            let found = found(THREE, text);
            assert_eq!(found.replay.map(|replay| replay.printed).as_deref(), Some("3\n1\n4\n2\n"));
            assert_eq!(found.bug, None);
        }
        assert!(found("print 1, end=\"\"\n", "1").replay.is_some());
        assert!(found("print 1, end=\"\"\n", "1\n").replay.is_none());
        assert!(found("let a = 1\n", "").replay.is_some());
    }

    #[test]
    fn where_schedules_part_from_it_all_that_they_print_there_is_known() {
        assert_eq!(parts(THREE, "3\n1\n5\n"), (2, vec!["2".into(), "4".into()], vec![]));
        assert_eq!(parts(THREE, "4\n"), (0, vec!["1".into(), "2".into(), "3".into()], vec![]));
        assert_eq!(parts(THREE, ""), (0, vec!["1".into(), "2".into(), "3".into()], vec![]));
        assert_eq!(parts(THREE, "1\n2\n3\n"), (3, vec!["4".into()], vec![]));
        assert_eq!(parts(THREE, "1\n2\n3\n4\n5\n6\n"), (4, vec![], vec![EndKind::Ok]));
        assert_eq!(
            parts("lock l\nprint 1\nl.acquire()\nl.acquire()\n", "1\n2\n"),
            (1, vec![], vec![EndKind::Deadlock])
        );
    }

    #[test]
    fn a_line_that_is_printed_in_pieces_is_told_as_far_as_it_is_printed() {
        let pieces = "print 1\nprint \"a\", end=\"\"\nprint \"b\", end=\"\"\nprint \"c\"\n";
        assert_eq!(parts(pieces, "1\nabd\n"), (1, vec!["abc".into()], vec![]));
        assert_eq!(parts(pieces, "1\nab\n"), (1, vec!["abc".into()], vec![]));
        assert_eq!(parts("atomic { print 1; print 2; print 3 }\n", "1\n2\n4\n"), (2, vec!["3".into()], vec![]));
    }

    #[test]
    fn threads_that_go_round_for_ever_print_nothing_instead() {
        assert_eq!(parts("print 1\nwhile True { yield }\n", "1\n2\n"), (1, vec![], vec![]));
    }
}
