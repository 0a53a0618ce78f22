//! Reads and writes of shared variables.

use std::sync::Arc;

use super::{Effect, Step};
use crate::machine::action::{Access, Arguments, Location};
use crate::machine::event::EventKind;
use crate::machine::image::Image;
use crate::machine::resume::{Flow, is_data};
use crate::machine::shared::Shared;
use crate::value::{self, Arrival, BinaryOperator, Exception, Value};

impl<W: Shared> Step<'_, W> {
    pub(super) fn read(&mut self, location: &Location) -> Effect {
        let image = self.image;
        match self.world.variable(self.by, location.variable, Access::Read, |variable| peek(variable, location, image))
        {
            Some(Ok(value)) => {
                self.note(|| EventKind::Read { location: image.describe(location), value: value.clone() });
                Effect::Answer(value)
            }
            Some(Err(exception)) => raise(exception),
            None => Effect::Stopped,
        }
    }

    pub(super) fn write(&mut self, location: &Location, value: Value) -> Effect {
        let image = self.image;
        let written = self.world.variable(self.by, location.variable, Access::Write, |variable| {
            if location.path.is_empty() {
                *variable = Some(value.clone());
                return Ok(());
            }
            let root = defined(variable, location, image)?;
            value::set_path(root, &location.path, value.clone())
        });
        match written {
            Some(Ok(())) => {
                self.note(|| EventKind::Write { location: image.describe(location), value });
                Effect::Nothing
            }
            Some(Err(exception)) => raise(exception),
            None => Effect::Stopped,
        }
    }

    pub(super) fn update(&mut self, location: &Location, operator: BinaryOperator, operand: &Value) -> Effect {
        let image = self.image;
        let updated = self.world.variable(self.by, location.variable, Access::Write, |variable| {
            let root = defined(variable, location, image)?;
            let place = value::place_mut(root, &location.path, std::slice::from_ref(operand), Arrival::ItemByItem)?;
            value::assign_binary(operator, place, operand)?;
            Ok(place.clone())
        });
        match updated {
            Some(Ok(value)) => {
                self.note(|| {
                    let how = format!("{}= {}", operator.symbol(), value::repr(operand, &**image));
                    EventKind::Update { location: image.describe(location), how, value }
                });
                Effect::Nothing
            }
            Some(Err(exception)) => raise(exception),
            None => Effect::Stopped,
        }
    }

    pub(super) fn method(&mut self, location: &Location, method: &Arc<str>, arguments: Arguments) -> Effect {
        let image = self.image;
        let called = self.world.variable(self.by, location.variable, Access::of_method(method), |variable| {
            call_in_place(variable, location, method, &arguments, image)
        });
        match called {
            Some(Ok(Called::Gave(value))) => {
                self.note(|| EventKind::Update {
                    location: image.describe(location),
                    how: describe_call(method, &arguments, image),
                    value: value.clone(),
                });
                Effect::Answer(value)
            }
            Some(Ok(Called::Handle(handle))) => {
                // A handle: reading it was this step, its method is the next.
                self.note(|| EventKind::Read { location: image.describe(location), value: handle.clone() });
                self.call_handle(handle, method, arguments)
            }
            Some(Err(exception)) => raise(exception),
            None => Effect::Stopped,
        }
    }

    /// Lets the thread go on with a method of the handle that it has read.
    fn call_handle(&mut self, mut handle: Value, method: &str, arguments: Arguments) -> Effect {
        match self.thread.call_method(self.image, &mut handle, method, arguments) {
            Ok(Flow::Act(action)) => Effect::Become(action),
            Ok(_) => Effect::Nothing,
            Err(exception) => raise(exception),
        }
    }
}

/// The value in a variable that has one.
fn defined<'v>(
    variable: &'v mut Option<Value>,
    location: &Location,
    image: &Image,
) -> Result<&'v mut Value, Exception> {
    variable.as_mut().ok_or_else(|| not_defined(location, image))
}

fn not_defined(location: &Location, image: &Image) -> Exception {
    let name = image.program.variables.get(location.variable.0 as usize).map_or("?", |variable| &variable.name);
    Exception::new("NameError", format!("name '{name}' is not defined"))
}

/// The value in a location.
fn peek(variable: &Option<Value>, location: &Location, image: &Image) -> Result<Value, Exception> {
    let value = variable.as_ref().ok_or_else(|| not_defined(location, image))?;
    match location.path.split_first() {
        None => Ok(value.clone()),
        Some((first, rest)) => {
            let first = value::index(value, first)?;
            rest.iter().try_fold(first, |object, index| value::index(&object, index))
        }
    }
}

/// What came of a method of the value in a location.
enum Called {
    /// It gave this.
    Gave(Value),
    /// The value is this handle, and the method still to be called.
    Handle(Value),
}

fn call_in_place(
    variable: &mut Option<Value>,
    location: &Location,
    method: &str,
    arguments: &Arguments,
    image: &Image,
) -> Result<Called, Exception> {
    let current = peek(variable, location, image)?;
    if !is_data(&current) {
        return Ok(Called::Handle(current));
    }
    // Given up before the change, or a list would count as shared and be copied.
    drop(current);
    let root = defined(variable, location, image)?;
    let result = match place_for(root, location, method, &arguments.positional)? {
        Found::Place(place) => call_data_method(place, method, arguments),
        Found::Value(mut value) => call_data_method(&mut value, method, arguments),
    };
    result.map(Called::Gave)
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
    if Access::of_method(method) == Access::Write || location.path.is_empty() {
        return value::place_mut(root, &location.path, incoming, Arrival::by_method(method)).map(Found::Place);
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

fn describe_call(method: &str, arguments: &Arguments, image: &Image) -> String {
    let positional = arguments.positional.iter().map(|value| value::repr(value, image));
    let named = arguments.keywords.iter().map(|(name, value)| format!("{name}={}", value::repr(value, image)));
    format!("{method}({})", positional.chain(named).collect::<Vec<_>>().join(", "))
}
