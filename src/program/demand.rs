//! What a name that nothing declares was meant to be, by how the file uses it: `with l { }` wants something that can be
//! entered, `.set()` an event. What each kind of primitive can do says the registry.

use std::collections::{BTreeMap, BTreeSet};

use super::signature;
use crate::primitives::registry::{self, Kind, Parameter};
use crate::source::{Diagnostic, Span};
use crate::syntax::ast::{Argument, Expression, ExpressionKind, Script, Statement, StatementKind};
use crate::syntax::walk::{Visitor, walk};
use crate::value::{ObjectKind, is_data_method};

/// How a file uses a name.
#[derive(Debug, Default)]
struct Demand {
    methods: Vec<(String, Vec<Argument>)>,
    attributes: BTreeSet<String>,
    entered: bool,
    /// Whether it is used by its elements: `forks[i].acquire()`.
    indexed: bool,
}

/// Says of each diagnostic about one of `unknown` names what to declare, where the file's use of the name tells.
pub(super) fn suggest(script: &Script, unknown: &[(String, usize)], diagnostics: &mut [Diagnostic]) {
    if unknown.is_empty() {
        return;
    }
    let demands = Collector::of(script, unknown.iter().map(|(name, _)| name.as_str()).collect());
    let top = script.statements.first().map(|first| first.span.start as usize).unwrap_or_default();
    for (name, index) in unknown {
        let demand = demands.get(name).filter(|demand| !demand.is_empty());
        if let (Some(demand), Some(diagnostic)) = (demand, diagnostics.get_mut(*index)) {
            demand.suggest(name, top, diagnostic);
        }
    }
}

impl Demand {
    fn is_empty(&self) -> bool {
        self.methods.is_empty() && self.attributes.is_empty() && !self.entered
    }

    fn suggest(&self, name: &str, top: usize, diagnostic: &mut Diagnostic) {
        let kinds: Vec<&Kind> = ObjectKind::DECLARED.iter().map(|(_, kind)| registry::kind(*kind)).collect();
        let mut fitting = kinds.into_iter().filter(|kind| self.fits(kind));
        let Some(first) = fitting.next() else { return };
        let declaration = self.declaration(name, first);
        let others: Vec<String> = fitting.map(|kind| format!("`{}`", kind.kind.keyword())).collect();
        let others = match others.as_slice() {
            [] => String::new(),
            [only] => format!("; {only} is used so too"),
            [front @ .., last] => format!("; {} and {last} are used so too", front.join(", ")),
        };
        // What lists and dicts can be told as well may be meant for one.
        let value = if self.fits_data() { format!(", or `shared {name} = ...` for a value") } else { String::new() };
        diagnostic.help =
            Some(format!("nothing is called `{name}` here: declare it at the top with `{declaration}`{value}{others}"));
        if value.is_empty() && !self.indexed {
            let fix = crate::source::Fix { span: Span::new(top, top), text: format!("{declaration}\n") };
            diagnostic.fix = Some(fix);
        }
    }

    /// Whether a primitive of this kind can be used so.
    fn fits(&self, kind: &Kind) -> bool {
        let has = |(name, arguments): &(String, Vec<Argument>)| {
            let method = kind.methods.iter().find(|method| method.name == name);
            let special = kind.special.iter().any(|special| special.name == name);
            let gives_a_guard = kind.guards.iter().any(|(guard, _)| guard == name) && arguments.is_empty();
            special || gives_a_guard || method.is_some_and(|method| signature::check_method(method, arguments).is_ok())
        };
        let shows = |name: &String| kind.attributes.iter().any(|attribute| attribute.name == name);
        (kind.context_manager || !self.entered) && self.methods.iter().all(has) && self.attributes.iter().all(shows)
    }

    fn fits_data(&self) -> bool {
        !self.entered && self.attributes.is_empty() && self.methods.iter().all(|(name, _)| is_data_method(name))
    }

    /// `lock l`, `barrier gate(2)`, `lock forks[...]`: with the arguments that must be given.
    fn declaration(&self, name: &str, kind: &Kind) -> String {
        let required = |parameter: &&Parameter| parameter.default.is_none() && !parameter.variadic;
        let arguments: Vec<&str> = kind.constructor.iter().filter(required).map(|_| "2").collect();
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        let size = if self.indexed { "[...]" } else { "" };
        format!("{} {name}{size}{arguments}", kind.kind.keyword())
    }
}

/// Gathers the uses of some names.
struct Collector<'n> {
    names: BTreeSet<&'n str>,
    demands: BTreeMap<String, Demand>,
    /// Where methods are named: they are no attributes.
    called: BTreeSet<Span>,
}

impl<'n> Collector<'n> {
    fn of(script: &Script, names: BTreeSet<&'n str>) -> BTreeMap<String, Demand> {
        let mut collector = Self { names, demands: BTreeMap::new(), called: BTreeSet::new() };
        // The walk is for those who change trees too. This one is gone through once, and only if there is a mistake in it.
        walk(&mut script.clone(), &mut collector);
        collector.demands
    }

    /// The demand on what `object` is, or is an element of, if that is one of the names.
    fn demand(&mut self, object: &Expression) -> Option<&mut Demand> {
        let (name, indexed) = match &object.kind {
            ExpressionKind::Name(name) => (name, false),
            ExpressionKind::Index { object, .. } => match &object.kind {
                ExpressionKind::Name(name) => (name, true),
                _ => return None,
            },
            _ => return None,
        };
        if !self.names.contains(name.as_str()) {
            return None;
        }
        let demand = self.demands.entry(name.clone()).or_default();
        demand.indexed |= indexed;
        Some(demand)
    }
}

impl Visitor for Collector<'_> {
    fn statement(&mut self, statement: &mut Statement) {
        let StatementKind::With { items, .. } = &statement.kind else { return };
        for item in items {
            if let Some(demand) = self.demand(&item.context) {
                demand.entered = true;
            }
        }
    }

    fn expression(&mut self, expression: &mut Expression) {
        match &expression.kind {
            ExpressionKind::Call { callee, arguments } => {
                if let ExpressionKind::Attribute { object, name } = &callee.kind {
                    self.called.insert(callee.span);
                    if let Some(demand) = self.demand(object) {
                        demand.methods.push((name.text.clone(), arguments.clone()));
                    }
                }
            }
            ExpressionKind::Attribute { object, name } if !self.called.contains(&expression.span) => {
                if let Some(demand) = self.demand(object) {
                    demand.attributes.insert(name.text.clone());
                }
            }
            _ => {}
        }
    }
}
