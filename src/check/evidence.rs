//! Whether a run shows what a search says that it shows: told from the run and from the state that it comes to, and from
//! nothing that the search has worked out on its way.

use super::replay::Course;
use crate::explore::{self, EndKind, Finding, Key, Outputs, Question};
use crate::machine::{Action, Machine, Thread, evaluate};
use crate::run::{End, Run};
use crate::value::{FunctionId, Value};

/// Whether `course`, which has followed the finding's schedule to its end, shows the finding.
pub(super) fn shows(course: &Course, question: &Question, finding: &Finding) -> bool {
    let Course { run, machine, .. } = course;
    let begun = finding.witness.as_ref().map_or(0, |witness| witness.begun);
    match &finding.key {
        Key::Deadlock | Key::Stuck => matches!(run.end, End::Deadlock(_)),
        Key::Overlap(section) => run.overlaps.iter().any(|overlap| overlap.section == *section),
        Key::Uncaught { type_name, place } => {
            run.uncaught.iter().any(|uncaught| *uncaught.exception.type_name == **type_name && uncaught.place == *place)
        }
        race @ (Key::Race(_) | Key::RaceOn(..)) => explore::races(machine, question).contains(race),
        Key::Invariant(index) => {
            let holds = question.invariants.get(*index).map(|condition| holds(machine, *condition));
            holds == Some(Truth::False) || holds == Some(Truth::Raises)
        }
        Key::End { condition, holds: wanted } => {
            let holds = question.ends.get(*condition).map(|condition| holds(machine, *condition));
            let wanted = match wanted {
                Some(true) => Truth::True,
                Some(false) => Truth::False,
                None => {
                    return matches!(run.end, End::Finished) && matches!(holds, Some(Truth::Raises | Truth::Undefined));
                }
            };
            matches!(run.end, End::Finished) && holds == Some(wanted)
        }
        Key::Ending { kind, output, .. } => {
            end_of(run) == Some(*kind)
                && finding.ending.as_ref().is_none_or(|(text, values)| {
                    let is_printed = match &question.outputs {
                        Outputs::Ignored => true,
                        Outputs::Collected => *text == course.printed_after(begun),
                        Outputs::Wanted(wanted) => wanted.get(..*output as usize) == Some(course.printed.as_str()),
                    };
                    is_printed && are_at_the_end(machine, question, values)
                })
        }
        Key::Endless { .. } => matches!(run.end, End::Limit { .. }) && machine.threads.iter().any(computes),
        // That its last steps go round is looked at by the one who replays it.
        Key::Livelock => matches!(run.end, End::Limit { .. } | End::Finished),
        Key::Printed(_) | Key::Instead(..) => true,
    }
}

/// How a run has ended; none if it has not.
fn end_of(run: &Run) -> Option<EndKind> {
    match run.end {
        End::Finished if run.uncaught.is_empty() => Some(EndKind::Ok),
        End::Finished => Some(EndKind::Exception),
        End::Deadlock(_) => Some(EndKind::Deadlock),
        _ => None,
    }
}

fn are_at_the_end(machine: &Machine, question: &Question, values: &[Option<Value>]) -> bool {
    let variables = question.endings.iter().flatten();
    let now = |index: u32| machine.world.variables.get(index as usize).cloned().flatten();
    variables.map(|variable| now(variable.0)).eq(values.iter().cloned())
}

/// Whether a thread is in the middle of a step.
fn computes(thread: &Thread) -> bool {
    matches!(thread.pending, Action::Continue) || thread.atomic > 0
}

/// What a condition is in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    True,
    False,
    /// It raises.
    Raises,
    /// It raises since a variable is not there yet.
    Undefined,
}

fn holds(machine: &Machine, condition: FunctionId) -> Truth {
    let mut world = machine.world.clone();
    match evaluate(condition, &mut world, &machine.image) {
        Ok(value) if value.truth() => Truth::True,
        Ok(_) => Truth::False,
        Err(exception) if *exception.type_name == *"NameError" => Truth::Undefined,
        Err(_) => Truth::Raises,
    }
}
