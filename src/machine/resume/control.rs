//! Instructions that decide where to go on.

use std::sync::Arc;

use super::{Flow, Fuel, Step};
use crate::machine::image::Image;
use crate::machine::thread::Thread;
use crate::program::Op;
use crate::value::{self, BinaryOperator, Exception, Value};

impl Thread {
    pub(super) fn control(&mut self, image: &Image, op: Op, fuel: &mut Fuel) -> Step {
        match op {
            Op::JumpUnless(operator, right, target) => {
                let holds = self.comparison(operator, right, fuel)?;
                if !holds {
                    self.jump(target);
                }
            }
            Op::IterBegin(slot) => {
                let items = self.pop();
                let walked = value::iterable(&items)?;
                if !matches!(items, Value::List(_)) {
                    // A list was made of it.
                    fuel.pay_for(&walked);
                }
                self.set_local(slot, walked);
                self.set_local(slot + 1, Value::Int(0));
            }
            Op::IterNext(walk, end) => match self.next_item(walk) {
                Some(item) => self.push(item),
                None => self.end_iteration(walk, end),
            },
            // As long as there is a next item, it is found in `innermost`.
            Op::IterInto { walk, end, .. } => self.end_iteration(walk, end),
            Op::EndFinally { slot, table } => return self.end_finally(image, slot, table),
            _ => {}
        }
        Ok(Flow::Next)
    }

    /// The next item of the loop over a local, if there is one.
    fn next_item(&mut self, walk: u32) -> Option<Value> {
        let Value::Int(count) = self.local(walk + 1) else { return None };
        let item = value::item_at(self.local_mut(walk)?, usize::try_from(count).ok()?)?;
        self.set_local(walk + 1, Value::Int(count.saturating_add(1)));
        Some(item)
    }

    /// There are no more items.
    fn end_iteration(&mut self, slot: u32, end: u32) {
        // What was gone through is no part of the state any more.
        self.set_local(slot, Value::None);
        self.set_local(slot + 1, Value::None);
        self.jump(end);
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

    pub(super) fn exceptional(&mut self, image: &Image, op: Op, fuel: &mut Fuel) -> Step {
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
                let message = message_of(&type_name, &arguments, image)?;
                let exception = Value::Exception(Arc::new(Exception::new(&type_name, message)));
                fuel.pay_for(&exception);
                self.next(exception)
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
fn message_of(type_name: &str, arguments: &[Value], image: &Image) -> Result<String, Exception> {
    match arguments {
        [] => Ok(String::new()),
        // Python shows the key as it is written.
        [key] if type_name == "KeyError" => value::checked_repr(key, image),
        [message] => value::checked_str(message, image),
        [first, others @ ..] => {
            let mut text = Value::str(format!("({}", value::checked_repr(first, image)?));
            for other in others {
                let more = Value::str(format!(", {}", value::checked_repr(other, image)?));
                value::assign_binary(BinaryOperator::Add, &mut text, &more)?;
            }
            value::assign_binary(BinaryOperator::Add, &mut text, &Value::str(")"))?;
            value::checked_str(&text, image)
        }
    }
}
