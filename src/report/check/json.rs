//! A check as JSON.

use serde_json::{Value, json};

use super::Page;
use super::words::{self, Shown};
use crate::check::{Problem, Verdict};
use crate::explore::{Cut, Key};
use crate::report::json::json_line;
use crate::run::{Cast, End};

impl Page<'_> {
    /// One object on one line.
    pub fn json(&self) -> String {
        let check = self.check;
        let findings: Vec<Value> = check.problems.iter().map(|found| self.finding(found)).collect();
        let claims: Vec<Value> = check.claims.iter().filter_map(|verdict| self.verdict(verdict)).collect();
        let object = json!({
            "version": 1,
            "file": self.file,
            "complete": check.complete(),
            "cut": check.cut.map(cut_word),
            "states": check.progress.states,
            "steps": check.progress.steps,
            "depth": check.progress.depth,
            "findings": findings,
            "claims": claims,
        });
        json_line(&object)
    }

    fn finding(&self, found: &Problem) -> Value {
        let program = &self.scenario.image.program;
        let scene = found.replay.as_ref().map(|replay| self.scene(replay));
        let message = scene.as_ref().map(|scene| Shown { found, scene, program }.sentence());
        let line = scene.as_ref().and_then(|scene| Shown { found, scene, program }.place());
        let line = line.map(|place| self.source.position(place.start).line);
        let deadlock = scene.as_ref().and_then(|scene| match &scene.run.end {
            End::Deadlock(deadlock) if matches!(found.key, Key::Deadlock | Key::Stuck) => Some((deadlock, scene)),
            _ => None,
        });
        let stuck = deadlock.map(|(deadlock, scene)| {
            deadlock.standing.iter().map(|standing| scene.label(standing.thread)).collect::<Vec<_>>()
        });
        let partial = matches!(found.key, Key::Deadlock | Key::Stuck).then_some(found.key == Key::Stuck);
        json!({
            "kind": words::kind(&found.key),
            "message": message,
            "object": words::object(&found.key, program),
            "line": line,
            "partial": partial,
            "stuck": stuck,
            "expected": found.expected,
            "schedule": found.replay.as_ref().map(|replay| &replay.schedule),
            "length": found.length,
            "others": found.others.len(),
        })
    }

    fn verdict(&self, verdict: &Verdict) -> Option<Value> {
        let compiled = self.scenario.image.program.claims.get(verdict.claim).filter(|_| verdict.searched)?;
        let text =
            self.source.slice(compiled.claim.span).split(['{', '\n']).next().unwrap_or_default().trim().to_owned();
        let line = self.source.position(compiled.claim.span.start).line;
        Some(json!({
            "text": text, "line": line, "holds": verdict.holds, "length": verdict.length, "message": verdict.note,
        }))
    }
}

/// The limit that cut a search short.
pub(in crate::report) fn cut_word(cut: Cut) -> &'static str {
    match cut {
        Cut::States(_) => "states",
        Cut::Memory(_) => "memory",
        Cut::Time(_) => "time",
        Cut::Interrupted => "interrupted",
    }
}
