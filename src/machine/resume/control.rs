//! Instructions that decide where to go on.

use std::sync::Arc;

use super::{Flow, Step};
use crate::machine::image::Image;
use crate::machine::thread::Thread;
use crate::program::Op;
use crate::value::{self, Exception, Value};

impl Thread {
    pub(super) fn control(&mut self, image: &Image, op: Op) -> Step {
        match op {
            Op::Jump(target) => self.jump(target),
            Op::JumpIfFalse(target) => self.pop_and_jump(target, false),
            Op::JumpIfTrue(target) => self.pop_and_jump(target, true),
            Op::JumpIfFalseOrPop(target) => self.jump_or_pop(target, false),
            Op::JumpIfTrueOrPop(target) => self.jump_or_pop(target, true),
            Op::IterBegin(slot) => {
                let items = self.pop();
                let items = value::iterable(&items)?;
                self.set_local(slot, items);
                self.set_local(slot + 1, Value::Int(0));
            }
            Op::IterNext(slot, target) => return self.iterate(slot, target),
            Op::EndFinally { slot, table } => return self.end_finally(image, slot, table),
            _ => {}
        }
        Ok(Flow::Next)
    }

    fn pop_and_jump(&mut self, target: u32, when: bool) {
        if self.pop().truth() == when {
            self.jump(target);
        }
    }

    fn jump_or_pop(&mut self, target: u32, when: bool) {
        if self.stack.last().is_some_and(Value::truth) == when {
            self.jump(target);
        } else {
            self.pop();
        }
    }

    fn iterate(&mut self, slot: u32, target: u32) -> Step {
        let Value::Int(count) = self.local(slot + 1) else { return Ok(Flow::Next) };
        let item =
            self.local_mut(slot).and_then(|items| value::item_at(items, usize::try_from(count).unwrap_or(usize::MAX)));
        match item {
            Some(item) => {
                self.set_local(slot + 1, Value::Int(count + 1));
                self.next(item)
            }
            None => {
                // What was gone through is no part of the state any more.
                self.set_local(slot, Value::None);
                self.set_local(slot + 1, Value::None);
                self.jump(target);
                Ok(Flow::Next)
            }
        }
    }

    fn end_finally(&mut self, image: &Image, slot: u32, table: u32) -> Step {
        let why = std::mem::replace(self.local_mut(slot).unwrap_or(&mut Value::None), Value::None);
        match why {
            Value::Int(1) => {
                let exception = self.local(slot + 1);
                self.set_local(slot + 1, Value::None);
                if let Value::Exception(exception) = exception {
                    return Ok(Flow::Reraise(exception));
                }
            }
            Value::Int(exit) if exit >= 2 => {
                let function = self.frames.last().and_then(|frame| image.program.function(frame.function));
                let exits = function.and_then(|function| function.exits.get(table as usize));
                let target = exits.and_then(|exits| exits.get(usize::try_from(exit - 2).unwrap_or(usize::MAX)));
                if let Some(target) = target.copied() {
                    self.jump(target);
                }
            }
            _ => {}
        }
        Ok(Flow::Next)
    }

    pub(super) fn exceptional(&mut self, image: &Image, op: Op) -> Step {
        match op {
            Op::Raise => match self.pop() {
                Value::Exception(exception) => {
                    // A fresh copy: it is raised here, wherever it was made or raised before.
                    Err((*exception).clone())
                }
                _ => Err(Exception::new("TypeError", "exceptions must derive from BaseException")),
            },
            Op::Reraise(slot) => match self.local(slot) {
                Value::Exception(exception) => Ok(Flow::Reraise(exception)),
                _ => Ok(Flow::Next),
            },
            Op::MakeException(symbol, count) => {
                let arguments = self.pop_many(count as usize);
                let type_name = image.program.symbols.get(symbol as usize).cloned().unwrap_or_default();
                let message = message_of(&type_name, &arguments, image);
                self.next(Value::Exception(Arc::new(Exception::new(&type_name, message))))
            }
            Op::AssertFail => {
                let message = self.pop();
                Err(Exception::new("AssertionError", value::checked_str(&message, image)?))
            }
            Op::Matches(slot, list) => {
                let types = image.program.type_lists.get(list as usize);
                let matches = match (self.local(slot), types) {
                    (Value::Exception(exception), Some(types)) => {
                        types.iter().any(|of| value::is_subclass(&exception.type_name, of))
                    }
                    _ => false,
                };
                self.next(Value::Bool(matches))
            }
            _ => Ok(Flow::Next),
        }
    }
}

/// What `str(e)` gives for an exception made with these arguments.
fn message_of(type_name: &str, arguments: &[Value], image: &Image) -> String {
    match arguments {
        [] => String::new(),
        // Python shows the key as it is written.
        [key] if type_name == "KeyError" => value::repr(key, image),
        [message] => value::to_str(message, image),
        several => {
            let texts: Vec<String> = several.iter().map(|argument| value::repr(argument, image)).collect();
            format!("({})", texts.join(", "))
        }
    }
}
