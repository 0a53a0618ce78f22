//! Where threads stand, in words and as places in the source.

use super::phrase::{clock, list, one_line, target};
use super::scene::Scene;
use crate::machine::Target;
use crate::run::{Cast, Doing, End, Holder, Standing};
use crate::source::{Diagnostic, Label, Span};

/// How many threads are told of one by one.
pub(super) const MANY: usize = 12;
/// How many threads are looked at for places in the source.
const MOST_LOOKED_AT: usize = 200;
/// How many places are shown in the source.
const PLACES: usize = 8;

/// `waits for lock_b`: as much as fits a narrow column.
pub(super) fn brief(standing: &Standing, scene: &Scene<'_>) -> String {
    match &standing.doing {
        Doing::Ready => "can go on".into(),
        Doing::Sleeping { until } => format!("sleeps until {}", clock(*until)),
        Doing::Waiting { object, .. } => one_line(&format!("waits for {}", target(object, scene))),
    }
}

/// What the foot of a lane shows: `✗ waits for lock_b` where nothing can end that, else behind the lifeline's sign.
pub(super) fn foot(standing: &Standing, scene: &Scene<'_>) -> String {
    let sign = match (&standing.doing, &scene.run.end) {
        (Doing::Waiting { .. }, End::Deadlock(_)) => "✗",
        (Doing::Waiting { .. }, _) => "┊",
        (Doing::Sleeping { .. }, _) => "·",
        (Doing::Ready, _) => "│",
    };
    format!("{sign} {}", brief(standing, scene))
}

/// One line: `a waits for lock_b (acquire) at 7:10, held by b since step 4 (12:10)`.
pub fn sentence(standing: &Standing, scene: &Scene<'_>) -> String {
    let who = scene.label(standing.thread);
    let place = standing.place.map(|place| format!(" at {}", scene.at(place))).unwrap_or_default();
    let text = match &standing.doing {
        Doing::Ready => format!("{who} can go on{place}"),
        // Its next step is not the one that it sleeps in.
        Doing::Sleeping { until } => {
            let goes_on = if place.is_empty() { String::new() } else { format!(", then goes on{place}") };
            format!("{who} sleeps until {}{goes_on}", clock(*until))
        }
        Doing::Waiting { object, operation, holders, detail, until } => {
            let held = holding(object, holders, scene).map(|held| format!(", {held}")).unwrap_or_default();
            let detail = detail.as_ref().map(|detail| format!(", {detail}")).unwrap_or_default();
            let until = until.map(|until| format!(", until {} at most", clock(until))).unwrap_or_default();
            format!("{who} waits for {} ({operation}){place}{held}{detail}{until}", target(object, scene))
        }
    };
    one_line(&text)
}

/// The sentences of all, indented, cut short where there are many.
pub(super) fn sentences(standing: &[Standing], scene: &Scene<'_>) -> String {
    let mut text = String::new();
    for one in standing.iter().take(MANY) {
        text.push_str(&format!("    {}\n", sentence(one, scene)));
    }
    if standing.len() > MANY {
        text.push_str(&format!("    and {} more\n", standing.len() - MANY));
    }
    text
}

/// `held by b since step 4 (12:10)`, or what it is for things that are not held.
pub(super) fn holding(object: &Target, holders: &[Holder], scene: &Scene<'_>) -> Option<String> {
    let one = |holder: &Holder| {
        let since = holder.since.map(|step| format!(" since step {step}")).unwrap_or_default();
        let place = holder.place.map(|place| format!(" ({})", scene.at(place))).unwrap_or_default();
        format!("{}{since}{place}", scene.label(holder.thread))
    };
    let who = list(&holders.iter().map(one).collect::<Vec<_>>());
    match object {
        _ if holders.is_empty() => None,
        Target::Object(_) => Some(format!("held by {who}")),
        Target::Future(_) => Some(format!("which runs in {who}")),
        Target::Threads(threads) if threads.len() > holders.len() => Some(format!("of which {who} has not ended")),
        Target::Thread(_) | Target::Threads(_) => None,
    }
}

/// Adds to `diagnostic` the places where threads stand, and where they took what others wait for. Threads that stand in
/// one place share its label.
pub(super) fn show(mut diagnostic: Diagnostic, standing: &[Standing], scene: &Scene<'_>) -> Diagnostic {
    let mut places: Vec<(Span, Vec<String>)> = Vec::new();
    let standing = standing.get(..MOST_LOOKED_AT).unwrap_or(standing);
    for one in standing {
        let what = format!("{} {}", scene.label(one.thread), brief(one, scene));
        put(&mut places, one.place, what);
    }
    for one in standing {
        let Doing::Waiting { object: object @ Target::Object(_), holders, .. } = &one.doing else { continue };
        for holder in holders {
            let since = holder.since.map(|step| format!(" in step {step}")).unwrap_or_default();
            let what = format!("{} took {}{since}", scene.label(holder.thread), target(object, scene));
            put(&mut places, holder.place, what);
        }
    }
    let label = |(span, what): (Span, Vec<String>)| Label { span, text: shared(&what) };
    diagnostic.labels.extend(places.into_iter().take(PLACES).map(label));
    diagnostic
}

fn put(places: &mut Vec<(Span, Vec<String>)>, place: Option<Span>, what: String) {
    let Some(place) = place else { return };
    match places.iter_mut().find(|(span, _)| *span == place) {
        Some((_, all)) if all.contains(&what) => {}
        Some((_, all)) => all.push(what),
        None => places.push((place, vec![what])),
    }
}

fn shared(what: &[String]) -> String {
    let shown: Vec<String> = what.iter().take(3).cloned().collect();
    let more = what.len().saturating_sub(shown.len());
    if more > 0 { format!("{}, and {more} more", shown.join("; ")) } else { shown.join("; ") }
}
