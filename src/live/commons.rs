//! What the threads of a live run share.

use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossbeam::sync::WaitGroup;
use parking_lot::{Mutex, RwLock};

use super::journal::Journal;
use super::object::LiveObject;
use super::options::Options;
use super::participant::Bystander;
use super::registry::{Entry, Nobody, Registry};
use super::turnstile::Turnstile;
use super::variable::Variable;
use crate::machine::Image;
use crate::primitives::{Future, FutureOperation, never_compact};
use crate::program::Op;
use crate::run::Limit;
use crate::sync::{Census, Monitor, Seat};
use crate::value::{FutureId, ThreadId};

/// A future in a monitor.
pub(super) type FutureMonitor = Monitor<Future, FutureOperation>;

/// Where a scenario's output goes.
pub(super) type Sink = Box<dyn FnMut(&str) + Send>;

/// Everything shared.
pub(super) struct Commons {
    pub(super) image: Arc<Image>,
    pub(super) variables: Vec<Monitor<Variable, Nobody>>,
    pub(super) objects: Vec<LiveObject>,
    pub(super) futures: RwLock<Vec<Arc<FutureMonitor>>>,
    pub(super) sections: Vec<Monitor<Section, Nobody>>,
    pub(super) registry: Monitor<Registry, Nobody>,
    pub(super) printer: Monitor<Printer, Nobody>,
    pub(super) turnstile: Option<Turnstile>,
    pub(super) census: Arc<Census>,
    pub(super) options: Options,
    /// Something has happened that only a replay can tell of.
    pub(super) noteworthy: AtomicBool,
    /// A thread has panicked.
    lost: AtomicBool,
    /// Steps and local work of all threads, as far as they have told.
    steps: AtomicU64,
    pub(super) work: AtomicU64,
    pub(super) journals: Mutex<Vec<(ThreadId, Journal)>>,
    begun: Instant,
    over: AtomicBool,
    stopped: AtomicBool,
    limit: Mutex<Option<Limit>>,
    seats: Mutex<Vec<Arc<Seat>>>,
    /// Held by every thread; let go of where all have been started that ever will be.
    running: Mutex<Option<WaitGroup>>,
}

impl std::fmt::Debug for Commons {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Commons").finish_non_exhaustive()
    }
}

/// Who is inside a critical section.
#[derive(Debug, Default)]
pub(super) struct Section(pub(super) Vec<ThreadId>);

/// Passes on what the scenario prints, in the order in which it does.
pub(super) struct Printer {
    sink: Option<Sink>,
    closed: bool,
    /// Of all that was printed.
    hash: DefaultHasher,
}

impl std::fmt::Debug for Printer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Printer").finish_non_exhaustive()
    }
}

never_compact!([] Section, [] Printer);

impl Printer {
    pub(super) fn print(&mut self, text: &str) {
        if self.closed {
            return;
        }
        self.hash.write(text.as_bytes());
        if let Some(sink) = &mut self.sink {
            sink(text);
        }
    }

    /// The run is over: what daemons print after that is not heard.
    pub(super) fn close(&mut self) {
        self.closed = true;
        self.sink = None;
    }
}

impl Commons {
    /// Everything as it is before the first step. The calling thread watches the run.
    pub(super) fn new(image: Arc<Image>, options: Options, sink: Option<Sink>) -> Self {
        let has_atomic_blocks =
            image.program.functions.iter().flat_map(|function| &function.code).any(|op| matches!(op, Op::BeginAtomic));
        Self {
            variables: image.program.variables.iter().map(|_| Monitor::new(Variable::default())).collect(),
            objects: image.initial.iter().cloned().map(LiveObject::new).collect(),
            futures: RwLock::default(),
            sections: image.program.sections.iter().map(|_| Monitor::new(Section::default())).collect(),
            registry: Monitor::new(Registry::default()),
            printer: Monitor::new(Printer { sink, closed: false, hash: DefaultHasher::new() }),
            turnstile: has_atomic_blocks.then(Turnstile::default),
            census: Arc::new(Census::watched_from_here()),
            options,
            noteworthy: AtomicBool::new(false),
            lost: AtomicBool::new(false),
            steps: AtomicU64::new(0),
            work: AtomicU64::new(0),
            journals: Mutex::default(),
            begun: Instant::now(),
            over: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            limit: Mutex::default(),
            seats: Mutex::default(),
            running: Mutex::new(Some(WaitGroup::new())),
            image,
        }
    }

