//! Keywords of calls of which only a run tells what is called: `a` of `g(a=1)`, where `g` may be any function.

use std::collections::{BTreeMap, BTreeSet};

use super::collect::Collected;
use super::{Access, Definition, Mention, Names, Role};
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::syntax::is_name;
use crate::value::ObjectKind;

/// What may be called by other names than its own, and the keywords that may be for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Indirect {
    /// Functions that are used as values.
    values: BTreeSet<usize>,
    /// Keywords of which the text does not say what they are for, in its order.
    keywords: Vec<Keyword>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Keyword {
    name: Name,
    /// The function that is called, if that is known.
    function: Option<usize>,
}

impl Indirect {
    /// What `collected` calls, where `names` are the names of `text`.
    pub(super) fn new(text: &str, names: &Names, collected: &Collected) -> Self {
        let mentions: BTreeMap<Span, &Mention> = names.mentions.iter().map(|mention| (mention.span, mention)).collect();
        let mentioned =
            |span: Span| Some((*mentions.get(&span)?, names.definitions.get(mentions.get(&span)?.definition)?));
        let pool = |definition: &Definition| {
            matches!(definition.role, Role::Primitive { kind: ObjectKind::Pool, array: false })
        };
        // What is handed to a pool is called there; but what is handed to anything else may end up anywhere.
        let by_pool = |callee: &Span| match collected.submitted.get(callee) {
            Some(receiver) => mentioned(*receiver).is_some_and(|(_, definition)| pool(definition)),
            None => true,
        };
        let callees = collected.calls.iter().map(|(callee, _)| *callee);
        let callees: BTreeSet<Span> = callees.filter(by_pool).collect();
        let labelled =
            |span: Span| names.labels.iter().any(|label| label.span.start <= span.start && span.end <= label.span.end);
        let function = |mention: &Mention| {
            names.definitions.get(mention.definition).is_some_and(|definition| definition.role == Role::Function)
        };
        let uses = names.mentions.iter().filter(|mention| mention.access != Access::Declared && function(mention));
        let values = uses.filter(|one| !callees.contains(&one.span) && !labelled(one.span));
        let mut keywords: Vec<Keyword> = Vec::new();
        for (callee, arguments) in &collected.calls {
            let called = mentioned(*callee);
            // A name that is not declared is one of the language's own functions.
            if called.is_none() && text.get(callee.range()).is_some_and(is_name) {
                continue;
            }
            let function = called.filter(|(mention, _)| function(mention)).map(|(mention, _)| mention.definition);
            let loose = arguments.iter().filter_map(|argument| argument.name.clone());
            let loose = loose.filter(|name| !mentions.contains_key(&name.span));
            keywords.extend(loose.map(|name| Keyword { name, function }));
        }
        keywords.sort_by_key(|keyword| keyword.name.span);
        Self { values: values.map(|mention| mention.definition).collect(), keywords }
    }

    /// The first keyword that may be for a parameter of that name.
    pub(super) fn keyword(&self, function: usize, parameter: &str) -> Option<Span> {
        let fits = |keyword: &&Keyword| {
            keyword.name.text == parameter && keyword.function.is_none_or(|called| called == function)
        };
        self.values.contains(&function).then(|| self.keywords.iter().find(fits)).flatten().map(|one| one.name.span)
    }
}
