//! A program ready to run: constants evaluated, primitives made.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::machine::footprint::{MOST_HELD, Measure};
use crate::machine::resume::{Fuel, Stop};
use crate::machine::shortcut::NoShortcut;
use crate::machine::thread::Thread;
use crate::machine::{Action, Location};
use crate::primitives::{Object, Operation, registry};
use crate::program::{FunctionKind, ObjectSite, Program};
use crate::source::{Diagnostic, Span};
use crate::value::{
    self, Exception, FunctionId, Names, ObjectId, ObjectKind, ObjectRef, ThreadHandle, ThreadId, Value,
};

/// Every code that this room can give.
pub const CODES: &[&str] = &["cdl::constant::not_constant", "cdl::constant::raises", "cdl::limit::array"];

/// The largest array of primitives, and the most primitives in one file.
const MOST_OBJECTS: usize = 100_000;

/// A program with everything that is known before its first step. Immutable, shared by all threads of a run.
#[derive(Debug)]
pub struct Image {
    /// The code.
    pub program: Program,
    /// Values of `const`s.
    pub constants: Vec<Value>,
    /// For each claim: which element it is about, if it is about one; indices from the outside in.
    pub elements: Vec<Vec<Value>>,
    /// Default values of parameters.
    pub defaults: BTreeMap<(FunctionId, u32), Value>,
    /// Every primitive by id.
    pub objects: Vec<ObjectInfo>,
    /// For each declaration its first primitive and how many there are.
    pub sites: Vec<(ObjectId, usize)>,
    /// Their first states, by id.
    pub initial: Vec<Object>,
}

/// What does not change about a primitive.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectInfo {
    /// As it is written: `lock_a`, `forks[1]`.
    pub name: String,
    /// What it is.
    pub kind: ObjectKind,
    /// Where it is declared.
    pub span: Span,
    /// For a condition: its lock.
    pub lock: Option<ObjectRef>,
}

impl Names for Image {
    fn function(&self, id: FunctionId) -> &str {
        self.program.function(id).map_or("?", |function| &function.name)
    }

    fn object(&self, object: ObjectRef) -> String {
        self.objects.get(object.id.index()).map_or_else(String::new, |info| info.name.clone())
    }
}

impl Image {
    /// Evaluates what is constant. What goes wrong there is an error of the scenario's source.
    pub fn build(program: Program) -> Result<Self, Vec<Diagnostic>> {
        let mut image = Self {
            program,
            constants: Vec::new(),
            elements: Vec::new(),
            defaults: BTreeMap::new(),
            objects: Vec::new(),
            sites: Vec::new(),
            initial: Vec::new(),
        };
        let mut diagnostics = Vec::new();
        let mut held = Measure::default();
        image.evaluate_constants(&mut held, &mut diagnostics);
        image.evaluate_elements(&mut diagnostics);
        image.lay_out_objects(&mut diagnostics);
        image.evaluate_defaults(&mut held, &mut diagnostics);
        image.make_objects(&mut diagnostics);
        if diagnostics.is_empty() { Ok(image) } else { Err(diagnostics) }
    }

    fn evaluate_constants(&mut self, held: &mut Measure, diagnostics: &mut Vec<Diagnostic>) {
        for (_, function, span) in self.program.constants.clone() {
            let value = self.constant(function, span, diagnostics).unwrap_or(Value::None);
            let fits = fits(&value, span, held, diagnostics);
            self.constants.push(value);
            if !fits {
                return;
            }
        }
    }

    fn evaluate_elements(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        for claim in &self.program.claims {
            let index = |function: &FunctionId| self.constant(*function, self.place_of(*function), diagnostics);
            let path = claim.path.iter().filter_map(index).collect();
            self.elements.push(path);
        }
    }

    fn evaluate_defaults(&mut self, held: &mut Measure, diagnostics: &mut Vec<Diagnostic>) {
        let mut found = Vec::new();
        for (index, function) in self.program.functions.iter().enumerate() {
            for (place, parameter) in function.parameters.iter().enumerate() {
                if let Some(default) = parameter.default {
                    found.push((FunctionId::at(index), u32::try_from(place).unwrap_or(u32::MAX), default));
                }
            }
        }
        for (function, place, default) in found {
            let span = self.place_of(default);
            let Some(value) = self.constant(default, span, diagnostics) else { continue };
            if !fits(&value, span, held, diagnostics) {
                return;
            }
            self.defaults.insert((function, place), value);
        }
    }

