//! The baton: everything that a run is, in the hands of one OS thread at a time.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::chance::{Chance, Dice};
use super::policy::{self, Policy};
use super::ready::Ready;
use super::replay::{Directed, Replay};
use crate::conduct::{Horizon, Options, Pace, Patience};
use crate::machine::{Action, Fuel, Image, MOST_HELD, Machine, Progress, Scenario, Turn};
use crate::run::{Deadlock, Decision, End, Limit, Listener, Observer, Record, Run, Standing};
use crate::value::ThreadId;

/// The thread that is there from the start.
const MAIN: ThreadId = ThreadId(0);
/// Local work between two looks at the limits, in instructions.
const SLICE: u64 = 100_000;
/// Instructions of local work that may be done, in all, for each step allowed.
const WORK_PER_STEP: u64 = 100;
/// Steps between two looks at the real clock.
const CLOCK_EVERY: u64 = 1024;
/// Work between two measurements of memory, in instructions or items copied.
const MEASURE_EVERY: u64 = 4_000_000;

/// What comes after a step.
pub(super) enum Next {
    /// This thread does the next one.
    Step(ThreadId, Turn),
    /// Nothing: the run is over.
    Over(End),
}

/// The baton.
pub(super) struct Conductor<O> {
    pub(super) machine: Machine,
    pub(super) listener: Listener<O>,
    ready: Ready,
    policy: Box<dyn Policy>,
    dice: Dice,
    replay: Option<Replay>,
    record: Record,
    options: Options,
    begun: Instant,
    work: u64,
    measured_at: u64,
    labels: Vec<Arc<str>>,
    image: Arc<Image>,
    /// The thread that did the latest step, if it can go on by itself.
    current: Option<ThreadId>,
    end: Option<End>,
}

impl<O: Observer> Conductor<O> {
    pub(super) fn new(scenario: &Scenario, options: Options, observer: O) -> Self {
        let mut listener = Listener::new(observer);
        let machine = scenario.start(&mut listener, &mut Fuel::of(SLICE));
        let mut ready = Ready::default();
        let rests = options.open && rests(&machine);
        let current = Some(MAIN).filter(|_| !rests && machine.can_go_on(MAIN));
        if current.is_none() && !rests {
            ready.admit(MAIN, &machine);
        }
        let schedule = options.schedule.clone();
        Self {
            machine,
            listener,
            ready,
            policy: policy::policy(options.policy, options.seed),
            dice: Dice::new(options.seed),
            replay: schedule.map(|(_, schedule)| Replay::new(schedule)),
            record: Record::default(),
            options,
            begun: Instant::now(),
            work: 0,
            measured_at: 0,
            labels: Vec::new(),
            image: Arc::clone(&scenario.image),
            current,
            end: None,
        }
    }

    /// Lets `who` do steps until another is to go on, or the run is over.
    pub(super) fn run(&mut self, who: ThreadId, turn: Turn) -> Next {
        let mut turn = turn;
        loop {
            if let Some(limit) = self.step(who, turn) {
                return Next::Over(End::Limit { limit, standing: Standing::all(&self.machine) });
            }
            match self.next() {
                Next::Step(next, how) if next == who => turn = how,
                other => return other,
            }
        }
    }

    /// One step of `who`, and what follows for the lists of who waits.
    fn step(&mut self, who: ThreadId, turn: Turn) -> Option<Limit> {
        let counts = !matches!(self.machine.pending(who), Some(Action::Continue));
        self.learn_labels();
        let mut chance = Chance {
            policy: &mut *self.policy,
            dice: &mut self.dice,
            image: &self.image,
            asked: self.replay.as_ref().map(Replay::choices).unwrap_or_default(),
            labels: &self.labels,
            decisions: Vec::new(),
            missing: None,
        };
        let woken = (turn == Turn::Wake).then_some(Decision::Woken);
        let before = self.work;
        let (first_newborn, mut at_work) = (ThreadId::at(self.machine.threads.len()), who);
        let gave_way = loop {
            let mut fuel = Fuel::of(SLICE);
            let progress = self.machine.step(at_work, turn, &mut self.listener, &mut chance, &mut fuel);
            self.work += fuel.used();
            match progress {
                // What a thread does before its first action belongs to the step that starts it.
                Progress::Done { gave_way } => match self.machine.midway(first_newborn) {
                    Some(newborn) => at_work = newborn,
                    None => break gave_way,
                },
                Progress::Blocked => {
                    let label = self.machine.world.label(who);
                    self.end = Some(End::Broken(format!("`{label}` was to go on where it cannot")));
                    return None;
                }
                Progress::OutOfFuel => {
                    let endless =
                        matches!(self.options.patience, Patience::BetweenSteps(most) if self.work - before > most);
                    let over = limit(&self.options, &self.machine, self.begun, self.work, true)
                        .or_else(|| endless.then_some(Limit::Steps(self.options.max_steps)))
                        .or_else(|| measure(&self.machine, self.work, &mut self.measured_at));
                    if let Some(limit) = over {
                        // The action has happened, though not all that comes behind it.
                        if counts {
                            let mut decisions = std::mem::take(&mut chance.decisions);
                            decisions.extend(woken);
                            self.record.step(who, false, decisions);
                        }
                        return Some(limit);
                    }
                }
            }
        };
        let missing = chance.in_vain();
        let mut decisions = chance.decisions;
        decisions.extend(woken);
        self.ready.react(&mut self.machine);
        let thread = self.machine.threads.get(who.index());
        let asleep = thread.is_some_and(|thread| thread.asleep_until.is_some());
        let rests = self.options.open && who == MAIN && rests(&self.machine);
        let stopped = gave_way || asleep || self.machine.world.has_ended(who) || !self.machine.can_go_on(who);
        self.current = (!stopped && !rests).then_some(who);
        if stopped && !rests {
            self.ready.admit(who, &self.machine);
        }
        if counts {
            self.record.step(who, stopped, decisions);
            self.follow(stopped || rests, missing);
        }
        let look = self.machine.world.steps.is_multiple_of(CLOCK_EVERY);
        limit(&self.options, &self.machine, self.begun, self.work, look)
            .or_else(|| measure(&self.machine, self.work + self.machine.world.steps, &mut self.measured_at))
    }

