//! Judges the claims of one scenario: its output by a run under the file's own schedule, all else by looking at every
//! schedule.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::check::{self, Check};
use crate::explore;
use crate::report::phrase::{count, shell};

use super::gather::Case;
use super::run::{self, Scenario};
use crate::report::output::{Agreement, Output};
use crate::report::{Origin, Status};
use crate::source::{Diagnostic, Span};
use crate::syntax::ast::{Claim, ClaimKind, StatementKind};

/// What became of one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Ok,
    /// It does not.
    Failed,
    /// The run was ended before the answer was known.
    Incomplete,
    /// This version cannot tell.
    Unjudged,
}

/// One claim, judged.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its line in the file.
    pub line: usize,
    /// The claim as it is written, without its block.
    pub claim: String,
    /// What became of it.
    pub verdict: Verdict,
    /// Why, where it does not hold.
    pub message: Option<String>,
    /// What was expected and what was printed, where these differ.
    pub differs: Option<(Vec<String>, Vec<String>)>,
    /// The block from `{` to `}`, where the claim has one that can be written anew.
    pub block: Option<Span>,
}

/// A scenario, judged.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    /// Errors and warnings of its source. With an error in it nothing was run.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it could not be run because its source is wrong.
    pub broken: bool,
    /// A bug of the tool that showed.
    pub bug: Option<String>,
    /// Its claims in the order of the file.
    pub claims: Vec<Judged>,
    /// What it printed, if it was run to an end that tells anything.
    pub printed: Option<String>,
}

/// Judges `case`. `interrupt` of the search's options ends its run and its search.
pub fn judge(case: &Case, search: &explore::Options) -> Verdicts {
    let interrupt = &search.interrupt;
    let loaded = run::load(&case.source);
    let mut verdicts = Verdicts { diagnostics: loaded.diagnostics, ..Verdicts::default() };
    let Some(scenario) = loaded.scenario else { return Verdicts { broken: true, ..verdicts } };
    let claims: Vec<&Claim> = loaded.script.statements.iter().filter_map(claim).collect();
    let asks = claims.iter().any(|claim| matches!(claim.kind, ClaimKind::Output { possible: false, .. }));
    let ran = asks.then(|| ran(&scenario, case, interrupt));
    let asks = claims.iter().any(|claim| !matches!(claim.kind, ClaimKind::Output { possible: false, .. }));
    let refusal = check::refusal(&scenario, search).filter(|_| asks);
    let searched = (asks && refusal.is_none()).then(|| check::check(&scenario, search, &mut |_| {}));
    let answer = |claim: &Claim| {
        let compiled = &scenario.image.program.claims;
        let is_its =
            |verdict: &&check::Verdict| compiled.get(verdict.claim).is_some_and(|its| its.claim.span == claim.span);
        Some((searched.as_ref()?.claims.iter().find(is_its)?, searched.as_ref()?))
    };
    verdicts.claims = claims.iter().map(|claim| verdict(claim, case, ran.as_ref(), answer(claim))).collect();
    if let Some(refusal) = refusal {
        let unanswered = verdicts.claims.iter_mut().filter(|judged| judged.verdict == Verdict::Unjudged);
        unanswered.for_each(|judged| judged.message = Some(refusal.message.clone()));
    }
    verdicts.bug = searched.as_ref().and_then(|searched| searched.bug.clone());
    if let Some(ran) = ran {
        let bug = (ran.status == Status::Broken).then(|| ran.message.clone().unwrap_or_default());
        verdicts.bug = verdicts.bug.or(bug);
        let tells = matches!(ran.status, Status::Ok | Status::Deadlock | Status::Exception | Status::Overlap);
        verdicts.printed = tells.then_some(ran.text);
    }
    verdicts
}

fn claim(statement: &crate::syntax::ast::Statement) -> Option<&Claim> {
    match &statement.kind {
        StatementKind::Claim(claim) => Some(claim),
        _ => None,
    }
}

/// A run, as far as an expected output is concerned.
fn ran(scenario: &Scenario, case: &Case, interrupt: &Arc<AtomicBool>) -> Output {
    // Too much output stops this run alone, and not those that others judge at the same time.
    let stop = Arc::new(AtomicBool::new(interrupt.load(Ordering::Relaxed)));
    let printed = check::printed(scenario, &case.source, None, &stop);
    Output::of(printed, scenario, &case.source, Origin::File(case.path.clone()))
}

fn verdict(claim: &Claim, case: &Case, ran: Option<&Output>, answer: Option<(&check::Verdict, &Check)>) -> Judged {
    let text = case.source.slice(claim.span);
    let text = text.split(['{', '\n']).next().unwrap_or_default().trim().to_owned();
    let line = case.source.position(claim.span.start).line;
    let judged = Judged { line, claim: text, verdict: Verdict::Unjudged, message: None, differs: None, block: None };
    match (&claim.kind, ran, answer) {
        (ClaimKind::Output { possible: false, lines, block }, Some(ran), _) => {
            output(Judged { block: Some(*block), ..judged }, lines, ran)
        }
        (_, _, Some((answer, check))) if answer.searched => searched(judged, answer, check, case),
        _ => Judged { message: Some("not judged by this version".into()), ..judged },
    }
}

/// A claim that a search answers.
fn searched(judged: Judged, answer: &check::Verdict, check: &Check, case: &Case) -> Judged {
    let note = answer.note.map(str::to_owned);
    match (answer.holds, answer.length) {
        (Some(true), _) => Judged { verdict: Verdict::Ok, ..judged },
        (Some(false), Some(length)) => {
            let length = count(length as usize, "step");
            let message =
                format!("a schedule of {length} shows that it does not hold: see `concur check {}`", shell(&case.path));
            Judged { verdict: Verdict::Failed, message: Some(note.unwrap_or(message)), ..judged }
        }
        (Some(false), None) => Judged { verdict: Verdict::Failed, message: note, ..judged },
        (None, _) => {
            let states = check.progress.states;
            let message = format!("the search was cut short after {states} states, and until then there was no answer");
            Judged { verdict: Verdict::Incomplete, message: Some(message), ..judged }
        }
    }
}

fn output(judged: Judged, expected: &[String], ran: &Output) -> Judged {
    let differs = || Some((expected.to_vec(), check::lines(&ran.text).into_iter().map(str::to_owned).collect()));
    match ran.agrees(expected) {
        Agreement::Holds => Judged { verdict: Verdict::Ok, ..judged },
        Agreement::NotKnown(why) => Judged { verdict: Verdict::Incomplete, message: why, ..judged },
        Agreement::NotRun(why) => Judged { verdict: Verdict::Failed, message: why, ..judged },
        Agreement::Differs { message, .. } => {
            Judged { verdict: Verdict::Failed, message: Some(message), differs: differs(), ..judged }
        }
    }
}
