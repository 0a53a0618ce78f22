//! Breadth first through all states, level by level, on several cores.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use crossbeam::queue::SegQueue;
use parking_lot::Mutex;

use super::batch::Batch;
use super::frontier::{Chunk, Harvest};
use super::memory::Meter;
use super::options::Options;
use super::question::{Found, Key};
use super::sweep::Sweeper;
use super::visited::Visited;
use super::worker::{Ground, Worker};
use crate::system;

/// Levels with fewer states are not worth a second thread.
const WORTH_SHARING: u64 = 2048;

/// So many numbers of rows are looked at between two looks at the limits.
const NUMBERS_BETWEEN_LOOKS: usize = 4096;

/// Why a search ended before it had seen all states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// `--max-states`.
    States(u64),
    /// `--max-memory`, in bytes.
    Memory(usize),
    /// `--time-limit`.
    Time(std::time::Duration),
    /// Ctrl-C.
    Interrupted,
}

/// How far a search has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// States seen.
    pub states: u64,
    /// Steps tried: transitions between states.
    pub steps: u64,
    /// States that are still to be looked at.
    pub frontier: u64,
    /// How many steps lead there at least.
    pub depth: u32,
    /// Bytes taken.
    pub memory: usize,
}

/// What came of a search.
#[derive(Clone, Debug)]
pub(super) struct Searched {
    pub(super) found: Found,
    pub(super) progress: Progress,
    pub(super) cut: Option<Cut>,
}

/// A search, as all who take part see it.
struct Search<'a> {
    options: &'a Options,
    visited: Visited,
    states: AtomicU64,
    steps: AtomicU64,
    /// Bytes of the states that are to be looked at.
    frontier: AtomicUsize,
    meter: &'a Meter,
    stopped: AtomicBool,
    cut: Mutex<Option<Cut>>,
}

/// What one who searches has found in a level.
#[derive(Default)]
struct Haul {
    harvest: Harvest,
    found: Found,
    batch: Batch,
    states: u64,
    steps: u64,
}

/// Looks at every state that can be reached from `first`. Its values may get other numbers meanwhile.
pub(super) fn search(
    ground: &Ground<'_>,
    options: &Options,
    meter: &Meter,
    first: &mut [u32],
    tell: &mut dyn FnMut(&Progress),
) -> Searched {
    let search = Search {
        options,
        visited: Visited::new(),
        states: AtomicU64::new(1),
        steps: AtomicU64::new(0),
        frontier: AtomicUsize::new(0),
        meter,
        stopped: AtomicBool::new(false),
        cut: Mutex::new(None),
    };
    let mut workers: Vec<Worker<'_>> = (0..options.jobs.max(1))
        .map(|_| if options.reduction { Worker::reduced(ground) } else { Worker::new(ground) })
        .collect();
    workers.iter_mut().for_each(Worker::tell_once);
    let mut found = Found::default();
    let mut progress = Progress { states: 1, frontier: 1, ..Progress::default() };
    let print = workers.first_mut().map_or(0, |worker| worker.fingerprint(first));
    search.visited.insert(print);
    let mut harvest = Harvest::default();
    harvest.push(first, std::iter::empty(), print);
    let mut level = harvest.into_chunks();
    let mut sweeper = Sweeper::default();
    while progress.frontier > 0 && search.goes_on() {
        let hauls = search.level(level, progress.frontier, progress.depth, &mut workers);
        progress.states = search.states.load(Ordering::Relaxed);
        progress.steps = search.steps.load(Ordering::Relaxed);
        progress.frontier = hauls.iter().map(|haul| haul.states).sum();
        progress.memory = search.bytes();
        level = Vec::new();
        for haul in hauls {
            found.merge(haul.found);
            level.extend(haul.harvest.into_chunks());
        }
        if progress.frontier > 0 {
            progress.depth += 1;
        }
        tell(&progress);
        if sweeper.is_due(ground, &workers, progress.steps, options.max_memory) {
            sweeper.sweep(ground, first, &mut level, &mut found, &mut workers, progress.steps);
        }
    }
    let cut = search.cut.into_inner();
    Searched { found, progress, cut }
}

