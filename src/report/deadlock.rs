//! A deadlock: who waits for whom, drawn out, with each place in the source.

use super::phrase::{list, target};
use super::scene::Scene;
use super::standing::{self, sentences, show};
use crate::run::{Cast, Deadlock, Doing, Standing};
use crate::source::{Diagnostic, Severity, render};
use crate::value::ThreadId;

/// What is wrong, in one sentence.
pub(super) fn sentence(deadlock: &Deadlock, scene: &Scene<'_>) -> String {
    let names = |threads: &mut dyn Iterator<Item = ThreadId>| {
        threads.map(|thread| scene.label(thread).to_owned()).collect::<Vec<_>>()
    };
    let ring = names(&mut deadlock.cycle.iter().copied());
    let standing = names(&mut deadlock.standing.iter().map(|standing| standing.thread));
    let standing = match standing.len().checked_sub(standing::MANY) {
        None | Some(0) => list(&standing),
        Some(more) => {
            let shown = standing.get(..standing::MANY).unwrap_or_default();
            format!("{} and {more} more", shown.join(", "))
        }
    };
    let (meanwhile, nobody) = match going(deadlock, scene) {
        Some(going) => (format!(", while {going}"), "no thread that goes on"),
        None => (String::new(), "no thread is left that"),
    };
    match (ring.as_slice(), deadlock.standing.as_slice()) {
        ([one], _) => format!("deadlock: {one} waits for itself{meanwhile}"),
        ([one, other], _) => format!("deadlock: {one} and {other} wait for each other{meanwhile}"),
        ([_, ..], _) => format!("deadlock: {} wait for each other in a ring{meanwhile}", list(&ring)),
        ([], [one]) => {
            format!("deadlock: {standing} {}, and {nobody} could end that", standing::brief(one, scene))
        }
        ([], _) => format!("deadlock: {standing} wait, and {nobody} could end that"),
    }
}

/// `c can still go on`, of a partial deadlock.
fn going(deadlock: &Deadlock, scene: &Scene<'_>) -> Option<String> {
    let names: Vec<String> = deadlock.going.iter().map(|thread| scene.label(*thread).to_owned()).collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("{one} can still go on")),
        [_, _] | [_, _, _] => Some(format!("{} can still go on", list(&names))),
        _ => Some("others can still go on".to_owned()),
    }
}

/// What is wrong, with its places.
pub(super) fn diagnostic(deadlock: &Deadlock, scene: &Scene<'_>) -> Diagnostic {
    let diagnostic = Diagnostic {
        code: "cdl::run::deadlock",
        severity: Severity::Error,
        message: sentence(deadlock, scene),
        labels: Vec::new(),
        help: help(deadlock),
        fix: None,
    };
    let in_ring = |standing: &&Standing| deadlock.cycle.contains(&standing.thread);
    let ring: Vec<Standing> = deadlock.standing.iter().filter(in_ring).cloned().collect();
    let shown = if ring.is_empty() { &deadlock.standing } else { &ring };
    show(diagnostic, shown, scene)
}

/// The whole report.
pub fn report(deadlock: &Deadlock, scene: &Scene<'_>) -> String {
    let mut text = render(&diagnostic(deadlock, scene), scene.source, scene.look);
    text.push_str("\n  where the threads stand:\n");
    text.push_str(&sentences(&deadlock.standing, scene));
    if let Some(circle) = circle(deadlock, scene) {
        text.push_str(&format!("\n  the circle:\n    {circle}\n"));
    }
    text
}

/// `a → lock_b (held by b since step 4) → b → lock_a (held by a since step 2) → a`.
fn circle(deadlock: &Deadlock, scene: &Scene<'_>) -> Option<String> {
    // Who waits for itself makes no circle worth drawing.
    let first = deadlock.cycle.first().filter(|_| deadlock.cycle.len() > 1)?;
    let mut text = scene.label(*first).to_owned();
    let nexts = deadlock.cycle.iter().skip(1).chain([first]);
    for (thread, next) in deadlock.cycle.iter().zip(nexts) {
        let standing = deadlock.standing.iter().find(|standing| standing.thread == *thread)?;
        let Doing::Waiting { object, holders, .. } = &standing.doing else { return None };
        let holder: Vec<_> = holders.iter().filter(|holder| holder.thread == *next).copied().collect();
        let place_free: Vec<_> = holder.iter().map(|holder| crate::run::Holder { place: None, ..*holder }).collect();
        let next = scene.label(*next);
        let what = target(object, scene);
        match standing::holding(object, &place_free, scene) {
            Some(held) => text.push_str(&format!(" → {what} ({held}) → {next}")),
            None if what == next => text.push_str(&format!(" → end of {next}")),
            None => text.push_str(&format!(" → {what} → {next}")),
        }
    }
    Some(text)
}

fn help(deadlock: &Deadlock) -> Option<String> {
    let all_take = deadlock
        .standing
        .iter()
        .filter(|standing| deadlock.cycle.contains(&standing.thread))
        .all(|standing| matches!(standing.doing, Doing::Waiting { operation: "acquire", .. }));
    match deadlock.cycle.len() {
        1 if all_take => Some("a `lock` cannot be taken twice, not even by its owner; an `rlock` can".into()),
        0 | 1 => None,
        _ if all_take => Some("if every thread takes the locks in one same order, no circle can close".into()),
        _ => None,
    }
}