    fn place_of(&self, function: FunctionId) -> Span {
        let function = self.program.function(function);
        function.and_then(|function| function.places.last().copied()).unwrap_or_default()
    }

    /// Runs a constant function; it must not come to any step.
    fn constant(&self, function: FunctionId, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<Value> {
        let result = self.evaluate(function);
        match result {
            Ok(value) => Some(value),
            Err(Failure::Step) => {
                let diagnostic = Diagnostic::error("cdl::constant::not_constant", span, "this must be known before the run")
                    .label("not a constant")
                    .help("use literals, other `const`s and pure functions such as `len`; shared variables and primitives have no value before the first step");
                diagnostics.push(diagnostic);
                None
            }
            Err(Failure::Raised(exception)) => {
                diagnostics.push(raises(&exception, span));
                None
            }
        }
    }

    fn evaluate(&self, function: FunctionId) -> Result<Value, Failure> {
        let handle = ThreadHandle { id: ThreadId(0), name: "main".to_owned() };
        let mut thread = Thread::new(Arc::new(handle), None);
        thread.enter(self, function, Vec::new()).map_err(|exception| Failure::Raised(Arc::new(exception)))?;
        let mut fuel = Fuel::of(Fuel::ENDLESS);
        match thread.resume(self, &mut NoShortcut, &mut fuel) {
            Stop::Value(value) => Ok(value),
            Stop::Action(Action::End { uncaught: Some(exception) }) => Err(Failure::Raised(exception)),
            Stop::Action(_) => Err(Failure::Step),
            Stop::OutOfFuel => Err(Failure::Raised(Arc::new(Exception::new("RuntimeError", "takes too long")))),
        }
    }

    /// Gives every primitive its id, arrays included.
    fn lay_out_objects(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        for site in self.program.objects.clone() {
            let count = self.array_size(&site, diagnostics);
            let first = ObjectId::at(self.objects.len());
            for index in 0..count {
                let name = if site.size.is_some() { format!("{}[{index}]", site.name) } else { site.name.clone() };
                let info = ObjectInfo { name, kind: site.kind, span: site.span, lock: None };
                self.objects.push(info);
            }
            self.sites.push((first, count));
        }
    }

    fn array_size(&self, site: &ObjectSite, diagnostics: &mut Vec<Diagnostic>) -> usize {
        let room = MOST_OBJECTS.saturating_sub(self.objects.len());
        let Some(size) = site.size else {
            if room == 0 && diagnostics.iter().all(|known| known.code != "cdl::limit::array") {
                diagnostics.push(too_many(site.span));
            }
            return usize::from(room > 0);
        };
        let span = self.place_of(size);
        let Some(value) = self.constant(size, span, diagnostics) else { return 0 };
        match value {
            Value::Int(count) if usize::try_from(count).is_ok_and(|count| count <= room) => {
                usize::try_from(count).unwrap_or(0)
            }
            Value::Int(_) => {
                diagnostics.push(too_many(span));
                0
            }
            other => {
                let message = format!("'{}' object cannot be interpreted as an integer", other.type_name());
                diagnostics.push(raises(&Exception::new("TypeError", message), span));
                0
            }
        }
    }

    fn make_objects(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let mut initial = Vec::new();
        let (mut hidden, mut unnamed_pools) = (Vec::new(), 0);
        for (site, (first, count)) in self.program.objects.clone().iter().zip(self.sites.clone()) {
            let before = diagnostics.len();
            let mut values = Vec::new();
            for argument in &site.arguments {
                let span = self.place_of(*argument);
                values.push(self.constant(*argument, span, diagnostics).unwrap_or(Value::None));
            }
            for index in 0..count {
                if diagnostics.len() > before {
                    break;
                }
                let id = ObjectId::at(first.index() + index);
                match self.make(site, values.clone()) {
                    Ok(mut state) => {
                        self.settle(id, &mut state, &mut hidden, &mut unnamed_pools);
                        initial.push(state);
                    }
                    Err(exception) => diagnostics.push(raises(&exception, site.span)),
                }
            }
        }
        for condition in hidden {
            self.add_hidden_lock(condition, &mut initial);
        }
        self.initial = initial;
    }

    fn make(&self, site: &ObjectSite, values: Vec<Value>) -> Result<Object, Exception> {
        let split = values.len().saturating_sub(site.shape.keywords.len());
        let mut positional = values;
        let named = positional.split_off(split);
        let keywords = site.shape.keywords.iter().map(|name| name.to_string()).zip(named).collect();
        registry::construct(site.kind, positional, keywords)
    }

    /// Notes a condition's lock, or that it is to get one of its own; numbers a pool without a prefix.
    fn settle(&mut self, id: ObjectId, state: &mut Object, hidden: &mut Vec<ObjectId>, unnamed_pools: &mut usize) {
        match state {
            Object::Condition(condition) => match (condition.lock, self.objects.get_mut(id.index())) {
                (Some(lock), Some(info)) => info.lock = Some(lock),
                _ => hidden.push(id),
            },
            Object::Pool(pool) => *unnamed_pools += usize::from(pool.number(*unnamed_pools)),
            _ => {}
        }
    }

    /// A condition's own RLock lies behind all declared primitives, under the condition's name.
    fn add_hidden_lock(&mut self, condition: ObjectId, initial: &mut Vec<Object>) {
        let id = ObjectId::at(self.objects.len());
        let kind = ObjectKind::RLock;
        if let Some(info) = self.objects.get_mut(condition.index()) {
            info.lock = Some(ObjectRef { id, kind });
            let own = ObjectInfo { kind, lock: None, ..info.clone() };
            self.objects.push(own);
            initial.push(Object::RLock(crate::primitives::RLock::default()));
        }
    }

    /// The handle of a declared primitive.
    pub fn handle(&self, site: u32, index: usize) -> Option<Value> {
        self.declared(site, index).map(Value::Object)
    }

    /// A declared primitive.
    #[inline]
    pub(super) fn declared(&self, site: u32, index: usize) -> Option<ObjectRef> {
        let (first, count) = *self.sites.get(site as usize)?;
        let kind = self.program.objects.get(site as usize)?.kind;
        (index < count).then(|| ObjectRef { id: ObjectId::at(first.index() + index), kind })
    }

    /// The primitive that an operation really acts on: a condition's `acquire` and `release` act on its lock.
    pub fn acted_on(&self, object: ObjectRef, operation: &Operation) -> ObjectRef {
        match operation {
            Operation::Mutex(_) => self.lock_of(object).unwrap_or(object),
            _ => object,
        }
    }

    /// A condition's lock.
    pub fn lock_of(&self, condition: ObjectRef) -> Option<ObjectRef> {
        self.objects.get(condition.id.index()).and_then(|info| info.lock)
    }

    /// A location as it is written: `balance`, `xs[0]`, `d['k']`.
    pub fn describe(&self, location: &Location) -> String {
        let name = self.program.variables.get(location.variable.0 as usize).map_or("?", |variable| &variable.name);
        let mut text = name.to_owned();
        for index in &location.path {
            text.push('[');
            text.push_str(&value::repr(index, self));
            text.push(']');
        }
        text
    }

    /// Whether a function is the block of a thread.
    pub(super) fn is_block(&self, function: FunctionId) -> bool {
        self.program.function(function).is_some_and(|function| function.kind == FunctionKind::ThreadBlock)
    }
}

enum Failure {
    /// It came to an action.
    Step,
    Raised(Arc<Exception>),
}

fn too_many(span: Span) -> Diagnostic {
    Diagnostic::error("cdl::limit::array", span, "there cannot be so many primitives")
        .label("too many, or less than none")
        .help(format!("an array has from 0 to {MOST_OBJECTS} elements, all primitives of a file together"))
}

/// Whether there is room for a value beside those that are held; if not, that is an error.
fn fits(value: &Value, span: Span, held: &mut Measure, diagnostics: &mut Vec<Diagnostic>) -> bool {
    held.value(value);
    let fits = held.bytes() <= MOST_HELD;
    if !fits {
        let message = format!("constants take more than {} MiB, all together", MOST_HELD >> 20);
        diagnostics.push(raises(&Exception::new("MemoryError", message), span));
    }
    fits
}

fn raises(exception: &Exception, span: Span) -> Diagnostic {
    let message = format!("{}: {}", exception.type_name, exception.message);
    Diagnostic::error("cdl::constant::raises", span, message)
        .label("raised here, before the run")
        .help("declarations of constants and primitives are evaluated before the first step")
}
