//! One function in the making: its code, its scopes, and what has to be done on the way out of a block.

use crate::program::code::{Function, FunctionKind, Jump, Op, Parameter, Part, Region};
use crate::source::Span;
use crate::syntax::ast::Name;

/// A local that a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Local {
    /// Its slot in the frame.
    pub(super) slot: u32,
    /// Whether it is a copy of an outer function's local, made when the thread started.
    pub(super) captured: bool,
    /// Where it was declared.
    pub(super) span: Span,
    /// Whether a `thread` statement bound it: another of the same name may follow.
    pub(super) handle: bool,
}

#[derive(Debug, Default)]
struct Scope {
    names: Vec<(String, Local)>,
    first_slot: u32,
}

/// How control can leave a block early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// `return`.
    Return,
    /// `break` of the loop with that number.
    Break(usize),
    /// `continue` of the loop with that number.
    Continue(usize),
}

/// What encloses the code being emitted.
#[derive(Debug)]
pub(super) enum Enclosing {
    /// A loop: jumps to be patched.
    Loop {
        /// Its number in this function.
        number: usize,
        /// Where `continue` goes.
        next: Jump,
        /// Jumps of `break`.
        breaks: Vec<usize>,
    },
    /// A block with something to do on every way out.
    Cleanup {
        /// The slot that says why; the next one holds a value.
        slot: u32,
        /// Early exits taken, in order of their first use.
        exits: Vec<Exit>,
        /// Jumps to the cleanup code.
        jumps: Vec<usize>,
    },
    /// An `except` block: the slot of the exception being handled.
    Handler {
        /// The slot.
        slot: u32,
    },
}

/// A function in the making.
#[derive(Debug)]
pub(super) struct Builder {
    /// Finished parts.
    pub(super) function: Function,
    /// Enclosing loops and cleanups, the innermost last.
    pub(super) enclosing: Vec<Enclosing>,
    /// Locals of the outer function that are copied: their outer slots, in the order of the parameters.
    pub(super) captures: Vec<u32>,
    /// How many `atomic` blocks are open.
    pub(super) atomic: u32,
    scopes: Vec<Scope>,
    captured: Vec<(String, Local)>,
    next_slot: u32,
    loops: usize,
}

impl Builder {
    pub(super) fn new(name: impl Into<String>, kind: FunctionKind) -> Self {
        let function = Function {
            name: name.into(),
            kind,
            parameters: Vec::new(),
            locals: 0,
            code: Vec::new(),
            places: Vec::new(),
            regions: Vec::new(),
            exits: Vec::new(),
            parts: Vec::new(),
        };
        Self {
            function,
            enclosing: Vec::new(),
            captures: Vec::new(),
            atomic: 0,
            scopes: vec![Scope::default()],
            captured: Vec::new(),
            next_slot: 0,
            loops: 0,
        }
    }

    /// Adds an instruction; gives its index.
    pub(super) fn emit(&mut self, op: Op, span: Span) -> usize {
        self.function.code.push(op);
        self.function.places.push(span);
        self.function.code.len() - 1
    }

    /// Where the next instruction will stand.
    pub(super) fn here(&self) -> Jump {
        Jump::try_from(self.function.code.len()).unwrap_or(Jump::MAX)
    }

    /// Lets the jump at `index` go to `target`.
    pub(super) fn patch(&mut self, index: usize, target: Jump) {
        if let Some(to) = self.function.code.get_mut(index).and_then(Op::target_mut) {
            *to = target;
        }
    }

    /// The function, now that all of its code is there: what jumps to a jump goes where that one goes.
    pub(super) fn finish(mut self) -> Function {
        /// A loop without a body jumps to itself, so there is no going on to the end.
        const MOST_HOPS: usize = 8;
        for index in 0..self.function.code.len() {
            for _ in 0..MOST_HOPS {
                let target = self.function.code.get_mut(index).and_then(Op::target_mut).copied();
                match target.and_then(|target| self.function.code.get(target as usize)) {
                    Some(&Op::Jump(further)) => self.patch(index, further),
                    _ => break,
                }
            }
        }
        self.function
    }

