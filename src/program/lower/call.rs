//! Calls: of functions, built-ins and methods; what can be checked before the run is.

use super::place::{Place, Root};
use super::{Lowerer, Meaning, Special, index_of, with_article};
use crate::primitives::registry;
use crate::program::code::{Op, PlaceSite};
use crate::program::errors;
use crate::program::globals::Global;
use crate::program::signature::{self, Formal};
use crate::source::Span;
use crate::syntax::ast::{Argument, Expression, ExpressionKind, Name, ObjectDeclarator};
use crate::value::{self, CompareOperator, FunctionId, ObjectKind, Value};

/// What only an `atomic` variable can do, with how many arguments.
const ATOMIC_METHODS: [(&str, usize); 3] = [("compare_exchange", 2), ("swap", 1), ("fetch_add", 1)];

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
        match self.meaning(name) {
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
        let (name, arguments) = match &value.kind {
            ExpressionKind::Name(name) => (name, None),
            ExpressionKind::Call { callee, arguments } => match &callee.kind {
                ExpressionKind::Name(name) => (name, Some(arguments)),
                _ => return self.expression(value),
            },
            _ => return self.expression(value),
        };
        match self.meaning(name) {
            Meaning::Exception | Meaning::Unknown => {
                self.check_exception_name(name, value.span);
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

    /// `object.name(arguments)`.
    fn method_call(&mut self, object: &Expression, name: &Name, arguments: &[Argument], span: Span) {
        if name.text == "wait_for" {
            return self.wait_for(object, name, arguments, span);
        }
        if let Some(kind) = self.known_kind(object) {
            return self.object_method(kind, object, name, arguments, span);
        }
        let place = self.place(object);
        self.check_method_name(name, place.as_ref());
        let symbol = self.symbol(&name.text);
        let Some(place) = place else {
            self.expression(object);
            let shape = self.arguments(arguments);
            self.emit(Op::CallMethod { name: symbol, shape }, span);
            return;
        };
        if let Root::Local { captured: true, .. } = place.root
            && value::method_mutates(&name.text)
        {
            let declared = self.builder().local(place.name).map(|local| local.span);
            self.report(errors::copied(place.name, place.name_span, declared));
        }
        self.indices(&place);
        let shape = self.arguments(arguments);
        let (root, depth) = match place.root {
            Root::Local { slot, .. } => (slot, place.depth()),
            Root::Shared { variable, .. } => (variable.0, place.depth()),
        };
        let site = index_of(&mut self.program.places, PlaceSite { root, depth, method: name.text.as_str().into() });
        match place.root {
            Root::Local { .. } => self.emit(Op::CallLocalMethod { site, shape }, span),
            Root::Shared { .. } => self.emit(Op::CallSharedMethod { site, shape }, span),
        };
    }

    /// Reports a method that no value has.
    fn check_method_name(&mut self, name: &Name, place: Option<&Place>) {
        let text = name.text.as_str();
        if let Some((_, arity)) = ATOMIC_METHODS.iter().find(|(method, _)| *method == text) {
            let atomic = place.is_some_and(|place| matches!(place.root, Root::Shared { atomic: true, .. }));
            if !atomic {
                let what = place.map_or("this value".to_owned(), |place| format!("`{}`", place.name));
                let help =
                    format!("only a variable declared with `atomic` has `{text}`, which takes {arity} arguments");
                self.report(errors::method(&what, name, [], None).help(help));
            }
            return;
        }
        if signature::all_methods().any(|known| known == text) {
            return;
        }
        let what = place.map_or("no value".to_owned(), |place| format!("`{}`", place.name));
        let near = errors::nearest(text, signature::all_methods());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "no list, dict, string or primitive has a method of this name".to_owned(),
        };
        self.report(errors::method(&what, name, [], None).help(help));
    }

    /// A method of a declared primitive: its name and arguments are checked here.
    fn object_method(
        &mut self,
        kind: ObjectKind,
        object: &Expression,
        name: &Name,
        arguments: &[Argument],
        span: Span,
    ) {
        let row = registry::kind(kind);
        if row.guards.iter().any(|(guard, _)| *guard == name.text) {
            if !arguments.is_empty() {
                self.report(errors::arguments(
                    span,
                    format!("`{}` takes no arguments", name.text),
                    &format!("{}()", name.text),
                ));
            }
            return self.dynamic_method(object, name, arguments, span);
        }
        let Some(method) = registry::method(kind, &name.text) else {
            let declared = self.declaration_of(object);
            let methods: Vec<&str> = signature::methods_of_kind(row).collect();
            self.report(errors::method(&with_article(kind), name, methods.iter().copied(), declared));
            return self.literal(Value::None, span);
        };
        if let Err(problem) = signature::check_method(method, arguments) {
            let form = signature::of_method(method);
            self.report(errors::arguments(span, problem, &form));
        }
        if kind == ObjectKind::Pool && method.name == "submit" {
            self.check_submit(arguments, span);
        }
        if kind == ObjectKind::Pool && method.name == "map" {
            return self.dynamic_method(object, name, arguments, span);
        }
        self.expression(object);
        let shape = self.arguments(arguments);
        self.program.methods.push(method);
        let method = count(self.program.methods.len() - 1);
        self.emit(Op::Operate { method, shape }, span);
    }

    fn dynamic_method(&mut self, object: &Expression, name: &Name, arguments: &[Argument], span: Span) {
        self.expression(object);
        let shape = self.arguments(arguments);
        let name = self.symbol(&name.text);
        self.emit(Op::CallMethod { name, shape }, span);
    }

    /// `P.submit(f, a, b)`: the arguments are those of `f`.
    fn check_submit(&mut self, arguments: &[Argument], span: Span) {
        let Some((function, rest)) = arguments.split_first() else { return };
        if let ExpressionKind::Name(name) = &function.value.kind
            && let Meaning::Global(Global::Function(id)) = self.meaning(name)
        {
            self.check_function_arguments(id, rest, 0, span);
        }
    }

    fn declaration_of(&mut self, object: &Expression) -> Option<Span> {
        match &object.kind {
            ExpressionKind::Name(name) => self.globals.span(name),
            ExpressionKind::Index { object, .. } => self.declaration_of(object),
            _ => None,
        }
    }

    /// `C.wait_for(EXPR, timeout)`: the expression is evaluated anew after each wake-up.
    fn wait_for(&mut self, object: &Expression, name: &Name, arguments: &[Argument], span: Span) {
        if let Some(kind) = self.known_kind(object).filter(|kind| *kind != ObjectKind::Condition) {
            let methods: Vec<&str> = signature::methods_of_kind(registry::kind(kind)).collect();
            let declared = self.declaration_of(object);
            self.report(errors::method(&with_article(kind), name, methods.iter().copied(), declared));
        }
        let (predicate, timeout) = match arguments {
            [predicate] => (predicate, None),
            [predicate, timeout] if timeout.name.as_ref().is_none_or(|name| name.text == "timeout") => {
                (predicate, Some(timeout))
            }
            _ => {
                let problem = "`wait_for` takes what to wait for, and perhaps a timeout";
                self.report(errors::arguments(span, problem, "C.wait_for(EXPR, timeout=None)"));
                return self.literal(Value::None, span);
            }
        };
        self.builder().open_scope();
        let condition = self.keep_in_row(Some(object), span);
        self.keep_in_row(timeout.map(|timeout| &timeout.value), span);
        self.keep_in_row(None, span);
        let result = self.keep_in_row(None, span);
        let start = self.builder().here();
        self.expression(&predicate.value);
        self.emit(Op::SetLocal(result), predicate.value.span);
        self.emit(Op::Local(result), predicate.value.span);
        let done = self.emit(Op::JumpIfTrue(0), predicate.value.span);
        self.emit(Op::WaitFor(condition), span);
        self.emit(Op::Literal(0), span);
        self.emit(Op::Compare(CompareOperator::NotEqual), span);
        self.emit(Op::JumpIfTrue(start), span);
        self.builder().patch_here(done);
        self.emit(Op::Local(result), span);
        self.builder().close_scope();
    }

    /// Evaluates (None for nothing) into the next slot.
    fn keep_in_row(&mut self, value: Option<&Expression>, span: Span) -> u32 {
        match value {
            Some(value) => self.expression(value),
            None => self.literal(Value::None, span),
        }
        let slot = self.builder().hidden();
        self.emit(Op::SetLocal(slot), span);
        slot
    }

    /// `object.name` without parentheses.
    pub(super) fn attribute(&mut self, object: &Expression, name: &Name, span: Span) {
        if let Some(kind) = self.known_kind(object) {
            let row = registry::kind(kind);
            if !row.attributes.iter().any(|attribute| attribute.name == name.text) {
                let is_method = registry::method(kind, &name.text).is_some();
                let attributes: Vec<&str> = row.attributes.iter().map(|attribute| attribute.name).collect();
                self.report(match is_method {
                    true => errors::parentheses(&name.text, name.span),
                    false => errors::attribute(&with_article(kind), name, attributes.iter().copied()),
                });
                return self.literal(Value::None, span);
            }
        } else if !signature::all_attributes().any(|attribute| attribute == name.text) {
            let is_method = signature::all_methods().any(|method| method == name.text);
            self.report(match is_method {
                true => errors::parentheses(&name.text, name.span),
                false => errors::attribute("no value", name, signature::all_attributes().collect::<Vec<_>>()),
            });
            return self.literal(Value::None, span);
        }
        self.expression(object);
        let symbol = self.symbol(&name.text);
        self.emit(Op::Attribute(symbol), span);
    }

    /// Checks what a `with` is given, as far as that is known.
    pub(super) fn check_context(&mut self, context: &Expression) {
        let Some(kind) = self.known_kind(context) else {
            let constant = matches!(
                context.kind,
                ExpressionKind::Int(_) | ExpressionKind::Str(_) | ExpressionKind::List(_) | ExpressionKind::None
            );
            if let ExpressionKind::Name(name) = &context.kind
                && let Some((_, kind)) = self.object_array(context)
            {
                let help = format!("enter one of them: `with {name}[0] {{ }}`");
                self.report(errors::with_unsupported(&format!("an array of {}s", kind.keyword()), context.span, &help));
            } else if constant {
                let help = "it works for lock, rlock, semaphore, condition, pool, and the guards of an rwlock";
                self.report(errors::with_unsupported("a value", context.span, help));
            }
            return;
        };
        let row = registry::kind(kind);
        if row.context_manager {
            return;
        }
        let help = match kind {
            ObjectKind::RwLock => "say how: `with W.read() { }` or `with W.write() { }`".to_owned(),
            ObjectKind::Event => "an event is waited for with `E.wait()`, and set with `E.set()`".to_owned(),
            ObjectKind::Barrier => "a barrier is passed with `B.wait()`".to_owned(),
            ObjectKind::Queue => "a queue is used with `Q.put(x)` and `Q.get()`".to_owned(),
            _ => "it works for lock, rlock, semaphore, condition, pool, and the guards of an rwlock".to_owned(),
        };
        self.report(errors::with_unsupported(&with_article(kind), context.span, &help));
    }

    /// Checks how a primitive is declared: `semaphore S(2)`.
    pub(super) fn check_arguments_of_constructor(&mut self, kind: ObjectKind, object: &ObjectDeclarator) {
        let parameters = registry::kind(kind).constructor;
        if let Err(problem) = signature::check_parameters(kind.keyword(), parameters, &object.arguments) {
            let form = signature::of_constructor(kind);
            self.report(errors::arguments(object.span, problem, &form));
        }
    }
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
