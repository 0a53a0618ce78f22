//! The names of a text: what each declaration is, where it can be seen, and where it is mentioned.
//!
//! Which declaration a name stands for is what the lowering found ([`Use`]); here only what the tree says by itself is added.

mod broken;
mod collect;
mod indirect;
mod origin;
mod threads;

use std::collections::{BTreeMap, BTreeSet};

use broken::broken;
use collect::collect;
use indirect::Indirect;
use origin::Inference;
use threads::{Template, labels};

pub use broken::Stray;
pub use threads::Label;

use super::shape::Shape;
use super::signature::Parameter;
use crate::program::Use;
use crate::source::Span;
use crate::syntax::ast::{Name, Script};
use crate::syntax::normal_name;
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
    /// That statement without its blocks.
    pub head: Span,
    /// Where it can be seen. What is declared at the top level for all to see is seen everywhere.
    pub scope: Span,
    /// What its value is.
    pub shape: Shape,
    /// What it takes, if it is a function.
    pub parameters: Vec<Parameter>,
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
    /// Where schedules name threads.
    pub labels: Vec<Label>,
    /// Words of statements that could not be read, which may be names.
    pub strays: Vec<Stray>,
    /// Types of exception that are the text's own, with the places where each is named.
    pub exceptions: BTreeMap<String, Vec<Span>>,
    /// What threads are called, as far as the text says it; first `main`.
    pub threads: Vec<String>,
    /// The places of names that threads have.
    named: BTreeSet<Span>,
    /// The blocks of functions.
    bodies: Vec<Span>,
    /// Calls of functions by other names.
    indirect: Indirect,
}

impl Names {
    /// The names of `text`, which was parsed to `script` and resolved to `uses`.
    pub fn new(text: &str, script: &mut Script, uses: &[Use]) -> Self {
        let mut collected = collect(script, text);
        let mut definitions = std::mem::take(&mut collected.definitions);
        definitions.sort_by_key(|definition| definition.name.span);
        definitions.dedup_by_key(|definition| definition.name.span);
        merge_sections(&mut definitions, uses);
        let threads = &collected.threads;
        let labels: Vec<Label> =
            collected.schedules.iter().flat_map(|schedule| labels(text, schedule, threads)).collect();
        let mut mentions = mentions(&definitions, uses, &collected.writes);
        let inference = Inference::new(&definitions, &mentions, &collected.origins, &collected.calls);
        let shapes = inference.run();
        definitions.iter_mut().zip(shapes).for_each(|(definition, shape)| definition.shape = shape);
        for label in &labels {
            if let Some(mention) = scheduled(label, &definitions, threads) {
                mentions.entry(mention.span).or_insert(mention);
            }
        }
        let named = threads.iter().filter_map(|thread| thread.plain).collect();
        let mut seen = BTreeSet::new();
        let threads = threads.iter().filter_map(Template::name).filter(|name| seen.insert(name.clone())).collect();
        let mentions = mentions.into_values().collect();
        let (exceptions, bodies) = (collected.exceptions.clone(), collected.bodies.clone());
        let mut names = Self { definitions, mentions, labels, exceptions, threads, named, bodies, ..Self::default() };
        let (more, strays) = broken(text, &collected.broken, &names);
        names.mentions.extend(more);
        names.mentions.sort_by_key(|mention| mention.span);
        names.strays = strays;
        names.indirect = Indirect::new(text, &names, &collected);
        names
    }

