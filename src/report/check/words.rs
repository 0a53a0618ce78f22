//! Findings in words.

use crate::check::Problem;
use crate::explore::{About, Key};
use crate::program::Program;
use crate::report::describe::said;
use crate::report::phrase::{list, one_line};
use crate::report::scene::Scene;
use crate::report::words::repr;
use crate::report::{advice, deadlock, mishap};
use crate::run::{Cast, End};
use crate::source::{Diagnostic, Label, Severity, Span, render};
use crate::syntax::ast::ClaimKind;

/// A finding with the run that shows it.
pub(super) struct Shown<'a> {
    pub(super) found: &'a Problem,
    pub(super) scene: &'a Scene<'a>,
    pub(super) program: &'a Program,
}

/// The word for the kind of a finding, as JSON says it.
pub(super) fn kind(key: &Key) -> &'static str {
    match key {
        Key::Deadlock | Key::Stuck => "deadlock",
        Key::Race(_) | Key::RaceOn(..) => "race",
        Key::Overlap(_) => "overlap",
        Key::Uncaught { type_name, .. } if type_name == "AssertionError" => "assert",
        Key::Uncaught { .. } => "exception",
        Key::Endless { .. } => "endless",
        Key::Livelock => "livelock",
        Key::Invariant(_) => "invariant",
        Key::End { .. } | Key::Ending { .. } | Key::Printed(_) | Key::Instead(..) => "claim",
    }
}

/// What it is about: a variable, a critical section, an exception's type.
pub(super) fn object(key: &Key, program: &Program) -> Option<String> {
    match key {
        Key::Race(variable) => program.variables.get(variable.0 as usize).map(|variable| variable.name.clone()),
        Key::RaceOn(_, index) => element(*index, program),
        Key::Overlap(section) => Some(section.clone()).filter(|section| !section.is_empty()),
        Key::Uncaught { type_name, .. } => Some(type_name.clone()),
        _ => None,
    }
}

/// The element that a claim about races names, as it is written there.
fn element(index: usize, program: &Program) -> Option<String> {
    let claim = program.claims.iter().filter(|compiled| !compiled.path.is_empty()).nth(index)?;
    match &claim.claim.kind {
        ClaimKind::Race { on: Some(on), .. } => Some(program.source.slice(on.span).to_owned()),
        _ => None,
    }
}

