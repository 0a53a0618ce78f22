//! A thread as a coroutine: frames on the heap, and the action that it stands at.
//!
//! A thread touches nothing shared. It can be cloned and compared, and needs no deep stack of the operating system.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::machine::Action;
use crate::machine::image::Image;
use crate::program::{Function, FunctionKind, Op};
use crate::source::Span;
use crate::value::{Exception, FunctionId, ThreadHandle, Value};

/// How deep calls may nest, as in CPython.
pub const RECURSION_LIMIT: usize = 1000;

/// A call being executed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Frame {
    /// What is executed.
    pub function: FunctionId,
    /// The next instruction.
    pub pc: u32,
    /// Where its locals begin.
    pub base: u32,
}

/// A coroutine.
#[derive(Clone, Debug)]
pub struct Thread {
    /// Its own handle.
    pub handle: Arc<ThreadHandle>,
    /// The action that it stands at.
    pub pending: Action,
    /// When it wakes, while it sleeps.
    pub asleep_until: Option<i64>,
    /// When its pending action gives up waiting.
    pub deadline: Option<i64>,
    /// Whether the log has heard that it waits.
    pub told: bool,
    /// How many atomic blocks it is in.
    pub atomic: u32,
    /// What the tool's own code in it is shown as.
    pub origin: Option<Span>,
    /// The latest exception raised, and where.
    pub raised: Option<(Arc<Exception>, Option<Span>)>,
    /// Whether its latest wait for a notify was given up, so that a `wait_for` around it is over.
    pub gave_up: bool,
    pub(super) frames: Vec<Frame>,
    pub(super) stack: Vec<Value>,
}

// Two are equal if they go on in the same way. What only reports and clocks look at is left out. A search knows a thread
// by its hash alone, so what tells two threads apart is part of that, too.
impl PartialEq for Thread {
    fn eq(&self, other: &Self) -> bool {
        self.handle == other.handle
            && self.atomic == other.atomic
            && self.gave_up == other.gave_up
            && self.frames == other.frames
            && self.stack == other.stack
            && self.pending == other.pending
            && self.raised_in_flight() == other.raised_in_flight()
    }
}

impl Eq for Thread {}

impl Hash for Thread {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.handle.hash(state);
        (self.atomic, self.gave_up).hash(state);
        self.frames.hash(state);
        self.stack.hash(state);
        self.pending.hash(state);
        self.raised_in_flight().hash(state);
    }
}

impl Thread {
    /// Where the exception was raised that may yet end it: its last step tells that.
    fn raised_in_flight(&self) -> Option<Span> {
        let (exception, place) = self.raised.as_ref()?;
        let is_it = |value: &Value| matches!(value, Value::Exception(held) if Arc::ptr_eq(held, exception));
        let flies = matches!(self.pending, Action::End { uncaught: Some(_) }) || self.stack.iter().any(is_it);
        place.filter(|_| flies)
    }

    /// Its calls, the outermost first: the function, the next instruction, and the locals (what lies on the stack behind
    /// them included).
    pub fn frames(&self) -> impl Iterator<Item = (FunctionId, u32, &[Value])> {
        let ends = self.frames.iter().skip(1).map(|frame| frame.base as usize).chain([self.stack.len()]);
        self.frames.iter().zip(ends).map(|(frame, end)| {
            (frame.function, frame.pc, self.stack.get(frame.base as usize..end).unwrap_or_default())
        })
    }

    /// Forgets the locals that `is_live` says are not read any more, by their function, the next instruction and the slot.
    pub fn forget_locals(&mut self, is_live: impl Fn(FunctionId, u32, usize) -> bool) {
        let ends: Vec<usize> =
            self.frames.iter().skip(1).map(|frame| frame.base as usize).chain([self.stack.len()]).collect();
        for (frame, end) in self.frames.iter().zip(ends) {
            let locals = self.stack.get_mut(frame.base as usize..end).unwrap_or_default();
            for (slot, value) in locals.iter_mut().enumerate() {
                if !matches!(value, Value::None) && !is_live(frame.function, frame.pc, slot) {
                    *value = Value::None;
                }
            }
        }
    }

    /// Forgets what no step can depend on any more: a place that will not be told, and when it woke.
    pub fn forget_the_past(&mut self) {
        if self.raised_in_flight().is_none() {
            self.raised = None;
        }
        self.asleep_until = None;
        self.deadline = None;
        self.told = false;
    }
}

impl Thread {
    /// A thread that is about to call nothing yet.
    pub fn new(handle: Arc<ThreadHandle>, origin: Option<Span>) -> Self {
        Self {
            handle,
            pending: Action::Continue,
            asleep_until: None,
            deadline: None,
            told: false,
            atomic: 0,
            origin,
            raised: None,
            gave_up: false,
            frames: Vec::new(),
            stack: Vec::new(),
        }
    }

    /// The thread that runs the file from top to bottom.
    pub fn of_main(handle: Arc<ThreadHandle>, image: &Image) -> Self {
        let mut thread = Self::new(handle, None);
        // The first call of an empty thread is within any limit.
        if thread.enter(image, image.program.main, Vec::new()).is_err() {
            thread.pending = Action::End { uncaught: None };
        }
        thread
    }

