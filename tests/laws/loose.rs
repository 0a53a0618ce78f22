//! Of threads let loose: whatever the operating system makes of a scenario, its schedule makes of it again.

use std::time::Duration;

use super::Law;
use super::runs::{Memory, followed, judge};
use concur::check;
use concur::explore;
use concur::live::{self, Options};
use concur::machine::Scenario;
use concur::report::{Driver, Status};
use concur::run::{End, Run};

/// Sleeps are a thousandth as long as they say, and no run takes longer than this.
const TIME: Duration = Duration::from_millis(300);

/// One run of so many steps at most, repeated. The run comes back.
pub(crate) fn hold(scenario: &Scenario, seed: u64, steps: u64) -> Result<Run, String> {
    let options = Options {
        time_scale: 0.001,
        seed,
        max_steps: steps,
        time_limit: Some(TIME),
        keep_schedule: true,
        ..Options::default()
    };
    let (run, heard) = live::run(scenario, options, Memory::default());
    judge(scenario, &run, Driver::Live).map_err(|why| format!("live: {why}"))?;
    let heard = heard.ok_or("live: what it told is lost")?;
    // What a scenario makes of the time on the wall cannot be repeated; nor is there a schedule where a limit ended it.
    let tells_time = check::refusal(scenario, &explore::Options::default()).is_some();
    if !tells_time && !matches!(run.end, End::Limit { .. }) {
        repeats(scenario, &run, &heard).map_err(|why| format!("live: {why}\n{}", run.schedule))?;
    }
    Ok(run)
}

/// The same is printed, and it ends in the same way; only its times are others.
fn repeats(scenario: &Scenario, run: &Run, heard: &Memory) -> Law {
    let (again, memory) = followed(scenario, run)?;
    let ends = |run: &Run| {
        let stuck: Vec<usize> = match &run.end {
            End::Deadlock(deadlock) => deadlock.standing.iter().map(|standing| standing.thread.index()).collect(),
            _ => Vec::new(),
        };
        let uncaught: Vec<_> = run.uncaught.iter().map(|one| (one.thread, one.place, &one.exception)).collect();
        format!("{:?}, {stuck:?} stuck, uncaught {uncaught:?}, {} overlaps", Status::of(run), run.overlaps.len())
    };
    heard.prints_the_same(&memory)?;
    match (ends(run), ends(&again)) {
        (one, other) if one != other => Err(format!("it ended so: {one}\nand again so: {other}")),
        _ => Ok(()),
    }
}