impl Shown<'_> {
    /// What is wrong, in one sentence.
    pub(super) fn sentence(&self) -> String {
        let (found, scene) = (self.found, self.scene);
        match (&found.key, &scene.run.end) {
            (Key::Deadlock | Key::Stuck, End::Deadlock(deadlock)) => deadlock::sentence(deadlock, scene),
            (Key::Race(_) | Key::RaceOn(..), _) => self.race(),
            (Key::Overlap(_), _) => {
                let overlap = scene.run.overlaps.last();
                overlap.map(|overlap| mishap::overlap_sentence(overlap, scene)).unwrap_or_default()
            }
            (Key::Uncaught { .. }, _) => {
                let told = scene.run.uncaught.last().map(|uncaught| {
                    format!(
                        "no one catches what {} raises: {}",
                        scene.label(uncaught.thread),
                        said(&uncaught.exception)
                    )
                });
                one_line(&told.unwrap_or_default())
            }
            (Key::Endless { .. }, _) => "a thread does local work that does not come to an end".to_owned(),
            (Key::Livelock, _) => self.livelock(),
            (Key::Invariant(_), _) => format!("the invariant is broken{}{}", self.after(), self.values()),
            (Key::End { holds: None, .. }, _) => format!("the claim cannot be told at the end{}", self.values()),
            _ => format!("the claim does not hold at the end{}", self.values()),
        }
    }

    /// Its main place in the source.
    pub(super) fn place(&self) -> Option<Span> {
        self.diagnostic().labels.first().map(|label| label.span)
    }

    /// The sentence with its places in the source.
    pub(super) fn report(&self) -> String {
        render(&self.diagnostic(), self.scene.source, self.scene.look)
    }

    /// The sentence with its places and advice.
    pub(super) fn diagnostic(&self) -> Diagnostic {
        match (&self.found.key, &self.scene.run.end) {
            (Key::Deadlock | Key::Stuck, End::Deadlock(deadlock)) => deadlock::diagnostic(deadlock, self.scene),
            (Key::Overlap(_), _) => match self.scene.run.overlaps.last() {
                Some(overlap) => mishap::overlap_diagnostic(overlap, self.scene),
                None => self.error("cdl::run::overlap", Vec::new(), None),
            },
            (Key::Uncaught { place, .. }, _) => {
                let help = self.scene.run.uncaught.last().and_then(|uncaught| advice::on(&uncaught.exception));
                self.error("cdl::run::uncaught", labels(*place, "raised here"), help)
            }
            (Key::Race(_) | Key::RaceOn(..), _) => self.error(
                "cdl::check::race",
                self.places_of_race(),
                Some("take one lock around both, or declare the variable `atomic`"),
            ),
            (Key::Endless { place }, _) => {
                let help = "a loop without any step in it never lets anything change: is its condition right?";
                self.error("cdl::check::endless", labels(*place, "here after 10 million instructions"), Some(help))
            }
            (Key::Livelock, _) => self.error(
                "cdl::check::livelock",
                self.places_of_round(),
                Some("a fair scheduler need never leave this circle: something must get on in each round"),
            ),
            (Key::Invariant(_), _) => {
                self.error("cdl::check::invariant", labels(self.claim(), "not true in this state"), None)
            }
            _ => self.error("cdl::check::claim", labels(self.claim(), "not so at the end of this schedule"), None),
        }
    }

    fn error(&self, code: &'static str, labels: Vec<Label>, help: Option<&str>) -> Diagnostic {
        let help = help.map(str::to_owned);
        Diagnostic { code, severity: Severity::Error, message: self.sentence(), labels, help, fix: None }
    }

    /// Where the claim stands that is broken.
    fn claim(&self) -> Option<Span> {
        self.program.claims.get(self.found.claim?).map(|compiled| compiled.claim.span)
    }

    fn after(&self) -> String {
        match self.found.length {
            0 => " from the start".to_owned(),
            length => format!(" after step {length}"),
        }
    }

    /// `: balance = 700 and fee = 1`.
    fn values(&self) -> String {
        let value = |(variable, value): &(crate::program::VariableId, Option<crate::value::Value>)| {
            let name = self.program.variables.get(variable.0 as usize).map_or("?", |variable| &variable.name);
            match value {
                Some(value) => format!("{name} = {}", repr(value, self.scene)),
                None => format!("{name} is not defined"),
            }
        };
        let values: Vec<String> = self.found.values.iter().map(value).collect();
        if values.is_empty() { String::new() } else { one_line(&format!(": {}", list(&values))) }
    }

    /// `data race on x: a and b can access it at the same time, and both write`.
    fn race(&self) -> String {
        let name = object(&self.found.key, self.program).unwrap_or_default();
        let [one, other] = self.found.about.as_slice() else { return format!("data race on {name}") };
        let label = |about: &About| self.scene.label(about.thread).to_owned();
        let what = match (one.writes, other.writes) {
            (true, true) => "both write".to_owned(),
            (true, false) => format!("{} writes", label(one)),
            _ => format!("{} writes", label(other)),
        };
        one_line(&format!(
            "data race on {}: {} and {} can access it at the same time, and {what}",
            longer(&one.location, &other.location),
            label(one),
            label(other),
        ))
    }

    /// `livelock: a and b go round for ever; the last 4 steps lead back to where they began`.
    fn livelock(&self) -> String {
        let labels: Vec<String> = self.going_round().iter().map(|who| self.scene.label(*who).to_owned()).collect();
        let verb = if labels.len() == 1 { "goes" } else { "go" };
        let round = match self.found.round {
            1 => "the last step leads back to where it".to_owned(),
            round => format!("the last {round} steps lead back to where they"),
        };
        one_line(&format!("livelock: {} {verb} round for ever; {round} began", list(&labels)))
    }

    /// The threads that do a step in the last round.
    fn going_round(&self) -> Vec<crate::value::ThreadId> {
        let last = self.scene.run.steps.saturating_sub(self.found.round as u64);
        let events = self.found.replay.iter().flat_map(|replay| &replay.events);
        let mut found: Vec<_> = events.filter(|event| event.step > last).map(|event| event.thread).collect();
        found.sort();
        found.dedup();
        found
    }

    fn places_of_round(&self) -> Vec<Label> {
        let last = self.scene.run.steps.saturating_sub(self.found.round as u64);
        let mut labels: Vec<Label> = Vec::new();
        for event in self.found.replay.iter().flat_map(|replay| &replay.events).filter(|event| event.step > last) {
            let Some(span) = event.place.filter(|span| labels.iter().all(|label| label.span != *span)) else {
                continue;
            };
            labels.push(Label { span, text: format!("{} in step {}", self.scene.label(event.thread), event.step) });
        }
        labels.truncate(6);
        labels
    }

    fn places_of_race(&self) -> Vec<Label> {
        let mut found: Vec<Label> = Vec::new();
        for about in &self.found.about {
            let Some(span) = about.place else { continue };
            let verb = if about.writes { "writes" } else { "reads" };
            let text = format!("{} {verb} {} next", self.scene.label(about.thread), about.location);
            // Two that overlap cannot be told apart in the picture.
            match found.iter_mut().find(|label| label.span.start < span.end && span.start < label.span.end) {
                Some(label) => {
                    label.span = Span { start: label.span.start.min(span.start), end: label.span.end.max(span.end) };
                    label.text = format!("{}; {text}", label.text);
                }
                None => found.push(Label { span, text }),
            }
        }
        found
    }
}

