//! Many runs of a scenario, each in another order, and a table of what they gave.
//!
//! How one run is made is a closure from its number to what it gave; all else is the same whoever makes it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::{Format, MAX_STEPS, Policy, Script, Session};
use crate::cli::Exit;
use crate::cli::progress::Progress;
use crate::conduct::Options;

use crate::report::runs::{self, Again, Asked, Distribution, Ending, Page, Ran, Stop};
use crate::report::{Driver, Origin};
use crate::run::{End, Limit, Run};
use crate::source::Source;
use crate::suite::{self, Capture, Scenario};

/// So many bytes of different outputs are kept at most.
const MOST: usize = 256 << 20;

/// Why `--runs` cannot go with the rest of the command line.
pub(super) fn refusal(command: &Script) -> Option<&'static str> {
    command.runs?;
    if command.trace.is_some() {
        return Some(
            "--trace shows one run, and --runs makes many: each result comes with the command that runs it once, \
             add --trace to that",
        );
    }
    if matches!(command.policy, Some(Policy::Fifo | Policy::RoundRobin)) {
        return Some(
            "--runs needs a policy that chooses by chance, random or pct: any other gives the same order each time",
        );
    }
    if command.schedule.is_some() {
        return Some("--runs tries different orders, and --schedule allows only one: leave one of them out");
    }
    let realtime = "--realtime makes runs slower and no different: leave it out, or leave out --runs";
    command.realtime.then_some(realtime)
}

impl Session<'_> {
    /// Runs `scenario` so often with one seed after the other from that of `options`.
    pub(super) fn repeat(
        &self,
        runs: u64,
        origin: Origin,
        source: &Source,
        scenario: &Scenario,
        options: &Options,
    ) -> Exit {
        let begun = Instant::now();
        let driver = Driver::Conductor { policy: options.policy, seed: options.seed };
        self.count(runs, origin, source, driver, |index| {
            let (limits, interrupt) = (Limits { begun, time: options.time_limit }, &options.interrupt);
            let seed = options.seed.wrapping_add(index);
            one(limits, interrupt, |time_limit, capture| {
                let options = Options { seed, time_limit, ..options.clone() };
                let (run, capture) = suite::run_here(scenario, options, capture);
                (run, Some(capture), Again::Seed(seed))
            })
        })
    }

    /// Makes runs, and tells what they gave.
    pub(super) fn count(
        &self,
        runs: u64,
        origin: Origin,
        source: &Source,
        driver: Driver,
        run: impl FnMut(u64) -> Result<Ran, Stop>,
    ) -> Exit {
        let max_steps = Some(self.command.max_steps).filter(|most| *most != MAX_STEPS);
        let asked = Asked { origin, driver, runs, max_steps };
        let (distribution, stop) = self.collect(runs, run);
        let written = self.console.put(&match self.command.format {
            Format::Json => runs::json(source.name(), &asked, &distribution, stop.as_ref()),
            Format::Text => {
                let page = Page { paint: self.console.paint, width: self.console.width };
                runs::text(source.name(), &asked, &distribution, stop.as_ref(), page)
            }
        });
        if let Some(Stop::Bug(what)) = &stop {
            self.say_bug(what);
        }
        written.max(worst(&distribution, stop.as_ref()))
    }

    /// Makes runs number 0, 1, 2, ... until there are enough, or one says that there will be no more.
    fn collect(&self, runs: u64, mut run: impl FnMut(u64) -> Result<Ran, Stop>) -> (Distribution, Option<Stop>) {
        let (mut distribution, mut progress) = (Distribution::new(MOST), Progress::new());
        for index in 0..runs {
            if let Err(stop) = run(index).and_then(|ran| distribution.add(ran)) {
                return (distribution, Some(stop));
            }
            progress.show(|time| runs::progress(runs, &distribution, time, self.console.look.width));
        }
        (distribution, None)
    }
}

/// The limit of time, which is for all runs together.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) begun: Instant,
    pub(super) time: Option<Duration>,
}

/// One run, which `make` makes within the time that is left. One that this cuts short tells nothing.
pub(super) fn one(
    limits: Limits,
    interrupt: &Arc<AtomicBool>,
    make: impl FnOnce(Option<Duration>, Capture) -> (Run, Option<Capture>, Again),
) -> Result<Ran, Stop> {
    let left = limits.time.map(|limit| (limit, limit.saturating_sub(limits.begun.elapsed())));
    if let Some((limit, left)) = left
        && left.is_zero()
    {
        return Err(Stop::Time(limit));
    }
    let (run, capture, again) = make(left.map(|(_, left)| left), Capture::new(Arc::clone(interrupt)));
    // What was printed is lost only together with the run.
    let Capture { text: output, too_much, .. } = capture.unwrap_or_else(|| Capture::new(Arc::clone(interrupt)));
    if too_much {
        // The flag was raised for this run alone.
        interrupt.store(false, Ordering::Relaxed);
        return Ok(Ran { output: String::new(), end: Ending::of_too_much(), again });
    }
    match (&run.end, left) {
        (End::Broken(what), _) => Err(Stop::Bug(what.clone())),
        (End::Limit { limit: Limit::Interrupted, .. }, _) => Err(Stop::Interrupted),
        (End::Limit { limit: Limit::Time(_), .. }, Some((limit, _))) => Err(Stop::Time(limit)),
        _ => Ok(Ran { output, end: Ending::of(&run), again }),
    }
}

/// How all ended that were made, and whether they were all.
fn worst(distribution: &Distribution, stop: Option<&Stop>) -> Exit {
    let ends = distribution.outcomes().into_iter().map(|outcome| Exit::from(outcome.end.status));
    let stopped = stop.map(|stop| if matches!(stop, Stop::Bug(_)) { Exit::Bug } else { Exit::Limit });
    ends.chain(stopped).max().unwrap_or_default()
}