impl Search<'_> {
    /// Looks at all states of a level.
    fn level(&self, level: Vec<Chunk>, states: u64, depth: u32, workers: &mut [Worker<'_>]) -> Vec<Haul> {
        self.frontier.store(level.iter().map(Chunk::bytes).sum(), Ordering::Relaxed);
        let sharing = if states < WORTH_SHARING { 1 } else { workers.len() };
        // A chunk is let go of as soon as it was looked at.
        let queue = SegQueue::new();
        level.into_iter().for_each(|chunk| queue.push(chunk));
        let work = |worker: &mut Worker<'_>| {
            let mut haul = Haul::default();
            while let Some(chunk) = queue.pop().filter(|_| self.goes_on()) {
                let before = haul.harvest.bytes();
                self.chunk(&chunk, depth, worker, &mut haul);
                self.frontier.fetch_add(haul.harvest.bytes() - before, Ordering::Relaxed);
                self.frontier.fetch_sub(chunk.bytes(), Ordering::Relaxed);
            }
            haul
        };
        let Some((own, others)) = workers.get_mut(..sharing).and_then(|some| some.split_first_mut()) else {
            return Vec::new();
        };
        if others.is_empty() {
            return vec![work(own)];
        }
        let work = &work;
        std::thread::scope(|scope| {
            // Where there is no room for one more thread, those that there are do all of it.
            let running: Vec<_> = others
                .iter_mut()
                .map_while(|worker| system::spawn_scoped(scope, "search", move || work(worker)).ok())
                .collect();
            let mut hauls = vec![work(own)];
            hauls.extend(running.into_iter().filter_map(|thread| thread.join().ok()));
            hauls
        })
    }

    /// Looks at some states.
    fn chunk(&self, chunk: &Chunk, depth: u32, worker: &mut Worker<'_>, haul: &mut Haul) {
        let (states, steps) = (haul.states, haul.steps);
        let Haul { harvest, found, batch, .. } = haul;
        let (mut movers, mut looked) = (Vec::new(), 0);
        for (index, (row, print)) in chunk.iter().enumerate() {
            // One state can be large, and take long.
            if self.options.interrupt.load(Ordering::Relaxed) {
                break;
            }
            let settled = worker.settle(row, &mut movers);
            let print = settled.as_deref().map_or(print, |row| worker.fingerprint(row));
            let now = settled.as_deref().unwrap_or(row);
            let width = now.len();
            worker.facts(now, &movers, |key| found.add(key, depth));
            let needed = worker.needed(now, &movers);
            worker.edges(now, print, needed, |edge| {
                haul.steps += 1;
                for incident in &edge.alternative.incidents {
                    found.add(Key::from(incident), depth + 1);
                }
                if edge.leads_on() {
                    batch.add(index, settled.is_some(), &edge);
                }
            });
            batch.keep(settled);
            if batch.is_full(width) {
                haul.states += batch.ask(chunk, &self.visited, worker, harvest);
            }
            looked += width;
            if looked > NUMBERS_BETWEEN_LOOKS {
                looked = 0;
                self.look_at_limits(self.states.load(Ordering::Relaxed) + haul.states - states);
                if !self.goes_on() {
                    break;
                }
            }
        }
        haul.states += batch.ask(chunk, &self.visited, worker, harvest);
        let all = self.states.fetch_add(haul.states - states, Ordering::Relaxed) + haul.states - states;
        self.steps.fetch_add(haul.steps - steps, Ordering::Relaxed);
        self.look_at_limits(all);
    }

    /// How many bytes the search takes: those of its largest parts, or what the process has grown by.
    fn bytes(&self) -> usize {
        self.meter.bytes().max(self.frontier.load(Ordering::Relaxed) + self.visited.bytes())
    }

    fn goes_on(&self) -> bool {
        !self.stopped.load(Ordering::Relaxed)
    }

    fn look_at_limits(&self, states: u64) {
        let memory = self.bytes();
        let cut = match self.options {
            Options { interrupt, .. } if interrupt.load(Ordering::Relaxed) => Cut::Interrupted,
            Options { max_states: Some(most), .. } if states > *most => Cut::States(*most),
            Options { max_memory, .. } if memory > *max_memory => Cut::Memory(*max_memory),
            Options { time_limit: Some(limit), .. } if self.meter.elapsed() > *limit => Cut::Time(*limit),
            _ => return,
        };
        self.cut.lock().get_or_insert(cut);
        self.stopped.store(true, Ordering::Relaxed);
    }
}
