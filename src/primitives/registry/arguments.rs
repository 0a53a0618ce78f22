//! The binding of a call's arguments to parameters, with CPython's TypeErrors.
//!
//! A method of lock and rlock is written in C there, and words its complaints otherwise than one written in Python.

use std::fmt::Write;
use std::sync::Arc;

use indexmap::IndexMap;

use super::{Default, Parameter};
use crate::value::{Exception, Key, Value};

/// The values of all `parameters` of `function` (its full name: `Queue.join`) in order, those of a variadic one last.
pub fn arguments(
    function: &str,
    parameters: &[Parameter],
    positional: Vec<Value>,
    keywords: Vec<(String, Value)>,
) -> Result<Vec<Value>, Exception> {
    let call = Call { function, parameters, convention: Convention::of(function) };
    let given = positional.len();
    let by_position = call.by_position().count();
    if let Convention::C(name) = call.convention {
        call.check_count_in_c(name, given, keywords.len())?;
    }

    let mut values: Vec<Option<Value>> = vec![None; parameters.len()];
    let mut positional = positional.into_iter();
    for (slot, value) in values.iter_mut().zip(positional.by_ref().take(by_position)) {
        *slot = Some(value);
    }
    let names = parameters.iter().position(|parameter| parameter.takes_names);
    if let Some(slot) = names.and_then(|index| values.get_mut(index)).filter(|_| !keywords.is_empty()) {
        *slot = Some(dict_of(keywords)?);
        return call.complete_with(values, positional.collect());
    }
    for (name, value) in keywords {
        let found = parameters.iter().position(|parameter| parameter.name == name && !parameter.variadic);
        match found.and_then(|index| Some((index, values.get_mut(index)?))) {
            None => return Err(call.unexpected(&name)),
            Some((index, Some(_))) => return Err(call.given_twice(&name, index)),
            Some((_, slot)) => *slot = Some(value),
        }
    }
    let rest: Vec<Value> = positional.collect();
    if !rest.is_empty() && !parameters.iter().any(|parameter| parameter.variadic) {
        return Err(call.too_many(given));
    }
    call.complete_with(values, rest)
}

/// Arguments with names as one value.
fn dict_of(keywords: Vec<(String, Value)>) -> Result<Value, Exception> {
    let entry = |(name, value)| Ok((Key::new(Value::str(name))?, value));
    Value::dict(keywords.into_iter().map(entry).collect::<Result<IndexMap<_, _>, Exception>>()?)
}

/// Parameters as Python writes them: `item, block=True, timeout=None`.
pub fn signature(parameters: &[Parameter]) -> String {
    let mut text = String::new();
    let mut starred = false;
    for parameter in parameters {
        let separator = if text.is_empty() { "" } else { ", " };
        let star = if parameter.variadic {
            "*"
        } else if parameter.takes_names {
            "**"
        } else if parameter.keyword_only && !starred {
            "*, "
        } else {
            ""
        };
        starred |= parameter.keyword_only || parameter.variadic;
        let default = match parameter.default {
            _ if parameter.takes_names => String::new(),
            None => String::new(),
            Some(Default::None) => "=None".to_owned(),
            Some(Default::True) => "=True".to_owned(),
            Some(Default::False) => "=False".to_owned(),
            Some(Default::Int(number)) => format!("={number}"),
            Some(Default::Str(string)) => format!("=\"{string}\""),
        };
        // Writing to a String cannot fail.
        let _ = write!(text, "{separator}{star}{}{default}", parameter.name);
    }
    text
}

struct Call<'a> {
    function: &'a str,
    parameters: &'a [Parameter],
    convention: Convention<'a>,
}

/// In which language CPython has the function, which decides how it complains.
#[derive(Clone, Copy)]
enum Convention<'a> {
    /// In Python: a method (with a dot in its name) counts itself as the first argument.
    Python { own: usize },
    /// In C: with its plain name.
    C(&'a str),
}

impl<'a> Convention<'a> {
    fn of(function: &'a str) -> Self {
        match function.split_once('.') {
            Some(("Lock" | "RLock", name)) => Self::C(name),
            Some(_) => Self::Python { own: 1 },
            None => Self::Python { own: 0 },
        }
    }
}