    /// Begins a call; arguments are in the order of the parameters.
    pub(super) fn enter(
        &mut self,
        image: &Image,
        function: FunctionId,
        arguments: Vec<Value>,
    ) -> Result<(), Exception> {
        let base = self.stack.len();
        self.stack.extend(arguments);
        self.enter_with_arguments_on_stack(image, function, base)
    }

    /// Begins a call whose arguments lie on the stack from `base` on.
    pub(super) fn enter_with_arguments_on_stack(
        &mut self,
        image: &Image,
        function: FunctionId,
        base: usize,
    ) -> Result<(), Exception> {
        if self.frames.len() >= RECURSION_LIMIT {
            return Err(Exception::new("RecursionError", "maximum recursion depth exceeded"));
        }
        let locals = image.program.function(function).map_or(0, |function| function.locals as usize);
        self.stack.resize(base + locals, Value::None);
        self.frames.push(Frame { function, pc: 0, base: u32::try_from(base).unwrap_or(u32::MAX) });
        Ok(())
    }

    /// Ends the innermost call: its value goes to the caller, or is given if that was the outermost call.
    pub(super) fn leave(&mut self) -> Option<Value> {
        let value = self.pop();
        if let Some(frame) = self.frames.pop() {
            self.stack.truncate(frame.base as usize);
        }
        if self.frames.is_empty() {
            return Some(value);
        }
        self.stack.push(value);
        None
    }

    pub(super) fn push(&mut self, value: Value) {
        self.stack.push(value);
    }

    /// The top of the stack. Code is balanced, so there always is one.
    pub(super) fn pop(&mut self) -> Value {
        self.stack.pop().unwrap_or(Value::None)
    }

    /// The last `count` values, the first pushed first.
    pub(super) fn pop_many(&mut self, count: usize) -> Vec<Value> {
        if count == 0 {
            return Vec::new();
        }
        self.stack.split_off(self.stack.len().saturating_sub(count))
    }

    /// A local of the innermost call.
    pub(super) fn local(&self, slot: u32) -> Value {
        self.stack.get(self.slot(slot)).cloned().unwrap_or(Value::None)
    }

    pub(super) fn local_mut(&mut self, slot: u32) -> Option<&mut Value> {
        let index = self.slot(slot);
        self.stack.get_mut(index)
    }

    pub(super) fn set_local(&mut self, slot: u32, value: Value) {
        if let Some(place) = self.local_mut(slot) {
            *place = value;
        }
    }

    fn slot(&self, slot: u32) -> usize {
        self.frames.last().map_or(0, |frame| frame.base as usize) + slot as usize
    }

    pub(super) fn jump(&mut self, target: u32) {
        if let Some(frame) = self.frames.last_mut() {
            frame.pc = target;
        }
    }

    /// The instruction that was to be executed now is to be executed later.
    pub(super) fn step_back(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.pc = frame.pc.saturating_sub(1);
        }
    }

    /// The instruction being executed.
    pub(super) fn current_op(&self, image: &Image) -> Option<Op> {
        let frame = self.frames.last()?;
        let function = image.program.function(frame.function)?;
        function.code.get(frame.pc.checked_sub(1)? as usize).copied()
    }

    /// The place of the instruction being executed: that of the innermost call in the scenario's own text.
    pub fn place(&self, image: &Image) -> Option<Span> {
        self.place_before(image, 1)
    }

    /// The place of the next instruction, for a thread that computes and was stopped between two of them.
    pub fn next_place(&self, image: &Image) -> Option<Span> {
        self.place_before(image, 0)
    }

    /// The place of what stands so many instructions before the next one; calls further out stand at the call itself.
    fn place_before(&self, image: &Image, back: u32) -> Option<Span> {
        let place = |(frame, back): (&Frame, u32)| {
            let function: &Function = image.program.function(frame.function)?;
            let span = function.places.get(frame.pc.saturating_sub(back) as usize)?;
            (function.kind != FunctionKind::Prelude).then_some(*span)
        };
        let calls = self.frames.iter().rev().zip(std::iter::once(back).chain(std::iter::repeat(1)));
        { calls }.find_map(place).or(self.origin)
    }

    /// The stack of calls by name, the innermost last.
    pub fn calls<'a>(&'a self, image: &'a Image) -> impl Iterator<Item = &'a str> {
        self.frames
            .iter()
            .filter_map(|frame| image.program.function(frame.function))
            .map(|function| function.name.as_str())
    }

    /// Raises: goes to the innermost handler, or gives the exception back if there is none.
    pub(super) fn raise(&mut self, image: &Image, exception: Arc<Exception>) -> Result<(), Arc<Exception>> {
        let known = self.raised.as_ref().is_some_and(|(latest, _)| Arc::ptr_eq(latest, &exception));
        if !known {
            self.raised = Some((Arc::clone(&exception), self.place(image)));
        }
        while let Some(frame) = self.frames.last_mut() {
            let at = frame.pc.saturating_sub(1);
            let function = image.program.function(frame.function);
            let covers = |region: &&crate::program::Region| (region.start..region.end).contains(&at);
            if let Some((function, region)) =
                function.and_then(|function| Some((function, function.regions.iter().find(covers)?)))
            {
                frame.pc = region.handler;
                let height = frame.base as usize + function.locals as usize;
                self.stack.truncate(height);
                self.stack.push(Value::Exception(exception));
                return Ok(());
            }
            let base = frame.base as usize;
            self.frames.pop();
            self.stack.truncate(base);
        }
        Err(exception)
    }
}
