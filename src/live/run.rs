//! A live run: starts it, watches it, brings it to rest.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use parking_lot::Mutex;

use super::commons::{Commons, Sink};
use super::journal::Journal;
use super::options::Options;
use super::participant::{Bystander, Participant};
use super::reach::Reach;
use super::registry::Registry;
use super::replay;
use super::writer::Writer;
use crate::machine::{Action, Deaf, First, Fuel, NewName, Newcomer, Scenario, Surroundings, Thread, Turn, Went};
use crate::run::{End, Limit, Observer, Run, ThreadInfo};
use crate::sync::{Caller, Roused};
use crate::system;
use crate::value::ThreadId;

/// The stack of an OS thread: frames of the scenario are on the heap, and values nest to a limited depth.
const STACK: usize = 256 * 1024;
/// Local work between two looks at whether the run is over, in instructions.
const SLICE: u64 = 100_000;
/// Instructions of local work that may be done, in all, for each step allowed.
const WORK_PER_STEP: u64 = 100;
/// How often the watcher looks whether the user has had enough.
const GLANCE: Duration = Duration::from_millis(20);

/// How a live run came to rest.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rest {
    /// `main` and every thread that is no daemon ended.
    Over,
    /// Every thread waits for others, without limit.
    Deadlock,
    /// A limit was reached.
    Limit(Limit),
}

/// Lets the threads of a scenario loose. An observer that wants events gets them once the run is over, from its replay;
/// one that does not hears prints as they happen. It is lost only if a bug of the tool made a thread panic.
pub fn run<O: Observer + 'static>(scenario: &Scenario, options: Options, observer: O) -> (Run, Option<O>) {
    let wants_events = observer.wants_events();
    let shared = Arc::new(Mutex::new(observer));
    let sink: Option<Sink> = (!wants_events).then(|| {
        let shared = Arc::clone(&shared);
        Box::new(move |text: &str| shared.lock().print(text)) as Sink
    });
    let commons = Arc::new(Commons::new(Arc::clone(&scenario.image), options, sink));
    start(&commons);
    let rest = watch(&commons);
    commons.stop();
    commons.wait_for_all();
    let digest = commons.close_printer();
    let Some(observer) = Arc::into_inner(shared).map(Mutex::into_inner) else {
        return (Run::broken("a live thread was lost"), None);
    };
    if commons.is_lost() {
        return (Run::broken("a live thread panicked"), Some(observer));
    }
    let journals = std::mem::take(&mut *commons.journals.lock());
    let needed =
        wants_events || commons.is_noteworthy() || !matches!(rest, Rest::Over) || commons.options.keep_schedule;
    if !needed {
        return (quiet(&commons, &journals), Some(observer));
    }
    let (run, observer) = replay::replay(scenario, &commons, journals, rest, digest, observer);
    (run, Some(observer))
}

/// The result of a run of which there is nothing to tell.
fn quiet(commons: &Commons, journals: &[(ThreadId, Journal)]) -> Run {
    let info = |entry: &super::registry::Entry| ThreadInfo {
        name: entry.handle.name.clone(),
        label: Arc::clone(&entry.label),
        daemon: entry.daemon,
    };
    Run {
        end: End::Finished,
        uncaught: Vec::new(),
        unasked: Vec::new(),
        overlaps: Vec::new(),
        threads: commons.look(|registry| registry.entries().iter().map(info).collect()),
        schedule: String::new(),
        steps: journals.iter().map(|(_, journal)| journal.steps()).sum(),
        time: commons.now(),
    }
}

/// Starts `main`.
fn start(commons: &Arc<Commons>) {
    let main = Newcomer { name: NewName::Given("main".to_owned()), daemon: false, pool: None };
    let entry = commons.registry.with(&Bystander, |registry| registry.enroll(None, main.clone()));
    if let Some(entry) = entry {
        launch(commons, Thread::of_main(entry.handle, &commons.image), 0);
    }
}

/// Waits until the run is over, or has to be.
fn watch(commons: &Commons) -> Rest {
    let limit = commons.options.time_limit;
    loop {
        if commons.is_over() {
            return Rest::Over;
        }
        if let Some(limit) = commons.limit() {
            return Rest::Limit(limit);
        }
        if commons.is_lost() {
            return Rest::Over;
        }
        if commons.census.awake() == 0 {
            // The last to end says so before it is counted out.
            return if commons.is_over() { Rest::Over } else { Rest::Deadlock };
        }
        if commons.options.interrupt.load(Ordering::Relaxed) {
            return Rest::Limit(Limit::Interrupted);
        }
        let elapsed = commons.elapsed();
        if let Some(limit) = limit.filter(|limit| elapsed >= *limit) {
            return Rest::Limit(Limit::Time(limit));
        }
        let left = limit.map_or(GLANCE, |limit| limit.saturating_sub(elapsed));
        thread::park_timeout(left.min(GLANCE));
    }
}

