//! Reads and writes of shared variables.

use std::sync::Arc;

use super::{Effect, Step};
use crate::machine::action::{Action, Arguments, Location};
use crate::machine::event::EventKind;
use crate::machine::machine::Machine;
use crate::machine::resume::is_data;
use crate::value::{self, BinaryOperator, Exception, Value};

impl Machine {
    pub(super) fn read(&mut self, step: &mut Step, location: Location) -> Effect {
        let value = match self.peek(&location) {
            Ok(value) => value,
            Err(exception) => return raise(exception),
        };
        if step.log.wants() {
            let kind = EventKind::Read { location: self.describe(&location), value: value.clone() };
            self.note(step, || kind);
        }
        Effect::Answer(value)
    }

    /// The value in a location.
    fn peek(&self, location: &Location) -> Result<Value, Exception> {
        let value = self.world.variables.get(location.variable.0 as usize).and_then(Option::as_ref);
        let value = value.ok_or_else(|| self.not_defined(location))?;
        match location.path.split_first() {
            None => Ok(value.clone()),
            Some((first, rest)) => {
                let first = value::index(value, first)?;
                rest.iter().try_fold(first, |object, index| value::index(&object, index))
            }
        }
    }

    fn not_defined(&self, location: &Location) -> Exception {
        let name =
            self.image.program.variables.get(location.variable.0 as usize).map_or("?", |variable| &variable.name);
        Exception::new("NameError", format!("name '{name}' is not defined"))
    }

    fn variable_mut(&mut self, location: &Location) -> Result<&mut Value, Exception> {
        let missing = self.not_defined(location);
        self.world.variables.get_mut(location.variable.0 as usize).and_then(Option::as_mut).ok_or(missing)
    }

    pub(super) fn write(&mut self, step: &mut Step, location: Location, value: Value) -> Effect {
        let event =
            step.log.wants().then(|| EventKind::Write { location: self.describe(&location), value: value.clone() });
        let result = if location.path.is_empty() {
            if let Some(place) = self.world.variables.get_mut(location.variable.0 as usize) {
                *place = Some(value);
            }
            Ok(())
        } else {
            self.variable_mut(&location).and_then(|root| value::set_path(root, &location.path, value))
        };
        match result {
            Ok(()) => {
                if let Some(event) = event {
                    self.note(step, || event);
                }
                Effect::Nothing
            }
            Err(exception) => raise(exception),
        }
    }

    pub(super) fn update(
        &mut self,
        step: &mut Step,
        location: Location,
        operator: BinaryOperator,
        operand: &Value,
    ) -> Effect {
        let updated = self.variable_mut(&location).and_then(|root| {
            let place = value::place_mut(root, &location.path, std::slice::from_ref(operand))?;
            value::assign_binary(operator, place, operand)?;
            Ok(place.clone())
        });
        match updated {
            Ok(value) => {
                if step.log.wants() {
                    let how = format!("{}= {}", operator.symbol(), value::repr(operand, &*self.image));
                    let kind = EventKind::Update { location: self.describe(&location), how, value };
                    self.note(step, || kind);
                }
                Effect::Nothing
            }
            Err(exception) => raise(exception),
        }
    }

    pub(super) fn method(
        &mut self,
        step: &mut Step,
        location: Location,
        method: &Arc<str>,
        arguments: Arguments,
    ) -> Effect {
        let image = Arc::clone(&self.image);
        let current = match self.peek(&location) {
            Ok(value) => value,
            Err(exception) => return raise(exception),
        };
        if !is_data(&current) {
            // A handle: reading it was this step, its method is the next.
            if step.log.wants() {
                let kind = EventKind::Read { location: self.describe(&location), value: current.clone() };
                self.note(step, || kind);
            }
            return self.call_handle(step, current, method, arguments);
        }
        let how = step.log.wants().then(|| describe_call(method, &arguments, &image));
        drop(current);
        let result = self.variable_mut(&location).and_then(|root| {
            let place = place_for(root, &location, method, &arguments.positional)?;
            match place {
                Found::Place(place) => call_data_method(place, method, &arguments),
                Found::Value(mut value) => call_data_method(&mut value, method, &arguments),
            }
        });
        match result {
            Ok(value) => {
                if let Some(how) = how {
                    let kind = EventKind::Update { location: self.describe(&location), how, value: value.clone() };
                    self.note(step, || kind);
                }
                Effect::Answer(value)
            }
            Err(exception) => raise(exception),
        }
    }

