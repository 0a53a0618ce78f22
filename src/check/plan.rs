//! The claims of a file as one question.

use std::sync::Arc;

use crate::explore::{Outputs, Question};
use crate::machine::{Location, Scenario};
use crate::program::{Program, VariableId};
use crate::syntax::ast::{ClaimKind, Expression, ExpressionKind, Quantifier};
use crate::value::is_subclass;

/// What a claim says, as far as a search answers it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asks {
    /// A condition at the end: which of the question's.
    End(usize, Quantifier),
    /// A condition in each state: which of the question's.
    Invariant(usize),
    /// That something can happen, or cannot.
    Event(Event, Quantifier),
    /// That some schedule prints this.
    Output,
    /// Something that a single run answers, or that this version cannot tell.
    Nothing,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Event {
    Deadlock,
    Livelock,
    Race(Option<VariableId>),
    /// For one of the question's elements.
    RaceOn(usize),
    Raises(Option<String>),
    Overlap(Option<String>),
}

/// What is to be found out.
pub(super) struct Plan {
    pub(super) question: Question,
    /// For each claim of the program.
    pub(super) asks: Vec<Asks>,
    /// Claims about a possible output, with the output.
    pub(super) outputs: Vec<(usize, Arc<str>)>,
}

impl Plan {
    pub(super) fn of(scenario: &Scenario) -> Self {
        let program = &scenario.image.program;
        let question = Question { stuck: true, ..Question::default() };
        let mut plan = Self { question, asks: Vec::new(), outputs: Vec::new() };
        for (index, compiled) in program.claims.iter().enumerate() {
            let asks = match (&compiled.claim.kind, compiled.condition) {
                (ClaimKind::State { quantifier, .. }, Some(condition)) => {
                    plan.question.ends.push(condition);
                    Asks::End(plan.question.ends.len() - 1, *quantifier)
                }
                (ClaimKind::Invariant(_), Some(condition)) => {
                    plan.question.invariants.push(condition);
                    Asks::Invariant(plan.question.invariants.len() - 1)
                }
                (ClaimKind::Deadlock(quantifier), _) => Asks::Event(Event::Deadlock, *quantifier),
                (ClaimKind::Livelock(quantifier), _) => {
                    plan.question.livelock = true;
                    Asks::Event(Event::Livelock, *quantifier)
                }
                (ClaimKind::Race { quantifier, on }, _) => {
                    let variable = on.as_ref().and_then(|on| variable_of(program, on));
                    let path = scenario.image.elements.get(index).filter(|path| !path.is_empty());
                    let event = match variable.zip(path) {
                        Some((variable, path)) => {
                            plan.question.elements.push(Location { variable, path: path.clone() });
                            Event::RaceOn(plan.question.elements.len() - 1)
                        }
                        None => Event::Race(variable),
                    };
                    Asks::Event(event, *quantifier)
                }
                (ClaimKind::Raises { quantifier, exception }, _) => {
                    Asks::Event(Event::Raises(exception.as_ref().map(|name| name.text.clone())), *quantifier)
                }
                (ClaimKind::Overlap { quantifier, section }, _) => {
                    Asks::Event(Event::Overlap(section.as_ref().map(|name| name.text.clone())), *quantifier)
                }
                (ClaimKind::Output { possible: true, lines, .. }, _) => {
                    plan.outputs.push((index, lines.iter().map(|line| format!("{line}\n")).collect::<String>().into()));
                    Asks::Output
                }
                _ => Asks::Nothing,
            };
            plan.asks.push(asks);
        }
        plan
    }
}

/// The question whether some schedule prints `wanted`.
pub(super) fn output(wanted: &Arc<str>) -> Question {
    Question { outputs: Outputs::Wanted(Arc::clone(wanted)), endings: Some(Vec::new()), ..Question::default() }
}

/// The variable that a claim names, also by one of its elements.
fn variable_of(program: &Program, place: &Expression) -> Option<VariableId> {
    let mut root = place;
    while let ExpressionKind::Index { object, .. } = &root.kind {
        root = object;
    }
    let ExpressionKind::Name(name) = &root.kind else { return None };
    let index = program.variables.iter().position(|variable| variable.name == *name)?;
    Some(VariableId(u32::try_from(index).ok()?))
}

impl Event {
    /// Whether this finding is what is meant.
    pub(super) fn covers(&self, key: &crate::explore::Key) -> bool {
        use crate::explore::Key;
        match (self, key) {
            (Self::Deadlock, Key::Deadlock | Key::Stuck) | (Self::Livelock, Key::Livelock) => true,
            (Self::Race(on), Key::Race(variable) | Key::RaceOn(variable, _)) => on.is_none_or(|on| on == *variable),
            (Self::RaceOn(wanted), Key::RaceOn(_, element)) => wanted == element,
            (Self::Raises(wanted), Key::Uncaught { type_name, .. }) => {
                wanted.as_ref().is_none_or(|wanted| is_subclass(type_name, wanted))
            }
            (Self::Overlap(wanted), Key::Overlap(section)) => wanted.as_ref().is_none_or(|wanted| wanted == section),
            _ => false,
        }
    }
}
