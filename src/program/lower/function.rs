//! Declared functions and their parameters.

use super::Lowerer;
use crate::program::code::{FunctionKind, Op, Parameter};
use crate::program::errors;
use crate::program::globals::Global;
use crate::program::lower::builder::Builder;
use crate::syntax::ast::{Block, Function};

impl Lowerer {
    /// The parameters of a function, defaults as constant functions.
    pub(super) fn parameters(&mut self, function: &Function) -> Vec<Parameter> {
        let lower = |parameter: &crate::syntax::ast::Parameter| {
            let name = parameter.name.text.clone();
            let default = parameter.default.as_ref().map(|value| self.default_function(&name, value));
            Parameter { name, default }
        };
        function.parameters.iter().map(lower).collect()
    }

    fn default_function(&mut self, name: &str, value: &crate::syntax::ast::Expression) -> crate::value::FunctionId {
        // Reserved functions come first in the program; defaults are added behind all of them.
        self.constant_function(name, value)
    }

    /// Lowers a declared function into its reserved place.
    pub(super) fn function(&mut self, function: &Function) {
        let Some(Global::Function(id)) = self.globals.get(&function.name.text) else { return };
        let parameters = match self.program.function(id) {
            Some(reserved) if reserved.code.is_empty() => reserved.parameters.clone(),
            // A second declaration of one name has been reported.
            _ => return,
        };
        let mut builder = Builder::new(function.name.text.as_str(), FunctionKind::Declared);
        for (name, parameter) in function.parameters.iter().map(|parameter| &parameter.name).zip(parameters) {
            if let Some(first) = builder.in_this_scope(&name.text) {
                self.diagnostics.push(errors::duplicate(name, first.span));
            }
            builder.parameter(name, parameter);
        }
        self.builders.push(builder);
        self.body(&function.body);
        if let (Some(builder), Some(place)) = (self.builders.pop(), self.program.functions.get_mut(id.index())) {
            *place = builder.finish();
        }
    }

    /// The statements of a function's body, and the return at its end.
    pub(super) fn body(&mut self, body: &Block) {
        self.block(body);
        let end = crate::source::Span { start: body.span.end.saturating_sub(1), end: body.span.end };
        self.emit(Op::Literal(0), end);
        self.emit(Op::Return, end);
    }
}
