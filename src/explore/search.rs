//! Breadth first through all states, level by level, on several cores.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use parking_lot::Mutex;

use super::frontier::{Chunk, Harvest};
use super::options::Options;
use super::question::{Found, Key};
use super::visited::Visited;
use super::worker::{Ground, Worker};

/// Levels with fewer states are not worth a second thread.
const WORTH_SHARING: usize = 4096;

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
    memory: AtomicUsize,
    stopped: AtomicBool,
    cut: Mutex<Option<Cut>>,
    begun: Instant,
}

/// What one who searches has found in a level.
#[derive(Default)]
struct Haul {
    harvest: Harvest,
    found: Found,
    states: u64,
    steps: u64,
}

/// Looks at every state that can be reached from `first`.
pub(super) fn search(
    ground: &Ground<'_>,
    options: &Options,
    first: Vec<u32>,
    tell: &mut dyn FnMut(&Progress),
) -> Searched {
    let search = Search {
        options,
        visited: Visited::new(),
        states: AtomicU64::new(1),
        steps: AtomicU64::new(0),
        memory: AtomicUsize::new(0),
        stopped: AtomicBool::new(false),
        cut: Mutex::new(None),
        begun: Instant::now(),
    };
    let mut workers: Vec<Worker<'_>> = (0..options.jobs.max(1))
        .map(|_| if options.reduction { Worker::reduced(ground) } else { Worker::new(ground) })
        .collect();
    workers.iter_mut().for_each(Worker::tell_races_once);
    let mut found = Found::default();
    let mut progress = Progress { states: 1, frontier: 1, ..Progress::default() };
    let print = workers.first_mut().map_or(0, |worker| worker.fingerprint(&first));
    search.visited.insert(print);
    let mut harvest = Harvest::default();
    harvest.push(&first, std::iter::empty(), print);
    let mut level = harvest.into_chunks();
    while !level.is_empty() && search.goes_on() {
        let held = level.iter().map(Chunk::bytes).sum();
        search.memory.store(held, Ordering::Relaxed);
        let mut next = Vec::new();
        for haul in search.level(&level, progress.depth, &mut workers) {
            found.merge(haul.found);
            next.extend(haul.harvest.into_chunks());
        }
        level = next;
        progress.states = search.states.load(Ordering::Relaxed);
        progress.steps = search.steps.load(Ordering::Relaxed);
        progress.frontier = level.iter().map(|chunk| chunk.len() as u64).sum();
        progress.memory = search.visited.bytes() + level.iter().map(Chunk::bytes).sum::<usize>() + held;
        if !level.is_empty() {
            progress.depth += 1;
        }
        tell(&progress);
    }
    let cut = search.cut.into_inner();
    Searched { found, progress, cut }
}

impl Search<'_> {
    /// Looks at all states of a level.
    fn level(&self, level: &[Chunk], depth: u32, workers: &mut [Worker<'_>]) -> Vec<Haul> {
        let next = AtomicUsize::new(0);
        let states: usize = level.iter().map(Chunk::len).sum();
        let sharing = if states < WORTH_SHARING { 1 } else { workers.len() };
        let work = |worker: &mut Worker<'_>| {
            let mut haul = Haul::default();
            while let Some(chunk) = level.get(next.fetch_add(1, Ordering::Relaxed)) {
                if !self.goes_on() {
                    break;
                }
                self.chunk(chunk, depth, worker, &mut haul);
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
            let running: Vec<_> = others.iter_mut().map(|worker| scope.spawn(move || work(worker))).collect();
            let mut hauls = vec![work(own)];
            hauls.extend(running.into_iter().filter_map(|thread| thread.join().ok()));
            hauls
        })
    }

    /// Looks at some states.
    fn chunk(&self, chunk: &Chunk, depth: u32, worker: &mut Worker<'_>, haul: &mut Haul) {
        let (states, steps) = (haul.states, haul.steps);
        let mut movers = Vec::new();
        for index in 0..chunk.len() {
            let Some((row, print)) = chunk.get(index) else { break };
            let settled = worker.settle(row, &mut movers);
            let print = settled.as_deref().map_or(print, |row| worker.fingerprint(row));
            let row = settled.as_deref().unwrap_or(row);
            let Haul { harvest, found, states, steps } = haul;
            worker.facts(row, &movers, |key| found.add(key, depth));
            let needed = worker.needed(row, &movers);
            worker.edges(row, print, needed, |edge| {
                *steps += 1;
                for incident in &edge.alternative.incidents {
                    found.add(Key::from(incident), depth + 1);
                }
                if edge.leads_on() && self.visited.insert(edge.fingerprint) {
                    *states += 1;
                    harvest.push(row, edge.changes(), edge.fingerprint);
                }
            });
        }
        let all = self.states.fetch_add(haul.states - states, Ordering::Relaxed) + haul.states - states;
        self.steps.fetch_add(haul.steps - steps, Ordering::Relaxed);
        self.look_at_limits(all);
    }

    fn goes_on(&self) -> bool {
        !self.stopped.load(Ordering::Relaxed)
    }

    fn look_at_limits(&self, states: u64) {
        let memory = self.memory.load(Ordering::Relaxed) + self.visited.bytes();
        let cut = match self.options {
            Options { interrupt, .. } if interrupt.load(Ordering::Relaxed) => Cut::Interrupted,
            Options { max_states: Some(most), .. } if states > *most => Cut::States(*most),
            Options { max_memory, .. } if memory > *max_memory => Cut::Memory(*max_memory),
            Options { time_limit: Some(limit), .. } if self.begun.elapsed() > *limit => Cut::Time(*limit),
            _ => return,
        };
        self.cut.lock().get_or_insert(cut);
        self.stopped.store(true, Ordering::Relaxed);
    }
}
