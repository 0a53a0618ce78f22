//! The file as a whole: declarations, `main`, claims and the schedule.

use super::{Lowerer, as_variable, index_of};
use crate::program::code::{FunctionKind, ObjectSite, Op, Program, Variable};
use crate::program::globals::Global;
use crate::program::lower::builder::Builder;
use crate::program::prelude::FIRST_LITERAL;
use crate::program::uses::Use;
use crate::program::{CompiledClaim, Prelude, errors};
use crate::source::{Source, Span};
use crate::syntax::ast::{
    Claim, ClaimKind, Expression, ExpressionKind, Name, ObjectDeclaration, ObjectDeclarator, Script, Statement,
    StatementKind, VariableDeclaration, VariableKind,
};
use crate::syntax::{CLAIM_WORDS, normal_name};
use crate::value::{FunctionId, ObjectKind};

impl Program {
    /// A program without anything but the prelude.
    pub(super) fn empty(source: &Source) -> Self {
        let mut program = Self {
            source: source.clone(),
            functions: Vec::new(),
            main: FunctionId(0),
            prelude: Prelude::ids(),
            variables: Vec::new(),
            constants: Vec::new(),
            objects: Vec::new(),
            sections: vec![String::new()],
            literals: vec![FIRST_LITERAL],
            symbols: Vec::new(),
            calls: Vec::new(),
            starts: Vec::new(),
            places: Vec::new(),
            methods: Vec::new(),
            type_lists: Vec::new(),
            claims: Vec::new(),
            schedule: None,
        };
        program.functions.push(Builder::new("main", FunctionKind::Main).function);
        Prelude::install(&mut program);
        program
    }
}

impl Lowerer {
    /// Lowers the whole file.
    pub(super) fn script(&mut self, script: &Script) {
        self.reserve_functions(script);
        self.builders.push(Builder::new("main", FunctionKind::Main));
        for statement in &script.statements {
            self.top_level_statement(statement);
        }
        let end =
            script.statements.last().map(|last| Span { start: last.span.end, end: last.span.end }).unwrap_or_default();
        self.emit(Op::Literal(0), end);
        self.emit(Op::Return, end);
        if let (Some(builder), Some(main)) = (self.builders.pop(), self.program.functions.first_mut()) {
            *main = builder.finish();
        }
    }

    /// Gives every declared function its place, so that ids hold before bodies are lowered.
    fn reserve_functions(&mut self, script: &Script) {
        for statement in &script.statements {
            if let StatementKind::Function(function) = &statement.kind {
                self.program.functions.push(Builder::new(function.name.text.as_str(), FunctionKind::Declared).function);
            }
        }
        // Parameters are known before any body, so that calls can be checked in any order.
        for (index, function) in functions_of(script).enumerate() {
            let id = FunctionId::at(Prelude::FIRST + Prelude::COUNT + index);
            self.parameters.insert(id, function.parameters.iter().map(|parameter| parameter.name.clone()).collect());
            let parameters = self.parameters(function);
            if let Some(reserved) = self.program.functions.get_mut(id.index()) {
                reserved.parameters = parameters;
            }
        }
    }

