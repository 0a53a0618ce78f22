//! What threads are called when a scenario runs, and which of them a schedule means.

use crate::source::Span;
use crate::syntax::ast::{
    Argument, Choice, Expression, ExpressionKind, Schedule, ScheduleEntry, StrPart, ThreadBody, ThreadName,
    ThreadStart, Turn,
};

/// What the names of threads look like that are started at one place, with holes for what only a run tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    /// What is written, and holes.
    pieces: Vec<Option<String>>,
    /// Where the name stands that these threads have, if it is a plain one.
    pub(super) plain: Option<Span>,
}

impl Template {
    fn new(pieces: Vec<Option<String>>) -> Self {
        Self { pieces, plain: None }
    }

    /// The thread that runs the file.
    pub(super) fn main() -> Self {
        Self::new(vec![Some("main".to_owned())])
    }

    /// The workers of a pool.
    pub(super) fn of_pool(arguments: &[Argument]) -> Self {
        let keyword = |argument: &&Argument| argument.name.as_ref().is_some_and(|one| one.text == "thread_name_prefix");
        let prefix = arguments.iter().find(keyword).or(arguments.get(1));
        let mut pieces = match prefix {
            Some(prefix) => text(&prefix.value),
            None => vec![Some("ThreadPoolExecutor-".to_owned()), None],
        };
        pieces.extend([Some("_".to_owned()), None]);
        Self::new(pieces)
    }

    /// Threads that are started so.
    pub(super) fn of(start: &ThreadStart) -> Self {
        match &start.name {
            ThreadName::Plain(name) => Self { pieces: vec![Some(name.text.clone())], plain: Some(name.span) },
            ThreadName::Computed(name) => Self::new(text(name)),
            ThreadName::Numbered => {
                let mut pieces = vec![Some("Thread-".to_owned()), None];
                if let ThreadBody::Call { callee, .. } = &start.body {
                    match &callee.kind {
                        ExpressionKind::Name(name) => pieces.push(Some(format!(" ({name})"))),
                        _ => pieces.extend([Some(" (".to_owned()), None, Some(")".to_owned())]),
                    }
                }
                Self::new(pieces)
            }
        }
    }

    /// The name, if all threads that are started here have the same.
    pub(super) fn name(&self) -> Option<String> {
        self.pieces.iter().cloned().collect::<Option<Vec<_>>>().map(|pieces| pieces.concat())
    }

    /// Whether a thread that is started here can have that name.
    fn fits(&self, name: &str) -> bool {
        let Some((first, rest)) = self.pieces.split_first() else { return name.is_empty() };
        let Some(written) = first else { return fit_behind_hole(rest, name) };
        name.strip_prefix(written.as_str()).is_some_and(|name| match rest {
            [] => name.is_empty(),
            rest => Self::new(rest.to_vec()).fits(name),
        })
    }
}

/// Whether `name` is anything, and then `pieces`: each written one as soon as it comes, the last one at the end.
fn fit_behind_hole(pieces: &[Option<String>], mut name: &str) -> bool {
    let written: Vec<&str> = pieces.iter().flatten().map(String::as_str).collect();
    let ends_open = pieces.last().is_none_or(Option::is_none);
    let Some((last, before)) = written.split_last() else { return true };
    for piece in before {
        let Some((_, rest)) = name.split_once(piece) else { return false };
        name = rest;
    }
    if ends_open { name.contains(last) } else { name.ends_with(last) }
}

/// What a name says that is a text; a hole if it is anything else.
fn text(name: &Expression) -> Vec<Option<String>> {
    let ExpressionKind::Str(parts) = &name.kind else { return vec![None] };
    let piece = |part: &StrPart| match part {
        StrPart::Text(text) => Some(text.clone()),
        StrPart::Interpolation(_) => None,
    };
    parts.iter().map(piece).collect()
}

/// Where a schedule names a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The name, without quotes and number.
    pub span: Span,
    /// The name.
    pub name: String,
    /// Which of the threads of that name: 2 of `a#2`.
    pub ordinal: usize,
    /// Whether that number is written.
    numbered: bool,
    /// Which places where threads start can be meant, in the order of the text; 0 is `main`.
    pub starts: Vec<usize>,
}

/// All labels of a schedule in `text`.
pub(super) fn labels(text: &str, schedule: &Schedule, threads: &[Template]) -> Vec<Label> {
    let mut found: Vec<Label> = schedule.entries.iter().flat_map(|entry| of_entry(text, entry)).collect();
    for label in &mut found {
        // The number may be part of a thread's own name: `thread "a#2" { ... }`.
        let whole = label.numbered.then(|| format!("{}#{}", label.name, label.ordinal));
        let meant =
            |thread: &Template| thread.fits(&label.name) || whole.as_ref().is_some_and(|name| thread.fits(name));
        let fits = threads.iter().enumerate().filter(|(_, thread)| meant(thread));
        label.starts = fits.map(|(index, _)| index).collect();
    }
    found
}

/// The thread of an entry, and those that it wakes: `a:notify(b, c)`.
fn of_entry(text: &str, entry: &ScheduleEntry) -> Vec<Label> {
    let Some(written) = text.get(entry.span.range()) else { return Vec::new() };
    let Some(first) = label(written, entry.span.range().start) else { return Vec::new() };
    let mut found = vec![first];
    if let Turn::Choosing(choices) = &entry.turn {
        for choice in choices {
            let Choice::Waiters(waiters) = choice else { continue };
            found.extend(
                waiters.iter().filter_map(|waiter| label(text.get(waiter.span.range())?, waiter.span.start as usize)),
            );
        }
    }
    found
}

/// The label at the start of `text`, which stands at `at`.
fn label(text: &str, at: usize) -> Option<Label> {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''));
    let (skipped, name, rest) = match quote {
        Some(quote) => {
            let (quoted, rest) = text.get(1..)?.split_once(quote)?;
            // Within the quotes or behind them, the number is the same: `"a#2"` and `"a"#2`.
            if let Some((name, digits)) = quoted.rsplit_once('#').filter(|(_, digits)| is_number(digits)) {
                return numbered(name, Some(digits), at + 1);
            }
            (1, quoted, rest)
        }
        None => {
            let stop = |letter: char| letter.is_whitespace() || "*:,#\"'{}()[];".contains(letter);
            let (name, rest) = text.split_at(text.find(stop).unwrap_or(text.len()));
            (0, name, rest)
        }
    };
    let digits = rest.strip_prefix('#').map(|rest| rest.split(|letter: char| !letter.is_ascii_digit()).next());
    let digits = digits.flatten().filter(|digits| is_number(digits));
    numbered(name, digits, at + skipped)
}

fn is_number(digits: &str) -> bool {
    !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit())
}

/// The label of a name that stands at `at`, with or without a number.
fn numbered(name: &str, digits: Option<&str>, at: usize) -> Option<Label> {
    let ordinal = digits.and_then(|digits| digits.parse().ok()).unwrap_or(1);
    let (span, numbered) = (Span::new(at, at + name.len()), digits.is_some());
    (!name.is_empty()).then(|| Label { span, name: name.to_owned(), ordinal, numbered, starts: Vec::new() })
}