impl<'a> Call<'a> {
    /// The parameters that arguments without names go to.
    fn by_position(&self) -> impl Iterator<Item = &'a Parameter> {
        let named = |parameter: &&Parameter| parameter.variadic || parameter.keyword_only || parameter.takes_names;
        self.parameters.iter().filter(move |parameter| !named(parameter))
    }

    /// All values in order: the defaults filled in, and behind them what a variadic parameter takes.
    fn complete_with(&self, values: Vec<Option<Value>>, rest: Vec<Value>) -> Result<Vec<Value>, Exception> {
        let mut complete = self.complete(values)?;
        complete.extend(rest);
        Ok(complete)
    }

    fn check_count_in_c(&self, name: &str, positional: usize, keywords: usize) -> Result<(), Exception> {
        let (most, given) = (self.parameters.len(), positional.saturating_add(keywords));
        let full = match (self.function, self.function.strip_prefix("Lock.")) {
            ("Lock.__init__", _) => "_thread.allocate_lock".to_owned(),
            ("RLock.__init__", _) => "RLock".to_owned(),
            (_, Some(name)) => format!("lock.{name}"),
            (function, None) => function.to_owned(),
        };
        match most {
            0 if keywords > 0 => Err(type_error(format!("{full}() takes no keyword arguments"))),
            0 if given > 0 => Err(type_error(format!("{full}() takes no arguments ({given} given)"))),
            _ if given > most => Err(type_error(format!("{name}() takes at most {most} arguments ({given} given)"))),
            _ => Ok(()),
        }
    }

    fn unexpected(&self, keyword: &str) -> Exception {
        type_error(match self.convention {
            Convention::C(name) => format!("'{keyword}' is an invalid keyword argument for {name}()"),
            Convention::Python { .. } => format!("{}() got an unexpected keyword argument '{keyword}'", self.function),
        })
    }

    fn given_twice(&self, keyword: &str, index: usize) -> Exception {
        let position = index.saturating_add(1);
        type_error(match self.convention {
            Convention::C(name) => {
                format!("argument for {name}() given by name ('{keyword}') and position ({position})")
            }
            Convention::Python { .. } => format!("{}() got multiple values for argument '{keyword}'", self.function),
        })
    }

    fn too_many(&self, given: usize) -> Exception {
        let own = match self.convention {
            Convention::Python { own } => own,
            Convention::C(_) => 0,
        };
        let most = self.by_position().count().saturating_add(own);
        let least = self.by_position().filter(|parameter| parameter.default.is_none()).count().saturating_add(own);
        let given = given.saturating_add(own);
        let takes = if least == most { most.to_string() } else { format!("from {least} to {most}") };
        let s = if least == most && most == 1 { "" } else { "s" };
        let were = if given == 1 { "was" } else { "were" };
        type_error(format!("{}() takes {takes} positional argument{s} but {given} {were} given", self.function))
    }

    /// Fills in the defaults.
    fn complete(&self, values: Vec<Option<Value>>) -> Result<Vec<Value>, Exception> {
        let mut complete = Vec::with_capacity(values.len());
        let mut missing = Vec::new();
        for (parameter, value) in self.parameters.iter().zip(values) {
            match (value, parameter.default) {
                (Some(value), _) => complete.push(value),
                (None, Some(default)) => complete.push(default.value()),
                (None, None) if parameter.variadic => {}
                (None, None) => missing.push(format!("'{}'", parameter.name)),
            }
        }
        let names = match missing.as_slice() {
            [] => return Ok(complete),
            [name] => name.clone(),
            [first, second] => format!("{first} and {second}"),
            [first @ .., last] => format!("{}, and {last}", first.join(", ")),
        };
        let (count, s) = (missing.len(), if missing.len() == 1 { "" } else { "s" });
        Err(type_error(format!("{}() missing {count} required positional argument{s}: {names}", self.function)))
    }
}

impl Default {
    fn value(self) -> Value {
        match self {
            Self::None => Value::None,
            Self::True => Value::Bool(true),
            Self::False => Value::Bool(false),
            Self::Int(number) => Value::Int(number),
            Self::Str(text) => Value::Str(Arc::new(text.to_owned())),
        }
    }
}

fn type_error(message: String) -> Exception {
    Exception::new("TypeError", message)
}