    /// Lets the jump at `index` go to the next instruction.
    pub(super) fn patch_here(&mut self, index: usize) {
        self.patch(index, self.here());
    }

    pub(super) fn region(&mut self, start: Jump, end: Jump, handler: Jump) {
        if start < end {
            self.function.regions.push(Region { start, end, handler });
        }
    }

    /// Notes that the code from `start` on is what `span` became.
    pub(super) fn part(&mut self, span: Span, start: Jump) {
        let code = start..self.here();
        if self.atomic == 0 && !code.is_empty() {
            self.function.parts.push(Part { span, code });
        }
    }

    pub(super) fn open_scope(&mut self) {
        self.scopes.push(Scope { names: Vec::new(), first_slot: self.next_slot });
    }

    /// Closes the innermost scope; its slots are used again.
    pub(super) fn close_scope(&mut self) {
        if let Some(scope) = self.scopes.pop() {
            self.next_slot = scope.first_slot;
        }
    }

    /// A slot without a name, until the scope closes.
    pub(super) fn hidden(&mut self) -> u32 {
        let slot = self.next_slot;
        self.next_slot += 1;
        self.function.locals = self.function.locals.max(self.next_slot);
        slot
    }

    /// Two slots in a row, without names.
    pub(super) fn hidden_pair(&mut self) -> u32 {
        let first = self.hidden();
        self.hidden();
        first
    }

    /// Adds a parameter.
    pub(super) fn parameter(&mut self, name: &Name, parameter: Parameter) {
        self.function.parameters.push(parameter);
        self.declare(name, false);
    }

    /// A new local in the innermost scope.
    pub(super) fn declare(&mut self, name: &Name, handle: bool) -> u32 {
        let slot = self.hidden();
        let local = Local { slot, captured: false, span: name.span, handle };
        if let Some(scope) = self.scopes.last_mut() {
            scope.names.push((name.text.clone(), local));
        }
        slot
    }

    /// The local of that name in the innermost scope alone.
    pub(super) fn in_this_scope(&self, name: &str) -> Option<Local> {
        let scope = self.scopes.last()?;
        scope.names.iter().rev().find(|(text, _)| text == name).map(|(_, local)| *local)
    }

    /// The local that a name stands for here.
    pub(super) fn local(&self, name: &str) -> Option<Local> {
        let own = self.scopes.iter().rev().flat_map(|scope| scope.names.iter().rev());
        own.chain(&self.captured).find(|(text, _)| text == name).map(|(_, local)| *local)
    }

    /// All names of locals that can be seen here.
    pub(super) fn local_names(&self) -> impl Iterator<Item = &str> {
        self.scopes.iter().flat_map(|scope| &scope.names).chain(&self.captured).map(|(name, _)| name.as_str())
    }

    /// Where the parameters of a thread's block will go: called before anything else is declared, with every local
    /// that the block uses, so that copies are the first locals of the frame.
    pub(super) fn capture(&mut self, name: &str, outer: Local) {
        let slot = self.hidden();
        self.captures.push(outer.slot);
        self.function.parameters.push(Parameter { name: name.to_owned(), default: None });
        self.captured.push((name.to_owned(), Local { slot, captured: true, span: outer.span, handle: false }));
    }

    pub(super) fn next_loop(&mut self) -> usize {
        self.loops += 1;
        self.loops
    }

    /// The innermost loop's number.
    pub(super) fn innermost_loop(&self) -> Option<usize> {
        self.enclosing.iter().rev().find_map(|enclosing| match enclosing {
            Enclosing::Loop { number, .. } => Some(*number),
            _ => None,
        })
    }

    /// The slot of the exception that the innermost `except` block handles.
    pub(super) fn handled(&self) -> Option<u32> {
        self.enclosing.iter().rev().find_map(|enclosing| match enclosing {
            Enclosing::Handler { slot } => Some(*slot),
            _ => None,
        })
    }
}

impl Builder {
    /// Whether no block is open.
    pub(super) fn is_at_top_level(&self) -> bool {
        self.scopes.len() == 1
    }
}
