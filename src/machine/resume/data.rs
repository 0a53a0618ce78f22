//! Instructions that make and change values.

use super::{Flow, Fuel, Step};
use crate::machine::image::Image;
use crate::machine::thread::Thread;
use crate::program::{Op, Operand};
use crate::value::{self, BinaryOperator, CompareOperator, Exception, UnaryOperator, Value};

impl Thread {
    pub(super) fn load(&mut self, image: &Image, op: Op) -> Step {
        let value = match op {
            Op::Constant(index) => match image.constants.get(index as usize) {
                Some(value) => Some(value.clone()),
                None => return Err(Exception::new("NameError", "a constant is used before its line")),
            },
            Op::Default(function, parameter) => image.defaults.get(&(function, parameter)).cloned(),
            Op::Object(site) => image.handle(site, 0),
            Op::ObjectElement(site) => Some(self.element(image, site)?),
            Op::ObjectArray(site) => {
                let count = image.sites.get(site as usize).map_or(0, |(_, count)| *count);
                Some(Value::list((0..count).filter_map(|index| image.handle(site, index)).collect())?)
            }
            _ => None,
        };
        self.next(value.unwrap_or(Value::None))
    }

    fn element(&mut self, image: &Image, site: u32) -> Result<Value, Exception> {
        let index = self.pop();
        let count = image.sites.get(site as usize).map_or(0, |(_, count)| *count);
        let index = match index {
            Value::Int(index) => index,
            Value::Bool(index) => i64::from(index),
            other => {
                let message = format!("list indices must be integers or slices, not {}", other.type_name());
                return Err(Exception::new("TypeError", message));
            }
        };
        let size = i64::try_from(count).unwrap_or(i64::MAX);
        let index = if index < 0 { index + size } else { index };
        let found = usize::try_from(index).ok().and_then(|index| image.handle(site, index));
        found.ok_or_else(|| Exception::new("IndexError", "list index out of range"))
    }

    pub(super) fn unary(&mut self, operator: UnaryOperator) -> Step {
        let operand = self.pop();
        let value = value::unary(operator, &operand)?;
        self.next(value)
    }

    /// The right side of an operation.
    fn operand(&mut self, operand: Operand) -> Value {
        match operand {
            Operand::Top => self.pop(),
            Operand::Local(slot) => self.local(slot),
            Operand::Int(value) => Value::Int(i64::from(value)),
        }
    }

    pub(super) fn binary(&mut self, operator: BinaryOperator, right: Operand, fuel: &mut Fuel) -> Step {
        let (right, left) = (self.operand(right), self.pop());
        let copied = left.is_shared();
        let value = value::binary_owned(operator, left, &right)?;
        match operator {
            // What is added to someone's own lies there already.
            BinaryOperator::Add if !copied => fuel.pay_for(&right),
            _ => fuel.pay_for(&value),
        }
        self.next(value)
    }

    pub(super) fn compare(&mut self, operator: CompareOperator, right: Operand, fuel: &mut Fuel) -> Step {
        let value = self.comparison(operator, right, fuel)?;
        self.next(Value::Bool(value))
    }

    pub(super) fn comparison(
        &mut self,
        operator: CompareOperator,
        right: Operand,
        fuel: &mut Fuel,
    ) -> Result<bool, Exception> {
        let (right, left) = (self.operand(right), self.pop());
        match (operator, &right) {
            // A dict is not gone through.
            (CompareOperator::In | CompareOperator::NotIn, Value::Dict(_)) => fuel.pay_for(&left),
            (CompareOperator::In | CompareOperator::NotIn, _) => fuel.pay_for(&right),
            _ if left.effort() < right.effort() => fuel.pay_for(&left),
            _ => fuel.pay_for(&right),
        }
        value::compare(operator, &left, &right)
    }

    pub(super) fn update_local(
        &mut self,
        slot: u32,
        operator: BinaryOperator,
        right: Operand,
        fuel: &mut Fuel,
    ) -> Step {
        let right = self.operand(right);
        if let Some(target) = self.local_mut(slot) {
            let copied = target.is_shared();
            value::assign_binary(operator, target, &right)?;
            match operator {
                BinaryOperator::Add if !copied => fuel.pay_for(&right),
                _ => fuel.pay_for(target),
            }
        }
        Ok(Flow::Next)
    }

