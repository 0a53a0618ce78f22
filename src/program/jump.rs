//! Where instructions jump: the one list of those that do.

use super::code::{Jump, Op};

impl Op {
    /// Whether the next instruction may follow; one that raises by chance counts as if it did not.
    pub fn goes_on(self) -> bool {
        !matches!(self, Op::Jump(_) | Op::EndGuarded(..) | Op::Return | Op::Raise | Op::Reraise(_) | Op::AssertFail)
    }

    /// Where it jumps, if it has one such place; [`Op::EndFinally`] has a table of them.
    pub fn target(mut self) -> Option<Jump> {
        self.target_mut().copied()
    }

    /// The same, to be written.
    pub(super) fn target_mut(&mut self) -> Option<&mut Jump> {
        match self {
            Op::Jump(to)
            | Op::JumpIfFalse(to)
            | Op::JumpIfTrue(to)
            | Op::JumpIfFalseOrPop(to)
            | Op::JumpIfTrueOrPop(to)
            | Op::JumpUnless(.., to)
            | Op::IterNext(_, to)
            | Op::IterInto { end: to, .. }
            | Op::EndGuarded(_, to)
            | Op::TakeTask(to) => Some(to),
            _ => None,
        }
    }
}
