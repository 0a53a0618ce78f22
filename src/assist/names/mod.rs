//! The names of a text: what each declaration is, where it can be seen, and where it is mentioned.
//!
//! Which declaration a name stands for is what the lowering found ([`Use`]); here only what the tree says by itself is added.

mod collect;
mod schedule;

use std::collections::BTreeMap;

use collect::{Collected, collect};
use schedule::scheduled;

use crate::program::Use;
use crate::source::Span;
use crate::syntax::ast::{Name, Script};
use crate::value::ObjectKind;

/// What a declared name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A `shared` variable.
    Shared,
    /// An `atomic` variable.
    Atomic,
    /// A `const`.
    Constant,
    /// A function.
    Function,
    /// A primitive, or an array of them.
    Primitive {
        /// Of what kind.
        kind: ObjectKind,
        /// Whether it is an array.
        array: bool,
    },
    /// A function's parameter.
    Parameter,
    /// What `let`, `for`, `with ... as` or `except ... as` named.
    Local,
    /// A thread's handle.
    Thread,
    /// What a pool's `submit` gave.
    Future,
    /// A critical section.
    Section,
}

/// A declaration of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name, and where it is declared.
    pub name: Name,
    /// What it is.
    pub role: Role,
    /// The statement that declares it.
    pub statement: Span,
    /// Where it can be seen. What is declared at the top level for all to see is seen everywhere.
    pub scope: Span,
}

/// What is done with a variable where it is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Access {
    /// It is declared there.
    Declared,
    /// Read, called, entered, or named.
    Read,
    /// Assigned, or changed in place.
    Write,
    /// Read and assigned: `x += 1`.
    Update,
}

/// A place where a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where.
    pub span: Span,
    /// Of what: an index into [`Names::definitions`].
    pub definition: usize,
    /// What is done with it.
    pub access: Access,
}

/// All names of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// What is declared, in the order of the text.
    pub definitions: Vec<Definition>,
    /// Where names stand, declarations among them, in the order of the text.
    pub mentions: Vec<Mention>,
}

impl Names {
    /// The names of `text`, which was parsed to `script` and resolved to `uses`.
    pub fn new(text: &str, script: &mut Script, uses: &[Use]) -> Self {
        let Collected { mut definitions, writes, schedules } = collect(script, Span::new(0, text.len()));
        definitions.sort_by_key(|definition| definition.name.span);
        definitions.dedup_by_key(|definition| definition.name.span);
        merge_sections(&mut definitions, uses);
        let at: BTreeMap<Span, usize> =
            definitions.iter().enumerate().map(|(index, definition)| (definition.name.span, index)).collect();
        let declared =
            at.iter().map(|(span, index)| Mention { span: *span, definition: *index, access: Access::Declared });
        let used = uses.iter().filter(|one| one.span != one.declared).filter_map(|one| {
            let access = writes.get(&one.span).copied().unwrap_or(Access::Read);
            Some(Mention { span: one.span, definition: *at.get(&one.declared)?, access })
        });
        let scheduled = schedules.iter().flat_map(|schedule| scheduled(text, schedule, &definitions));
        let mut mentions: Vec<Mention> = declared.chain(used).chain(scheduled).collect();
        mentions.sort_by_key(|mention| mention.span);
        Self { definitions, mentions }
    }

    /// What stands at `offset`: a mention, with its definition.
    pub fn at(&self, offset: usize) -> Option<(Mention, &Definition)> {
        let touches = |mention: &&Mention| mention.span.range().start <= offset && offset <= mention.span.range().end;
        let mention = self.mentions.iter().find(touches)?;
        Some((*mention, self.definitions.get(mention.definition)?))
    }

    /// All places where the same thing is mentioned.
    pub fn of(&self, definition: usize) -> impl Iterator<Item = Mention> {
        self.mentions.iter().copied().filter(move |mention| mention.definition == definition)
    }

    /// What can be seen at `offset`, the innermost of each name.
    pub fn seen_at(&self, offset: usize) -> Vec<&Definition> {
        let inside = |definition: &&Definition| {
            let scope = definition.scope.range();
            scope.start <= offset && offset <= scope.end
        };
        let mut seen: BTreeMap<&str, &Definition> = BTreeMap::new();
        for definition in self.definitions.iter().filter(inside) {
            let inner =
                seen.get(definition.name.text.as_str()).is_none_or(|other| definition.scope.len() <= other.scope.len());
            if inner {
                seen.insert(&definition.name.text, definition);
            }
        }
        seen.into_values().collect()
    }
}

/// A critical section is declared where it is named first.
fn merge_sections(definitions: &mut Vec<Definition>, uses: &[Use]) {
    let again = |span: Span| uses.iter().any(|one| one.span == span && one.declared != span);
    definitions.retain(|definition| definition.role != Role::Section || !again(definition.name.span));
}
