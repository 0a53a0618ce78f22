//! Methods and attributes of values and primitives, and what `with` and declarations ask of a primitive's kind.

use super::place::{Place, Root};
use super::{Lowerer, Meaning, count, index_of, with_article};
use crate::primitives::registry;
use crate::program::code::{Op, Operand, PlaceSite};
use crate::program::errors;
use crate::program::globals::Global;
use crate::program::signature;
use crate::program::specials::ATOMIC_METHODS;
use crate::source::Span;
use crate::syntax::ast::{Argument, Expression, ExpressionKind, Name, ObjectDeclarator};
use crate::value::{self, CompareOperator, ObjectKind, Value};

impl Lowerer {
    /// `object.name(arguments)`.
    pub(super) fn method_call(&mut self, object: &Expression, name: &Name, arguments: &[Argument], span: Span) {
        if name.text == "wait_for" {
            return self.wait_for(object, name, arguments, span);
        }
        if let Some(kind) = self.known_kind(object) {
            return self.object_method(kind, object, name, arguments, span);
        }
        if let ExpressionKind::Name(module) = &object.kind
            && matches!(self.meaning(module, object.span), Meaning::Unknown)
        {
            // Of `threading.Lock()`, the second word is the one to explain; of anything else unknown, its name alone.
            let python = errors::is_elsewhere(module) && errors::is_elsewhere(&name.text);
            let (unknown, span) = if python { (name.text.as_str(), span) } else { (module.as_str(), object.span) };
            self.report_unknown(unknown, span);
            return self.literal(Value::None, span);
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
        if let Some(method) = ATOMIC_METHODS.iter().find(|method| method.name == text) {
            let atomic = place.is_some_and(|place| matches!(place.root, Root::Shared { atomic: true, .. }));
            if !atomic {
                let what = place.map_or("this value".to_owned(), |place| format!("`{}`", place.name));
                let arity = method.arity();
                let help =
                    format!("only a variable declared with `atomic` has `{text}`, which takes {arity} arguments");
                self.report(errors::method(&what, name, [], None).help(help));
            }
            return;
        }
        if signature::all_methods().any(|known| known == text) {
            return;
        }
        self.report(errors::method_of_nothing(name, signature::all_methods()));
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
            let diagnostic = errors::method(&with_article(kind), name, methods.iter().copied(), declared);
            let guard = matches!(kind, ObjectKind::ReadGuard | ObjectKind::WriteGuard);
            self.report(match guard {
                true => diagnostic.help("it has none: a guard is for `with`, as in `with W.read() { ... }`"),
                false => diagnostic,
            });
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
            && let Meaning::Global(Global::Function(id)) = self.meaning(name, function.value.span)
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
        self.emit(Op::Compare(CompareOperator::NotEqual, Operand::Top), span);
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
                false => errors::attribute_of_nothing(name, signature::all_attributes().collect::<Vec<_>>()),
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
            self.report(errors::arguments(object.span, problem, &form).label("in this declaration"));
        }
    }
}