    pub(super) fn build_list(&mut self, count: u32) -> Step {
        let items = self.pop_many(count as usize);
        let value = Value::list(items)?;
        self.next(value)
    }

    pub(super) fn build_dict(&mut self, count: u32) -> Step {
        let flat = self.pop_many(2 * count as usize);
        let mut dict = Value::empty_dict();
        let mut flat = flat.into_iter();
        while let (Some(key), Some(item)) = (flat.next(), flat.next()) {
            value::set_index(&mut dict, &key, item)?;
        }
        self.next(dict)
    }

    pub(super) fn build_range(&mut self) -> Step {
        let (end, start) = (self.pop(), self.pop());
        let value = value::range(&start, &end)?;
        self.next(value)
    }

    pub(super) fn append(&mut self, slot: u32, fuel: &mut Fuel) -> Step {
        let item = self.pop();
        if let Some(list) = self.local_mut(slot) {
            if list.is_shared() {
                fuel.pay_for(list);
            }
            value::call_method(list, "append", &[item], &[])?;
        }
        Ok(Flow::Next)
    }

    pub(super) fn concat(&mut self, count: u32, fuel: &mut Fuel) -> Step {
        let pieces = self.pop_many(count as usize);
        let text = value::concat(&pieces)?;
        fuel.pay_for(&text);
        self.next(text)
    }

    pub(super) fn format(&mut self, image: &Image, repr: bool, formatted: bool, fuel: &mut Fuel) -> Step {
        let format = formatted.then(|| self.pop());
        let value = self.pop();
        if let (None, false, Value::Str(_)) = (&format, repr, &value) {
            return self.next(value);
        }
        fuel.pay_for(&value);
        let value = if repr { Value::str(value::checked_repr(&value, image)?) } else { value };
        let text = match (format, value) {
            (Some(Value::Str(format)), value) => value::format(&value, &format, image)?,
            (_, text @ Value::Str(_)) => return self.next(text),
            (_, value) => value::checked_str(&value, image)?,
        };
        let text = Value::str(text);
        fuel.pay_for(&text);
        self.next(text)
    }

    pub(super) fn index(&mut self, fuel: &mut Fuel) -> Step {
        let (index, object) = (self.pop(), self.pop());
        pay_for_letters(&object, fuel);
        let value = value::index(&object, &index)?;
        self.next(value)
    }

    pub(super) fn index_local(&mut self, slot: u32, index: Operand, fuel: &mut Fuel) -> Step {
        let index = self.operand(index);
        let Some(object) = self.local_mut(slot) else { return self.next(Value::None) };
        pay_for_letters(object, fuel);
        let value = value::index(object, &index)?;
        self.next(value)
    }

    pub(super) fn slice(&mut self, fuel: &mut Fuel) -> Step {
        let (step, end, start, object) = (self.pop(), self.pop(), self.pop(), self.pop());
        let value = value::slice(&object, bound(&start), bound(&end), bound(&step))?;
        pay_for_letters(&object, fuel);
        fuel.pay_for(&value);
        self.next(value)
    }

    pub(super) fn set_path(&mut self, slot: u32, depth: u32, fuel: &mut Fuel) -> Step {
        let (path, index);
        let path = match depth {
            // Mostly it is one, which needs no list.
            1 => {
                index = self.pop();
                std::slice::from_ref(&index)
            }
            _ => {
                path = self.pop_many(depth as usize);
                path.as_slice()
            }
        };
        let value = self.pop();
        if let Some(root) = self.local_mut(slot) {
            if root.is_shared() {
                fuel.pay_for(root);
            }
            value::set_path(root, path, value)?;
        }
        Ok(Flow::Next)
    }

    pub(super) fn unpack(&mut self, count: u32, fuel: &mut Fuel) -> Step {
        let value = self.pop();
        pay_for_letters(&value, fuel);
        let items = value::unpack(&value, count as usize)?;
        self.stack.extend(items.into_iter().rev());
        Ok(Flow::Next)
    }
}

/// A place in a text is counted from its beginning; in all else it is found at once.
pub(super) fn pay_for_letters(value: &Value, fuel: &mut Fuel) {
    if matches!(value, Value::Str(_)) {
        fuel.pay_for(value);
    }
}

/// A slice's bound, if it was given.
fn bound(value: &Value) -> Option<&Value> {
    (!matches!(value, Value::None)).then_some(value)
}
