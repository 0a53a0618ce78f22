//! Ways out of a block: loops, `try`, `with`, `atomic` and `critical`.
//!
//! What has to be done on every way out is emitted once. A slot says why the block was left, and `EndFinally` goes on
//! from there; so code grows linearly however deep such blocks are nested.

use super::Lowerer;
use super::builder::{Enclosing, Exit};
use crate::program::code::{Jump, Op};
use crate::program::errors;
use crate::source::Span;
use crate::syntax::ast::{Block, Expression, Handler, Name, WithItem};
use crate::value::Value;

impl Lowerer {
    /// Emits `body` as the inside of a loop whose `continue` goes to `next`; gives the jumps of `break`.
    pub(super) fn in_loop(&mut self, next: Jump, body: impl FnOnce(&mut Self)) {
        let number = self.builder().next_loop();
        self.builder().enclosing.push(Enclosing::Loop { number, next, breaks: Vec::new() });
        body(self);
        if let Some(Enclosing::Loop { breaks, .. }) = self.builder().enclosing.pop() {
            for jump in breaks {
                self.builder().patch_here(jump);
            }
        }
    }

    /// `break`, `continue`: through every cleanup on the way.
    pub(super) fn leave_loop(&mut self, exit: fn(usize) -> Exit, word: &str, span: Span) {
        match self.builder().innermost_loop() {
            Some(number) => self.leave(exit(number), span),
            None => self.report(errors::outside_loop(word, span)),
        }
    }

    /// Leaves the blocks around this point as `exit` says. The value of a `return` is on the stack.
    pub(super) fn leave(&mut self, exit: Exit, span: Span) {
        let level = self.builder().enclosing.len();
        self.leave_from(level, exit, span);
    }

    /// The same, as seen from inside of the first `level` enclosing blocks.
    fn leave_from(&mut self, level: usize, exit: Exit, span: Span) {
        let builder = self.builder();
        for index in (0..level).rev() {
            match builder.enclosing.get(index) {
                Some(Enclosing::Loop { number, next, .. }) => {
                    let (number, next) = (*number, *next);
                    if exit == Exit::Continue(number) {
                        builder.emit(Op::Jump(next), span);
                        return;
                    }
                    if exit == Exit::Break(number) {
                        let jump = builder.emit(Op::Jump(0), span);
                        if let Some(Enclosing::Loop { breaks, .. }) = builder.enclosing.get_mut(index) {
                            breaks.push(jump);
                        }
                        return;
                    }
                }
                Some(Enclosing::Cleanup { .. }) => return self.leave_through(index, exit, span),
                _ => {}
            }
        }
        self.emit(Op::Return, span);
    }

    /// Goes to the cleanup at `index`, which will go on with `exit`.
    fn leave_through(&mut self, index: usize, exit: Exit, span: Span) {
        let Some(Enclosing::Cleanup { slot, exits, .. }) = self.builder().enclosing.get_mut(index) else { return };
        let slot = *slot;
        let known = exits.iter().position(|known| *known == exit);
        let which = known.unwrap_or_else(|| {
            exits.push(exit);
            exits.len() - 1
        });
        if exit == Exit::Return {
            self.emit(Op::SetLocal(slot + 1), span);
        }
        self.literal(Value::Int(2 + i64::try_from(which).unwrap_or(0)), span);
        self.emit(Op::SetLocal(slot), span);
        let jump = self.emit(Op::Jump(0), span);
        if let Some(Enclosing::Cleanup { jumps, .. }) = self.builder().enclosing.get_mut(index) {
            jumps.push(jump);
        }
    }

    /// Emits `body`, then `cleanup` on every way out of it.
    pub(super) fn guarded(&mut self, body: impl FnOnce(&mut Self), cleanup: impl FnOnce(&mut Self), span: Span) {
        let slot = self.builder().hidden_pair();
        self.builder().enclosing.push(Enclosing::Cleanup { slot, exits: Vec::new(), jumps: Vec::new() });
        let start = self.builder().here();
        body(self);
        let end = self.builder().here();
        let Some(Enclosing::Cleanup { exits, jumps, .. }) = self.builder().enclosing.pop() else { return };
        let normal = self.emit(Op::EndGuarded(slot, 0), span);

        let handler = self.builder().here();
        self.builder().region(start, end, handler);
        self.emit(Op::SetLocal(slot + 1), span);
        self.literal(Value::Int(1), span);
        self.emit(Op::SetLocal(slot), span);

        for jump in jumps.into_iter().chain([normal]) {
            self.builder().patch_here(jump);
        }
        cleanup(self);
        self.end_finally(slot, exits, span);
    }

    fn end_finally(&mut self, slot: u32, exits: Vec<Exit>, span: Span) {
        let table = u32::try_from(self.builder().function.exits.len()).unwrap_or(u32::MAX);
        self.builder().function.exits.push(Vec::new());
        self.emit(Op::EndFinally { slot, table }, span);
        if exits.is_empty() {
            return;
        }
        let over = self.emit(Op::Jump(0), span);
        let mut jumps = Vec::new();
        for exit in exits {
            jumps.push(self.builder().here());
            if exit == Exit::Return {
                self.emit(Op::Local(slot + 1), span);
            }
            self.leave(exit, span);
        }
        if let Some(place) = self.builder().function.exits.get_mut(table as usize) {
            *place = jumps;
        }
        self.builder().patch_here(over);
    }

