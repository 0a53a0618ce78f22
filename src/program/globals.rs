//! What the top level declares, and so the whole file can name.

use std::collections::BTreeMap;

use crate::program::{VariableId, errors};
use crate::source::{Diagnostic, Span};
use crate::syntax::ast::{Name, Script, StatementKind, ThreadName, VariableKind};
use crate::value::{FunctionId, ObjectKind};

/// What a name at the top level stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Global {
    /// A function.
    Function(FunctionId),
    /// A `shared` or `atomic` variable.
    Variable {
        /// Which.
        id: VariableId,
        /// Whether an update is one step.
        atomic: bool,
    },
    /// A `const`: an index into the program's constants.
    Constant(u32),
    /// A primitive or an array of them: an index into the program's objects.
    Object {
        /// Which.
        site: u32,
        /// Of what kind.
        kind: ObjectKind,
        /// Whether it is an array.
        array: bool,
    },
}

/// All declarations of a file.
#[derive(Debug, Default)]
pub(super) struct Globals {
    names: BTreeMap<String, (Global, Span)>,
    main_locals: BTreeMap<String, Span>,
}

impl Globals {
    /// Collects the declarations of `script`; functions get ids from `first_function` on, in the order of the file.
    pub(super) fn collect(script: &Script, first_function: usize, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut globals = Self::default();
        let (mut functions, mut variables, mut constants, mut objects) = (first_function, 0, 0, 0);
        let count = |counter: &mut u32| std::mem::replace(counter, *counter + 1);
        for statement in &script.statements {
            match &statement.kind {
                StatementKind::Function(function) => {
                    globals.declare(&function.name, Global::Function(FunctionId::at(functions)), diagnostics);
                    functions += 1;
                }
                StatementKind::Variable(variable) => {
                    let global = match variable.kind {
                        VariableKind::Const => Global::Constant(count(&mut constants)),
                        kind => {
                            let id = VariableId(count(&mut variables));
                            Global::Variable { id, atomic: kind == VariableKind::Atomic }
                        }
                    };
                    globals.declare(&variable.name, global, diagnostics);
                }
                StatementKind::Objects(declaration) => {
                    for object in &declaration.objects {
                        let (site, array) = (count(&mut objects), object.size.is_some());
                        globals.declare(
                            &object.name,
                            Global::Object { site, kind: declaration.kind, array },
                            diagnostics,
                        );
                    }
                }
                StatementKind::Let { names, .. } => globals.main_locals(names),
                StatementKind::For { targets, .. } => globals.main_locals(targets),
                StatementKind::Thread(start) => {
                    if let ThreadName::Plain(name) = &start.name {
                        globals.main_locals(std::slice::from_ref(name));
                    }
                }
                _ => {}
            }
        }
        globals
    }

    fn declare(&mut self, name: &Name, global: Global, diagnostics: &mut Vec<Diagnostic>) {
        if let Some((before, first)) = self.names.get(&name.text) {
            let variables = [*before, global].iter().all(|one| matches!(one, Global::Variable { .. }));
            diagnostics.push(match variables {
                true => errors::redeclared(name, *first),
                false => errors::duplicate(name, *first),
            });
        } else {
            self.names.insert(name.text.clone(), (global, name.span));
        }
    }

    fn main_locals(&mut self, names: &[Name]) {
        for name in names {
            self.main_locals.entry(name.text.clone()).or_insert(name.span);
        }
    }

    /// What `name` stands for in the whole file, and where it is declared.
    pub(super) fn find(&self, name: &str) -> Option<(Global, Span)> {
        self.names.get(name).copied()
    }

    /// What `name` stands for in the whole file.
    pub(super) fn get(&self, name: &str) -> Option<Global> {
        self.names.get(name).map(|(global, _)| *global)
    }

    /// Where `name` is declared.
    pub(super) fn span(&self, name: &str) -> Option<Span> {
        self.names.get(name).map(|(_, span)| *span)
    }

    /// Where `main` has a local of this name, which only `main` can see.
    pub(super) fn local_of_main(&self, name: &str) -> Option<Span> {
        self.main_locals.get(name).copied()
    }

    /// All names, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// The names of the variables that claims can speak of.
    pub(super) fn variables(&self) -> impl Iterator<Item = &str> {
        let is_variable = |global: &Global| matches!(global, Global::Variable { .. });
        self.names.iter().filter(move |(_, (global, _))| is_variable(global)).map(|(name, _)| name.as_str())
    }
}
