//! Starting threads.

use super::{Lowerer, Meaning, count, index_of};
use crate::program::code::{FunctionKind, Op, StartBody, StartName, StartShape};
use crate::program::globals::Global;
use crate::program::lower::builder::Builder;
use crate::program::lower::names;
use crate::source::Span;
use crate::syntax::ast::{Block, ExpressionKind, ThreadBody, ThreadName, ThreadStart};
use crate::value::FunctionId;

impl Lowerer {
    /// Pushes the handle of a new thread.
    pub(super) fn thread(&mut self, start: &ThreadStart, span: Span) {
        let name = match &start.name {
            ThreadName::Numbered => StartName::Numbered,
            ThreadName::Plain(name) => StartName::Fixed(name.text.clone()),
            ThreadName::Computed(name) => {
                self.expression(name);
                StartName::Computed
            }
        };
        let body = match &start.body {
            ThreadBody::Block(block) => {
                let label = match &name {
                    StartName::Fixed(name) => name.clone(),
                    _ => "thread".to_owned(),
                };
                let (function, captures) = self.thread_block(&label, block);
                for slot in &captures {
                    self.emit(Op::Local(*slot), span);
                }
                StartBody::Block(function, count(captures.len()))
            }
            ThreadBody::Call { callee, arguments } => {
                if let ExpressionKind::Name(name) = &callee.kind
                    && let Meaning::Global(Global::Function(id)) = self.meaning(name, callee.span)
                {
                    self.check_function_arguments(id, arguments, 0, span);
                }
                self.expression(callee);
                let shape = self.arguments(arguments);
                StartBody::Call(self.program.calls.get(shape as usize).cloned().unwrap_or_default())
            }
        };
        let shape = index_of(&mut self.program.starts, StartShape { daemon: start.daemon, name, body });
        self.emit(Op::Start(shape), start.head);
    }

    /// Lowers a thread's block; gives its function and the slots of the locals that it gets copies of.
    fn thread_block(&mut self, label: &str, block: &Block) -> (FunctionId, Vec<u32>) {
        let mut builder = Builder::new(label, FunctionKind::ThreadBlock);
        for name in names::used_in(block) {
            if builder.local(name).is_none()
                && let Some(local) = self.builder().local(name)
            {
                builder.capture(name, local);
            }
        }
        let captures = builder.captures.clone();
        self.builders.push(builder);
        self.body(block);
        (self.finish_function(), captures)
    }
}
