//! What a claim says of a state: a function of shared variables, evaluated in one go.

use std::sync::Arc;

use crate::machine::action::Action;
use crate::machine::image::Image;
use crate::machine::indifferent::{Deaf, First};
use crate::machine::machine::Turn;
use crate::machine::perform::Step;
use crate::machine::resume::{Fuel, Stop};
use crate::machine::shared::Shared;
use crate::machine::thread::Thread;
use crate::value::{Exception, FunctionId, ThreadHandle, ThreadId, Value};

/// The value of a function without parameters that reads shared variables, all of them in this state. What it raises is
/// an error.
pub fn evaluate<W: Shared>(function: FunctionId, world: &mut W, image: &Arc<Image>) -> Result<Value, Arc<Exception>> {
    let handle = Arc::new(ThreadHandle { id: ThreadId(0), name: "main".to_owned() });
    let mut thread = Thread::new(handle, None);
    thread.enter(image, function, Vec::new()).map_err(Arc::new)?;
    let mut fuel = Fuel::of(Fuel::ENDLESS);
    loop {
        match thread.resume(image, world, &mut fuel) {
            Stop::Value(value) => return Ok(value),
            Stop::Action(Action::End { uncaught: Some(exception) }) => return Err(exception),
            Stop::Action(Action::End { uncaught: None }) => return Ok(Value::None),
            Stop::OutOfFuel => return Err(Arc::new(Exception::new("RuntimeError", "takes too long"))),
            Stop::Action(mut action) => loop {
                let effect = Step::new(&mut thread, Turn::Perform, world, image, &mut Deaf, &mut First).perform(action);
                if thread.apply(image, effect) {
                    break;
                }
                // The method of a handle that was read, or an exception that no one catches.
                action = std::mem::replace(&mut thread.pending, Action::Continue);
                match action {
                    Action::End { uncaught: Some(exception) } => return Err(exception),
                    Action::End { uncaught: None } | Action::Continue => return Ok(Value::None),
                    _ => {}
                }
            },
        }
    }
}