    /// Real time since the start.
    pub(super) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// The scenario's time in nanoseconds.
    pub(super) fn now(&self) -> i64 {
        let seconds = self.begun.elapsed().as_secs_f64() / self.options.time_scale;
        (seconds * 1e9) as i64
    }

    /// How long so many nanoseconds of the scenario last.
    pub(super) fn real(&self, nanoseconds: i64) -> Duration {
        let seconds = nanoseconds.max(0) as f64 / 1e9 * self.options.time_scale;
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    }

    /// When scenario time `at` comes; none if that is further away than clocks go.
    pub(super) fn instant(&self, at: i64) -> Option<Instant> {
        self.begun.checked_add(self.real(at))
    }

    /// A thread's entry in the registry.
    pub(super) fn entry(&self, who: ThreadId) -> Option<Entry> {
        self.look(|registry| registry.entry(who).cloned())
    }

    /// Whether a thread has ended. No step: only to be asked where no other thread does anything.
    pub(super) fn has_ended(&self, who: ThreadId) -> bool {
        self.look(|registry| registry.entry(who).is_some_and(Entry::has_ended))
    }

    /// Looks at the registry without a step.
    pub(super) fn look<R: Default>(&self, mut look: impl FnMut(&Registry) -> R) -> R {
        self.registry.look(|registry| look(registry)).unwrap_or_default()
    }

    /// A future.
    pub(super) fn future(&self, id: FutureId) -> Option<Arc<FutureMonitor>> {
        self.futures.read().get(id.index()).cloned()
    }

    /// The seat of the calling thread, which is disturbed when the run is stopped.
    pub(super) fn seat_here(&self) -> Arc<Seat> {
        let seat = Arc::new(Seat::here(Some(Arc::clone(&self.census))));
        self.seats.lock().push(Arc::clone(&seat));
        seat
    }

    /// Whether there is something to tell besides what was printed.
    pub(super) fn is_noteworthy(&self) -> bool {
        let unseen =
            |future: &Arc<FutureMonitor>| future.look(|future| future.unseen_exception().is_some()).unwrap_or(false);
        self.noteworthy.load(Ordering::SeqCst) || self.futures.read().iter().any(unseen)
    }

    /// A thread has panicked: a bug.
    pub(super) fn lose(&self) {
        self.lost.store(true, Ordering::SeqCst);
        self.stopped.store(true, Ordering::SeqCst);
        self.census.tell_watcher();
    }

    /// Whether a thread has panicked.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::SeqCst)
    }

    /// Nothing is printed any more; gives a number that tells what was.
    pub(super) fn close_printer(&self) -> u64 {
        let closed = self.printer.with(&Bystander, |printer| {
            printer.close();
            printer.hash.finish()
        });
        closed.unwrap_or(0)
    }

    /// Only daemons are left.
    pub(super) fn finish(&self) {
        self.over.store(true, Ordering::SeqCst);
        self.stopped.store(true, Ordering::SeqCst);
        self.census.tell_watcher();
    }

    /// Whether only daemons are left.
    pub(super) fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// Whether threads are to come to rest.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    /// A limit has been reached.
    pub(super) fn reach(&self, limit: Limit) {
        self.limit.lock().get_or_insert(limit);
        self.stopped.store(true, Ordering::SeqCst);
        self.census.tell_watcher();
    }

    /// The limit that was reached.
    pub(super) fn limit(&self) -> Option<Limit> {
        *self.limit.lock()
    }

    /// So many more steps have been done; gives how many in all.
    pub(super) fn add_steps(&self, new: u64) -> u64 {
        self.steps.fetch_add(new, Ordering::Relaxed) + new
    }

    /// Brings all threads to rest.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.seats.lock().iter().for_each(|seat| seat.disturb());
    }

    /// A share in the run, for a thread to hold as long as it runs; none once all are being waited for.
    pub(super) fn share(&self) -> Option<WaitGroup> {
        self.running.lock().clone()
    }

    /// Waits for all threads to come to rest; no one starts any more.
    pub(super) fn wait_for_all(&self) {
        let running = self.running.lock().take();
        if let Some(running) = running {
            running.wait();
        }
    }
}
