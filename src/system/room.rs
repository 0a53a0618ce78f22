//! How many more threads the process has room for.
//!
//! A thread that has begun asks the system for a little more memory (a stack for its signals), and the process aborts if
//! it gets none. So an error of `spawn` comes too late, and there must be room for that memory before a thread is made.
//! The system is asked now and then; in between, what it gave is counted down.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Refusal;

/// The memory maps of a thread: its stack, the stack for its signals, and a guard page below each.
const MAPS: usize = 4;
/// Memory maps that are left for all else: heaps, files, what is told in the end.
const SPARE_MAPS: usize = 1000;
/// Address space of a thread beside its stack.
const BESIDE_STACK: usize = 64 << 10;
/// Address space that is left for all else.
const SPARE_MEMORY: usize = 64 << 20;
/// After so many threads the system is asked for the second time. Each of the first ones may get a heap of its own, so
/// these say little about the others.
const FIRST: usize = 16;

/// How many threads have begun: these have all the memory that they need.
static BEGUN: AtomicUsize = AtomicUsize::new(0);

/// To be called by each new thread when it has begun.
pub(super) fn begin() {
    BEGUN.fetch_add(1, Ordering::Release);
}

/// What is known of the room.
#[derive(Debug)]
pub(super) struct Room {
    /// How many threads may be made before the system is asked again.
    left: usize,
    /// How large their stacks may be.
    stack: usize,
    /// How many have been made in all.
    made: usize,
}

impl Room {
    pub(super) const fn new() -> Self {
        Self { left: 0, stack: 0, made: 0 }
    }

    /// Takes the room of one thread with such a stack.
    pub(super) fn take(&mut self, stack: usize) -> Result<(), Refusal> {
        if self.left == 0 || stack > self.stack {
            self.left = self.ask(stack)?;
            self.stack = stack;
        }
        self.left -= 1;
        self.made += 1;
        Ok(())
    }

    /// The thread was not made after all.
    pub(super) fn give_back(&mut self) {
        self.made -= 1;
    }

    /// For how many threads there is room, or for fewer, so that others find some too.
    fn ask(&self, stack: usize) -> Result<usize, Refusal> {
        // Those that have been made and have not begun are still to take theirs.
        let to_begin = self.made.saturating_sub(BEGUN.load(Ordering::Acquire));
        let by_maps = free_maps().map_or(usize::MAX, |free| (free / MAPS).saturating_sub(to_begin));
        if by_maps == 0 {
            return Err(Refusal::Maps);
        }
        // Something is left for all else that needs maps before the system is asked again.
        let mut threads = (by_maps - by_maps / 4).min(self.made.max(FIRST));
        while !is_free((threads + to_begin).saturating_mul(stack.saturating_add(BESIDE_STACK))) {
            threads /= 2;
            if threads == 0 {
                return Err(Refusal::Memory);
            }
        }
        Ok(threads)
    }
}

/// How many more memory maps the process may have, where that is limited.
fn free_maps() -> Option<usize> {
    let most = std::fs::read_to_string("/proc/sys/vm/max_map_count").ok()?.trim().parse::<usize>().ok()?;
    let taken = lines(File::open("/proc/self/maps").ok()?)?;
    Some(most.saturating_sub(taken).saturating_sub(SPARE_MAPS))
}

fn lines(mut file: File) -> Option<usize> {
    let (mut count, mut part) = (0, vec![0; 1 << 16]);
    loop {
        match file.read(&mut part) {
            Ok(0) => return Some(count),
            Ok(length) => count += part.iter().take(length).filter(|byte| **byte == b'\n').count(),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}

/// Whether the system would give so much memory: it is asked for, not touched, and given back.
fn is_free(bytes: usize) -> bool {
    let mut probe: Vec<u8> = Vec::new();
    let given = probe.try_reserve_exact(bytes.saturating_add(SPARE_MEMORY));
    // The compiler may leave out what nobody looks at.
    std::hint::black_box(&probe);
    given.is_ok()
}
