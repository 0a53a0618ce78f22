//! Calls of functions, built-ins and methods.

use std::sync::Arc;

use super::data::pay_for_letters;
use super::{Flow, Fuel, Step};
use crate::machine::action::{Arguments, OperationTarget};
use crate::machine::image::Image;
use crate::machine::thread::Thread;
use crate::machine::{Action, Location};
use crate::primitives::registry::{self, Method};
use crate::primitives::{Operation, PoolOperation};
use crate::program::{CallShape, Op, PlaceSite, VariableId};
use crate::value::{self, Arrival, Builtin, Exception, FunctionId, Key, ObjectKind, ObjectRef, Value};

impl Thread {
    pub(super) fn calling(&mut self, image: &Image, op: Op, fuel: &mut Fuel) -> Step {
        let program = &image.program;
        match op {
            Op::Call(shape) => {
                let arguments = self.pop_arguments(program.calls.get(shape as usize));
                let callee = self.pop();
                self.call_value(image, &callee, arguments, fuel)
            }
            Op::CallBuiltin(builtin, shape) => {
                self.call_builtin(image, builtin, program.calls.get(shape as usize), fuel)
            }
            Op::CallMethod { name, shape } => {
                let arguments = self.pop_arguments(program.calls.get(shape as usize));
                let mut receiver = self.pop();
                let name = program.symbols.get(name as usize).map_or("", |name| name);
                if is_data(&receiver) {
                    let value = call_data_method(&mut receiver, name, &arguments, fuel)?;
                    return self.next(value);
                }
                self.call_method(image, &mut receiver, name, arguments)
            }
            Op::CallLocalMethod { site, shape } => {
                let arguments = self.pop_arguments(program.calls.get(shape as usize));
                match program.places.get(site as usize) {
                    Some(site) => self.call_local_method(image, site, arguments, fuel),
                    None => Ok(Flow::Next),
                }
            }
            Op::CallSharedMethod { site, shape } => {
                let arguments = self.pop_arguments(program.calls.get(shape as usize));
                let Some(site) = program.places.get(site as usize) else { return Ok(Flow::Next) };
                let path = self.pop_many(site.depth as usize);
                let location = Location { variable: VariableId(site.root), path };
                Ok(Flow::Act(Action::Method { location, method: Arc::clone(&site.method), arguments }))
            }
            Op::Operate { method, shape } => {
                let arguments = self.pop_arguments(program.calls.get(shape as usize));
                let receiver = self.pop();
                match (receiver, program.methods.get(method as usize)) {
                    (Value::Object(object), Some(method)) => {
                        operate(OperationTarget::Object(object), method, arguments)
                    }
                    _ => Ok(Flow::Next),
                }
            }
            Op::Attribute(symbol) => {
                let receiver = self.pop();
                let name = program.symbols.get(symbol as usize).map_or("", |name| name);
                self.attribute(&receiver, name)
            }
            Op::CallTask => {
                let (keywords, arguments, function) = (self.pop(), self.pop(), self.pop());
                let positional = match arguments {
                    Value::List(list) => list.items.clone(),
                    _ => Vec::new(),
                };
                self.call_value(image, &function, Arguments { positional, keywords: named(&keywords) }, fuel)
            }
            _ => Ok(Flow::Next),
        }
    }

    fn call_builtin(&mut self, image: &Image, builtin: Builtin, shape: Option<&CallShape>, fuel: &mut Fuel) -> Step {
        let value = match shape {
            // Without names they are used where they lie.
            Some(shape) if shape.keywords.is_empty() => {
                let first = self.stack.len().saturating_sub(shape.count());
                let arguments = self.stack.get(first..).unwrap_or_default();
                let value = call_builtin(image, builtin, arguments, &[], fuel)?;
                self.stack.truncate(first);
                value
            }
            shape => {
                let arguments = self.pop_arguments(shape);
                call_builtin(image, builtin, &arguments.positional, &arguments.keywords, fuel)?
            }
        };
        self.next(value)
    }

    /// Takes the arguments of a call off the stack.
    pub(super) fn pop_arguments(&mut self, shape: Option<&CallShape>) -> Arguments {
        let Some(shape) = shape else { return Arguments::default() };
        let mut positional = self.pop_many(shape.count());
        let named = positional.split_off((shape.positional as usize).min(positional.len()));
        Arguments { positional, keywords: shape.keywords.iter().cloned().zip(named).collect() }
    }

    /// Calls whatever a value is.
    pub(in crate::machine) fn call_value(
        &mut self,
        image: &Image,
        callee: &Value,
        arguments: Arguments,
        fuel: &mut Fuel,
    ) -> Step {
        match callee {
            Value::Function(function) => {
                let arguments = bind_parameters(image, *function, arguments)?;
                self.enter(image, *function, arguments)?;
                Ok(Flow::Next)
            }
            Value::Builtin(builtin) => {
                let value = call_builtin(image, *builtin, &arguments.positional, &arguments.keywords, fuel)?;
                self.next(value)
            }
            other => Err(Exception::new("TypeError", format!("'{}' object is not callable", other.type_name()))),
        }
    }

