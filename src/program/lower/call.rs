//! Calls of functions and built-ins; what can be checked before the run is.

use super::{Lowerer, Meaning, Special, count, with_article};
use crate::program::code::Op;
use crate::program::errors;
use crate::program::globals::Global;
use crate::program::signature::{self, Formal};
use crate::program::uses::Use;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expression, ExpressionKind};
use crate::value::{self, FunctionId, Value};

impl Lowerer {
    /// `callee(arguments)`.
    pub(super) fn call(&mut self, callee: &Expression, arguments: &[Argument], span: Span) {
        match &callee.kind {
            ExpressionKind::Attribute { object, name } => self.method_call(object, name, arguments, span),
            ExpressionKind::Name(name) => self.call_name(name, callee, arguments, span),
            _ => self.call_value(callee, arguments, span),
        }
    }

    fn call_name(&mut self, name: &str, callee: &Expression, arguments: &[Argument], span: Span) {
        match self.meaning(name, callee.span) {
            Meaning::Global(Global::Function(id)) => self.call_function(id, arguments, span),
            Meaning::Builtin(builtin) => {
                let info = value::builtin_info(builtin);
                if let Err(problem) = signature::check_builtin(info, arguments) {
                    self.report(errors::arguments(span, problem, &signature::of_builtin(info)));
                }
                let shape = self.arguments(arguments);
                self.emit(Op::CallBuiltin(builtin, shape), span);
            }
            Meaning::Special(special) => self.call_special(special, arguments, span),
            Meaning::Exception => self.make_exception(name, arguments, span),
            Meaning::Global(Global::Object { kind, .. }) => {
                let help = "use one of its methods; `concur explain cdl::call::method` lists them";
                self.report(errors::not_callable(name, &with_article(kind), callee.span, help));
                self.literal(Value::None, span);
            }
            _ => self.call_value(callee, arguments, span),
        }
    }

    /// A callee that is known only in the run.
    fn call_value(&mut self, callee: &Expression, arguments: &[Argument], span: Span) {
        self.expression(callee);
        let shape = self.arguments(arguments);
        self.emit(Op::Call(shape), span);
    }

    /// Pushes arguments; gives their shape.
    pub(super) fn arguments(&mut self, arguments: &[Argument]) -> u32 {
        let (named, positional): (Vec<_>, Vec<_>) = arguments.iter().partition(|argument| argument.name.is_some());
        for argument in positional.into_iter().chain(named) {
            self.expression(&argument.value);
        }
        self.shape(arguments)
    }

    fn formals(&self, id: FunctionId) -> (String, Vec<Formal>) {
        let Some(function) = self.program.function(id) else { return (String::new(), Vec::new()) };
        let formal = |parameter: &crate::program::Parameter| Formal {
            name: parameter.name.clone(),
            required: parameter.default.is_none(),
        };
        (function.name.clone(), function.parameters.iter().map(formal).collect())
    }

    /// A call of a declared function: arguments are put into the order of its parameters here.
    fn call_function(&mut self, id: FunctionId, arguments: &[Argument], span: Span) {
        if !self.check_function_arguments(id, arguments, 0, span) {
            return self.literal(Value::None, span);
        }
        let (_, formals) = self.formals(id);
        let ordered = signature::order(&formals, arguments);
        // Evaluated as written; only then are they put in order.
        if arguments.iter().all(|argument| argument.name.is_none()) {
            arguments.iter().for_each(|argument| self.expression(&argument.value));
            for index in arguments.len()..formals.len() {
                self.emit(Op::Default(id, count(index)), span);
            }
        } else {
            let kept: Vec<u32> = arguments.iter().map(|argument| self.keep(&argument.value)).collect();
            for (index, given) in ordered.iter().enumerate() {
                match given.and_then(|given| kept.get(given)) {
                    Some(slot) => self.emit(Op::Local(*slot), span),
                    None => self.emit(Op::Default(id, count(index)), span),
                };
            }
        }
        self.emit(Op::CallFunction(id, count(formals.len())), span);
    }

