//! Of searches: what is found can be run again, the reduction loses nothing, and no run shows what a search has not found.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::Law;
use super::runs::judge;
use concur::check::{self, Capture, Check, Outcomes};
use concur::conduct::{self, PolicyKind};
use concur::explore::{EndKind, Key, Options};
use concur::machine::Scenario;
use concur::report::{Driver, Status};
use concur::run::{End, Run};
use concur::source::Source;
use concur::syntax;

/// So many runs of one scenario are held against what is known of all.
const RUNS: u64 = 4;
/// Steps of each.
const STEPS: u64 = 2000;
const TIME: Duration = Duration::from_secs(2);

/// All laws of this room, within so many states. Whether the search has seen every schedule.
pub(crate) fn hold(scenario: &Scenario, seed: u64, states: u64) -> Result<bool, String> {
    let options =
        Options { max_states: Some(states), time_limit: Some(TIME), max_memory: 512 << 20, ..Options::default() };
    if check::refusal(scenario, &options).is_some() {
        return Ok(false);
    }
    let plain = Options { reduction: false, ..options.clone() };
    let checked = check::check(scenario, &options, &mut |_| {});
    let plainly = check::check(scenario, &plain, &mut |_| {});
    [&checked, &plainly].into_iter().try_for_each(|checked| runs_again(scenario, checked))?;
    if checked.cut.is_none() && plainly.cut.is_none() {
        let (one, other) = (findings(&checked), findings(&plainly));
        if one != other {
            return Err(format!("check finds {one:?}\nand without reduction {other:?}"));
        }
        if checked.claims.iter().map(|claim| claim.holds).ne(plainly.claims.iter().map(|claim| claim.holds)) {
            return Err(format!("claims: {:?}\nand without reduction {:?}", checked.claims, plainly.claims));
        }
    }
    let outcomes = check::outcomes(scenario, Vec::new(), &options, 1000, &mut |_| {});
    outcomes_run_again(scenario, &outcomes)?;
    for seed in seed..seed.saturating_add(RUNS) {
        let policy = if seed % 4 == 0 { PolicyKind::Pct } else { PolicyKind::Random };
        let limits =
            conduct::Options { policy, seed, max_steps: STEPS, time_limit: Some(TIME), ..conduct::Options::default() };
        let (run, printed) = captured(scenario, limits);
        judge(scenario, &run, Driver::Conductor { policy, seed })?;
        is_known(&run, &printed, &checked, &outcomes).map_err(|why| format!("{policy:?} {seed} {why}"))?;
    }
    Ok(checked.complete())
}

/// What was found, as a set: by a claim or not, first of its kind or not.
fn findings(check: &Check) -> BTreeSet<(Key, bool)> {
    let all = |problem: &check::Problem| {
        let keys: Vec<Key> = std::iter::once(&problem.key).chain(&problem.others).cloned().collect();
        let expected = problem.expected;
        keys.into_iter().map(move |key| (key, expected))
    };
    check.problems.iter().flat_map(all).collect()
}

fn captured(scenario: &Scenario, options: conduct::Options) -> (Run, String) {
    let stop = Arc::new(AtomicBool::new(false));
    let options = conduct::Options { interrupt: Arc::clone(&stop), ..options };
    let (run, capture) = conduct::run_here(scenario, options, Capture::new(stop));
    (run, capture.text)
}

/// The run that a schedule gives, as `script --schedule` makes it.
fn scheduled(scenario: &Scenario, text: &str) -> Result<(Run, String), String> {
    let source = Source::new("--schedule", text);
    let schedule = syntax::parse_schedule(&source).map_err(|why| format!("{text} cannot be read: {why:?}"))?;
    let options = conduct::Options { schedule: Some((source, schedule)), time_limit: Some(TIME), ..Default::default() };
    let (run, printed) = captured(scenario, options);
    match &run.end {
        End::Parted { diagnostic, .. } => Err(format!("{text} cannot be followed: {}", diagnostic.message)),
        End::Broken(what) => Err(format!("{text} breaks: {what}")),
        _ => Ok((run, printed)),
    }
}