    /// `try { } except { } else { } finally { }`.
    pub(super) fn try_statement(
        &mut self,
        body: &Block,
        handlers: &[Handler],
        otherwise: Option<&Block>,
        finally: Option<&Block>,
        span: Span,
    ) {
        match finally {
            Some(finally) => self.guarded(
                |lowerer| lowerer.try_except(body, handlers, otherwise),
                |lowerer| lowerer.block(finally),
                span,
            ),
            None => self.try_except(body, handlers, otherwise),
        }
    }

    fn try_except(&mut self, body: &Block, handlers: &[Handler], otherwise: Option<&Block>) {
        if handlers.is_empty() {
            self.block(body);
            otherwise.iter().for_each(|otherwise| self.block(otherwise));
            return;
        }
        let start = self.builder().here();
        self.block(body);
        let end = self.builder().here();
        otherwise.iter().for_each(|otherwise| self.block(otherwise));
        let mut to_end = vec![self.emit(Op::Jump(0), body.span)];

        let handler_start = self.builder().here();
        self.builder().region(start, end, handler_start);
        let slot = self.builder().hidden();
        self.emit(Op::SetLocal(slot), body.span);
        self.builder().enclosing.push(Enclosing::Handler { slot });
        for handler in handlers {
            let next = self.match_handler(handler, slot);
            self.builder().open_scope();
            if let Some(name) = &handler.binding {
                let local = self.builder().declare(name, false);
                self.emit(Op::Local(slot), name.span);
                self.emit(Op::SetLocal(local), name.span);
            }
            self.block(&handler.body);
            self.builder().close_scope();
            to_end.push(self.emit(Op::Jump(0), handler.span));
            if let Some(next) = next {
                self.builder().patch_here(next);
            }
        }
        self.emit(Op::Reraise(slot), body.span);
        self.builder().enclosing.pop();
        for jump in to_end {
            self.builder().patch_here(jump);
        }
    }

    /// Tests whether a handler is for the exception in `slot`; gives the jump for when it is not.
    fn match_handler(&mut self, handler: &Handler, slot: u32) -> Option<usize> {
        if handler.types.is_empty() {
            return None;
        }
        for name in &handler.types {
            self.check_exception_name(&name.text, name.span);
        }
        let types = handler.types.iter().map(|name| name.text.as_str().into()).collect();
        let list = super::index_of(&mut self.program.type_lists, types);
        self.emit(Op::Matches(slot, list), handler.span);
        Some(self.emit(Op::JumpIfFalse(0), handler.span))
    }

    /// `with a, b as v { }`.
    pub(super) fn with(&mut self, items: &[WithItem], body: &Block, span: Span) {
        let start = self.builder().here();
        self.with_items(items, body, span, start);
    }

    /// The items that are yet to be entered; the head's code begins at `start`.
    fn with_items(&mut self, items: &[WithItem], body: &Block, span: Span, start: Jump) {
        let Some((item, rest)) = items.split_first() else {
            let head = self.head(span, body);
            self.builder().part(head, start);
            return self.block(body);
        };
        self.builder().open_scope();
        self.check_context(&item.context);
        self.expression(&item.context);
        let slot = self.builder().hidden();
        self.emit(Op::Enter(slot), item.context.span);
        match &item.binding {
            Some(name) => self.bind(name),
            None => {
                self.emit(Op::Pop, item.context.span);
            }
        }
        let place = item.context.span;
        self.guarded(
            |lowerer| lowerer.with_items(rest, body, span, start),
            |lowerer| {
                lowerer.emit(Op::Leave(slot), place);
                lowerer.emit(Op::Pop, place);
            },
            span,
        );
        self.builder().close_scope();
    }

    /// `atomic { }`.
    pub(super) fn atomic(&mut self, body: &Block, span: Span) {
        let head = self.head(span, body);
        self.emit(Op::BeginAtomic, head);
        self.guarded(
            |lowerer| {
                lowerer.builder().atomic += 1;
                lowerer.block(body);
                lowerer.builder().atomic -= 1;
            },
            |lowerer| {
                lowerer.emit(Op::EndAtomic, span);
            },
            span,
        );
    }

    /// `critical NAME { }`.
    pub(super) fn critical(&mut self, name: Option<&Name>, body: &Block, span: Span) {
        let section = self.section(name);
        let head = self.head(span, body);
        self.emit(Op::EnterSection(section), head);
        self.guarded(
            |lowerer| lowerer.block(body),
            |lowerer| {
                lowerer.emit(Op::LeaveSection(section), head);
            },
            span,
        );
    }

    /// The part of a compound statement before its block.
    pub(super) fn head(&self, span: Span, body: &Block) -> Span {
        let head = Span { start: span.start, end: body.span.start.max(span.start) };
        let blanks = self.program.source.slice(head).len() - self.program.source.slice(head).trim_end().len();
        Span { end: head.end.saturating_sub(u32::try_from(blanks).unwrap_or(0)), ..head }
    }

    /// Pops the top into a new local of that name.
    pub(super) fn bind(&mut self, name: &Name) {
        let slot = self.builder().declare(name, false);
        self.emit(Op::SetLocal(slot), name.span);
    }

    /// `raise e`, `raise ValueError("m")`, `raise`.
    pub(super) fn raise(&mut self, value: Option<&Expression>, span: Span) {
        match value {
            Some(value) => {
                self.exception(value);
                self.emit(Op::Raise, span);
            }
            None => match self.builder().handled() {
                Some(slot) => {
                    self.emit(Op::Reraise(slot), span);
                }
                None => self.report(errors::bare_raise(span)),
            },
        }
    }
}