    fn call_local_method(&mut self, image: &Image, site: &PlaceSite, arguments: Arguments, fuel: &mut Fuel) -> Step {
        let path = self.pop_many(site.depth as usize);
        let Some(root) = self.local_mut(site.root) else { return Ok(Flow::Next) };
        if !path.is_empty() && root.is_shared() {
            fuel.pay_for(root);
        }
        let receiver = element_mut_or_read(root, &path, &arguments.positional, &site.method)?;
        match receiver {
            Receiver::Place(place) if is_data(place) => {
                let value = call_data_method(place, &site.method, &arguments, fuel)?;
                self.next(value)
            }
            Receiver::Place(place) => {
                let mut handle = place.clone();
                self.call_method(image, &mut handle, &site.method, arguments)
            }
            Receiver::Value(mut value) => self.call_method(image, &mut value, &site.method, arguments),
        }
    }

    /// A method of a value that is in no variable, or of a handle.
    pub(in crate::machine) fn call_method(
        &mut self,
        image: &Image,
        receiver: &mut Value,
        name: &str,
        arguments: Arguments,
    ) -> Step {
        match receiver {
            Value::Object(object) => self.object_method(image, *object, name, arguments),
            Value::Thread(handle) => {
                let target = OperationTarget::Thread(handle.id);
                handle_method(target, "Thread", registry::thread().methods, name, arguments)
            }
            Value::Future(future) => {
                handle_method(OperationTarget::Future(*future), "Future", registry::future().methods, name, arguments)
            }
            data => {
                let value = value::call_method(data, name, &arguments.positional, &arguments.keywords)?;
                self.next(value)
            }
        }
    }

    fn object_method(&mut self, image: &Image, object: ObjectRef, name: &str, arguments: Arguments) -> Step {
        let row = registry::kind(object.kind);
        if let Some((_, guard)) = row.guards.iter().find(|(guard, _)| *guard == name) {
            return self.next(Value::Object(ObjectRef { kind: *guard, ..object }));
        }
        if object.kind == ObjectKind::Pool && name == "map" {
            let method = find(row.methods, object.kind.type_name(), name)?;
            let operation = bind(method, arguments)?;
            let Operation::Pool(PoolOperation::Map { function, items }) = operation else { return Ok(Flow::Next) };
            self.enter(image, image.program.prelude.map, vec![Value::Object(object), function, items])?;
            return Ok(Flow::Next);
        }
        handle_method(OperationTarget::Object(object), object.kind.type_name(), row.methods, name, arguments)
    }

    fn attribute(&mut self, receiver: &Value, name: &str) -> Step {
        let (attributes, target) = match receiver {
            Value::Object(object) => (registry::kind(object.kind).attributes, OperationTarget::Object(*object)),
            Value::Thread(handle) if name == "name" => return self.next(Value::str(handle.name.as_str())),
            Value::Thread(handle) => (registry::thread().attributes, OperationTarget::Thread(handle.id)),
            Value::Future(future) => (registry::future().attributes, OperationTarget::Future(*future)),
            Value::Exception(exception) if name == "message" => {
                return self.next(Value::str(exception.message.as_str()));
            }
            Value::Exception(exception) if name == "type" => return self.next(Value::str(&*exception.type_name)),
            other => return Err(no_attribute(other.type_name(), name)),
        };
        match attributes.iter().find(|attribute| attribute.name == name) {
            Some(attribute) => Ok(Flow::Act(Action::Operate { target, operation: (attribute.operation)() })),
            None => Err(no_attribute(receiver.type_name(), name)),
        }
    }
}

/// Calls a built-in function, and pays for going through what is large.
fn call_builtin(
    image: &Image,
    builtin: Builtin,
    arguments: &[Value],
    keywords: &[(Arc<str>, Value)],
    fuel: &mut Fuel,
) -> Result<Value, Exception> {
    if matches!(value::builtin_info(builtin).name, "len" | "bool") {
        // Lists and dicts know how many items they have.
        arguments.iter().for_each(|argument| pay_for_letters(argument, fuel));
        return value::call_builtin(builtin, arguments, keywords, image);
    }
    arguments.iter().for_each(|argument| fuel.pay_for(argument));
    let value = value::call_builtin(builtin, arguments, keywords, image)?;
    fuel.pay_for(&value);
    Ok(value)
}