/// The location that says more: of `xs` and `xs[0]` the latter.
fn longer<'t>(one: &'t str, other: &'t str) -> &'t str {
    if other.len() > one.len() { other } else { one }
}

fn labels(place: Option<Span>, text: &str) -> Vec<Label> {
    place.map(|span| Label { span, text: text.to_owned() }).into_iter().collect()
}

/// What is wrong where no schedule is known that shows it: the search for one was cut short, or there are too many.
pub(super) fn without_schedule(key: &Key, claim: Option<usize>, program: &Program) -> Diagnostic {
    let object = object(key, program).unwrap_or_default();
    let claim = claim.and_then(|claim| program.claims.get(claim)).map(|compiled| compiled.claim.span);
    let (code, message, place) = match key {
        Key::Race(variable) | Key::RaceOn(variable, _) => {
            let declared = program.variables.get(variable.0 as usize).map(|variable| variable.span);
            ("cdl::check::race", format!("data race on {object}"), declared)
        }
        Key::Uncaught { place, .. } => ("cdl::run::uncaught", format!("no one catches this {object}"), *place),
        Key::Overlap(_) => ("cdl::run::overlap", format!("broken mutual exclusion: {object}"), claim),
        Key::Deadlock | Key::Stuck => ("cdl::run::deadlock", "some threads can never go on".to_owned(), claim),
        Key::Livelock => ("cdl::check::livelock", "threads can go round for ever".to_owned(), claim),
        Key::Endless { place } => {
            ("cdl::check::endless", "a thread does local work that does not come to an end".to_owned(), *place)
        }
        Key::Invariant(_) => ("cdl::check::invariant", "the invariant is broken".to_owned(), claim),
        _ => ("cdl::check::claim", "the claim does not hold at the end of some schedule".to_owned(), claim),
    };
    let help = Some("`concur check` looks for a schedule that shows it".to_owned());
    Diagnostic { code, severity: Severity::Error, message, labels: labels(place, ""), help, fix: None }
}

/// Others of the same kind: `and 2 more data races: on y (4 steps), on z (6 steps)`.
pub(super) fn others(found: &Problem, program: &Program) -> Option<String> {
    if found.others.is_empty() {
        return None;
    }
    let noun = match kind(&found.key) {
        "race" => "data race",
        "overlap" => "broken exclusion",
        "assert" => "failed assert",
        "exception" => "uncaught exception",
        other => other,
    };
    let one = |key: &Key| {
        let place = match key {
            Key::Uncaught { place: Some(place), .. } => {
                format!(" (line {})", program.source.position(place.start).line)
            }
            _ => String::new(),
        };
        format!("{}{place}", object(key, program).unwrap_or_default())
    };
    let some: Vec<String> = found.others.iter().take(5).map(one).collect();
    let more = found.others.len().saturating_sub(some.len());
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    let number = crate::report::phrase::count(found.others.len(), &format!("more {noun}"));
    Some(one_line(&format!("and {number}: {}{more}", some.join(", "))))
}