    fn top_level_statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Function(function) => self.function(function),
            StatementKind::Variable(variable) => self.variable(variable, statement.span),
            StatementKind::Objects(declaration) => self.objects(declaration),
            StatementKind::Claim(claim) => self.claim(claim),
            StatementKind::Schedule(schedule) => match &self.program.schedule {
                Some(first) => {
                    let diagnostic = errors::second_schedule(schedule.span, first.span);
                    self.report(diagnostic);
                }
                None => self.program.schedule = Some(schedule.clone()),
            },
            _ => self.statement(statement),
        }
    }

    fn variable(&mut self, variable: &VariableDeclaration, span: Span) {
        let name = variable.name.text.clone();
        if variable.kind == VariableKind::Const {
            let function = self.constant_function(&name, &variable.value);
            self.program.constants.push((name, function, variable.value.span));
            return;
        }
        let atomic = variable.kind == VariableKind::Atomic;
        self.program.variables.push(Variable { name: name.clone(), atomic, span: variable.name.span });
        let start = self.builder().here();
        self.expression(&variable.value);
        // A second declaration of one name has been reported; it gets no code of its own.
        if let Some((id, _)) = self.globals.get(&name).and_then(as_variable) {
            self.emit(Op::WriteShared { variable: id, depth: 0 }, span);
            self.builder().part(span, start);
        }
    }

    fn objects(&mut self, declaration: &ObjectDeclaration) {
        for object in &declaration.objects {
            let site = self.object_site(declaration.kind, object);
            self.program.objects.push(site);
        }
    }

    fn object_site(&mut self, kind: ObjectKind, object: &ObjectDeclarator) -> ObjectSite {
        let name = object.name.text.clone();
        self.check_arguments_of_constructor(kind, object);
        let size = object.size.as_ref().map(|size| self.constant_function(&name, size));
        let shape = self.shape(&object.arguments);
        let shape = self.program.calls.get(shape as usize).cloned().unwrap_or_default();
        let arguments =
            object.arguments.iter().map(|argument| self.constant_function(&name, &argument.value)).collect();
        ObjectSite { name, kind, size, arguments, shape, span: object.span }
    }

    /// A function without parameters that gives the value of a constant expression.
    pub(super) fn constant_function(&mut self, name: &str, value: &Expression) -> FunctionId {
        self.builders.push(Builder::new(name, FunctionKind::Constant));
        self.expression(value);
        self.emit(Op::Return, value.span);
        self.finish_function()
    }

    /// Takes the function being emitted off and adds it to the program.
    pub(super) fn finish_function(&mut self) -> FunctionId {
        let id = FunctionId::at(self.program.functions.len());
        if let Some(builder) = self.builders.pop() {
            self.program.functions.push(builder.finish());
        }
        id
    }

    fn claim(&mut self, claim: &Claim) {
        let mut path = Vec::new();
        let condition = match &claim.kind {
            ClaimKind::State { condition, .. } | ClaimKind::Invariant(condition) => {
                Some(self.claim_condition(condition))
            }
            ClaimKind::Race { on: Some(place), .. } => {
                path = self.claim_place(place);
                None
            }
            ClaimKind::Overlap { section: Some(section), .. } => {
                // Sections are collected as they are met; claims stand after everything else.
                if let Some(declared) = self.sections.get(&section.text) {
                    self.uses.push(Use { span: section.span, declared: *declared });
                } else {
                    let known = self.program.sections.iter().map(String::as_str).filter(|name| !name.is_empty());
                    let diagnostic = errors::claim_unknown("critical section", &section.text, section.span, known);
                    self.report(diagnostic);
                }
                None
            }
            _ => None,
        };
        self.program.claims.push(CompiledClaim { claim: claim.clone(), condition, path });
    }

    /// A claim's condition sees only what all threads share.
    fn claim_condition(&mut self, condition: &Expression) -> FunctionId {
        let before = self.diagnostics.len();
        let function = self.constant_function("claim", condition);
        let alone = matches!(condition.kind, ExpressionKind::Name(_));
        for diagnostic in self.diagnostics.iter_mut().skip(before) {
            let name = normal_name(self.program.source.slice(diagnostic.span())).into_owned();
            // `expect never deadlok`: a word of claims was meant rather than a variable.
            let word = errors::nearest(&name, CLAIM_WORDS.iter().copied()).filter(|_| alone);
            if let Some(word) = word.filter(|_| diagnostic.code == "cdl::name::unknown" && diagnostic.fix.is_none()) {
                *diagnostic = diagnostic.clone().meant(Some(word), "");
            }
            if let Some(declared) =
                self.globals.local_of_main(&name).filter(|_| diagnostic.code == "cdl::name::local_of_main")
            {
                *diagnostic = errors::claim_local(&name, diagnostic.span(), declared);
            }
        }
        function
    }

    /// The variable of a race, and which element of it.
    fn claim_place(&mut self, place: &Expression) -> Vec<FunctionId> {
        let (mut root, mut path) = (place, Vec::new());
        while let ExpressionKind::Index { object, index } = &root.kind {
            path.push(self.constant_function("claim", index));
            root = object;
        }
        path.reverse();
        let ExpressionKind::Name(name) = &root.kind else {
            self.report(errors::claim_place(place.span));
            return path;
        };
        match self.globals.find(name) {
            Some((Global::Variable { .. }, declared)) => self.uses.push(Use { span: root.span, declared }),
            _ => {
                let diagnostic = match self.globals.local_of_main(name) {
                    Some(declared) => errors::claim_local(name, root.span, declared),
                    None => errors::claim_unknown("shared variable", name, root.span, self.globals.variables()),
                };
                self.report(diagnostic);
            }
        }
        path
    }

    /// The index of a critical section's name.
    pub(super) fn section(&mut self, name: Option<&Name>) -> u32 {
        if let Some(Name { text, span }) = name {
            let declared = *self.sections.entry(text.clone()).or_insert(*span);
            self.uses.push(Use { span: *span, declared });
        }
        index_of(&mut self.program.sections, name.map_or("", |name| &name.text).to_owned())
    }
}

/// The functions that a script declares, in order.
fn functions_of(script: &Script) -> impl Iterator<Item = &crate::syntax::ast::Function> {
    script.statements.iter().filter_map(|statement| match &statement.kind {
        StatementKind::Function(function) => Some(function),
        _ => None,
    })
}
