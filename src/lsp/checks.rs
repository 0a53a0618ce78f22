//! Whose turn it is to be checked, beside the editing. Texts that are saved are checked one after the other, each in its newest
//! version; a check is given up when its text changes, and one that takes long lets those go first that have not had a turn yet.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam::channel::{Sender, bounded};
use lsp_types::Uri;

use super::findings::{Findings, TIME_LIMIT, findings};
use super::memory;
use crate::machine::Scenario;
use crate::source::Source;
use crate::system;

/// So long a check may keep others waiting before they go first.
const TURN: Duration = Duration::from_secs(2);
/// So long a check takes at most, over all its turns and with all that it does behind its search.
const MOST: Duration = TIME_LIMIT.saturating_mul(2);

/// A version of a text that is to be checked.
#[derive(Clone, Debug)]
pub(super) struct Job {
    uri: Uri,
    version: i32,
    scenario: Scenario,
    source: Source,
    /// How long it was under way before it let others go first.
    taken: Duration,
}

impl Job {
    /// A version of a text.
    pub(super) fn new(uri: Uri, version: i32, scenario: Scenario, source: Source) -> Self {
        Self { uri, version, scenario, source, taken: Duration::ZERO }
    }

    /// Whether it has kept others waiting as long as it may.
    fn has_had_a_turn(&self) -> bool {
        self.taken >= TURN
    }
}

/// What the thread of a check says at its end. None: a bug ended it.
#[derive(Debug)]
pub(super) struct Done(Option<Findings>);

/// What a check has found.
#[derive(Debug)]
pub(super) struct Found {
    /// In which text.
    pub(super) uri: Uri,
    /// In which of its versions.
    pub(super) version: i32,
    /// What.
    pub(super) findings: Findings,
}

/// What is to become of a check that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// What it finds is told.
    Told,
    /// Nobody wants to know any more.
    GivenUp,
    /// It begins anew when the others have had their turn.
    GivesWay,
}

#[derive(Debug)]
struct Running {
    job: Job,
    interrupt: Arc<AtomicBool>,
    since: Instant,
    fate: Fate,
}

impl Running {
    fn interrupt(&mut self, fate: Fate) {
        self.fate = fate;
        self.interrupt.store(true, Ordering::Relaxed);
    }

    fn is_interrupted(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }
}

/// The checks: one that is under way, and those that wait.
#[derive(Debug)]
pub(super) struct Checks {
    done: Sender<Done>,
    running: Option<Running>,
    waiting: VecDeque<Job>,
}

impl Checks {
    /// Nothing runs yet; what is done is sent to `done`.
    pub(super) fn new(done: Sender<Done>) -> Self {
        Self { done, running: None, waiting: VecDeque::new() }
    }

    /// A text is to be checked when those before it are; any check of an older version of it is not.
    pub(super) fn add(&mut self, job: Job) {
        self.forget(&job.uri);
        self.waiting.push_back(job);
        self.go_on();
    }

    /// Gives up the check of a text that has changed.
    pub(super) fn forget(&mut self, uri: &Uri) {
        self.waiting.retain(|job| job.uri != *uri);
        if let Some(running) = self.running.as_mut().filter(|running| running.job.uri == *uri) {
            running.interrupt(Fate::GivenUp);
        }
    }

    /// When there is something to do about the check that is under way.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let running = self.running.as_ref().filter(|running| !running.is_interrupted())?;
        let time = if self.is_waited_for() { TURN } else { MOST };
        Some(running.since + time.saturating_sub(running.job.taken))
    }

    /// Whether a check waits that has not had a turn yet: it goes before those that have.
    fn is_waited_for(&self) -> bool {
        self.waiting.iter().any(|job| !job.has_had_a_turn())
    }

    /// Interrupts a check that has had its time.
    pub(super) fn look_at_the_clock(&mut self, now: Instant) {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return;
        }
        let Some(running) = &mut self.running else { return };
        let turn = now.saturating_duration_since(running.since);
        running.job.taken += turn;
        // A check that begins anew would find less than this one has, if it had less time.
        let is_worth_it = TIME_LIMIT.saturating_sub(running.job.taken) > turn;
        running.interrupt(if is_worth_it { Fate::GivesWay } else { Fate::Told });
    }

    /// The check that was under way has come to its end, and the next begins; what it found, if that is to be told.
    pub(super) fn finished(&mut self, Done(findings): Done) -> Option<Found> {
        let Running { job, fate, .. } = self.running.take()?;
        let found = match (fate, findings) {
            (Fate::Told, Some(findings)) => Some(Found { uri: job.uri, version: job.version, findings }),
            (Fate::GivesWay, Some(_)) => {
                self.waiting.push_back(job);
                None
            }
            _ => None,
        };
        self.go_on();
        found
    }

    /// Begins with the next, if none is under way.
    fn go_on(&mut self) {
        if self.running.is_some() {
            return;
        }
        let next = self.waiting.iter().position(|job| !job.has_had_a_turn()).unwrap_or(0);
        let Some(job) = self.waiting.remove(next) else { return };
        let interrupt = Arc::new(AtomicBool::new(false));
        let (done, stop, Job { scenario, source, .. }) = (self.done.clone(), Arc::clone(&interrupt), job.clone());
        let time = TIME_LIMIT.saturating_sub(job.taken);
        let (held, while_held) = bounded(0);
        memory::watch(while_held, Arc::clone(&interrupt));
        let work = move || {
            // A bug in a check ends this check, and the next can begin.
            let found = catch_unwind(AssertUnwindSafe(|| findings(&scenario, &source, time, &stop)));
            drop(held);
            // The server may be gone by now.
            let _ = done.send(Done(found.ok()));
        };
        // Without a thread there is no check: the editor shows what it showed before.
        if system::spawn("check", None, work).is_ok() {
            self.running = Some(Running { job, interrupt, since: Instant::now(), fate: Fate::Told });
        }
    }
}

