//! Do the arguments of a call fit what is called? One comparison for functions, built-ins, methods and constructors.

use std::collections::BTreeSet;

use crate::primitives::registry::{self, Method};
use crate::syntax::ast::Argument;
use crate::value::{self, BuiltinInfo, ObjectKind};

/// What a call must be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Formal {
    /// The parameter's name.
    pub(super) name: String,
    /// Whether it has no default.
    pub(super) required: bool,
}

/// What is wrong with the arguments, in one sentence.
pub(super) fn check(name: &str, formals: &[Formal], arguments: &[Argument]) -> Result<(), String> {
    let positional = arguments.iter().filter(|argument| argument.name.is_none()).count();
    if positional > formals.len() {
        let takes = plural(formals.len(), "argument");
        return Err(format!("`{name}` takes {takes}, but {positional} are given").replace("1 are", "1 is"));
    }
    let mut given = vec![false; formals.len()];
    given.iter_mut().take(positional).for_each(|given| *given = true);
    for keyword in arguments.iter().filter_map(|argument| argument.name.as_ref()) {
        let Some(index) = formals.iter().position(|formal| formal.name == keyword.text) else {
            return Err(format!("`{name}` has no parameter `{}`", keyword.text));
        };
        match given.get_mut(index) {
            Some(seen) if !*seen => *seen = true,
            _ => return Err(format!("`{name}` is given `{}` twice", keyword.text)),
        }
    }
    let missing = formals.iter().zip(given).filter(|(formal, given)| formal.required && !given);
    let missing: Vec<String> = missing.map(|(formal, _)| format!("`{}`", formal.name)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("`{name}` is not given {}", missing.join(" and "))) }
}

/// For each formal, which argument it gets. The arguments fit.
pub(super) fn order(formals: &[Formal], arguments: &[Argument]) -> Vec<Option<usize>> {
    let of = |(index, formal): (usize, &Formal)| {
        arguments.iter().enumerate().position(|(place, argument)| match &argument.name {
            None => place == index,
            Some(name) => name.text == formal.name,
        })
    };
    formals.iter().enumerate().map(of).collect()
}

/// `f(a, b=...)`.
pub(super) fn show(name: &str, formals: &[Formal]) -> String {
    let formal = |formal: &Formal| if formal.required { formal.name.clone() } else { format!("{}=...", formal.name) };
    format!("{name}({})", formals.iter().map(formal).collect::<Vec<_>>().join(", "))
}

fn plural(count: usize, word: &str) -> String {
    match count {
        0 => format!("no {word}s"),
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    }
}

/// Arguments against the parameters of a method or constructor.
pub(super) fn check_parameters(
    name: &str,
    parameters: &[registry::Parameter],
    arguments: &[Argument],
) -> Result<(), String> {
    let formals: Vec<Formal> = parameters
        .iter()
        .filter(|parameter| !parameter.variadic && !parameter.takes_names)
        .map(|parameter| Formal { name: parameter.name.to_owned(), required: parameter.default.is_none() })
        .collect();
    if !parameters.iter().any(|parameter| parameter.variadic) {
        return check(name, &formals, arguments);
    }
    // What has a name goes to another function where the method takes all names, and is no argument of this one.
    let passed_on = parameters.iter().any(|parameter| parameter.takes_names);
    let (mut unnamed, mut seen) = (0, BTreeSet::new());
    for argument in arguments {
        match &argument.name {
            None => unnamed += 1,
            Some(keyword) if passed_on && !seen.insert(&keyword.text) => {
                return Err(format!("`{name}` is given `{}` twice", keyword.text));
            }
            Some(_) => {}
        }
    }
    if unnamed >= formals.len() {
        return Ok(());
    }
    let own = arguments.iter().filter(|argument| !passed_on || argument.name.is_none());
    check(name, &formals, &own.cloned().collect::<Vec<_>>())
}

/// Arguments against a method's parameters.
pub(super) fn check_method(method: &Method, arguments: &[Argument]) -> Result<(), String> {
    check_parameters(method.name, method.parameters, arguments)
}

/// `acquire(blocking=True, timeout=-1)`.
pub(super) fn of_method(method: &Method) -> String {
    format!("{}({})", method.name, registry::signature(method.parameters))
}

/// `semaphore NAME(value=1)`.
pub(super) fn of_constructor(kind: ObjectKind) -> String {
    format!("{} NAME({})", kind.keyword(), registry::signature(registry::kind(kind).constructor))
}

/// Arguments against what a built-in takes.
pub(super) fn check_builtin(info: &BuiltinInfo, arguments: &[Argument]) -> Result<(), String> {
    let positional = arguments.iter().filter(|argument| argument.name.is_none()).count();
    let named = arguments.iter().filter_map(|argument| argument.name.as_ref());
    if let Some(keyword) = named.clone().find(|name| !info.arity.keywords().any(|keyword| keyword == name.text)) {
        return Err(format!("`{}` has no parameter `{}`", info.name, keyword.text));
    }
    let (least, most) = (info.arity.minimum(), info.arity.maximum());
    if positional <= most.unwrap_or(usize::MAX) && positional + named.count() >= least {
        return Ok(());
    }
    let takes = match (least, most) {
        (least, Some(most)) if least == most => plural(least, "argument"),
        (least, Some(most)) => format!("{least} to {most} arguments"),
        (least, None) => format!("at least {}", plural(least, "argument")),
    };
    Err(format!("`{}` takes {takes}, {positional} given", info.name))
}

/// `len(x)`.
pub(super) fn of_builtin(info: &BuiltinInfo) -> String {
    format!("{}({})", info.name, info.parameters)
}

/// The methods of every kind of value.
pub(super) fn all_methods() -> impl Iterator<Item = &'static str> {
    let objects = ObjectKind::DECLARED.iter().map(|(_, kind)| registry::kind(*kind));
    let named = objects.flat_map(methods_of_kind);
    let handles = [registry::thread(), registry::future()].into_iter();
    named.chain(handles.flat_map(|row| row.methods).map(|method| method.name)).chain(data_methods())
}

/// The methods of a kind of primitive: operations, what is more than one, and what gives a guard.
pub(super) fn methods_of_kind(row: &'static registry::Kind) -> impl Iterator<Item = &'static str> {
    row.methods.iter().map(|method| method.name).chain(row.special.iter().map(|special| special.name))
}

/// The attributes of every kind of value.
pub(super) fn all_attributes() -> impl Iterator<Item = &'static str> {
    let objects = ObjectKind::DECLARED.iter().flat_map(|(_, kind)| registry::kind(*kind).attributes);
    let handles = [registry::thread(), registry::future()].into_iter().flat_map(|row| row.attributes);
    objects.chain(handles).map(|attribute| attribute.name).chain(["name", "type", "message"])
}

fn data_methods() -> impl Iterator<Item = &'static str> {
    value::DataType::ALL.into_iter().flat_map(value::methods_of).map(|method| method.name)
}
