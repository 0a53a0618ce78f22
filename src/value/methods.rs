//! The methods of lists, dicts and texts: one table that calls, static checks and the reference are all made from.

use super::signature::{Arity, Call, Keyword};
use super::{Exception, Value, dict, list, string};

/// The types that have methods of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DataType {
    /// `[...]`.
    List,
    /// `{...}`.
    Dict,
    /// `"..."`.
    Str,
}

impl DataType {
    /// All of them.
    pub const ALL: [DataType; 3] = [DataType::List, DataType::Dict, DataType::Str];

    /// The type of a value, if it has methods.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::List(_) => Some(Self::List),
            Value::Dict(_) => Some(Self::Dict),
            Value::Str(_) => Some(Self::Str),
            _ => None,
        }
    }

    /// Its name in Python.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Dict => "dict",
            Self::Str => "str",
        }
    }
}

/// What does a method's work; the arguments have been counted.
pub(super) type MethodBody = fn(&mut Value, &Call<'_>) -> Result<Value, Exception>;

/// One method.
#[derive(Clone, Copy, Debug)]
pub struct MethodInfo {
    /// `append`.
    pub name: &'static str,
    /// As a signature shows them: `x`, `sep=None, maxsplit=-1`.
    pub parameters: &'static str,
    /// Whether it changes the variable that it is called on.
    pub mutates: bool,
    /// One line.
    pub doc: &'static str,
    /// How many arguments it takes.
    pub arity: Arity,
    pub(super) body: MethodBody,
}

/// The methods of a type, in the order of the reference.
pub fn methods_of(data_type: DataType) -> &'static [MethodInfo] {
    match data_type {
        DataType::List => list::METHODS,
        DataType::Dict => dict::METHODS,
        DataType::Str => string::METHODS,
    }
}

/// The method of that name.
pub fn method_of(data_type: DataType, name: &str) -> Option<&'static MethodInfo> {
    methods_of(data_type).iter().find(|method| method.name == name)
}

/// Whether any list, dict or text has a method of that name.
pub fn is_data_method(name: &str) -> bool {
    DataType::ALL.into_iter().any(|data_type| method_of(data_type, name).is_some())
}

/// Whether a method of that name changes the receiver, on a type that has it.
pub fn method_mutates(name: &str) -> bool {
    DataType::ALL.into_iter().any(|data_type| method_of(data_type, name).is_some_and(|method| method.mutates))
}

/// `receiver.method(arguments...)`. The receiver is changed in place if no one else holds it; for one within another value,
/// get it from `place_mut` with the arguments as `incoming`.
pub fn call_method(
    receiver: &mut Value,
    method: &str,
    arguments: &[Value],
    keywords: &[Keyword],
) -> Result<Value, Exception> {
    let found = DataType::of(receiver).and_then(|owner| Some((owner, method_of(owner, method)?)));
    let Some((owner, info)) = found else {
        return Err(no_attribute(receiver, method));
    };
    let call = Call { name: info.name, owner: Some(owner.name()), arguments, keywords };
    call.check(info.arity)?;
    (info.body)(receiver, &call)
}

/// The value has no method or attribute of that name.
#[cold]
pub fn no_attribute(value: &Value, name: &str) -> Exception {
    Exception::attribute_error(format!("'{}' object has no attribute '{name}'", value.type_name()))
}