    /// Lets the thread go on with a method of the handle that it has read.
    fn call_handle(&mut self, step: &Step, handle: Value, method: &str, arguments: Arguments) -> Effect {
        let image = Arc::clone(&self.image);
        let Some(thread) = self.threads.get_mut(step.who.index()) else { return Effect::Nothing };
        match thread.method_of_handle(&image, handle, method, arguments) {
            Ok(Some(action)) => Effect::Become(action),
            Ok(None) => Effect::Nothing,
            Err(exception) => raise(exception),
        }
    }

    /// A location as it is written: `balance`, `xs[0]`, `d['k']`.
    pub fn describe(&self, location: &Location) -> String {
        let name =
            self.image.program.variables.get(location.variable.0 as usize).map_or("?", |variable| &variable.name);
        let mut text = name.to_owned();
        for index in &location.path {
            text.push('[');
            text.push_str(&value::repr(index, &*self.image));
            text.push(']');
        }
        text
    }
}

pub(super) fn raise(exception: Exception) -> Effect {
    Effect::Raise(Arc::new(exception))
}

enum Found<'a> {
    Place(&'a mut Value),
    Value(Value),
}

/// The value that a method is called on: itself if the method changes it, else a copy.
fn place_for<'a>(
    root: &'a mut Value,
    location: &Location,
    method: &str,
    incoming: &[Value],
) -> Result<Found<'a>, Exception> {
    let changes = value::method_mutates(method) || matches!(method, "compare_exchange" | "swap" | "fetch_add");
    if changes || location.path.is_empty() {
        return value::place_mut(root, &location.path, incoming).map(Found::Place);
    }
    let value = location.path.iter().try_fold(root.clone(), |object, index| value::index(&object, index))?;
    Ok(Found::Value(value))
}

/// A method of a list, dict, string or number, and of an atomic variable.
fn call_data_method(place: &mut Value, method: &str, arguments: &Arguments) -> Result<Value, Exception> {
    match (method, arguments.positional.as_slice()) {
        ("compare_exchange", [old, new]) => {
            let same = value::equals(place, old);
            if same {
                *place = new.clone();
            }
            Ok(Value::Bool(same))
        }
        ("swap", [new]) => Ok(std::mem::replace(place, new.clone())),
        ("fetch_add", [amount]) => {
            let sum = value::binary(BinaryOperator::Add, place, amount)?;
            Ok(std::mem::replace(place, sum))
        }
        ("compare_exchange" | "swap" | "fetch_add", given) => {
            let message = format!("{method}() does not take {} arguments", given.len());
            Err(Exception::new("TypeError", message))
        }
        _ => value::call_method(place, method, &arguments.positional, &arguments.keywords),
    }
}

fn describe_call(method: &str, arguments: &Arguments, image: &crate::machine::Image) -> String {
    let positional = arguments.positional.iter().map(|value| value::repr(value, image));
    let named = arguments.keywords.iter().map(|(name, value)| format!("{name}={}", value::repr(value, image)));
    format!("{method}({})", positional.chain(named).collect::<Vec<_>>().join(", "))
}

/// The action that a method of a handle leads to.
impl crate::machine::thread::Thread {
    pub(super) fn method_of_handle(
        &mut self,
        image: &crate::machine::Image,
        mut handle: Value,
        method: &str,
        arguments: Arguments,
    ) -> Result<Option<Action>, Exception> {
        use crate::machine::resume::Flow;
        match self.call_method(image, &mut handle, method, arguments)? {
            Flow::Act(action) => Ok(Some(action)),
            _ => Ok(None),
        }
    }
}
