//! A thread's local work: runs instructions up to the next visible action.

mod actions;
mod calls;
mod control;
mod data;
mod innermost;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::machine::Action;
use crate::machine::image::Image;
use crate::machine::shortcut::Shortcut;
use crate::machine::thread::Thread;
use crate::program::Op;
use crate::value::{Exception, Value};

/// How much local work may still be done before the driver wants to look: instructions, and as many as it takes to go
/// through what is large.
#[derive(Clone, Copy, Debug)]
pub struct Fuel {
    limit: u64,
    used: u64,
}

impl Fuel {
    /// Local work from one action to the next that is taken for endless, wherever all schedules are looked at and where
    /// nothing else would end it.
    pub const ENDLESS: u64 = 10_000_000;

    /// So many instructions.
    pub fn of(instructions: u64) -> Self {
        Self { limit: instructions, used: 0 }
    }

    /// How much has been used since it was made.
    pub fn used(&self) -> u64 {
        self.used
    }

    /// Pays for going through a value, so that a few instructions cannot take for ever.
    pub(super) fn pay_for(&mut self, value: &Value) {
        self.burn(value.effort());
    }

    /// Takes off `amount`; whether any is left.
    #[inline]
    pub(super) fn burn(&mut self, amount: u64) -> bool {
        self.used = self.used.saturating_add(amount);
        self.used < self.limit
    }
}

/// Why local work stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// A visible action comes next.
    Action(Action),
    /// The outermost call returned this.
    Value(Value),
    /// The fuel is used up.
    OutOfFuel,
}

/// What an instruction leads to.
pub(super) enum Flow {
    /// The next instruction.
    Next,
    /// An action.
    Act(Action),
    /// The innermost call is over.
    Return,
    /// An exception that was raised before goes on, from where it was first raised.
    Reraise(Arc<Exception>),
}

pub(super) type Step = Result<Flow, Exception>;

impl Thread {
    /// Goes on until something visible comes.
    pub(super) fn resume(&mut self, image: &Image, shortcut: &mut impl Shortcut, fuel: &mut Fuel) -> Stop {
        loop {
            let Some(op) = self.run_innermost(image, shortcut, fuel) else { return Stop::Value(Value::None) };
            // What has been run is paid for already; this checks that there is something left.
            if !fuel.burn(0) {
                self.step_back();
                return Stop::OutOfFuel;
            }
            let raised = match self.execute(image, op, fuel) {
                Ok(Flow::Next) => continue,
                Ok(Flow::Act(action)) => return Stop::Action(action),
                Ok(Flow::Return) => match self.leave() {
                    Some(value) => return Stop::Value(value),
                    None => continue,
                },
                Ok(Flow::Reraise(exception)) => exception,
                Err(exception) => Arc::new(exception),
            };
            if let Err(uncaught) = self.raise(image, raised) {
                return Stop::Action(Action::End { uncaught: Some(uncaught) });
            }
        }
    }

    /// What the innermost call could not do by itself.
    fn execute(&mut self, image: &Image, op: Op, fuel: &mut Fuel) -> Step {
        match op {
            Op::CallFunction(function, count) => {
                let base = self.stack.len().saturating_sub(count as usize);
                self.enter_with_arguments_on_stack(image, function, base)?;
                Ok(Flow::Next)
            }
            Op::Return => Ok(Flow::Return),
            Op::Constant(_) | Op::Default(..) | Op::Object(_) | Op::ObjectElement(_) | Op::ObjectArray(_) => {
                self.load(image, op)
            }
            Op::Unary(operator) => self.unary(operator),
            Op::Binary(operator, right) => self.binary(operator, right, fuel),
            Op::Compare(operator, right) => self.compare(operator, right, fuel),
            Op::UpdateLocal(slot, operator, right) => self.update_local(slot, operator, right, fuel),
            Op::BuildList(count) => self.build_list(count),
            Op::BuildDict(count) => self.build_dict(count),
            Op::BuildRange => self.build_range(),
            Op::Append(slot) => self.append(slot, fuel),
            Op::Concat(count) => self.concat(count, fuel),
            Op::Format { repr, formatted } => self.format(image, repr, formatted, fuel),
            Op::Index => self.index(fuel),
            Op::IndexLocal(slot, index) => self.index_local(slot, index, fuel),
            Op::Slice => self.slice(fuel),
            Op::SetPath { slot, depth } => self.set_path(slot, depth, fuel),
            Op::Unpack(count) => self.unpack(count, fuel),
            Op::JumpUnless(..) | Op::IterBegin(_) | Op::IterNext(..) | Op::IterInto { .. } | Op::EndFinally { .. } => {
                self.control(image, op, fuel)
            }
            Op::Raise | Op::Reraise(_) | Op::MakeException(..) | Op::AssertFail | Op::Matches(..) => {
                self.exceptional(image, op, fuel)
            }
            Op::Call(_)
            | Op::CallBuiltin(..)
            | Op::CallMethod { .. }
            | Op::CallLocalMethod { .. }
            | Op::CallSharedMethod { .. }
            | Op::Operate { .. }
            | Op::Attribute(_)
            | Op::CallTask => self.calling(image, op, fuel),
            Op::EndAtomic => {
                self.atomic = self.atomic.saturating_sub(1);
                Ok(Flow::Next)
            }
            Op::CurrentThread => {
                let handle = Arc::clone(&self.handle);
                self.next(Value::Thread(handle))
            }
            _ => self.acting(image, op),
        }
    }

    /// Pushes a value and goes on.
    pub(super) fn next(&mut self, value: Value) -> Step {
        self.push(value);
        Ok(Flow::Next)
    }
}

pub(super) use actions::entering;
pub(super) use calls::bind_parameters;
pub use calls::is_data;
