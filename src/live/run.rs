//! A live run: starts it, watches it, brings it to rest.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use parking_lot::Mutex;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::commons::{Commons, Sink};
use super::journal::{Journal, Note};
use super::options::Options;
use super::participant::{Bystander, Participant};
use super::reach::Reach;
use super::replay;
use crate::machine::{
    Action, Cast, Chooser, Event, Fuel, Log, NewName, Newcomer, Scenario, Surroundings, Thread, Turn, Went,
};
use crate::run::{End, Limit, Observer, Run, ThreadInfo};
use crate::sync::{Caller, Roused};
use crate::value::{ThreadId, Value};

/// The stack of an OS thread: frames of the scenario are on the heap, and values nest to a limited depth.
const STACK: usize = 256 * 1024;
/// Local work between two looks at whether the run is over, in instructions.
const SLICE: u64 = 100_000;
/// Instructions of local work that may be done, in all, for each step allowed.
const WORK_PER_STEP: u64 = 100;
/// Steps of a thread between two looks at the clock and at the limits, unless few steps are allowed at all.
const LOOK_EVERY: u64 = 256;
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
    let Some(share) = commons.share() else { return };
    let id = thread.handle.id;
    let name: String = thread.handle.name.chars().filter(|character| *character != '\0').collect();
    let inside = Arc::clone(commons);
    commons.census.rouse();
    let spawned = thread::Builder::new().name(name).stack_size(STACK).spawn(move || {
        let leaving = Leaving { commons: &inside };
        let journal = Loose::new(thread, &inside, clock).go();
        inside.journals.lock().push((id, journal));
        drop(leaving);
        drop(inside);
        drop(share);
    });
    if spawned.is_err() {
        commons.census.doze();
        commons.reach(Limit::Threads(commons.look(|registry| registry.alive())));
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
    me: Participant,
    journal: Journal,
    dice: Dice,
    /// Whether a step has been done that is not written down yet, since its local work goes on.
    open: bool,
    /// How many steps the others have been told of, and after how many more they are told again.
    told: u64,
    look_every: u64,
}

impl Loose {
    fn new(thread: Thread, commons: &Arc<Commons>, clock: u64) -> Self {
        let me = Participant::new(thread.handle.id, Arc::clone(commons), clock);
        let dice = Dice::new(commons.options.seed, thread.handle.id);
        let look_every = commons.options.max_steps.clamp(1, LOOK_EVERY);
        Self { thread, me, journal: Journal::default(), dice, open: false, told: 0, look_every }
    }

    /// Does steps to the end of the thread or of the run.
    fn go(mut self) -> Journal {
        self.note_time();
        loop {
            if self.me.is_stopped() {
                break;
            }
            let ends = matches!(self.thread.pending, Action::End { .. });
            if !self.step() || ends || !self.sleep() {
                break;
            }
        }
        if self.open {
            // Its local work was cut short; the step itself has happened.
            self.journal.midway = true;
            self.write_down();
        }
        self.me.go_out();
        self.tell();
        self.journal
    }

    /// One step; false if the run was over first.
    fn step(&mut self) -> bool {
        let Self { thread, me, journal, dice, .. } = self;
        let commons = Arc::clone(&me.commons);
        let performs = !matches!(thread.pending, Action::Continue);
        let mut fuel = Fuel::of(SLICE);
        me.pass();
        let mut world = Reach { me, journal };
        let went = thread.step(
            Turn::Perform,
            &mut Surroundings {
                world: &mut world,
                image: &commons.image,
                log: &mut Deaf,
                chooser: dice,
                fuel: &mut fuel,
            },
        );
        for choice in self.dice.choices.drain(..) {
            self.journal.note(Note::Chose(choice));
        }
        if went == Went::Nowhere {
            return false;
        }
        self.open |= performs;
        if went == Went::OutOfFuel {
            let work = commons.work.fetch_add(fuel.used(), Ordering::Relaxed);
            if work > commons.options.max_steps.saturating_mul(WORK_PER_STEP).max(SLICE) {
                commons.reach(Limit::Steps(commons.options.max_steps));
            }
        } else if self.open {
            self.write_down();
        }
        true
    }

    /// Writes the step down that has just been done.
    fn write_down(&mut self) {
        self.open = false;
        let waited = self.me.has_waited();
        if waited {
            self.note_time();
        }
        self.journal.step(self.me.finish_step());
        self.me.go_out();
        if self.journal.steps() - self.told >= self.look_every {
            self.tell();
            self.note_time();
        } else if waited {
            self.me.advance_to_now();
        }
    }

    /// Says how many steps have been done.
    fn tell(&mut self) {
        let new = self.journal.steps() - self.told;
        self.told = self.journal.steps();
        let commons = &self.me.commons;
        let all = commons.steps.fetch_add(new, Ordering::Relaxed) + new;
        if all >= commons.options.max_steps && !commons.is_over() {
            commons.reach(Limit::Steps(commons.options.max_steps));
        }
    }

    /// Sleeps, if that is what the thread does now; false if the run is over first.
    fn sleep(&mut self) -> bool {
        let Some(until) = self.thread.asleep_until else { return true };
        self.me.go_out();
        let seat = self.me.seat();
        let roused = match self.me.commons.instant(until) {
            Some(instant) => self.me.sit(&seat, Some(instant)),
            None => self.me.sit(&seat, None),
        };
        if roused == Roused::Stopped {
            self.journal.asleep = true;
            return false;
        }
        self.thread.asleep_until = None;
        self.me.has_waited();
        self.me.advance_to_now();
        self.note_time();
        true
    }

    fn note_time(&mut self) {
        self.journal.note(Note::At(self.me.commons.now()));
    }
}

/// Decides what is left open: by seed, and differently in each thread.
struct Dice {
    generator: StdRng,
    choices: Vec<usize>,
}

impl Dice {
    fn new(seed: u64, thread: ThreadId) -> Self {
        let generator = StdRng::seed_from_u64(seed ^ u64::from(thread.0).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Self { generator, choices: Vec::new() }
    }
}

impl Chooser for Dice {
    /// The longest waiting one, as in CPython.
    fn waiter(&mut self, _waiters: &[ThreadId]) -> usize {
        0
    }

    fn option(&mut self, options: &[Value]) -> usize {
        let choice = if options.len() < 2 { 0 } else { self.generator.random_range(0..options.len()) };
        self.choices.push(choice);
        choice
    }
}

/// Hears nothing: what happened is told by the replay.
struct Deaf;

impl Log for Deaf {
    fn wants(&self) -> bool {
        false
    }

    fn event(&mut self, _event: Event, _cast: &dyn Cast) {}

    fn print(&mut self, _text: &str) {}
}
