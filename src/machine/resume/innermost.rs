//! The innermost call while it runs, with its code, its place in it and its operands at hand: here most time is spent.
//!
//! Done here is what is plain: it cannot fail, needs nothing but the call's own locals and operands, and takes a few
//! machine instructions. Whatever turns out not to be plain is left as it stands, for `Thread::execute`.

use super::Fuel;
use crate::machine::image::Image;
use crate::machine::shortcut::Shortcut;
use crate::machine::thread::Thread;
use crate::program::{Jump, Op, Operand, VariableId};
use crate::value::{self, BinaryOperator, CompareOperator, ObjectRef, Value};

/// The innermost call.
struct Innermost<'a, S> {
    image: &'a Image,
    /// Whether steps can be done in passing; not in an atomic block, which is one step.
    shortcut: Option<&'a mut S>,
    code: &'a [Op],
    /// The next instruction.
    next: usize,
    /// The first instruction that was not paid for: those from here to `next` have been done in a row.
    unpaid: usize,
    /// Where the locals begin.
    base: usize,
    stack: &'a mut Vec<Value>,
    fuel: &'a mut Fuel,
}

impl Thread {
    /// Runs the innermost call up to an instruction that needs more than that call, and gives it.
    pub(super) fn run_innermost<S: Shortcut>(
        &mut self,
        image: &Image,
        shortcut: &mut S,
        fuel: &mut Fuel,
    ) -> Option<Op> {
        let frame = self.frames.last_mut()?;
        let function = image.program.functions.get(frame.function.index())?;
        let mut call = Innermost {
            image,
            // Who has just gone to sleep does its next step when it wakes.
            shortcut: (self.atomic == 0 && self.asleep_until.is_none()).then_some(shortcut),
            code: &function.code,
            next: frame.pc as usize,
            unpaid: frame.pc as usize,
            base: frame.base as usize,
            stack: &mut self.stack,
            fuel,
        };
        let op = call.run();
        call.pay();
        frame.pc = u32::try_from(call.next).unwrap_or(u32::MAX);
        op
    }
}

