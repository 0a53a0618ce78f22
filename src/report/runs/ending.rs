//! How a run ended, without what differs from run to run: two runs that end in the same way have equal endings.

use crate::report::Status;
use crate::report::describe::said;
use crate::report::phrase::{list, one_line};
use crate::run::{End, Limit, Run};
use crate::value::Exception;

/// The way in which a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ending {
    /// In one word.
    pub status: Status,
    /// The exceptions that no one caught, whosever they were, in the order of their words.
    pub exceptions: Vec<Exception>,
    /// Which limit it was, or in which critical sections threads met.
    pub detail: Option<String>,
}

impl Ending {
    /// Of a run.
    pub fn of(run: &Run) -> Self {
        let status = Status::of(run);
        // In which order threads failed depends on the schedule; that they failed is what counts.
        let mut exceptions: Vec<Exception> = run.uncaught.iter().map(|one| Exception::clone(&one.exception)).collect();
        exceptions.sort_by(|one, other| (&one.type_name, &one.message).cmp(&(&other.type_name, &other.message)));
        let detail = match (&run.end, status) {
            (End::Limit { limit, .. }, _) => Some(limit_word(*limit)),
            (_, Status::Overlap) => sections(run),
            _ => None,
        };
        Self { status, exceptions, detail }
    }

    /// Of a run that printed more than is kept.
    pub fn of_too_much() -> Self {
        let detail = Some("it prints more than is kept for a comparison".into());
        Self { status: Status::Limit, exceptions: Vec::new(), detail }
    }

    /// What there is to say beside its one word: which exceptions, which limit; a line each.
    pub(in crate::report) fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.detail.iter().map(|detail| one_line(detail)).collect();
        for same in self.exceptions.chunk_by(|one, other| one == other) {
            let times = if same.len() > 1 { format!("{} × ", same.len()) } else { String::new() };
            notes.extend(same.first().map(|exception| format!("{times}{}", one_line(&said(exception)))));
        }
        notes
    }
}

fn limit_word(limit: Limit) -> String {
    match limit {
        Limit::Steps(_) | Limit::Work(_) => "the limit of --max-steps",
        Limit::Time(_) => "the limit of --time-limit",
        Limit::Memory(_) => "its values take too much memory",
        Limit::Threads(_) | Limit::Room { .. } => "too many threads",
        Limit::Interrupted => "interrupted",
    }
    .into()
}

/// The names of the critical sections in which threads met, as far as they have names.
fn sections(run: &Run) -> Option<String> {
    let mut names: Vec<String> = run.overlaps.iter().map(|overlap| overlap.section.clone()).collect();
    names.retain(|name| !name.is_empty());
    names.sort();
    names.dedup();
    (!names.is_empty()).then(|| format!("two threads in {}", list(&names)))
}