    /// Tells the schedule that its step is done.
    fn follow(&mut self, stopped: bool, missing: Option<(String, Vec<String>)>) {
        let Some(replay) = &mut self.replay else { return };
        if let Some((what, options)) = missing {
            let diagnostic = Box::new(replay.no_such_choice(&what, &options));
            self.end = Some(End::Parted { diagnostic, standing: Standing::all(&self.machine) });
        }
        replay.step_done(stopped);
    }

    fn learn_labels(&mut self) {
        let known = self.labels.len();
        let new = self.machine.world.roster.iter().skip(known).map(|entry| Arc::clone(&entry.label));
        self.labels.extend(new);
    }

    /// Who does the next step.
    pub(super) fn next(&mut self) -> Next {
        if let Some(end) = self.end.take() {
            return Next::Over(end);
        }
        if self.machine.world.is_over() {
            return Next::Over(self.finished());
        }
        // What `main` does before its first action belongs to no step, and comes before all that a schedule may say.
        if matches!(self.machine.pending(MAIN), Some(Action::Continue)) {
            return Next::Step(MAIN, Turn::Perform);
        }
        if let Some(directed) = self.direct() {
            return directed;
        }
        let current = self.current.take();
        if let Some(who) = self.policy.next(&mut self.ready, &self.machine, current) {
            return Next::Step(who, Turn::Perform);
        }
        self.advance()
    }

    /// The end of a run that is over: all of its schedule has been followed, or it is no run of that schedule.
    fn finished(&mut self) -> End {
        match self.replay.as_mut().and_then(|replay| replay.left_over(&self.machine)) {
            Some(diagnostic) => End::Parted { diagnostic, standing: Standing::all(&self.machine) },
            None => End::Finished,
        }
    }

    /// What the schedule says, if it says anything.
    fn direct(&mut self) -> Option<Next> {
        let before = self.current;
        let directed = loop {
            let replay = self.replay.as_mut()?;
            match replay.next(&mut self.ready, &mut self.machine) {
                Directed::Wake(who) => self.wake_in_vain(who),
                Directed::Rouse(who) => self.rouse(who),
                Directed::Step(who, _) if self.options.open && who == MAIN && rests(&self.machine) => replay.skip(),
                other => break other,
            }
        };
        match directed {
            Directed::Step(who, turn) => {
                if let Some(other) = before.filter(|before| *before != who) {
                    self.ready.admit(other, &self.machine);
                }
                self.current = None;
                Some(Next::Step(who, turn))
            }
            Directed::Wake(_) | Directed::Rouse(_) | Directed::Over => {
                self.replay = None;
                if let Some(deadlock) = Deadlock::among(&self.machine, &self.options.stuck) {
                    self.machine.tell_who_waits(&mut self.listener);
                    return Some(Next::Over(End::Deadlock(deadlock)));
                }
                self.options.stops_with_schedule.then(|| self.rest())
            }
            Directed::Parted(diagnostic) => {
                Some(Next::Over(End::Parted { diagnostic, standing: Standing::all(&self.machine) }))
            }
        }
    }