/// What `check` shows with a schedule is what a run with this schedule comes to.
fn runs_again(scenario: &Scenario, checked: &Check) -> Law {
    if let Some(bug) = &checked.bug {
        return Err(format!("check: {bug}"));
    }
    for problem in &checked.problems {
        let Some(replay) = &problem.replay else { continue };
        let (run, printed) = scheduled(scenario, &replay.schedule)?;
        let shows = match &problem.key {
            Key::Deadlock => matches!(run.end, End::Deadlock(_)) && printed == replay.printed,
            Key::Uncaught { type_name, place } => run.uncaught.iter().any(|uncaught| {
                *uncaught.exception.type_name == **type_name && (place.is_none() || uncaught.place == *place)
            }),
            Key::Overlap(section) => run.overlaps.iter().any(|overlap| overlap.section == *section),
            _ => run.steps >= replay.run.steps && printed.starts_with(&replay.printed),
        };
        if !shows {
            return Err(format!("{:?} is not what {} comes to: {:?}", problem.key, replay.schedule, run.end));
        }
    }
    Ok(())
}

/// What `outcomes` shows with a schedule is what a run with this schedule comes to.
fn outcomes_run_again(scenario: &Scenario, outcomes: &Outcomes) -> Law {
    if let Some(bug) = &outcomes.bug {
        return Err(format!("outcomes: {bug}"));
    }
    for outcome in &outcomes.outcomes {
        let Some(replay) = &outcome.replay else { continue };
        let (run, printed) = scheduled(scenario, &replay.schedule)?;
        if end(&run) != Some(outcome.end) || outcome.output.as_ref() != Some(&printed) {
            let (end, output) = (outcome.end, &outcome.output);
            return Err(format!(
                "{end:?} {output:?} is not what {} comes to: {:?} {printed:?}",
                replay.schedule, run.end
            ));
        }
    }
    Ok(())
}

/// How it ended, where that is an end.
fn end(run: &Run) -> Option<EndKind> {
    match Status::of(run) {
        Status::Ok | Status::Overlap => Some(EndKind::Ok),
        Status::Exception => Some(EndKind::Exception),
        Status::Deadlock => Some(EndKind::Deadlock),
        Status::Limit | Status::Parted | Status::Broken => None,
    }
}

/// What a run by chance shows has been found, if the search has seen every schedule.
pub(crate) fn is_known(run: &Run, printed: &str, checked: &Check, outcomes: &Outcomes) -> Law {
    if outcomes.complete()
        && let Some(end) = end(run)
        && !outcomes.outcomes.iter().any(|one| one.end == end && one.output.as_deref() == Some(printed))
    {
        return Err(format!("ends with {end:?} and prints {printed:?}, which is no outcome\n{}", run.schedule));
    }
    if !checked.complete() {
        return Ok(());
    }
    let found = findings(checked);
    let known = |fits: &dyn Fn(&Key) -> bool| found.iter().any(|(key, _)| fits(key));
    let unknown = |what: String| Err(format!("shows {what}, which check has not found\n{}", run.schedule));
    if matches!(run.end, End::Deadlock(_)) && !known(&|key| *key == Key::Deadlock) {
        return unknown("a deadlock".into());
    }
    for uncaught in &run.uncaught {
        let (name, its_place) = (&*uncaught.exception.type_name, uncaught.place);
        let fits = |key: &Key| matches!(key, Key::Uncaught { type_name, place } if **type_name == *name && *place == its_place);
        if !known(&fits) {
            return unknown(format!("an uncaught {name} at {its_place:?}"));
        }
    }
    for overlap in &run.overlaps {
        if !known(&|key| matches!(key, Key::Overlap(section) if *section == overlap.section)) {
            return unknown(format!("an overlap in {:?}", overlap.section));
        }
    }
    Ok(())
}
