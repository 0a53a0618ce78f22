//! The schedule of a finding as lanes: a column for each thread, a line for each step.

use super::words::Shown;
use crate::check::Replay;
use crate::explore::About;
use crate::report::Paint;
use crate::report::abridged::Abridged;
use crate::report::drawing::{Drawing, Picture};
use crate::report::line::{Line, Scribe};
use crate::report::phrase::one_line;
use crate::report::standing;
use crate::run::{Cast, Doing, End, Standing};

/// A longer picture is not drawn whole: `--trace lanes` shows all of it.
const LONGEST: usize = 400;
/// How many lines are drawn of a longer one, before and behind what is left out.
const BEGINNING: usize = 50;
const END: usize = 250;

/// The picture, with a blank line before it; nothing if nothing happens.
pub(super) fn lanes(shown: &Shown<'_>, replay: &Replay, paint: Paint, width: usize) -> String {
    let scene = shown.scene;
    let mut scribe = Scribe::new(scene.source.clone());
    let (mut lines, mut abridged): (Vec<Line>, _) = (Vec::new(), Abridged::default());
    for event in &replay.events {
        let line = scribe.line(event, scene);
        abridged.take(event.step, line, scene.label(event.thread), &mut |line, _| lines.push(line));
    }
    abridged.finish(&mut |line, _| lines.push(line));
    let labels: Vec<String> = scene.run.threads.iter().map(|thread| thread.label.to_string()).collect();
    let standing: &[Standing] = match &scene.run.end {
        End::Deadlock(deadlock) => &deadlock.standing,
        End::Limit { standing, .. } => standing,
        _ => &[],
    };
    // That others can go on is no news where a schedule stops half-way.
    let foot = |standing: &Standing| {
        let about = shown.found.about.iter().find(|about| about.thread == standing.thread);
        let waits = (!matches!(standing.doing, Doing::Ready)).then(|| standing::foot(standing, scene));
        Some((standing.thread, about.map(next).or(waits)?))
    };
    let ends = standing.iter().filter_map(foot).collect();
    let left_out = if lines.len() > LONGEST { BEGINNING..lines.len() - END } else { 0..0 };
    let picture = Picture { lines: &lines, labels: &labels, left_out, ends };
    if lines.is_empty() {
        return String::new();
    }
    let mut text = "\n".to_owned();
    Drawing::new(&picture, width, paint).draw(&mut |piece| text.push_str(piece));
    text
}

/// `✗ writes balance next`.
fn next(about: &About) -> String {
    let verb = if about.writes { "writes" } else { "reads" };
    one_line(&format!("✗ {verb} {} next", about.location))
}