    /// No thread can go on: time goes to the next sleeper or timeout, if there is one.
    fn advance(&mut self) -> Next {
        loop {
            let due = self.ready.next_due().filter(|due| match self.options.horizon {
                Horizon::Endless => true,
                Horizon::At(until) => *due <= until,
                Horizon::UntilMainRests => !rests(&self.machine) || *due <= self.machine.world.clock,
            });
            let Some(due) = due else {
                if self.options.open {
                    return self.rest();
                }
                self.machine.tell_who_waits(&mut self.listener);
                return Next::Over(End::Deadlock(Deadlock::of(&self.machine)));
            };
            if let Some(limit) = self.wait_until(due) {
                return Next::Over(End::Limit { limit, standing: Standing::all(&self.machine) });
            }
            self.machine.world.clock = self.machine.world.clock.max(due);
            let Some(who) = self.next_timer(due) else { continue };
            self.ready.remove(who);
            let Some(thread) = self.machine.threads.get_mut(who.index()) else { continue };
            let slept = thread.asleep_until.take().is_some();
            if self.options.open && who == MAIN && rests(&self.machine) {
                self.rouse(who);
                continue;
            }
            if self.machine.can_go_on(who) {
                return Next::Step(who, Turn::Perform);
            }
            if !slept {
                return Next::Step(who, Turn::Expire);
            }
            self.wake_in_vain(who);
        }
    }

    /// Nothing more for now.
    fn rest(&self) -> Next {
        let limit = Limit::Steps(self.machine.world.steps);
        Next::Over(End::Limit { limit, standing: Standing::all(&self.machine) })
    }

    /// A sleeper is awake, but what it wants next is not to be had: it waits for that now. The schedule of the run names
    /// it, so that a replay wakes it at the same point.
    fn wake_in_vain(&mut self, who: ThreadId) {
        self.machine.arrive(who, &mut self.listener);
        self.ready.admit(who, &self.machine);
        self.record.wake(who);
    }

    /// A sleeper is awake and does no step yet: the schedule says no more than that, or there is nothing for `main` to do.
    fn rouse(&mut self, who: ThreadId) {
        self.machine.arrive(who, &mut self.listener);
        if !(self.options.open && who == MAIN && rests(&self.machine)) {
            self.ready.admit(who, &self.machine);
        }
        self.record.rouse(who);
    }

    /// Who of those due then comes first: the one that went to sleep first, or any if the policy leaves ties free.
    fn next_timer(&mut self, due: i64) -> Option<ThreadId> {
        if !self.policy.leaves_ties_free() {
            return self.ready.due_at(due).next();
        }
        let candidates: Vec<ThreadId> = self.ready.due_at(due).collect();
        candidates.get(self.policy.tie(candidates.len())).copied()
    }

    /// With real pace, waits until virtual time `due` has come in reality.
    fn wait_until(&mut self, due: i64) -> Option<Limit> {
        if self.options.pace == Pace::Virtual {
            return None;
        }
        self.listener.observer.pause();
        let target = Duration::from_nanos(u64::try_from(due).unwrap_or(0));
        loop {
            let left = target.saturating_sub(self.begun.elapsed());
            if left.is_zero() {
                return None;
            }
            if let Some(limit) = limit(&self.options, &self.machine, self.begun, self.work, true) {
                return Some(limit);
            }
            std::thread::sleep(left.min(Duration::from_millis(20)));
        }
    }

    /// The result of a run that is over, and the listener.
    pub(super) fn finish(self, end: End) -> (Run, O, Machine) {
        let schedule = self.record.text(&self.machine);
        let (run, observer) = self.listener.finish(&self.machine, end, schedule);
        (run, observer, self.machine)
    }
}

/// Whether `main` has come to the end of an open scenario, and has not ended there.
pub fn rests(machine: &Machine) -> bool {
    let main = ThreadId(0);
    let asleep = machine.threads.first().is_some_and(|main| main.asleep_until.is_some());
    !asleep && !machine.world.has_ended(main) && matches!(machine.pending(main), Some(Action::End { uncaught: None }))
}

/// The limit that has been reached, if any. The real clock is looked at only now and then.
fn limit(options: &Options, machine: &Machine, begun: Instant, work: u64, look_at_clock: bool) -> Option<Limit> {
    if options.interrupt.load(Ordering::Relaxed) {
        return Some(Limit::Interrupted);
    }
    if machine.world.steps >= options.max_steps && !machine.world.is_over() {
        return Some(Limit::Steps(options.max_steps));
    }
    if machine.world.unfinished() > Limit::MOST_THREADS {
        return Some(Limit::Threads(Limit::MOST_THREADS));
    }
    let most = options.max_steps.saturating_mul(WORK_PER_STEP).max(SLICE);
    if options.patience == Patience::AHundredAStep && work > most {
        return Some(Limit::Work(most));
    }
    let time = options.time_limit.filter(|_| look_at_clock)?;
    (begun.elapsed() >= time).then_some(Limit::Time(time))
}

/// Measures the values of a scenario when much has been done since the latest measurement.
fn measure(machine: &Machine, work: u64, measured_at: &mut u64) -> Option<Limit> {
    if work < measured_at.saturating_add(MEASURE_EVERY) {
        return None;
    }
    *measured_at = work;
    (machine.footprint() > MOST_HELD).then_some(Limit::Memory(MOST_HELD))
}