    /// The keyword of a call that may mean this parameter, though the text does not say so: `g(a=1)` with `g = f`.
    pub fn perhaps(&self, parameter: usize) -> Option<Span> {
        let parameter = self.definitions.get(parameter).filter(|one| one.role == Role::Parameter)?;
        let declares = |one: &Definition| one.role == Role::Function && one.statement == parameter.statement;
        self.indirect.keyword(self.definitions.iter().position(declares)?, &parameter.name.text)
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

    /// What gets a new name together with a definition: all threads of its name, if a schedule tells them apart by number.
    pub fn together(&self, definition: usize) -> Vec<usize> {
        let Some(one) = self.definitions.get(definition) else { return Vec::new() };
        let counted = self.labels.iter().any(|label| label.name == one.name.text);
        let thread = |other: &Definition| other.role == Role::Thread && other.name.text == one.name.text;
        if one.role != Role::Thread || !counted || !self.labelled(one) {
            return vec![definition];
        }
        let all = self.definitions.iter().enumerate().filter(|(_, other)| thread(other) && self.labelled(other));
        all.map(|(index, _)| index).collect()
    }

    /// Whether a thread's definition is its name, and not only a variable for its handle.
    fn labelled(&self, definition: &Definition) -> bool {
        self.named.contains(&definition.name.span)
    }

    /// What can be seen at `offset`, the innermost of each name.
    pub fn seen_at(&self, offset: usize) -> Vec<&Definition> {
        let mut seen: BTreeMap<&str, &Definition> = BTreeMap::new();
        for definition in self.definitions.iter().filter(|definition| self.sees(offset, definition)) {
            if seen.get(definition.name.text.as_str()).is_none_or(|other| inner(definition, other)) {
                seen.insert(&definition.name.text, definition);
            }
        }
        seen.into_values().collect()
    }

    /// What `name` stands for at `offset`, by what can be seen there.
    fn seen(&self, name: &str, offset: usize) -> Option<usize> {
        let (all, name) = (self.definitions.iter().enumerate(), normal_name(name));
        let fits = all.filter(|(_, one)| one.name.text == name && self.sees(offset, one));
        let innermost = fits.reduce(|best, next| if inner(next.1, best.1) { next } else { best });
        innermost.map(|(index, _)| index)
    }

    fn sees(&self, offset: usize, definition: &Definition) -> bool {
        let scope = definition.scope.range();
        let global = match definition.role {
            Role::Shared | Role::Atomic | Role::Constant | Role::Function | Role::Primitive { .. } => true,
            // A name of its own kind, which stands only where sections do.
            Role::Section => return false,
            Role::Parameter | Role::Local | Role::Thread | Role::Future => false,
        };
        let hidden = |body: &Span| {
            let body = body.range();
            body.start <= offset && offset < body.end && !(body.start <= scope.start && scope.end <= body.end)
        };
        scope.start <= offset && offset <= scope.end && (global || !self.bodies.iter().any(hidden))
    }
}

/// Whether `one` hides `other` where both are seen, and stands behind it.
fn inner(one: &Definition, other: &Definition) -> bool {
    one.scope.len() <= other.scope.len()
}

/// Where names are declared, and where they are used.
fn mentions(definitions: &[Definition], uses: &[Use], writes: &BTreeMap<Span, Access>) -> BTreeMap<Span, Mention> {
    let all = definitions.iter().enumerate();
    let mut found: BTreeMap<Span, Mention> = all
        .map(|(definition, one)| {
            let span = one.name.span;
            (span, Mention { span, definition, access: Access::Declared })
        })
        .collect();
    for one in uses.iter().filter(|one| one.span != one.declared) {
        let Some(definition) = found.get(&one.declared).map(|mention| mention.definition) else { continue };
        let written = writes.get(&one.span).copied().filter(|_| holds(definitions, definition));
        let access = written.unwrap_or(Access::Read);
        found.insert(one.span, Mention { span: one.span, definition, access });
    }
    found
}

/// Whether it is a variable: a method of a primitive that is called like one of a list writes nothing.
fn holds(definitions: &[Definition], definition: usize) -> bool {
    let role = definitions.get(definition).map(|definition| definition.role);
    matches!(role, Some(Role::Shared | Role::Atomic | Role::Parameter | Role::Local | Role::Future | Role::Thread))
}

/// What a label of a schedule mentions: a thread with a plain name, or the function of `Thread-1 (worker)`.
fn scheduled(label: &Label, definitions: &[Definition], threads: &[Template]) -> Option<Mention> {
    let of = |span: Span| definitions.binary_search_by_key(&span, |definition| definition.name.span).ok();
    let plain: Vec<usize> = label.starts.iter().filter_map(|start| threads.get(*start)?.plain).filter_map(of).collect();
    if let Some(definition) = plain.get(label.ordinal.saturating_sub(1)).or(plain.last()) {
        return Some(Mention { span: label.span, definition: *definition, access: Access::Read });
    }
    let (before, function) = label.name.strip_suffix(')')?.rsplit_once(" (")?;
    let function_named = |one: &Definition| one.role == Role::Function && one.name.text == function;
    let definition = definitions.iter().position(function_named)?;
    let start = label.span.range().start + before.len() + 2;
    Some(Mention { span: Span::new(start, start + function.len()), definition, access: Access::Read })
}

/// A critical section is declared where it is named first.
fn merge_sections(definitions: &mut Vec<Definition>, uses: &[Use]) {
    let again: BTreeSet<Span> = uses.iter().filter(|one| one.declared != one.span).map(|one| one.span).collect();
    definitions.retain(|definition| definition.role != Role::Section || !again.contains(&definition.name.span));
}
