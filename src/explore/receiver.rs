//! On what an operation is done, as far as the text of the code says.

use super::foresight::Foresight;
use crate::program::{Function, Op};
use crate::value::{FunctionId, ObjectId, ThreadId, Value};

/// What an operation is done on, as far as the text says.
pub(super) enum Receiver {
    One(ObjectId),
    /// An element of an array: first and how many.
    Some(ObjectId, usize),
    Thread(ThreadId),
    Unknown,
}

impl Foresight<'_> {
    /// What lies below so many arguments on the stack, if that is plain to see.
    pub(super) fn receiver(
        &self,
        function: FunctionId,
        code: &Function,
        at: u32,
        arguments: usize,
        locals: Option<&[Value]>,
    ) -> Receiver {
        let Some(known) = self.functions.get(function.index()) else { return Receiver::Unknown };
        let Some(from) = (at as usize).checked_sub(arguments + 1) else { return Receiver::Unknown };
        let joins = known.targets.get(from + 1..=at as usize).unwrap_or_default().contains(&true);
        let plain = |op: &Op| matches!(op, Op::Literal(_) | Op::Local(_) | Op::Constant(_));
        if joins || !code.code.get(from + 1..at as usize).unwrap_or_default().iter().all(plain) {
            return Receiver::Unknown;
        }
        let site = |site: u32| self.image.sites.get(site as usize).copied();
        match code.code.get(from) {
            Some(Op::Object(of)) => site(*of).map_or(Receiver::Unknown, |(first, _)| Receiver::One(first)),
            Some(Op::ObjectElement(of)) => {
                let Some((first, count)) = site(*of) else { return Receiver::Unknown };
                let joins = known.targets.get(from) == Some(&true);
                let index = from.checked_sub(1).and_then(|at| code.code.get(at)).filter(|_| !joins);
                let index = match index {
                    Some(Op::Local(slot)) => self.constant(function, *slot, locals),
                    Some(Op::Literal(literal)) => self.image.program.literals.get(*literal as usize),
                    _ => None,
                };
                match index {
                    Some(Value::Int(index)) if usize::try_from(*index).is_ok_and(|index| index < count) => {
                        Receiver::One(ObjectId::at(first.index() + usize::try_from(*index).unwrap_or(0)))
                    }
                    _ => Receiver::Some(first, count),
                }
            }
            Some(Op::Local(slot)) => self.local(function, *slot, locals),
            _ => Receiver::Unknown,
        }
    }

    /// The value of a local that does not change any more.
    fn constant<'v>(&self, function: FunctionId, slot: u32, locals: Option<&'v [Value]>) -> Option<&'v Value> {
        let known = self.functions.get(function.index())?;
        locals?.get(slot as usize).filter(|_| known.constant.get(slot as usize) == Some(&true))
    }

    /// What such a local says of a receiver.
    pub(super) fn local(&self, function: FunctionId, slot: u32, locals: Option<&[Value]>) -> Receiver {
        match self.constant(function, slot, locals) {
            Some(Value::Object(object)) => Receiver::One(object.id),
            Some(Value::Thread(thread)) => Receiver::Thread(thread.id),
            _ => Receiver::Unknown,
        }
    }
}
