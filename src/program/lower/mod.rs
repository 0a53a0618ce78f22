//! Lowering: walks the AST once, resolves each name, reports what is wrong, and emits code.
//!
//! What is reported leaves code behind that is never run: a program is given out only if there was no error.

mod builder;
mod call;
mod cleanup;
mod expression;
mod function;
mod method;
mod names;
mod operand;
mod place;
mod statement;
mod thread;
mod top_level;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use builder::{Builder, Local};

use super::code::{CallShape, FunctionKind, Op, Program, VariableId};
use super::globals::{Global, Globals};
use super::uses::{self, Use};
use super::{Prelude, demand, errors};
use crate::source::{Diagnostic, Severity, Source, Span};
use crate::syntax::ast::{Argument, Name, Script};
use crate::value::{self, Builtin, FunctionId, ObjectKind, Value};

/// What became of a script.
#[derive(Debug)]
pub struct Compiled {
    /// The program, if no diagnostic is an error; warnings do not count.
    pub program: Option<Program>,
    /// What is wrong, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What each name stands for, sorted by place, whatever is wrong elsewhere.
    pub uses: Vec<Use>,
}

/// Compiles a script.
pub fn compile(source: &Source, script: &Script) -> Compiled {
    let mut diagnostics = Vec::new();
    let globals = Globals::collect(script, Prelude::FIRST + Prelude::COUNT, &mut diagnostics);
    let mut lowerer = Lowerer {
        globals,
        program: Program::empty(source),
        diagnostics,
        builders: Vec::new(),
        uses: Vec::new(),
        undeclared: BTreeSet::new(),
        unknown: Vec::new(),
        sections: BTreeMap::new(),
        parameters: BTreeMap::new(),
        beginning: None,
    };
    lowerer.script(script);
    let mut diagnostics = lowerer.diagnostics;
    demand::suggest(script, &lowerer.unknown, &mut diagnostics);
    diagnostics.sort_by_key(Diagnostic::span);
    let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Compiled { program: (!failed).then_some(lowerer.program), diagnostics, uses: uses::in_order(lowerer.uses) }
}

/// The state of the walk.
struct Lowerer {
    globals: Globals,
    program: Program,
    diagnostics: Vec<Diagnostic>,
    /// Functions being emitted; a thread's block lies on top of the function around it.
    builders: Vec<Builder>,
    /// Names that stand for something declared.
    uses: Vec<Use>,
    /// Names that were assigned without being declared, and are locals for all that comes behind.
    undeclared: BTreeSet<String>,
    /// Names that mean nothing and are near to none that does, with the diagnostic of each.
    unknown: Vec<(String, usize)>,
    /// Where each critical section is named first.
    sections: BTreeMap<String, Span>,
    /// The names of the parameters of each declared function.
    parameters: BTreeMap<FunctionId, Vec<Name>>,
    /// Where the statement at hand begins with a name, and which words of the language could stand there instead.
    beginning: Option<(Span, &'static [&'static str])>,
}

/// Built-in functions that are steps, or look at the thread itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Special {
    Choose,
    Now,
    ActiveCount,
    CurrentThread,
}

impl Special {
    const ALL: [(&'static str, Special); 4] = [
        ("choose", Special::Choose),
        ("now", Special::Now),
        ("active_count", Special::ActiveCount),
        ("current_thread", Special::CurrentThread),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(word, _)| *word == name).map(|(_, special)| *special)
    }
}

/// What a name stands for where it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Local(Local),
    Global(Global),
    Builtin(Builtin),
    Special(Special),
    /// A type of exception that Python has.
    Exception,
    /// Nothing.
    Unknown,
}

impl Lowerer {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The function being emitted.
    fn builder(&mut self) -> &mut Builder {
        if self.builders.is_empty() {
            self.builders.push(Builder::new("", FunctionKind::Constant));
        }
        let last = self.builders.len() - 1;
        // There is one: it was pushed above if need be.
        &mut self.builders[last]
    }

    fn emit(&mut self, op: Op, span: Span) -> usize {
        self.builder().emit(op, span)
    }

    fn literal(&mut self, value: Value, span: Span) {
        let index = self.add_literal(value);
        self.emit(Op::Literal(index), span);
    }

    fn add_literal(&mut self, value: Value) -> u32 {
        index_of(&mut self.program.literals, value)
    }

    fn symbol(&mut self, text: &str) -> u32 {
        index_of(&mut self.program.symbols, Arc::from(text))
    }

    /// The shape of a call's arguments, positional ones first (the grammar sees to the order).
    fn shape(&mut self, arguments: &[Argument]) -> u32 {
        let keywords: Vec<Arc<str>> = arguments
            .iter()
            .filter_map(|argument| argument.name.as_ref())
            .map(|name| name.text.as_str().into())
            .collect();
        let positional = u32::try_from(arguments.len() - keywords.len()).unwrap_or(u32::MAX);
        index_of(&mut self.program.calls, CallShape { positional, keywords })
    }

