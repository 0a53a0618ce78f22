//! Puts arguments into the order of parameters, with CPython's errors.

use super::Parameter;
use crate::value::{Exception, Value};

/// The values of `parameters` in their order, defaults filled in; what is left over goes to a variadic one. `function` is
/// what errors call it: `Queue.join`.
pub fn arguments(
    function: &str,
    parameters: &[Parameter],
    positional: Vec<Value>,
    keywords: Vec<(String, Value)>,
) -> Result<Vec<Value>, Exception> {
    let type_error = |message: String| Err(Exception::new("TypeError", message));
    let fixed = parameters.iter().filter(|parameter| !parameter.variadic).count();
    let variadic = fixed < parameters.len();
    if positional.len() > fixed && !variadic {
        // CPython counts `self` too.
        let (takes, given) = (fixed + 1, positional.len() + 1);
        let required = parameters.iter().filter(|parameter| parameter.default.is_none()).count() + 1;
        let from = if required < takes { format!("from {required} to {takes}") } else { takes.to_string() };
        let s = if takes == 1 { "" } else { "s" };
        return type_error(format!("{function}() takes {from} positional argument{s} but {given} were given"));
    }
    let mut given = positional.into_iter();
    let mut values: Vec<Option<Value>> = (0..fixed).map(|_| given.next()).collect();
    let rest: Vec<Value> = given.collect();
    for (keyword, value) in keywords {
        let index = parameters.iter().take(fixed).position(|parameter| parameter.name == keyword);
        match index.and_then(|index| values.get_mut(index)) {
            Some(place @ None) => *place = Some(value),
            Some(_) => return type_error(format!("{function}() got multiple values for argument '{keyword}'")),
            None => return type_error(format!("{function}() got an unexpected keyword argument '{keyword}'")),
        }
    }
    let mut found = Vec::with_capacity(parameters.len());
    let mut missing = Vec::new();
    for (value, parameter) in values.into_iter().zip(parameters) {
        match value.or_else(|| parameter.default.map(super::Default::value)) {
            Some(value) => found.push(value),
            None => missing.push(format!("'{}'", parameter.name)),
        }
    }
    if let Some(first) = missing.first() {
        let (count, s) = (missing.len(), if missing.len() == 1 { "" } else { "s" });
        let names = if count == 1 { first.clone() } else { missing.join(" and ") };
        return type_error(format!("{function}() missing {count} required positional argument{s}: {names}"));
    }
    found.extend(rest);
    Ok(found)
}