/// Calls a method of a list, dict or text, and pays for going through what is large.
fn call_data_method(
    receiver: &mut Value,
    name: &str,
    arguments: &Arguments,
    fuel: &mut Fuel,
) -> Result<Value, Exception> {
    let Arguments { positional, keywords } = arguments;
    let is_quick = matches!(name, "append" | "get" | "setdefault") || name == "pop" && positional.is_empty();
    if is_quick {
        if value::method_mutates(name) && receiver.is_shared() {
            fuel.pay_for(receiver);
        }
        return value::call_method(receiver, name, positional, keywords);
    }
    fuel.pay_for(receiver);
    positional.iter().for_each(|argument| fuel.pay_for(argument));
    let value = value::call_method(receiver, name, positional, keywords)?;
    fuel.pay_for(&value);
    Ok(value)
}

/// A receiver that can be changed in place, or (a character of a string, an item of a range) only read.
enum Receiver<'a> {
    Place(&'a mut Value),
    Value(Value),
}

fn element_mut_or_read<'a>(
    root: &'a mut Value,
    path: &[Value],
    incoming: &[Value],
    method: &str,
) -> Result<Receiver<'a>, Exception> {
    if path.is_empty() {
        return Ok(Receiver::Place(root));
    }
    let read = path.iter().try_fold(root.clone(), |object, index| value::index(&object, index))?;
    if !is_data(&read) {
        return Ok(Receiver::Value(read));
    }
    drop(read);
    value::place_mut(root, path, incoming, Arrival::by_method(method)).map(Receiver::Place)
}

/// Whether a value has methods of its own that need no step.
pub fn is_data(value: &Value) -> bool {
    !matches!(value, Value::Object(_) | Value::Thread(_) | Value::Future(_))
}

fn find(methods: &'static [Method], type_name: &str, name: &str) -> Result<&'static Method, Exception> {
    methods.iter().find(|method| method.name == name).ok_or_else(|| no_attribute(type_name, name))
}

fn handle_method(
    target: OperationTarget,
    type_name: &str,
    methods: &'static [Method],
    name: &str,
    arguments: Arguments,
) -> Step {
    operate(target, find(methods, type_name, name)?, arguments)
}

fn operate(target: OperationTarget, method: &Method, arguments: Arguments) -> Step {
    Ok(Flow::Act(Action::Operate { target, operation: bind(method, arguments)? }))
}

fn bind(method: &Method, arguments: Arguments) -> Result<Operation, Exception> {
    let keywords = arguments.keywords.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
    method.call(arguments.positional, keywords)
}

/// The arguments that a dict gives names.
fn named(keywords: &Value) -> Vec<(Arc<str>, Value)> {
    let Value::Dict(dict) = keywords else { return Vec::new() };
    let pair = |(name, value): (&Key, &Value)| match &name.0 {
        Value::Str(name) => Some((name.as_str().into(), value.clone())),
        _ => None,
    };
    dict.entries.iter().filter_map(pair).collect()
}

fn no_attribute(type_name: &str, name: &str) -> Exception {
    Exception::new("AttributeError", format!("'{type_name}' object has no attribute '{name}'"))
}

/// The arguments of a call in the order of a function's parameters, with CPython's errors.
pub(in crate::machine) fn bind_parameters(
    image: &Image,
    function: FunctionId,
    arguments: Arguments,
) -> Result<Vec<Value>, Exception> {
    let Some(declared) = image.program.function(function) else { return Ok(Vec::new()) };
    let name = &declared.name;
    let expected = declared.parameters.len();
    let given = arguments.positional.len();
    let type_error = |message: String| Err(Exception::new("TypeError", message));
    if given > expected {
        let (s, were) = (if expected == 1 { "" } else { "s" }, if given == 1 { "was" } else { "were" });
        return type_error(format!("{name}() takes {expected} positional argument{s} but {given} {were} given"));
    }
    let mut bound: Vec<Option<Value>> = arguments.positional.into_iter().map(Some).collect();
    bound.resize(expected, None);
    for (keyword, value) in arguments.keywords {
        let Some(index) = declared.parameters.iter().position(|parameter| *parameter.name == *keyword) else {
            return type_error(format!("{name}() got an unexpected keyword argument '{keyword}'"));
        };
        match bound.get_mut(index) {
            Some(place @ None) => *place = Some(value),
            _ => return type_error(format!("{name}() got multiple values for argument '{keyword}'")),
        }
    }
    let mut values = Vec::with_capacity(expected);
    let mut missing = Vec::new();
    for (index, (value, parameter)) in bound.into_iter().zip(&declared.parameters).enumerate() {
        let key = (function, u32::try_from(index).unwrap_or(u32::MAX));
        match value.or_else(|| image.defaults.get(&key).cloned()) {
            Some(value) => values.push(value),
            None => missing.push(format!("'{}'", parameter.name)),
        }
    }
    match missing.as_slice() {
        [] => Ok(values),
        [one] => type_error(format!("{name}() missing 1 required positional argument: {one}")),
        [all @ .., last] => {
            let comma = if all.len() > 1 { "," } else { "" };
            type_error(format!(
                "{name}() missing {} required positional arguments: {}{comma} and {last}",
                missing.len(),
                all.join(", ")
            ))
        }
    }
}