    /// What `name` means at `span`, where it stands.
    fn meaning(&mut self, name: &str, span: Span) -> Meaning {
        if let Some(local) = self.builder().local(name) {
            self.uses.push(Use { span, declared: local.span });
            return Meaning::Local(local);
        }
        if let Some((global, declared)) = self.globals.find(name) {
            self.uses.push(Use { span, declared });
            return Meaning::Global(global);
        }
        if let Some(special) = Special::named(name) {
            return Meaning::Special(special);
        }
        if let Some(builtin) = value::builtin_named(name) {
            return Meaning::Builtin(builtin);
        }
        if value::is_builtin_exception(name) { Meaning::Exception } else { Meaning::Unknown }
    }

    /// Reports a name that means nothing where it is read.
    fn report_unknown(&mut self, name: &str, span: Span) {
        let diagnostic = match self.hidden_local(name) {
            Some(declared) => errors::local_of_main(name, span, declared),
            None => match self.word_meant(name, span) {
                Some(word) => errors::unknown(name, span, [word]),
                None => {
                    let candidates = self.candidates();
                    let candidates = candidates.iter().map(String::as_str);
                    if !errors::has_words(name) && errors::nearest(name, candidates.clone()).is_none() {
                        self.unknown.push((name.to_owned(), self.diagnostics.len()));
                    }
                    errors::unknown(name, span, candidates)
                }
            },
        };
        self.report(diagnostic);
    }

    /// The word of the language that a name at the beginning of a statement was meant to be. What is declared may be nearer;
    /// a built-in function does not count, since nobody calls one for nothing.
    fn word_meant(&mut self, name: &str, span: Span) -> Option<&'static str> {
        let (_, words) = self.beginning.filter(|(beginning, _)| *beginning == span)?;
        let declared = self.declared();
        let near = errors::nearest(name, declared.iter().map(String::as_str).chain(words.iter().copied()))?;
        words.iter().copied().find(|word| *word == near)
    }

    /// Reports a name that means nothing where it is assigned.
    fn report_undeclared(&mut self, name: &str, span: Span) {
        let diagnostic = match self.hidden_local(name) {
            Some(declared) => errors::local_of_main(name, span, declared),
            None => errors::undeclared(name, span, self.candidates().iter().map(String::as_str)),
        };
        self.report(diagnostic);
        // Declared from here on all the same, so that its later uses are not reported too.
        self.undeclared.insert(name.to_owned());
        self.builder().declare(&Name { text: name.to_owned(), span }, false);
    }

    /// Where `main` has a local of that name, if the code being emitted is not `main`'s.
    fn hidden_local(&mut self, name: &str) -> Option<Span> {
        let elsewhere = self.builder().function.kind != FunctionKind::Main;
        self.globals.local_of_main(name).filter(|_| elsewhere)
    }

    /// Every name that could be meant here; none after so many mistakes that nobody reads what was meant.
    fn candidates(&mut self) -> Vec<String> {
        const MOST: usize = 100;
        if self.diagnostics.len() > MOST {
            return Vec::new();
        }
        let mut names = self.declared();
        names.extend(Special::ALL.iter().map(|(name, _)| (*name).to_owned()));
        names.extend(value::all_builtins().map(|(_, info)| info.name.to_owned()));
        names
    }

    /// The names declared in the file that can be seen here.
    fn declared(&mut self) -> Vec<String> {
        let mut names: Vec<String> = self.builder().local_names().map(str::to_owned).collect();
        // What is only assigned is not declared, and is no name to be meant.
        names.retain(|name| !self.undeclared.contains(name));
        names.extend(self.globals.names().map(str::to_owned));
        names
    }
}

/// The index of `value` in `store`, added if it is not there. Looks only at the latest entries, so that a long file
/// costs no more than a short one.
fn index_of<T: PartialEq>(store: &mut Vec<T>, value: T) -> u32 {
    const WINDOW: usize = 64;
    let first = store.len().saturating_sub(WINDOW);
    let found = store.iter().enumerate().skip(first).find(|(_, known)| **known == value).map(|(index, _)| index);
    let index = found.unwrap_or_else(|| {
        store.push(value);
        store.len() - 1
    });
    count(index)
}

/// A number of things, as instructions hold it.
fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}

/// What a kind of primitive is called in messages: "a lock", "an event".
fn with_article(kind: ObjectKind) -> String {
    if matches!(kind, ObjectKind::ReadGuard | ObjectKind::WriteGuard) {
        return "a guard of an rwlock".to_owned();
    }
    let word = kind.keyword();
    let article =
        if word.starts_with(['a', 'e', 'i', 'o', 'u']) || word == "rlock" || word == "rwlock" { "an" } else { "a" };
    format!("{article} {word}")
}

/// The variable that a global is, if it is one.
fn as_variable(global: Global) -> Option<(VariableId, bool)> {
    match global {
        Global::Variable { id, atomic } => Some((id, atomic)),
        _ => None,
    }
}
