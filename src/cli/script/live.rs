//! Threads let loose, once or many times.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::runs::{Limits, one};
use super::{Session, fresh_seed};
use crate::cli::Exit;
use crate::live::{self, Options};
use crate::report::runs::Again;
use crate::report::{Asked, Driver, Haste, Origin, Scene};
use crate::source::Source;
use crate::suite::{self, Scenario};

impl Session<'_> {
    /// Lets a scenario's threads loose as the command line says.
    pub(super) fn play_live(&self, origin: Origin, source: &Source, scenario: &Scenario) -> Exit {
        let Some(runs) = self.command.runs else { return self.let_loose(origin, source, scenario) };
        let limits = Limits { begun: Instant::now(), time: self.command.time_limit };
        let seed = self.command.seed.unwrap_or_else(fresh_seed);
        self.count(runs, origin, source, Driver::Live, |index| {
            one(limits, &self.interrupt, |time_limit, capture| {
                let options = self.live_options(seed.wrapping_add(index), time_limit);
                let (run, capture) = live::run(scenario, Options { keep_schedule: true, ..options }, capture);
                let again = Again::Schedule(run.schedule.clone());
                (run, capture, again)
            })
        })
    }

    /// One run. What it prints comes as it happens; a trace comes when all is over, since it is made from the replay.
    fn let_loose(&self, origin: Origin, source: &Source, scenario: &Scenario) -> Exit {
        let driver = Driver::Live;
        let listener = self.listener(source, driver, Haste::Eager);
        let seed = self.command.seed.unwrap_or_else(fresh_seed);
        let (run, listener) = live::run(scenario, self.live_options(seed, self.command.time_limit), listener);
        let (names, look) = (suite::names(scenario), self.console.look);
        let scene = Scene { run: &run, source, names, look, asked: Asked { origin, driver } };
        self.conclude(&run, listener, &scene, None)
    }

    fn live_options(&self, seed: u64, time_limit: Option<Duration>) -> Options {
        Options {
            time_scale: self.command.time_scale.unwrap_or(1.0),
            seed,
            max_steps: self.command.max_steps,
            time_limit,
            keep_schedule: false,
            interrupt: Arc::clone(&self.interrupt),
        }
    }
}
