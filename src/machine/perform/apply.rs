//! Takes what came of an action to the thread that did it.

use std::sync::Arc;

use super::Effect;
use crate::machine::action::Action;
use crate::machine::image::Image;
use crate::machine::thread::Thread;
use crate::program::Op;
use crate::value::Value;

impl Thread {
    /// Takes what came of the pending action; whether local work comes next.
    pub(in crate::machine) fn apply(&mut self, image: &Image, effect: Effect) -> bool {
        let raised = match effect {
            Effect::Nothing => return true,
            Effect::Answer(value) => {
                self.push(value);
                return true;
            }
            Effect::Become(action) => {
                self.pending = action;
                return false;
            }
            Effect::Ended | Effect::Stopped => return false,
            Effect::Raise(exception) => exception,
            Effect::Call(function, arguments) => match self.enter(image, function, arguments) {
                Ok(()) => return true,
                Err(exception) => Arc::new(exception),
            },
            Effect::Task { future, function, arguments, keywords } => {
                self.set_local(1, Value::Future(future));
                [function, arguments, keywords].into_iter().for_each(|value| self.push(value));
                return true;
            }
            Effect::NoMoreTasks => {
                if let Some(Op::TakeTask(end)) = self.current_op(image) {
                    self.jump(end);
                }
                return true;
            }
        };
        match self.raise(image, raised) {
            Ok(()) => true,
            Err(uncaught) => {
                self.pending = Action::End { uncaught: Some(uncaught) };
                self.atomic = 0;
                false
            }
        }
    }
}