    /// Checks the arguments of a call of a declared function, of which `skip` come before those given here.
    pub(super) fn check_function_arguments(
        &mut self,
        id: FunctionId,
        arguments: &[Argument],
        skip: usize,
        span: Span,
    ) -> bool {
        self.note_keywords(id, arguments);
        let (name, formals) = self.formals(id);
        let rest = formals.get(skip..).unwrap_or(&[]);
        match signature::check(&name, rest, arguments) {
            Ok(()) => true,
            Err(problem) => {
                self.report(errors::arguments(span, problem, &signature::show(&name, &formals)));
                false
            }
        }
    }

    /// `b` of `f(b=1)` stands for the parameter.
    fn note_keywords(&mut self, id: FunctionId, arguments: &[Argument]) {
        let parameters = self.parameters.get(&id).map_or(&[][..], Vec::as_slice);
        for keyword in arguments.iter().filter_map(|argument| argument.name.as_ref()) {
            if let Some(parameter) = parameters.iter().find(|parameter| parameter.text == keyword.text) {
                self.uses.push(Use { span: keyword.span, declared: parameter.span });
            }
        }
    }

    fn call_special(&mut self, special: Special, arguments: &[Argument], span: Span) {
        let positional = arguments.iter().all(|argument| argument.name.is_none());
        let fits = positional && (arguments.is_empty() != (special == Special::Choose));
        if !fits {
            let (problem, form) = match special {
                Special::Choose => ("`choose` needs the values to choose from, or a list of them", "choose(a, b, ...)"),
                Special::Now => ("`now` takes no arguments", "now()"),
                Special::ActiveCount => ("`active_count` takes no arguments", "active_count()"),
                Special::CurrentThread => ("`current_thread` takes no arguments", "current_thread()"),
            };
            self.report(errors::arguments(span, problem, form));
        }
        arguments.iter().for_each(|argument| self.expression(&argument.value));
        self.emit(
            match special {
                Special::Choose => Op::Choose(count(arguments.len())),
                Special::Now => Op::Now,
                Special::ActiveCount => Op::ActiveCount,
                Special::CurrentThread => Op::CurrentThread,
            },
            span,
        );
    }

    /// Pushes the exception that `raise` is given: a call or a name in this place can be a type of its own.
    pub(super) fn exception(&mut self, value: &Expression) {
        let (name, place, arguments) = match &value.kind {
            ExpressionKind::Name(name) => (name, value.span, None),
            ExpressionKind::Call { callee, arguments } => match &callee.kind {
                ExpressionKind::Name(name) => (name, callee.span, Some(arguments)),
                _ => return self.expression(value),
            },
            _ => return self.expression(value),
        };
        match self.meaning(name, place) {
            Meaning::Exception | Meaning::Unknown => {
                self.check_exception_name(name, place);
                self.make_exception(name, arguments.map_or(&[], Vec::as_slice), value.span);
            }
            _ => self.expression(value),
        }
    }

    /// Warns of a type that looks like a misspelt one of Python's.
    pub(super) fn check_exception_name(&mut self, name: &str, span: Span) {
        if value::is_builtin_exception(name) {
            return;
        }
        // One slip only: many types of a scenario's own end in `Error`.
        let known = value::BUILTIN_EXCEPTIONS.iter().map(|(known, _)| *known);
        if let Some(near) = errors::nearest(name, known).filter(|near| errors::is_one_slip(name, near)) {
            self.report(errors::misspelt_exception(name, near, span));
        }
    }

    fn make_exception(&mut self, name: &str, arguments: &[Argument], span: Span) {
        arguments.iter().for_each(|argument| self.expression(&argument.value));
        let symbol = self.symbol(name);
        self.emit(Op::MakeException(symbol, count(arguments.len())), span);
    }
}