/// Gives a thread an OS thread of its own, whose first step comes after the one with stamp `clock`.
pub(super) fn launch(commons: &Arc<Commons>, thread: Thread, clock: u64) {
    let alive = commons.look(Registry::alive);
    if alive > Limit::MOST_THREADS {
        return commons.reach(Limit::Threads(Limit::MOST_THREADS));
    }
    let Some(share) = commons.share() else { return };
    let id = thread.handle.id;
    let name = thread.handle.name.clone();
    let inside = Arc::clone(commons);
    commons.census.rouse();
    let spawned = system::spawn(&name, Some(STACK), move || {
        let leaving = Leaving { commons: &inside };
        let journal = Loose::new(thread, &inside, clock).go();
        inside.journals.lock().push((id, journal));
        drop(leaving);
        drop(inside);
        drop(share);
    });
    if let Err(refusal) = spawned {
        commons.census.doze();
        commons.reach(Limit::Room { threads: alive - 1, refusal });
    }
}

/// Counts a thread out, however it leaves.
struct Leaving<'a> {
    commons: &'a Commons,
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.commons.lose();
        }
        self.commons.census.doze();
    }
}

/// A thread let loose.
struct Loose {
    thread: Thread,
    writer: Writer,
}

impl Loose {
    fn new(thread: Thread, commons: &Arc<Commons>, clock: u64) -> Self {
        let me = Participant::new(thread.handle.id, Arc::clone(commons), clock);
        Self { thread, writer: Writer::new(me) }
    }

    /// Does steps to the end of the thread or of the run.
    fn go(mut self) -> Journal {
        self.writer.note_time();
        // If its local work is cut short, the step before that has happened all the same. There is some before its first step.
        self.writer.journal.midway = true;
        while !self.writer.me.is_stopped() {
            let may_end = matches!(self.thread.pending, Action::End { .. } | Action::JoinWorkers { .. });
            let went = self.step();
            self.writer.journal.midway = went == Went::OutOfFuel;
            let ended = may_end && matches!(self.thread.pending, Action::End { .. });
            if went == Went::Nowhere || ended || !self.sleep() {
                break;
            }
        }
        self.writer.write_down();
        self.writer.me.go_out();
        self.writer.tell();
        self.writer.journal
    }

    /// One step, and those that can be done in passing.
    fn step(&mut self) -> Went {
        let Self { thread, writer } = self;
        let commons = Arc::clone(&writer.me.commons);
        if !matches!(thread.pending, Action::Continue) {
            writer.begin_step();
        }
        let mut fuel = Fuel::of(SLICE);
        writer.me.pass();
        let mut world = Reach { writer };
        let went = thread.step(
            Turn::Perform,
            &mut Surroundings {
                world: &mut world,
                image: &commons.image,
                log: &mut Deaf,
                // What threads choose they throw dice of their own for.
                chooser: &mut First,
                fuel: &mut fuel,
            },
        );
        match went {
            Went::Nowhere => self.writer.drop_step(),
            Went::OutOfFuel => self.worked(fuel.used()),
            Went::Through => self.writer.me.go_out(),
        }
        went
    }

    /// Counts local work that goes on and on.
    fn worked(&self, work: u64) {
        let commons = &self.writer.me.commons;
        let all = commons.work.fetch_add(work, Ordering::Relaxed);
        let most = commons.options.max_steps.saturating_mul(WORK_PER_STEP).max(SLICE);
        if all > most {
            commons.reach(Limit::Work(most));
        }
    }

    /// Sleeps, if that is what the thread does now; false if the run is over first.
    fn sleep(&mut self) -> bool {
        let Some(until) = self.thread.asleep_until else { return true };
        self.writer.write_down();
        let me = &self.writer.me;
        let roused = me.sit(&me.seat(), me.commons.instant(until));
        me.has_waited();
        if roused == Roused::Stopped {
            self.writer.journal.asleep = true;
            return false;
        }
        me.advance_to_now();
        self.thread.asleep_until = None;
        self.writer.note_time();
        true
    }
}
