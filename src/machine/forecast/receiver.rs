//! On what a method is called, as far as the code says it.

use super::Forecast;
use crate::program::{Function, Op};
use crate::value::ObjectKind;

/// What a method is called on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Receiver {
    /// A primitive.
    Primitive(ObjectKind),
    /// A thread.
    Thread,
    /// A value without identity.
    Data,
    /// Who knows.
    Unknown,
}

impl Forecast<'_> {
    /// What the method called at `at` is called on. Of all operands of the call, the receiver alone begins where the call
    /// does, and the instruction that gives it comes last of those that begin there.
    pub(super) fn receiver(&self, function: &Function, at: usize) -> Receiver {
        let Some(start) = function.places.get(at).map(|place| place.start) else { return Receiver::Unknown };
        let before = function.code.iter().zip(&function.places).take(at).rev();
        let of_the_call = before.take_while(|(_, place)| place.start >= start);
        let given = of_the_call.filter(|(_, place)| place.start == start).map(|(op, _)| *op).next();
        given.map_or(Receiver::Unknown, |op| self.gives(op))
    }

    /// What the instruction at `at` takes from the one before it, if that gives the same expression's value.
    pub(super) fn context(&self, function: &Function, at: usize) -> Receiver {
        let place = function.places.get(at);
        let before = at.checked_sub(1);
        let Some(before) = before.filter(|before| function.places.get(*before) == place) else {
            return Receiver::Unknown;
        };
        match function.code.get(before).copied() {
            Some(Op::CallMethod { name, .. }) => {
                let (name, of) = (self.symbol(name), self.receiver(function, before));
                let guard = self.kinds_of(of).into_iter().find_map(|kind| super::instruction::guard(kind, name));
                guard.map_or(Receiver::Unknown, Receiver::Primitive)
            }
            Some(op) => self.gives(op),
            None => Receiver::Unknown,
        }
    }

    /// What kind of value an instruction pushes.
    fn gives(&self, op: Op) -> Receiver {
        match op {
            Op::Object(site) | Op::ObjectElement(site) => {
                let object = self.program.objects.get(site as usize);
                object.map_or(Receiver::Unknown, |object| Receiver::Primitive(object.kind))
            }
            Op::CurrentThread => Receiver::Thread,
            Op::Literal(_)
            | Op::ObjectArray(_)
            | Op::BuildList(_)
            | Op::BuildDict(_)
            | Op::BuildRange
            | Op::Concat(_)
            | Op::Format { .. }
            | Op::Compare(..) => Receiver::Data,
            _ => Receiver::Unknown,
        }
    }
}
