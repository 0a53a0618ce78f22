//! What there is to see in a state, by its place in the text.

use concur::machine::{self, Action, Location, Scenario, Turn, is_data};
use concur::program::VariableId;
use concur::source::Span;
use concur::syntax::ast::ClaimKind;
use concur::value::{self, FunctionId, ThreadId, Value};

use super::Node;

/// What can be found, besides outcomes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sight {
    Deadlock,
    /// On a variable, and none of the elements of which it is asked.
    Race(VariableId),
    /// On such an element: which.
    RaceOn(VariableId, usize),
    Overlap(String),
    Uncaught(String, Option<Span>),
    Invariant(usize),
    End(usize, Option<bool>),
}

/// What the claims of a scenario ask.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) invariants: Vec<FunctionId>,
    pub(crate) ends: Vec<FunctionId>,
    pub(crate) elements: Vec<Location>,
}

impl Asked {
    pub(crate) fn by(scenario: &Scenario) -> Self {
        let (program, mut asked) = (&scenario.image.program, Self::default());
        for (compiled, path) in program.claims.iter().zip(&scenario.image.elements) {
            match (&compiled.claim.kind, compiled.condition) {
                (ClaimKind::Invariant(_), Some(condition)) => asked.invariants.push(condition),
                (ClaimKind::State { .. }, Some(condition)) => asked.ends.push(condition),
                (ClaimKind::Race { .. }, _) if !path.is_empty() => {
                    // All elements that scenarios claim something about are of this one.
                    let named = |name: &str| program.variables.iter().position(|variable| variable.name == name);
                    let variable = VariableId(u32::try_from(named("xs").unwrap()).unwrap());
                    asked.elements.push(Location { variable, path: path.clone() });
                }
                _ => {}
            }
        }
        asked
    }
}

/// What shows in the state itself, in which these can go on.
pub(crate) fn of(node: &Node, movers: &[(ThreadId, Turn)], asked: &Asked) -> Vec<Sight> {
    let mut sights = Vec::new();
    for (index, (one, _)) in movers.iter().enumerate() {
        for (other, _) in &movers[index + 1..] {
            sights.extend(races(node, *one, *other, &asked.elements));
        }
    }
    for (index, invariant) in asked.invariants.iter().enumerate() {
        if holds(node, *invariant, true) == Some(false) {
            sights.push(Sight::Invariant(index));
        }
    }
    match (movers.is_empty(), node.is_over()) {
        (true, false) => sights.push(Sight::Deadlock),
        (true, true) => {
            let ends = asked.ends.iter().enumerate();
            sights.extend(ends.map(|(index, end)| Sight::End(index, holds(node, *end, false))));
        }
        _ => {}
    }
    sights
}

/// Whether a condition holds. What raises does not hold in every state, but for a variable that is not there yet; of an
/// end it says nothing.
fn holds(node: &Node, condition: FunctionId, in_every_state: bool) -> Option<bool> {
    let (mut world, image) = (node.machine.world.clone(), &node.machine.image);
    match machine::evaluate(condition, &mut world, image) {
        Ok(value) => Some(value.truth()),
        Err(exception) => (in_every_state && &*exception.type_name != "NameError").then_some(false),
    }
}

/// An access that comes next, its indices as they count from the front.
struct Access {
    variable: VariableId,
    path: Vec<Value>,
    writes: bool,
}

fn access(node: &Node, who: ThreadId) -> Option<Access> {
    let (location, writes) = match node.machine.pending(who)? {
        Action::Read { location } => (location, false),
        Action::Write { location, .. } | Action::Update { location, .. } => (location, true),
        Action::Method { location, method, .. } => {
            // A handle is only read; its method is a step of its own.
            let value = node.machine.world.variables[location.variable.0 as usize].as_ref();
            (location, value::method_mutates(method) && value.is_none_or(is_data))
        }
        _ => return None,
    };
    Some(Access { variable: location.variable, path: from_front(node, location), writes })
}

fn from_front(node: &Node, location: &Location) -> Vec<Value> {
    let mut at = node.machine.world.variables[location.variable.0 as usize].clone();
    let mut path = Vec::new();
    for index in &location.path {
        path.push(match (index, &at) {
            (Value::Int(index), Some(Value::List(list))) if *index < 0 => {
                Value::Int(*index + i64::try_from(list.items.len()).unwrap())
            }
            _ => index.clone(),
        });
        at = at.and_then(|value| value::index(&value, index).ok());
    }
    path
}

/// Whether one is the other, or part of it.
fn meet(one: &[Value], other: &[Value]) -> bool {
    one.iter().zip(other).all(|(one, other)| value::equals(one, other))
}

/// The races that show: two threads are about to access one place, one of them to change it.
fn races(node: &Node, one: ThreadId, other: ThreadId, elements: &[Location]) -> Vec<Sight> {
    let (Some(one), Some(other)) = (access(node, one), access(node, other)) else { return Vec::new() };
    let variable = one.variable;
    let atomic = node.machine.image.program.variables[variable.0 as usize].atomic;
    if variable != other.variable || atomic || !(one.writes || other.writes) || !meet(&one.path, &other.path) {
        return Vec::new();
    }
    let both = |element: &Location| {
        let path = from_front(node, element);
        element.variable == variable && meet(&one.path, &path) && meet(&other.path, &path)
    };
    let of_elements = elements.iter().enumerate().filter(|(_, element)| both(element));
    let races: Vec<Sight> = of_elements.map(|(index, _)| Sight::RaceOn(variable, index)).collect();
    if races.is_empty() { vec![Sight::Race(variable)] } else { races }
}
