//! Makes operating system threads. All threads of the process are made here, so that the room is counted once.

use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, JoinHandle, Scope, ScopedJoinHandle};

use super::room::{self, Room};

/// The process has one room, whoever makes threads in it: several runs can go on side by side.
static ROOM: Mutex<Room> = Mutex::new(Room::new());

/// The stack of a thread for which none is asked.
const STACK: usize = 2 << 20;

/// Why there is no room for one more thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The process has as many memory maps as it may.
    Maps,
    /// The process has as much address space as it may.
    Memory,
    /// The system has as many threads as it may, or the user, or the control group.
    Threads,
}

/// Runs `work` on a thread of its own.
pub fn spawn<T: Send + 'static>(
    name: &str,
    stack: Option<usize>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, Refusal> {
    make(name, stack, |builder| {
        builder.spawn(|| {
            room::begin();
            work()
        })
    })
}

/// The same for work that borrows.
pub fn spawn_scoped<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    name: &str,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>, Refusal> {
    make(name, None, |builder| {
        builder.spawn_scoped(scope, || {
            room::begin();
            work()
        })
    })
}

/// Makes a thread while nobody else does, so that each knows of those that are still to begin.
fn make<H>(name: &str, stack: Option<usize>, spawn: impl FnOnce(Builder) -> std::io::Result<H>) -> Result<H, Refusal> {
    let stack = stack.unwrap_or(STACK);
    // The system takes no NUL in a name.
    let builder = Builder::new().name(name.replace('\0', "")).stack_size(stack);
    let mut room = ROOM.lock().unwrap_or_else(PoisonError::into_inner);
    room.take(stack)?;
    spawn(builder).map_err(|_| {
        room.give_back();
        Refusal::Threads
    })
}