impl<S: Shortcut> Innermost<'_, S> {
    #[inline(always)]
    fn run(&mut self) -> Option<Op> {
        loop {
            let op = *self.code.get(self.next)?;
            self.next += 1;
            if !self.plain(op) {
                return Some(op);
            }
        }
    }

    /// Does an instruction if that is plain; else nothing has happened.
    #[inline(always)]
    fn plain(&mut self, op: Op) -> bool {
        match op {
            Op::Literal(index) => self.push_copy(self.image.program.literals.get(index as usize)),
            Op::Constant(index) => self.push_copy(self.image.constants.get(index as usize)),
            Op::Local(slot) => self.local(slot),
            Op::SetLocal(slot) => self.set_local(slot),
            Op::Pop => self.drop_top(),
            Op::Binary(operator, right) => self.binary(operator, right),
            Op::Compare(operator, right) => self.compare(operator, right),
            Op::UpdateLocal(slot, operator, right) => self.update_local(slot, operator, right),
            Op::IndexLocal(slot, index) => self.index_local(slot, index),
            Op::Jump(target) => self.jump(target),
            Op::JumpIfFalse(target) => self.jump_if(false, target),
            Op::JumpIfTrue(target) => self.jump_if(true, target),
            Op::JumpIfFalseOrPop(target) => self.jump_or_pop(false, target),
            Op::JumpIfTrueOrPop(target) => self.jump_or_pop(true, target),
            Op::JumpUnless(operator, right, target) => self.jump_unless(operator, right, target),
            Op::IterInto { walk, into, .. } => self.iterate(walk, into),
            Op::EndGuarded(slot, cleanup) => self.put_int(slot, 0) && self.jump(cleanup),
            Op::EndFinally { slot, .. } => self.end_finally(slot),
            Op::Object(site) => self.object(site),
            Op::ReadShared { variable, depth: 0 } => self.read_shared(variable),
            Op::WriteShared { variable, depth: 0 } => self.write_shared(variable),
            Op::Enter(slot) => self.enter(slot),
            Op::Leave(slot) => self.leave(slot),
            _ => false,
        }
    }

    /// Pays for what was done in a row; whether there is any fuel left.
    #[inline(always)]
    fn pay(&mut self) -> bool {
        let done = self.next.saturating_sub(self.unpaid);
        self.unpaid = self.next;
        self.fuel.burn(done as u64)
    }

    /// Every loop comes by here, so here is where a thread without fuel stops.
    #[inline(always)]
    fn jump(&mut self, target: Jump) -> bool {
        let goes_on = self.pay();
        if goes_on {
            self.next = target as usize;
            self.unpaid = self.next;
        }
        goes_on
    }

    #[inline(always)]
    fn push(&mut self, value: Value) -> bool {
        self.stack.push(value);
        true
    }

    /// `push` would carry the value, in memory, across the place where the stack may grow; here it is made behind that.
    #[inline(always)]
    fn push_int(&mut self, value: i64) -> bool {
        self.stack.extend(std::iter::once(value).map(Value::Int));
        true
    }

    #[inline(always)]
    fn push_copy(&mut self, value: Option<&Value>) -> bool {
        match value {
            Some(Value::Int(value)) => self.push_int(*value),
            Some(value) => self.push(value.clone()),
            None => false,
        }
    }

    #[inline(always)]
    fn slot(&mut self, slot: u32) -> Option<&mut Value> {
        self.stack.get_mut(self.base + slot as usize)
    }

    #[inline(always)]
    fn local(&mut self, slot: u32) -> bool {
        match self.slot(slot) {
            Some(Value::Int(value)) => {
                let value = *value;
                self.push_int(value)
            }
            Some(value) => {
                let value = value.clone();
                self.push(value)
            }
            None => false,
        }
    }

    #[inline(always)]
    fn set_local(&mut self, slot: u32) -> bool {
        match self.stack.last() {
            Some(Value::Int(value)) => {
                let value = *value;
                self.put_int(slot, value) && self.drop_top()
            }
            _ => {
                let value = self.stack.pop();
                value.is_some_and(|value| self.put(slot, value))
            }
        }
    }

    #[inline(always)]
    fn put_int(&mut self, slot: u32, value: i64) -> bool {
        match self.slot(slot) {
            Some(Value::Int(place)) => *place = value,
            Some(place) => *place = Value::Int(value),
            None => {}
        }
        true
    }

    #[inline(always)]
    fn put(&mut self, slot: u32, value: Value) -> bool {
        if let Some(place) = self.slot(slot) {
            *place = value;
        }
        true
    }

    #[inline(always)]
    fn drop_top(&mut self) -> bool {
        if matches!(self.stack.last(), Some(Value::None | Value::Bool(_) | Value::Int(_))) {
            // Nothing to free, nothing even to look at.
            std::mem::forget(self.stack.pop());
        } else {
            drop(self.stack.pop());
        }
        true
    }

    /// The right side of an operation if it is an int; it is not popped yet.
    #[inline(always)]
    fn int(&self, operand: Operand) -> Option<i64> {
        let value = match operand {
            Operand::Int(value) => return Some(i64::from(value)),
            Operand::Local(slot) => self.stack.get(self.base + slot as usize),
            Operand::Top => self.stack.last(),
        };
        match value {
            Some(Value::Int(value)) => Some(*value),
            _ => None,
        }
    }

    /// Both sides of an operation if they are ints; nothing is popped yet.
    #[inline(always)]
    fn ints(&self, right: Operand) -> Option<(i64, i64)> {
        let below = 1 + usize::from(right == Operand::Top);
        match self.stack.get(self.stack.len().checked_sub(below)?) {
            Some(Value::Int(left)) => Some((*left, self.int(right)?)),
            _ => None,
        }
    }

    /// The right side has been used.
    #[inline(always)]
    fn used(&mut self, right: Operand) -> bool {
        right != Operand::Top || self.drop_top()
    }

    #[inline(always)]
    fn binary(&mut self, operator: BinaryOperator, right: Operand) -> bool {
        let result = self.ints(right).and_then(|(left, right)| value::plain_ints(operator, left, right));
        let Some(result) = result else { return false };
        self.used(right);
        if let Some(Value::Int(left)) = self.stack.last_mut() {
            *left = result;
        }
        true
    }

    #[inline(always)]
    fn comparison(&self, operator: CompareOperator, right: Operand) -> Option<bool> {
        self.ints(right).and_then(|(left, right)| value::compare_ints(operator, left, right))
    }

    #[inline(always)]
    fn compare(&mut self, operator: CompareOperator, right: Operand) -> bool {
        let Some(result) = self.comparison(operator, right) else { return false };
        self.used(right);
        if let Some(left) = self.stack.last_mut() {
            // An int: there is nothing to free.
            std::mem::forget(std::mem::replace(left, Value::Bool(result)));
        }
        true
    }

    #[inline(always)]
    fn jump_unless(&mut self, operator: CompareOperator, right: Operand, target: Jump) -> bool {
        let Some(result) = self.comparison(operator, right) else { return false };
        (result || self.jump(target)) && self.used(right) && self.drop_top()
    }

    #[inline(always)]
    fn update_local(&mut self, slot: u32, operator: BinaryOperator, right: Operand) -> bool {
        let Some(int) = self.int(right) else { return false };
        let Some(Value::Int(left)) = self.slot(slot) else { return false };
        let Some(result) = value::plain_ints(operator, *left, int) else { return false };
        *left = result;
        self.used(right)
    }

    #[inline(always)]
    fn index_local(&mut self, slot: u32, index: Operand) -> bool {
        let place = self.int(index).and_then(|place| usize::try_from(place).ok());
        let (Some(Value::List(list)), Some(place)) = (self.slot(slot), place) else { return false };
        match list.items.get(place) {
            Some(Value::Int(item)) => {
                let item = *item;
                self.used(index) && self.push_int(item)
            }
            Some(item) => {
                let item = item.clone();
                self.used(index) && self.push(item)
            }
            None => false,
        }
    }

    #[inline(always)]
    fn jump_if(&mut self, when: bool, target: Jump) -> bool {
        let Some(truth) = self.stack.last().map(Value::truth) else { return false };
        (truth != when || self.jump(target)) && self.drop_top()
    }

    #[inline(always)]
    fn jump_or_pop(&mut self, when: bool, target: Jump) -> bool {
        let Some(truth) = self.stack.last().map(Value::truth) else { return false };
        if truth == when { self.jump(target) } else { self.drop_top() }
    }

    /// The next item of the loop over a local goes into another, if there is one.
    #[inline(always)]
    fn iterate(&mut self, walk: u32, into: u32) -> bool {
        let first = self.base + walk as usize;
        let Some([items, Value::Int(count)]) = self.stack.get_mut(first..first + 2) else { return false };
        match items {
            Value::Range(range) => {
                let Some(item) = range.at(u128::from(count.unsigned_abs())) else { return false };
                *count += 1;
                self.put_int(into, item)
            }
            items => {
                let item = usize::try_from(*count).ok().and_then(|count| value::item_at(items, count));
                *count += i64::from(item.is_some());
                item.is_some_and(|item| self.put(into, item))
            }
        }
    }

    #[inline(always)]
    fn push_bool(&mut self, value: bool) -> bool {
        self.stack.extend(std::iter::once(value).map(Value::Bool));
        true
    }

    #[inline(always)]
    fn push_none(&mut self) -> bool {
        self.stack.extend(std::iter::once(()).map(|()| Value::None));
        true
    }

    #[inline(always)]
    fn put_object(&mut self, slot: u32, object: ObjectRef) -> bool {
        match self.slot(slot) {
            Some(Value::Object(place)) => *place = object,
            Some(place) => *place = Value::Object(object),
            None => {}
        }
        true
    }

    #[inline(always)]
    fn object(&mut self, site: u32) -> bool {
        let Some(object) = self.image.declared(site, 0) else { return false };
        self.stack.extend(std::iter::once(object).map(Value::Object));
        true
    }

    #[inline(always)]
    fn read_shared(&mut self, variable: VariableId) -> bool {
        let value = self.shortcut.as_mut().and_then(|shortcut| shortcut.read_int(variable));
        value.is_some_and(|value| self.push_int(value))
    }

    #[inline(always)]
    fn write_shared(&mut self, variable: VariableId) -> bool {
        let (Some(Value::Int(value)), Some(shortcut)) = (self.stack.last(), &mut self.shortcut) else { return false };
        shortcut.write_int(variable, *value) && self.drop_top()
    }

    /// `with`: the handle goes from the stack into a local, and what `acquire` gives onto the stack.
    #[inline(always)]
    fn enter(&mut self, slot: u32) -> bool {
        let (Some(Value::Object(object)), Some(shortcut)) = (self.stack.last(), &mut self.shortcut) else {
            return false;
        };
        let object = *object;
        shortcut.acquire(object) && self.drop_top() && self.put_object(slot, object) && self.push_bool(true)
    }

    #[inline(always)]
    fn leave(&mut self, slot: u32) -> bool {
        let place = self.base + slot as usize;
        let (Some(Value::Object(object)), Some(shortcut)) = (self.stack.get(place), &mut self.shortcut) else {
            return false;
        };
        shortcut.release(*object) && self.push_none()
    }

    /// The guarded part went to its end, and so does the cleanup.
    #[inline(always)]
    fn end_finally(&mut self, slot: u32) -> bool {
        let why = self.slot(slot);
        let at_its_end = matches!(why, Some(Value::Int(0)));
        at_its_end && self.put(slot, Value::None)
    }
}
