//! How much memory the values of a state take.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::machine::action::Action;
use crate::machine::machine::Machine;
use crate::machine::thread::Thread;
use crate::primitives::Object;
use crate::value::Value;

impl Machine {
    /// Bytes held by the values of all threads and of the world; what several share counts once.
    pub fn footprint(&self) -> usize {
        let mut measure = Measure::default();
        self.threads.iter().for_each(|thread| measure.thread(thread));
        self.world.variables.iter().flatten().for_each(|value| measure.value(value));
        self.world.objects.iter().for_each(|object| measure.object(object));
        measure.bytes + self.world.futures.len() * size_of::<crate::machine::FutureEntry>()
    }
}

/// How much the values of a scenario may take, all together.
pub const MOST_HELD: usize = 1 << 30;

/// Measures values; what several share counts once.
#[derive(Debug, Default)]
pub struct Measure {
    seen: BTreeSet<usize>,
    bytes: usize,
}

impl Measure {
    fn is_new<T>(&mut self, shared: &Arc<T>) -> bool {
        Arc::strong_count(shared) == 1 || self.seen.insert(Arc::as_ptr(shared).addr())
    }

    /// Adds a thread.
    pub fn thread(&mut self, thread: &Thread) {
        self.bytes += size_of_val(thread) + size_of::<Value>() * thread.stack.len();
        thread.stack.iter().for_each(|value| self.value(value));
        match &thread.pending {
            Action::Write { value, .. } => self.value(value),
            Action::Print { text } => self.bytes += text.len(),
            _ => {}
        }
    }

    /// Adds a primitive.
    pub fn object(&mut self, object: &Object) {
        match object {
            Object::Queue(queue) => queue.items().for_each(|value| self.value(value)),
            Object::Pool(pool) => pool
                .tasks()
                .flat_map(|task| task.arguments.iter().chain([&task.keywords]))
                .for_each(|value| self.value(value)),
            _ => {}
        }
    }

    /// So far.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds a value.
    pub fn value(&mut self, value: &Value) {
        match value {
            Value::Str(text) if self.is_new(text) => self.bytes += text.capacity(),
            Value::List(list) if self.is_new(list) => {
                self.bytes += size_of::<Value>() * list.items.capacity();
                list.items.iter().for_each(|item| self.value(item));
            }
            Value::Dict(dict) if self.is_new(dict) => {
                for (key, item) in &dict.entries {
                    self.bytes += 3 * size_of::<Value>();
                    self.value(&key.0);
                    self.value(item);
                }
            }
            _ => {}
        }
    }
}