impl Drop for Checks {
    fn drop(&mut self) {
        if let Some(running) = &mut self.running {
            running.interrupt(Fate::GivenUp);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use crossbeam::channel::{Receiver, unbounded};

    use super::*;

    fn checks() -> (Checks, Receiver<Done>) {
        let (sender, done) = unbounded();
        (Checks::new(sender), done)
    }

    fn job(name: &str, version: i32, text: &str) -> Job {
        let source = Source::new(name, text);
        let scenario = Scenario::load(&source).scenario.unwrap();
        Job::new(Uri::from_str(&format!("file:///{name}")).unwrap(), version, scenario, source)
    }

    /// The texts whose findings are told, in order, with their versions.
    fn told(checks: &mut Checks, done: &Receiver<Done>) -> Vec<(String, i32)> {
        let mut told = Vec::new();
        while checks.running.is_some() {
            let found = checks.finished(done.recv().unwrap());
            told.extend(found.map(|found| (found.uri.as_str().to_owned(), found.version)));
        }
        told
    }

    const SHORT: &str = "print 1\n";
    const LONG: &str = "shared n = 0\nfor i in 0..9 { thread { for j in 0..90 { n += 1 } } }\n";

    #[test]
    fn texts_are_checked_in_order_each_in_its_newest_version() {
        let (mut checks, done) = checks();
        checks.add(job("a", 1, SHORT));
        checks.add(job("b", 1, SHORT));
        checks.add(job("c", 1, SHORT));
        checks.add(job("b", 2, SHORT));
        checks.add(job("d", 1, SHORT));
        checks.forget(&Uri::from_str("file:///d").unwrap());
        let all = [("file:///a".to_owned(), 1), ("file:///c".to_owned(), 1), ("file:///b".to_owned(), 2)];
        assert_eq!(told(&mut checks, &done), all);
    }

    fn begun(checks: &Checks) -> Instant {
        checks.running.as_ref().unwrap().since
    }

    fn address(found: Option<Found>) -> Option<String> {
        found.map(|found| found.uri.as_str().to_owned())
    }

    #[test]
    fn a_check_gives_way_to_those_that_have_not_had_a_turn() {
        let (mut checks, done) = checks();
        checks.add(job("long", 1, LONG));
        let first = begun(&checks);
        assert_eq!(checks.deadline(), Some(first + MOST));
        checks.add(job("a", 1, SHORT));
        assert_eq!(checks.deadline(), Some(first + TURN));
        checks.look_at_the_clock(first + TURN);
        assert_eq!(checks.deadline(), None);
        assert_eq!(address(checks.finished(done.recv().unwrap())), None);
        assert_eq!(checks.deadline(), Some(begun(&checks) + MOST), "the one that waits has had its turn");
        assert_eq!(address(checks.finished(done.recv().unwrap())).unwrap(), "file:///a");
        let again = begun(&checks);
        assert_eq!(checks.deadline(), Some(again + MOST - TURN), "its time is counted over all its turns");
        checks.add(job("b", 1, SHORT));
        assert_eq!(checks.deadline(), Some(again), "it has had its turn");
        checks.look_at_the_clock(again + TURN);
        assert_eq!(address(checks.finished(done.recv().unwrap())), None);
        assert_eq!(address(checks.finished(done.recv().unwrap())).unwrap(), "file:///b");
        let last = begun(&checks);
        checks.look_at_the_clock(last + MOST);
        assert_eq!(address(checks.finished(done.recv().unwrap())).unwrap(), "file:///long");
    }

    #[test]
    fn those_without_a_turn_go_before_those_that_have_had_one() {
        let (mut checks, done) = checks();
        for name in ["first", "second", "third"] {
            checks.add(job(name, 1, LONG));
        }
        for _ in ["first", "second"] {
            checks.look_at_the_clock(begun(&checks) + TURN);
            assert_eq!(address(checks.finished(done.recv().unwrap())), None);
        }
        checks.add(job("a", 1, SHORT));
        checks.look_at_the_clock(begun(&checks) + TURN);
        assert_eq!(address(checks.finished(done.recv().unwrap())), None);
        let mut order = Vec::new();
        while checks.running.is_some() {
            checks.look_at_the_clock(begun(&checks) + MOST);
            order.extend(address(checks.finished(done.recv().unwrap())));
        }
        assert_eq!(order, ["file:///a", "file:///first", "file:///second", "file:///third"]);
    }

    #[test]
    fn what_a_check_has_found_is_told_if_it_would_have_less_time_when_it_begins_anew() {
        let (mut checks, done) = checks();
        checks.add(job("long", 1, LONG));
        let (first, most) = (begun(&checks), TIME_LIMIT / 2);
        checks.look_at_the_clock(first + most);
        assert!(checks.deadline().is_some(), "nothing waits");
        checks.add(job("a", 1, SHORT));
        checks.look_at_the_clock(first + most);
        assert_eq!(address(checks.finished(done.recv().unwrap())).unwrap(), "file:///long");
        assert_eq!(told(&mut checks, &done), [("file:///a".to_owned(), 1)]);
    }

    #[test]
    fn a_check_whose_text_changes_is_given_up() {
        let (mut checks, done) = checks();
        checks.add(job("long", 1, LONG));
        checks.add(job("long", 2, SHORT));
        assert_eq!(told(&mut checks, &done), [("file:///long".to_owned(), 2)]);
    }
}
