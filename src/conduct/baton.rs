//! Hands the baton from one OS thread to the next.
//!
//! Each scenario thread has an OS thread of its own from its first step to its last; one that would end just when another
//! scenario thread begins takes that one over. Whoever holds the baton picks who goes on, lays the baton into that
//! thread's seat and wakes it; all others are parked. So there is no central thread, and a hand-over costs one unpark and
//! one park.

use std::sync::{Arc, Mutex, PoisonError};

use crossbeam::channel::{self, Sender};
use crossbeam::sync::{Parker, Unparker, WaitGroup};

use super::conductor::{Conductor, Next};
use crate::conduct::Options;
use crate::machine::{Machine, Scenario, Turn};
use crate::run::{End, Limit, Observer, Run, Standing};
use crate::system::{self, Refusal};
use crate::value::ThreadId;

/// The stack of an OS thread: frames of the scenario are on the heap, and values nest to a limited depth.
const STACK: usize = 256 * 1024;

/// What lies in a seat for its thread to find when it wakes.
enum Message<O> {
    /// The baton, with what the thread is to do.
    Baton(Box<Baton<O>>, Turn),
    /// The run is over.
    Stop,
}

/// Where an OS thread waits.
struct Seat<O> {
    message: Mutex<Option<Message<O>>>,
    unparker: Unparker,
}

impl<O> Seat<O> {
    fn put(&self, message: Message<O>) {
        *self.message.lock().unwrap_or_else(PoisonError::into_inner) = Some(message);
        self.unparker.unpark();
    }

    fn take(&self) -> Option<Message<O>> {
        self.message.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The conductor with the seats of all OS threads.
struct Baton<O> {
    conductor: Conductor<O>,
    seats: Vec<Option<Arc<Seat<O>>>>,
    seated: usize,
    done: Sender<(Conductor<O>, End)>,
    running: WaitGroup,
}

/// Runs a scenario to its end on real OS threads. The observer comes back with what it has heard; it is lost only if a
/// bug of the tool made a thread panic.
pub fn run<O: Observer + 'static>(scenario: &Scenario, options: Options, observer: O) -> (Run, Option<O>) {
    let (done, result) = channel::bounded(1);
    let running = WaitGroup::new();
    let conductor = Conductor::new(scenario, options, observer);
    let mut baton = Box::new(Baton { conductor, seats: Vec::new(), seated: 0, done, running: running.clone() });
    match baton.conductor.next() {
        Next::Step(who, turn) => pass(baton, who, turn),
        Next::Over(end) => baton.end(end),
    }
    match result.recv() {
        Ok((conductor, end)) => {
            running.wait();
            let (run, observer, _) = conductor.finish(end);
            (run, Some(observer))
        }
        Err(_) => (Run::broken("a thread of the conductor was lost"), None),
    }
}

/// The same run on the calling thread alone, since a run is determined by its program and its choices: for those who make
/// many, and whom a thread for each thread would cost most of the time.
pub fn run_here<O: Observer>(scenario: &Scenario, options: Options, observer: O) -> (Run, O) {
    let (run, observer, _) = play(scenario, options, observer);
    (run, observer)
}

/// The same, for those who want to look at the state that the run comes to.
pub fn play<O: Observer>(scenario: &Scenario, options: Options, observer: O) -> (Run, O, Machine) {
    let mut conductor = Conductor::new(scenario, options, observer);
    let end = conduct(&mut conductor);
    conductor.finish(end)
}

/// Does all steps on the calling thread.
fn conduct<O: Observer>(conductor: &mut Conductor<O>) -> End {
    let mut next = conductor.next();
    loop {
        next = match next {
            Next::Step(who, turn) => conductor.run(who, turn),
            Next::Over(end) => return end,
        };
    }
}

/// Gives the baton to the OS thread of `who`, which is made if there is none.
fn pass<O: Observer + 'static>(mut baton: Box<Baton<O>>, who: ThreadId, turn: Turn) {
    if let Some(seat) = baton.seat_of(who) {
        return seat.put(Message::Baton(baton, turn));
    }
    let parker = Parker::new();
    let seat = Arc::new(Seat { message: Mutex::new(None), unparker: parker.unparker().clone() });
    baton.sit(who, Some(Arc::clone(&seat)));
    let name = baton.conductor.machine.world.label(who).to_owned();
    let running = baton.running.clone();
    // The baton lies in the seat before the thread exists, so that it is not lost if there is no room for one more.
    seat.put(Message::Baton(baton, turn));
    let own_seat = Arc::clone(&seat);
    let spawned = system::spawn(&name, Some(STACK), move || {
        occupy(who, &own_seat, &parker);
        drop(running);
    });
    if let Err(refusal) = spawned
        && let Some(Message::Baton(mut baton, _)) = seat.take()
    {
        baton.sit(who, None);
        baton.refuse(refusal);
    }
}

/// What an OS thread does: waits for the baton, does steps, passes it on, until its scenario thread ends. If one that has
/// not begun is next then, it takes that one over.
fn occupy<O: Observer + 'static>(who: ThreadId, seat: &Arc<Seat<O>>, parker: &Parker) {
    let mut who = who;
    loop {
        match seat.take() {
            Some(Message::Baton(baton, turn)) => match hold(baton, who, turn, seat) {
                Some(next) => who = next,
                None => return,
            },
            Some(Message::Stop) => return,
            None => parker.park(),
        }
    }
}

/// Does steps of `who` and passes the baton on; gives whom this OS thread belongs to from here on.
fn hold<O: Observer + 'static>(
    mut baton: Box<Baton<O>>,
    who: ThreadId,
    turn: Turn,
    seat: &Arc<Seat<O>>,
) -> Option<ThreadId> {
    let next = baton.conductor.run(who, turn);
    let ended = baton.conductor.machine.world.has_ended(who);
    if ended {
        baton.sit(who, None);
    }
    match next {
        Next::Step(other, turn) if ended && baton.seat_of(other).is_none() => {
            baton.sit(other, Some(Arc::clone(seat)));
            seat.put(Message::Baton(baton, turn));
            return Some(other);
        }
        Next::Step(other, turn) => pass(baton, other, turn),
        Next::Over(end) => baton.end(end),
    }
    (!ended).then_some(who)
}

impl<O: Observer> Baton<O> {
    fn seat_of(&self, who: ThreadId) -> Option<Arc<Seat<O>>> {
        self.seats.get(who.index()).cloned().flatten()
    }

    /// Gives `who` a seat, or takes it away.
    fn sit(&mut self, who: ThreadId, seat: Option<Arc<Seat<O>>>) {
        if self.seats.len() <= who.index() {
            self.seats.resize_with(who.index() + 1, || None);
        }
        if let Some(place) = self.seats.get_mut(who.index()) {
            self.seated = self.seated + usize::from(seat.is_some()) - usize::from(place.is_some());
            *place = seat;
        }
    }

    /// There is no room for one more OS thread.
    fn refuse(self, refusal: Refusal) {
        let limit = Limit::Room { threads: self.seated, refusal };
        let standing = Standing::all(&self.conductor.machine);
        self.end(End::Limit { limit, standing });
    }

    /// Lets all OS threads go home and hands the conductor to whoever asked for the run.
    fn end(self, end: End) {
        let Self { conductor, seats, done, .. } = self;
        for seat in seats.into_iter().flatten() {
            seat.put(Message::Stop);
        }
        // The caller waits for this; if it has gone, nobody wants the result.
        let _ = done.send((conductor, end));
    }
}
